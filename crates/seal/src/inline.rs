//! Small blobs in memory, such as those that stand in a row.

use std::io::{Cursor, Read, Write};

use crate::format::{SALT_LEN, sealed_len};
use crate::{Key, Opener, SealError, Sealer};

/// Seals bytes that are in memory anyway, in the same format as [`Sealer`].
///
/// # Errors
///
/// As [`Sealer`]; no input of a size that fits in memory causes one.
pub fn seal_bytes(
    key: &Key,
    blob_id: &[u8],
    salt: [u8; SALT_LEN],
    plain: &[u8],
) -> Result<Vec<u8>, SealError> {
    let sealed = Vec::with_capacity(sealed_len(plain.len() as u64) as usize);
    let mut sealer = Sealer::sized(sealed, key, blob_id, salt, plain.len())?;
    sealer.write_all(plain)?;
    sealer.finish()
}

/// Opens what [`seal_bytes`] or [`Sealer`] sealed, whole: every frame is checked.
///
/// # Errors
///
/// As [`Opener::new`], and [`SealError::DamagedFrame`].
pub fn open_bytes(key: &Key, blob_id: &[u8], sealed: &[u8]) -> Result<Vec<u8>, SealError> {
    let mut opener = Opener::new(Cursor::new(sealed), key, blob_id)?;
    let mut plain = Vec::with_capacity(opener.plain_len() as usize);
    opener.read_to_end(&mut plain)?;
    Ok(plain)
}
