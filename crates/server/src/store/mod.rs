//! The store: one SQLite file, and the blobs beside it.
//!
//! **Invariant:** the only place of the server with SQL in it, and the only one that knows where bytes lie.
//!
//! **Invariant:** a write that was acknowledged is on the disk. All writes run on one thread, many to a
//! transaction (see [`Store::write`]); the database is in WAL mode with `synchronous = FULL`, a blob's file is
//! synced before the row that names it.
//!
//! A second process (the command line) may open the same store: nothing that it can change is cached here.

pub mod agents;
pub mod analytics;
pub mod blobs;
pub mod error;
pub mod feed;
pub mod journal;
pub mod listing;
mod migrations;
pub mod mutations;
pub mod notes;
pub mod pack;
mod pool;
pub mod recordings;
pub mod reviews;
pub mod runs;
pub mod segments;
pub mod sessions;
pub mod tail;
pub mod timeline;
pub mod tokens;
pub mod uploads;
pub mod users;
mod writer;

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hindsight_domain::{Chance, Clock};
use hindsight_seal::Key;
use rusqlite::Connection;
use tokio::sync::watch;

pub use error::StoreError;
pub use writer::Tx;

use pool::Pool;
use writer::Writer;

/// The database's file name.
const DATABASE: &str = "server.db";
/// Pages (of 4 KiB) that the WAL holds before it is moved into the database. That costs some 10 ms, which one writer
/// waits for: it is to be rarer than one event in a hundred.
const WAL_PAGES: u32 = 2_000;
/// A little more than what the WAL holds.
const WAL_ROOM_BYTES: u32 = 9 << 20;
/// The file that a server locks.
const LOCK: &str = "server.lock";
/// The folder of blobs that are too large for a row.
const BLOBS: &str = "blobs";

/// Where the store lies, what opens it, and the time and chance that it works with.
pub(crate) struct Place {
    pub(crate) dir: PathBuf,
    database_key: Option<Key>,
    pub(crate) blob_key: Option<Key>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) chance: Arc<dyn Chance>,
}

impl Place {
    pub(crate) fn blobs(&self) -> PathBuf {
        self.dir.join(BLOBS)
    }

    /// A random name of a file to be.
    pub(crate) fn new_name(&self) -> String {
        let mut random = [0; 16];
        self.chance.fill(&mut random);
        hex::encode(random)
    }
}

/// The store. Cheap to clone; the last one that is dropped closes it.
#[derive(Clone)]
pub struct Store {
    place: Arc<Place>,
    writer: Writer,
    readers: Pool,
}

impl Store {
    /// Opens the store in `dir`, and makes it where there is none.
    ///
    /// With a `key`, the database is encrypted by SQLCipher and each blob's file by `hindsight-seal`.
    ///
    /// # Errors
    ///
    /// [`StoreError::Newer`], [`StoreError::DoesNotOpen`], and faults of files and database. The store is left as it was.
    pub fn open(
        dir: &Path,
        key: Option<&Key>,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
    ) -> Result<Self, StoreError> {
        make_folder(dir)?;
        make_folder(&dir.join(BLOBS))?;
        let place = Arc::new(Place {
            dir: dir.to_owned(),
            database_key: key.map(|key| key.subkey(b"server database")).transpose()?,
            blob_key: key.map(|key| key.subkey(b"server blobs")).transpose()?,
            clock,
            chance,
        });
        own_file(&dir.join(DATABASE))?;
        let mut connection = connect(&place)?;
        migrations::run(&mut connection, &place)?;
        let writer = Writer::start(connection, Arc::clone(&place))?;
        Ok(Self { readers: Pool::new(Arc::clone(&place)), place, writer })
    }

