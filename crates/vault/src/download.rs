//! Large segments that come down in pieces and go on after a cut or a crash.
//!
//! **Invariant:** the row of `partials` is there before the file is, and its lock is held while somebody writes it.
//! What is half on the disk is checked frame by frame before the download goes on behind it.

use std::fs::File;
use std::io::{BufReader, Seek, SeekFrom, Write};

use hindsight_domain::{BlobHash, RecordingId, Segment};
use hindsight_seal::{HEADER_LEN, Key, Salvage, SealError, Sealer, salvage};
use ring::digest::{Context, SHA256};
use rusqlite::{Connection, OptionalExtension};

use crate::blob::{SegmentReader, digest, failed};
use crate::segments::{COLUMNS, Place, check, row_id, segment_of};
use crate::texts::{self, Text, ToIndex};
use crate::{Result, Vault, VaultError, batch, folder, recordings};

/// A segment that is on its way down. Dropped, it stays for [`Vault::download`] to go on with.
pub struct PartialBlob {
    claim: Claim,
    /// `None` once the last frame is there.
    sealer: Option<Box<Sealer<File>>>,
    hash: Context,
    offset: u64,
}

/// A segment that came whole and verified, to be looked into and adopted.
pub struct Landed {
    claim: Claim,
}

/// A download that nobody else can go on with meanwhile.
struct Claim {
    vault: Vault,
    recording_id: RecordingId,
    segment: Segment,
    row: i64,
    name: String,
    key: Key,
    _lock: File,
}

impl Vault {
    /// Begins the download of a segment, or goes on with one that was cut.
    pub fn download(&self, id: &RecordingId, index: u32) -> Result<PartialBlob> {
        let new_name = self.new_name();
        let (segment, row, name, key) = self.database().write(|tx| {
            let n = recordings::must_find(tx, id)?.n;
            let (segment, row) = missing(tx, n, id, index)?;
            let mut insert =
                tx.prepare_cached("INSERT OR IGNORE INTO partials (segment, file) VALUES (?1, ?2)")?;
            insert.execute((row, &new_name))?;
            Ok((segment, row, partial(tx, row)?.unwrap_or(new_name), self.data_key(tx, n, id)?))
        })?;
        let lock_path = self.folder().lock_of(&name);
        let lock = folder::lock_file(&lock_path)?;
        let locked = folder::try_lock(&lock, &lock_path)?;
        // Whoever had it until now may have finished, or given it up.
        if !locked || self.database().read(|c| partial(c, row))?.as_deref() != Some(&name) {
            return Err(VaultError::DownloadUnderWay { recording_id: id.clone(), index });
        }
        let path = self.folder().blob(&name);
        let open = || folder::private().read(true).write(true).create(true).truncate(false).open(&path);
        let mut file = open().map_err(|e| VaultError::file("opened", &path, e))?;
        folder::sync_parent(&path)?;
        let found = resume(&mut file, &key, &name, segment.bytes).map_err(failed("read", &path))?;
        let claim =
            Claim { vault: self.clone(), recording_id: id.clone(), segment, row, name, key, _lock: lock };
        match found {
            Found::Whole(hash) => Ok(PartialBlob { offset: claim.segment.bytes, claim, sealer: None, hash }),
            Found::Part(sealer, hash) => {
                Ok(PartialBlob { claim, offset: sealer.plain_len(), sealer: Some(sealer), hash })
            }
            Found::Nothing => {
                let mut begin = || -> std::io::Result<()> {
                    file.set_len(0)?;
                    file.seek(SeekFrom::Start(0))?;
                    Ok(())
                };
                begin().map_err(|e| VaultError::file("written", &path, e))?;
                let sealer = Sealer::new(file, &claim.key, claim.name.as_bytes(), self.salt());
                let sealer = Some(Box::new(sealer.map_err(failed("written", &path))?));
                Ok(PartialBlob { claim, offset: 0, sealer, hash: Context::new(&SHA256) })
            }
        }
    }
}

impl PartialBlob {
    /// Where the next bytes belong, counted from the blob's start.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// How many bytes the whole blob has.
    pub fn total(&self) -> u64 {
        self.claim.segment.bytes
    }

    /// Adds the next bytes. More than [`PartialBlob::total`] are refused.
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let after = self.offset + bytes.len() as u64;
        if after > self.total() {
            return Err(VaultError::LengthMismatch { expected: self.total(), found: after });
        }
        if let Some(sealer) = &mut self.sealer {
            let path = self.claim.vault.folder().blob(&self.claim.name);
            sealer.write_all(bytes).map_err(|e| VaultError::file("written", &path, e))?;
        }
        self.hash.update(bytes);
        self.offset = after;
        Ok(())
    }

    /// Ends it: checks length and SHA-256. What is too short stays, to go on with; what has another hash is thrown
    /// away.
    pub fn finish(mut self) -> Result<Landed> {
        if self.offset < self.total() {
            return Err(VaultError::LengthMismatch { expected: self.total(), found: self.offset });
        }
        let path = self.claim.vault.folder().blob(&self.claim.name);
        if let Err(error) = check(&self.claim.segment, &self.hash_so_far(), self.offset) {
            self.claim.give_up()?;
            return Err(error);
        }
        if let Some(sealer) = self.sealer.take() {
            let file = sealer.finish().map_err(failed("written", &path))?;
            file.sync_all().map_err(|e| VaultError::file("made durable", &path, e))?;
        }
        Ok(Landed { claim: self.claim })
    }

    /// Throws away what is there.
    pub fn discard(self) -> Result<()> {
        self.claim.give_up()
    }

    fn hash_so_far(&self) -> BlobHash {
        digest(self.hash.clone())
    }
}

