//! What must hold in the end: everybody has the same, and everything that was said is there once.

use std::collections::{BTreeMap, BTreeSet};

use hindsight_contract::sync::{Change, FeedPage, SegmentPage};
use hindsight_contract::view::{OutboxItem, OutboxState};
use hindsight_domain::{BlobHash, Note, Recording, RecordingId, Review, ReviewState, Segment, Standing};
use hindsight_server::store::journal;
use hindsight_vault::QueueFilter;
use serde_json::Value;

use super::agents::ask;
use super::deeds::{Said, What, all_recordings};
use super::desk::Desk;
use super::field::Field;

/// Everything that the server lists for somebody.
#[derive(Default)]
struct Listed {
    recordings: BTreeMap<RecordingId, (Recording, Vec<Segment>)>,
    reviews: BTreeMap<RecordingId, Review>,
    notes: BTreeMap<String, Note>,
}

pub(crate) async fn check(field: &Field) {
    field.server.store().read(journal::verify).await.expect("the server's journal hangs together");
    for desk in &field.desks {
        desk.vault.verify_journal().expect("the console's journal hangs together");
        for item in desk.vault.outbox().expect("the outbox").items {
            println!("in the end {} has {item:?}", desk.user);
        }
        check_outbox(desk);
        check_desk(desk, &listed(field, &desk.token).await).await;
    }
    // Ann is an admin by now: she sees all.
    let all = listed(field, &field.desks[0].token).await;
    check_once(&all);
    for said in &field.said {
        check_said(field, &all, said);
    }
    assert!(field.said.len() > 10, "people spoke: {}", field.said.len());
}

async fn listed(field: &Field, token: &str) -> Listed {
    let mut listed = Listed::default();
    let mut cursor = String::new();
    loop {
        let path = format!("/sync/v1/feed?limit=200{cursor}");
        let page = ask(&field.server, token, "GET", &path, Value::Null).await.expect("a page");
        let page: FeedPage = serde_json::from_value(page).expect("a page");
        for entry in page.entries {
            match entry.change {
                Change::Recording(change) => {
                    let id = change.recording.id.clone();
                    let segments = segments(field, token, &id).await;
                    assert_eq!(segments.len(), change.segment_count as usize);
                    listed.recordings.insert(id, (change.recording, segments));
                }
                Change::Review(review) => {
                    listed.reviews.insert(review.recording_id.clone(), *review);
                }
                Change::Note(note) => {
                    listed.notes.insert(note.id.to_string(), note);
                }
                Change::Gone(_) => {}
            }
        }
        if !page.more {
            return listed;
        }
        cursor = format!("&cursor={}", page.next);
    }
}

async fn segments(field: &Field, token: &str, id: &RecordingId) -> Vec<Segment> {
    let mut all = Vec::new();
    loop {
        let path = format!("/sync/v1/recordings/{id}/segments?from={}", all.len());
        let page = ask(&field.server, token, "GET", &path, Value::Null).await.expect("segments");
        let page: SegmentPage = serde_json::from_value(page).expect("segments");
        all.extend(page.segments);
        if all.len() >= page.total as usize {
            return all;
        }
    }
}

/// Nothing waits in the end but what the server refused, with its reason, and what cannot go before that.
fn check_outbox(desk: &Desk) {
    let items = desk.vault.outbox().expect("the outbox").items;
    for item in &items {
        match item.state {
            OutboxState::Parked => {
                let why = item.last_error.as_deref().unwrap_or_default();
                assert!(is_a_reason(why), "{} parks {}: {why:?}", desk.user, item.kind);
            }
            _ => {
                let behind = |other: &&OutboxItem| {
                    other.state == OutboxState::Parked && other.recording_id == item.recording_id
                };
                assert!(items.iter().any(|other| behind(&other)), "{} still has {item:?}", desk.user);
            }
        }
    }
}

/// Why something may be refused here for good.
fn is_a_reason(why: &str) -> bool {
    let reasons = [
        "has claimed this review until",
        "there is nothing to claim",
        "only reviewers, supervisors and admins",
        // Flagged by a rule whose word a restored server has lost.
        "there is no review",
        "there is no recording",
        "was deleted at the server",
        "was erased from this laptop",
    ];
    reasons.iter().any(|reason| why.contains(reason))
}

async fn check_desk(desk: &Desk, server: &Listed) {
    let who = desk.user;
    let parked = parked(desk);
    let here: BTreeMap<_, _> = all_recordings(&desk.console)
        .await
        .into_iter()
        .map(|view| (view.recording.id.clone(), view))
        .collect();
    let from_server: BTreeSet<_> = here.values().filter(|v| !v.local_only).map(|v| &v.recording.id).collect();
    let theirs: BTreeSet<_> = server.recordings.keys().collect();
    assert_eq!(from_server, theirs, "{who} lists what the server lists");
    for review in desk.vault.queue(QueueFilter::All).expect("the queue").items {
        assert!(
            here.contains_key(&review.recording_id),
            "{who} has a review of what is not here: {review:?}"
        );
    }
    for (id, (recording, segments)) in &server.recordings {
        let view = &here[id];
        // A flag that is parked here is shown here.
        let flagged = recording.flagged || desk.vault.review_of(id).expect("a review").is_some();
        assert_eq!(view.recording, Recording { flagged, ..recording.clone() }, "{who}");
        assert!(view.cached, "{who} has all of {id}");
        let states = desk.vault.segments(id).expect("segments");
        assert_eq!(
            states.iter().map(|state| &state.segment).collect::<Vec<_>>(),
            segments.iter().collect::<Vec<_>>()
        );
        for segment in segments {
            let bytes = desk.vault.read_segment(id, segment.index).expect("its bytes");
            assert_eq!(BlobHash::of(&bytes), segment.hash, "{who}: segment {} of {id}", segment.index);
        }
        check_notes(desk, server, id, &parked);
        check_review(desk, server, id, &parked);
    }
}

