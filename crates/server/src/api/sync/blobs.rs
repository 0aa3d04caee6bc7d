//! `GET /sync/v1/blobs/{hash}` and `POST /sync/v1/blobs/batch`.

use std::collections::VecDeque;
use std::io::{self, Cursor, Read, Seek, SeekFrom};

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use hindsight_contract::error::{ErrorCode, ErrorEnvelope};
use hindsight_contract::sync::{BATCH_ABSENT, BATCH_BYTES, BATCH_HASHES, BlobBatch};
use hindsight_domain::BlobHash;
use http::{HeaderMap, StatusCode, header};
use tokio::task::spawn_blocking;

use super::range::{Answer, answer};
use super::stream;
use crate::api::extract::{JsonBody, PathId};
use crate::app::App;
use crate::auth::Principal;
use crate::error::ApiError;
use crate::store::blobs::{Blob, Found};
use crate::store::{Store, StoreError, feed};

/// Limit of a batch's request body: 1,000 hashes of 64 digits, with quotes, commas and some air.
const BATCH_REQUEST_BYTES: usize = 128 << 10;
/// A blob of a batch that is longer than this is not read into memory but while it is sent.
const STREAMED_BYTES: u64 = 1 << 20;

/// The bytes of a blob, or a part of them.
#[utoipa::path(
    get,
    path = "/sync/v1/blobs/{hash}",
    tag = "sync",
    params(
        ("hash" = String, Path, description = "SHA-256 in lower-case hex", pattern = "^[0-9a-f]{64}$"),
        ("Range" = Option<String>, Header, description = "One range of bytes; anything else gives the whole blob"),
        ("If-Range" = Option<String>, Header, description = "The entity tag that the range belongs to"),
        ("If-None-Match" = Option<String>, Header, description = "Entity tags that the client has"),
    ),
    responses(
        (status = 200, description = "All of it", content_type = "application/octet-stream"),
        (status = 206, description = "The range", content_type = "application/octet-stream"),
        (status = 304, description = "The client has it"),
        (status = 401, body = ErrorEnvelope, description = "No valid token"),
        (status = 404, body = ErrorEnvelope, description = "Not there, or not for this principal"),
        (status = 416, description = "No byte of the range is there"),
    ),
    security(("bearer" = []))
)]
pub(crate) async fn get(
    State(app): State<App>,
    principal: Principal,
    PathId(hash): PathId<BlobHash>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let wanted = hash.clone();
    let found = app
        .store
        .read(move |connection| feed::visible_blob(connection, &wanted, &principal.user, principal.role))
        .await?
        .ok_or_else(|| ApiError::not_found(format!("there is no blob {hash}")))?;
    let etag = format!("\"{hash}\"");
    let len = length(&found);
    let head = [
        (header::ETAG, etag.clone()),
        (header::ACCEPT_RANGES, "bytes".to_owned()),
        (header::CACHE_CONTROL, "private".to_owned()),
    ];
    let octets = (header::CONTENT_TYPE, "application/octet-stream".to_owned());
    let (status, from, to, range) = match answer(&headers, &etag, len) {
        Answer::NotModified => return Ok((StatusCode::NOT_MODIFIED, head).into_response()),
        Answer::Unsatisfiable => {
            let range = [(header::CONTENT_RANGE, format!("bytes */{len}"))];
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, head, range).into_response());
        }
        Answer::Whole => (StatusCode::OK, 0, len, None),
        Answer::Part { from, to } => {
            let range = format!("bytes {from}-{}/{len}", to - 1);
            (StatusCode::PARTIAL_CONTENT, from, to, Some([(header::CONTENT_RANGE, range)]))
        }
    };
    let about = [octets, (header::CONTENT_LENGTH, (to - from).to_string())];
    let body = part(&app.store, found, from, to).await?;
    Ok(match range {
        None => (status, head, about, body).into_response(),
        Some(range) => (status, head, about, range, body).into_response(),
    })
}

fn length(found: &Found) -> u64 {
    match found {
        Found::Inline(bytes) => bytes.len() as u64,
        Found::File { bytes, .. } => *bytes,
    }
}

async fn part(store: &Store, found: Found, from: u64, to: u64) -> Result<Body, ApiError> {
    let store = store.clone();
    match found {
        Found::Inline(mut bytes) => {
            bytes.truncate(usize::try_from(to).unwrap_or(usize::MAX));
            let rest = bytes.split_off(usize::try_from(from).unwrap_or(usize::MAX).min(bytes.len()));
            Ok(Body::from(rest))
        }
        file @ Found::File { .. } => {
            let opened = spawn_blocking(move || -> Result<Blob, StoreError> {
                let mut blob = store.open_blob(file)?;
                blob.seek(SeekFrom::Start(from)).map_err(StoreError::file(store.dir()))?;
                Ok(blob)
            });
            let blob = opened.await.map_err(|error| ApiError::internal(&error))??;
            Ok(stream::body(blob.take(to - from)))
        }
    }
}

