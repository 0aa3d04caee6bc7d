//! Recordings and deeds to test with.

use std::io::Write;

use hindsight_domain::{
    BlobHash, Clock, FlagId, GiveVerdict, Kind, Media, Mutation, MutationId, MutationKind, NewFlag, NewNote,
    NoteId, Recording, RecordingId, ReviewId, Segment, Severity, Status, Timestamp, VerdictId, VerdictKind,
    VerdictStatement,
};
use hindsight_testkit::FixedClock;
use hindsight_vault::{Import, Want};
use serde_json::json;

use crate::lab::Console;

pub(crate) fn at(ms: i64) -> Timestamp {
    Timestamp::clamp_millis(FixedClock::NOON + ms)
}

pub(crate) fn id(name: &str) -> RecordingId {
    RecordingId::given(name).unwrap()
}

/// A segment of agent events that say `words`, one each.
pub(crate) fn events(index: u32, words: &[&str]) -> (Segment, Vec<u8>) {
    let mut plain = Vec::new();
    for (n, word) in words.iter().enumerate() {
        let event =
            json!({ "timestamp": at(n as i64), "event_type": "operation_update", "data": { "said": word } });
        writeln!(plain, "{event}").unwrap();
    }
    let bytes = zstd::encode_all(&plain[..], 3).unwrap();
    (segment(index, Media::Events, &bytes, words.len()), bytes)
}

/// A segment of video: bytes that no compression makes small.
pub(crate) fn video(index: u32, length: usize) -> (Segment, Vec<u8>) {
    let chance = hindsight_testkit::Seeded::new(u64::from(index) + 7);
    let mut bytes = vec![0; length];
    hindsight_domain::Chance::fill(&chance, &mut bytes);
    (segment(index, Media::Mp4, &bytes, 0), bytes)
}

fn segment(index: u32, media: Media, bytes: &[u8], events: usize) -> Segment {
    Segment {
        index,
        media,
        hash: BlobHash::of(bytes),
        bytes: bytes.len() as u64,
        events: events as u64,
        from: at(0),
        to: at((events as i64 - 1).max(0)),
        keyframes_ms: Vec::new(),
    }
}

impl Console {
    /// A recording that only this console has.
    pub(crate) fn import(&self, name: &str, kind: Kind, segments: Vec<(Segment, Vec<u8>)>) {
        let mut draft = self.vault.draft().unwrap();
        let events: u64 = segments.iter().map(|(segment, _)| segment.events).sum();
        for (segment, bytes) in segments {
            draft.add_segment(segment, &bytes).unwrap();
        }
        let recording = Recording {
            id: id(name),
            kind,
            title: format!("Run of {name}"),
            session_id: None,
            agent_id: (kind == Kind::Agent).then(|| "agent-1".to_owned()),
            user_id: None,
            service: None,
            device: None,
            status: Status::Completed,
            tags: Vec::new(),
            started_at: at(0),
            ended_at: Some(at(1_000)),
            duration_ms: 1_000,
            event_count: events,
            flagged: false,
            details: serde_json::Map::new(),
        };
        self.vault.import(vec![Import { recording, source: None, draft }]).unwrap();
    }

    fn perform(&self, kind: MutationKind) -> MutationId {
        let now = self.clock.now();
        self.clock.advance(1);
        let id = MutationId::new(now, &*self.trip.chance);
        self.vault.perform(&Mutation { id, at: now, kind }).unwrap();
        id
    }

    pub(crate) fn flag(&self, recording: &str) -> ReviewId {
        let now = self.clock.now();
        let review_id = ReviewId::new(now, &*self.trip.chance);
        self.perform(MutationKind::Flag(NewFlag {
            flag_id: FlagId::new(now, &*self.trip.chance),
            recording_id: id(recording),
            review_id: review_id.clone(),
            reason: "odd".into(),
            severity: Severity::Medium,
            at_ms: None,
            seen_version: 0,
        }));
        review_id
    }

    pub(crate) fn note(&self, recording: &str, text: &str) {
        let note_id = NoteId::new(self.clock.now(), &*self.trip.chance);
        let (recording_id, text) = (id(recording), text.to_owned());
        self.perform(MutationKind::Note(NewNote { note_id, recording_id, at_ms: 0, text }));
    }

    pub(crate) fn verdict(&self, recording: &str, verdict: VerdictKind) {
        let review = self.vault.review_of(&id(recording)).unwrap().unwrap();
        self.perform(MutationKind::Verdict(GiveVerdict {
            verdict_id: VerdictId::new(self.clock.now(), &*self.trip.chance),
            review_id: review.id,
            recording_id: id(recording),
            base_version: review.version,
            statement: VerdictStatement {
                v: VerdictStatement::VERSION,
                verdict,
                reason: "expected_behaviour".into(),
                note: None,
                manifest_root: None,
                coverage: None,
                policy: None,
                model_version: None,
            },
        }));
    }

    pub(crate) fn has(&self, recording: &str) -> bool {
        self.vault.recording(&id(recording)).is_ok_and(|view| view.cached)
    }

    pub(crate) fn finds(&self, word: &str) -> usize {
        let page = hindsight_vault::Page { limit: 100, offset: 0 };
        self.vault.search(word, &Default::default(), page).unwrap().items.len()
    }

    pub(crate) fn missing(&self) -> u64 {
        self.vault.missing_total(&Want::All).unwrap().0
    }
}