    /// Runs `job` on the writer's thread and resolves once what it did is durable.
    ///
    /// Jobs run one after another inside one shared transaction, each in a savepoint of its own: one that fails
    /// takes back what it did and nothing else. The queue is bounded; a caller waits for room.
    ///
    /// # Errors
    ///
    /// The job's own, or that of the shared transaction.
    pub async fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.writer.write(job).await
    }

    /// Runs `job` on a read connection, on a thread that may block. All that it reads is of one moment.
    ///
    /// # Errors
    ///
    /// The job's own, or that no connection could be opened.
    pub async fn read<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.readers.read(job).await
    }

    /// Whether the store can be read.
    ///
    /// # Errors
    ///
    /// When it cannot.
    pub async fn answers(&self) -> Result<(), StoreError> {
        self.read(|connection| Ok(connection.query_row("SELECT 1", [], |_| Ok(()))?)).await
    }

    /// The position of the latest committed change, as it grows.
    pub fn changed(&self) -> watch::Receiver<u64> {
        self.writer.changed()
    }

    /// The folder that the store lies in.
    pub fn dir(&self) -> &Path {
        &self.place.dir
    }

    pub(crate) fn place(&self) -> &Place {
        &self.place
    }

    /// Makes the WAL and the database as large as they soon will be.
    ///
    /// A sync of a file that grew costs several times that of one that was written in place, and the WAL starts
    /// empty: without this the first few hundred writes of each start would be the slowest.
    pub(crate) async fn make_room(&self) -> Result<(), StoreError> {
        let fill = format!(
            "DROP TABLE IF EXISTS room; CREATE TABLE room (bytes BLOB) STRICT;
             INSERT INTO room (bytes) VALUES (zeroblob({WAL_ROOM_BYTES}));"
        );
        self.write(move |tx| Ok(tx.conn().execute_batch(&fill)?)).await?;
        self.write(|tx| Ok(tx.conn().execute_batch("DROP TABLE room")?)).await
    }

    /// Ends the writer's thread after what waits in its queue, and moves the WAL into the database.
    pub async fn close(&self) {
        self.writer.close().await;
    }
}

/// Held by the one process that serves a store; it goes with the process, however that ends.
#[derive(Debug)]
pub struct ServerLock(#[allow(dead_code, reason = "the lock lives as long as the open file")] File);

impl ServerLock {
    /// Takes the lock of a store's folder.
    pub fn take(dir: &Path) -> Result<Self, StoreError> {
        let path = dir.join(LOCK);
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(StoreError::file(&path))?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(StoreError::Served(dir.to_owned())),
            Err(TryLockError::Error(cause)) => Err(StoreError::File { path, cause }),
        }
    }
}

/// A folder for its owner alone.
pub(crate) fn make_folder(path: &Path) -> Result<(), StoreError> {
    fs::create_dir_all(path).map_err(StoreError::file(path))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o700)).map_err(StoreError::file(path))?;
    }
    Ok(())
}

/// Makes a file for its owner alone, where there is none; SQLite's WAL takes its mode over.
fn own_file(path: &Path) -> Result<(), StoreError> {
    let mut options = File::options();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(StoreError::file(path))?;
    Ok(())
}

/// A connection with the settings that the whole store relies on.
fn connect(place: &Place) -> Result<Connection, StoreError> {
    let path = place.dir.join(DATABASE);
    let connection = Connection::open(&path)?;
    if let Some(key) = &place.database_key {
        let pragma = format!("PRAGMA key = \"x'{}'\";", hex::encode(key.expose()));
        connection.execute_batch(&pragma)?;
    }
    let opens = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()));
    if let Err(error) = opens {
        return Err(match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::NotADatabase | rusqlite::ErrorCode::DatabaseCorrupt) => {
                StoreError::DoesNotOpen(place.dir.clone())
            }
            _ => error.into(),
        });
    }
    connection.execute_batch(&format!(
        "PRAGMA busy_timeout = 5000;
         PRAGMA journal_mode = WAL;
         PRAGMA wal_autocheckpoint = {WAL_PAGES};
         PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -16000;
         PRAGMA trusted_schema = OFF;",
    ))?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(connection)
}
