//! Where things lie in a sealed blob: constants, the header, and arithmetic between lengths.

use std::io::{self, Read};

use crate::SealError;

/// Plain bytes in every frame but the last.
pub const FRAME_LEN: usize = 64 * 1024;
/// Bytes that each frame grows by: the tag of AES-GCM.
pub const TAG_LEN: usize = 16;
/// Bytes of the random salt in the header.
pub const SALT_LEN: usize = 16;
/// Bytes before the first frame.
pub const HEADER_LEN: usize = MAGIC.len() + 1 + SALT_LEN + CHECK_LEN;

pub(crate) const SEALED_FRAME_LEN: usize = FRAME_LEN + TAG_LEN;
pub(crate) const CHECK_LEN: usize = 16;
/// 2³² frames are 256 TiB: far below every limit of GCM under one key, far above every recording.
pub(crate) const MAX_FRAMES: u64 = 1 << 32;

const MAGIC: [u8; 7] = *b"hs-seal";
const VERSION: u8 = 1;

/// The sealed length, in bytes, of a blob of `plain_len` bytes.
#[must_use]
pub const fn sealed_len(plain_len: u64) -> u64 {
    let frames = if plain_len == 0 { 1 } else { plain_len.div_ceil(FRAME_LEN as u64) };
    HEADER_LEN as u64 + plain_len + frames * TAG_LEN as u64
}

/// The plain length, in bytes, of a whole blob of `sealed_len` bytes.
///
/// # Errors
///
/// [`SealError::CutShort`] when no whole blob has that length.
pub fn plain_len(sealed_len: u64) -> Result<u64, SealError> {
    Layout::of(sealed_len).map(|layout| layout.plain_len())
}

/// How many whole frames a file of `sealed_len` bytes has room for. Whether they are sound, and how
/// many of a cut file can be kept, says [`salvage`](crate::salvage()).
#[must_use]
pub const fn whole_frames(sealed_len: u64) -> u64 {
    sealed_len.saturating_sub(HEADER_LEN as u64) / SEALED_FRAME_LEN as u64
}

/// Where frame number `frame` begins in the sealed blob, in bytes: the length to truncate a cut file
/// to before it goes on with that frame.
#[must_use]
pub const fn sealed_offset(frame: u64) -> u64 {
    HEADER_LEN as u64 + frame * SEALED_FRAME_LEN as u64
}

/// The frames of a whole blob.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layout {
    /// At least one.
    pub(crate) frames: u64,
    /// Plain bytes of the last frame.
    last_len: usize,
}

impl Layout {
    pub(crate) fn of(sealed_len: u64) -> Result<Self, SealError> {
        let whole_frames = whole_frames(sealed_len);
        let cut_short = SealError::CutShort { whole_frames };
        let Some(body) = sealed_len.checked_sub(HEADER_LEN as u64) else { return Err(cut_short) };
        let frames = body.div_ceil(SEALED_FRAME_LEN as u64).max(1);
        let last_sealed = body - (frames - 1) * SEALED_FRAME_LEN as u64;
        // A last frame carries at least one byte, except in an empty blob.
        let least = if frames == 1 { TAG_LEN } else { TAG_LEN + 1 } as u64;
        if last_sealed < least {
            return Err(cut_short);
        }
        Ok(Self { frames, last_len: last_sealed as usize - TAG_LEN })
    }

    pub(crate) fn plain_len(&self) -> u64 {
        (self.frames - 1) * FRAME_LEN as u64 + self.last_len as u64
    }

    pub(crate) fn is_last(&self, frame: u64) -> bool {
        frame + 1 == self.frames
    }

    /// Sealed bytes of frame number `frame`.
    pub(crate) fn sealed_frame_len(&self, frame: u64) -> usize {
        if self.is_last(frame) { self.last_len + TAG_LEN } else { SEALED_FRAME_LEN }
    }
}

/// What stands before the first frame.
pub(crate) struct Header {
    pub(crate) salt: [u8; SALT_LEN],
    pub(crate) check: [u8; CHECK_LEN],
}

impl Header {
    pub(crate) fn to_bytes(&self) -> [u8; HEADER_LEN] {
        let mut bytes = [0; HEADER_LEN];
        let (magic, rest) = bytes.split_at_mut(MAGIC.len());
        magic.copy_from_slice(&MAGIC);
        rest[0] = VERSION;
        rest[1..=SALT_LEN].copy_from_slice(&self.salt);
        rest[1 + SALT_LEN..].copy_from_slice(&self.check);
        bytes
    }

    /// Reads the header; a file that ends inside it is cut short, one that begins otherwise is not ours.
    pub(crate) fn read(source: &mut impl Read) -> Result<Self, SealError> {
        let mut bytes = [0; HEADER_LEN];
        let found = read_full(source, &mut bytes)?;
        let known = found.min(MAGIC.len());
        if bytes[..known] != MAGIC[..known] {
            return Err(SealError::NotSealed);
        }
        if found < HEADER_LEN {
            return Err(SealError::CutShort { whole_frames: 0 });
        }
        let rest = &bytes[MAGIC.len()..];
        if rest[0] != VERSION {
            return Err(SealError::Newer { found: rest[0], known: VERSION });
        }
        let mut header = Self { salt: [0; SALT_LEN], check: [0; CHECK_LEN] };
        header.salt.copy_from_slice(&rest[1..=SALT_LEN]);
        header.check.copy_from_slice(&rest[1 + SALT_LEN..]);
        Ok(header)
    }
}

/// Reads until `buffer` is full or the source ends; says how many bytes came.
pub(crate) fn read_full(source: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match source.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_plain_length_comes_back_from_its_sealed_length() {
        let frame = FRAME_LEN as u64;
        for plain in [0, 1, frame - 1, frame, frame + 1, 2 * frame, 2 * frame + 1, 1 << 40] {
            assert_eq!(plain_len(sealed_len(plain)).ok(), Some(plain), "{plain}");
        }
    }

    #[test]
    fn lengths_that_no_blob_can_have_are_cut_short() {
        let border = sealed_len(FRAME_LEN as u64);
        for sealed in [0, 39, 40, 55, border + 1, border + TAG_LEN as u64] {
            assert!(matches!(plain_len(sealed), Err(SealError::CutShort { .. })), "{sealed}");
        }
        assert!(plain_len(border + TAG_LEN as u64 + 1).is_ok());
    }
}
