//! Web sessions: rows that grow while a browser sends, in whatever order it does.
//!
//! **Invariant:** anybody who knows a session's id may add to it, so nothing that is sent takes a session away from
//! whom it belongs to: the first actor stays.

mod batches;

use hindsight_contract::web::{EndSession, PostPageView, StartSession};
use hindsight_domain::{ActorType, BlobHash, DeviceType, Kind, Recording, RecordingId, Status, Timestamp};
use rusqlite::params;
use serde_json::{Map, Value, json};

use super::pack::Line;
use super::recordings::{self, NewRow, Stored};
use super::tail::{self, Tally};
use super::{StoreError, Tx, feed, reviews};

pub use batches::{Batch, Digest, Numbers, Taken, digest, events};

/// Letters of a title at most.
const TITLE_CHARS: usize = 200;

/// The names that a session's details have in its row; the wire's own where it has one.
pub mod detail {
    /// What kind of actor, as a word.
    pub const ACTOR_TYPE: &str = "actorType";
    /// What was sent as the kind of actor, where that is not known.
    pub const ACTOR_TYPE_SENT: &str = "actorTypeOriginal";
    /// The actor's address.
    pub const ACTOR_EMAIL: &str = "actorEmail";
    /// The browser's name.
    pub const BROWSER: &str = "browser";
    /// The operating system's name.
    pub const OS: &str = "os";
    /// What was sent as the device, where that is not known.
    pub const DEVICE_SENT: &str = "deviceTypeOriginal";
    /// Two letters.
    pub const COUNTRY: &str = "countryCode";
    /// Clicks and taps.
    pub const CLICKS: &str = "clicks";
    /// Pages that the SDK reported.
    pub const PAGE_VIEWS: &str = "pageViews";
    /// Pages that the recorded events show.
    pub const RECORDED_PAGES: &str = "recordedPages";
    /// The first page's path, and when it was opened.
    pub const ENTRY: (&str, &str) = ("entryPage", "entryAt");
    /// The latest page's path, and when it was opened.
    pub const EXIT: (&str, &str) = ("exitPage", "exitAt");
    /// Where the two come from: `reported` wins over `recorded`.
    pub const PAGES_FROM: &str = "pagesFrom";
    /// What the browser said the length is, in ms.
    pub const DURATION_MS: &str = "durationMs";
    /// Whether its beginning was reported.
    pub const STARTED: &str = "started";
    /// The end that was reported, in ms since 1970: what comes later does not reopen it.
    pub const ENDED: &str = "endedAt";
    /// When it began again after an end, in ms since 1970.
    pub const REOPENED: &str = "reopenedAt";
}

/// A page of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageSeen {
    /// When it was opened.
    pub at_ms: i64,
    /// Its path.
    pub path: String,
    /// Its title; empty where it is not known.
    pub title: String,
}

/// Reads a session, or makes it: nothing that a browser sends is lost because something before it was.
fn open(tx: &Tx<'_>, id: &RecordingId, started_at: Timestamp) -> Result<Stored, StoreError> {
    if let Some(stored) = recordings::get(tx.conn(), id)? {
        // Anybody may send sessions; what others recorded or uploaded is not theirs to add to.
        if stored.recording.kind != Kind::Web || stored.recorder.is_some() {
            return Err(StoreError::Conflict(format!("{id} is not a session that a browser records")));
        }
        return Ok(stored);
    }
    if let Some(reason) = feed::why_gone(tx.conn(), id.as_str())? {
        return Err(StoreError::Conflict(format!(
            "session {id} was deleted ({reason}): it takes nothing more"
        )));
    }
    let recording = Recording {
        id: id.clone(),
        kind: Kind::Web,
        title: format!("Session {id}").chars().take(TITLE_CHARS).collect(),
        session_id: Some(id.as_str().to_owned()),
        agent_id: None,
        user_id: None,
        service: None,
        device: Some(DeviceType::Unspecified.word().to_owned()),
        status: Status::Recording,
        tags: Vec::new(),
        started_at,
        ended_at: None,
        duration_ms: 0,
        event_count: 0,
        flagged: false,
        details: Map::new(),
    };
    recordings::insert(tx, &NewRow { recording: &recording, recorder: None, expires_at: None })?;
    tx.journal("browser", "recording_started", json!({ "recording_id": id }))?;
    recordings::get(tx.conn(), id)?.ok_or_else(|| StoreError::damaged("a session", "it is not there"))
}

