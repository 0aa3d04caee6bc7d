//! Rights elsewhere: a folder below the user's profile is the user's own by inheritance, so nothing is set here.

use std::fs::OpenOptions;
use std::io;
use std::path::Path;

pub(crate) fn make_dir(dir: &Path) -> io::Result<()> {
    std::fs::create_dir_all(dir)
}

pub(crate) fn private() -> OpenOptions {
    OpenOptions::new()
}

/// The file system journals names by itself, and a folder cannot be opened for this.
pub(crate) fn sync_dir(_dir: &Path) -> io::Result<()> {
    Ok(())
}

pub(crate) fn exposure(_path: &Path) -> io::Result<Option<String>> {
    Ok(None)
}
