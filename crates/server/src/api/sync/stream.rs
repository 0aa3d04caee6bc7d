//! Bodies that are read from the disk while they are sent.
//!
//! **Invariant:** at most two pieces of a body are in memory, however long the body and however slow the client;
//! no thread waits for a client.

use std::io::{self, Read};

use axum::body::Body;
use bytes::Bytes;
use futures_util::stream;
use tokio::task::{JoinHandle, spawn_blocking};

/// Bytes that are read at once.
const PIECE_BYTES: usize = 256 << 10;

/// A body of all that `reader` gives, read a piece ahead of what is sent.
///
/// A fault of the reader cuts the body, so that the client sees it is not whole; the cause goes to the log.
pub(crate) fn body(reader: impl Read + Send + 'static) -> Body {
    Body::from_stream(stream::unfold(Some(next(reader)), |pending| async {
        match pending?.await {
            Ok(Ok((_, piece))) if piece.is_empty() => None,
            Ok(Ok((reader, piece))) => Some((Ok(piece), Some(next(reader)))),
            Ok(Err(error)) => {
                tracing::error!(%error, "a blob cannot be read on");
                Some((Err(error), None))
            }
            Err(_) => Some((Err(io::Error::other("the reading task ended")), None)),
        }
    }))
}

type Piece<R> = io::Result<(R, Bytes)>;

fn next<R: Read + Send + 'static>(mut reader: R) -> JoinHandle<Piece<R>> {
    spawn_blocking(move || {
        let mut piece = Vec::with_capacity(PIECE_BYTES);
        reader.by_ref().take(PIECE_BYTES as u64).read_to_end(&mut piece)?;
        Ok((reader, piece.into()))
    })
}
