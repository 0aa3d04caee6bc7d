//! Many small blobs in one answer.

use bytes::{Buf, Bytes, BytesMut};
use hindsight_contract::sync::{BATCH_ABSENT, BlobBatch};
use hindsight_domain::BlobHash;
use reqwest::Method;

use super::Remote;
use super::reply::Reply;
use crate::SyncError;

/// The length in front of each blob.
const PREFIX_BYTES: usize = 4;

/// What came for one hash of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Parcel {
    /// Its bytes, of the announced length. Whether they are the right ones is not checked yet.
    Blob(Bytes),
    /// Not there, or not for this principal.
    Absent,
    /// Its length is not the announced one; the rest of the answer cannot be relied on.
    WrongLength {
        /// What the server said.
        bytes: u32,
    },
}

/// Cuts the answer of a batch into blobs. Pure: bytes in, parcels out; never holds more than the largest
/// announced blob and one chunk.
#[derive(Debug)]
pub struct BatchReader {
    expected: std::vec::IntoIter<u64>,
    held: BytesMut,
    broken: bool,
}

impl BatchReader {
    /// For blobs of these lengths, in the order of the request.
    pub fn new(expected: Vec<u64>) -> Self {
        Self { expected: expected.into_iter(), held: BytesMut::new(), broken: false }
    }

    /// Takes the next bytes of the answer. Take out all parcels before the next ones.
    pub fn push(&mut self, bytes: &[u8]) {
        if !self.broken {
            self.held.extend_from_slice(bytes);
        }
    }

    /// The next parcel; `None` until more bytes came. Nothing comes behind a [`Parcel::WrongLength`].
    pub fn parcel(&mut self) -> Option<Parcel> {
        let expected = *self.expected.as_slice().first()?;
        if self.broken || self.held.len() < PREFIX_BYTES {
            return None;
        }
        let length = (&self.held[..PREFIX_BYTES]).get_u32_le();
        let parcel = if length == BATCH_ABSENT {
            self.held.advance(PREFIX_BYTES);
            Parcel::Absent
        } else if u64::from(length) != expected {
            self.broken = true;
            self.held.clear();
            Parcel::WrongLength { bytes: length }
        } else if self.held.len() - PREFIX_BYTES < length as usize {
            return None;
        } else {
            self.held.advance(PREFIX_BYTES);
            Parcel::Blob(self.held.split_to(length as usize).freeze())
        };
        self.expected.next();
        Some(parcel)
    }

    /// Whether the answer may end here: between two blobs.
    pub fn may_end(&self) -> bool {
        self.broken || self.held.is_empty()
    }

    /// Whether there is nothing left to come.
    pub fn is_done(&self) -> bool {
        self.broken || self.expected.as_slice().is_empty()
    }
}

/// The answer to a batch as it comes in.
pub(crate) struct BatchStream {
    reply: Reply,
    reader: BatchReader,
}

impl Remote {
    /// Asks for small blobs, with their lengths as the feed told them. The answer may end early.
    pub(crate) async fn blob_batch(&self, blobs: &[(BlobHash, u64)]) -> Result<BatchStream, SyncError> {
        let body = BlobBatch { hashes: blobs.iter().map(|(hash, _)| hash.clone()).collect() };
        let call = self.request(Method::POST, &["sync", "v1", "blobs", "batch"]).json(&body);
        let reply = self.ask(call).await?;
        if !reply.is("application/octet-stream") {
            return Err(reply.not_hindsight());
        }
        Ok(BatchStream { reply, reader: BatchReader::new(blobs.iter().map(|(_, bytes)| *bytes).collect()) })
    }
}

impl BatchStream {
    /// The next parcel; `None` at the end, early or not.
    ///
    /// # Errors
    ///
    /// [`SyncError::Offline`] when the connection breaks, [`SyncError::Protocol`] when the answer ends inside a
    /// blob or goes on behind the last.
    pub(crate) async fn next(&mut self) -> Result<Option<Parcel>, SyncError> {
        loop {
            if let Some(parcel) = self.reader.parcel() {
                return Ok(Some(parcel));
            }
            match self.reply.next().await? {
                None if self.reader.may_end() => return Ok(None),
                None => return Err(self.wrong("a batch of blobs that ends inside a blob")),
                Some(_) if self.reader.broken => return Ok(None),
                Some(chunk) if self.reader.is_done() && !chunk.is_empty() => {
                    return Err(self.wrong("more blobs than were asked for"));
                }
                Some(chunk) => self.reader.push(&chunk),
            }
        }
    }

    fn wrong(&self, detail: &str) -> SyncError {
        SyncError::Protocol { server: self.reply.server().to_owned(), detail: detail.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn framed(blobs: &[Option<Vec<u8>>]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for blob in blobs {
            match blob {
                Some(blob) => {
                    bytes.extend_from_slice(&u32::try_from(blob.len()).unwrap().to_le_bytes());
                    bytes.extend_from_slice(blob);
                }
                None => bytes.extend_from_slice(&BATCH_ABSENT.to_le_bytes()),
            }
        }
        bytes
    }

    fn read(reader: &mut BatchReader, bytes: &[u8], step: usize) -> Vec<Parcel> {
        let mut parcels = Vec::new();
        for chunk in bytes.chunks(step) {
            reader.push(chunk);
            parcels.extend(std::iter::from_fn(|| reader.parcel()));
        }
        parcels
    }

    proptest! {
        #[test]
        fn what_was_framed_comes_out_however_it_is_cut(
            blobs in prop::collection::vec(prop::option::of(prop::collection::vec(any::<u8>(), 0..50)), 0..20),
            step in 1usize..70,
        ) {
            let expected = blobs.iter().map(|b| b.as_ref().map_or(7, |b| b.len() as u64)).collect();
            let mut reader = BatchReader::new(expected);
            let parcels = read(&mut reader, &framed(&blobs), step);
            let due: Vec<_> =
                blobs.iter().map(|b| b.clone().map_or(Parcel::Absent, |b| Parcel::Blob(b.into()))).collect();
            prop_assert_eq!(parcels, due);
            prop_assert!(reader.may_end() && reader.is_done());
        }

        #[test]
        fn garbage_gives_no_blob_of_another_length_and_is_not_hoarded(
            bytes in prop::collection::vec(any::<u8>(), 0..400),
            expected in prop::collection::vec(0u64..30, 1..10),
        ) {
            let mut reader = BatchReader::new(expected.clone());
            for chunk in bytes.chunks(16) {
                reader.push(chunk);
                while reader.parcel().is_some() {}
                prop_assert!(reader.is_done() || reader.held.len() < PREFIX_BYTES + 30 + 16);
                if reader.is_done() { break }
            }
        }
    }

    #[test]
    fn an_answer_that_ends_inside_a_blob_has_not_ended_well() {
        let bytes = framed(&[Some(b"one".to_vec()), Some(b"three".to_vec())]);
        let mut reader = BatchReader::new(vec![3, 5]);
        assert_eq!(read(&mut reader, &bytes[..9], 9), [Parcel::Blob(Bytes::from_static(b"one"))]);
        assert!(!reader.may_end());
    }

    #[test]
    fn a_wrong_length_ends_the_reading() {
        let mut reader = BatchReader::new(vec![3, 5]);
        let parcels = read(&mut reader, &framed(&[Some(vec![0; 4]), Some(b"three".to_vec())]), 100);
        assert_eq!(parcels, [Parcel::WrongLength { bytes: 4 }]);
        assert!(reader.is_done());
    }
}
