//! Agent recordings: how they begin, grow and end.

use hindsight_contract::agent::Agent;
use hindsight_domain::{AgentEvent, Flag, Kind, Recording, RecordingId, Status, Timestamp, limits};
use rusqlite::{OptionalExtension, params};
use serde_json::{Map, Value, json};

use super::pack::{Line, Mark};
use super::recordings::{self, COLUMNS, NewRow, Stored};
use super::segments::{self, StagedSegment};
use super::tail::{self, Tally};
use super::{StoreError, Tx, reviews};
use crate::auth::Principal;

/// The tag of a recording that a person should look at.
pub const FLAGGED_TAG: &str = "flagged_review";
/// Letters of a title at most; the whole reason stands in the details.
const TITLE_CHARS: usize = 200;

/// A recording to be.
#[derive(Clone, Debug)]
pub struct NewRun {
    /// Who is recorded.
    pub agent_id: String,
    /// Whose it is.
    pub user_id: String,
    /// Who records it.
    pub recorder: String,
    /// Where the agent works.
    pub canvas_id: Option<String>,
    /// What it shares a clock with.
    pub session_id: Option<String>,
    /// Why it is recorded.
    pub reason: String,
    /// What the agent is about to do, where the reason does not say it.
    pub action: Option<String>,
    /// Words to find it by.
    pub tags: Vec<String>,
}

/// Starts a recording.
pub fn start(tx: &Tx<'_>, new: NewRun, agent: Option<&Agent>) -> Result<Stored, StoreError> {
    let name = agent.map_or(new.agent_id.as_str(), |agent| agent.name.as_str());
    let metadata = json!({ "agent_name": name, "agent_maturity": agent.map(|agent| agent.maturity) });
    let mut details = Map::new();
    details.insert("reason".into(), json!(new.reason));
    if let Some(canvas_id) = &new.canvas_id {
        details.insert("canvas_id".into(), json!(canvas_id));
    }
    details.insert("recording_metadata".into(), metadata);
    let action = new.action.as_deref().unwrap_or(&new.reason).trim();
    // The reason alone is the same for most runs of a back end.
    let title = if action.is_empty() { name.to_owned() } else { format!("{name}: {action}") };
    let recording = Recording {
        id: RecordingId::new(tx.now(), tx.chance()),
        kind: Kind::Agent,
        title: title.chars().take(TITLE_CHARS).collect(),
        session_id: new.session_id,
        agent_id: Some(new.agent_id),
        user_id: Some(new.user_id),
        service: None,
        device: None,
        status: Status::Recording,
        tags: new.tags,
        started_at: tx.now(),
        ended_at: None,
        duration_ms: 0,
        event_count: 0,
        flagged: false,
        details,
    };
    let recorder = Some(new.recorder.as_str()).filter(|by| recording.user_id.as_deref() != Some(by));
    recordings::insert(tx, &NewRow { recording: &recording, recorder, expires_at: None })?;
    tx.journal(
        &new.recorder,
        "recording_started",
        json!({ "recording_id": recording.id, "user_id": recording.user_id }),
    )?;
    get(tx, &recording.id)
}

fn get(tx: &Tx<'_>, id: &RecordingId) -> Result<Stored, StoreError> {
    recordings::get(tx.conn(), id)?
        .filter(|stored| stored.recording.kind == Kind::Agent)
        .ok_or_else(|| StoreError::NotFound(format!("there is no agent recording {id}")))
}

/// Finds an agent recording that the principal sees.
pub fn visible(
    connection: &rusqlite::Connection,
    id: &RecordingId,
    principal: &Principal,
) -> Result<Stored, StoreError> {
    recordings::get(connection, id)?
        .filter(|stored| stored.recording.kind == Kind::Agent && principal.sees(stored))
        .ok_or_else(|| StoreError::NotFound(format!("there is no agent recording {id}")))
}

fn writable(tx: &Tx<'_>, id: &RecordingId, principal: &Principal) -> Result<Stored, StoreError> {
    let stored = visible(tx.conn(), id, principal)?;
    if principal.may_write(&stored) {
        return Ok(stored);
    }
    Err(StoreError::Forbidden(format!("{} did not make recording {id}", principal.user)))
}

