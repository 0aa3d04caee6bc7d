//! What can go wrong with a sealed blob or a wrapped key.

use std::io;

/// Why a blob could not be sealed or opened, or a key not wrapped or unwrapped.
///
/// Inside an [`io::Error`] (from `Read`, `Write` and `Seek`) it is the inner error:
/// `error.get_ref().and_then(|inner| inner.downcast_ref::<SealError>())`.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    #[error("this is not a sealed blob: it does not begin like one")]
    NotSealed,
    #[error("the blob was sealed by a newer Hindsight (format {found}, this one knows {known})")]
    Newer { found: u8, known: u8 },
    #[error("the key does not belong to this blob, or the blob's header is damaged")]
    WrongKey,
    #[error("frame {frame} of the blob is damaged")]
    DamagedFrame { frame: u64 },
    /// A partial last frame fails its check alike when bytes changed and when bytes are missing.
    #[error("the end of the blob (frame {frame}) is damaged or was cut off")]
    DamagedEnd { frame: u64 },
    #[error("the blob was cut short: {whole_frames} whole frames, and none of them is the last")]
    CutShort { whole_frames: u64 },
    #[error("the blob is too long: it would need more than {max_frames} frames")]
    TooLong { max_frames: u64 },
    #[error("an earlier write to this blob failed; salvage the file and resume it")]
    Torn,
    #[error("the resumed blob ended without a byte after its {frames_done} frames: it was not a cut one")]
    NothingAfterResume { frames_done: u64 },
    #[error("a key has {expected} bytes, not {found}")]
    KeyLength { found: usize, expected: usize },
    #[error("this is not a wrapped key ({found} bytes where {expected} are due, or another format)")]
    NotWrapped { found: usize, expected: usize },
    #[error("the key cannot be unwrapped: another wrapping key, another context, or damage")]
    UnwrapRefused,
    /// The cipher itself gave up, which it does only for inputs beyond its limits.
    #[error("the cipher refused to encrypt")]
    CipherRefused,
    #[error("the blob's bytes could not be read or written")]
    Io(#[source] io::Error),
}

impl From<io::Error> for SealError {
    /// Unpacks a [`SealError`] that travelled inside an [`io::Error`].
    fn from(error: io::Error) -> Self {
        match error.downcast::<SealError>() {
            Ok(inner) => inner,
            Err(error) => Self::Io(error),
        }
    }
}

impl From<SealError> for io::Error {
    fn from(error: SealError) -> Self {
        match error {
            SealError::Io(error) => error,
            other => Self::new(io::ErrorKind::InvalidData, other),
        }
    }
}
