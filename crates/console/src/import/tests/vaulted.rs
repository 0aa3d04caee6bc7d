//! Imports into a real vault.

use std::ops::ControlFlow;
use std::sync::Arc;

use hindsight_contract::desk::WindowHead;
use hindsight_domain::{Clock, Timestamp};
use hindsight_replay::window::{self, Reel, Size};
use hindsight_replay::{At, Timeline, inflate};
use hindsight_vault::{MemoryKeychain, Page, RecordingFilter, RecordingOrder, Unlock, Vault};

use super::bed::{array, counting, web_events};
use crate::desk::packed_window;
use crate::import::{Ids, ImportError, IntoVault, Report, import_from, import_path};
use crate::library;

const PAGE: Page = Page { limit: 100, offset: 0 };

struct Noon;
impl Clock for Noon {
    fn now(&self) -> Timestamp {
        Timestamp::clamp_millis(1_790_000_000_000)
    }
}

fn vault() -> (tempfile::TempDir, Vault) {
    let dir = tempfile::tempdir().unwrap();
    let unlock = Unlock::by(Arc::new(MemoryKeychain::default()));
    let vault =
        Vault::create(&dir.path().join("vault"), &unlock, Arc::new(Noon), Arc::new(counting())).unwrap();
    (dir, vault)
}

fn import(vault: &Vault, file: &str) -> Result<Report, ImportError> {
    let chance = counting();
    let ids = Ids { now: Noon.now(), chance: &chance };
    import_from("session.json", file.as_bytes(), &mut IntoVault(vault), ids, &mut |_| {
        ControlFlow::Continue(())
    })
}

#[test]
fn what_is_imported_is_listed_found_and_played() {
    let (_dir, vault) = vault();
    let mut events = web_events();
    // Earlier than all before it: the recording's start moves, and with it all offsets.
    events.push(r#"{"type":3,"data":{"source":3,"id":1,"x":0,"y":7},"timestamp":1699999999000}"#.to_owned());
    let report = import(&vault, &array(&events)).unwrap();
    let id = &report.items[0].imported.id;

    let listed = vault.recordings(&RecordingFilter::default(), RecordingOrder::default(), PAGE).unwrap();
    assert_eq!((listed.total, listed.items[0].cached), (1, true));
    let recording = &listed.items[0].recording;
    assert_eq!((recording.event_count, recording.started_at.millis()), (9, 1_699_999_999_000));

    crate::desk::make_ready(&vault, id).unwrap();
    let hits = vault.search("windscreen", &RecordingFilter::default(), PAGE).unwrap();
    assert_eq!((hits.total, hits.items[0].at_ms, hits.items[0].field.as_str()), (1, 1_010, "text"));

    let segments: Vec<_> = vault.segments(id).unwrap().into_iter().map(|state| state.segment).collect();
    assert_eq!(segments[0].keyframes_ms, [1_000]);
    let reel =
        Reel { kind: recording.kind, timeline: Timeline::of(recording), segments: &segments, keyframe: None };
    let fetch = |segment: &hindsight_domain::Segment| {
        let bytes = vault
            .read_segment(id, segment.index)
            .map_err(|error| std::io::Error::other(error.to_string()))?;
        inflate(&bytes).map_err(std::io::Error::other)
    };
    let window = window::load(&reel, hits.items[0].at_ms, &Size::default(), fetch).unwrap();
    assert_eq!((window.keyframe_ms, window.from_ms, window.events.len()), (1_000, 1_010, 8));
}

#[test]
fn a_window_tells_how_many_of_its_events_no_player_knows() {
    let (_dir, vault) = vault();
    let mut events = web_events();
    for source in [77, 78] {
        events.push(format!(r#"{{"type":3,"data":{{"source":{source}}},"timestamp":1700000001500}}"#));
    }
    let report = import(&vault, &array(&events)).unwrap();
    let id = &report.items[0].imported.id;
    let window = library::window_of(&vault, id, At::OffsetMs(0), &Size::default()).unwrap();
    assert_eq!(window.unreadable, 2);
    let bytes = packed_window(7, &window);
    let end = bytes.iter().position(|&byte| byte == b'\n').unwrap();
    let head: WindowHead = serde_json::from_slice(&bytes[..end]).unwrap();
    assert_eq!((head.started_ms, head.unreadable), (7, 2));
    let travelled: Vec<serde_json::Value> = serde_json::from_slice(&bytes[end + 1..]).unwrap();
    assert_eq!(travelled.len(), window.events.len());
}

#[test]
fn a_second_import_of_the_same_file_stores_nothing() {
    let (_dir, vault) = vault();
    let first = import(&vault, &array(&web_events())).unwrap();
    let again = import(&vault, &array(&web_events())).unwrap();
    assert!(again.items[0].imported.already);
    assert_eq!(first.items[0].imported.id, again.items[0].imported.id);
    assert_eq!(vault.storage().unwrap().recordings, 1);
}

#[test]
fn an_import_that_fails_leaves_the_vault_as_it_was() {
    let (_dir, vault) = vault();
    import(&vault, &array(&web_events())).unwrap();
    let before = vault.storage().unwrap();
    let large: Vec<String> = (0..6_000_i64)
        .map(|n| {
            format!(
                r#"{{"type":5,"data":{{"tag":"t","payload":"{n} {}"}},"timestamp":{n}}}"#,
                n.wrapping_mul(n * 7_919)
            )
        })
        .collect();
    let error = import(&vault, &format!("{} trailing", array(&large))).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "session.json was not imported: recording 0, event 6000, offset {}: there is more data after the end of the document",
            array(&large).len() + 1
        )
    );
    let after = vault.storage().unwrap();
    assert_eq!((before.recordings, before.blobs), (after.recordings, after.blobs));
    assert_eq!(vault.search("7919", &RecordingFilter::default(), PAGE).unwrap().total, 0);
}

#[test]
fn a_path_that_is_no_file_is_named() {
    let (dir, vault) = vault();
    let chance = counting();
    let ids = Ids { now: Noon.now(), chance: &chance };
    for path in [dir.path().to_owned(), dir.path().join("missing.json")] {
        let error =
            import_path(&path, &mut IntoVault(&vault), ids, &mut |_| ControlFlow::Continue(())).unwrap_err();
        assert!(error.to_string().starts_with(&path.display().to_string()), "{error}");
    }
}

#[test]
fn a_cancelled_import_leaves_nothing() {
    let (_dir, vault) = vault();
    let chance = counting();
    let ids = Ids { now: Noon.now(), chance: &chance };
    let events: Vec<String> = (0..60_000_i64)
        .map(|n| format!(r#"{{"type":3,"data":{{"source":3,"id":1,"x":0,"y":{n}}},"timestamp":{n}}}"#))
        .collect();
    let mut reports = 0;
    let mut watch = |progress: crate::import::Progress| {
        reports += 1;
        if progress.bytes > 2 << 20 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let file = array(&events);
    let error = import_from("x", file.as_bytes(), &mut IntoVault(&vault), ids, &mut watch).unwrap_err();
    assert!(error.to_string().contains("cancelled"), "{error}");
    assert!(reports >= 2);
    assert_eq!((vault.storage().unwrap().recordings, vault.storage().unwrap().blobs), (0, 0));
}
