//! Segments: what is known of them, and their bytes.

use std::io::Read;

use hindsight_domain::{BlobHash, RecordingId, Segment, Timestamp};
use hindsight_seal::{Key, open_bytes};
use rusqlite::{Connection, OptionalExtension, Row, params};
use zeroize::Zeroizing;

use crate::blob::SegmentReader;
use crate::row::{NUMBERS, count, first_of, json, last_of, number_of, signed, to_json, word};
use crate::{Result, Vault, VaultError, erasing, recordings};

/// A segment as this vault has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SegmentState {
    /// What is known of it.
    pub segment: Segment,
    /// Whether its bytes are here.
    pub stored: bool,
}

impl Vault {
    /// All segments of a recording that are known, in order.
    pub fn segments(&self, id: &RecordingId) -> Result<Vec<SegmentState>> {
        self.database().read(|c| {
            let n = recordings::must_find(c, id)?.n;
            let mut select = c.prepare_cached(&format!(
                "SELECT {COLUMNS}, file IS NOT NULL OR sealed IS NOT NULL FROM segments s
                 WHERE id BETWEEN ?1 AND ?2 ORDER BY id"
            ))?;
            let rows = select.query_and_then((first_of(n), last_of(n)), |row| {
                Ok(SegmentState { segment: segment_of(row, 0)?, stored: row.get(COLUMN_COUNT)? })
            })?;
            rows.collect()
        })
    }

    /// Takes down segments of a server's recording (of a `SegmentPage`, in the order of their index).
    /// Those known already stay as they are, unless the server's history went on differently.
    pub fn add_segments(&self, id: &RecordingId, segments: &[Segment]) -> Result<()> {
        self.database().write(|tx| {
            let n = recordings::must_find(tx, id)?.n;
            if differ(tx, n, segments)? {
                start_over(tx, n)?;
            }
            list(tx, n, segments)?;
            recordings::recount(tx, n)
        })?;
        self.bury()
    }

    /// A segment's bytes, as they travelled, from any place in them.
    pub fn open_segment(&self, id: &RecordingId, index: u32) -> Result<SegmentReader> {
        let stored = self.database().read(|c| stored(c, id, index))?;
        let key = self.unwrap(id, &stored.wrapped_key)?;
        match stored.place {
            Place::File(name) => SegmentReader::of_file(self, &name, &key),
            Place::Row(sealed) => {
                let plain = open_bytes(&key, stored.hash.as_bytes(), &sealed)?;
                Ok(SegmentReader::of_bytes(Zeroizing::new(plain)))
            }
        }
    }

    /// A segment's bytes, as they travelled. Small ones come from one row.
    pub fn read_segment(&self, id: &RecordingId, index: u32) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut reader = self.open_segment(id, index)?;
        let path = self.folder().blobs();
        reader.read_to_end(&mut bytes).map_err(|e| VaultError::file("read", &path, e))?;
        Ok(bytes)
    }

    /// The data key of a recording.
    pub(crate) fn unwrap(&self, id: &RecordingId, wrapped: &[u8]) -> Result<Key> {
        Ok(self.inner.wrapping.unwrap(wrapped, id.as_str().as_bytes())?)
    }

    pub(crate) fn wrap(&self, id: &RecordingId, key: &Key) -> Result<Vec<u8>> {
        Ok(self.inner.wrapping.wrap(key, id.as_str().as_bytes(), self.salt())?)
    }

    /// The data key of a recording, made now if it has none.
    pub(crate) fn data_key(&self, connection: &Connection, n: i64, id: &RecordingId) -> Result<Key> {
        let mut select = connection.prepare_cached("SELECT wrapped_key FROM recordings WHERE n = ?1")?;
        if let Some(wrapped) = select.query_row([n], |row| row.get::<_, Option<Vec<u8>>>(0))? {
            return self.unwrap(id, &wrapped);
        }
        let key = self.new_key();
        let mut update = connection.prepare_cached("UPDATE recordings SET wrapped_key = ?2 WHERE n = ?1")?;
        update.execute((n, self.wrap(id, &key)?))?;
        Ok(key)
    }
}

/// The columns of a [`Segment`], of `segments s`.
pub(crate) const COLUMNS: &str = "s.id, s.media, s.hash, s.bytes, s.events, s.from_ms, s.to_ms, s.keyframes";
const COLUMN_COUNT: usize = 8;

