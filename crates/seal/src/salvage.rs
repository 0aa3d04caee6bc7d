//! What a cut or crashed write left behind, and how to go on from there.

use std::io::{Read, Write};

use zeroize::Zeroizing;

use crate::format::{FRAME_LEN, Header, SALT_LEN, SEALED_FRAME_LEN, read_full, sealed_offset};
use crate::frames::{FrameCipher, Place};
use crate::{Key, SealError, Sealer};

/// What a file on the disk turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Salvage {
    /// The blob is there up to its last frame; nothing is left to do.
    Whole { plain_len: u64 },
    /// The blob has no end yet.
    Partial(Partial),
}

/// The sound beginning of a cut blob.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partial {
    /// The salt of its header.
    pub salt: [u8; SALT_LEN],
    /// Whole, sound frames; every one is a middle frame.
    pub frames: u64,
}

impl Partial {
    /// Plain bytes that are there: where the download goes on.
    #[must_use]
    pub fn plain_len(&self) -> u64 {
        self.frames * FRAME_LEN as u64
    }

    /// Sealed bytes that are sound: the length to truncate the file to.
    #[must_use]
    pub fn sealed_len(&self) -> u64 {
        sealed_offset(self.frames)
    }

    /// Goes on sealing; see [`Sealer::resume`] for what `inner` and the bytes to come must be.
    ///
    /// # Errors
    ///
    /// As [`Sealer::resume`].
    pub fn resume<W: Write>(&self, inner: W, key: &Key, blob_id: &[u8]) -> Result<Sealer<W>, SealError> {
        Sealer::resume(inner, key, blob_id, self.salt, self.frames)
    }
}

/// Reads a file that may be cut and finds how much of it is sound. Each sound frame's plain bytes go
/// to `each`, in order, so that a running hash can go on from there.
///
/// Everything is read, not only the file's length: after a power cut a file may have its length
/// and yet not its bytes. The first frame that fails its check ends the sound part.
///
/// # Errors
///
/// [`SealError::NotSealed`], [`SealError::Newer`], [`SealError::WrongKey`], [`SealError::CutShort`] when
/// the header itself is not whole (begin anew), [`SealError::DamagedEnd`] when something stands behind
/// the last frame, [`SealError::Io`].
pub fn salvage(
    mut source: impl Read,
    key: &Key,
    blob_id: &[u8],
    mut each: impl FnMut(&[u8]),
) -> Result<Salvage, SealError> {
    let header = Header::read(&mut source)?;
    let mut cipher = FrameCipher::new(key, blob_id, &header.salt)?;
    if cipher.check() != header.check {
        return Err(SealError::WrongKey);
    }
    let mut sealed = vec![0; SEALED_FRAME_LEN];
    let mut frame = Zeroizing::new(Vec::with_capacity(SEALED_FRAME_LEN));
    let mut partial = Partial { salt: header.salt, frames: 0 };
    loop {
        let found = read_full(&mut source, &mut sealed)?;
        // A failed check spoils the buffer, and a full frame has two ways to be right.
        let mut open = |place| {
            frame.clear();
            frame.extend_from_slice(&sealed[..found]);
            let plain = cipher.open(partial.frames, place, &mut frame)?;
            each(plain);
            Some(plain.len() as u64)
        };
        if found == SEALED_FRAME_LEN && open(Place::Middle).is_some() {
            partial.frames += 1;
            continue;
        }
        let Some(last_len) = open(Place::Last) else { return Ok(Salvage::Partial(partial)) };
        if read_full(&mut source, &mut sealed)? > 0 {
            return Err(SealError::DamagedEnd { frame: partial.frames });
        }
        return Ok(Salvage::Whole { plain_len: partial.plain_len() + last_len });
    }
}
