use std::path::Path;

use hindsight_domain::retention::Shield;

use super::*;
use crate::metadata::{Metadata, State};
use crate::status::Doing;
use crate::testing::{Around, Lines, Script, Shown, around, files, noon};

fn settings(dir: &Path) -> Settings {
    Settings { output_dir: Some(dir.to_owned()), ..Settings::default() }
}

fn stage() -> (tempfile::TempDir, Around) {
    (tempfile::tempdir().unwrap(), around(Lines { bytes_each: 10, fails_after: u64::MAX }))
}

fn connection(name: &str) -> ConnectionInfo {
    ConnectionInfo { name: name.into(), ip: "10.0.0.7".into(), ..ConnectionInfo::default() }
}

/// Turns the clock until it is so.
fn until(around: &Around, what: &str, mut is_so: impl FnMut() -> bool) {
    for _ in 0..100_000 {
        if is_so() {
            return;
        }
        around.hand.turn(10_000);
        std::thread::yield_now();
    }
    panic!("never: {what}");
}

#[test]
fn a_session_is_recorded_from_start_to_stop() {
    let (dir, around) = stage();
    let recorder = Recorder::initialize(settings(dir.path()), around.around.clone()).unwrap();
    assert!(!recorder.is_recording(None));
    assert!(matches!(recorder.stop_session_recording(None), Err(RecorderError::NothingRuns)));
    let status = recorder.start_session_recording("42", connection("Payroll")).unwrap();
    assert_eq!(status.files, ["session_42_Payroll_20260301_120000"]);
    assert!(
        recorder.is_recording(None)
            && recorder.is_recording(Some("42"))
            && !recorder.is_recording(Some("43"))
    );
    until(&around, "pictures come", || recorder.get_recording_status()[0].frames >= 3);
    assert_eq!(recorder.get_recording_status()[0].doing, Doing::Recording);
    let wish = around.stages.wishes.lock().unwrap()[0].clone();
    assert_eq!(
        (wish.choice, wish.hints),
        (Choice::RemoteWindow, vec!["10.0.0.7".to_owned(), "Payroll".to_owned()])
    );

    let ended = recorder.stop_session_recording(None).unwrap();
    assert_eq!((ended.doing, &ended.failure), (Doing::Stopped, &None));
    assert!(ended.frames >= 3 && !recorder.is_recording(None));
    let names = files(dir.path());
    for end in [".mp4", "_metadata.json", "_events.jsonl"] {
        assert!(names.contains(&format!("session_42_Payroll_20260301_120000{end}")), "{names:?}");
    }
    assert_eq!(recorder.get_storage_info().unwrap().recordings, 1);
}

#[test]
fn several_sessions_run_at_once_and_each_is_named() {
    let (dir, around) = stage();
    let recorder = Recorder::initialize(settings(dir.path()), around.around).unwrap();
    for id in ["a", "b"] {
        recorder.start_session_recording(id, connection(id)).unwrap();
    }
    assert!(matches!(
        recorder.start_session_recording("a", connection("x")),
        Err(RecorderError::SessionRuns { .. })
    ));
    assert!(matches!(recorder.stop_session_recording(None), Err(RecorderError::WhichSession { count: 2 })));
    assert!(matches!(recorder.stop_session_recording(Some("c")), Err(RecorderError::NoSuchSession { .. })));
    for id in ["", "line\nbreak", &"x".repeat(201)] {
        assert!(matches!(
            recorder.start_session_recording(id, connection("")),
            Err(RecorderError::SessionId { .. })
        ));
    }
    for index in 2..MAX_SESSIONS {
        recorder.start_session_recording(&index.to_string(), connection("")).unwrap();
    }
    assert!(matches!(
        recorder.start_session_recording("more", connection("")),
        Err(RecorderError::TooMany { .. })
    ));
    assert_eq!(recorder.stop_session_recording(Some("a")).unwrap().session_id, "a");
    assert_eq!(recorder.shutdown().len(), MAX_SESSIONS - 1);
    assert!(matches!(recorder.start_session_recording("z", connection("")), Err(RecorderError::ShutDown)));
}

#[test]
fn a_session_that_failed_is_shown_until_it_is_stopped_and_can_be_started_again() {
    let (dir, around) = stage();
    let script = Script::new([Shown::New { width: 8 }, Shown::Fails]);
    around.stages.scripts.lock().unwrap().push_back(script);
    let recorder = Recorder::initialize(settings(dir.path()), around.around.clone()).unwrap();
    recorder.start_session_recording("1", connection("x")).unwrap();
    until(&around, "it fails", || !recorder.is_recording(Some("1")));
    let status = recorder.get_recording_status().remove(0);
    assert!(status.failure.unwrap().contains("is gone"), "what went wrong stays to be read");
    recorder.start_session_recording("1", connection("x")).unwrap();
    assert!(recorder.is_recording(Some("1")));
}

