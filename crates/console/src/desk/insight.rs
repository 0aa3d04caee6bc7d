//! Where to look in a recording, what it was in short, and what its replay lacks.

use std::cmp::Reverse;

use hindsight_contract::desk::Insight;
use hindsight_contract::view::{
    Items, LackView, MomentList, MomentView, RecordingView, SentenceView, Shown, SummaryView,
};
use hindsight_domain::{Kind, Recording, RecordingId};
use hindsight_replay::Timeline;
use hindsight_replay::fidelity::Fidelity;
use hindsight_replay::moments::{Moment, Moments};
use hindsight_replay::summary::{self, Sentence, Told};
use hindsight_vault::{Vault, VaultError};
use serde::{Deserialize, Serialize};

use super::packed::unreadable;
use super::shape::{self, INSIGHT};
use super::word;
use crate::{Console, Result};

/// Examples of what is missing that are told of each kind.
const EXAMPLES: usize = 20;

/// What is computed once from a recording's events. Flags and notes come later, and are laid over it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) moments: Moments,
    pub(super) sentences: Vec<Sentence>,
    pub(super) fidelity: Fidelity,
}

/// Which moments, and in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MomentsAsk {
    /// The most telling first, instead of by time.
    pub best_first: bool,
    /// Of this kind only.
    pub kind: Option<String>,
    /// Of the other recordings of the session too.
    pub with_session: bool,
}

impl Console {
    /// What a recording's events tell, with the flags and notes of today.
    pub async fn insight(&self, id: &RecordingId) -> Result<Insight> {
        let id = id.clone();
        self.with_vault(move |vault| {
            let (recording, told) = told(vault, &id)?;
            Ok(Insight {
                summary: sentences(&recording, &told),
                left_out: told.moments.left_out,
                lacks: lacks(&told.fidelity),
                moments: told.moments.list.into_iter().map(|found| moment(&id, 0, found)).collect(),
            })
        })
        .await
    }

    /// The moments of a recording, and of those of its session where they are asked for, on the recording's clock.
    pub async fn moments(&self, id: &RecordingId, ask: MomentsAsk) -> Result<MomentList> {
        let id = id.clone();
        self.with_vault(move |vault| {
            let (recording, own) = told(vault, &id)?;
            let mut left_out = own.moments.left_out;
            let mut list: Vec<(RecordingId, i64, Moment)> = Vec::new();
            list.extend(own.moments.list.into_iter().map(|found| (id.clone(), 0, found)));
            let mut unread = Vec::new();
            let session = recording.session_id.as_deref().filter(|_| ask.with_session);
            let beside = session.map(|session| super::beside(vault, &id, session)).transpose()?;
            for view in beside.unwrap_or_default() {
                let other = view.recording.id;
                let shift_ms = Timeline::of(&recording).offset_ms(view.recording.started_at);
                match told(vault, &other) {
                    Ok((_, told)) => {
                        left_out += told.moments.left_out;
                        list.extend(
                            told.moments.list.into_iter().map(|found| (other.clone(), shift_ms, found)),
                        );
                    }
                    // One that is not here, or is damaged, does not hide the others.
                    Err(error) => {
                        tracing::info!(recording = %other, %error, "its moments are left out");
                        unread.push(other);
                    }
                }
            }
            let mut views: Vec<_> =
                list.into_iter().map(|(of, shift_ms, found)| moment(&of, shift_ms, found)).collect();
            views.retain(|view| ask.kind.as_ref().is_none_or(|kind| view.kind == *kind));
            if ask.best_first {
                views.sort_by_key(|view| (Reverse(view.score), view.at_ms));
            } else {
                views.sort_by_key(|view| (view.at_ms, Reverse(view.score)));
            }
            Ok(MomentList { list: Items::all(views), left_out, unread })
        })
        .await
    }

