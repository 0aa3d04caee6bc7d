//! What can go wrong with a vault, each situation by its own name, and what a person does about it.

use std::io;
use std::path::{Path, PathBuf};

use hindsight_domain::{BlobHash, IdError, JournalError, MutationId, RecordingId, ReviewId};
use hindsight_seal::SealError;

use crate::keychain::KeychainError;

/// Why the vault did not do it. What was acknowledged before stays as it was.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    // Opening.
    #[error("there is no vault in {}", .dir.display())]
    NoVault { dir: PathBuf },
    #[error(
        "the vault that was opened in {} before is not there now{}: bring its disk or its folder back and try again, or begin a new vault there on purpose; nothing was changed",
        .dir.display(),
        .since_in.as_ref().map(|dir| format!(" (it was opened in {} since)", dir.display())).unwrap_or_default()
    )]
    Gone { dir: PathBuf, since_in: Option<PathBuf> },
    #[error(
        "there is no vault in {}, and whether there was one before cannot be read from {} ({detail}): bring the vault's disk or folder back and try again, or begin a new vault there on purpose",
        .dir.display(),
        .path.display()
    )]
    KnownUnreadable { path: PathBuf, dir: PathBuf, detail: String },
    #[error("there is a vault in {} already", .dir.display())]
    Exists { dir: PathBuf },
    #[error(
        "the vault was written by a newer Hindsight ({what} {found}, this one knows {known}); it was not touched: update Hindsight"
    )]
    Newer { what: &'static str, found: u32, known: u32 },
    #[error(
        "no keychain works here ({cause}) and no passphrase was given: set HINDSIGHT_PASSPHRASE, or start the desktop's keychain"
    )]
    NoWayToLock { cause: String },
    #[error("this vault is locked by a passphrase: set HINDSIGHT_PASSPHRASE")]
    PassphraseNeeded,
    #[error("the passphrase is not the one of this vault; nothing was changed")]
    WrongPassphrase,
    #[error("an empty passphrase protects nothing: set HINDSIGHT_PASSPHRASE to some words")]
    EmptyPassphrase,
    #[error("the keychain is locked: unlock it and try again; the vault was not touched")]
    KeychainLocked,
    #[error(
        "no keychain answers ({cause}), and this vault's key is in one: start the desktop's keychain and try again"
    )]
    KeychainAbsent { cause: String },
    #[error(
        "the keychain has no key for this vault (entry `{account}`): sign in as the user who made it, or restore the keychain; without the key the vault cannot be read"
    )]
    KeyMissing { account: String },
    #[error("the keychain refused: {cause}")]
    KeychainRefused { cause: String },
    #[error("{} is damaged ({detail}): restore it from a backup, or move the folder away and sync again", .path.display())]
    Damaged { path: PathBuf, detail: String },
    #[error("the folder {} cannot be written ({detail}): check who owns it and what it allows", .path.display())]
    NotWritable { path: PathBuf, detail: String },

    // Working.
    #[error(
        "the disk is full: this was not stored, everything stored before is safe; free some space and try again"
    )]
    DiskFull,
    #[error("another Hindsight process is writing to the vault for too long: nothing was changed, try again")]
    Busy,
    #[error("{} could not be {doing}", .path.display())]
    File {
        doing: &'static str,
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error(
        "the vault's database could not be reached: its folder or its disk does not answer; what was stored before is as it was"
    )]
    Unreachable(#[source] rusqlite::Error),
    #[error("the vault's database failed; nothing was changed")]
    Database(#[source] rusqlite::Error),
    #[error("a row of the vault cannot be read: {what}")]
    BadRow { what: String },
    #[error("the vault's encryption failed")]
    Seal(#[from] SealError),
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error("a thread for the keychain could not be started")]
    NoThread(#[source] io::Error),

    // What was asked.
    #[error("there is no recording {0} in this vault")]
    NoRecording(RecordingId),
    #[error("the recording {0} is the server's already: it cannot be uploaded")]
    NotLocal(RecordingId),
    #[error("there is no review {0} in this vault")]
    NoReview(ReviewId),
    #[error("there is no mutation {0} in the outbox")]
    NoMutation(MutationId),
    #[error("nobody is signed in")]
    NotSignedIn,
    #[error("the recording {recording_id} has no segment {index}")]
    NoSegment { recording_id: RecordingId, index: u32 },
    #[error("segment {index} of {recording_id} is not in this vault: download it first")]
    NotCached { recording_id: RecordingId, index: u32 },
    #[error("a part of {0} is not in this vault, and this takes all of it: download it first")]
    NotWhole(RecordingId),
    #[error("segment {index} of {recording_id} is in this vault already")]
    SegmentHere { recording_id: RecordingId, index: u32 },
    #[error("the recording {0} is here already under that id")]
    AlreadyHere(RecordingId),
    #[error("the bytes are not those of the hash {expected}: they have {found}; nothing of them was kept")]
    HashMismatch { expected: BlobHash, found: BlobHash },
    #[error("the segment has {found} bytes where {expected} were announced; nothing of it was kept")]
    LengthMismatch { expected: u64, found: u64 },
    #[error("segment {found} came where {expected} was due: segments are added in order, from 0")]
    OutOfOrder { expected: u32, found: u32 },
    #[error("another process downloads segment {index} of {recording_id} already")]
    DownloadUnderWay { recording_id: RecordingId, index: u32 },
}

impl VaultError {
    /// Whether the same call may succeed a moment later without anybody doing something about it.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Busy | Self::DownloadUnderWay { .. })
    }

    /// A failed file operation under its own name: a full disk and missing rights are told apart.
    pub(crate) fn file(doing: &'static str, path: &Path, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::NotWritable { path: path.to_owned(), detail: source.to_string() }
            }
            _ => Self::File { doing, path: path.to_owned(), source },
        }
    }
}

impl From<rusqlite::Error> for VaultError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            // Pages behind the header are read only once they are asked for. SQLCipher checks each, and says so of one
            // that is not what was written.
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Damaged { path: PathBuf::from("vault.db"), detail: error.to_string() }
            }
            Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen) => Self::Unreachable(error),
            _ => Self::Database(error),
        }
    }
}

impl From<KeychainError> for VaultError {
    fn from(error: KeychainError) -> Self {
        match error {
            KeychainError::Absent { cause } => Self::KeychainAbsent { cause },
            KeychainError::Locked => Self::KeychainLocked,
            KeychainError::Refused { cause } => Self::KeychainRefused { cause },
            KeychainError::NoThread(source) => Self::NoThread(source),
        }
    }
}

impl From<IdError> for VaultError {
    fn from(error: IdError) -> Self {
        Self::BadRow { what: error.to_string() }
    }
}

impl From<serde_json::Error> for VaultError {
    fn from(error: serde_json::Error) -> Self {
        Self::BadRow { what: error.to_string() }
    }
}
