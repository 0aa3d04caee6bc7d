//! What is computed of recordings in a real vault, and asked for through a console.

use std::future::Future;
use std::ops::ControlFlow;
use std::sync::Arc;

use hindsight_contract::desk::{Stretch, Track};
use hindsight_contract::view::SearchHit;
use hindsight_domain::{BlobHash, Chance, Clock, Media, RecordingId, Segment, Severity, Timestamp};
use hindsight_vault::{Import, MemoryKeychain, Page, RecordingFilter, Unlock, Vault};
use serde_json::{Value, json};

use super::packed::pack;
use super::{MomentsAsk, make_ready, shape};
use crate::import::tests::bed::counting;
use crate::import::{Ids, IntoVault, import_from};
use crate::{Console, Result};

const PAGE: Page = Page { limit: 100, offset: 0 };
const START_MS: i64 = 1_700_000_000_000;
const HOUR_MS: i64 = 3_600_000;

struct Noon;
impl Clock for Noon {
    fn now(&self) -> Timestamp {
        Timestamp::clamp_millis(1_790_000_000_000)
    }
}

struct Bed {
    console: Console,
    chance: Arc<dyn Chance>,
    _dir: tempfile::TempDir,
}

impl Bed {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let chance: Arc<dyn Chance> = Arc::new(counting());
        let unlock = Unlock::by(Arc::new(MemoryKeychain::default()));
        let vault =
            Vault::create(&dir.path().join("vault"), &unlock, Arc::new(Noon), chance.clone()).unwrap();
        Self { console: Console::on(vault, Arc::new(Noon), chance.clone()), chance, _dir: dir }
    }

    fn vault(&self) -> &Vault {
        &self.console.vault
    }

    fn import(&self, file: &Value) -> RecordingId {
        let ids = Ids { now: Noon.now(), chance: self.chance.as_ref() };
        let file = file.to_string();
        let place = &mut IntoVault(self.vault());
        let report =
            import_from("session.json", file.as_bytes(), place, ids, &mut |_| ControlFlow::Continue(()));
        report.unwrap().items[0].imported.id.clone()
    }

    fn run<T>(&self, call: impl Future<Output = Result<T>>) -> Result<T> {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(call)
    }

    fn found(&self, words: &str) -> Vec<SearchHit> {
        self.vault().search(words, &RecordingFilter::default(), PAGE).unwrap().items
    }

    fn track(&self, id: &RecordingId, idle_ms: Option<i64>) -> Track {
        serde_json::from_slice(&self.run(self.console.track(id, idle_ms)).unwrap()).unwrap()
    }

    /// A web session of these segments, as they are.
    fn adopt(&self, id: &str, segments: &[(&[u8], i64, i64)]) -> RecordingId {
        let mut draft = self.vault().draft().unwrap();
        for (index, (bytes, from_ms, to_ms)) in segments.iter().enumerate() {
            let at = |ms: i64| Timestamp::clamp_millis(START_MS + ms);
            let segment = Segment {
                index: u32::try_from(index).unwrap(),
                media: Media::Events,
                hash: BlobHash::of(bytes),
                bytes: bytes.len() as u64,
                events: 2,
                from: at(*from_ms),
                to: at(*to_ms),
                keyframes_ms: vec![*from_ms],
            };
            draft.add_segment(segment, bytes).unwrap();
        }
        let recording = json!({
            "id": id, "kind": "web", "title": id, "status": "completed",
            "started_at": Timestamp::clamp_millis(START_MS), "duration_ms": 60_000, "event_count": 4, "flagged": false,
        });
        let recording = serde_json::from_value(recording).unwrap();
        self.vault().import(vec![Import { recording, source: None, draft }]).unwrap()[0].id.clone()
    }
}

fn meta(at_ms: i64) -> Value {
    let data = json!({"href": "https://bank.example/", "width": 800, "height": 600});
    json!({"type": 4, "timestamp": START_MS + at_ms, "data": data})
}

