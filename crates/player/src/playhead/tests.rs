use proptest::prelude::*;

use super::*;

/// Frames by their durations, with a keyframe at each tenth.
struct Line(Vec<i64>);

impl Line {
    fn of(durations: &[i64]) -> Self {
        let mut ends = vec![0];
        ends.extend(durations.iter().scan(0, |at, duration| {
            *at += duration;
            Some(*at)
        }));
        Self(ends)
    }
}

impl Frames for Line {
    fn count(&self) -> usize {
        self.0.len() - 1
    }
    fn span(&self, frame: usize) -> Option<Span> {
        Some(Span { at_us: *self.0.get(frame)?, until_us: *self.0.get(frame + 1)? })
    }
    fn at(&self, at_us: i64) -> usize {
        let starts = &self.0[..self.count()];
        starts.partition_point(|&start| start <= at_us).saturating_sub(1)
    }
    fn keyframe(&self, frame: usize) -> usize {
        frame / 10 * 10
    }
}

fn film() -> Line {
    Line::of(&[40_000; 100])
}

fn playing(frames: &dyn Frames, at_us: i64) -> Playhead {
    let mut head = Playhead::new(frames, at_us);
    head.apply(Command::Toggle, frames, &[]);
    head
}

#[test]
fn a_step_goes_one_frame_and_pauses() {
    let film = film();
    let mut head = playing(&film, 61_000);
    assert_eq!(head.frame(), 1, "61 ms is within the second picture");
    head.apply(Command::Step(Way::On), &film, &[]);
    assert_eq!((head.frame(), head.at_us(), head.is_playing()), (2, 80_000, false));
    head.apply(Command::Step(Way::Back), &film, &[]);
    assert_eq!((head.frame(), head.at_us()), (1, 40_000));
    head.apply(Command::End, &film, &[]);
    head.apply(Command::Step(Way::On), &film, &[]);
    assert_eq!(head.frame(), 99, "there is no frame behind the last");
}

#[test]
fn film_time_runs_as_fast_as_it_was_told() {
    let film = film();
    for (faster, expected) in
        [(-2, 25_000), (-1, 50_000), (0, 100_000), (1, 200_000), (4, 1_600_000), (9, 1_600_000)]
    {
        let mut head = playing(&film, 0);
        let command = if faster < 0 { Command::Slower } else { Command::Faster };
        (0..i32::abs(faster)).for_each(|_| head.apply(command, &film, &[]));
        head.tick(100_000, &film);
        assert_eq!(head.at_us(), expected, "{faster} steps of speed");
    }
}

#[test]
fn at_sixteen_times_the_keyframes_alone_are_wanted_until_it_pauses() {
    let film = film();
    let mut head = playing(&film, 15 * 40_000);
    (0..4).for_each(|_| head.apply(Command::Faster, &film, &[]));
    assert_eq!((head.speed().times(), head.wanted(&film)), (16.0, 10));
    head.apply(Command::Pause, &film, &[]);
    assert_eq!(head.wanted(&film), 15, "who stops wants what is there");
}

#[test]
fn an_unchanged_stretch_is_looked_at_and_skipped() {
    let film = Line::of(&[100_000, 600_000_000, 100_000, 100_000]);
    let mut head = playing(&film, 0);
    head.apply(Command::ToggleSkip, &film, &[]);
    head.tick(400_000, &film);
    assert_eq!((head.frame(), head.at_us()), (1, 400_000), "it is seen that it stands");
    head.tick(250_000, &film);
    assert_eq!((head.frame(), head.at_us()), (2, 600_150_000), "ten minutes of nothing are not waited for");
    let mut patient = playing(&film, 0);
    patient.tick(400_000, &film);
    patient.tick(250_000, &film);
    assert_eq!(patient.frame(), 1, "they are where nobody asked to skip them");
    head.apply(Command::SeekUs(300_000_000), &film, &[]);
    head.tick(1, &film);
    assert_eq!(head.frame(), 2, "from within a stretch it goes on at its end");
}