/// Takes the beginning of a session. A repeated one adds what the first did not know.
pub fn start(tx: &Tx<'_>, start: &StartSession, country: Option<&str>) -> Result<(), StoreError> {
    let mut stored = open(tx, &start.session_id, start.started_at)?;
    let recording = &mut stored.recording;
    recording.started_at = match recording.details.insert(detail::STARTED.into(), Value::Bool(true)) {
        None => start.started_at,
        Some(_) => recording.started_at.min(start.started_at),
    };
    if recording.ended_at.is_some_and(|ended| start.started_at > ended) {
        reopen(recording);
        recording.details.insert(detail::REOPENED.into(), json!(start.started_at.millis()));
    }
    recording.user_id = recording.user_id.take().or(start.actor_id.clone());
    fill(&mut recording.service, &start.service_slug);
    if start.device_type != DeviceType::Unspecified {
        recording.device = Some(start.device_type.word().to_owned());
    }
    let details = &mut recording.details;
    if start.actor_type != ActorType::Unspecified {
        details.insert(detail::ACTOR_TYPE.into(), json!(start.actor_type));
    }
    let words = [
        (detail::ACTOR_TYPE_SENT, start.actor_type.original().unwrap_or_default()),
        (detail::DEVICE_SENT, start.device_type.original().unwrap_or_default()),
        (detail::ACTOR_EMAIL, start.actor_email.as_deref().unwrap_or_default()),
        (detail::BROWSER, &start.browser),
        (detail::OS, &start.os),
        (detail::COUNTRY, country.unwrap_or_default()),
        ("screenResolution", &start.screen_resolution),
        ("timezone", &start.timezone),
        ("language", &start.language),
        ("userAgent", &start.user_agent),
        ("deviceFingerprint", start.device_fingerprint.as_deref().unwrap_or_default()),
    ];
    for (name, word) in words.into_iter().filter(|(_, word)| !word.is_empty()) {
        details.insert(name.into(), json!(word));
    }
    recordings::heard(tx, stored.pk)?;
    recordings::update(tx, &stored)
}

fn fill(field: &mut Option<String>, text: &str) {
    if !text.is_empty() {
        *field = Some(text.to_owned());
    }
}

fn reopen(recording: &mut Recording) {
    recording.status = Status::Recording;
    recording.ended_at = None;
    recording.details.remove(detail::DURATION_MS);
    recording.details.remove(detail::ENDED);
}

/// Takes the end of a session. The latest of several counts, unless the session began again after it.
pub fn end(tx: &Tx<'_>, end: &EndSession) -> Result<(), StoreError> {
    let duration_ms = end.duration.map(|ms| ms.round() as i64);
    let mut stored = open(tx, &end.session_id, end.ended_at.plus(-duration_ms.unwrap_or(0)))?;
    let details = &mut stored.recording.details;
    let ended_ms = end.ended_at.millis();
    let known = time(details, detail::ENDED).is_some_and(|known| ended_ms <= known);
    if known || time(details, detail::REOPENED).is_some_and(|reopened| ended_ms < reopened) {
        return recordings::heard(tx, stored.pk);
    }
    details.insert(detail::ENDED.into(), json!(ended_ms));
    match duration_ms {
        Some(duration_ms) => details.insert(detail::DURATION_MS.into(), json!(duration_ms)),
        None => details.remove(detail::DURATION_MS),
    };
    stored.recording.status = Status::Completed;
    settle_end(&mut stored);
    tail::seal_one(tx, stored.pk)?;
    recordings::update(tx, &stored)?;
    tx.journal("browser", "recording_stopped", json!({ "recording_id": end.session_id }))
}

/// A session whose end was reported lasts to its latest event all the same, so that replay shows all of it.
fn settle_end(stored: &mut Stored) {
    if let Some(ended_ms) = time(&stored.recording.details, detail::ENDED) {
        let ended_at = Timestamp::clamp_millis(ended_ms).max(stored.latest).max(stored.recording.started_at);
        stored.recording.ended_at = Some(ended_at);
    }
}

/// Ends a session whose browser fell silent: at its latest event.
pub fn end_silent(tx: &Tx<'_>, mut stored: Stored) -> Result<(), StoreError> {
    stored.recording.status = Status::Completed;
    stored.recording.ended_at = Some(stored.latest);
    tail::seal_one(tx, stored.pk)?;
    recordings::update(tx, &stored)?;
    tx.journal("server", "recording_stopped", json!({ "recording_id": stored.recording.id }))
}

fn count_events(tx: &Tx<'_>, stored: &mut Stored, events: u64, latest_ms: i64) -> Result<(), StoreError> {
    stored.latest = stored.latest.max(Timestamp::clamp_millis(latest_ms));
    tx.conn()
        .prepare_cached(
            "UPDATE recordings SET event_count = event_count + ?2, latest_ms = ?3, active_ms = ?4 WHERE pk = ?1",
        )?
        .execute(params![stored.pk, events, stored.latest.millis(), tx.now().millis()])?;
    Ok(())
}