fn snapshot(at_ms: i64, children: &Value) -> Value {
    json!({"type": 2, "timestamp": START_MS + at_ms, "data": {"initialOffset": {"left": 0, "top": 0},
        "node": {"type": 0, "id": 1, "childNodes": [
            {"type": 2, "id": 2, "tagName": "html", "attributes": {}, "childNodes": [
                {"type": 2, "id": 3, "tagName": "body", "attributes": {}, "childNodes": children}]}]}}})
}

fn element(id: i64, tag: &str, children: &Value) -> Value {
    json!({"type": 2, "id": id, "tagName": tag, "attributes": {}, "childNodes": children})
}

fn text(id: i64, text: &str) -> Value {
    json!({"type": 3, "id": id, "textContent": text})
}

fn change(at_ms: i64, data: Value) -> Value {
    let mut all = json!({"source": 0, "adds": [], "removes": [], "texts": [], "attributes": []});
    all.as_object_mut().unwrap().extend(data.as_object().unwrap().clone());
    json!({"type": 3, "timestamp": START_MS + at_ms, "data": all})
}

fn click(at_ms: i64) -> Value {
    let data = json!({"source": 2, "type": 2, "id": 3, "x": 5, "y": 5});
    json!({"type": 3, "timestamp": START_MS + at_ms, "data": data})
}

#[test]
fn what_was_on_the_screen_is_found_when_it_first_appeared_however_it_came_there() {
    let bed = Bed::new();
    let line =
        |sum: &str| json!([text(11, "Re"), element(12, "b", &json!([text(13, "fund")])), text(14, sum)]);
    let page = |at_ms, sum: &str| snapshot(at_ms, &json!([element(10, "p", &line(sum))]));
    let id = bed.import(&json!([
        meta(0),
        page(1, " of "),
        change(5_000, json!({"texts": [{"id": 14, "value": " of 17.50 EUR"}]})),
        meta(9_000),
        page(9_001, " of 17.50 EUR"),
        click(20_000),
    ]));
    assert!(bed.found("refund").is_empty(), "events have it in two pieces");
    for _ in 0..2 {
        shape::compute(bed.vault(), &id).unwrap();
        let times = |words: &str| bed.found(words).iter().map(|hit| hit.at_ms).collect::<Vec<_>>();
        assert_eq!(
            times("\"refund of 17.50\""),
            [5_000],
            "a checkout repeats nothing, and neither does reading anew"
        );
        assert_eq!(times("\"refund of\""), [1, 5_000]);
        let addresses: Vec<_> =
            bed.found("bank.example").into_iter().filter(|hit| hit.field == "url").collect();
        assert_eq!(addresses.iter().map(|hit| hit.at_ms).collect::<Vec<_>>(), [0], "an address too");
    }
    let window = bed.run(bed.console.window_bytes(&id, bed.found("17.50")[0].at_ms, false)).unwrap();
    assert!(String::from_utf8(window).unwrap().contains("17.50 EUR"), "the hit leads to where it stands");
}

#[test]
fn a_secret_that_a_later_segment_changes_is_taken_out_of_the_search_once_the_page_is_known() {
    let bed = Bed::new();
    let field = json!({"type": 2, "id": 10, "tagName": "input", "attributes": {"type": "password"}, "childNodes": []});
    let lines = |events: &[Value]| {
        let lines: Vec<_> = events.iter().map(Value::to_string).collect();
        pack(lines.join("\n").as_bytes()).unwrap()
    };
    let first = lines(&[meta(0), snapshot(1, &json!([field]))]);
    let typed = json!({"type": 3, "timestamp": START_MS + 9_000,
        "data": {"source": 5, "id": 10, "text": "hunter2", "isChecked": false}});
    let later = lines(&[click(8_000), typed]);
    let id = bed.adopt("split", &[(&first[..], 0, 1), (&later[..], 8_000, 9_000)]);
    let texts = crate::texts::texts_of(
        hindsight_domain::Kind::Web,
        &hindsight_replay::inflate(&later).unwrap(),
        Timestamp::clamp_millis(START_MS),
    );
    bed.vault().index_texts(&id, texts).unwrap();
    assert_eq!(bed.found("hunter2").len(), 1, "a segment by itself does not say what the field is");
    shape::compute(bed.vault(), &id).unwrap();
    assert!(bed.found("hunter2").is_empty());
}

