//! Derived data that is large: kept as one zstd frame, like a segment.

use hindsight_domain::{RecordingId, limits};
use hindsight_replay::inflate;

use crate::{ConsoleError, Result};

/// zstd's level: the knee between time and size for JSON.
const LEVEL: i32 = 3;

/// Packs what is to be kept. `None` where it is more than is ever inflated, or cannot be compressed.
pub(super) fn pack(plain: &[u8]) -> Option<Vec<u8>> {
    if plain.len() > limits::SEGMENT_INFLATED_BYTES {
        return None;
    }
    let mut packed = zstd::bulk::compress(plain, LEVEL).ok()?;
    // It has room for what cannot be made shorter, and many are held until the end.
    packed.shrink_to_fit();
    Some(packed)
}

/// Gives back what was packed; `what` names it for messages.
pub(super) fn unpack(id: &RecordingId, what: &str, stored: &[u8]) -> Result<Vec<u8>> {
    inflate(stored).map_err(|error| unreadable(id, what, &error))
}

/// What was computed from a recording and cannot be read back.
pub(super) fn unreadable(id: &RecordingId, what: &str, error: &dyn std::fmt::Display) -> ConsoleError {
    ConsoleError::Unplayable { id: id.clone(), detail: format!("{what} of it cannot be read: {error}") }
}
