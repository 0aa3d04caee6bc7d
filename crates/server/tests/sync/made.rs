//! Recordings and mutations to test with.

use hindsight_contract::sync::{Change, FeedPage, MutationResult, Outcome};
use hindsight_domain::{
    BlobHash, Claim, FlagId, GiveVerdict, Kind, Media, Mutation, MutationId, MutationKind, NewFlag, NewNote,
    NewRecording, NoteId, Recording, RecordingId, Release, Review, ReviewId, Segment, Severity, Status,
    Timestamp, VerdictId, VerdictKind, VerdictStatement,
};
use serde_json::{Value, json};

use crate::server::{Client, NOW_MS};

pub(crate) fn at(ms: i64) -> Timestamp {
    Timestamp::clamp_millis(NOW_MS + ms)
}

pub(crate) fn recording_id(id: &str) -> RecordingId {
    RecordingId::given(id).unwrap()
}

/// A mutation whose id follows from `n`.
pub(crate) fn mutation(n: u64, kind: MutationKind) -> Mutation {
    let id: MutationId = format!("01890000-0000-7000-8000-{n:012}").parse().unwrap();
    Mutation { id, at: at(i64::try_from(n).unwrap()), kind }
}

pub(crate) fn flag(n: u64, recording: &str, review: &str) -> Mutation {
    flag_seen(n, recording, review, 0)
}

pub(crate) fn flag_seen(n: u64, recording: &str, review: &str, seen_version: u64) -> Mutation {
    let new = NewFlag {
        flag_id: FlagId::given(&format!("flg_{n}")).unwrap(),
        recording_id: recording_id(recording),
        review_id: ReviewId::given(review).unwrap(),
        reason: format!("reason {n}"),
        severity: Severity::Medium,
        at_ms: Some(5),
        seen_version,
    };
    mutation(n, MutationKind::Flag(new))
}

pub(crate) fn note(n: u64, recording: &str, text: &str) -> Mutation {
    let new = NewNote {
        note_id: NoteId::given(&format!("not_{n}")).unwrap(),
        recording_id: recording_id(recording),
        at_ms: 7,
        text: text.into(),
    };
    mutation(n, MutationKind::Note(new))
}

pub(crate) fn claim(n: u64, recording: &str, review: &str, base_version: u64) -> Mutation {
    let claim = Claim {
        review_id: ReviewId::given(review).unwrap(),
        recording_id: recording_id(recording),
        base_version,
    };
    mutation(n, MutationKind::Claim(claim))
}

pub(crate) fn release(n: u64, recording: &str, review: &str) -> Mutation {
    let release =
        Release { review_id: ReviewId::given(review).unwrap(), recording_id: recording_id(recording) };
    mutation(n, MutationKind::Release(release))
}

pub(crate) fn verdict(
    n: u64,
    recording: &str,
    review: &str,
    base_version: u64,
    kind: VerdictKind,
) -> Mutation {
    let give = GiveVerdict {
        verdict_id: VerdictId::given(&format!("vrd_{n}")).unwrap(),
        review_id: ReviewId::given(review).unwrap(),
        recording_id: recording_id(recording),
        base_version,
        statement: VerdictStatement {
            v: 1,
            verdict: kind,
            reason: "policy_breach".into(),
            note: None,
            manifest_root: None,
            coverage: None,
            policy: None,
            model_version: None,
        },
    };
    mutation(n, MutationKind::Verdict(give))
}

/// One event of an agent, `ms` after the start.
pub(crate) fn agent_event(ms: i64, data: Value) -> String {
    json!({ "timestamp": at(ms), "event_type": "operation_update", "data": data }).to_string()
}

/// A segment of events, as a console makes it.
pub(crate) fn segment(index: u32, lines: &[String], from_ms: i64, to_ms: i64) -> (Segment, Vec<u8>) {
    let plain: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let bytes = zstd::bulk::compress(plain.as_bytes(), 3).unwrap();
    let segment = Segment {
        index,
        media: Media::Events,
        hash: BlobHash::of(&bytes),
        bytes: bytes.len() as u64,
        events: lines.len() as u64,
        from: at(from_ms),
        to: at(to_ms),
        keyframes_ms: Vec::new(),
    };
    (segment, bytes)
}

/// A finished agent recording of one event per segment.
pub(crate) fn agent_recording(id: &str, segments: u32) -> (NewRecording, Vec<Vec<u8>>) {
    let pieces = (0..segments).map(|index| {
        let ms = i64::from(index);
        segment(index, &[agent_event(ms, json!({ "step": index, "of": id }))], ms, ms)
    });
    recording_of(id, Kind::Agent, pieces.collect())
}

pub(crate) fn recording_of(
    id: &str,
    kind: Kind,
    pieces: Vec<(Segment, Vec<u8>)>,
) -> (NewRecording, Vec<Vec<u8>>) {
    let (segments, blobs): (Vec<_>, Vec<_>) = pieces.into_iter().unzip();
    let recording = Recording {
        id: recording_id(id),
        kind,
        title: format!("run {id}"),
        session_id: None,
        agent_id: Some("larkfield".into()),
        user_id: None,
        service: None,
        device: None,
        status: Status::Completed,
        tags: vec!["demo".into()],
        started_at: at(0),
        ended_at: Some(at(1_000)),
        duration_ms: 1_000,
        event_count: segments.iter().map(|segment: &Segment| segment.events).sum(),
        flagged: false,
        details: serde_json::Map::new(),
    };
    (NewRecording { recording, segments }, blobs)
}

pub(crate) fn new_recording(n: u64, new: NewRecording) -> Mutation {
    mutation(n, MutationKind::Recording(Box::new(new)))
}

/// Uploads a recording of `segments` segments as a console does. `n` numbers the mutation.
pub(crate) async fn put_recording(client: &Client, n: u64, id: &str, segments: u32) -> NewRecording {
    let (new, blobs) = agent_recording(id, segments);
    for blob in &blobs {
        client.upload(blob).await;
    }
    let results = client.post(&[new_recording(n, new.clone())]).await;
    assert_eq!(outcomes(&results), [Outcome::Applied], "{results:?}");
    new
}

pub(crate) fn outcomes(results: &[MutationResult]) -> Vec<Outcome> {
    results.iter().map(|result| result.outcome).collect()
}

/// Each entry of the feed in a word.
pub(crate) fn words(pages: &[FeedPage]) -> Vec<String> {
    pages.iter().flat_map(|page| &page.entries).map(|entry| word(&entry.change)).collect()
}

fn word(change: &Change) -> String {
    match change {
        Change::Recording(change) => format!("recording {}", change.recording.id),
        Change::Review(review) => format!("review {}", review.id),
        Change::Note(note) => format!("note {}", note.id),
        Change::Gone(gone) => format!("gone {}", gone.recording_id),
    }
}

/// The reviews of a feed, the latest state of each.
pub(crate) fn reviews(pages: &[FeedPage]) -> Vec<Review> {
    let entries = pages.iter().flat_map(|page| &page.entries);
    entries
        .filter_map(|entry| match &entry.change {
            Change::Review(review) => Some(Review::clone(review)),
            _ => None,
        })
        .collect()
}

/// The one review that a client sees.
pub(crate) async fn the_review(client: &Client) -> Review {
    let (pages, _) = client.pull(None, 1_000).await;
    let reviews = reviews(&pages);
    assert_eq!(reviews.len(), 1, "there is one review");
    reviews.into_iter().next().unwrap()
}
