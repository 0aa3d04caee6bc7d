//! Texts of a draft on their way into the search: in memory while they are few, then in a sealed file.
//!
//! Each stands as its time (8 bytes, little endian), the lengths of field and text (4 bytes each), field, text.

use std::io::{BufReader, Read};

use hindsight_seal::Key;
use zeroize::Zeroizing;

use crate::blob::{BlobWriter, SegmentReader, Written};
use crate::texts::Text;
use crate::{Result, Vault, VaultError};

/// Where texts leave the memory.
const MEMORY_BYTES: usize = 1 << 20;
const HEAD_BYTES: usize = 16;

#[derive(Default)]
pub(crate) struct Spool {
    memory: Zeroizing<Vec<u8>>,
    file: Option<BlobWriter>,
    ended: Option<Written>,
}

impl Spool {
    /// `begin` makes the file, once memory has no more room.
    pub(crate) fn add(&mut self, text: &Text, begin: impl FnOnce() -> Result<BlobWriter>) -> Result<()> {
        let too_long = |_| VaultError::BadRow { what: "a text of 4 GiB".into() };
        let field_len = u32::try_from(text.field.len()).map_err(too_long)?;
        let text_len = u32::try_from(text.text.len()).map_err(too_long)?;
        self.memory.extend_from_slice(&text.at_ms.to_le_bytes());
        self.memory.extend_from_slice(&field_len.to_le_bytes());
        self.memory.extend_from_slice(&text_len.to_le_bytes());
        self.memory.extend_from_slice(text.field.as_bytes());
        self.memory.extend_from_slice(text.text.as_bytes());
        if self.memory.len() > MEMORY_BYTES {
            let file = match &mut self.file {
                Some(file) => file,
                none => none.insert(begin()?),
            };
            file.add(&self.memory)?;
            self.memory.clear();
        }
        Ok(())
    }

    /// No more texts will come.
    pub(crate) fn end(&mut self) -> Result<()> {
        if let Some(mut file) = self.file.take() {
            file.add(&self.memory)?;
            self.memory.clear();
            self.ended = Some(file.finish()?);
        }
        Ok(())
    }

    /// Gives back all texts, in order.
    pub(crate) fn each(
        &self,
        vault: &Vault,
        key: &Key,
        mut each: impl FnMut(i64, &str, &str) -> Result<()>,
    ) -> Result<()> {
        let mut source = match &self.ended {
            Some(written) => BufReader::new(SegmentReader::of_file(vault, &written.name, key)?),
            None => BufReader::new(SegmentReader::of_bytes(self.memory.clone())),
        };
        let blobs = vault.folder().blobs();
        let failed = |e| VaultError::file("read", &blobs, e);
        let mut head = [0; HEAD_BYTES];
        let mut body = Zeroizing::new(Vec::new());
        loop {
            match source.read(&mut head[..1]).map_err(failed)? {
                0 => return Ok(()),
                _ => source.read_exact(&mut head[1..]).map_err(failed)?,
            }
            let (at_ms, lengths) = head.split_at(8);
            let at_ms = i64::from_le_bytes(at_ms.try_into().unwrap_or_default());
            let length =
                |at: usize| u32::from_le_bytes(lengths[at..at + 4].try_into().unwrap_or_default()) as usize;
            let (field_len, text_len) = (length(0), length(4));
            body.resize(field_len + text_len, 0);
            source.read_exact(&mut body).map_err(failed)?;
            let (field, text) = body.split_at(field_len);
            let words =
                |bytes| std::str::from_utf8(bytes).map_err(|e| VaultError::BadRow { what: e.to_string() });
            each(at_ms, words(field)?, words(text)?)?;
        }
    }

    /// The file that it took, which is of no use once the texts are in the search.
    pub(crate) fn file(&self) -> Option<&str> {
        self.ended.as_ref().map(|written| written.name.as_str())
    }
}
