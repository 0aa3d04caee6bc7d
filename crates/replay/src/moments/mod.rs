//! Moments: times worth looking at, found in one pass over a recording.
//!
//! What each kind means, its thresholds and its score stand in [`DEFINITIONS`]. A finder is fed event by event, in
//! the order of (time, place in the recording): [`web::Finder`] for web sessions, [`agent::Finder`] for agent runs.
//! Flags and notes are no part of the events: callers make them with [`Moment::flag`] and [`Moment::note`].
//!
//! **Invariant:** pure and bounded. A finder keeps the moments with the highest scores, up to a limit, and counts of
//! all; what it remembers of a page is bounded by the constants of its modules. No input makes it panic, and every
//! moment lies within the recording.

pub mod agent;
mod definitions;
mod keep;
mod line;
pub mod web;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use definitions::{
    DEAD_MS, DEFINITIONS, Definition, ENTER_MS, LOOSE_FIELDS, RAGE_CLICKS, RAGE_MS, RAGE_PX,
};
pub(crate) use keep::Keep;
pub(crate) use line::{line, shown};

/// Moments of a recording that are kept.
pub const MOMENTS: usize = 2_000;
/// Characters of a label at most.
pub const LABEL_CHARS: usize = crate::run::LABEL_CHARS;

/// What a moment is: see [`DEFINITIONS`], which stand in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MomentKind {
    Flag,
    Note,
    Error,
    FailedOperation,
    JavascriptError,
    RageClick,
    AgentRequest,
    FormAbandon,
    ConsoleError,
    Answer,
    DeadClick,
    Navigation,
}

impl MomentKind {
    /// Its row of the table.
    pub fn definition(self) -> &'static Definition {
        &DEFINITIONS[self as usize]
    }

    /// How much it is worth looking at, 0 to 100.
    pub fn score(self) -> u8 {
        self.definition().score
    }
}

/// A time worth looking at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// Ms from the recording's start.
    pub at_ms: i64,
    /// What it is.
    pub kind: MomentKind,
    /// How much it is worth looking at, 0 to 100.
    pub score: u8,
    /// One line, text only, at most [`LABEL_CHARS`] characters.
    pub label: String,
    /// Whether it is about the recording as a whole; `at_ms` is its start then.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub whole: bool,
}

impl Moment {
    /// A moment with its kind's score. The label becomes one line.
    pub(crate) fn new(at_ms: i64, kind: MomentKind, label: &str) -> Self {
        Self { at_ms, kind, score: kind.score(), label: line(label), whole: false }
    }

    /// A flag with its reason, and the time that it points at, if it does.
    pub fn flag(at_ms: Option<i64>, reason: &str) -> Self {
        Self { whole: at_ms.is_none(), ..Self::new(at_ms.unwrap_or(0), MomentKind::Flag, reason) }
    }

    /// A note with its words.
    pub fn note(at_ms: i64, text: &str) -> Self {
        Self::new(at_ms, MomentKind::Note, text)
    }
}

/// The moments of a recording.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moments {
    /// By time. Where there were more than the limit: those with the highest scores, of equal ones the earliest.
    pub list: Vec<Moment>,
    /// How many there were of each kind, those that were not kept included.
    pub found: BTreeMap<MomentKind, u64>,
    /// How many were not kept.
    pub left_out: u64,
}

impl Moments {
    /// Adds a moment that is not found in events: a flag or a note.
    pub fn add(&mut self, moment: Moment) {
        *self.found.entry(moment.kind).or_default() += 1;
        self.list.push(moment);
        by_time(&mut self.list);
    }

    /// How many there were of a kind.
    pub fn count(&self, kind: MomentKind) -> u64 {
        self.found.get(&kind).copied().unwrap_or_default()
    }
}

/// Sorts by time; at one time by score, the highest first.
pub fn by_time(moments: &mut [Moment]) {
    moments.sort_by(|a, b| (a.at_ms, b.score).cmp(&(b.at_ms, a.score)));
}

/// Sorts by score, the highest first; of one score by time.
pub fn by_score(moments: &mut [Moment]) {
    moments.sort_by(|a, b| (b.score, a.at_ms).cmp(&(a.score, b.at_ms)));
}

#[cfg(test)]
mod tests;