fn check_notes(desk: &Desk, server: &Listed, id: &RecordingId, parked: &BTreeSet<String>) {
    let here: BTreeMap<_, _> = desk
        .vault
        .notes(id)
        .expect("notes")
        .items
        .into_iter()
        .map(|note| (note.id.to_string(), note))
        .collect();
    for (id, note) in &here {
        assert!(server.notes.get(id) == Some(note) || parked.contains(id), "{} has {note:?}", desk.user);
    }
    for (note_id, note) in server.notes.iter().filter(|(_, note)| note.recording_id == *id) {
        assert_eq!(here.get(note_id), Some(note), "{} has it too", desk.user);
    }
}

/// The same review, and on top of it what is parked here: shown as what waits, counted by nobody.
fn check_review(desk: &Desk, server: &Listed, id: &RecordingId, parked: &BTreeSet<String>) {
    let who = desk.user;
    let here = desk.vault.review_of(id).expect("a review");
    let Some(theirs) = server.reviews.get(id) else {
        let flags = here.iter().flat_map(|review| &review.flags);
        let waits = flags.map(|flag| flag.id.to_string()).all(|flag| parked.contains(&flag));
        return assert!(waits, "{who}: {id} has a review here and none at the server: {here:?}");
    };
    let here = here.unwrap_or_else(|| panic!("{who} does not have the review of {id}"));
    let mut confirmed = here.clone();
    confirmed.flags.retain(|flag| !parked.contains(flag.id.as_str()));
    // Not by its standing: of several that wait the earlier ones are superseded.
    confirmed.verdicts.retain(|verdict| !(verdict.version == 0 && parked.contains(verdict.id.as_str())));
    assert_eq!(confirmed.flags, theirs.flags, "{who}: {id}");
    assert_eq!(confirmed.verdicts, theirs.verdicts, "{who}: {id}");
    assert_eq!(here.version, theirs.version, "{who}: {id}");
    assert_eq!(here.id, theirs.id, "{who}: {id}");
    if confirmed == here {
        assert_eq!(here, *theirs, "{who}: {id}");
    } else {
        assert!(
            here.state == theirs.state || here.state == ReviewState::Decided,
            "{who}: {here:?} {theirs:?}"
        );
    }
}

/// Ids of what is said in parked mutations, and in those behind them.
fn parked(desk: &Desk) -> BTreeSet<String> {
    let items = desk.vault.outbox().expect("the outbox").items;
    let unsent: BTreeSet<_> = items.into_iter().map(|item| item.id).collect();
    let journal = desk.vault.journal(1, u32::MAX).expect("the journal");
    let unsent = journal.iter().filter(|e| e.body["mutation"].as_str().is_some_and(|id| unsent.contains(id)));
    unsent.filter_map(|entry| said_in(&entry.body["body"])).collect()
}

fn said_in(body: &Value) -> Option<String> {
    let id = ["flag_id", "note_id", "verdict_id"].iter().find_map(|name| body[name].as_str());
    id.map(str::to_owned)
}

/// No id stands anywhere twice.
fn check_once(all: &Listed) {
    let mut seen = BTreeSet::new();
    for review in all.reviews.values() {
        let ids = review.flags.iter().map(|flag| flag.id.to_string());
        for id in ids.chain(review.verdicts.iter().map(|verdict| verdict.id.to_string())) {
            assert!(seen.insert(id.clone()), "{id} is there twice");
        }
    }
}

fn check_said(field: &Field, all: &Listed, said: &Said) {
    let desk = &field.desks[said.at];
    if !all.recordings.contains_key(&said.recording) || parked(desk).contains(&said.id) {
        return;
    }
    let review = all.reviews.get(&said.recording);
    let is_there = match &said.what {
        What::Flag { reason, severity } => review.is_some_and(|review| {
            let flag = review.flags.iter().find(|flag| flag.id.as_str() == said.id);
            flag.is_some_and(|flag| {
                flag.reason == *reason && flag.severity == *severity && flag.by == desk.user
            })
        }),
        What::Verdict { kind, reason } => review.is_some_and(|review| {
            let verdict = review.verdicts.iter().find(|verdict| verdict.id.as_str() == said.id);
            verdict.is_some_and(|verdict| {
                verdict.statement.verdict == *kind
                    && verdict.statement.reason == *reason
                    && verdict.reviewer == desk.user
                    && verdict.standing != Standing::Pending
            })
        }),
        What::Note { text } => {
            all.notes.get(&said.id).is_some_and(|note| note.text == *text && note.by == desk.user)
        }
    };
    assert!(is_there || was_erased_before(field, said), "{said:?} by {} is lost", desk.user);
}

/// Whether a note's text was erased from the laptop with its recording, and then lost by a server that was restored:
/// nobody has it any more, and nobody may.
fn was_erased_before(field: &Field, said: &Said) -> bool {
    let journal = field.desks[said.at].vault.journal(1, u32::MAX).expect("the journal");
    let spoken = journal.iter().position(|entry| said_in(&entry.body["body"]).as_ref() == Some(&said.id));
    let spoken = spoken.unwrap_or_else(|| panic!("{said:?} is not journaled"));
    let is_erasure = |entry: &hindsight_domain::Entry| {
        entry.action == "erase" && entry.body["recording_id"] == said.recording.as_str()
    };
    field.restored && matches!(said.what, What::Note { .. }) && journal[spoken..].iter().any(is_erasure)
}
