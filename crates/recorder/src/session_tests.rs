use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use hindsight_replay::screen::{ScreenEvent, ScreenFact, ScreenHeat};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::metadata::Metadata;
use crate::testing::{Lines, Room, Script, Shown, files, noon};
use crate::track::Track;

const NEW: Shown = Shown::New { width: 8 };

struct Played {
    status: SessionStatus,
    failure: Option<RecorderError>,
    dir: tempfile::TempDir,
}

impl Played {
    /// `(time, sum)` of each picture in each film, `end` as none.
    fn films(&self) -> Vec<Vec<(u64, Option<u64>)>> {
        let names = files(self.dir.path()).into_iter().filter(|name| name.ends_with(".mp4"));
        let line = |line: &str| {
            let (time, sum) = line.split_once(' ').unwrap();
            (time.parse().unwrap(), sum.parse().ok())
        };
        let mut films: Vec<Vec<_>> = names
            .map(|name| {
                std::fs::read_to_string(self.dir.path().join(name)).unwrap().lines().map(line).collect()
            })
            .collect();
        films.sort();
        films
    }

    fn metadata(&self, part: usize) -> Metadata {
        let stem = &self.status.files[part];
        Metadata::read(&self.dir.path().join(format!("{stem}_metadata.json"))).unwrap().unwrap()
    }

    fn events(&self, part: usize) -> Vec<(String, String)> {
        let stem = &self.status.files[part];
        let text = std::fs::read_to_string(self.dir.path().join(format!("{stem}_events.jsonl"))).unwrap();
        let event = |line: &str| {
            let line: Value = serde_json::from_str(line).unwrap();
            (
                line["event_type"].as_str().unwrap().to_owned(),
                line["timestamp"].as_str().unwrap()[17..23].to_owned(),
            )
        };
        text.lines().map(event).collect()
    }
}

fn settings() -> Settings {
    Settings { max_file_size_mb: 1, max_duration_minutes: 1, ..Settings::default() }
}

fn begin(dir: &Path, shown: Vec<Shown>, films: Lines, room: Arc<Room>) -> Session {
    let stuff = Stuff {
        id: "7".into(),
        connection: ConnectionInfo { name: "Payroll".into(), ..ConnectionInfo::default() },
        choice: Choice::RemoteWindow,
        settings: Arc::new(settings()),
        source: Box::new(Script::new(shown)),
        films: Arc::new(films),
        folder: Arc::new(Folder::take(dir).unwrap()),
        disk: room,
    };
    Session::begin(stuff, 0, noon()).unwrap()
}

/// Looks at all that is shown, every `step_us`, and ends.
fn play(shown: Vec<Shown>, step_us: u64, films: Lines) -> Played {
    let dir = tempfile::tempdir().unwrap();
    let room = Arc::new(Room(AtomicU64::new(9_999)));
    let looks = shown.len() as u64;
    let mut session = begin(dir.path(), shown, films, room);
    let mut failure = None;
    for index in 0..looks {
        let at_us = index * step_us;
        if let Err(error) = session.step(at_us, noon().plus((at_us / 1_000) as i64), 0) {
            failure = Some(error);
            break;
        }
    }
    let status = session.end(looks * step_us, failure.as_ref());
    Played { status, failure, dir }
}

fn lines(bytes_each: u64) -> Lines {
    Lines { bytes_each, fails_after: u64::MAX }
}

#[test]
fn only_new_pictures_are_written_and_the_last_is_shown_to_the_end() {
    let played =
        play(vec![Shown::Nothing, NEW, Shown::Same, Shown::Same, NEW, Shown::Same], 100_000, lines(10));
    let films = played.films();
    let times: Vec<_> = films[0].iter().map(|(at, _)| *at).collect();
    assert_eq!((films.len(), times), (1, vec![100_000, 400_000, 600_000]));
    let metadata = played.metadata(0);
    assert_eq!((metadata.state, metadata.frames, metadata.bytes), (State::Completed, 2, 20));
    assert_eq!((metadata.width, metadata.height, metadata.mode.as_str()), (8, 4, "rdp_window"));
    assert_eq!(metadata.first_frame_time, Some(noon().plus(100)));
    assert_eq!(metadata.end_time, Some(noon().plus(600)));
    let stem = "session_7_Payroll_20260301_120000";
    assert_eq!(played.status.files, [stem]);
    assert_eq!(metadata.file.as_deref(), Some("session_7_Payroll_20260301_120000.mp4"));
}