/// Many small blobs in one reply.
#[utoipa::path(
    post,
    path = "/sync/v1/blobs/batch",
    tag = "sync",
    request_body = BlobBatch,
    responses(
        (
            status = 200,
            description = "For each hash in order a length (u32, little endian) and that many bytes, or 0xFFFFFFFF \
                           where the blob is not here or not for this principal. May end early, never inside a blob",
            content_type = "application/octet-stream"
        ),
        (status = 400, body = ErrorEnvelope, description = "Not what the call takes"),
        (status = 401, body = ErrorEnvelope, description = "No valid token"),
        (status = 413, body = ErrorEnvelope, description = "The body is over the limit"),
        (status = 415, body = ErrorEnvelope, description = "The body is not JSON"),
    ),
    security(("bearer" = []))
)]
pub(crate) async fn batch(
    State(app): State<App>,
    principal: Principal,
    JsonBody(asked): JsonBody<BlobBatch, BATCH_REQUEST_BYTES>,
) -> Result<Response, ApiError> {
    if asked.hashes.is_empty() || asked.hashes.len() > BATCH_HASHES {
        return Err(ApiError::new(
            ErrorCode::ValidationError,
            format!("a batch has 1 to {BATCH_HASHES} hashes, this one has {}", asked.hashes.len()),
        ));
    }
    let store = app.store.clone();
    let frames = app
        .store
        .read(move |connection| {
            let mut frames = Frames::default();
            feed::visible_blobs(connection, &asked.hashes, &principal.user, principal.role, |found| {
                frames.push(&store, found);
                frames.bytes < BATCH_BYTES
            })?;
            Ok(frames)
        })
        .await?;
    let octets = [(header::CONTENT_TYPE, "application/octet-stream")];
    Ok((octets, frames.into_body()).into_response())
}

/// The frames of a batch: what is small is in memory, what is long is opened and read while it is sent.
#[derive(Default)]
struct Frames {
    parts: VecDeque<Part>,
    /// What follows them.
    memory: Vec<u8>,
    /// Plain bytes of the blobs so far.
    bytes: u64,
}

enum Part {
    Memory(Cursor<Vec<u8>>),
    Streamed(Box<io::Take<Blob>>),
}

impl Frames {
    fn push(&mut self, store: &Store, found: Option<Found>) {
        let Some(found) = found else { return self.absent() };
        let bytes = length(&found);
        // A longer one has no place in a frame: it is there for a request of its own.
        let Some(len) = u32::try_from(bytes).ok().filter(|&len| len != BATCH_ABSENT) else {
            return self.absent();
        };
        match found {
            Found::Inline(plain) => self.frame(&plain, len),
            file @ Found::File { .. } => {
                if let Err(error) = self.push_file(store, file, len) {
                    tracing::error!(%error, "a blob of a batch does not open");
                    return self.absent();
                }
            }
        }
        self.bytes += bytes;
    }

    fn push_file(&mut self, store: &Store, file: Found, len: u32) -> Result<(), StoreError> {
        let mut blob = store.open_blob(file)?;
        if u64::from(len) > STREAMED_BYTES {
            self.memory.extend_from_slice(&len.to_le_bytes());
            self.end_memory();
            self.parts.push_back(Part::Streamed(Box::new(blob.take(u64::from(len)))));
            return Ok(());
        }
        let mut plain = vec![0; len as usize];
        blob.read_exact(&mut plain).map_err(StoreError::file(store.dir()))?;
        self.frame(&plain, len);
        Ok(())
    }

    fn absent(&mut self) {
        self.memory.extend_from_slice(&BATCH_ABSENT.to_le_bytes());
    }

    fn frame(&mut self, plain: &[u8], len: u32) {
        self.memory.extend_from_slice(&len.to_le_bytes());
        self.memory.extend_from_slice(plain);
    }

    fn end_memory(&mut self) {
        self.parts.push_back(Part::Memory(Cursor::new(std::mem::take(&mut self.memory))));
    }

    fn into_body(mut self) -> Body {
        if self.parts.is_empty() {
            return Body::from(self.memory);
        }
        self.end_memory();
        stream::body(self)
    }
}

impl Read for Frames {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        while let Some(part) = self.parts.front_mut() {
            let read = match part {
                Part::Memory(bytes) => bytes.read(target)?,
                Part::Streamed(blob) => {
                    let read = blob.read(target)?;
                    if read == 0 && blob.limit() > 0 {
                        return Err(io::Error::new(
                            io::ErrorKind::UnexpectedEof,
                            "a blob is shorter than its row says",
                        ));
                    }
                    read
                }
            };
            if read > 0 || target.is_empty() {
                return Ok(read);
            }
            self.parts.pop_front();
        }
        Ok(0)
    }
}
