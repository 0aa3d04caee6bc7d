//! A picture that a person gives as a background.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use hindsight_replay::heatmap::picture::Picture;

use crate::{ConsoleError, Result};

/// Bytes of a file that are read.
const MOST_BYTES: u64 = 32 << 20;

/// Reads a PNG. Its size is looked at before its pixels are, and a file that is too large is not read.
pub fn read_picture(path: &Path) -> Result<Picture> {
    let unread = |source| ConsoleError::Input { path: path.to_owned(), source };
    let file = File::open(path).map_err(unread)?;
    let mut bytes = Vec::new();
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(unread)?;
    if bytes.len() as u64 > MOST_BYTES {
        let detail = format!("a background has {} MiB at most", MOST_BYTES >> 20);
        return Err(ConsoleError::Painting { detail });
    }
    Picture::from_png(&bytes).map_err(|error| {
        let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}")).unwrap_or_default();
        ConsoleError::Painting { detail: format!("{error}{cause}") }
    })
}