#[test]
fn gaps_are_those_of_ten_seconds_or_of_what_was_asked_for() {
    let bed = Bed::new();
    let busy = |from_ms: i64| (0..60).map(move |n| click(from_ms + n * 1_000));
    let mut events = vec![meta(0), snapshot(1, &json!([]))];
    events.extend(busy(100).chain(busy(59_100 + 35 * HOUR_MS)).chain(busy(130_000_000 + 400 * 24 * HOUR_MS)));
    let id = bed.import(&Value::Array(events));
    let track = bed.track(&id, None);
    assert_eq!((track.idle_ms, track.idle.len()), (10_000, 2));
    assert_eq!(track.idle[0], Stretch { from_ms: 59_100, to_ms: 59_100 + 35 * HOUR_MS });
    assert_eq!(track.clock_jumps, [track.idle[1]], "35 hours are a pause, 400 days are none");
    assert_eq!(track.active_ms, 3 * 59_000 + 100);
    assert_eq!(track.active_density.iter().sum::<u32>(), 182, "every event is drawn");
    let used = track.active_density.iter().filter(|count| **count > 0).count();
    assert!(used > 150, "the activity is spread over the plot: {used} parts");

    let finer = bed.track(&id, Some(900));
    assert!(finer.idle.len() > 170, "{}", finer.idle.len());
    let coarser = bed.track(&id, Some(36 * HOUR_MS));
    assert_eq!((coarser.idle.len(), coarser.idle_ms), (1, 36 * HOUR_MS));
    assert_eq!(bed.track(&id, Some(10_000)), track, "the same, read or kept");
}

#[test]
fn a_session_has_one_clock_and_says_whose_each_moment_is() {
    let bed = Bed::new();
    let session = |start_ms: i64| {
        let events = [meta(start_ms), snapshot(start_ms + 1, &json!([])), click(start_ms + 30_000)];
        json!({"session_id": "together", "events": events})
    };
    let earlier = bed.import(&session(-100_000));
    let opened = bed.import(&session(0));
    let later = bed.import(&session(200_000));
    let apart = bed.import(&json!([meta(0), snapshot(1, &json!([])), click(50)]));
    let flag = |id: &RecordingId, reason: &str, at: Option<&str>| {
        bed.run(bed.console.flag(id, reason, Severity::High, at)).unwrap();
    };
    flag(&earlier, "all of the earlier", None);
    flag(&earlier, "early", Some("10s"));
    flag(&opened, "all of the opened", None);
    flag(&later, "late", Some("5s"));
    flag(&apart, "elsewhere", Some("0s"));

    let detail = bed.run(bed.console.detail(&opened)).unwrap();
    assert_eq!(detail.clock, Stretch { from_ms: -100_000, to_ms: 230_000 });
    let alone = bed.run(bed.console.detail(&apart)).unwrap();
    assert_eq!(alone.clock, Stretch { from_ms: 0, to_ms: 50 });

    let ask = MomentsAsk { kind: Some("flag".to_owned()), with_session: true, ..MomentsAsk::default() };
    let told = bed.run(bed.console.moments(&opened, ask.clone())).unwrap();
    let flags: Vec<_> =
        told.list.items.iter().map(|m| (&m.recording_id, m.at_ms, m.whole, m.label.as_str())).collect();
    assert_eq!(
        flags,
        [
            (&earlier, -100_000, true, "all of the earlier"),
            (&earlier, -90_000, false, "early"),
            (&opened, 0, true, "all of the opened"),
            (&later, 205_000, false, "late"),
        ]
    );
    assert!(told.unread.is_empty());
    let own = bed.run(bed.console.moments(&opened, MomentsAsk { with_session: false, ..ask })).unwrap();
    assert_eq!(own.list.items.len(), 1);
}

