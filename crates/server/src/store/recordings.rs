//! Recordings: rows, who sees them, and how they change.

use hindsight_domain::{Recording, RecordingId, Role, Segment, Status, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::{Value, json};

use super::{StoreError, Tx, blobs, feed, segments};

/// The columns that [`Stored::read`] reads, of `recordings AS r`.
pub const COLUMNS: &str = "r.pk, r.id, r.kind, r.title, r.session_id, r.agent_id, r.user_id, r.recorder, r.service, \
     r.device, r.status, r.tags, r.started_ms, r.ended_ms, r.latest_ms, r.event_count, r.segment_count, r.flagged, \
     r.details, r.completes, r.errors, r.tail_events, r.active_ms, r.expires_ms, r.hold, r.created_ms, r.updated_ms, r.feed_seq";

/// A recording's row.
#[derive(Clone, Debug)]
pub struct Stored {
    /// The row's key.
    pub pk: i64,
    /// What everybody knows.
    pub recording: Recording,
    /// The principal that writes it, where it is not its user.
    pub recorder: Option<String>,
    /// Time of the latest event, or the start.
    pub latest: Timestamp,
    /// Segments so far.
    pub segment_count: u32,
    /// Events that are in no segment yet.
    pub tail_events: u64,
    /// Events of type `operation_complete`.
    pub completes: u64,
    /// Events of type `error`.
    pub errors: u64,
    /// When its writer was last heard.
    pub active_at: Timestamp,
    /// When it may be deleted.
    pub expires_at: Option<Timestamp>,
    /// Whether a legal hold keeps it.
    pub hold: bool,
    /// When its row was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Position of its latest change.
    pub feed_seq: u64,
}

impl Stored {
    /// Reads a row of [`COLUMNS`].
    pub fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let started_at = Timestamp::clamp_millis(row.get("started_ms")?);
        let latest = Timestamp::clamp_millis(row.get("latest_ms")?);
        let ended_at = row.get::<_, Option<i64>>("ended_ms")?.map(Timestamp::clamp_millis);
        let recording = Recording {
            id: word(row, "id")?,
            kind: word(row, "kind")?,
            title: row.get("title")?,
            session_id: row.get("session_id")?,
            agent_id: row.get("agent_id")?,
            user_id: row.get("user_id")?,
            service: row.get("service")?,
            device: row.get("device")?,
            status: word(row, "status")?,
            tags: document(row, "tags")?,
            started_at,
            ended_at,
            duration_ms: ended_at.unwrap_or(latest).since(started_at).max(0),
            event_count: row.get("event_count")?,
            flagged: row.get("flagged")?,
            details: document(row, "details")?,
        };
        Ok(Self {
            pk: row.get("pk")?,
            recording,
            recorder: row.get("recorder")?,
            latest,
            segment_count: row.get("segment_count")?,
            tail_events: row.get("tail_events")?,
            completes: row.get("completes")?,
            errors: row.get("errors")?,
            active_at: Timestamp::clamp_millis(row.get("active_ms")?),
            expires_at: row.get::<_, Option<i64>>("expires_ms")?.map(Timestamp::clamp_millis),
            hold: row.get("hold")?,
            created_at: Timestamp::clamp_millis(row.get("created_ms")?),
            updated_at: Timestamp::clamp_millis(row.get("updated_ms")?),
            feed_seq: row.get("feed_seq")?,
        })
    }
}

fn word<T: std::str::FromStr>(row: &Row<'_>, column: &'static str) -> rusqlite::Result<T>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    let text: String = row.get(column)?;
    text.parse().map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error))
    })
}

fn document<T: serde::de::DeserializeOwned>(row: &Row<'_>, column: &'static str) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error))
    })
}

/// The condition over `recordings AS r` that holds for what a principal of this role sees.
/// The parameter `:viewer` is the principal's user, and always in it.
pub fn visible(role: Role) -> &'static str {
    match role {
        Role::Admin => "(:viewer IS NOT NULL)",
        Role::Reviewer | Role::Supervisor => "(r.flagged = 1 OR r.user_id = :viewer OR r.recorder = :viewer)",
        Role::Member => "(r.user_id = :viewer OR r.recorder = :viewer)",
    }
}

