//! What a heatmap reads of an event's data.

use serde::Deserialize;

/// A mouse interaction, a scroll, a move or a resize: rrweb gives all of them fields of the same names.
#[derive(Deserialize)]
pub(super) struct Data {
    #[serde(rename = "type")]
    pub(super) kind: Option<i64>,
    pub(super) id: Option<i64>,
    pub(super) x: Option<f64>,
    pub(super) y: Option<f64>,
    /// 0 mouse, 1 pen, 2 touch.
    #[serde(rename = "pointerType")]
    pub(super) pointer_type: Option<i64>,
    pub(super) positions: Option<Vec<Position>>,
    pub(super) width: Option<f64>,
    pub(super) height: Option<f64>,
}

/// One place of a batch of moves.
#[derive(Deserialize)]
pub(super) struct Position {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) id: Option<i64>,
    /// Milliseconds from the event's time, mostly negative.
    #[serde(rename = "timeOffset")]
    pub(super) time_offset: Option<f64>,
}

/// A Meta event: the page and its viewport.
#[derive(Deserialize)]
pub(super) struct Meta {
    pub(super) href: Option<String>,
    pub(super) width: Option<f64>,
    pub(super) height: Option<f64>,
}

/// Of a full snapshot: the document's id and how far it was scrolled.
#[derive(Deserialize)]
pub(super) struct Snapshot {
    pub(super) node: Option<Root>,
    #[serde(rename = "initialOffset")]
    pub(super) initial_offset: Option<Offset>,
}

#[derive(Deserialize)]
pub(super) struct Root {
    pub(super) id: Option<i64>,
}

#[derive(Deserialize)]
pub(super) struct Offset {
    pub(super) left: Option<f64>,
    pub(super) top: Option<f64>,
}