/// One that takes events: silence beyond `idle_ms` has ended it, whether or not somebody noticed yet.
fn growing(tx: &Tx<'_>, id: &RecordingId, principal: &Principal, idle_ms: i64) -> Result<Stored, StoreError> {
    let stored = writable(tx, id, principal)?;
    recordings::check_growing(&stored)?;
    if tx.now().since(stored.active_at) > idle_ms {
        return Err(StoreError::Conflict(format!(
            "recording {id} fell silent and has ended: it takes no more events"
        )));
    }
    Ok(stored)
}

/// The recording that runs for this agent, user and session, if there is one. Nothing is not the same as a session.
pub fn running(
    tx: &Tx<'_>,
    agent_id: &str,
    user_id: &str,
    session_id: Option<&str>,
) -> Result<Option<Stored>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM recordings AS r WHERE r.kind = 'agent' AND r.agent_id = ?1 AND r.status = 'recording'
             AND r.user_id = ?2 AND r.session_id IS ?3 ORDER BY r.started_ms DESC, r.pk DESC LIMIT 1"
    );
    let found = tx
        .conn()
        .prepare_cached(&sql)?
        .query_row(params![agent_id, user_id, session_id], Stored::read)
        .optional()?;
    Ok(found)
}

/// What a batch of events that came at once is stored as.
#[derive(Debug)]
pub enum Batch {
    /// Few: they join the tail.
    Few(Vec<AgentEvent>),
    /// Many: segments of their own.
    Many {
        /// Ready.
        staged: Vec<StagedSegment>,
        /// The time of the latest event.
        latest: Timestamp,
        /// Counts: events, of type `operation_complete`, of type `error`.
        counts: (u64, u64, u64),
    },
}

