//! What a crash left, made whole: a film ends with its last whole fragment.

use std::fs::File;

use crate::VideoError;
use crate::index::{Index, Piece, Source, Walk};

/// What was kept of a film, and what was not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recovered {
    pub kept_bytes: u64,
    pub lost_bytes: u64,
    pub frames: usize,
    pub duration_us: i64,
}

/// Cuts off what was begun of the next fragment, so that every player opens the rest. A whole film stays as it is.
///
/// # Errors
///
/// [`VideoError::NothingWhole`], where the file is left alone; [`VideoError::Read`] or [`VideoError::Write`].
pub fn recover(file: &mut File) -> Result<Recovered, VideoError> {
    let (kept_bytes, bytes) = whole(file)?;
    if bytes > kept_bytes {
        file.set_len(kept_bytes).and_then(|()| file.sync_all()).map_err(VideoError::Write)?;
    }
    let index = Index::open(file)?;
    Ok(Recovered {
        kept_bytes,
        lost_bytes: bytes - kept_bytes,
        frames: index.frames(),
        duration_us: index.duration_us(),
    })
}

/// How many bytes of a film are whole: up to where its last `mdat` with a whole `moof` before it ends.
fn whole(source: &mut dyn Source) -> Result<(u64, u64), VideoError> {
    let mut walk = Walk::new(source).map_err(VideoError::Read)?;
    let bytes = walk.len();
    let (mut kept, mut has_index, mut is_in_fragment, mut fragments) = (0, false, false, 0);
    while let Some(Piece::Whole(head)) = walk.next(source).map_err(VideoError::Read)? {
        match &head.name {
            b"moof" => is_in_fragment = true,
            // A length of 0 says "to the end", which no fragment of ours says: a file system filled up with zeros.
            _ if head.name == [0; 4] => break,
            name => {
                has_index |= name == b"moov";
                fragments += u32::from(is_in_fragment && name == b"mdat");
                is_in_fragment &= name != b"mdat";
                if !is_in_fragment {
                    kept = head.end;
                }
            }
        }
    }
    if !has_index || fragments == 0 { Err(VideoError::NothingWhole { bytes }) } else { Ok((kept, bytes)) }
}
