//! Sealing and opening one frame: which key, which nonce, which associated data.

use ring::aead::{self, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::hkdf::{self, HKDF_SHA256, KeyType, Prk, Salt};

use crate::format::{CHECK_LEN, MAX_FRAMES, SALT_LEN};
use crate::{Key, SealError};

/// Whether a frame ends its blob.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Middle,
    Last,
}

impl Place {
    fn byte(self) -> u8 {
        match self {
            Self::Middle => 0,
            Self::Last => 1,
        }
    }
}

/// The cipher of one blob.
pub(crate) struct FrameCipher {
    key: LessSafeKey,
    check: [u8; CHECK_LEN],
    /// Blob id, then room for index and place: filled in anew for each frame.
    associated: Vec<u8>,
    id_len: usize,
}

impl FrameCipher {
    pub(crate) fn new(key: &Key, blob_id: &[u8], salt: &[u8; SALT_LEN]) -> Result<Self, SealError> {
        let secret = Salt::new(HKDF_SHA256, salt).extract(key.expose());
        let info = [b"hindsight-seal v1 frames".as_slice(), blob_id];
        let frame_key = secret.expand(&info, &AES_256_GCM).map_err(|_| SealError::CipherRefused)?;
        let mut associated = blob_id.to_vec();
        associated.extend_from_slice(&[0; 9]);
        Ok(Self {
            key: LessSafeKey::new(UnboundKey::from(frame_key)),
            check: expand(&secret, &[b"hindsight-seal v1 check".as_slice(), blob_id])?,
            associated,
            id_len: blob_id.len(),
        })
    }

    /// Stands in the header; not a secret, so comparing it needs no constant time.
    pub(crate) fn check(&self) -> [u8; CHECK_LEN] {
        self.check
    }

    /// Encrypts `frame` in place and appends its tag.
    pub(crate) fn seal(&mut self, index: u64, place: Place, frame: &mut Vec<u8>) -> Result<(), SealError> {
        if index >= MAX_FRAMES {
            return Err(SealError::TooLong { max_frames: MAX_FRAMES });
        }
        let nonce = self.bind(index, place);
        self.key
            .seal_in_place_append_tag(nonce, Aad::from(&self.associated), frame)
            .map_err(|_| SealError::CipherRefused)
    }

    /// Decrypts ciphertext and tag in place; `None` when they are not what was sealed for this place.
    /// The buffer's content is lost then.
    pub(crate) fn open<'f>(&mut self, index: u64, place: Place, frame: &'f mut [u8]) -> Option<&'f mut [u8]> {
        let nonce = self.bind(index, place);
        self.key.open_in_place(nonce, Aad::from(&self.associated), frame).ok()
    }

    /// Puts index and place into the associated data and makes the nonce of them.
    fn bind(&mut self, index: u64, place: Place) -> Nonce {
        let tail = &mut self.associated[self.id_len..];
        tail[..8].copy_from_slice(&index.to_be_bytes());
        tail[8] = place.byte();
        let mut nonce = [0; aead::NONCE_LEN];
        nonce[3..].copy_from_slice(tail);
        Nonce::assume_unique_for_key(nonce)
    }
}

/// `N` bytes of HKDF output.
pub(crate) fn expand<const N: usize>(secret: &Prk, info: &[&[u8]]) -> Result<[u8; N], SealError> {
    let mut bytes = [0; N];
    let output: hkdf::Okm<'_, Length> =
        secret.expand(info, Length(N)).map_err(|_| SealError::CipherRefused)?;
    output.fill(&mut bytes).map_err(|_| SealError::CipherRefused)?;
    Ok(bytes)
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}
