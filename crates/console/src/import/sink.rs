//! Where an import puts what it reads. Traits, so that it can be tested without a vault.

use std::error::Error;

use hindsight_domain::{BlobHash, Recording, RecordingId, Timestamp};

/// A place for recordings: nothing of an import is visible in it before [`adopt`](Self::adopt).
pub(crate) trait Sink {
    /// A recording that is being read. Dropped, it leaves nothing.
    type Draft: Draft<Error = Self::Error>;
    /// What can go wrong here.
    type Error: Error + Send + Sync + 'static;

    /// Begins a recording.
    fn draft(&mut self) -> Result<Self::Draft, Self::Error>;

    /// Makes all of them visible at once, or none. One that came from the same place of the same file before is
    /// dropped, and its earlier id given back.
    fn adopt(&mut self, finished: Vec<Finished<Self::Draft>>) -> Result<Vec<Adopted>, Self::Error>;
}

/// A recording that is being read. Its start is known only at its end, so times are absolute here.
pub(crate) trait Draft {
    /// What can go wrong here.
    type Error: Error + Send + Sync + 'static;

    /// Takes the next segment.
    fn segment(&mut self, segment: PackedSegment<'_>) -> Result<(), Self::Error>;

    /// Takes a text for the search.
    fn text(&mut self, text: TextAt) -> Result<(), Self::Error>;
}

/// A segment as it travels, with what replay must know of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PackedSegment<'b> {
    /// A zstd frame over one event per line.
    pub bytes: &'b [u8],
    /// How many events.
    pub events: u64,
    /// Time of the earliest.
    pub from: Timestamp,
    /// Time of the latest.
    pub to: Timestamp,
    /// Times at which replay can begin.
    pub keyframes: &'b [Timestamp],
}

/// A text at a point in time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TextAt {
    /// When.
    pub at: Timestamp,
    /// In what it stands: `payload`; what a web session has is found when its page is known.
    pub field: &'static str,
    /// The text.
    pub text: String,
}

/// A recording that was read to its end.
#[derive(Debug)]
pub(crate) struct Finished<D> {
    /// Its data.
    pub recording: Recording,
    /// Its segments and texts.
    pub draft: D,
    /// SHA-256 of the file as it lies on the disk.
    pub file: BlobHash,
    /// Position of the recording in the file, from 0.
    pub index: u32,
}

/// What became of a [`Finished`] recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Adopted {
    /// The new recording, or the one that came from the same place before.
    pub id: RecordingId,
    /// Whether it was here before; then nothing was stored.
    pub already: bool,
}
