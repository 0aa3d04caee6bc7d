//! What the fuzz targets do with bytes, as plain functions: cargo-fuzz runs them, and so does a seeded test of
//! `hindsight-rrweb` that needs no nightly (`crates/rrweb/tests/all/fuzzed.rs`).

use hindsight_rrweb::event::Event;
use hindsight_rrweb::facts::facts;
use hindsight_rrweb::harmless::{Rewriter, Rewritten};
use hindsight_rrweb::mirror::Mirror;
use hindsight_rrweb::scan::{Arrays, Item, Layout, Limits, Scanner};
use hindsight_rrweb::text::{Appearing, TextReader};

/// Of an event: small, so that what a packed one may blow up to is reached.
const EVENT_BYTES: usize = 1 << 20;
const LIMITS: Limits = Limits { max_element_bytes: EVENT_BYTES, max_member_bytes: 1 << 10, max_depth: 200 };

/// A file: split into elements in every layout, each read as an event, with all that is looked up in it.
pub fn reader(bytes: &[u8]) {
    for layout in [Layout::Array, Layout::Object(Arrays::All), Layout::Lines] {
        let mut scanner = Scanner::new(bytes, layout, LIMITS);
        let (mut texts, mut rewriter) = (TextReader::new(), Rewriter::new());
        let mut next = 0;
        loop {
            match scanner.read() {
                Ok(Item::Element { offset, json, .. }) => {
                    assert!(offset >= next, "elements come in order");
                    assert!(json.len() <= EVENT_BYTES, "no more is held than may be");
                    next = offset;
                    element(json, &mut texts, &mut rewriter);
                }
                Ok(Item::End) | Err(_) => break,
                Ok(_) => {}
            }
        }
    }
}

fn element(json: &str, texts: &mut TextReader, rewriter: &mut Rewriter) {
    let Ok(event) = Event::read(json, EVENT_BYTES) else { return };
    assert!(event.json().len() <= EVENT_BYTES.max(json.len()), "what is unpacked is bounded");
    let _ = facts(&event);
    let _ = texts.read(&event);
    if let Ok(Rewritten::Kept { json, .. }) = rewriter.rewrite(event.json()) {
        assert!(Event::read(&json, EVENT_BYTES).is_ok(), "what is handed to a player is an event");
    }
}

/// A recording, one event per line: mirrored, read as on a screen, written as a keyframe that states the same.
pub fn mirror(bytes: &[u8]) {
    let (mut mirror, mut appearing) = (Mirror::watched(), Appearing::new());
    let mut at_ms = 0;
    for line in bytes.split(|&byte| byte == b'\n').filter_map(|line| std::str::from_utf8(line).ok()) {
        let Ok(event) = Event::read(line, EVENT_BYTES) else { continue };
        at_ms = event.timestamp_ms;
        mirror.apply(&event);
        let _ = appearing.read(&event, &mut mirror);
    }
    mirror.shown(|_| {});
    let Some(keyframe) = mirror.keyframe(at_ms) else { return };
    let mut again = Mirror::new();
    for event in &keyframe.events {
        let event = Event::read(event, usize::MAX);
        assert!(event.is_ok(), "a keyframe is made of events");
        event.iter().for_each(|event| again.apply(event));
    }
    assert_eq!(again.skipped().total(), 0, "a keyframe is applied whole: {:?}", again.skipped());
    assert_eq!(again.keyframe(at_ms).map(|again| again.events), Some(keyframe.events), "and states the same");
}
