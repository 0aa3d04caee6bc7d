//! What the store says when it cannot.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use hindsight_domain::JournalError;
use hindsight_seal::SealError;
use rusqlite::ErrorCode as Sqlite;
use thiserror::Error;

/// Why a read or a write did not happen. After an error, nothing of the job stands.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The disk is full, or the file may not grow.
    #[error("the store cannot grow: the disk is full")]
    Full,
    /// Another process holds the store, or it may not be written.
    #[error("the store cannot take writes now")]
    Busy,
    /// More writes wait than may.
    #[error("more writes wait than the store takes on")]
    Overloaded,
    /// The server is stopping.
    #[error("the store is closed")]
    Closed,
    /// The database was written by a newer program; it was left as it is.
    #[error(
        "the store was written by a newer Hindsight (schema {found}, this one knows {known}): update the server"
    )]
    Newer {
        /// Its schema.
        found: u32,
        /// The newest that is known here.
        known: u32,
    },
    /// Another server runs on this folder.
    #[error("another server already runs on {}", .0.display())]
    Served(PathBuf),
    /// The key does not open the database, or the file is none.
    #[error("the store in {} does not open: the key is wrong, missing or not needed, or the file is damaged", .0.display())]
    DoesNotOpen(PathBuf),
    /// Not there, or not visible to who asked.
    #[error("{0}")]
    NotFound(String),
    /// It contradicts what stands.
    #[error("{0}")]
    Conflict(String),
    /// The role or the ownership does not allow it.
    #[error("{0}")]
    Forbidden(String),
    /// What was asked for cannot be.
    #[error("{0}")]
    Invalid(String),
    /// What stands in the store cannot be read: damage, or a bug.
    #[error("{what} in the store cannot be read: {why}")]
    Damaged {
        /// Which thing.
        what: String,
        /// Why.
        why: String,
    },
    /// A bug.
    #[error("a job of the store panicked")]
    Panicked,
    /// Any other fault of the database.
    #[error("the database failed")]
    Database(#[source] Arc<rusqlite::Error>),
    /// A file beside the database.
    #[error("{}", path.display())]
    File {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// A blob does not decrypt.
    #[error("a blob does not open")]
    Seal(#[from] SealError),
    /// An entry has no canonical form.
    #[error("the journal refused an entry")]
    Journal(#[from] JournalError),
}

impl StoreError {
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        |cause| match cause.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                Self::Full
            }
            _ => Self::File { path, cause },
        }
    }

    #[allow(clippy::needless_pass_by_value, reason = "most callers have an error of their own to give away")]
    pub(crate) fn damaged(what: impl Into<String>, why: impl ToString) -> Self {
        Self::Damaged { what: what.into(), why: why.to_string() }
    }

    /// The same situation again, for each of those who shared a transaction.
    pub(crate) fn again(&self) -> Self {
        match self {
            Self::Full => Self::Full,
            Self::Busy => Self::Busy,
            Self::Database(cause) => Self::Database(Arc::clone(cause)),
            _ => Self::Closed,
        }
    }

    /// Whether the same request may succeed later without anybody changing it.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Full | Self::Busy | Self::Overloaded | Self::Closed)
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let situation = match error.sqlite_error_code() {
            Some(Sqlite::DiskFull) => Self::Full,
            Some(
                Sqlite::DatabaseBusy
                | Sqlite::DatabaseLocked
                | Sqlite::ReadOnly
                | Sqlite::SystemIoFailure
                | Sqlite::CannotOpen
                | Sqlite::PermissionDenied,
            ) => Self::Busy,
            _ => return Self::Database(Arc::new(error)),
        };
        tracing::warn!(%error, "the database cannot work now");
        situation
    }
}
