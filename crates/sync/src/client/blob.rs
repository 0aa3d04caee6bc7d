//! One blob, from any place in it on.

use bytes::Bytes;
use hindsight_domain::BlobHash;
use http::{HeaderMap, StatusCode, header};
use reqwest::Method;

use super::Remote;
use super::reply::Reply;
use crate::SyncError;

/// The bytes of a blob behind those that are here already. Never more than were announced.
pub struct BlobStream {
    reply: Reply,
    /// Bytes of the answer that are here already.
    skip: u64,
    /// Bytes that are due.
    left: u64,
}

impl Remote {
    /// Asks for the bytes of a blob from `from` on; `total` is its length as the feed told it.
    ///
    /// A server may answer with all of it: then what is here already is passed over.
    pub async fn blob(&self, hash: &BlobHash, total: u64, from: u64) -> Result<BlobStream, SyncError> {
        let mut call = self.request(Method::GET, &["sync", "v1", "blobs", hash.as_str()]);
        if from > 0 {
            call = call
                .header(header::RANGE, format!("bytes={from}-"))
                .header(header::IF_RANGE, format!("\"{hash}\""));
        }
        let reply = self.ask(call).await?;
        if reply.is("text/html") {
            return Err(reply.not_hindsight());
        }
        let begins = match reply.status() {
            StatusCode::OK => Ok(0),
            StatusCode::PARTIAL_CONTENT => begin_of(reply.headers(), total),
            other => Err(format!("status {} to a request for a blob", other.as_u16())),
        };
        let begins = begins.map_err(|detail| self.protocol(detail))?;
        if begins > from {
            return Err(self.protocol(format!("it sent bytes from {begins} on where {from} was asked for")));
        }
        Ok(BlobStream { reply, skip: from - begins, left: total.saturating_sub(from) })
    }
}

/// Where a part begins, by its `Content-Range`.
fn begin_of(headers: &HeaderMap, total: u64) -> Result<u64, String> {
    let text = headers.get(header::CONTENT_RANGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let parse = || {
        let (range, of) = text.strip_prefix("bytes ")?.split_once('/')?;
        let (first, last) = range.split_once('-')?;
        Some((first.parse::<u64>().ok()?, last.parse::<u64>().ok()?, of.parse::<u64>().ok()?))
    };
    match parse() {
        Some((first, last, of)) if of == total && first <= last && last < of => Ok(first),
        _ => Err(format!(
            "a part of a blob of {total} bytes with the range {:?}",
            super::reply::readable(text)
        )),
    }
}

impl BlobStream {
    /// The next bytes; `None` when all have come.
    ///
    /// # Errors
    ///
    /// [`SyncError::Offline`] when the connection breaks or falls silent, [`SyncError::Protocol`] when fewer or
    /// more bytes come than were announced.
    pub async fn next(&mut self) -> Result<Option<Bytes>, SyncError> {
        loop {
            let Some(mut bytes) = self.reply.next().await? else {
                return if self.left == 0 { Ok(None) } else { Err(self.wrong("fewer")) };
            };
            let passed = self.skip.min(bytes.len() as u64);
            self.skip -= passed;
            // Within the chunk's length, so within usize.
            let bytes = bytes.split_off(passed as usize);
            if bytes.len() as u64 > self.left {
                return Err(self.wrong("more"));
            }
            self.left -= bytes.len() as u64;
            if !bytes.is_empty() {
                return Ok(Some(bytes));
            }
        }
    }

    fn wrong(&self, how: &str) -> SyncError {
        let detail = format!("{how} bytes of a blob than it has");
        SyncError::Protocol { server: self.reply.server().to_owned(), detail }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_says_where_it_begins_and_fits_the_blob() {
        for (range, begins) in [
            ("bytes 0-9/10", Some(0)),
            ("bytes 4-9/10", Some(4)),
            ("bytes 4-4/10", Some(4)),
            ("bytes 4-9/11", None),
            ("bytes 4-10/10", None),
            ("bytes 9-4/10", None),
            ("bytes 4-9/*", None),
            ("bytes */10", None),
            ("lines 4-9/10", None),
            ("bytes -1-9/10", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_RANGE, range.parse().unwrap());
            assert_eq!(begin_of(&headers, 10).ok(), begins, "{range}");
        }
        assert!(begin_of(&HeaderMap::new(), 10).is_err(), "no range at all");
    }
}
