//! Many small segments at once: the first sync.

use hindsight_domain::{BlobHash, RecordingId};
use hindsight_seal::{Key, seal_bytes};
use rusqlite::{Connection, OptionalExtension};

use crate::blob::{INLINE_BYTES, Living, Written};
use crate::row::count;
use crate::segments::{Place, row_id};
use crate::texts::{self, Text, ToIndex};
use crate::{Result, Vault, VaultError, folder, recordings, upkeep};

/// A segment's bytes as they came, with the texts that were found in them.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// Whose.
    pub recording_id: RecordingId,
    /// Which segment.
    pub index: u32,
    /// As they travelled; their SHA-256 is checked.
    pub bytes: Vec<u8>,
    /// For the search.
    pub texts: Vec<Text>,
}

/// What [`Vault::store_batch`] did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BatchStored {
    /// Segments that were stored.
    pub segments: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Segments that were left out: their recording is gone, or they were here already.
    pub left_out: u64,
}

impl Vault {
    /// Stores segments and their texts in one transaction: all of them, or none.
    ///
    /// Fastest with some hundred recordings at once: the search's index is written once for each call.
    pub fn store_batch(&self, batch: Vec<Fetched>) -> Result<BatchStored> {
        let hashes: Vec<BlobHash> = batch.iter().map(|fetched| BlobHash::of(&fetched.bytes)).collect();
        let mut files = LargeOnes { vault: self, living: None, written: Vec::new() };
        for fetched in &batch {
            files.write(fetched)?;
        }
        if files.living.is_some() {
            folder::sync_parent(&self.folder().blob("any"))?;
        }
        let stored = self.database().write(|tx| {
            let mut here = Vec::new();
            let mut done = BatchStored::default();
            for ((fetched, hash), written) in batch.into_iter().zip(hashes).zip(&files.written) {
                match wanted(tx, &fetched, hash)? {
                    Some(wanted) => here.push((wanted, fetched, written)),
                    None => done.left_out += 1,
                }
            }
            here.sort_by_key(|(wanted, ..)| wanted.row);
            let mut to_index = ToIndex::default();
            let mut last = None;
            for (wanted, fetched, written) in here {
                if wanted.repeats(last) {
                    done.left_out += 1;
                    continue;
                }
                let bytes = fetched.bytes.len() as u64;
                if !self.store(tx, &wanted, fetched, written.as_ref(), &mut to_index)? {
                    done.left_out += 1;
                    continue;
                }
                done.segments += 1;
                done.bytes += bytes;
                if let Some((n, _)) = last.replace((wanted.n, wanted.row))
                    && n != wanted.n
                {
                    recordings::recount(tx, n)?;
                }
            }
            if let Some((n, _)) = last {
                recordings::recount(tx, n)?;
            }
            to_index.index(tx)?;
            Ok(done)
        })?;
        files.settle()?;
        Ok(stored)
    }

    /// Says whether it was stored: not where the recording was made anew since its file was written.
    fn store(
        &self,
        connection: &Connection,
        wanted: &Wanted,
        fetched: Fetched,
        written: Option<&(Written, Key)>,
        to_index: &mut ToIndex,
    ) -> Result<bool> {
        let key = self.data_key(connection, wanted.n, &fetched.recording_id)?;
        let place = match written {
            Some((_, used)) if used.expose() != key.expose() => return Ok(false),
            Some((written, _)) => Place::File(written.name.clone()),
            None => {
                let id = wanted.hash.as_str().as_bytes();
                Place::Row(seal_bytes(&key, id, self.salt(), &fetched.bytes)?)
            }
        };
        put(connection, wanted.row, &place)?;
        texts::add(connection, wanted.n, fetched.texts, to_index)?;
        Ok(true)
    }
}

/// Where a fetched segment belongs.
struct Wanted {
    n: i64,
    row: i64,
    hash: BlobHash,
}

impl Wanted {
    fn repeats(&self, last: Option<(i64, i64)>) -> bool {
        last == Some((self.n, self.row))
    }
}

