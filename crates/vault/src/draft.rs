//! Recordings that are being made here: an import, later a screen. Nothing of a draft is visible before
//! [`Vault::import`] adopts it, whole, in one transaction; what a dead process left is swept away.

use std::io::{self, Write};

use hindsight_domain::{BlobHash, Recording, RecordingId, Segment};

use crate::texts::Text;
use crate::{Result, Vault};

/// The segments and texts of one recording to come. Dropped, it leaves nothing.
pub struct Draft {}

/// A segment that is streamed into a draft.
pub struct SegmentWriter {}

/// A streamed segment: what it takes to describe it in a [`Segment`].
pub struct WrittenSegment {
    /// SHA-256 of its bytes.
    pub hash: BlobHash,
    /// How many.
    pub bytes: u64,
}

/// Which part of which file a recording comes from, so that the same is not imported twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// SHA-256 of the file.
    pub file: BlobHash,
    /// Position of the recording in it, from 0.
    pub index: u32,
}

/// A recording to adopt.
pub struct Import {
    /// Its data.
    pub recording: Recording,
    /// Where it comes from.
    pub source: Option<Source>,
    /// Its segments and texts.
    pub draft: Draft,
}

/// What became of an [`Import`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adopted {
    /// The recording: the new one, or the one that came from the same source before.
    pub id: RecordingId,
    /// Whether it had been imported before; then nothing was stored.
    pub already: bool,
}

impl Draft {
    /// Adds the next segment. Its hash and length are checked.
    pub fn add_segment(&mut self, segment: Segment, bytes: &[u8]) -> Result<()> {
        let _ = (segment, bytes);
        todo!()
    }

    /// Begins a segment that is too large to hold in memory.
    pub fn stream_segment(&mut self) -> Result<SegmentWriter> {
        todo!()
    }

    /// Adds the next segment from a finished writer of this draft.
    pub fn adopt_segment(&mut self, segment: Segment, written: WrittenSegment) -> Result<()> {
        let _ = (segment, written);
        todo!()
    }

    /// Adds a text for the search.
    pub fn add_text(&mut self, text: &Text) -> Result<()> {
        let _ = text;
        todo!()
    }

    /// The segments so far, in order.
    pub fn segments(&self) -> &[Segment] {
        todo!()
    }
}

impl SegmentWriter {
    /// Ends the segment; its bytes are on the disk then.
    pub fn finish(self) -> Result<WrittenSegment> {
        todo!()
    }
}

impl Write for SegmentWriter {
    fn write(&mut self, _bytes: &[u8]) -> io::Result<usize> {
        todo!()
    }
    fn flush(&mut self) -> io::Result<()> {
        todo!()
    }
}

impl Vault {
    /// Begins a draft.
    pub fn draft(&self) -> Result<Draft> {
        todo!()
    }

    /// Adopts drafts in one transaction: all of them, or none. Journaled, one entry each.
    ///
    /// One whose source is here already is dropped. Fails with
    /// [`VaultError::AlreadyHere`](crate::VaultError::AlreadyHere) where the id is taken.
    pub fn import(&self, imports: Vec<Import>) -> Result<Vec<Adopted>> {
        let _ = imports;
        todo!()
    }
}