#[test]
fn a_recording_with_a_damaged_part_is_shown_and_played_where_it_is_whole_and_says_which_part() {
    let bed = Bed::new();
    let plain =
        format!("{}\n{}", meta(0), snapshot(1, &json!([element(10, "p", &json!([text(11, "whole")]))])));
    let good = pack(plain.as_bytes()).unwrap();
    let id = bed.adopt("damaged", &[(&good[..], 0, 1), (&b"no zstd frame"[..], 40_000, 50_000)]);

    let shown = bed.run(bed.console.shown(&id)).unwrap();
    assert_eq!((shown.recording.recording.id, shown.fidelity), (id.clone(), None));
    let trouble = shown.trouble.unwrap();
    assert_eq!(trouble.code, "unplayable");
    assert!(trouble.message.contains("segment 1"), "{}", trouble.message);

    let window = bed.run(bed.console.window_bytes(&id, 0, false)).unwrap();
    assert!(String::from_utf8(window).unwrap().contains("whole"));
    let error = bed.run(bed.console.window_bytes(&id, 45_000, false)).unwrap_err().failure();
    assert_eq!(error.code, "unplayable");
    assert!(error.message.contains("segment 1") && error.message.contains("zstd"), "{}", error.message);

    make_ready(bed.vault(), &id).unwrap();
    let error = bed.run(bed.console.moments(&id, MomentsAsk::default())).unwrap_err().failure();
    assert!(error.message.contains("segment 1"), "{}", error.message);
}

/// Rows of a busy page that change.
const CHANGING: i64 = 50;

/// A page of `nodes` nodes of which some rows change, like an application that lists orders; each change brings `noise` letters
/// that no compression makes shorter than half.
fn busy_page(nodes: i64, changes: i64, noise: usize) -> Vec<Value> {
    let mut state = 1_u64;
    let mut letters = || -> String {
        let mut letter = |_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            char::from_digit(u32::try_from(state >> 60).unwrap(), 16).unwrap()
        };
        (0..noise).map(&mut letter).collect()
    };
    let row = |n: i64| {
        let id = 10 + n * 3;
        let words = format!("order {} of customer {}", n * 7_919 % 100_003, n * 104_729 % 999_983);
        let cell = json!({"type": 2, "id": id + 1, "tagName": "td", "attributes": {"class": format!("c{}", n % 17)},
            "childNodes": [text(id + 2, &words)]});
        element(id, "tr", &json!([cell]))
    };
    let rows: Vec<Value> = (0..nodes / 3).map(row).collect();
    let mut events = vec![meta(0), snapshot(1, &Value::Array(rows))];
    events.extend((0..changes).map(|n| {
        let words = format!(
            "{} items, {} open, updated {} {}",
            n * 31 % 977,
            n * 17 % 89,
            n * 48_611 % 65_537,
            letters()
        );
        change(100 + n * 50, json!({"texts": [{"id": 12 + n % CHANGING * 3, "value": words}]}))
    }));
    events
}

#[test]
fn keyframes_take_less_than_a_quarter_of_what_is_stored_at_3_000_and_at_30_000_nodes() {
    for (nodes, changes, noise) in [(3_000, 6_000, 0), (30_000, 18_000, 900)] {
        let bed = Bed::new();
        let id = bed.import(&Value::Array(busy_page(nodes, changes, noise)));
        shape::compute(bed.vault(), &id).unwrap();
        let stored: u64 = bed.vault().segments(&id).unwrap().iter().map(|state| state.segment.bytes).sum();
        let list: Vec<Value> =
            serde_json::from_slice(&bed.vault().derived(&id, "keyframes").unwrap().unwrap()).unwrap();
        let written: u64 = list
            .iter()
            .map(|mark| format!("keyframe:{}", mark["time_ms"]))
            .map(|name| bed.vault().derived(&id, &name).unwrap().unwrap().len() as u64)
            .sum();
        assert!(!list.is_empty(), "{nodes} nodes: a tail of {changes} changes is worth a keyframe");
        assert!(
            written * 4 < stored,
            "{nodes} nodes: {} keyframes take {written} of {stored} bytes",
            list.len()
        );
    }
}
