//! What people do at their desks.

use std::sync::Arc;

use hindsight_console::{Console, Page, QueueFilter, RecordingFilter, RecordingOrder, Wanted};
use hindsight_contract::view::RecordingView;
use hindsight_domain::{RecordingId, Review, Severity, VerdictKind};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::desk::is_weather;
use super::field::Field;

const SEVERITIES: &[Severity] = &[Severity::Low, Severity::Medium, Severity::High, Severity::Critical];
const VERDICTS: &[VerdictKind] = &[
    VerdictKind::Approve,
    VerdictKind::Approve,
    VerdictKind::Violation,
    VerdictKind::NeedsRemediation,
    VerdictKind::FalsePositive,
    VerdictKind::Inconclusive,
];
const REASONS: &[&str] = &[
    "expected_behaviour",
    "policy_breach",
    "unauthorised_action",
    "data_exposure",
    "unsafe_action",
    "low_quality",
    "not_enough_information",
    "other",
];
/// Recordings that people look at most: the last ones.
const IN_SIGHT: usize = 12;

/// Something that somebody said and was told is kept.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    /// At which desk.
    pub(crate) at: usize,
    pub(crate) recording: RecordingId,
    /// Of the flag, note or verdict.
    pub(crate) id: String,
    pub(crate) what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Flag { reason: String, severity: Severity },
    Note { text: String },
    Verdict { kind: VerdictKind, reason: String },
}

impl Field {
    pub(super) async fn flag(&mut self, at: usize, n: u64) {
        let Some(recording) = self.some_recording(at).await.map(|view| view.recording.id) else { return };
        let (reason, severity) = (format!("flag {n}"), *self.chance.pick(SEVERITIES));
        let place = [None, Some("50%")][self.chance.below(2)];
        let made = self.desks[at].console.flag(&recording, &reason, severity, place).await;
        let id = made.expect("a flag needs no network").id;
        self.said.push(Said { at, recording, id, what: What::Flag { reason, severity } });
    }

    pub(super) async fn note(&mut self, at: usize, n: u64) {
        let Some(recording) = self.some_recording(at).await.map(|view| view.recording.id) else { return };
        let text = format!("note {n}");
        let made = self.desks[at].console.note(&recording, "0s", &text).await;
        let id = made.expect("a note needs no network").id;
        self.said.push(Said { at, recording, id, what: What::Note { text } });
    }

    pub(super) async fn verdict(&mut self, at: usize, n: u64) {
        let Some(review) = self.some_review(at).await else { return };
        let (kind, reason) = (*self.chance.pick(VERDICTS), *self.chance.pick(REASONS));
        let note = (reason == "other").then(|| format!("verdict {n}"));
        let made = self.desks[at].console.verdict(&review.id, kind, reason, note.as_deref()).await;
        // The vault's last word on the role may be that of a member.
        let Ok(made) = made else { return self.must_be_a_member(at) };
        let what = What::Verdict { kind, reason: reason.to_owned() };
        self.said.push(Said { at, recording: review.recording_id, id: made.id, what });
    }

    pub(super) async fn claim(&mut self, at: usize) {
        let Some(review) = self.some_review(at).await else { return };
        if self.desks[at].console.claim(&review.id).await.is_err() {
            self.must_be_a_member(at);
        }
    }

    pub(super) async fn release(&mut self, at: usize) {
        let Some(review) = self.some_review(at).await else { return };
        if self.desks[at].console.release(&review.id).await.is_err() {
            self.must_be_a_member(at);
        }
    }

    fn must_be_a_member(&self, at: usize) {
        let account = self.desks[at].vault.account().expect("the vault answers");
        assert!(account.is_some_and(|account| !account.role.is_governance()), "only a member may not decide");
    }

    pub(super) async fn import(&mut self, at: usize, n: u64) {
        let events = 1 + self.chance.below(30);
        let lines: String = (0..events)
            .map(|k| {
                let said = format!("file {n} event {k}");
                let event = json!({ "type": 3, "timestamp": 1_772_366_400_000_i64 + k as i64 * 100,
                    "data": { "source": 5, "id": 1, "text": said, "isChecked": false } });
                format!("{event}\n")
            })
            .collect();
        let file = self.dir.path().join(format!("file-{n}.jsonl"));
        std::fs::write(&file, lines).expect("a file");
        let made =
            self.desks[at].console.import(vec![file], Arc::new(|_, _| {}), CancellationToken::new()).await;
        assert!(made.imported.len() == 1 && made.failed.is_empty(), "an import needs no network");
    }

