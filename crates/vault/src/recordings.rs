//! Recordings: one row each, whether they came by the feed or were made here.

use hindsight_contract::view::RecordingView;
use hindsight_domain::{BlobHash, Recording, RecordingId, Segment};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::draft::Source;
use crate::row::{count, first_of, json, last_of, signed, to_json};
use crate::texts::{self, ToIndex};
use crate::{Result, Vault, VaultError};

impl Vault {
    /// The recording, or [`VaultError::NoRecording`](crate::VaultError::NoRecording).
    pub fn recording(&self, id: &RecordingId) -> Result<RecordingView> {
        self.database().read(|c| {
            let n = must_find(c, id)?.n;
            view(c, n)?.ok_or_else(|| VaultError::NoRecording(id.clone()))
        })
    }

    /// The recording that was imported from the `index`th of the file with this SHA-256.
    pub fn find_by_source(&self, file: &BlobHash, index: u32) -> Result<Option<RecordingId>> {
        self.database().read(|c| by_source(c, &Source { file: file.clone(), index }))
    }
}

/// What the reads and writes of other tables need to know of a recording.
pub(crate) struct Known {
    pub(crate) n: i64,
    pub(crate) local_only: bool,
    pub(crate) title: String,
    /// Segments that are known here.
    pub(crate) listed: i64,
    pub(crate) generation: i64,
}

pub(crate) fn find(connection: &Connection, id: &RecordingId) -> Result<Option<Known>> {
    let mut select = connection
        .prepare_cached("SELECT n, local_only, title, listed, generation FROM recordings WHERE id = ?1")?;
    let known = |row: &Row<'_>| {
        Ok(Known {
            n: row.get(0)?,
            local_only: row.get(1)?,
            title: row.get(2)?,
            listed: row.get(3)?,
            generation: row.get(4)?,
        })
    };
    Ok(select.query_row([id.as_str()], known).optional()?)
}

pub(crate) fn must_find(connection: &Connection, id: &RecordingId) -> Result<Known> {
    find(connection, id)?.ok_or_else(|| VaultError::NoRecording(id.clone()))
}

pub(crate) fn by_source(connection: &Connection, source: &Source) -> Result<Option<RecordingId>> {
    let mut select = connection
        .prepare_cached("SELECT id FROM recordings WHERE source_file = ?1 AND source_index = ?2")?;
    let id: Option<String> =
        select.query_row((source.file.as_str(), source.index), |row| row.get(0)).optional()?;
    Ok(id.map(|id| RecordingId::given(&id)).transpose()?)
}

/// The recording with the number `n`, as lists show it.
pub(crate) fn view(connection: &Connection, n: i64) -> Result<Option<RecordingView>> {
    let mut select = connection.prepare_cached(
        "SELECT r.data, r.flagged, r.cached, r.local_only, r.bytes, v.id
         FROM recordings r LEFT JOIN reviews v ON v.recording_id = r.id WHERE r.n = ?1",
    )?;
    select.query_row([n], |row| Ok(view_of(row))).optional()?.transpose()
}

fn view_of(row: &Row<'_>) -> Result<RecordingView> {
    let mut recording: Recording = json(row, 0)?;
    recording.flagged = row.get(1)?;
    let review: Option<String> = row.get(5)?;
    Ok(RecordingView {
        recording,
        cached: row.get(2)?,
        local_only: row.get(3)?,
        bytes: count(row, 4)?,
        review_id: review.map(|id| id.parse()).transpose()?,
    })
}

/// What a new row has beside the recording.
pub(crate) struct NewRow<'a> {
    pub(crate) local_only: bool,
    pub(crate) generation: i64,
    /// Segments that it has.
    pub(crate) segments: u64,
    pub(crate) source: Option<&'a Source>,
    pub(crate) wrapped_key: Option<&'a [u8]>,
}

/// Adds a recording, with its tags and its title in the search; says its number.
pub(crate) fn insert(
    connection: &Connection,
    recording: &Recording,
    new: &NewRow<'_>,
    to_index: &mut ToIndex,
) -> Result<i64> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO recordings
            (id, kind, status, flagged, told_flagged, cached, local_only, started_at, duration_ms, event_count, title,
             agent, session, service, device, user, segments, listed, stored, bytes, next_text,
             generation, wrapped_key, source_file, source_index, data)
         VALUES (?1, ?2, ?3,
             ?4 OR EXISTS (SELECT 1 FROM reviews WHERE recording_id = ?1), ?4,
             ?5 = 0, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?5, 0, 0, 0, 1, ?16, ?17, ?18, ?19, ?20)",
    )?;
    insert.execute(params![
        recording.id.as_str(),
        recording.kind.word(),
        recording.status.word(),
        recording.flagged,
        signed(new.segments),
        new.local_only,
        recording.started_at.millis(),
        recording.duration_ms,
        signed(recording.event_count),
        recording.title,
        recording.agent_id,
        recording.session_id,
        recording.service,
        recording.device,
        recording.user_id,
        new.generation,
        new.wrapped_key,
        new.source.map(|source| source.file.as_str()),
        new.source.map(|source| source.index),
        to_json(recording)?,
    ])?;
    let n = connection.last_insert_rowid();
    set_tags(connection, n, recording)?;
    texts::set_title(connection, n, None, &recording.title, to_index)?;
    Ok(n)
}

