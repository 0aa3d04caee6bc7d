//! A vault in a folder of its own, with a clock and a chance that tests hold.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use hindsight_contract::error::{ErrorBody, ErrorCode};
use hindsight_contract::sync::{Change, FeedEntry, FeedPage, Head, MutationResult, Outcome, RecordingChange};
use hindsight_domain::{
    BlobHash, Chance, Clock, FlagId, GiveVerdict, Kind, Media, Mutation, MutationId, MutationKind, NewFlag,
    NewNote, NewRecording, NoteId, Recording, RecordingId, ReviewId, Role, Segment, Severity, Status,
    Timestamp, VerdictId, VerdictKind, VerdictStatement,
};
use serde_json::Map;
use tempfile::TempDir;

use crate::{Fetched, Import, NoKeychain, PassphraseCost, Result, SignIn, Source, Text, Unlock, Vault};

pub(super) const NOON: i64 = 1_772_366_400_000;
pub(super) const PASSPHRASE: &str = "correct horse battery staple";

/// Ticks a millisecond each time it is asked.
pub(super) struct TestClock(AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::clamp_millis(self.0.fetch_add(1, Ordering::Relaxed))
    }
}

/// Hashes a counter: no two calls alike, every run the same.
pub(super) struct TestChance {
    seed: u64,
    calls: AtomicU64,
}

impl Chance for TestChance {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let call = self.calls.fetch_add(1, Ordering::Relaxed);
            let hash = BlobHash::of(format!("{} {call}", self.seed).as_bytes());
            let digest = hex::decode(hash.as_str()).unwrap();
            chunk.copy_from_slice(&digest[..chunk.len()]);
        }
    }
}

pub(super) fn clock() -> Arc<dyn Clock> {
    Arc::new(TestClock(AtomicI64::new(NOON)))
}

pub(super) fn chance(seed: u64) -> Arc<dyn Chance> {
    Arc::new(TestChance { seed, calls: AtomicU64::new(0) })
}

/// A passphrase, and no keychain.
pub(super) fn words(passphrase: &str) -> Unlock {
    Unlock::by(Arc::new(NoKeychain)).or_passphrase(passphrase).at_cost(PassphraseCost::none_for_tests())
}

pub(super) struct Bed {
    pub(super) dir: TempDir,
    pub(super) vault: Vault,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) chance: Arc<dyn Chance>,
}

impl Bed {
    pub(super) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (clock, chance) = (clock(), chance(1));
        let vault =
            Vault::create(dir.path(), &words(PASSPHRASE), Arc::clone(&clock), Arc::clone(&chance)).unwrap();
        Self { dir, vault, clock, chance }
    }

    /// With its database in plain text, to look for what should be gone.
    pub(super) fn in_plain_text() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (clock, chance) = (clock(), chance(1));
        let unlock = words(PASSPHRASE);
        let vault = Vault::create_in_plain_text(dir.path(), &unlock, Arc::clone(&clock), Arc::clone(&chance))
            .unwrap();
        Self { dir, vault, clock, chance }
    }

    pub(super) fn signed_in(self) -> Self {
        self.sign_in("ann", Role::Reviewer);
        self
    }

    pub(super) fn sign_in(&self, user: &str, role: Role) {
        let sign_in = SignIn {
            server_url: "http://127.0.0.1:1".into(),
            user: user.into(),
            role,
            server_id: "server-1".into(),
        };
        self.vault.sign_in(&sign_in).unwrap();
    }

    /// Another handle on the same vault, as another process has one.
    pub(super) fn second(&self) -> Vault {
        self.reopen(77).unwrap()
    }

    pub(super) fn reopen(&self, seed: u64) -> Result<Vault> {
        Vault::open(self.dir.path(), &words(PASSPHRASE), Arc::clone(&self.clock), chance(seed))
    }

    pub(super) fn mutation(&self, kind: MutationKind) -> Mutation {
        let at = self.clock.now();
        Mutation { id: MutationId::new(at, &*self.chance), at, kind }
    }

    pub(super) fn perform(&self, kind: MutationKind) -> Mutation {
        let mutation = self.mutation(kind);
        self.vault.perform(&mutation).unwrap();
        mutation
    }

    /// Flags a recording, in a new review.
    pub(super) fn flag(&self, id: &RecordingId) -> (Mutation, ReviewId) {
        let review_id = ReviewId::new(self.clock.now(), &*self.chance);
        (self.flag_into(id, &review_id), review_id)
    }

    pub(super) fn flag_into(&self, id: &RecordingId, review_id: &ReviewId) -> Mutation {
        let flag_id = FlagId::new(self.clock.now(), &*self.chance);
        self.perform(flag_kind(id, review_id, flag_id))
    }

    pub(super) fn note(&self, id: &RecordingId, text: &str) -> Mutation {
        let note_id = NoteId::new(self.clock.now(), &*self.chance);
        let new = NewNote { note_id, recording_id: id.clone(), at_ms: 83_000, text: text.into() };
        self.perform(MutationKind::Note(new))
    }

    pub(super) fn verdict(&self, id: &RecordingId, review_id: &ReviewId) -> Mutation {
        let verdict_id = VerdictId::new(self.clock.now(), &*self.chance);
        self.perform(verdict_kind(id, review_id, verdict_id))
    }

    /// Announces a local recording to the server.
    pub(super) fn upload(&self, id: &RecordingId) -> Mutation {
        let recording = self.vault.recording(id).unwrap().recording;
        let segments = self.vault.segments(id).unwrap().into_iter().map(|state| state.segment).collect();
        self.perform(MutationKind::Recording(Box::new(NewRecording { recording, segments })))
    }

    /// The server has all of its segments.
    pub(super) fn all_up(&self) {
        for upload in self.vault.pending_uploads().unwrap() {
            self.vault.mark_upload(&upload.segment.hash, upload.segment.bytes, true).unwrap();
        }
    }

    /// Imports a recording of one segment with these bytes and one text.
    pub(super) fn import(&self, id: &str, bytes: &[u8], text: &str) -> RecordingId {
        let recording = recording(id, NOON);
        let mut draft = self.vault.draft().unwrap();
        draft.add_segment(segment(0, bytes), bytes).unwrap();
        draft.add_text(&payload(0, text)).unwrap();
        let source = Some(Source { file: BlobHash::of(id.as_bytes()), index: 0 });
        let adopted = self.vault.import(vec![Import { recording, source, draft }]).unwrap();
        adopted[0].id.clone()
    }

    /// Recordings that a server lists, each with one segment of these bytes.
    pub(super) fn receive(&self, recordings: &[(&str, &[u8])]) {
        let entries = recordings.iter().map(|(id, bytes)| listed(recording(id, NOON), &[segment(0, bytes)]));
        self.vault.apply_page(&page(entries.collect())).unwrap();
    }
}

