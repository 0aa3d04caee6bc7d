//! Sessions to test with.

use hindsight_testkit::FixedClock;
use serde_json::{Value, json};

/// The time at which sessions begin here.
pub(crate) const T0: i64 = FixedClock::NOON;

pub(crate) fn start(id: &str) -> Value {
    json!({
        "action": "start", "sessionId": id, "startedAt": T0, "browser": "Firefox", "os": "Linux",
        "deviceType": "desktop", "screenResolution": "1920x1080", "timezone": "Europe/Zurich",
        "language": "de-CH", "userAgent": "Mozilla/5.0",
    })
}

pub(crate) fn end(id: &str, at_ms: i64) -> Value {
    json!({ "action": "end", "sessionId": id, "endedAt": at_ms, "duration": at_ms - T0 })
}

/// What a browser posts. Events have the numbers from `first` on.
pub(crate) fn batch(id: &str, first: usize, events: &[Value]) -> Value {
    json!({
        "sessionId": id, "sequenceStart": first, "sequenceEnd": first + events.len().max(1) - 1,
        "events": events, "timestamp": T0,
    })
}

/// A scroll, `ms` after the start. `n` tells it from others of the same time.
pub(crate) fn scroll(ms: i64, n: usize) -> Value {
    json!({ "type": 3, "data": { "source": 3, "id": 1, "x": 0, "y": n }, "timestamp": T0 + ms })
}

pub(crate) fn click(ms: i64) -> Value {
    json!({ "type": 3, "data": { "source": 2, "type": 2, "id": 9, "x": 1, "y": 2 }, "timestamp": T0 + ms })
}

pub(crate) fn meta(ms: i64, href: &str) -> Value {
    json!({ "type": 4, "data": { "href": href, "width": 1280, "height": 720 }, "timestamp": T0 + ms })
}

pub(crate) fn snapshot(ms: i64) -> Value {
    let node = json!({ "type": 0, "childNodes": [], "id": 1 });
    json!({ "type": 2, "data": { "node": node, "initialOffset": { "left": 0, "top": 0 } }, "timestamp": T0 + ms })
}

pub(crate) fn page_view(id: &str, path: &str, title: &str, ms: i64) -> Value {
    json!({ "sessionId": id, "path": path, "title": title, "timestamp": T0 + ms })
}
