//! What a web recording lacks: things that the page showed and that no replay can show.
//!
//! rrweb records the document, and of what the document refers to only what a script may read. A replay never
//! reaches the network (DESIGN.md), so all that stands elsewhere is missing from it. [`Finder`] lists what, in one
//! pass over the events in the order of (time, place).
//!
//! **Invariant:** pure and bounded. Addresses and nodes are remembered as numbers, [`COUNTED`] of each kind at most;
//! [`EXAMPLES`] of each kind are kept as text. No input makes it panic.
//!
//! Not seen: what a script drew or loaded without a trace in the document, and pictures whose address a style sheet
//! takes from a variable.

mod css;
mod finder;
mod seen;
mod waiting;

use hindsight_rrweb::mirror::{Skip, Skipped};
use serde::{Deserialize, Serialize};

pub use finder::Finder;

/// Examples of a kind that are kept.
pub const EXAMPLES: usize = 20;
/// Things of a kind that are told apart; [`Lack::count`] goes no further.
pub const COUNTED: usize = 10_000;

/// What is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LackKind {
    /// A picture that stands elsewhere: of an `img`, a `picture`, a `poster`, SVG or a style. Counted by address.
    RemoteImage,
    /// A font that stands elsewhere. Counted by address.
    RemoteFont,
    /// A style sheet whose rules the recorder could not read, and one that another imports. Counted by address.
    RemoteStylesheet,
    /// An `iframe` of another origin, an `embed` or an `object`: what was in it is not recorded. Counted by element.
    Frame,
    /// A canvas without its picture. Counted by element; one that is recorded later is none.
    Canvas,
    /// The sound and pictures of a `video` or an `audio`. Counted by address, without one by element.
    Media,
    /// A field whose text was replaced by asterisks. Counted by element.
    MaskedInput,
    /// An element that the recorder left out and kept the size of. Counted by element.
    Blocked,
    /// A change that names what is not there, cannot be read, or is more than is kept; the examples say why. Counted by
    /// change.
    NotReplayed,
}

/// A thing that is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    /// When it first appeared, in ms from the recording's start.
    pub at_ms: i64,
    /// Its address without user, query and fragment, else the element; one line.
    pub address: String,
}

/// Things of one kind that are missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lack {
    /// What they are.
    pub kind: LackKind,
    /// How many, up to [`COUNTED`].
    pub count: u64,
    /// When the first appeared, in ms from the recording's start.
    pub first_ms: i64,
    /// The first [`EXAMPLES`], in the order of their time.
    pub examples: Vec<Example>,
}

/// What a recording lacks, in the order of [`LackKind`]. Empty: nothing that can be told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fidelity {
    /// One for each kind of which there is something.
    pub lacks: Vec<Lack>,
}

impl Fidelity {
    /// Adds what could not be applied while the page was mirrored: the first of it at `first_ms`.
    pub fn add_skipped(&mut self, skipped: &Skipped, first_ms: i64) {
        if skipped.total() == 0 {
            return;
        }
        let example =
            |(skip, count): (Skip, u64)| Example { at_ms: first_ms, address: format!("{count}: {skip}") };
        self.lacks.push(Lack {
            kind: LackKind::NotReplayed,
            count: skipped.total().min(COUNTED as u64),
            first_ms,
            examples: skipped.iter().map(example).collect(),
        });
    }

    /// How many things of a kind are missing.
    pub fn count(&self, kind: LackKind) -> u64 {
        self.lacks.iter().find(|lack| lack.kind == kind).map_or(0, |lack| lack.count)
    }
}

#[cfg(test)]
mod tests;