#[test]
fn the_metadata_has_what_integrators_read() {
    let played = play(vec![NEW], 100_000, lines(10));
    let text =
        std::fs::read(played.dir.path().join("session_7_Payroll_20260301_120000_metadata.json")).unwrap();
    let value: Value = serde_json::from_slice(&text).unwrap();
    assert_eq!(value["session_id"], "7");
    assert_eq!(value["connection_info"]["name"], "Payroll");
    assert_eq!(value["start_time"], "2026-03-01T12:00:00.000Z");
    for (name, expected) in
        [("fps", 10), ("quality", 23), ("max_file_size_mb", 1), ("max_duration_minutes", 1)]
    {
        assert_eq!(value["recorder_settings"][name], expected, "{name}");
    }
    assert_eq!(value["recorder_settings"]["resolution_scale"], 1.0);
}

#[test]
fn a_full_file_ends_where_the_next_begins_and_stays_below_its_limit() {
    let played = play(vec![NEW; 10], 100_000, lines(300_000));
    let films = played.films();
    assert_eq!(
        films.iter().map(|film| film.len() - 1).collect::<Vec<_>>(),
        [3, 3, 3, 1],
        "three make 0.9 of 1 MB, and the next would be too much"
    );
    for pair in films.windows(2) {
        assert_eq!(pair[0].last().unwrap().0, pair[1][0].0, "no time lies between two files");
    }
    assert!(
        played.status.files[1].ends_with("_120000_2"),
        "begun in the same second: {:?}",
        played.status.files
    );
}

#[test]
fn an_old_file_goes_on_with_what_is_on_the_screen_though_nothing_changed() {
    let mut shown = vec![NEW];
    shown.extend(vec![Shown::Same; 100]);
    let played = play(shown, 1_000_000, lines(10));
    let films = played.films();
    assert_eq!(films.len(), 2);
    assert_eq!(films[0][0].1, films[1][0].1, "the same picture begins the second file");
    assert_eq!((films[0][1], films[1][0].0), ((60_000_000, None), 60_000_000));
    assert_eq!(played.events(0).last().unwrap().0, "file_continued");
}

#[test]
fn a_picture_of_another_size_begins_another_file() {
    let wide = || Shown::New { width: 12 };
    let played = play(vec![NEW, NEW, wide(), wide(), NEW], 2_000_000, lines(10));
    assert_eq!(played.films().iter().map(|film| film.len() - 1).collect::<Vec<_>>(), [2, 2, 1]);
    assert_eq!((played.metadata(1).width, played.metadata(2).part), (12, 3));
}

#[test]
fn a_source_that_fails_ends_the_recording_and_what_was_seen_is_saved() {
    let played = play(vec![NEW, NEW, Shown::Fails], 100_000, lines(10));
    assert!(matches!(played.failure, Some(RecorderError::DisplayLost { .. })));
    let metadata = played.metadata(0);
    assert_eq!((metadata.state, metadata.frames), (State::Failed, 2));
    assert!(metadata.reason.unwrap().contains("is gone (it died): what was recorded is saved"));
    assert_eq!(played.films()[0].len(), 3, "the film has its end");
    assert_eq!(played.events(0).last().unwrap().0, "recording_failed");
    assert!(played.status.failure.is_some());
}

#[test]
fn a_film_that_cannot_be_written_ends_the_recording_and_says_so() {
    let played = play(vec![NEW; 5], 100_000, Lines { bytes_each: 10, fails_after: 3 });
    assert!(matches!(played.failure, Some(RecorderError::File { doing: "written", .. })));
    assert_eq!((played.metadata(0).state, played.metadata(0).frames), (State::Failed, 3));
}

#[test]
fn a_disk_that_fills_up_stops_the_recording_and_one_that_is_full_does_not_begin_it() {
    let dir = tempfile::tempdir().unwrap();
    let room = Arc::new(Room(AtomicU64::new(500)));
    let mut session = begin(dir.path(), vec![NEW; 3], lines(1), room.clone());
    session.step(0, noon(), 0).unwrap();
    room.0.store(499, Ordering::SeqCst);
    session.step(4_000_000, noon().plus(4_000), 0).unwrap();
    let error = session.step(5_000_000, noon().plus(5_000), 0).unwrap_err();
    assert!(matches!(error, RecorderError::DiskLow { free_mb: 499, min_mb: 500, .. }), "{error}");
    let status = session.end(5_000_000, Some(&error));
    assert!(status.failure.unwrap().contains("free some space"));
}