/// A segment of [`COLUMNS`] that begin at column `at`.
pub(crate) fn segment_of(row: &Row<'_>, at: usize) -> Result<Segment> {
    Ok(Segment {
        index: u32::try_from(number_of(row.get(at)?)).unwrap_or(u32::MAX),
        media: word(row, at + 1)?,
        hash: word(row, at + 2)?,
        bytes: count(row, at + 3)?,
        events: count(row, at + 4)?,
        from: Timestamp::clamp_millis(row.get(at + 5)?),
        to: Timestamp::clamp_millis(row.get(at + 6)?),
        keyframes_ms: json(row, at + 7)?,
    })
}

/// The id of a segment's row.
pub(crate) fn row_id(n: i64, index: u32) -> Option<i64> {
    let index = i64::from(index);
    (index < NUMBERS).then(|| first_of(n) + index)
}

/// Where a segment's bytes are.
pub(crate) enum Place {
    File(String),
    /// Sealed, in the row.
    Row(Vec<u8>),
}

/// Adds a segment's row.
pub(crate) fn insert(
    connection: &Connection,
    n: i64,
    segment: &Segment,
    place: Option<&Place>,
) -> Result<()> {
    let bad = || VaultError::BadRow { what: format!("segment index {}", segment.index) };
    let (file, sealed) = match place {
        None => (None, None),
        Some(Place::File(name)) => (Some(name), None),
        Some(Place::Row(sealed)) => (None, Some(sealed)),
    };
    let mut insert = connection.prepare_cached(
        "INSERT INTO segments (id, media, hash, bytes, events, from_ms, to_ms, keyframes, file, sealed)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    insert.execute(params![
        row_id(n, segment.index).ok_or_else(bad)?,
        segment.media.word(),
        segment.hash.as_str(),
        signed(segment.bytes),
        signed(segment.events),
        segment.from.millis(),
        segment.to.millis(),
        to_json(&segment.keyframes_ms)?,
        file,
        sealed,
    ])?;
    Ok(())
}

/// Whether a server lists other segments than are known here.
///
/// A listed segment never changes, except at a server that was restored from a backup and grew on differently: then
/// what is here belongs to no recording any more, and all of it is to be fetched again.
pub(crate) fn differ(connection: &Connection, n: i64, segments: &[Segment]) -> Result<bool> {
    let mut known = connection.prepare_cached("SELECT hash FROM segments WHERE id = ?1")?;
    for segment in segments {
        let hash: Option<String> =
            known.query_row([row_id(n, segment.index)], |row| row.get(0)).optional()?;
        if hash.is_some_and(|hash| hash != segment.hash.as_str()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Takes down segments that a server lists; those known already stay as they are.
pub(crate) fn list(connection: &Connection, n: i64, segments: &[Segment]) -> Result<()> {
    let mut known = connection.prepare_cached("SELECT 1 FROM segments WHERE id = ?1")?;
    for segment in segments {
        if !known.exists([row_id(n, segment.index)])? {
            insert(connection, n, segment, None)?;
        }
    }
    Ok(())
}

/// Forgets all segments of a recording and their texts.
pub(crate) fn start_over(connection: &Connection, n: i64) -> Result<()> {
    erasing::drop_segments(connection, n)?;
    crate::texts::drop_of_segments(connection, n)
}

struct Stored {
    hash: String,
    wrapped_key: Vec<u8>,
    place: Place,
}

fn stored(connection: &Connection, id: &RecordingId, index: u32) -> Result<Stored> {
    let n = recordings::must_find(connection, id)?.n;
    let mut select = connection.prepare_cached(
        "SELECT s.hash, s.file, s.sealed, r.wrapped_key FROM segments s, recordings r WHERE s.id = ?1 AND r.n = ?2",
    )?;
    let not_cached = || VaultError::NotCached { recording_id: id.clone(), index };
    let found = select
        .query_row((row_id(n, index), n), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .optional()?;
    let Some((hash, file, sealed, wrapped_key)) = found else {
        return Err(VaultError::NoSegment { recording_id: id.clone(), index });
    };
    let place = match (file, sealed) {
        (Some(name), _) => Place::File(name),
        (None, Some(sealed)) => Place::Row(sealed),
        (None, None) => return Err(not_cached()),
    };
    let wrapped_key: Option<Vec<u8>> = wrapped_key;
    Ok(Stored { hash, wrapped_key: wrapped_key.ok_or_else(not_cached)?, place })
}

/// Whether these are the bytes of the segment.
pub(crate) fn check(segment: &Segment, hash: &BlobHash, bytes: u64) -> Result<()> {
    if segment.bytes != bytes {
        return Err(VaultError::LengthMismatch { expected: segment.bytes, found: bytes });
    }
    if segment.hash != *hash {
        return Err(VaultError::HashMismatch { expected: segment.hash.clone(), found: hash.clone() });
    }
    Ok(())
}
