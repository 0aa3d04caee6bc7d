//! Recordings that this project did not write, where they are at hand.

use std::path::PathBuf;

use hindsight_domain::{Kind, Status};
use serde_json::Value;

use super::bed::import;

fn shared(name: &str) -> Option<Vec<u8>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    let file = std::fs::read(&path).ok();
    if file.is_none() {
        println!("skipped: {} is not there", path.display());
    }
    file
}

#[test]
fn recordings_of_real_browsers_come_whole() {
    for (name, events, device, word) in [
        ("web/desktop_plain.json", 249, "desktop", "claim"),
        ("web/desktop_packed.json", 249, "desktop", "claim"),
        ("web/mobile_masked.json", 210, "mobile", "claim"),
    ] {
        let Some(file) = shared(name) else { return };
        let (report, memory) = import(&file).unwrap();
        let (item, stored) = (&report.items[0], &memory.stored[0]);
        assert_eq!((item.imported.events, item.imported.skipped.len()), (events, 0), "{name}");
        assert_eq!(stored.recording.device.as_deref(), Some(device), "{name}");
        assert!(stored.words("text").to_lowercase().contains(word), "{name}");
        assert!(!item.title.is_empty() && item.title != "session", "{name}: {}", item.title);
        let keyframes = stored.draft.segments.iter().map(|segment| segment.keyframes.len()).sum::<usize>();
        assert!(keyframes >= 1, "{name}");
    }
}

#[test]
fn plain_and_packed_give_the_same_recording() {
    let (Some(plain), Some(packed)) = (shared("web/desktop_plain.json"), shared("web/desktop_packed.json"))
    else {
        return;
    };
    let (_, plain) = import(&plain).unwrap();
    let (_, packed) = import(&packed).unwrap();
    assert_eq!(plain.stored[0].events(), packed.stored[0].events());
    assert_eq!(plain.stored[0].recording.title, packed.stored[0].recording.title);
    assert_eq!(plain.stored[0].words("text"), packed.stored[0].words("text"));
}

#[test]
fn the_fixtures_of_rrweb_are_26_recordings() {
    let Some(file) = shared("web/rrweb-fixtures.json") else { return };
    let events: Value = serde_json::from_slice(&file).unwrap();
    let (report, memory) = import(&file).unwrap();
    assert_eq!(report.items.len(), 26);
    for (item, stored) in report.items.iter().zip(&memory.stored) {
        let written = events[&item.title].as_array().unwrap();
        assert_eq!(
            (item.imported.events, item.imported.skipped.len()),
            (written.len() as u64, 0),
            "{}",
            item.title
        );
        let earliest = written.iter().map(|event| event["timestamp"].as_i64().unwrap()).min();
        assert_eq!(Some(stored.recording.started_at.millis()), earliest, "{}", item.title);
    }
}

#[test]
fn the_runs_of_tau_bench_are_60_recordings_of_which_37_failed() {
    let Some(file) = shared("agent/airline-runs.json") else { return };
    let runs: Value = serde_json::from_slice(&file).unwrap();
    let (report, memory) = import(&file).unwrap();
    assert_eq!(report.items.len(), 60);
    for ((item, stored), run) in report.items.iter().zip(&memory.stored).zip(runs.as_array().unwrap()) {
        let messages = run["traj"].as_array().unwrap().len() as u64;
        assert_eq!((item.imported.events, item.imported.skipped.len()), (messages, 0));
        assert_eq!(stored.recording.kind, Kind::Agent);
        assert!(stored.recording.tags.contains(&format!("task:{}", run["task_id"])));
        let said = run["traj"][1]["content"].as_str().unwrap().split_whitespace().next().unwrap();
        assert!(item.title.starts_with(said), "{}", item.title);
    }
    let failed = memory.stored.iter().filter(|stored| stored.recording.status == Status::Failed).count();
    assert_eq!(failed, 37);
    let (_, again) = import(&file).unwrap();
    for (first, again) in memory.stored.iter().zip(&again.stored) {
        assert_eq!(first.events(), again.events(), "times that are made up are the same each time");
    }
}
