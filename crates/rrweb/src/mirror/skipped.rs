//! What could not be applied.

use std::fmt;

/// Why a part of an event, or all of it, was not applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Skip {
    /// Its JSON cannot be read, or what it is about is missing.
    Malformed,
    /// It is of a kind or source that rrweb 2.2 does not replay.
    UnknownKind,
    /// There is no full snapshot that it could change.
    BeforeSnapshot,
    /// It names a node that is not there (any more).
    UnknownNode,
    /// A node was added beside or inside of something that never came.
    Unresolved,
    /// A node would stand where no browser puts it: inside of itself, inside of a text, twice the root.
    Impossible,
    /// A style sheet, or a rule of it, is not there.
    UnknownSheet,
    /// Nested deeper than a keyframe can be.
    TooDeep,
    /// More than a mirror keeps.
    TooMuch,
}

impl Skip {
    /// Every kind, in the order in which they are shown.
    pub const ALL: [Self; 9] = [
        Self::Malformed,
        Self::UnknownKind,
        Self::BeforeSnapshot,
        Self::UnknownNode,
        Self::Unresolved,
        Self::Impossible,
        Self::UnknownSheet,
        Self::TooDeep,
        Self::TooMuch,
    ];

    /// For people, as the end of "12 changes were not replayed: …".
    pub fn reason(self) -> &'static str {
        match self {
            Self::Malformed => "they cannot be read",
            Self::UnknownKind => "this version does not know their kind",
            Self::BeforeSnapshot => "no snapshot of the page came before them",
            Self::UnknownNode => "they name an element that is not there",
            Self::Unresolved => "they add beside or inside of an element that never came",
            Self::Impossible => "they put an element where none can be",
            Self::UnknownSheet => "they name a style sheet or a rule that is not there",
            Self::TooDeep => "they nest elements too deep",
            Self::TooMuch => "they hold more than is kept",
        }
    }
}

impl fmt::Display for Skip {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.reason())
    }
}

/// How often what was not applied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Skipped([u64; Skip::ALL.len()]);

impl Skipped {
    pub(super) fn one(&mut self, skip: Skip) {
        self.many(skip, 1);
    }

    pub(super) fn many(&mut self, skip: Skip, count: usize) {
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        let sum = &mut self.0[skip as usize];
        *sum = sum.saturating_add(count);
    }

    /// How many of one kind.
    pub fn count(&self, skip: Skip) -> u64 {
        self.0[skip as usize]
    }

    /// How many of all kinds.
    pub fn total(&self) -> u64 {
        self.0.iter().fold(0, |sum, &count| sum.saturating_add(count))
    }

    /// The kinds that occurred, with their counts.
    pub fn iter(&self) -> impl Iterator<Item = (Skip, u64)> + '_ {
        Skip::ALL.into_iter().map(|skip| (skip, self.count(skip))).filter(|&(_, count)| count > 0)
    }
}