/// Adds events. Returns how many of this request stand and how many the recording has.
///
/// A `key` counts once for each recording: the same again adds nothing and gets the first answer.
pub fn append(
    tx: &Tx<'_>,
    id: &RecordingId,
    principal: &Principal,
    idle_ms: i64,
    batch: Batch,
    key: Option<&str>,
) -> Result<(u64, u64), StoreError> {
    if let Some(key) = key {
        // Looked at first: a request that came before is answered as then, whatever has become of the recording.
        let stored = writable(tx, id, principal)?;
        let known = tx
            .conn()
            .prepare_cached("SELECT events FROM accepted WHERE recording = ?1 AND key = ?2")?
            .query_row(params![stored.pk, key], |row| row.get(0))
            .optional()?;
        if let Some(events) = known {
            return Ok((events, stored.recording.event_count));
        }
    }
    let stored = growing(tx, id, principal, idle_ms)?;
    let (accepted, count) = match batch {
        Batch::Few(events) => {
            let mut count = stored.recording.event_count;
            for event in &events {
                count = tail::push(tx, stored.pk, &line(event)?, tally(event))?;
            }
            (events.len() as u64, count)
        }
        Batch::Many { staged, latest, counts } => {
            segments::append_staged(tx, stored.pk, staged)?;
            let count = add_counts(tx, stored.pk, latest, counts)?;
            recordings::touch(tx, stored.pk)?;
            (counts.0, count)
        }
    };
    if let Some(key) = key {
        tx.conn()
            .prepare_cached("INSERT INTO accepted (recording, key, events, at_ms) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![stored.pk, key, accepted, tx.now().millis()])?;
    }
    if stored.recording.flagged {
        reviews::recording_changed(tx, id)?;
    }
    Ok((accepted, count))
}

fn add_counts(tx: &Tx<'_>, pk: i64, latest: Timestamp, counts: (u64, u64, u64)) -> Result<u64, StoreError> {
    let count = tx
        .conn()
        .prepare_cached(
            "UPDATE recordings SET event_count = event_count + ?2, completes = completes + ?3, errors = errors + ?4,
                 latest_ms = max(latest_ms, ?5), active_ms = ?6
             WHERE pk = ?1 RETURNING event_count",
        )?
        .query_row(
            params![pk, counts.0, counts.1, counts.2, latest.millis(), tx.now().millis()],
            |row| row.get(0),
        )?;
    Ok(count)
}

/// An event as a segment has it.
pub fn line(event: &AgentEvent) -> Result<Line, StoreError> {
    let json = serde_json::to_string(event).map_err(|error| StoreError::damaged("an event", error))?;
    Ok(Line { at_ms: event.timestamp.millis(), json, mark: Mark::None })
}

/// What an event adds to the counts.
pub fn tally(event: &AgentEvent) -> Tally {
    Tally { completes: event.event_type == "operation_complete", errors: event.event_type == "error" }
}

/// How a recording ends.
#[derive(Clone, Debug)]
pub struct Ending {
    /// How.
    pub status: Status,
    /// In words; written here where there are none.
    pub summary: Option<String>,
    /// How long it is kept from then on.
    pub retention_ms: i64,
}

/// Ends a recording.
pub fn stop(
    tx: &Tx<'_>,
    id: &RecordingId,
    principal: &Principal,
    ending: &Ending,
) -> Result<Stored, StoreError> {
    let stored = writable(tx, id, principal)?;
    if stored.recording.status != Status::Recording {
        return Err(StoreError::Conflict(format!("recording {id} is {} already", stored.recording.status)));
    }
    end(tx, stored, ending, tx.now(), &principal.user)
}

/// Ends a recording whose writer fell silent `idle_minutes` ago.
pub fn end_silent(
    tx: &Tx<'_>,
    stored: Stored,
    idle_minutes: u32,
    retention_ms: i64,
) -> Result<Stored, StoreError> {
    let summary = format!("{}; ended after {idle_minutes} minutes of silence", summary(&stored));
    let heard = stored.active_at;
    let ending = Ending { status: Status::Failed, summary: Some(summary), retention_ms };
    end(tx, stored, &ending, heard, "server")
}

fn end(
    tx: &Tx<'_>,
    mut stored: Stored,
    ending: &Ending,
    at: Timestamp,
    actor: &str,
) -> Result<Stored, StoreError> {
    tail::seal_one(tx, stored.pk)?;
    let given = ending.summary.as_deref().filter(|text| !text.trim().is_empty());
    let words = given.map_or_else(|| summary(&stored), ToOwned::to_owned);
    let at = at.max(stored.recording.started_at);
    stored.recording.status = ending.status;
    stored.recording.ended_at = Some(at);
    stored.expires_at = Some(at.plus(ending.retention_ms));
    stored.recording.details.insert("summary".into(), Value::String(words));
    recordings::update(tx, &stored)?;
    tx.journal(
        actor,
        "recording_stopped",
        json!({ "recording_id": stored.recording.id, "status": ending.status, "events": stored.recording.event_count }),
    )?;
    get(tx, &stored.recording.id)
}

/// What came of a recording, in the words that clients know.
pub fn summary(stored: &Stored) -> String {
    let mut words = format!("{} events recorded", stored.recording.event_count);
    if stored.completes > 0 {
        words.push_str(", operation completed");
    }
    if stored.errors > 0 {
        words.push_str(", errors occurred");
    }
    words
}

/// Flags a recording that the principal sees, and puts it into the queue.
pub fn flag(tx: &Tx<'_>, id: &RecordingId, principal: &Principal, flag: Flag) -> Result<Stored, StoreError> {
    visible(tx.conn(), id, principal)?;
    let flag_id = flag.id.clone();
    let outcome = reviews::flag(tx, id, flag, None, None)?;
    tx.journal(
        &principal.user,
        "recording_flagged",
        json!({ "recording_id": id, "flag_id": flag_id, "review_id": outcome.review_id }),
    )?;
    get(tx, id)
}

/// Writes a flag into the recording that it flags: its reason, who and when, and the tag, once.
pub fn show_flag(tx: &Tx<'_>, flag: &Flag) -> Result<(), StoreError> {
    let Some(mut stored) = recordings::get(tx.conn(), &flag.recording_id)? else { return Ok(()) };
    let recording = &mut stored.recording;
    recording.flagged = true;
    recording.details.insert("flag_reason".into(), json!(flag.reason));
    recording.details.insert("flagged_by".into(), json!(flag.by));
    recording.details.insert("flagged_at".into(), json!(flag.at));
    if !recording.tags.iter().any(|tag| tag == FLAGGED_TAG) {
        recording.tags.push(FLAGGED_TAG.into());
    }
    recordings::update(tx, &stored)
}

/// Whether an idempotency key can be one, in words when not.
pub fn check_key(key: &str) -> Result<(), StoreError> {
    if !key.is_empty() && key.len() <= limits::TAG_CHARS && key.chars().all(|c| c.is_ascii_graphic()) {
        return Ok(());
    }
    Err(StoreError::Invalid(format!(
        "an Idempotency-Key has 1 to {} visible ASCII characters",
        limits::TAG_CHARS
    )))
}