/// Where it belongs; `None` when its recording is gone or it is here already.
fn wanted(connection: &Connection, fetched: &Fetched, found: BlobHash) -> Result<Option<Wanted>> {
    let mut select = connection.prepare_cached(
        "SELECT n, s.hash, coalesce(s.bytes, 0), s.file IS NOT NULL OR s.sealed IS NOT NULL
         FROM recordings r LEFT JOIN segments s ON s.id = (r.n << 24) + ?2 WHERE r.id = ?1",
    )?;
    let row = select.query_row((fetched.recording_id.as_str(), fetched.index), |row| {
        Ok((row.get(0)?, row.get::<_, Option<String>>(1)?, count(row, 2)?, row.get::<_, bool>(3)?))
    });
    let Some((n, hash, bytes, here)) = row.optional()? else { return Ok(None) };
    let no_segment =
        || VaultError::NoSegment { recording_id: fetched.recording_id.clone(), index: fetched.index };
    let expected: BlobHash = hash.ok_or_else(no_segment)?.parse()?;
    if here {
        return Ok(None);
    }
    let length = fetched.bytes.len() as u64;
    if length != bytes {
        return Err(VaultError::LengthMismatch { expected: bytes, found: length });
    }
    if found != expected {
        return Err(VaultError::HashMismatch { expected, found });
    }
    let row = row_id(n, fetched.index).ok_or_else(no_segment)?;
    Ok(Some(Wanted { n, row, hash: found }))
}

/// Puts a segment's bytes into its row; a download of it that was begun is over.
pub(crate) fn put(connection: &Connection, row: i64, place: &Place) -> Result<()> {
    let (file, sealed) = match place {
        Place::File(name) => (Some(name), None),
        Place::Row(sealed) => (None, Some(sealed)),
    };
    let mut begun = connection.prepare_cached("SELECT 1 FROM partials WHERE segment = ?1")?;
    let over = [
        "INSERT OR IGNORE INTO doomed (file) SELECT file FROM partials WHERE segment = ?1",
        "DELETE FROM partials WHERE segment = ?1",
    ];
    if begun.exists([row])? {
        for sql in over {
            connection.prepare_cached(sql)?.execute([row])?;
        }
    }
    let mut update = connection.prepare_cached("UPDATE segments SET file = ?2, sealed = ?3 WHERE id = ?1")?;
    update.execute((row, file, sealed))?;
    Ok(())
}

/// The segments of a batch that are too large for a row.
struct LargeOnes<'v> {
    vault: &'v Vault,
    living: Option<Living>,
    /// One for each of the batch.
    written: Vec<Option<(Written, Key)>>,
}

impl LargeOnes<'_> {
    fn write(&mut self, fetched: &Fetched) -> Result<()> {
        if fetched.bytes.len() <= INLINE_BYTES {
            self.written.push(None);
            return Ok(());
        }
        let id = &fetched.recording_id;
        let key = self.vault.database().write(|tx| match recordings::find(tx, id)? {
            Some(known) => self.vault.data_key(tx, known.n, id).map(Some),
            None => Ok(None),
        })?;
        // Without its recording it will be left out.
        let Some(key) = key else {
            self.written.push(None);
            return Ok(());
        };
        let living = match &mut self.living {
            Some(living) => living,
            none => none.insert(Living::begin(self.vault)?),
        };
        let mut blob = living.write_blob(&key)?;
        blob.add(&fetched.bytes)?;
        self.written.push(Some((blob.finish()?, key)));
        Ok(())
    }

    /// Keeps the files that rows name now, and deletes those that were left out.
    fn settle(self) -> Result<()> {
        let Some(living) = self.living else { return Ok(()) };
        let names: Vec<String> =
            self.written.into_iter().flatten().map(|(written, _)| written.name).collect();
        let named = self.vault.database().read(|c| upkeep::named(c, names))?;
        living.adopted(&named);
        Ok(())
    }
}
