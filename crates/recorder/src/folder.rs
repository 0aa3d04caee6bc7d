//! The folder that recordings are written to: only its owner can read it, and one recorder at a time writes.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::{RecorderError, names};

/// Held by the recorder that writes. The system frees it when its owner dies, however.
const LOCK: &str = ".hindsight-recorder.lock";
/// What clean-ups did so far.
pub(crate) const STATS: &str = "cleanup_stats.json";

/// A folder that this recorder alone writes to, or that is only looked at.
#[derive(Debug)]
pub(crate) struct Folder {
    root: PathBuf,
    /// Held while metadata is read and written again, so that no change is lost between the two.
    pub(crate) metadata: Mutex<()>,
    _lock: Option<File>,
}

impl Folder {
    /// Makes the folder where it is missing, and takes it.
    pub(crate) fn take(root: &Path) -> Result<Self, RecorderError> {
        rights::make_dir(root, is_ours).map_err(|e| RecorderError::file("made", root, e))?;
        let path = root.join(LOCK);
        let lock = rights::private()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(|e| RecorderError::file("opened", &path, e))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { root: root.to_owned(), metadata: Mutex::default(), _lock: Some(lock) }),
            Err(TryLockError::WouldBlock) => Err(RecorderError::FolderTaken { dir: root.to_owned() }),
            Err(TryLockError::Error(error)) => Err(RecorderError::file("locked", &path, error)),
        }
    }

    /// Looks at the folder without taking it: another recorder may be writing to it.
    pub(crate) fn look(root: &Path) -> Self {
        Self { root: root.to_owned(), metadata: Mutex::default(), _lock: None }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }
}

fn is_ours(name: &str) -> bool {
    name == LOCK || name == STATS || names::stem_of(name).is_some()
}

/// Makes a file that was not there, for its owner alone.
pub(crate) fn create_new(path: &Path) -> Result<File, RecorderError> {
    rights::private()
        .write(true)
        .create_new(true)
        .open(path)
        .map_err(|e| RecorderError::file("made", path, e))
}

/// Writes a file so that after a crash either the old content or the new one is there.
pub(crate) fn replace(path: &Path, content: &[u8]) -> Result<(), RecorderError> {
    let new = path.with_extension("new");
    let write = || -> io::Result<()> {
        let mut file = rights::private().write(true).create(true).truncate(true).open(&new)?;
        file.write_all(content)?;
        file.sync_all()?;
        std::fs::rename(&new, path)?;
        path.parent().map_or(Ok(()), rights::sync_dir)
    };
    write().map_err(|e| RecorderError::file("written", path, e))
}

/// Whether another process has the file open to play it: a player holds a shared lock.
pub(crate) fn is_played(path: &Path) -> bool {
    File::open(path).is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
}

/// How much is free where files are written.
pub trait Disk: Send + Sync {
    /// Bytes that a user may still write below this folder.
    fn free_bytes(&self, folder: &Path) -> io::Result<u64>;
}

/// The system's answer.
#[derive(Clone, Copy, Debug)]
pub struct SystemDisk;

impl Disk for SystemDisk {
    fn free_bytes(&self, folder: &Path) -> io::Result<u64> {
        fs4::available_space(folder)
    }
}

#[cfg(unix)]
mod rights {
    use super::{File, OpenOptions, Path, io};
    use std::fs::{DirBuilder, Permissions};
    use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};

    /// A folder with other things in it may be meant to be shared: its rights stay as they are.
    pub(super) fn make_dir(dir: &Path, is_ours: impl Fn(&str) -> bool) -> io::Result<()> {
        if !dir.is_dir() {
            return DirBuilder::new().recursive(true).mode(0o700).create(dir);
        }
        for entry in dir.read_dir()? {
            if !entry?.file_name().to_str().is_some_and(&is_ours) {
                return Ok(());
            }
        }
        std::fs::set_permissions(dir, Permissions::from_mode(0o700))
    }

    pub(super) fn private() -> OpenOptions {
        let mut options = OpenOptions::new();
        options.mode(0o600);
        options
    }

    pub(super) fn sync_dir(dir: &Path) -> io::Result<()> {
        File::open(dir)?.sync_all()
    }
}

/// Elsewhere a folder below the user's profile is the user's own by inheritance.
#[cfg(not(unix))]
mod rights {
    use super::{OpenOptions, Path, io};

    pub(super) fn make_dir(dir: &Path, _is_ours: impl Fn(&str) -> bool) -> io::Result<()> {
        std::fs::create_dir_all(dir)
    }

    pub(super) fn private() -> OpenOptions {
        OpenOptions::new()
    }

    pub(super) fn sync_dir(_dir: &Path) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_folder_is_its_owners_alone_and_has_one_recorder() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("a/recordings");
        let first = Folder::take(&root).unwrap();
        assert_eq!((mode(&root), mode(&root.join(LOCK))), (0o700, 0o600));
        assert!(matches!(Folder::take(&root), Err(RecorderError::FolderTaken { .. })));
        drop(first);
        create_new(&root.join("session_1_a_20260101_000000.mp4")).unwrap();
        std::fs::set_permissions(&root, std::fs::Permissions::from_mode(0o755)).unwrap();
        Folder::take(&root).unwrap();
        assert_eq!(mode(&root), 0o700, "nothing but recordings is in it");
    }

    #[test]
    fn the_rights_of_a_folder_with_other_things_stay() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::set_permissions(dir.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        std::fs::write(dir.path().join("holiday.mp4"), "").unwrap();
        Folder::take(dir.path()).unwrap();
        assert_eq!(mode(dir.path()), 0o755);
    }

    #[test]
    fn a_file_that_a_player_holds_is_seen() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.mp4");
        std::fs::write(&path, "").unwrap();
        assert!(!is_played(&path));
        let player = File::open(&path).unwrap();
        player.lock_shared().unwrap();
        assert!(is_played(&path));
    }
}
