//! What a window asks beside what the command line can: how all of it stands, facets, whole recordings by their
//! shape, and pages of an agent run.

#[cfg(test)]
mod bad_input;
mod facts;
mod heat;
mod insight;
pub(crate) mod keyframes;
mod numbers;
mod packed;
mod run;
mod screen;
mod shape;
mod standing;
mod version;

pub use heat::{FileKind, heatmap_of_points, read_picture};
pub use insight::MomentsAsk;
pub(crate) use insight::make_ready;
pub(crate) use run::LastOrder;
pub use shape::INDEXED_AT_ONCE;
pub use version::DERIVED;

use hindsight_contract::desk::{
    Facets, FlagAsk, LibraryFilter, LibraryRow, ListAsk, PolicyView, ReasonView, RecordingDetail, Stretch,
    VerdictAsk, WindowHead,
};
use hindsight_contract::view::{FlagMade, Items, Made, RecordingView, VerdictMade, WindowView};
use hindsight_domain::{Coverage, Recording, RecordingId, ReviewId};
use hindsight_replay::window::Size;
use hindsight_replay::{At, Timeline};
use hindsight_vault::{Page, RecordingFilter, RecordingOrder, Vault};

use crate::library::window_of;
use crate::{Console, Result};

/// Parts of a row's activity.
const ACTIVITY_PARTS: usize = 36;
/// Recordings of one session that are shown beside each other.
const BESIDE: u32 = 16;

impl Console {
    /// A page of the library.
    pub async fn library(&self, ask: ListAsk) -> Result<Items<LibraryRow>> {
        self.with_vault(move |vault| {
            let page = Page { limit: ask.limit.min(1_000), offset: ask.offset };
            let listed = vault.recordings(&filter_of(ask.filter), ask.order, page)?;
            let row = |view: RecordingView| -> Result<LibraryRow> {
                let id = &view.recording.id;
                let severity = match view.review_id {
                    Some(_) => vault.review_of(id)?.map(|review| review.severity),
                    None => None,
                };
                let activity = shape::activity(vault, id)?;
                Ok(LibraryRow { view, severity, activity })
            };
            let items = listed.items.into_iter().map(row).collect::<Result<_>>()?;
            Ok(Items { items, total: listed.total })
        })
        .await
    }

    /// What the library can be filtered by.
    pub async fn facets(&self) -> Result<Facets> {
        self.with_vault(|vault| Ok(vault.facets()?)).await
    }

    /// A recording with what is said about it.
    pub async fn detail(&self, id: &RecordingId) -> Result<RecordingDetail> {
        let id = id.clone();
        self.with_vault(move |vault| {
            let recording = vault.recording(&id)?;
            let beside = match &recording.recording.session_id {
                Some(session) => beside(vault, &id, session)?,
                None => Vec::new(),
            };
            let review = vault.review_of(&id)?;
            let clock = clock_of(&recording.recording, &beside);
            Ok(RecordingDetail { recording, review, notes: vault.notes(&id)?.items, beside, clock })
        })
        .await
    }

    /// The window at an offset, as its bytes travel: a [`WindowHead`] as a line, then a JSON array of events. `with_lead`
    /// for somebody who goes back step by step.
    pub async fn window_bytes(&self, id: &RecordingId, at_ms: i64, with_lead: bool) -> Result<Vec<u8>> {
        let id = id.clone();
        self.with_vault(move |vault| {
            let started_ms = vault.recording(&id)?.recording.started_at.millis();
            let size = Size::default();
            let size = if with_lead { size } else { Size { lead_ms: 0, ..size } };
            let window = window_of(vault, &id, At::OffsetMs(at_ms), &size)?;
            Ok(packed_window(started_ms, &window))
        })
        .await
    }

    /// Flags a recording, at an offset if at a time.
    pub async fn flag_at(&self, ask: &FlagAsk) -> Result<FlagMade> {
        let at = ask.at_ms.map(offset_word);
        self.flag(&ask.recording_id, &ask.reason, ask.severity, at.as_deref()).await
    }

    /// Pins a note to an offset.
    pub async fn note_at(&self, id: &RecordingId, at_ms: i64, text: &str) -> Result<Made> {
        self.note(id, &offset_word(at_ms), text).await
    }