pub(super) fn id(text: &str) -> RecordingId {
    RecordingId::given(text).unwrap()
}

pub(super) fn recording(name: &str, started_at: i64) -> Recording {
    Recording {
        id: id(name),
        kind: Kind::Agent,
        title: format!("run of {name}"),
        session_id: None,
        agent_id: Some("refund-bot".into()),
        user_id: Some("ann".into()),
        service: None,
        device: None,
        status: Status::Completed,
        tags: Vec::new(),
        started_at: Timestamp::clamp_millis(started_at),
        ended_at: None,
        duration_ms: 90_000,
        event_count: 3,
        flagged: false,
        details: Map::new(),
    }
}

pub(super) fn segment(index: u32, bytes: &[u8]) -> Segment {
    Segment {
        index,
        media: Media::Events,
        hash: BlobHash::of(bytes),
        bytes: bytes.len() as u64,
        events: 3,
        from: Timestamp::clamp_millis(NOON),
        to: Timestamp::clamp_millis(NOON + 1_000),
        keyframes_ms: vec![0],
    }
}

pub(super) fn payload(at_ms: i64, text: &str) -> Text {
    Text { at_ms, field: "payload".into(), text: text.into() }
}

pub(super) fn fetched(name: &str, bytes: &[u8], texts: &[&str]) -> Fetched {
    let texts = texts.iter().zip(0..).map(|(text, at)| payload(at, text)).collect();
    Fetched { recording_id: id(name), index: 0, bytes: bytes.to_vec(), texts }
}

pub(super) fn flag_kind(id: &RecordingId, review_id: &ReviewId, flag_id: FlagId) -> MutationKind {
    MutationKind::Flag(NewFlag {
        flag_id,
        recording_id: id.clone(),
        review_id: review_id.clone(),
        reason: "refunds without asking".into(),
        severity: Severity::Medium,
        at_ms: Some(83_000),
        seen_version: 0,
    })
}

pub(super) fn verdict_kind(id: &RecordingId, review_id: &ReviewId, verdict_id: VerdictId) -> MutationKind {
    MutationKind::Verdict(GiveVerdict {
        verdict_id,
        review_id: review_id.clone(),
        recording_id: id.clone(),
        base_version: 0,
        statement: VerdictStatement {
            v: VerdictStatement::VERSION,
            verdict: VerdictKind::Violation,
            reason: "policy_breach".into(),
            note: None,
            manifest_root: None,
            coverage: None,
            policy: None,
            model_version: None,
        },
    })
}

pub(super) fn listed(recording: Recording, segments: &[Segment]) -> Change {
    Change::Recording(Box::new(RecordingChange {
        recording,
        segment_count: segments.len() as u32,
        segments: segments.to_vec(),
    }))
}

/// The last page of a feed.
pub(super) fn page(changes: Vec<Change>) -> FeedPage {
    let entries = changes.into_iter().zip(1..).map(|(change, seq)| FeedEntry { seq, change });
    FeedPage {
        entries: entries.collect(),
        next: "9.mark".into(),
        more: false,
        head: Head { seq: 9, at: Timestamp::clamp_millis(NOON), checkpoint: None },
        epoch: "epoch-1".into(),
    }
}

pub(super) fn result(mutation: &Mutation, outcome: Outcome) -> MutationResult {
    MutationResult { id: mutation.id, outcome, repeated: false, review_id: None, error: None }
}

pub(super) fn rejected(id: MutationId, code: ErrorCode, message: &str) -> MutationResult {
    let error =
        ErrorBody { code, message: message.into(), details: None, timestamp: Timestamp::clamp_millis(NOON) };
    MutationResult { id, outcome: Outcome::Rejected, repeated: false, review_id: None, error: Some(error) }
}

/// Names of the files below `dir` in which `needle` stands.
pub(super) fn files_with(dir: &Path, needle: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with(&path, needle));
        } else {
            let bytes = std::fs::read(&path).unwrap();
            if bytes.windows(needle.len()).any(|window| window == needle.as_bytes()) {
                found.push(path.display().to_string());
            }
        }
    }
    found
}
