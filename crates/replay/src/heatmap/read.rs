//! What a heatmap reads of an event's data.

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// A mouse interaction, a scroll, a move or a resize: rrweb gives all of them fields of the same names.
#[derive(Deserialize)]
pub(super) struct Data {
    #[serde(rename = "type")]
    pub(super) kind: Option<i64>,
    pub(super) id: Option<i64>,
    #[serde(default, deserialize_with = "number")]
    pub(super) x: Option<f64>,
    #[serde(default, deserialize_with = "number")]
    pub(super) y: Option<f64>,
    /// 0 mouse, 1 pen, 2 touch.
    #[serde(rename = "pointerType")]
    pub(super) pointer_type: Option<i64>,
    pub(super) positions: Option<Vec<Position>>,
    #[serde(default, deserialize_with = "number")]
    pub(super) width: Option<f64>,
    #[serde(default, deserialize_with = "number")]
    pub(super) height: Option<f64>,
}

/// One place of a batch of moves.
#[derive(Deserialize)]
pub(super) struct Position {
    #[serde(deserialize_with = "number_or_none")]
    pub(super) x: f64,
    #[serde(deserialize_with = "number_or_none")]
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
    #[serde(default, deserialize_with = "number")]
    pub(super) width: Option<f64>,
    #[serde(default, deserialize_with = "number")]
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

/// A number, or nothing where something else stands: what is told beside it is worth keeping.
fn number<'d, D: Deserializer<'d>>(value: D) -> Result<Option<f64>, D::Error> {
    let number = <&RawValue>::deserialize(value)?.get().parse::<f64>();
    Ok(number.ok().filter(|number| number.is_finite()))
}

/// The same, where nothing is not a number: such a place lies nowhere.
fn number_or_none<'d, D: Deserializer<'d>>(value: D) -> Result<f64, D::Error> {
    Ok(number(value)?.unwrap_or(f64::NAN))
}
