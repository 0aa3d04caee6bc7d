//! Segments: the immutable pieces of recordings, in order.

use hindsight_domain::{BlobHash, RecordingId, Segment, Timestamp};
use rusqlite::{Connection, Row, params};
use serde_json::json;

use super::{StoreError, Tx};

fn read(row: &Row<'_>) -> rusqlite::Result<Segment> {
    let unreadable = |column: usize, error: Box<dyn std::error::Error + Send + Sync>| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, error)
    };
    Ok(Segment {
        index: row.get(0)?,
        media: row.get::<_, String>(1)?.parse().map_err(|error| unreadable(1, Box::new(error)))?,
        hash: row.get::<_, String>(2)?.parse().map_err(|error| unreadable(2, Box::new(error)))?,
        bytes: row.get(3)?,
        events: row.get(4)?,
        from: Timestamp::clamp_millis(row.get(5)?),
        to: Timestamp::clamp_millis(row.get(6)?),
        keyframes_ms: serde_json::from_str(&row.get::<_, String>(7)?)
            .map_err(|error| unreadable(7, Box::new(error)))?,
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
        "SELECT s.idx, s.media, s.hash, s.bytes, s.events, s.from_ms, s.to_ms, s.keyframes
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

/// Lists a segment, whose blob is here, at the end of its recording. Its own index is not looked at: it gets the next.
/// Counts of events and the feed are the caller's.
pub fn append(tx: &Tx<'_>, pk: i64, segment: &Segment) -> Result<u32, StoreError> {
    let index: u32 = tx
        .conn()
        .prepare_cached("UPDATE recordings SET segment_count = segment_count + 1 WHERE pk = ?1 RETURNING segment_count - 1")?
        .query_row([pk], |row| row.get(0))?;
    tx.conn()
        .prepare_cached(
            "INSERT INTO segments (recording, idx, media, hash, bytes, events, from_ms, to_ms, keyframes)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            pk,
            index,
            segment.media.word(),
            segment.hash.as_str(),
            segment.bytes,
            segment.events,
            segment.from.millis(),
            segment.to.millis(),
            json!(segment.keyframes_ms).to_string(),
        ])?;
    Ok(index)
}