    /// Decides a review, with what was watched.
    pub async fn give_verdict(&self, ask: VerdictAsk) -> Result<VerdictMade> {
        let coverage = self.coverage(&ask.review_id, &ask.watched).await?;
        self.decide(&ask.review_id, ask.verdict, &ask.reason, ask.note.as_deref(), coverage).await
    }

    /// The policy in force.
    pub fn policy(&self) -> PolicyView {
        let reasons = self.policy.reasons.iter();
        let reasons = reasons.map(|r| ReasonView { code: r.code.to_owned(), needs_note: r.needs_note });
        PolicyView { name: self.policy.name.to_owned(), reasons: reasons.collect() }
    }

    /// How much of a review's recording lies in the stretches; `None` where nothing was watched.
    async fn coverage(&self, review: &ReviewId, watched: &[Stretch]) -> Result<Option<Coverage>> {
        if watched.is_empty() {
            return Ok(None);
        }
        let (review, stretches) = (review.clone(), watched.iter().map(|s| (s.from_ms, s.to_ms)).collect());
        self.with_vault(move |vault| {
            let recording = vault.recording(&vault.review(&review)?.recording_id)?.recording;
            let watched_ms = hindsight_replay::watched_ms(stretches, recording.duration_ms);
            let of_ms = recording.duration_ms.max(0).unsigned_abs();
            Ok(Some(Coverage { watched_ms, of_ms }))
        })
        .await
    }
}

/// The clock of a session, as offsets of one of its recordings.
fn clock_of(recording: &Recording, beside: &[RecordingView]) -> Stretch {
    let own = Timeline::of(recording);
    let all = beside.iter().map(|view| Timeline::of(&view.recording)).fold(own, Timeline::join);
    Stretch { from_ms: own.offset_ms(all.start()), to_ms: own.offset_ms(all.end()) }
}

/// A window as its bytes travel.
pub(crate) fn packed_window(started_ms: i64, window: &WindowView) -> Vec<u8> {
    let head = WindowHead {
        from_ms: window.from_ms,
        to_ms: window.to_ms,
        keyframe_ms: window.keyframe_ms,
        started_ms,
        unreadable: window.unreadable,
    };
    let mut bytes = to_json(&head);
    bytes.push(b'\n');
    bytes.push(b'[');
    for (n, event) in window.events.iter().enumerate() {
        if n > 0 {
            bytes.push(b',');
        }
        bytes.extend_from_slice(event.get().as_bytes());
    }
    bytes.push(b']');
    bytes
}

/// An offset as `--at` takes it.
fn offset_word(at_ms: i64) -> String {
    format!("{}ms", at_ms.max(0))
}

fn beside(vault: &Vault, id: &RecordingId, session: &str) -> Result<Vec<RecordingView>> {
    let filter = RecordingFilter { session: Some(session.to_owned()), ..RecordingFilter::default() };
    let page = Page { limit: BESIDE, offset: 0 };
    let mut found = vault.recordings(&filter, RecordingOrder::Oldest, page)?.items;
    found.retain(|view| view.recording.id != *id);
    Ok(found)
}

fn filter_of(filter: LibraryFilter) -> RecordingFilter {
    let LibraryFilter {
        kind,
        flagged,
        agent,
        status,
        tag,
        from,
        to,
        session,
        service,
        device,
        user,
        cached,
        local_only,
        text,
    } = filter;
    RecordingFilter {
        kind,
        flagged,
        agent,
        status,
        tag,
        from,
        to,
        session,
        service,
        device,
        user,
        cached,
        local_only,
        text,
    }
}

/// A word of an enumeration, as it is written in JSON.
fn word(word: &impl serde::Serialize) -> String {
    let written = serde_json::to_value(word).ok();
    written.and_then(|word| word.as_str().map(ToOwned::to_owned)).unwrap_or_default()
}

/// JSON of a shape that always has one.
pub(crate) fn to_json<T: serde::Serialize>(shape: &T) -> Vec<u8> {
    serde_json::to_vec(shape).unwrap_or_default()
}

#[cfg(test)]
mod tests;
