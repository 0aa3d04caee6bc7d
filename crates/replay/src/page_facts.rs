//! Facts of a page: what it told beside its picture, in order. Lines of its console, errors that no script caught, its
//! addresses and titles, and events that the recorded app added itself.
//!
//! **Invariant:** bounded, whatever the recording holds: [`FACTS`] facts, [`PAGES`] addresses and titles among them, with
//! texts of [`TEXTS_BYTES`] together. Where there are more, the most telling stay, and how many were left out is known.

use serde::{Deserialize, Serialize};

use crate::Timeline;
use crate::best::Best;

/// Facts of a recording that are kept.
pub const FACTS: usize = 20_000;
/// Addresses and titles among them. A page that renames itself without end does not push out what it says.
pub const PAGES: usize = 5_000;
/// Characters of a text.
pub const TEXT_CHARS: usize = 2_000;
/// Bytes of all texts together.
pub const TEXTS_BYTES: usize = 4 << 20;
/// Bytes of all addresses and titles, of those.
const PAGES_BYTES: usize = TEXTS_BYTES / 2;
/// Characters of a level.
const LEVEL_CHARS: usize = 20;

/// What a fact is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    /// The page that is shown has another address.
    Page,
    /// It has another title.
    Title,
    /// A line of its console.
    Console,
    /// An error that no script caught.
    Error,
    /// An event that the recorded app added itself.
    Event,
}

impl FactKind {
    fn is_page(self) -> bool {
        matches!(self, Self::Page | Self::Title)
    }
}

/// One thing that a page told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Ms from the recording's start.
    pub at_ms: i64,
    /// What it is about.
    pub kind: FactKind,
    /// Of a line of the console: `log`, `info`, `warn`, `error`, `debug`, or another word of the recorder's.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub level: String,
    /// As recorded, several lines where it has them: text of the recorded page's choosing. At most [`TEXT_CHARS`]
    /// characters; an ellipsis stands for the rest.
    pub text: String,
}

impl Fact {
    /// What stays where not all can: what is seldom and says most, first.
    fn score(&self) -> u8 {
        match (self.kind, self.level.as_str()) {
            // What is shown is known from these alone.
            (FactKind::Page | FactKind::Title, _) => 5,
            (FactKind::Error, _) => 4,
            (FactKind::Console, "error") => 3,
            (FactKind::Console, "warn") => 2,
            (FactKind::Console, "debug" | "trace") => 0,
            (FactKind::Console | FactKind::Event, _) => 1,
        }
    }
}

/// The facts of a recording.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageFacts {
    /// By time; at one time in the order in which they were recorded.
    pub list: Vec<Fact>,
    /// How many more there were.
    pub left_out: u64,
    /// From when on an address or title may be among what was left out, in ms from the recording's start.
    pub pages_end_ms: Option<i64>,
}

/// Takes what is told, event by event.
#[derive(Debug)]
pub(crate) struct Collector {
    timeline: Timeline,
    best: Best<Fact>,
    texts_bytes: usize,
    pages: usize,
    pages_bytes: usize,
    pages_left_out: u64,
    pages_end_ms: Option<i64>,
}

impl Collector {
    pub(crate) fn new(timeline: Timeline) -> Self {
        Self {
            timeline,
            best: Best::new(),
            texts_bytes: 0,
            pages: 0,
            pages_bytes: 0,
            pages_left_out: 0,
            pages_end_ms: None,
        }
    }

    /// Takes a fact; a time outside of the recording becomes the nearest within.
    pub(crate) fn add(&mut self, at_ms: i64, kind: FactKind, level: &str, text: &str) {
        let fact = Fact {
            at_ms: self.timeline.clamp_ms(at_ms),
            kind,
            level: level_of(level),
            text: cut(text.trim()),
        };
        let bytes = fact.text.len();
        if kind.is_page() {
            if self.pages == PAGES || self.pages_bytes + bytes > PAGES_BYTES {
                self.pages_left_out += 1;
                self.pages_end_ms =
                    Some(self.pages_end_ms.map_or(fact.at_ms, |end_ms| end_ms.min(fact.at_ms)));
                return;
            }
            self.pages += 1;
            self.pages_bytes += bytes;
        }
        self.texts_bytes += bytes;
        self.best.add(fact.score(), fact.at_ms, fact);
        while self.best.len() > FACTS || self.texts_bytes > TEXTS_BYTES {
            let Some(dropped) = self.best.drop_least() else { break };
            self.texts_bytes -= dropped.text.len();
        }
    }

    pub(crate) fn finish(self) -> PageFacts {
        let (mut list, left_out) = self.best.finish();
        // Recorders write out of order, a little.
        list.sort_by_key(|fact| fact.at_ms);
        PageFacts { list, left_out: left_out + self.pages_left_out, pages_end_ms: self.pages_end_ms }
    }
}

/// A level by one spelling: recorders have two for some.
fn level_of(word: &str) -> String {
    let word: String = word.trim().chars().take(LEVEL_CHARS).collect::<String>().to_lowercase();
    match word.as_str() {
        "warning" => "warn".to_owned(),
        "assert" | "fatal" => "error".to_owned(),
        _ => word,
    }
}

/// The first [`TEXT_CHARS`] characters of a text; the last of them is an ellipsis where there are more.
pub(crate) fn cut(text: &str) -> String {
    match text.char_indices().nth(TEXT_CHARS) {
        None => text.to_owned(),
        Some(_) => text.chars().take(TEXT_CHARS - 1).chain(['…']).collect(),
    }
}

#[cfg(test)]
mod tests;
