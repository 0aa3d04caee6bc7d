//! The connections to `vault.db`: one that writes, a few that read.
//!
//! **Invariant:** every connection is keyed with a raw key of 32 bytes. SQLCipher silently takes a raw key of
//! another length for a passphrase, so the length is the type's.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hindsight_seal::Key;
use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};
use zeroize::Zeroizing;

use crate::{Result, VaultError, folder, migrations};

/// How long a call waits for another process's transaction before it is [`VaultError::Busy`].
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);
/// Readers that are kept for the next call.
const READERS: usize = 4;
/// Larger than SQLite's own: fewer pages to encrypt and to authenticate for each row of text. Stands in no header,
/// so it can never change for a vault.
const PAGE_BYTES: u32 = 8192;
/// Cached pages of a connection, in KiB.
const CACHE_KIB: u32 = 16 * 1024;
/// Prepared statements of a connection.
const STATEMENTS: usize = 128;

pub(crate) struct Database {
    path: PathBuf,
    key: DatabaseKey,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
}

/// How the database is encrypted.
pub(crate) enum DatabaseKey {
    Raw(Key),
    /// Not at all: for tests that look into the file.
    #[cfg(test)]
    None,
}

impl Database {
    /// Opens the database, or makes it where `make` says so, and brings it up to date.
    pub(crate) fn open(path: &Path, key: DatabaseKey, make: bool) -> Result<Self> {
        if make {
            // SQLite would make it readable for others; its log and index take over this file's rights.
            let file = folder::private().write(true).create_new(true).open(path);
            file.map_err(|e| VaultError::file("made", path, e))?;
        }
        let mut writer = connect(path, &key)?;
        if migrations::check(&writer)? == 0 && !make {
            let detail = "nothing of a vault stands in it".to_owned();
            return Err(VaultError::Damaged { path: path.to_owned(), detail });
        }
        // Kept in the file, and only set once nobody newer wrote it.
        writer.pragma_update(None, "journal_mode", "WAL").map_err(|e| at_opening(path, e))?;
        migrations::run(&mut writer)?;
        Ok(Self { path: path.to_owned(), key, writer: Mutex::new(writer), readers: Mutex::new(Vec::new()) })
    }

    /// Runs `act` in one transaction: all of it, or nothing.
    pub(crate) fn write<T>(&self, act: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        let mut writer = lock(&self.writer);
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = act(&transaction)?;
        transaction.commit()?;
        Ok(done)
    }

    /// Runs `look` on one snapshot.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let spare = lock(&self.readers).pop();
        let mut reader = match spare {
            Some(reader) => reader,
            None => self.reader()?,
        };
        let snapshot = reader.transaction()?;
        let seen = look(&snapshot);
        snapshot.finish()?;
        let mut readers = lock(&self.readers);
        if readers.len() < READERS {
            readers.push(reader);
        }
        seen
    }

    /// A connection of the caller's own, outside any transaction.
    pub(crate) fn reader(&self) -> Result<Connection> {
        let reader = connect(&self.path, &self.key)?;
        // The words of the search's index, for beginnings of words.
        reader.execute_batch(
            "CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab (main, texts_index, instance)",
        )?;
        reader.pragma_update(None, "query_only", true)?;
        Ok(reader)
    }

    /// Moves the log into the database and empties it, so that nothing that was deleted stays in it. Leaves it for
    /// later where another process reads right now.
    pub(crate) fn empty_log(&self) -> Result<()> {
        let writer = lock(&self.writer);
        writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }

    /// Runs `act` on the writing connection, outside any transaction.
    pub(crate) fn maintain<T>(&self, act: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        act(&lock(&self.writer))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic inside a transaction rolled it back; the connection is sound.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn connect(path: &Path, key: &DatabaseKey) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(|e| at_opening(path, e))?;
    set_up(&connection, key).map_err(|e| at_opening(path, e))?;
    Ok(connection)
}

fn set_up(connection: &Connection, key: &DatabaseKey) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    match key {
        DatabaseKey::Raw(key) => {
            // Process-wide; off, since locking every allocation of SQLite costs more than it protects.
            connection
                .execute_batch("PRAGMA cipher_memory_security = OFF; PRAGMA cipher_log_level = NONE;")?;
            let raw = Zeroizing::new(hex::encode(key.expose()));
            let pragma = Zeroizing::new(format!("PRAGMA key = \"x'{}'\";", raw.as_str()));
            connection.execute_batch(&pragma)?;
            connection.pragma_update(None, "cipher_page_size", PAGE_BYTES)?;
        }
        #[cfg(test)]
        DatabaseKey::None => {}
    }
    // The first read: a wrong key shows here, as `NotADatabase`.
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    connection.execute_batch(&format!(
        "PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA secure_delete = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA journal_size_limit = 67108864;
         PRAGMA wal_autocheckpoint = 4000;
         PRAGMA cache_size = -{CACHE_KIB};"
    ))?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(())
}

/// What went wrong while the database was opened, in the words of opening.
fn at_opening(path: &Path, error: rusqlite::Error) -> VaultError {
    let damaged = |detail: &str| VaultError::Damaged { path: path.to_owned(), detail: detail.into() };
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => damaged("it does not open with the vault's key"),
        Some(ErrorCode::DatabaseCorrupt) => damaged("SQLite finds it malformed"),
        Some(ErrorCode::CannotOpen) if !path.exists() => damaged("it is missing"),
        Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
            VaultError::NotWritable { path: path.to_owned(), detail: error.to_string() }
        }
        _ => error.into(),
    }
}
