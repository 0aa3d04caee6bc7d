//! A playhead stays in its film and goes where it is told, whatever is done to it.

use std::io::Cursor;

use hindsight_video::encode::Settings;
use hindsight_video::index::Index;
use hindsight_video::playhead::{Command, Playhead, thumbnails};
use proptest::prelude::*;

use crate::screen::made;

fn index() -> Index {
    let settings = Settings::default().with_keyframes(10_000_000, 10);
    Index::open(&mut Cursor::new(made(32, 32, 40, settings).bytes)).expect("it is read")
}

#[test]
fn playing_ends_at_the_end_and_begins_anew() {
    let index = index();
    let mut head = Playhead::new(&index);
    head.apply(&index, Command::Play);
    head.pass(&index, u64::MAX);
    let now = head.now(&index).expect("a frame");
    assert_eq!((now.frame, now.at_us, now.next_in_us), (39, index.duration_us(), None));
    assert!(!head.is_playing());
    head.apply(&index, Command::Play);
    assert_eq!(head.now(&index).map(|now| now.frame), Some(0));
}

#[test]
fn what_does_not_change_is_shortened_and_everything_else_is_shown() {
    let index = index();
    let mut head = Playhead::new(&index);
    head.apply(&index, Command::SkipUnchanged { longer_than_us: Some(800_000) });
    head.apply(&index, Command::Play);
    let (mut frames, mut watched) = (Vec::new(), 0);
    while head.is_playing() {
        let now = head.now(&index).expect("a frame");
        frames.push(now.frame);
        let wait = now.next_in_us.expect("it plays").max(1) as u64;
        watched += wait as i64;
        head.pass(&index, wait);
    }
    assert_eq!(frames, (0..40).collect::<Vec<_>>(), "each frame once, in order");
    let long = (0..39).filter_map(|number| index.frame(number)).filter(|f| f.until_us - f.at_us > 800_000);
    let saved: i64 = long.map(|frame| frame.until_us - frame.at_us - 500_000).sum();
    let whole = index.duration_us() - index.frame(0).expect("a frame").at_us;
    assert!(saved > 2_000_000 && watched == whole - saved, "{watched} of {whole}, {saved} saved");
}

#[test]
fn thumbnails_are_keyframes_spread_over_the_film() {
    let index = index();
    for count in [0, 1, 3, 8, 1000] {
        let frames = thumbnails(&index, count);
        assert!(
            frames.is_sorted() && frames.len() <= count.min(8) && frames.is_empty() == (count == 0),
            "{frames:?}"
        );
        let is_key =
            |number: &usize| index.sample(index.frame(*number)?.sample).map(|sample| sample.is_keyframe);
        assert!(frames.iter().all(|number| is_key(number) == Some(true)), "{frames:?}");
    }
}

fn command() -> impl Strategy<Value = Command> {
    prop_oneof![
        Just(Command::Play),
        Just(Command::Pause),
        any::<i64>().prop_map(|at_us| Command::Seek { at_us }),
        (0_i64..8_000_000).prop_map(|at_us| Command::Seek { at_us }),
        (-3_i64..4).prop_map(|frames| Command::Step { frames }),
        any::<i64>().prop_map(|frames| Command::Step { frames }),
        any::<f64>().prop_map(|times| Command::Speed { times }),
        any::<Option<i64>>().prop_map(|longer_than_us| Command::SkipUnchanged { longer_than_us }),
    ]
}

proptest! {
    #[test]
    fn a_playhead_stays_in_its_film(steps in prop::collection::vec((command(), 0_u64..3_000_000), 0..40)) {
        thread_local!(static INDEX: Index = index());
        INDEX.with(|index| {
            let mut head = Playhead::new(index);
            let first = head.now(index).map(|now| now.at_us);
            for (command, passed) in steps {
                let before = head.now(index).map(|now| now.frame);
                head.apply(index, command);
                let now = head.now(index).expect("a frame");
                match command {
                    Command::Step { frames } => {
                        let wanted = before.expect("a frame") as i128 + i128::from(frames);
                        prop_assert_eq!(now.frame as i128, wanted.clamp(0, 39));
                        prop_assert!(!head.is_playing());
                    }
                    Command::Seek { at_us } => {
                        let frame = index.frame(now.frame).expect("a frame");
                        prop_assert!(frame.at_us <= at_us.max(frame.at_us) && now.at_us >= frame.at_us);
                    }
                    _ => {}
                }
                prop_assert!((0.25..=16.0).contains(&head.speed()));
                let at = now.at_us;
                head.pass(index, passed);
                let now = head.now(index).expect("a frame");
                prop_assert!(now.at_us >= at, "time does not go back");
                prop_assert!(Some(now.at_us) >= first && now.at_us <= index.duration_us());
            }
            Ok(())
        })?;
    }
}