#[test]
fn a_pause_makes_no_pictures_and_a_mark_is_in_the_track() {
    let (dir, around) = stage();
    let recorder = Recorder::initialize(settings(dir.path()), around.around.clone()).unwrap();
    recorder.start_session_recording("1", connection("x")).unwrap();
    until(&around, "pictures come", || recorder.get_recording_status()[0].frames > 0);
    recorder.mark("1", "look here").unwrap();
    recorder.pause("1").unwrap();
    until(&around, "it is paused", || recorder.get_recording_status()[0].doing == Doing::Paused);
    recorder.resume("1").unwrap();
    until(&around, "it goes on", || recorder.get_recording_status()[0].doing == Doing::Recording);
    let ended = recorder.stop_session_recording(None).unwrap();
    let track = std::fs::read_to_string(dir.path().join(format!("{}_events.jsonl", ended.files[0]))).unwrap();
    for word in [r#""note":"look here""#, "recording_paused", "recording_resumed"] {
        assert!(track.contains(word), "{track}");
    }
    assert!(matches!(recorder.pause("1"), Err(RecorderError::NoSuchSession { .. })));
}

#[test]
fn a_recorder_that_is_dropped_saves_and_frees_its_folder() {
    let (dir, around) = stage();
    let recorder = Recorder::initialize(settings(dir.path()), around.around.clone()).unwrap();
    let second = Recorder::initialize(settings(dir.path()), around.around.clone());
    assert!(matches!(second.err(), Some(RecorderError::FolderTaken { .. })));
    let status = recorder.start_session_recording("1", connection("x")).unwrap();
    drop(recorder);
    let path = dir.path().join(format!("{}_metadata.json", status.files[0]));
    assert_eq!(Metadata::read(&path).unwrap().unwrap().state, State::Completed);
    Recorder::initialize(settings(dir.path()), around.around).unwrap();
}

#[test]
fn what_cannot_record_is_refused_at_once() {
    let (dir, around) = stage();
    let refused = |settings: Settings| Recorder::initialize(settings, around.around.clone()).err();
    let ours = || settings(dir.path());
    assert!(matches!(refused(Settings { enabled: false, ..ours() }), Some(RecorderError::Disabled)));
    assert!(matches!(refused(Settings { output_dir: None, ..ours() }), Some(RecorderError::NoFolder)));
    let fast = Settings { fps: 61, ..ours() };
    assert!(
        Recorder::validate_recording_config(&fast).is_err()
            && Recorder::validate_recording_config(&ours()).is_ok()
    );
    assert!(matches!(refused(fast), Some(RecorderError::Settings(_))));
    let file = dir.path().join("file");
    std::fs::write(&file, "").unwrap();
    assert!(matches!(
        refused(settings(&file.join("below"))),
        Some(RecorderError::File { doing: "made", .. })
    ));
}

#[test]
fn clean_ups_are_due_by_their_interval_and_by_hand_at_once() {
    let (dir, around) = stage();
    let recorder = Recorder::initialize(settings(dir.path()), around.around.clone()).unwrap();
    recorder.start_session_recording("1", connection("x")).unwrap();
    until(&around, "pictures come", || recorder.get_recording_status()[0].frames > 0);
    assert!(recorder.force_cleanup_by_size(0.0).unwrap().deleted.is_empty(), "what is being recorded stays");
    recorder.stop_session_recording(None).unwrap();
    assert_eq!(recorder.tend().unwrap(), None, "there was a clean-up just now");
    around.hand.turn(6 * 3_600_000_000);
    assert!(recorder.tend().unwrap().is_some());
    assert!(recorder.preview_cleanup().unwrap().drop.is_empty());
    assert!(recorder.force_cleanup_by_age(1).unwrap().deleted.is_empty());
    assert!(matches!(recorder.force_cleanup_by_size(-1.0), Err(RecorderError::Setting(_))));
    assert!(matches!(recorder.force_cleanup_by_size(f64::NAN), Err(RecorderError::Setting(_))));
    assert_eq!(recorder.force_cleanup_by_size(0.0).unwrap().deleted.len(), 1);
    let info = recorder.get_storage_info().unwrap();
    assert_eq!((info.recordings, info.cleanup.total_cleanups), (0, 4));
    assert_eq!(info.cleanup.last_cleanup.map(|at| at > noon()), Some(true));
}

#[test]
fn a_hold_that_is_set_while_it_is_recorded_outlives_the_recording() {
    let (dir, around) = stage();
    let recorder = Recorder::initialize(settings(dir.path()), around.around.clone()).unwrap();
    let stem = recorder.start_session_recording("1", connection("x")).unwrap().files.remove(0);
    recorder.set_hold(&stem, true).unwrap();
    recorder.set_upload(&stem, Some(Upload::Wanted)).unwrap();
    until(&around, "pictures come", || recorder.get_recording_status()[0].frames > 0);
    recorder.stop_session_recording(None).unwrap();
    let kept = |recorder: &Recorder| recorder.force_cleanup_by_size(0.0).unwrap().kept;
    assert_eq!(kept(&recorder), [(stem.clone(), Shield::Hold)]);
    recorder.set_hold(&stem, false).unwrap();
    assert_eq!(kept(&recorder), [(stem.clone(), Shield::Unsent)]);
    recorder.set_upload(&stem, Some(Upload::Done)).unwrap();
    assert_eq!(recorder.force_cleanup_by_size(0.0).unwrap().deleted, [stem]);
    for name in ["session_no", "../session_x", "session_../../x"] {
        assert!(
            matches!(recorder.set_hold(name, true), Err(RecorderError::NoSuchRecording { .. })),
            "{name}"
        );
    }
}
