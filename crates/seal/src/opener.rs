//! Reading a sealed blob from any place in it.

use std::io::{self, Read, Seek, SeekFrom};

use zeroize::Zeroizing;

use crate::format::{FRAME_LEN, Header, Layout, SEALED_FRAME_LEN, read_full, sealed_offset};
use crate::frames::{FrameCipher, Place};
use crate::{Key, SealError};

/// `Read` and `Seek` over the plain bytes of a sealed blob. A seek costs nothing; the next read
/// decrypts the one frame that it falls into.
///
/// The blob is all of `inner`, from its start to its end. Errors of `read` carry a [`SealError`] inside
/// the [`io::Error`].
pub struct Opener<R> {
    inner: R,
    cipher: FrameCipher,
    layout: Layout,
    /// Where the next read begins, in plain bytes; may lie behind the end.
    position: u64,
    /// Where `inner` stands, in sealed bytes, when that is known: reading on needs no seek.
    inner_at: Option<u64>,
    frame: Zeroizing<Vec<u8>>,
    loaded: Option<Loaded>,
}

#[derive(Clone, Copy)]
struct Loaded {
    frame: u64,
    len: usize,
}

impl<R: Read + Seek> Opener<R> {
    /// Opens a blob and checks that it has an end: the last frame is decrypted and must be flagged as
    /// the last. Whether the frames before it are sound shows when they are read.
    ///
    /// # Errors
    ///
    /// [`SealError::NotSealed`], [`SealError::Newer`], [`SealError::WrongKey`],
    /// [`SealError::CutShort`], [`SealError::DamagedEnd`] or [`SealError::Io`].
    pub fn new(mut inner: R, key: &Key, blob_id: &[u8]) -> Result<Self, SealError> {
        let sealed_len = inner.seek(SeekFrom::End(0))?;
        inner.seek(SeekFrom::Start(0))?;
        let header = Header::read(&mut inner)?;
        let cipher = FrameCipher::new(key, blob_id, &header.salt)?;
        if cipher.check() != header.check {
            return Err(SealError::WrongKey);
        }
        let layout = Layout::of(sealed_len)?;
        let frame = Zeroizing::new(Vec::with_capacity(SEALED_FRAME_LEN.min(sealed_len as usize)));
        let mut opener = Self {
            inner,
            cipher,
            layout,
            position: 0,
            inner_at: Some(sealed_offset(0)),
            frame,
            loaded: None,
        };
        opener.check_end()?;
        Ok(opener)
    }

    /// Plain bytes in the blob.
    #[must_use]
    pub fn plain_len(&self) -> u64 {
        self.layout.plain_len()
    }

    fn check_end(&mut self) -> Result<(), SealError> {
        let last = self.layout.frames - 1;
        let damaged = match self.load(last, Place::Last) {
            Err(SealError::DamagedFrame { .. }) => SealError::DamagedEnd { frame: last },
            other => return other.map(|_| ()),
        };
        // A middle frame where the end should be: the file was cut exactly between two frames.
        let full = self.layout.sealed_frame_len(last) == SEALED_FRAME_LEN;
        if full && self.load(last, Place::Middle).is_ok() {
            return Err(SealError::CutShort { whole_frames: last + 1 });
        }
        Err(damaged)
    }

    fn load(&mut self, frame: u64, place: Place) -> Result<Loaded, SealError> {
        self.loaded = None;
        let start = sealed_offset(frame);
        if self.inner_at.take() != Some(start) {
            self.inner.seek(SeekFrom::Start(start))?;
        }
        let sealed = self.layout.sealed_frame_len(frame);
        self.frame.resize(sealed, 0);
        if read_full(&mut self.inner, &mut self.frame)? < sealed {
            // The file shrank since it was opened.
            return Err(SealError::CutShort { whole_frames: frame });
        }
        self.inner_at = Some(start + sealed as u64);
        let Some(plain) = self.cipher.open(frame, place, &mut self.frame) else {
            return Err(SealError::DamagedFrame { frame });
        };
        let loaded = Loaded { frame, len: plain.len() };
        self.loaded = Some(loaded);
        Ok(loaded)
    }
}

impl<R: Read + Seek> Read for Opener<R> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        if target.is_empty() || self.position >= self.plain_len() {
            return Ok(0);
        }
        let frame = self.position / FRAME_LEN as u64;
        let loaded = match self.loaded {
            Some(loaded) if loaded.frame == frame => loaded,
            _ => {
                let place = if self.layout.is_last(frame) { Place::Last } else { Place::Middle };
                self.load(frame, place)?
            }
        };
        let start = (self.position % FRAME_LEN as u64) as usize;
        let count = target.len().min(loaded.len - start);
        target[..count].copy_from_slice(&self.frame[start..start + count]);
        self.position += count as u64;
        Ok(count)
    }
}

impl<R: Read + Seek> Seek for Opener<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
            SeekFrom::End(by) => self.plain_len().checked_add_signed(by),
        };
        self.position = position.ok_or_else(|| {
            io::Error::new(io::ErrorKind::InvalidInput, "a seek before the start of the blob")
        })?;
        Ok(self.position)
    }
}
