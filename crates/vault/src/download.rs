//! Large segments that come down in pieces and go on after a cut or a crash.

use hindsight_domain::RecordingId;

use crate::segments::SegmentReader;
use crate::texts::Text;
use crate::{Result, Vault};

/// A segment that is on its way down. Dropped, it stays for [`Vault::download`] to go on with.
pub struct PartialBlob {}

/// A segment that came whole and verified, to be looked into and adopted.
pub struct Landed {}

impl PartialBlob {
    /// Where the next bytes belong, counted from the blob's start.
    pub fn offset(&self) -> u64 {
        todo!()
    }

    /// How many bytes the whole blob has.
    pub fn total(&self) -> u64 {
        todo!()
    }

    /// Adds the next bytes. More than [`PartialBlob::total`] are refused.
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let _ = bytes;
        todo!()
    }

    /// Ends it: checks length and SHA-256. What does not match is thrown away.
    pub fn finish(self) -> Result<Landed> {
        todo!()
    }

    /// Throws away what is there.
    pub fn discard(self) -> Result<()> {
        todo!()
    }
}

impl Landed {
    /// Its bytes, to find texts in them.
    pub fn open(&self) -> Result<SegmentReader> {
        todo!()
    }

    /// Makes it the recording's segment, with the texts found in it.
    pub fn adopt(self, texts: Vec<Text>) -> Result<()> {
        let _ = texts;
        todo!()
    }
}

impl Vault {
    /// Begins the download of a segment, or goes on with one that was cut.
    pub fn download(&self, id: &RecordingId, index: u32) -> Result<PartialBlob> {
        let _ = (id, index);
        todo!()
    }
}
