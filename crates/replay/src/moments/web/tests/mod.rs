//! What is found in a session, and what nearly is.

mod clicks;
mod forms;
mod pages;
mod random;
mod real;

use serde_json::{Value, json};

use super::super::{Moment, MomentKind};
use crate::testing::{Web, element, event, page, snapshot};

/// What is found in events, of one kind, with times and labels. The recording ends at `end_ms`.
fn found(kind: MomentKind, events: &[Value], end_ms: i64) -> Vec<(i64, String)> {
    let (moments, _) = Web::new(events, Some(end_ms)).moments();
    let of_kind = moments.list.into_iter().filter(|moment| moment.kind == kind);
    of_kind.map(|Moment { at_ms, label, .. }| (at_ms, label)).collect()
}

fn click(at_ms: i64, x: f64, y: f64) -> Value {
    event(3, at_ms, json!({"source": 2, "type": 2, "id": 9, "x": x, "y": y}))
}

fn click_on(at_ms: i64, id: i64) -> Value {
    event(3, at_ms, json!({"source": 2, "type": 2, "id": id, "x": 1, "y": 1}))
}

fn change(at_ms: i64, source: i64) -> Value {
    event(
        3,
        at_ms,
        json!({"source": source, "id": 9, "texts": [], "attributes": [], "removes": [], "adds": []}),
    )
}

fn in_tab(mut event: Value, window: &str) -> Value {
    event["windowId"] = json!(window);
    event
}
