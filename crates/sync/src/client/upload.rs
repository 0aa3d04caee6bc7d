//! Sending a piece of a blob.

use bytes::Bytes;
use futures_util::stream;
use hindsight_contract::error::ErrorCode;
use hindsight_contract::sync::{UPLOAD_OFFSET, UploadState};
use hindsight_domain::BlobHash;
use http::header;
use reqwest::{Body, Method};

use super::Remote;
use super::patience::Moved;
use crate::SyncError;

/// What is handed to the connection at once: small enough to see on a slow one that bytes move.
const SLICE_BYTES: usize = 32 << 10;

/// Why a piece was not taken.
#[derive(Debug)]
pub(crate) enum NotTaken {
    /// The server stands elsewhere.
    At(u64),
    /// Something else.
    Failed(SyncError),
}

impl Remote {
    /// Sends the bytes that belong at `offset`; `UPLOAD_CHUNK_BYTES` at most.
    pub(crate) async fn upload_chunk(
        &self,
        hash: &BlobHash,
        offset: u64,
        chunk: Bytes,
    ) -> Result<UploadState, NotTaken> {
        let moved = Moved::default();
        let call = self
            .request(Method::PATCH, &["sync", "v1", "uploads", hash.as_str()])
            .header(UPLOAD_OFFSET, offset)
            .header(header::CONTENT_TYPE, "application/octet-stream")
            .header(header::CONTENT_LENGTH, chunk.len())
            .body(body(chunk, moved.clone()));
        let sent = async {
            let answer = self.patience.answer_to_upload(&self.server(), &moved, call.send()).await?;
            self.reply(answer)?.checked().await?.json::<UploadState>(64 << 10).await
        };
        sent.await.map_err(|error| match error {
            SyncError::Refused { ref body, .. } if body.code == ErrorCode::WrongOffset => {
                let offset = body.details.as_ref().and_then(|details| details.get("offset")?.as_u64());
                offset.map_or(NotTaken::Failed(error), NotTaken::At)
            }
            error => NotTaken::Failed(error),
        })
    }
}

fn body(chunk: Bytes, moved: Moved) -> Body {
    Body::wrap_stream(stream::unfold((chunk, moved), |(mut rest, moved)| async {
        if rest.is_empty() {
            return None;
        }
        let slice = rest.split_to(rest.len().min(SLICE_BYTES));
        moved.by(slice.len());
        Some((Ok::<_, std::io::Error>(slice), (rest, moved)))
    }))
}
