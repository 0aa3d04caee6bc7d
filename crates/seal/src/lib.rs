//! Authenticated encryption of blobs in frames, and wrapping of keys.
//!
//! **Invariant:** what [`Opener`] hands out was written under this key, for this blob, at this place.
//! A frame that was changed, moved, taken from another blob, cut off or added is an error, never bytes.
//!
//! **Invariant:** no clock, no randomness and no files in here. Salts come in as arguments, bytes go
//! through `Read`, `Write` and `Seek`.
//!
//! # The format, version 1
//!
//! ```text
//! header   40 bytes   "hs-seal" ‖ version (1 byte) ‖ salt (16) ‖ key check (16)
//! frame    65,552     ciphertext of 65,536 plain bytes ‖ tag (16)
//!  …
//! frame    16..65,552 ciphertext of what is left ‖ tag (16); empty only in an empty blob
//! ```
//!
//! | piece | how |
//! |---|---|
//! | frame key | HKDF-SHA-256 (RFC 5869), salt = the header's, input = the data key, info = `hindsight-seal v1 frames` ‖ blob id |
//! | key check | the same, info = `hindsight-seal v1 check` ‖ blob id, the first 16 bytes |
//! | cipher | AES-256-GCM (NIST SP 800-38D) |
//! | nonce | 3 zero bytes ‖ frame index (8, big endian) ‖ 1 for the last frame, else 0 |
//! | associated data | blob id ‖ frame index (8, big endian) ‖ the same last-frame byte |
//!
//! A blob's length follows from its sealed length ([`sealed_len`]); where frame N lies is arithmetic,
//! so a seek reads and decrypts one frame.
//!
//! # Why this is safe
//!
//! - **AES-256-GCM, not ChaCha20-Poly1305:** both are sound; every laptop and server that we run on has
//!   AES instructions, where GCM is two to three times as fast. GCM breaks when a nonce repeats under a
//!   key, hence the next point.
//! - **A nonce never repeats.** One data key seals many blobs, but no blob is sealed with it directly:
//!   the frame key comes from the data key, the blob's id *and* a random salt, so two blobs share a
//!   frame key only if both are the same (2⁻⁶⁴ after 2³² blobs of one id). Below one frame key the
//!   nonces are a counter, so no birthday bound applies. The last-frame byte stands in the nonce too
//!   (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015): frame N as the end and
//!   frame N as a middle are different messages under different nonces.
//! - **A resumed blob writes no nonce twice with other bytes.** A frame leaves the [`Sealer`] only when
//!   at least one more byte follows it, so whatever a cut file holds in whole frames stays as it is.
//!   What was half on the disk is written again under its old nonce, with the *same* plaintext: the
//!   caller resumes the same content only (same strong ETag, same hash) and otherwise begins anew with
//!   a new salt.
//! - **Keys are committed to.** GCM alone lets a forger make one ciphertext that opens under two keys;
//!   the key check in the header ends that, and tells a wrong key from a damaged frame.
//!
//! Key bytes and plaintext buffers of ours are wiped when dropped; the expanded key schedule inside the
//! cipher is not ours to wipe.

mod error;
mod format;
mod frames;
mod inline;
mod key;
mod opener;
mod salvage;
mod sealer;

pub use error::SealError;
pub use format::{
    FRAME_LEN, HEADER_LEN, SALT_LEN, TAG_LEN, plain_len, sealed_len, sealed_offset, whole_frames,
};
pub use inline::{open_bytes, seal_bytes};
pub use key::{KEY_LEN, Key, WRAPPED_LEN};
pub use opener::Opener;
pub use salvage::{Partial, Salvage, salvage};
pub use sealer::Sealer;
