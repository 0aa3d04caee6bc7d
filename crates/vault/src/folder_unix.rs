//! Rights on Unix: folders 0700, files 0600.

use std::fs::{DirBuilder, File, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

pub(crate) fn make_dir(dir: &Path) -> io::Result<()> {
    if dir.is_dir() {
        let empty = dir.read_dir()?.next().is_none();
        // A folder with other things in it may be meant to be shared; `doctor` warns of that.
        return if empty { std::fs::set_permissions(dir, Permissions::from_mode(0o700)) } else { Ok(()) };
    }
    DirBuilder::new().recursive(true).mode(0o700).create(dir)
}

pub(crate) fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.mode(0o600);
    options
}

pub(crate) fn sync_dir(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

/// Who else may get at `path`, in words; `None` when nobody may.
pub(crate) fn exposure(path: &Path) -> io::Result<Option<String>> {
    let mode = std::fs::metadata(path)?.permissions().mode() & 0o777;
    Ok((mode & 0o077 != 0).then(|| format!("others may get at {} (mode {mode:04o})", path.display())))
}
