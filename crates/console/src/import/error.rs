//! Why an import did not happen. Whatever it was, nothing of the file was stored.

use std::error::Error;
use std::io;

use hindsight_rrweb::scan::ScanError;
use hindsight_vault::VaultError;
use thiserror::Error;

use super::source::SourceFault;

/// Recordings of one file at most.
pub(super) const MAX_RECORDINGS: usize = 10_000;
/// Skipped events of one file at most: beyond, the file is something else.
pub(super) const MAX_SKIPPED: usize = 100_000;

/// Why a file was not imported. Nothing of it was stored.
#[derive(Debug, Error)]
#[error("{file} was not imported: {fault}")]
pub struct ImportError<E: Error + 'static = VaultError> {
    /// The file, as it was named.
    pub file: String,
    /// What was wrong.
    #[source]
    pub fault: ImportFault<E>,
}

/// What was wrong with a file, or with the place for it.
#[derive(Debug, Error)]
pub enum ImportFault<E: Error + 'static = VaultError> {
    /// The disk, or its rights.
    #[error("it cannot be read")]
    Unreadable(#[source] io::Error),
    /// A folder, a socket.
    #[error("it is not a file")]
    NotAFile,
    /// No bytes, or white space.
    #[error("it is empty")]
    Empty,
    /// Some other format.
    #[error("it is {found}, not a recording")]
    Foreign {
        /// What it looks like.
        found: &'static str,
    },
    /// Not JSON as a whole.
    #[error("it is not a recording: {0}")]
    NotJson(#[source] ScanError),
    /// gzip or zstd that does not inflate.
    #[error("its compression is damaged")]
    Damaged(#[source] io::Error),
    /// Endless.
    #[error("it inflates to more than {max_bytes} bytes")]
    TooLarge {
        /// The limit.
        max_bytes: u64,
    },
    /// JSON in which nothing is a recording.
    #[error("nothing in it is a recording: {looked_for}")]
    NoRecording {
        /// What was looked for and not found.
        looked_for: String,
    },
    /// A version of a format that came after this program.
    #[error("it is written in {found}, and this version of Hindsight knows {known}")]
    Version {
        /// What it says.
        found: String,
        /// What is read.
        known: &'static str,
    },
    /// The document cannot be followed past a place.
    #[error("{place}, event {index}, offset {offset}: {reason}")]
    Broken {
        /// Which recording of the file.
        place: Place,
        /// Which event of it, from 0.
        index: u64,
        /// Where, in bytes of the inflated text.
        offset: u64,
        /// Why.
        reason: String,
    },
    /// A recording of which no event could be taken.
    #[error("{place} has no event that could be taken ({skipped} skipped); event {index}: {reason}")]
    NothingTaken {
        /// Which recording of the file.
        place: Place,
        /// The first event, from 0.
        index: u64,
        /// What is wrong with it.
        reason: String,
        /// How many were skipped.
        skipped: u64,
    },
    /// Over [`MAX_SKIPPED`].
    #[error("more than {limit} of its events cannot be taken, up to event {index} of {place}: {reason}")]
    TooManySkipped {
        /// The limit.
        limit: usize,
        /// Which recording of the file.
        place: Place,
        /// The event that was too much, from 0.
        index: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// Over [`MAX_RECORDINGS`].
    #[error("it has more than {limit} recordings: split it")]
    TooManyRecordings {
        /// The limit.
        limit: usize,
    },
    /// It was asked to end.
    #[error("it was cancelled")]
    Cancelled,
    /// A segment could not be compressed.
    #[error("a segment could not be packed")]
    Pack(#[source] io::Error),
    /// The place for it.
    #[error("it could not be stored")]
    Store(#[source] E),
}

/// A recording of a file, in words: `recording 3 ("checkout")`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Position in the file, from 0.
    pub recording: u32,
    /// The name that the file gives it.
    pub name: Option<String>,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "recording {}", self.recording)?;
        match &self.name {
            Some(name) => write!(f, " ({:?})", name.chars().take(64).collect::<String>()),
            None => Ok(()),
        }
    }
}

impl<E: Error + 'static> ImportFault<E> {
    /// What an error of the source or of a reader on top of it means.
    pub(super) fn of_io(error: io::Error) -> Self {
        match SourceFault::of(&error) {
            Some(SourceFault::Cancelled) => Self::Cancelled,
            Some(SourceFault::TooLarge { max_bytes }) => Self::TooLarge { max_bytes: *max_bytes },
            Some(SourceFault::Damaged(_)) => Self::Damaged(error),
            _ => Self::Unreadable(error),
        }
    }

    pub(super) fn of_scan(error: ScanError) -> Self {
        match error {
            ScanError::Io { source, .. } => Self::of_io(source),
            ScanError::Empty => Self::Empty,
            other => Self::NotJson(other),
        }
    }
}