impl Landed {
    /// Its bytes, to find texts in them.
    pub fn open(&self) -> Result<SegmentReader> {
        SegmentReader::of_file(&self.claim.vault, &self.claim.name, &self.claim.key)
    }

    /// Makes it the recording's segment, with the texts found in it.
    pub fn adopt(self, texts: Vec<Text>) -> Result<()> {
        let Claim { vault, recording_id, segment, row, name, .. } = &self.claim;
        vault.database().write(|tx| {
            // Gone when its recording was erased, or made anew, since the download began.
            if partial(tx, *row)?.as_ref() != Some(name) {
                return Err(VaultError::NoSegment {
                    recording_id: recording_id.clone(),
                    index: segment.index,
                });
            }
            tx.prepare_cached("DELETE FROM partials WHERE segment = ?1")?.execute([row])?;
            batch::put(tx, *row, &Place::File(name.clone()))?;
            let n = crate::row::recording_of(*row);
            let mut to_index = ToIndex::default();
            texts::add(tx, n, texts, &mut to_index)?;
            recordings::recount(tx, n)?;
            to_index.index(tx)
        })?;
        self.claim.unlock()
    }
}

impl Claim {
    /// Nobody goes on with it: its row is gone.
    fn unlock(self) -> Result<()> {
        folder::remove(&self.vault.folder().lock_of(&self.name))?;
        Ok(())
    }

    fn give_up(self) -> Result<()> {
        self.vault.database().write(|tx| {
            let mut delete = tx.prepare_cached("DELETE FROM partials WHERE segment = ?1 AND file = ?2")?;
            delete.execute((self.row, &self.name))?;
            Ok(())
        })?;
        folder::remove(&self.vault.folder().blob(&self.name))?;
        self.unlock()
    }
}

/// The segment and its row, whose bytes must not be here.
fn missing(connection: &Connection, n: i64, id: &RecordingId, index: u32) -> Result<(Segment, i64)> {
    let no_segment = || VaultError::NoSegment { recording_id: id.clone(), index };
    let row = row_id(n, index).ok_or_else(no_segment)?;
    let mut select = connection.prepare_cached(&format!(
        "SELECT {COLUMNS}, s.file IS NOT NULL OR s.sealed IS NOT NULL FROM segments s WHERE id = ?1"
    ))?;
    let found = select.query_row([row], |row| Ok((segment_of(row, 0), row.get(8)?))).optional()?;
    match found {
        None => Err(no_segment()),
        Some((_, true)) => Err(VaultError::SegmentHere { recording_id: id.clone(), index }),
        Some((segment, false)) => Ok((segment?, row)),
    }
}

/// The file that a download grows in.
fn partial(connection: &Connection, row: i64) -> Result<Option<String>> {
    let mut select = connection.prepare_cached("SELECT file FROM partials WHERE segment = ?1")?;
    Ok(select.query_row([row], |row| row.get(0)).optional()?)
}

/// What a file of an earlier download holds.
enum Found {
    /// All of it; what is missing is to be adopted.
    Whole(Context),
    /// Sound frames, and the sealer that goes on behind them.
    Part(Box<Sealer<File>>, Context),
    /// Nothing to go on with.
    Nothing,
}

fn resume(file: &mut File, key: &Key, name: &str, total: u64) -> Result<Found, SealError> {
    if file.metadata()?.len() < HEADER_LEN as u64 {
        return Ok(Found::Nothing);
    }
    let mut hash = Context::new(&SHA256);
    let found = salvage(BufReader::new(&mut *file), key, name.as_bytes(), |plain| hash.update(plain));
    match found {
        Ok(Salvage::Whole { plain_len }) if plain_len == total => Ok(Found::Whole(hash)),
        Ok(Salvage::Partial(part)) if part.plain_len() < total && part.frames > 0 => {
            file.set_len(part.sealed_len())?;
            file.seek(SeekFrom::Start(part.sealed_len()))?;
            let sealer = part.resume(file.try_clone()?, key, name.as_bytes())?;
            Ok(Found::Part(Box::new(sealer), hash))
        }
        Err(SealError::Io(error)) => Err(SealError::Io(error)),
        // Damaged, of another length, or without a whole frame: from the start, with a new salt.
        Ok(_) | Err(_) => Ok(Found::Nothing),
    }
}
