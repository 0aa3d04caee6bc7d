//! Segments: the immutable pieces of recordings, in order.
//!
//! Keyframes are stored as times; as offsets they are only shown, since the start of a web session may become
//! known after its first events.

use hindsight_domain::{BlobHash, Media, RecordingId, Segment, Timestamp};
use rusqlite::{Connection, Row, params};
use serde_json::json;

use super::blobs::{self, Staged};
use super::pack::Packed;
use super::{Place, Store, StoreError, Tx};

fn read(row: &Row<'_>) -> rusqlite::Result<Segment> {
    let unreadable = |column: usize, error: Box<dyn std::error::Error + Send + Sync>| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, error)
    };
    let started_ms: i64 = row.get(8)?;
    let keyframes: Vec<i64> =
        serde_json::from_str(&row.get::<_, String>(7)?).map_err(|error| unreadable(7, Box::new(error)))?;
    Ok(Segment {
        index: row.get(0)?,
        media: row.get::<_, String>(1)?.parse().map_err(|error| unreadable(1, Box::new(error)))?,
        hash: row.get::<_, String>(2)?.parse().map_err(|error| unreadable(2, Box::new(error)))?,
        bytes: row.get(3)?,
        events: row.get(4)?,
        from: Timestamp::clamp_millis(row.get(5)?),
        to: Timestamp::clamp_millis(row.get(6)?),
        keyframes_ms: keyframes.iter().map(|at| at.saturating_sub(started_ms)).collect(),
    })
}

/// Up to `limit` segments of a recording from index `from` on, in order. Empty for an unknown recording.
pub fn list(
    connection: &Connection,
    id: &RecordingId,
    from: u32,
    limit: u32,
) -> Result<Vec<Segment>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT s.idx, s.media, s.hash, s.bytes, s.events, s.from_ms, s.to_ms, s.keyframes, r.started_ms
         FROM segments AS s JOIN recordings AS r ON r.pk = s.recording
         WHERE r.id = ?1 AND s.idx >= ?2 ORDER BY s.idx LIMIT ?3",
    )?;
    let rows = statement.query_map(params![id.as_str(), from, limit], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Hashes of all segments of a recording, each once.
pub(super) fn hashes(connection: &Connection, pk: i64) -> Result<Vec<BlobHash>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT DISTINCT hash FROM segments WHERE recording = ?1")?;
    let texts = statement.query_map([pk], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    texts.iter().map(|text| text.parse().map_err(|error| StoreError::damaged("a segment", error))).collect()
}

/// Lists a segment, whose blob is here, at the end of a recording that began at `started_at`. Its own index is
/// not looked at: it gets the next. Counts of events and the feed are the caller's.
pub fn append(tx: &Tx<'_>, pk: i64, segment: &Segment, started_at: Timestamp) -> Result<u32, StoreError> {
    let keyframes_at_ms = segment
        .keyframes_ms
        .iter()
        .map(|offset| started_at.millis().saturating_add(*offset))
        .collect::<Vec<_>>();
    let row = Listed {
        media: segment.media,
        hash: &segment.hash,
        bytes: segment.bytes,
        events: segment.events,
        from_ms: segment.from.millis(),
        to_ms: segment.to.millis(),
        keyframes_at_ms: &keyframes_at_ms,
    };
    list_next(tx, pk, &row)
}

/// A segment of events that is beside the database and in no list yet.
#[derive(Debug)]
pub struct StagedSegment {
    blob: Staged,
    events: u64,
    from_ms: i64,
    to_ms: i64,
    keyframes_at_ms: Vec<i64>,
}

impl Store {
    /// Puts packed segments beside the database. Blocks; call it outside of the writer.
    pub fn stage_segments(&self, packed: Vec<Packed>) -> Result<Vec<StagedSegment>, StoreError> {
        stage_at(self.place(), packed)
    }
}

pub(super) fn stage_at(place: &Place, packed: Vec<Packed>) -> Result<Vec<StagedSegment>, StoreError> {
    let stage = |packed: Packed| {
        Ok(StagedSegment {
            blob: blobs::stage_at(place, packed.bytes)?,
            events: packed.events,
            from_ms: packed.from_ms,
            to_ms: packed.to_ms,
            keyframes_at_ms: packed.keyframes_at_ms,
        })
    };
    packed.into_iter().map(stage).collect()
}

/// Lists staged segments at the end of a recording, in their order.
pub(super) fn append_staged(tx: &Tx<'_>, pk: i64, staged: Vec<StagedSegment>) -> Result<(), StoreError> {
    for segment in staged {
        let (hash, bytes) = blobs::keep(tx, segment.blob)?;
        let row = Listed {
            media: Media::Events,
            hash: &hash,
            bytes,
            events: segment.events,
            from_ms: segment.from_ms,
            to_ms: segment.to_ms,
            keyframes_at_ms: &segment.keyframes_at_ms,
        };
        list_next(tx, pk, &row)?;
    }
    Ok(())
}

struct Listed<'a> {
    media: Media,
    hash: &'a BlobHash,
    bytes: u64,
    events: u64,
    from_ms: i64,
    to_ms: i64,
    keyframes_at_ms: &'a [i64],
}

fn list_next(tx: &Tx<'_>, pk: i64, row: &Listed<'_>) -> Result<u32, StoreError> {
    let index: u32 = tx
        .conn()
        .prepare_cached(
            "UPDATE recordings SET segment_count = segment_count + 1 WHERE pk = ?1 RETURNING segment_count - 1",
        )?
        .query_row([pk], |row| row.get(0))?;
    tx.conn()
        .prepare_cached(
            "INSERT INTO segments (recording, idx, media, hash, bytes, events, from_ms, to_ms, keyframes)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            pk,
            index,
            row.media.word(),
            row.hash.as_str(),
            row.bytes,
            row.events,
            row.from_ms,
            row.to_ms,
            json!(row.keyframes_at_ms).to_string(),
        ])?;
    Ok(index)
}