    /// A recording in a few sentences.
    pub async fn summary(&self, id: &RecordingId) -> Result<SummaryView> {
        let id = id.clone();
        self.with_vault(move |vault| {
            let (recording, told) = told(vault, &id)?;
            Ok(SummaryView { sentences: sentences(&recording, &told), id })
        })
        .await
    }

    /// A recording, with what its replay lacks where it is here.
    pub async fn shown(&self, id: &RecordingId) -> Result<Shown> {
        let id = id.clone();
        self.with_vault(move |vault| {
            let recording: RecordingView = vault.recording(&id)?;
            let is_here = recording.cached && recording.recording.kind == Kind::Web;
            // A recording that cannot be read is shown all the same, and why it cannot.
            let (fidelity, trouble) = match is_here.then(|| told(vault, &id)) {
                Some(Ok((_, kept))) => (Some(lacks(&kept.fidelity)), None),
                Some(Err(error)) => (None, Some(error.failure())),
                None => (None, None),
            };
            Ok(Shown { recording, fidelity, trouble })
        })
        .await
    }
}

/// Computes what opening a web session takes, where that was not done yet: without it a window may need all from the
/// first snapshot on. One that cannot be read in all of its parts may still have windows.
pub(crate) fn make_ready(vault: &Vault, id: &RecordingId) -> Result<()> {
    let view = vault.recording(id)?;
    if view.recording.kind == Kind::Web && view.cached && vault.derived(id, INSIGHT)?.is_none() {
        shape::prepare(vault, id)?;
    }
    Ok(())
}

/// What was computed, with the flags and notes of today among its moments.
fn told(vault: &Vault, id: &RecordingId) -> Result<(Recording, Kept)> {
    let view = vault.recording(id)?;
    let mut kept = match vault.derived(id, INSIGHT)? {
        Some(json) if !json.is_empty() => {
            serde_json::from_slice(&json).map_err(|error| unreadable(id, "what was computed", &error))?
        }
        _ if view.recording.kind == Kind::Screen => Kept::default(),
        _ if !view.cached => return Err(VaultError::NotWhole(id.clone()).into()),
        _ => shape::compute(vault, id)?.insight,
    };
    let inside = |at_ms: i64| at_ms.clamp(0, view.recording.duration_ms.max(0));
    for flag in vault.review_of(id)?.map(|review| review.flags).unwrap_or_default() {
        kept.moments.add(Moment::flag(flag.at_ms.map(inside), &flag.reason));
    }
    for note in vault.notes(id)?.items {
        kept.moments.add(Moment::note(inside(note.at_ms), &note.text));
    }
    Ok((view.recording, kept))
}

fn sentences(recording: &Recording, told: &Kept) -> Vec<SentenceView> {
    let mut sentences = match recording.kind {
        Kind::Screen => summary::of(recording, &told.moments, Told::Screen),
        Kind::Web | Kind::Agent => told.sentences.clone(),
    };
    if recording.kind != Kind::Screen {
        sentences.extend(summary::attached(&told.moments));
    }
    sentences
        .into_iter()
        .map(|sentence| SentenceView { text: sentence.text, at_ms: sentence.at_ms })
        .collect()
}

/// A moment of a recording, on a clock on which that begins at `shift_ms`.
fn moment(id: &RecordingId, shift_ms: i64, moment: Moment) -> MomentView {
    MomentView {
        recording_id: id.clone(),
        at_ms: moment.at_ms.saturating_add(shift_ms),
        whole: moment.whole,
        kind: word(&moment.kind),
        score: moment.score,
        label: moment.label,
    }
}

fn lacks(fidelity: &Fidelity) -> Vec<LackView> {
    let lack = |lack: &hindsight_replay::fidelity::Lack| LackView {
        kind: word(&lack.kind),
        count: lack.count,
        first_ms: lack.first_ms,
        examples: lack.examples.iter().take(EXAMPLES).map(|example| example.address.clone()).collect(),
    };
    fidelity.lacks.iter().map(lack).collect()
}