#[test]
fn sleeps_jumps_pauses_and_marks_stand_in_the_track_on_one_clock() {
    let dir = tempfile::tempdir().unwrap();
    let mut session = begin(dir.path(), vec![NEW; 9], lines(1), Arc::new(Room(AtomicU64::new(9_999))));
    let step = |session: &mut Session, at_ms: u64, wall_ms: i64| {
        session.step(at_ms * 1_000, noon().plus(wall_ms), 0).unwrap();
    };
    step(&mut session, 0, 0);
    step(&mut session, 10_000, 10_000);
    step(&mut session, 10_100, 3_610_100);
    session.order(Order::Pause, 10_200_000).unwrap();
    session.order(Order::Pause, 10_250_000).unwrap();
    step(&mut session, 10_300, 3_610_300);
    assert_eq!((session.status().doing, session.status().frames), (Doing::Paused, 3));
    session.order(Order::Resume, 10_400_000).unwrap();
    session.order(Order::Mark("here".into()), 10_450_000).unwrap();
    step(&mut session, 10_500, 3_610_500);
    let frames = session.status().frames;
    let status = session.end(11_000_000, None);
    let played = Played { status, failure: None, dir };
    let events = played.events(0);
    let told: Vec<_> = events.iter().map(|(kind, at)| (kind.as_str(), at.as_str())).collect();
    let expected = [
        ("connection", "00.000"),
        ("picture", "00.000"),
        ("gap", "10.000"),
        ("damage", "10.000"),
        ("clock_jumped", "10.100"),
        ("recording_paused", "10.200"),
        ("recording_resumed", "10.400"),
        ("moment", "10.450"),
        ("damage", "11.000"),
        ("connection", "11.000"),
    ];
    assert_eq!((told.as_slice(), frames), (&expected[..], 4));
}

#[test]
fn a_track_is_read_by_the_player_and_says_where_the_picture_changed() {
    let played = play(vec![NEW, NEW, Shown::Same, NEW, NEW], 700_000, lines(10));
    let stem = &played.status.files[0];
    let text = std::fs::read_to_string(played.dir.path().join(format!("{stem}_events.jsonl"))).unwrap();
    let mut heat = ScreenHeat::new();
    let mut kinds = Vec::new();
    for line in text.lines() {
        let event = ScreenEvent::read(line).unwrap();
        assert_ne!(event.what, ScreenFact::Other, "{line}");
        kinds.push(std::mem::discriminant(&event.what));
        heat.add(&event);
    }
    let damage = std::mem::discriminant(&ScreenFact::Damage { rects: Vec::new() });
    assert_eq!(kinds.iter().filter(|kind| **kind == damage).count(), 2, "{text}");
    let changes = heat.finish(noon()).changes.stats();
    assert!(changes.places > 0 && changes.outside.points == 0, "{changes:?}");
}

#[test]
fn a_track_counts_its_lines() {
    let dir = tempfile::tempdir().unwrap();
    let mut track = Track::create(&dir.path().join("t")).unwrap();
    track.occurrence(noon(), &Occurrence::RecordingPaused).unwrap();
    assert_eq!(track.lines(), 1);
}

fn scripts() -> impl Strategy<Value = Vec<Shown>> {
    let shown = prop_oneof![
        4 => Just(NEW),
        1 => Just(Shown::New { width: 12 }),
        4 => Just(Shown::Same),
        1 => Just(Shown::Nothing),
    ];
    vec(shown, 1..120)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn every_picture_is_in_exactly_one_file_and_files_follow_each_other(shown in scripts(), bytes_each in 1_u64..400_000, step_us in 50_000_u64..3_000_000) {
        let pictures = shown.iter().filter(|one| matches!(one, Shown::New { .. })).count();
        let played = play(shown, step_us, lines(bytes_each));
        let films = played.films();
        let all: Vec<_> = films.iter().flatten().filter_map(|(at, sum)| sum.map(|sum| (*at, sum))).collect();
        let mut distinct: Vec<_> = all.iter().map(|(_, sum)| *sum).collect();
        distinct.dedup();
        prop_assert_eq!(distinct.len(), pictures, "a picture that begins a file again counts once");
        prop_assert!(all.is_sorted_by(|a, b| a.0 < b.0));
        for pair in films.windows(2) {
            prop_assert!(pair[0].last().unwrap().0 <= pair[1][0].0);
        }
        for part in 0..played.status.files.len() {
            let metadata = played.metadata(part);
            prop_assert_eq!(metadata.state, State::Completed);
            prop_assert!(metadata.bytes < 1_000_000 || metadata.frames <= 2);
        }
    }
}