/// Takes in what the server says of a recording now. `segments` is how many it has.
pub(crate) fn update(
    connection: &Connection,
    known: &Known,
    recording: &Recording,
    segments: u64,
    generation: i64,
    to_index: &mut ToIndex,
) -> Result<()> {
    let n = known.n;
    let mut update = connection.prepare_cached(
        "UPDATE recordings SET kind = ?2, status = ?3, told_flagged = ?4,
            flagged = ?4 OR EXISTS (SELECT 1 FROM reviews WHERE recording_id = recordings.id),
            local_only = 0, started_at = ?5, duration_ms = ?6, event_count = ?7, title = ?8,
            agent = ?9, session = ?10, service = ?11, device = ?12, user = ?13,
            segments = ?14, generation = ?15, data = ?16
         WHERE n = ?1",
    )?;
    update.execute(params![
        n,
        recording.kind.word(),
        recording.status.word(),
        recording.flagged,
        recording.started_at.millis(),
        recording.duration_ms,
        signed(recording.event_count),
        recording.title,
        recording.agent_id,
        recording.session_id,
        recording.service,
        recording.device,
        recording.user_id,
        signed(segments),
        generation,
        to_json(recording)?,
    ])?;
    let mut delete = connection
        .prepare_cached("DELETE FROM tags WHERE n = ?1 AND tag NOT IN (SELECT value FROM json_each(?2))")?;
    delete.execute((n, to_json(&recording.tags)?))?;
    set_tags(connection, n, recording)?;
    if known.title != recording.title {
        texts::set_title(connection, n, Some(&known.title), &recording.title, to_index)?;
    }
    Ok(())
}

fn set_tags(connection: &Connection, n: i64, recording: &Recording) -> Result<()> {
    let mut insert = connection.prepare_cached(
        "INSERT OR IGNORE INTO tags (tag, started_at, n, kind, status, flagged, local_only, cached, agent)
         SELECT ?2, started_at, n, kind, status, flagged, local_only, cached, agent FROM recordings WHERE n = ?1",
    )?;
    for tag in &recording.tags {
        insert.execute((n, tag))?;
    }
    Ok(())
}

/// Counts a recording's segments anew, after some were listed or stored.
pub(crate) fn recount(connection: &Connection, n: i64) -> Result<()> {
    let mut update = connection.prepare_cached(
        "UPDATE recordings SET listed = c.listed, stored = c.stored, bytes = c.bytes,
            segments = max(segments, c.listed), cached = c.stored >= max(segments, c.listed)
         FROM (SELECT count(*) AS listed, coalesce(sum(bytes), 0) AS bytes,
                      count(*) FILTER (WHERE file IS NOT NULL OR sealed IS NOT NULL) AS stored
               FROM segments WHERE id BETWEEN ?2 AND ?3) AS c
         WHERE n = ?1",
    )?;
    update.execute((n, first_of(n), last_of(n)))?;
    Ok(())
}

/// Counts what was listed for a recording that has just come: cheaper than [`recount`].
pub(crate) fn listed(connection: &Connection, n: i64, segments: &[Segment]) -> Result<()> {
    if segments.is_empty() {
        return Ok(());
    }
    let bytes: u64 = segments.iter().map(|segment| segment.bytes).sum();
    let mut update = connection.prepare_cached(
        "UPDATE recordings SET listed = ?2, bytes = ?3, segments = max(segments, ?2), cached = 0 WHERE n = ?1",
    )?;
    update.execute((n, segments.len() as i64, signed(bytes)))?;
    Ok(())
}

/// A recording is flagged when the server says so, or when a review stands here.
pub(crate) fn refresh_flagged(connection: &Connection, id: &RecordingId) -> Result<()> {
    let mut update = connection.prepare_cached(
        "UPDATE recordings
         SET flagged = told_flagged OR EXISTS (SELECT 1 FROM reviews WHERE recording_id = ?1) WHERE id = ?1",
    )?;
    update.execute([id.as_str()])?;
    Ok(())
}