/// Whether a principal of this role sees it; the same rule as [`visible`].
pub fn sees(user: &str, role: Role, stored: &Stored) -> bool {
    let own = stored.recording.user_id.as_deref() == Some(user) || stored.recorder.as_deref() == Some(user);
    match role {
        Role::Admin => true,
        Role::Reviewer | Role::Supervisor => stored.recording.flagged || own,
        Role::Member => own,
    }
}

/// Finds a recording.
pub fn get(connection: &Connection, id: &RecordingId) -> Result<Option<Stored>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM recordings AS r WHERE r.id = ?1");
    Ok(connection.prepare_cached(&sql)?.query_row([id.as_str()], Stored::read).optional()?)
}

/// Finds a recording that a principal sees; what it may not see is not there.
pub fn get_visible(
    connection: &Connection,
    id: &RecordingId,
    user: &str,
    role: Role,
) -> Result<Stored, StoreError> {
    get(connection, id)?
        .filter(|stored| sees(user, role, stored))
        .ok_or_else(|| StoreError::NotFound(format!("there is no recording {id}")))
}

/// Gives it the next position in the feed: consoles hear of it.
pub fn touch(tx: &Tx<'_>, pk: i64) -> Result<u64, StoreError> {
    let seq = tx.next_seq()?;
    tx.conn()
        .prepare_cached("UPDATE recordings SET feed_seq = ?2, updated_ms = ?3 WHERE pk = ?1")?
        .execute(params![pk, seq, tx.now().millis()])?;
    Ok(seq)
}

/// A row to be.
pub struct NewRow<'a> {
    /// What everybody will know. Its counts start at what it says.
    pub recording: &'a Recording,
    /// The principal that writes it, where it is not its user.
    pub recorder: Option<&'a str>,
    /// When it may be deleted.
    pub expires_at: Option<Timestamp>,
}

/// Makes a row; the recording is new to the store.
pub fn insert(tx: &Tx<'_>, new: &NewRow<'_>) -> Result<i64, StoreError> {
    let recording = new.recording;
    let (now, seq) = (tx.now().millis(), tx.next_seq()?);
    let latest = recording.started_at.plus(recording.duration_ms.max(0));
    tx.conn()
        .prepare_cached(
            "INSERT INTO recordings (id, kind, title, session_id, agent_id, user_id, recorder, service, device, status,
                 tags, started_ms, ended_ms, latest_ms, event_count, flagged, details, active_ms, expires_ms,
                 created_ms, updated_ms, feed_seq)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?18, ?18, ?20)",
        )?
        .execute(params![
            recording.id.as_str(),
            recording.kind.word(),
            recording.title,
            recording.session_id,
            recording.agent_id,
            recording.user_id,
            new.recorder,
            recording.service,
            recording.device,
            recording.status.word(),
            json!(recording.tags).to_string(),
            recording.started_at.millis(),
            recording.ended_at.map(Timestamp::millis),
            latest.millis(),
            recording.event_count,
            recording.flagged,
            Value::Object(recording.details.clone()).to_string(),
            now,
            new.expires_at.map(Timestamp::millis),
            seq,
        ])?;
    let pk = tx.conn().last_insert_rowid();
    put_tags(tx, pk, &recording.tags)?;
    Ok(pk)
}

/// Takes a recording that was made at a console, with all of its segments, whose blobs are here.
pub fn insert_uploaded(
    tx: &Tx<'_>,
    recording: &Recording,
    pieces: &[Segment],
    owner: &str,
) -> Result<i64, StoreError> {
    let pk = insert(tx, &NewRow { recording, recorder: Some(owner), expires_at: None })?;
    for segment in pieces {
        segments::append(tx, pk, segment, recording.started_at)?;
    }
    Ok(pk)
}