#[test]
fn it_stops_at_the_end_and_begins_again_from_there() {
    let film = film();
    let mut head = playing(&film, 3_900_000);
    head.tick(400_000, &film);
    assert_eq!((head.at_us(), head.frame(), head.is_playing()), (4_000_000, 99, false));
    head.apply(Command::Toggle, &film, &[]);
    assert_eq!((head.at_us(), head.is_playing()), (0, true));
}

#[test]
fn marks_are_gone_through_one_by_one() {
    let (film, marks) = (film(), [1_000_000, 2_000_000]);
    let mut head = playing(&film, 0);
    let stops: Vec<_> = [Way::On, Way::On, Way::On, Way::Back, Way::Back]
        .into_iter()
        .map(|way| {
            head.apply(Command::Mark(way), &film, &marks);
            head.at_us()
        })
        .collect();
    assert_eq!(stops, [1_000_000, 2_000_000, 2_000_000, 1_000_000, 1_000_000]);
    assert!(!head.is_playing());
}

fn command() -> impl Strategy<Value = Option<Command>> {
    prop_oneof![
        Just(None),
        any::<i64>().prop_map(|us| Some(Command::SeekUs(us))),
        any::<i64>().prop_map(|us| Some(Command::ByUs(us))),
        prop::sample::select(vec![
            Command::Toggle,
            Command::Pause,
            Command::Step(Way::On),
            Command::Step(Way::Back),
            Command::Mark(Way::On),
            Command::Mark(Way::Back),
            Command::Faster,
            Command::Slower,
            Command::Start,
            Command::End,
            Command::ToggleSkip,
        ])
        .prop_map(Some),
    ]
}

proptest! {
    #[test]
    fn whatever_is_asked_it_stands_on_a_frame_of_the_film(
        durations in prop::collection::vec(prop_oneof![Just(0), 1i64..100_000, 2_000_001i64..90_000_000], 1..60),
        asked in prop::collection::vec((command(), -1_000i64..2_000_000), 0..80),
    ) {
        let film = Line::of(&durations);
        let marks = [5_000, 70_000];
        let mut head = Playhead::new(&film, 0);
        for (command, passed_us) in asked {
            match command {
                Some(command) => head.apply(command, &film, &marks),
                None => {
                    let before = head.at_us();
                    head.tick(passed_us, &film);
                    prop_assert!(head.at_us() >= before, "playing never goes back");
                }
            }
            let span = film.span(head.frame()).expect("a frame of the film");
            prop_assert!((span.at_us..=span.until_us).contains(&head.at_us()), "{head:?} within {span:?}");
            prop_assert!(head.wanted(&film) <= head.frame());
            prop_assert!((0.25..=16.0).contains(&head.speed().times()));
        }
    }

    #[test]
    fn each_frame_is_reached_by_steps_though_some_share_a_time(
        durations in prop::collection::vec(prop_oneof![Just(0), 1i64..100_000], 1..60),
    ) {
        let film = Line::of(&durations);
        let mut head = Playhead::new(&film, 0);
        head.apply(Command::End, &film, &[]);
        for expected in (0..film.count()).rev() {
            prop_assert_eq!(head.frame(), expected);
            head.apply(Command::Step(Way::Back), &film, &[]);
        }
        for expected in 0..film.count() {
            prop_assert_eq!(head.frame(), expected);
            head.apply(Command::Step(Way::On), &film, &[]);
        }
    }

    #[test]
    fn small_ticks_lead_where_a_large_one_does(
        durations in prop::collection::vec(prop_oneof![1i64..100_000, 2_000_001i64..90_000_000], 1..60),
        ticks in prop::collection::vec(0i64..40_000, 1..10),
        is_skipping: bool,
    ) {
        let film = Line::of(&durations);
        let (mut small, mut large) = (playing(&film, 0), playing(&film, 0));
        if is_skipping {
            small.apply(Command::ToggleSkip, &film, &[]);
            large.apply(Command::ToggleSkip, &film, &[]);
        }
        ticks.iter().for_each(|&us| small.tick(us, &film));
        large.tick(ticks.iter().sum(), &film);
        prop_assert_eq!(small.at_us(), large.at_us());
    }
}
