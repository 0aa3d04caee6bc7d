//! Keys: 32 secret bytes, wiped when dropped, never printed.

use std::fmt;

use ring::aead::{self, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, Prk, Salt};
use zeroize::Zeroizing;

use crate::SealError;
use crate::format::{SALT_LEN, TAG_LEN};
use crate::frames::expand;

/// Bytes of a key.
pub const KEY_LEN: usize = 32;
/// Bytes of a wrapped key: version, salt, ciphertext, tag.
pub const WRAPPED_LEN: usize = 1 + SALT_LEN + KEY_LEN + TAG_LEN;

const WRAP_VERSION: u8 = 1;

/// A master key or a data key.
///
/// Boxed, so that moving it leaves no copies on the stack; wiped on drop; `Debug` shows nothing of it.
#[derive(Clone)]
pub struct Key(Box<Zeroizing<[u8; KEY_LEN]>>);

impl Key {
    /// A key of these bytes, which must come from a good source of randomness or from a derivation.
    #[must_use]
    pub fn from_bytes(bytes: [u8; KEY_LEN]) -> Self {
        Self(Box::new(Zeroizing::new(bytes)))
    }

    /// # Errors
    ///
    /// [`SealError::KeyLength`] unless there are exactly [`KEY_LEN`] bytes.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, SealError> {
        let wrong_length = SealError::KeyLength { found: bytes.len(), expected: KEY_LEN };
        let bytes: &[u8; KEY_LEN] = bytes.try_into().map_err(|_| wrong_length)?;
        Ok(Self::from_bytes(*bytes))
    }

    /// The secret bytes, for the keychain and for SQLCipher.
    #[must_use]
    pub fn expose(&self) -> &[u8; KEY_LEN] {
        &self.0
    }

    /// A key for one purpose (HKDF-SHA-256, no salt): whoever has it learns neither this key nor that
    /// of another purpose.
    ///
    /// # Errors
    ///
    /// [`SealError::CipherRefused`], which does not happen for lengths like these.
    pub fn subkey(&self, purpose: &[u8]) -> Result<Self, SealError> {
        let secret = Salt::new(HKDF_SHA256, &[]).extract(self.expose());
        let bytes = Zeroizing::new(expand(&secret, &[b"hindsight-seal v1 subkey ".as_slice(), purpose])?);
        Ok(Self::from_bytes(*bytes))
    }

    /// Encrypts `data_key` under this key; only the same `context` (say, the recording's id) unwraps it.
    ///
    /// The result is version (1) ‖ salt (16) ‖ AES-256-GCM ciphertext (32) ‖ tag (16), with version ‖
    /// context as associated data. `salt` is random and new for each call: the cipher's key is derived
    /// from this key and the salt (HKDF-SHA-256) and used once, so that a fixed nonce is safe and one
    /// master key may wrap any number of data keys.
    ///
    /// # Errors
    ///
    /// [`SealError::CipherRefused`], which does not happen for lengths like these.
    pub fn wrap(&self, data_key: &Key, context: &[u8], salt: [u8; SALT_LEN]) -> Result<Vec<u8>, SealError> {
        let mut wrapped = Vec::with_capacity(WRAPPED_LEN);
        wrapped.push(WRAP_VERSION);
        wrapped.extend_from_slice(&salt);
        let mut secret = Zeroizing::new(*data_key.expose());
        let tag = self
            .wrapping_key(&salt)?
            .seal_in_place_separate_tag(single_use_nonce(), associated(context), &mut secret[..])
            .map_err(|_| SealError::CipherRefused)?;
        wrapped.extend_from_slice(&secret[..]);
        wrapped.extend_from_slice(tag.as_ref());
        Ok(wrapped)
    }

    /// The data key that [`Key::wrap`] wrapped under this key and context.
    ///
    /// # Errors
    ///
    /// [`SealError::NotWrapped`] for bytes of another length or version, [`SealError::UnwrapRefused`]
    /// for another key or context and for damage.
    pub fn unwrap(&self, wrapped: &[u8], context: &[u8]) -> Result<Self, SealError> {
        let malformed = SealError::NotWrapped { found: wrapped.len(), expected: WRAPPED_LEN };
        let Some((&WRAP_VERSION, rest)) = wrapped.split_first() else { return Err(malformed) };
        let Some((salt, sealed)) = rest.split_first_chunk::<SALT_LEN>() else { return Err(malformed) };
        if sealed.len() != KEY_LEN + TAG_LEN {
            return Err(malformed);
        }
        let mut buffer = Zeroizing::new([0; KEY_LEN + TAG_LEN]);
        buffer.copy_from_slice(sealed);
        let plain = self
            .wrapping_key(salt)?
            .open_in_place(single_use_nonce(), associated(context), &mut buffer[..])
            .map_err(|_| SealError::UnwrapRefused)?;
        Self::from_slice(plain)
    }

    fn wrapping_key(&self, salt: &[u8; SALT_LEN]) -> Result<LessSafeKey, SealError> {
        let secret: Prk = Salt::new(HKDF_SHA256, salt).extract(self.expose());
        let info = [b"hindsight-seal v1 wrap".as_slice()];
        let key = secret.expand(&info, &AES_256_GCM).map_err(|_| SealError::CipherRefused)?;
        Ok(LessSafeKey::new(UnboundKey::from(key)))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

fn single_use_nonce() -> Nonce {
    Nonce::assume_unique_for_key([0; aead::NONCE_LEN])
}

fn associated(context: &[u8]) -> Aad<Vec<u8>> {
    Aad::from([&[WRAP_VERSION], context].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> Key {
        Key::from_bytes([byte; KEY_LEN])
    }

    #[test]
    fn a_wrapped_key_comes_back_under_the_same_key_and_context() {
        let wrapped = key(1).wrap(&key(2), b"rec_1", [3; 16]).unwrap();
        assert_eq!(wrapped.len(), WRAPPED_LEN);
        assert_eq!(key(1).unwrap(&wrapped, b"rec_1").unwrap().expose(), &[2; KEY_LEN]);
    }

    #[test]
    fn another_key_or_context_does_not_unwrap() {
        let wrapped = key(1).wrap(&key(2), b"rec_1", [3; 16]).unwrap();
        for (master, context) in [(key(4), b"rec_1"), (key(1), b"rec_2")] {
            assert!(matches!(master.unwrap(&wrapped, context), Err(SealError::UnwrapRefused)));
        }
    }

    #[test]
    fn a_wrapped_key_with_any_byte_changed_or_missing_is_refused() {
        let wrapped = key(1).wrap(&key(2), b"rec_1", [3; 16]).unwrap();
        for at in 0..wrapped.len() {
            let mut flipped = wrapped.clone();
            flipped[at] ^= 0x40;
            assert!(key(1).unwrap(&flipped, b"rec_1").is_err(), "byte {at}");
            assert!(matches!(key(1).unwrap(&wrapped[..at], b"rec_1"), Err(SealError::NotWrapped { .. })));
        }
    }

    #[test]
    fn one_key_wrapped_twice_looks_different() {
        let (first, second) = (key(1).wrap(&key(2), b"", [3; 16]), key(1).wrap(&key(2), b"", [4; 16]));
        assert_ne!(first.unwrap()[17..], second.unwrap()[17..]);
    }

    #[test]
    fn subkeys_differ_by_purpose_and_from_their_origin() {
        let (database, blobs) = (key(1).subkey(b"database").unwrap(), key(1).subkey(b"blobs").unwrap());
        assert_ne!(database.expose(), blobs.expose());
        assert_ne!(database.expose(), key(1).expose());
        assert_eq!(database.expose(), key(1).subkey(b"database").unwrap().expose());
    }

    #[test]
    fn debug_output_shows_nothing_of_a_key() {
        assert_eq!(format!("{:?}", key(0xAB)), "Key(…)");
    }
}