    pub(super) async fn upload(&mut self, at: usize) {
        let local: Vec<_> = self.recordings(at).await.into_iter().filter(|view| view.local_only).collect();
        if local.is_empty() {
            return;
        }
        let id = self.chance.pick(&local).recording.id.clone();
        let desk = &self.desks[at];
        match desk.console.upload(&id, Arc::new(|_| {}), CancellationToken::new()).await {
            Ok(_) => {}
            Err(error) => assert!(is_weather(&error) || is_refusal(&error), "an upload: {error}"),
        }
    }

    /// All that is local goes up. Only what the server has deleted may stay here.
    pub(super) async fn upload_all(&self, at: usize) {
        for view in self.recordings(at).await.into_iter().filter(|view| view.local_only) {
            let id = &view.recording.id;
            let uploaded =
                self.desks[at].console.upload(id, Arc::new(|_| {}), CancellationToken::new()).await;
            if let Err(error) = uploaded {
                assert!(error.to_string().contains("was deleted at the server"), "an upload: {error}");
            }
        }
    }

    pub(super) async fn sync(&mut self, at: usize) {
        let wanted = self.wanted(at).await;
        self.look_at(self.desks[at].sync(wanted, CancellationToken::new()).await);
    }

    pub(super) async fn sync_together(&mut self) {
        let (one, other) = (self.wanted(0).await, self.wanted(1).await);
        let (one, other) = tokio::join!(
            self.desks[0].sync(one, CancellationToken::new()),
            self.desks[1].sync(other, CancellationToken::new())
        );
        self.look_at(one);
        self.look_at(other);
    }

    /// A second process of the same vault speaks while the first one syncs.
    pub(super) async fn sync_and_speak(&mut self, at: usize, n: u64) {
        let wanted = self.wanted(at).await;
        let Some(recording) = self.some_recording(at).await.map(|view| view.recording.id) else { return };
        let text = format!("note {n}, said while a sync runs");
        let desk = &self.desks[at];
        let (synced, made) = tokio::join!(
            desk.sync(wanted, CancellationToken::new()),
            desk.console.note(&recording, "100%", &text)
        );
        self.look_at(synced);
        // The sync may have erased it before.
        let Ok(made) = made else { return };
        self.said.push(Said { at, recording, id: made.id, what: What::Note { text } });
    }

    pub(super) async fn sync_cut_short(&mut self, at: usize) {
        let (wanted, steps) = (self.wanted(at).await, self.chance.below(12));
        let steps = u8::try_from(steps).unwrap_or(0);
        self.look_at(self.desks[at].sync_cut_short(wanted, steps).await);
    }

    fn look_at(&self, synced: Result<hindsight_console::Synced, hindsight_console::ConsoleError>) {
        if let Err(error) = synced {
            assert!(is_weather(&error), "a sync: {error} ({error:?})");
        }
    }

    async fn wanted(&self, at: usize) -> Wanted {
        match self.chance.below(5) {
            0 => Wanted::None,
            1 => Wanted::Flagged,
            2 => match self.some_recording(at).await {
                Some(view) => Wanted::Ids(vec![view.recording.id]),
                None => Wanted::None,
            },
            _ => Wanted::All,
        }
    }

    pub(super) async fn delete(&mut self, at: usize) {
        let Some(view) = self.some_recording(at).await else { return };
        self.server.delete(view.recording.id).await;
    }

    /// All recordings at a desk, the oldest first.
    pub(super) async fn recordings(&self, at: usize) -> Vec<RecordingView> {
        all_recordings(&self.desks[at].console).await
    }

    async fn some_recording(&self, at: usize) -> Option<RecordingView> {
        let all = self.recordings(at).await;
        let last = all.len().saturating_sub(IN_SIGHT);
        (!all.is_empty()).then(|| self.chance.pick(&all[last..]).clone())
    }

    async fn some_review(&self, at: usize) -> Option<Review> {
        let all = self.desks[at].console.queue(QueueFilter::All).await.expect("the queue").items;
        (!all.is_empty()).then(|| self.chance.pick(&all).clone())
    }
}

pub(super) async fn all_recordings(console: &Console) -> Vec<RecordingView> {
    let page = Page { limit: 10_000, offset: 0 };
    let list = console.list(RecordingFilter::default(), RecordingOrder::default(), page).await;
    let mut all = list.expect("the list").items;
    all.reverse();
    all
}

/// The server has another opinion of this recording.
fn is_refusal(error: &hindsight_console::ConsoleError) -> bool {
    matches!(error, hindsight_console::ConsoleError::Sync(hindsight_sync::SyncError::Refused { .. }))
}
