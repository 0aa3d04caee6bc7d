//! Splits a stream of JSON into the elements of its arrays, in bounded memory.
//!
//! This is the first thing that touches a file or a request body, for every kind of recording: it finds
//! where elements begin and end and looks no further, so that one damaged event costs that event and
//! not the recording.
//!
//! **Invariants.** Nothing recurses: nesting is a counter. No more than
//! [`Limits::max_element_bytes`] and one read of the source are held at a time. Every element is either
//! handed over or reported with its index and a reason; none is dropped silently.
//!
//! What it does not do: check the inside of an element. An element whose brackets balance is handed over
//! even when it is not JSON; the parser of its kind says what is wrong with it.

mod balance;
mod buffer;
mod scanner;
mod sniff;

use std::io;

pub use scanner::Scanner;

use crate::json::MAX_DEPTH;

/// What a stream may make us hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// A larger element is reported as [`SkipReason::TooLarge`] and never held whole.
    pub max_element_bytes: usize,
    /// The same for a member of the top-level object that is not split.
    pub max_member_bytes: usize,
    /// Arrays and objects inside an element may nest this far, the element itself being 1.
    pub max_depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_element_bytes: 32 << 20, max_member_bytes: 1 << 20, max_depth: MAX_DEPTH }
    }
}

/// Which arrays of a top-level object are split into elements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrays {
    /// The members of these names; what else there is arrives as [`Item::Member`].
    Named(Vec<String>),
    /// Every member whose value is an array: `{name: events[]}`.
    All,
}

impl Arrays {
    /// The members with these names.
    pub fn named(names: &[&str]) -> Self {
        Self::Named(names.iter().map(|&name| name.to_owned()).collect())
    }

    fn include(&self, key: &str) -> bool {
        match self {
            Self::Named(names) => names.iter().any(|name| name == key),
            Self::All => true,
        }
    }
}

/// How a stream holds its elements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Layout {
    /// `[element, …]`
    Array,
    /// `{"version": …, "events": [element, …], …}`
    Object(Arrays),
    /// One element per line; blank lines are not elements.
    Lines,
}

/// What the scanner found next. `json` is the stream's own text, without the white space around them.
#[derive(Debug, PartialEq, Eq)]
pub enum Item<'s> {
    /// A member of the top-level object that is not split into elements.
    Member { key: &'s str, offset: u64, json: &'s str },
    /// A member that could not be handed over.
    MemberSkipped { key: &'s str, offset: u64, reason: SkipReason },
    /// One element. `array` is the member's name, empty at the top level and for lines. `index` counts
    /// from 0 within its array and `offset` from the start of the stream.
    Element { array: &'s str, index: u64, offset: u64, json: &'s str },
    /// One element that could not be handed over.
    Skipped { array: &'s str, index: u64, offset: u64, reason: SkipReason },
    /// The stream cannot be followed past `offset`. `index` is that of the element that is missing or
    /// incomplete. Only [`Item::End`] comes after it.
    Stopped { array: &'s str, index: u64, offset: u64, reason: StopReason },
    /// Nothing more.
    End,
}

/// Why one element or member was not handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SkipReason {
    #[error("there is nothing between two commas")]
    Empty,
    #[error("its brackets, quotes or commas do not fit together")]
    Malformed,
    #[error("it is larger than {max_bytes} bytes")]
    TooLarge { max_bytes: usize },
    #[error("it is nested deeper than {max_depth} levels")]
    TooDeep { max_depth: usize },
    #[error("it is not UTF-8")]
    InvalidUtf8,
}

/// Why the stream ended before its document did, or went on after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StopReason {
    #[error("the input is cut short here")]
    CutShort,
    #[error("there is more data after the end of the document")]
    TrailingData,
    #[error("the document is malformed here: expected {expected}")]
    Malformed { expected: &'static str },
}

/// Why a stream cannot be scanned at all, or no longer.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    #[error("the input is empty")]
    Empty,
    #[error("the input is UTF-16, and JSON is exchanged as UTF-8")]
    Utf16,
    #[error("the input is not {expected}: it begins with byte 0x{found:02x} at offset {offset}")]
    NotTheLayout { expected: &'static str, found: u8, offset: u64 },
    #[error("the input could not be read after {offset} bytes")]
    Io {
        offset: u64,
        #[source]
        source: io::Error,
    },
}
