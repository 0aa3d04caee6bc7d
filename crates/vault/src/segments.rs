//! Segments: what is known of them, and their bytes.

use std::io::{self, Read, Seek, SeekFrom};

use hindsight_domain::{RecordingId, Segment};

use crate::texts::Text;
use crate::{Result, Vault};

/// A segment as this vault has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SegmentState {
    /// What is known of it.
    pub segment: Segment,
    /// Whether its bytes are here.
    pub stored: bool,
}

/// Which recordings are wanted offline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Want {
    /// All.
    All,
    /// The flagged ones.
    Flagged,
    /// These.
    Only(Vec<RecordingId>),
}

/// A segment whose bytes are not here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingSegment {
    /// Whose.
    pub recording_id: RecordingId,
    /// Which.
    pub segment: Segment,
}

/// A recording whose list of segments is not all here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnlistedSegments {
    /// Whose.
    pub recording_id: RecordingId,
    /// The first index that is missing.
    pub from: u32,
    /// How many segments it has in all.
    pub total: u32,
}

/// A segment's bytes as they came, with the texts that were found in them.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// Whose.
    pub recording_id: RecordingId,
    /// Which segment.
    pub index: u32,
    /// As they travelled; their SHA-256 is checked.
    pub bytes: Vec<u8>,
    /// For the search.
    pub texts: Vec<Text>,
}

/// What [`Vault::store_batch`] did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BatchStored {
    /// Segments that were stored.
    pub segments: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Segments that were left out: their recording is gone, or they were here already.
    pub left_out: u64,
}

/// The bytes of a segment from any place in it.
pub struct SegmentReader {}

impl Read for SegmentReader {
    fn read(&mut self, _target: &mut [u8]) -> io::Result<usize> {
        todo!()
    }
}

impl Seek for SegmentReader {
    fn seek(&mut self, _to: SeekFrom) -> io::Result<u64> {
        todo!()
    }
}

impl Vault {
    /// All segments of a recording that are known, in order.
    pub fn segments(&self, id: &RecordingId) -> Result<Vec<SegmentState>> {
        let _ = id;
        todo!()
    }

    /// Takes down segments of a server's recording (of a `SegmentPage`, in the order of their index).
    /// Those known already stay as they are.
    pub fn add_segments(&self, id: &RecordingId, segments: &[Segment]) -> Result<()> {
        let _ = (id, segments);
        todo!()
    }

    /// Recordings of `want` whose list of segments is not all here, `limit` at most.
    pub fn unlisted_segments(&self, want: &Want, limit: u32) -> Result<Vec<UnlistedSegments>> {
        let _ = (want, limit);
        todo!()
    }

    /// Segments of `want` whose bytes are not here, `limit` at most: those of reviews first, then the newest.
    /// Ask again after they were stored.
    pub fn missing_segments(&self, want: &Want, limit: u32) -> Result<Vec<MissingSegment>> {
        let _ = (want, limit);
        todo!()
    }

    /// How many segments of `want` are missing, and how many bytes they have.
    pub fn missing_total(&self, want: &Want) -> Result<(u64, u64)> {
        let _ = want;
        todo!()
    }

    /// Stores segments and their texts in one transaction: all of them, or none.
    pub fn store_batch(&self, batch: Vec<Fetched>) -> Result<BatchStored> {
        let _ = batch;
        todo!()
    }

    /// A segment's bytes, as they travelled, from any place in them.
    pub fn open_segment(&self, id: &RecordingId, index: u32) -> Result<SegmentReader> {
        let _ = (id, index);
        todo!()
    }

    /// A segment's bytes, as they travelled. Small ones come from one row.
    pub fn read_segment(&self, id: &RecordingId, index: u32) -> Result<Vec<u8>> {
        let _ = (id, index);
        todo!()
    }
}
