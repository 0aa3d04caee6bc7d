//! Sealing a stream, frame by frame, and going on with one that was cut.

use std::io::{self, Write};

use zeroize::Zeroizing;

use crate::format::{FRAME_LEN, Header, SALT_LEN, TAG_LEN};
use crate::frames::{FrameCipher, Place};
use crate::{Key, SealError};

/// A `Write` that encrypts into another one.
///
/// **Invariant:** a full frame stays in memory until the next byte or [`Sealer::finish`] comes, because
/// only then is it known whether it is the last. So every frame that a cut file holds is a middle one
/// with more to follow, and a resumed download never has to rewrite one.
///
/// Dropped without `finish`, it leaves a cut blob. Give it a file as it is: it writes whole frames.
pub struct Sealer<W> {
    inner: W,
    cipher: FrameCipher,
    frame: Zeroizing<Vec<u8>>,
    frames_done: u64,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Fresh,
    Resumed,
    /// A frame may stand half written behind the last whole one.
    Torn,
}

impl<W: Write> Sealer<W> {
    /// Begins a blob and writes its header. `salt` is random and new for each blob, and for each new
    /// attempt at one.
    ///
    /// # Errors
    ///
    /// [`SealError::Io`] when the header cannot be written.
    pub fn new(inner: W, key: &Key, blob_id: &[u8], salt: [u8; SALT_LEN]) -> Result<Self, SealError> {
        Self::sized(inner, key, blob_id, salt, FRAME_LEN)
    }

    /// With a buffer for no more than `plain_len` bytes: to allocate and wipe a whole frame costs more
    /// than to seal a small one.
    pub(crate) fn sized(
        mut inner: W,
        key: &Key,
        blob_id: &[u8],
        salt: [u8; SALT_LEN],
        plain_len: usize,
    ) -> Result<Self, SealError> {
        let cipher = FrameCipher::new(key, blob_id, &salt)?;
        inner.write_all(&Header { salt, check: cipher.check() }.to_bytes())?;
        Ok(Self::with(inner, cipher, 0, State::Fresh, plain_len))
    }

    /// Goes on with a cut blob behind its `frames_done` whole frames.
    ///
    /// `inner` stands at [`sealed_offset(frames_done)`](crate::sealed_offset) and ends there: the caller
    /// has truncated it. The next plain byte is number `frames_done` × [`FRAME_LEN`] of the *same*
    /// content; other content needs a new blob with a new salt. [`salvage`](crate::salvage()) finds out
    /// `salt` and `frames_done`, and [`Partial::resume`](crate::Partial::resume) calls this.
    ///
    /// # Errors
    ///
    /// [`SealError::CipherRefused`], which does not happen for keys and salts of these lengths.
    pub fn resume(
        inner: W,
        key: &Key,
        blob_id: &[u8],
        salt: [u8; SALT_LEN],
        frames_done: u64,
    ) -> Result<Self, SealError> {
        let state = if frames_done == 0 { State::Fresh } else { State::Resumed };
        Ok(Self::with(inner, FrameCipher::new(key, blob_id, &salt)?, frames_done, state, FRAME_LEN))
    }

    fn with(inner: W, cipher: FrameCipher, frames_done: u64, state: State, plain_len: usize) -> Self {
        let frame = Zeroizing::new(Vec::with_capacity(plain_len.min(FRAME_LEN) + TAG_LEN));
        Self { inner, cipher, frame, frames_done, state }
    }

    /// Plain bytes so far, those of an earlier attempt included.
    #[must_use]
    pub fn plain_len(&self) -> u64 {
        self.frames_done * FRAME_LEN as u64 + self.frame.len() as u64
    }

    /// Writes the last frame, flushes, and gives the writer back.
    ///
    /// # Errors
    ///
    /// [`SealError::Io`] when that fails, [`SealError::Torn`] when an earlier write did,
    /// [`SealError::NothingAfterResume`] when a resumed blob got no byte: it had not been a cut one, and
    /// its last frame is missing.
    pub fn finish(mut self) -> Result<W, SealError> {
        if self.state == State::Resumed && self.frame.is_empty() {
            return Err(SealError::NothingAfterResume { frames_done: self.frames_done });
        }
        self.emit(Place::Last)?;
        self.inner.flush()?;
        Ok(self.inner)
    }

    fn emit(&mut self, place: Place) -> Result<(), SealError> {
        if self.state == State::Torn {
            return Err(SealError::Torn);
        }
        let resting = std::mem::replace(&mut self.state, State::Torn);
        self.cipher.seal(self.frames_done, place, &mut self.frame)?;
        self.inner.write_all(&self.frame)?;
        self.frame.clear();
        self.frames_done += 1;
        self.state = resting;
        Ok(())
    }
}

impl<W: Write> Write for Sealer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.state == State::Torn {
            return Err(SealError::Torn.into());
        }
        if bytes.is_empty() {
            return Ok(0);
        }
        if self.frame.len() == FRAME_LEN {
            self.emit(Place::Middle)?;
        }
        let taken = bytes.len().min(FRAME_LEN - self.frame.len());
        self.frame.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    /// Flushes whole frames only: the one in memory waits until it is known whether it is the last.
    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