/// Writes back what changed of `stored` (not its counts, which are kept as events come) and touches it.
pub fn update(tx: &Tx<'_>, stored: &Stored) -> Result<(), StoreError> {
    let recording = &stored.recording;
    tx.conn()
        .prepare_cached(
            "UPDATE recordings SET title = ?2, session_id = ?3, user_id = ?4, service = ?5, device = ?6, status = ?7,
                 tags = ?8, started_ms = ?9, ended_ms = ?10, flagged = ?11, details = ?12, expires_ms = ?13
             WHERE pk = ?1",
        )?
        .execute(params![
            stored.pk,
            recording.title,
            recording.session_id,
            recording.user_id,
            recording.service,
            recording.device,
            recording.status.word(),
            json!(recording.tags).to_string(),
            recording.started_at.millis(),
            recording.ended_at.map(Timestamp::millis),
            recording.flagged,
            Value::Object(recording.details.clone()).to_string(),
            stored.expires_at.map(Timestamp::millis),
        ])?;
    put_tags(tx, stored.pk, &recording.tags)?;
    touch(tx, stored.pk)?;
    Ok(())
}

fn put_tags(tx: &Tx<'_>, pk: i64, tags: &[String]) -> Result<(), StoreError> {
    let mut insert = tx.conn().prepare_cached(
        "INSERT OR IGNORE INTO tags (tag, pk, kind, status, flagged, started_ms, agent_id, user_id, recorder, session_id)
         SELECT ?1, pk, kind, status, flagged, started_ms, agent_id, user_id, recorder, session_id
         FROM recordings WHERE pk = ?2",
    )?;
    for tag in tags {
        insert.execute(params![tag, pk])?;
    }
    Ok(())
}

/// Says that the recording's writer was heard; a silent one is ended after a while.
pub fn heard(tx: &Tx<'_>, pk: i64) -> Result<(), StoreError> {
    tx.conn()
        .prepare_cached("UPDATE recordings SET active_ms = ?2 WHERE pk = ?1")?
        .execute(params![pk, tx.now().millis()])?;
    Ok(())
}

/// Deletes a recording with all that hangs on it, and leaves a tombstone in the feed.
pub fn purge(tx: &Tx<'_>, stored: &Stored, actor: &str, reason: &str) -> Result<(), StoreError> {
    if stored.hold {
        return Err(StoreError::Conflict("a legal hold keeps this recording".into()));
    }
    let hashes = segments::hashes(tx.conn(), stored.pk)?;
    feed::tombstone(tx, stored, reason)?;
    tx.conn().prepare_cached("DELETE FROM recordings WHERE pk = ?1")?.execute([stored.pk])?;
    for hash in &hashes {
        blobs::release(tx, hash)?;
    }
    tx.journal(actor, "recording_deleted", json!({ "recording_id": stored.recording.id, "reason": reason }))
}

/// Growing recordings whose writer was last heard before `before`.
pub fn silent(connection: &Connection, before: Timestamp, limit: u32) -> Result<Vec<Stored>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM recordings AS r INDEXED BY recordings_growing
         WHERE r.status = 'recording' AND r.active_ms < ?1 LIMIT ?2"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params![before.millis(), limit], Stored::read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Recordings that may be deleted by now: expired, under no hold, and not waiting for a reviewer.
pub fn expired(connection: &Connection, now: Timestamp, limit: u32) -> Result<Vec<Stored>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM recordings AS r WHERE r.expires_ms <= ?1 AND r.hold = 0 AND NOT EXISTS (
             SELECT 1 FROM reviews AS v WHERE v.recording_id = r.id AND v.state <> 'closed')
         ORDER BY r.expires_ms LIMIT ?2"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params![now.millis(), limit], Stored::read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Recordings whose tail holds an event that came before `before`.
pub(super) fn with_tail_before(
    connection: &Connection,
    before: Timestamp,
    limit: u32,
) -> Result<Vec<Stored>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM recordings AS r WHERE r.tail_events > 0 AND r.tail_since_ms < ?1 ORDER BY r.tail_since_ms LIMIT ?2"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params![before.millis(), limit], Stored::read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Whether more events may come, in words when not.
pub fn check_growing(stored: &Stored) -> Result<(), StoreError> {
    if stored.recording.status == Status::Recording {
        return Ok(());
    }
    Err(StoreError::Conflict(format!(
        "recording {} is {}: it takes no more events",
        stored.recording.id, stored.recording.status
    )))
}
