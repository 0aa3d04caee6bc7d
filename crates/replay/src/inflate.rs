//! A segment's bytes as they travel, back to one event per line.

use std::io::{self, Read};

use hindsight_domain::limits;
use thiserror::Error;

/// Why a segment's bytes are no events.
#[derive(Debug, Error)]
pub enum InflateError {
    /// Not zstd, cut short, or damaged.
    #[error("the segment is damaged: it is not a whole zstd frame")]
    Damaged(#[source] io::Error),
    /// Over [`limits::SEGMENT_INFLATED_BYTES`].
    #[error("the segment inflates to more than {max_bytes} bytes")]
    TooLarge {
        /// The limit.
        max_bytes: usize,
    },
}

/// Inflates a segment of events. No more than [`limits::SEGMENT_INFLATED_BYTES`] are ever held.
pub fn inflate(segment: &[u8]) -> Result<Vec<u8>, InflateError> {
    let max_bytes = limits::SEGMENT_INFLATED_BYTES;
    let mut plain = Vec::with_capacity(segment.len().saturating_mul(4).min(limits::SEGMENT_BYTES));
    let mut frame = zstd::stream::read::Decoder::with_buffer(segment).map_err(InflateError::Damaged)?;
    // 16 MiB of history: what our writers use is far below, and a frame could ask for 2 GiB.
    frame.window_log_max(24).map_err(InflateError::Damaged)?;
    // One byte more than is allowed tells too much from just enough.
    frame.take(max_bytes as u64 + 1).read_to_end(&mut plain).map_err(InflateError::Damaged)?;
    if plain.len() > max_bytes {
        return Err(InflateError::TooLarge { max_bytes });
    }
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_inflates_to_its_lines() {
        let plain = b"{\"a\":1}\n{\"a\":2}\n";
        assert_eq!(inflate(&zstd::encode_all(&plain[..], 3).unwrap()).unwrap(), plain);
    }

    #[test]
    fn a_bomb_is_not_inflated_past_the_limit() {
        let bomb = zstd::encode_all(io::repeat(b'a').take(200 << 20), 1).unwrap();
        assert!(bomb.len() < 100_000, "the bomb is small");
        assert!(matches!(inflate(&bomb), Err(InflateError::TooLarge { .. })));
    }

    #[test]
    fn damage_is_named() {
        let whole = zstd::encode_all(&b"hello hello hello"[..], 3).unwrap();
        for damaged in [&b"plain"[..], &whole[..whole.len() - 1], &whole[..5]] {
            assert!(matches!(inflate(damaged), Err(InflateError::Damaged(_))), "{damaged:?}");
        }
    }
}