/// Something of this time came. A session whose beginning nobody reported began with the earliest of it; one that
/// silence ended goes on; one whose end was reported stays ended, with what was under way.
fn goes_on(stored: &mut Stored, at_ms: i64) {
    let recording = &mut stored.recording;
    if !recording.details.contains_key(detail::STARTED) {
        recording.started_at = recording.started_at.min(Timestamp::clamp_millis(at_ms));
    }
    if recording.status.is_growing() {
        return;
    }
    if recording.details.contains_key(detail::ENDED) {
        settle_end(stored);
    } else {
        reopen(recording);
    }
}

/// What was judged of a session is stale once it has other events.
fn events_changed(tx: &Tx<'_>, stored: &Stored) -> Result<(), StoreError> {
    if stored.recording.flagged {
        reviews::recording_changed(tx, &stored.recording.id)?;
    }
    Ok(())
}

/// Takes a page view. The same again counts once.
pub fn page_view(tx: &Tx<'_>, view: &PostPageView) -> Result<(), StoreError> {
    let mut stored = open(tx, &view.session_id, view.timestamp)?;
    let at_ms = view.timestamp.millis();
    let is_new = tx
        .conn()
        .prepare_cached(
            "INSERT OR IGNORE INTO pageviews (recording, at_ms, path, title, referrer) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![stored.pk, at_ms, view.path, view.title, view.referrer])?;
    if is_new == 0 {
        return recordings::heard(tx, stored.pk);
    }
    count_events(tx, &mut stored, 0, at_ms)?;
    goes_on(&mut stored, at_ms);
    let recording = &mut stored.recording;
    recording.user_id = recording.user_id.take().or(view.actor_id.clone());
    recording.service = recording.service.take().or(view.service_slug.clone());
    add(&mut recording.details, detail::PAGE_VIEWS, 1);
    see(recording, &PageSeen { at_ms, path: view.path.clone(), title: view.title.clone() }, "reported");
    recordings::update(tx, &stored)
}

/// Takes one custom event, as the rrweb event that it becomes. The same again counts once.
pub fn custom_event(tx: &Tx<'_>, id: &RecordingId, line: &Line) -> Result<(), StoreError> {
    let mut stored = open(tx, id, Timestamp::clamp_millis(line.at_ms))?;
    let key = format!("custom {}", BlobHash::of(line.json.as_bytes()));
    let is_new = tx
        .conn()
        .prepare_cached(
            "INSERT OR IGNORE INTO accepted (recording, key, events, at_ms) VALUES (?1, ?2, 1, ?3)",
        )?
        .execute(params![stored.pk, key, tx.now().millis()])?;
    if is_new == 0 {
        return recordings::heard(tx, stored.pk);
    }
    tail::push(tx, stored.pk, line, Tally::default())?;
    stored.latest = stored.latest.max(Timestamp::clamp_millis(line.at_ms));
    let (status, started_at) = (stored.recording.status, stored.recording.started_at);
    if !status.is_growing() {
        tail::seal_one(tx, stored.pk)?;
    }
    goes_on(&mut stored, line.at_ms);
    events_changed(tx, &stored)?;
    if !status.is_growing() || stored.recording.started_at != started_at {
        recordings::update(tx, &stored)?;
    }
    Ok(())
}

fn add(details: &mut Map<String, Value>, name: &str, more: u64) {
    if more > 0 {
        details.insert(name.into(), json!(number(details, name) + more));
    }
}

/// A time among the details, in ms since 1970.
pub fn time(details: &Map<String, Value>, name: &str) -> Option<i64> {
    details.get(name).and_then(Value::as_i64)
}

/// A count among the details; 0 where there is none.
pub fn number(details: &Map<String, Value>, name: &str) -> u64 {
    details.get(name).and_then(Value::as_u64).unwrap_or(0)
}

/// Moves the first and the latest page, and with the first the title. What the SDK reports wins over what the
/// events show, since a page of an app within one document shows in no event.
fn see(recording: &mut Recording, page: &PageSeen, from: &str) {
    let known = recording.details.get(detail::PAGES_FROM).and_then(Value::as_str).unwrap_or_default();
    if known == "reported" && from == "recorded" {
        return;
    }
    let anew = known != from;
    let details = &mut recording.details;
    if anew || time(details, detail::ENTRY.1).is_none_or(|entry| page.at_ms < entry) {
        details.insert(detail::ENTRY.0.into(), json!(page.path));
        details.insert(detail::ENTRY.1.into(), json!(page.at_ms));
        let title = if page.title.trim().is_empty() { &page.path } else { page.title.trim() };
        let printed = |c: char| if c.is_control() { ' ' } else { c };
        recording.title = title.chars().take(TITLE_CHARS).map(printed).collect();
    }
    if anew || time(details, detail::EXIT.1).is_none_or(|exit| page.at_ms >= exit) {
        details.insert(detail::EXIT.0.into(), json!(page.path));
        details.insert(detail::EXIT.1.into(), json!(page.at_ms));
    }
    details.insert(detail::PAGES_FROM.into(), json!(from));
}
