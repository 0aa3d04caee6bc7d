//! The shape of an agent run: lanes, operations, requests, errors. Everything but the events' data.
//!
//! Pure and bounded: what is kept of an event is a few numbers and one line of words. Rows are the run's events in
//! the order of (time, place in the recording), which is the order of replay.

mod label;
mod operations;

use std::borrow::Cow;
use std::collections::HashMap;

use hindsight_domain::Timestamp;
use serde::Deserialize;
use serde_json::Value;

pub use label::LABEL_CHARS;
pub(crate) use label::{clip, label};
use operations::Operations;

/// Rows that keep their label.
pub const LABELLED_ROWS: usize = 20_000;
/// Views and event types that are told apart; later ones fall into the last.
const NAMES: usize = 200;

/// How an operation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BarState {
    /// It did not.
    Running,
    /// Well.
    Completed,
    /// With an error.
    Failed,
}

/// An operation: its start, updates and end as one.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// The row that began it.
    pub row: u32,
    /// A position in [`Outline::lanes`].
    pub lane: u16,
    /// What it is called.
    pub label: String,
    /// Where it begins.
    pub from_ms: i64,
    /// Where it ends: its end, or the last that was heard of it.
    pub to_ms: i64,
    /// Its updates: offset, and progress in percent.
    pub progress: Vec<(i64, f32)>,
    /// How it ended.
    pub state: BarState,
    /// Whether an `error` was the last that was heard of it: its end was not told.
    pub ended_by_error: bool,
}

/// A request to a person, and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Its row.
    pub row: u32,
    /// When.
    pub at_ms: i64,
    /// What was asked.
    pub label: String,
    /// The row, time and words that answer it.
    pub answer: Option<(u32, i64, String)>,
}

/// See the module.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outline {
    /// The time of each row.
    pub at_ms: Vec<i64>,
    /// The type of each row: a position in `types`.
    pub type_of: Vec<u16>,
    /// Event types, in order of appearance.
    pub types: Vec<String>,
    /// The lane of each row: a position in `lanes`.
    pub lane_of: Vec<u16>,
    /// Views, in order of appearance; the first is what was before any `view_switch`.
    pub lanes: Vec<String>,
    /// One line that tells a row, for the first [`LABELLED_ROWS`].
    pub labels: Vec<String>,
    /// Operations, in order of their start.
    pub bars: Vec<Bar>,
    /// Requests, in order.
    pub requests: Vec<Request>,
    /// Rows that are errors.
    pub errors: Vec<u32>,
    /// Whether it reads as a conversation: messages and tool calls of an imported trajectory.
    pub conversation: bool,
}

/// A stored event of an agent run.
#[derive(Debug, Deserialize)]
pub struct Line<'l> {
    /// When.
    pub timestamp: Timestamp,
    /// A standard type or a custom one.
    #[serde(borrow)]
    pub event_type: Cow<'l, str>,
    /// What it carries.
    #[serde(default)]
    pub data: Value,
}

/// The one line that tells an event from its neighbours; empty where nothing does.
pub(crate) fn label_of(line: &Line<'_>) -> String {
    label(&line.event_type, &line.data)
}

/// Builds an [`Outline`] from the events of a run, in order.
#[derive(Default)]
pub struct Outliner {
    outline: Outline,
    started_at: Timestamp,
    types: HashMap<String, u16>,
    lanes: HashMap<String, u16>,
    lane: u16,
    operations: Operations,
    messages: usize,
}

impl Outliner {
    /// For a run that starts at `started_at`.
    pub fn new(started_at: Timestamp) -> Self {
        let mut outliner = Self { started_at, ..Self::default() };
        outliner.lane = name(&mut outliner.lanes, &mut outliner.outline.lanes, "");
        outliner
    }

    /// Adds the next event.
    pub fn add(&mut self, line: &Line<'_>) {
        let row = u32::try_from(self.outline.at_ms.len()).unwrap_or(u32::MAX);
        let at_ms = line.timestamp.since(self.started_at);
        let label = label_of(line);
        if line.event_type == "view_switch"
            && let Some(view) = label::view(&line.data)
        {
            self.lane = name(&mut self.lanes, &mut self.outline.lanes, &view);
        }
        let type_of = name(&mut self.types, &mut self.outline.types, &line.event_type);
        self.outline.at_ms.push(at_ms);
        self.outline.type_of.push(type_of);
        self.outline.lane_of.push(self.lane);
        if line.event_type == "error" {
            self.outline.errors.push(row);
        }
        self.messages += usize::from(label::is_message(&line.data));
        let event = operations::Event {
            row,
            at_ms,
            lane: self.lane,
            event_type: &line.event_type,
            data: &line.data,
            label: &label,
        };
        self.operations.add(&event, &mut self.outline.bars, &mut self.outline.requests);
        if self.outline.labels.len() < LABELLED_ROWS {
            self.outline.labels.push(label);
        }
    }

    /// What came of it.
    pub fn finish(mut self) -> Outline {
        self.outline.conversation = self.messages > 0 && self.messages * 2 >= self.outline.at_ms.len();
        self.outline
    }
}

/// The number of a name, a new one where it is new.
fn name(known: &mut HashMap<String, u16>, names: &mut Vec<String>, name: &str) -> u16 {
    if let Some(&number) = known.get(name) {
        return number;
    }
    if names.len() >= NAMES {
        return (NAMES - 1) as u16;
    }
    let number = names.len() as u16;
    names.push(clip(name));
    known.insert(name.to_owned(), number);
    number
}

#[cfg(test)]
mod tests;
