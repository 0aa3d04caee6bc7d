use hindsight_contract::error::ErrorCode;
use hindsight_contract::sync::Outcome;
use hindsight_contract::view::{Delivery, OutboxState};
use hindsight_domain::{
    Mutation, MutationId, MutationKind, NewNote, NoteId, Release, ReviewId, Role, Timestamp,
};
use proptest::prelude::*;
use serde_json::json;

use super::bed::{Bed, NOON, id, listed, page, recording, rejected, result, segment};
use crate::{Outcomes, VaultError};

fn sent(bed: &Bed) -> Vec<MutationId> {
    bed.vault.next_batch().unwrap().into_iter().map(|mutation| mutation.id).collect()
}

#[test]
fn what_is_done_waits_travels_and_stays_as_sent() {
    let bed = Bed::new().signed_in();
    bed.receive(&[("rec_1", b"one")]);
    let (flag, review) = bed.flag(&id("rec_1"));
    let verdict = bed.verdict(&id("rec_1"), &review);
    bed.vault.perform(&verdict).unwrap();
    let outbox = bed.vault.outbox().unwrap();
    let states: Vec<_> = outbox.items.iter().map(|item| (item.kind.as_str(), item.state)).collect();
    assert_eq!(states, [("flag", OutboxState::Queued), ("verdict", OutboxState::Queued)]);
    assert_eq!(bed.vault.delivery(verdict.id).unwrap(), Some(Delivery::Queued));

    assert_eq!(sent(&bed), [flag.id, verdict.id]);
    assert_eq!(bed.vault.outbox().unwrap().items[0].state, OutboxState::Sending);
    assert_eq!(sent(&bed), [flag.id, verdict.id], "a lost reply: sent again under the same ids");
    assert_eq!(bed.vault.outbox().unwrap().items[0].attempts, 2);
    bed.vault.batch_failed(&[flag.id, verdict.id], "cut off").unwrap();
    assert_eq!(bed.vault.outbox().unwrap().items[0].last_error.as_deref(), Some("cut off"));

    sent(&bed);
    let results = [result(&flag, Outcome::Applied), result(&verdict, Outcome::Competing)];
    let outcomes = bed.vault.record_results(&results, None).unwrap();
    assert_eq!(outcomes, Outcomes { sent: 2, competing: 1, parked: 0 });
    assert_eq!(bed.vault.outbox().unwrap().total, 0);
    assert_eq!(bed.vault.delivery(verdict.id).unwrap(), Some(Delivery::Sent));
    assert!(sent(&bed).is_empty());
}

#[test]
fn a_refused_one_parks_what_depends_on_it_waits_and_the_rest_goes_on() {
    let bed = Bed::new().signed_in();
    bed.receive(&[("rec_1", b"one"), ("rec_2", b"two")]);
    let (flag, review) = bed.flag(&id("rec_1"));
    let verdict = bed.verdict(&id("rec_1"), &review);
    let note = bed.note(&id("rec_1"), "remark");
    let (other, _) = bed.flag(&id("rec_2"));
    assert_eq!(sent(&bed), [flag.id, verdict.id, note.id, other.id]);
    let results = [
        rejected(flag.id, ErrorCode::ValidationError, "the reason is empty"),
        rejected(verdict.id, ErrorCode::NotFound, "no such review"),
        result(&note, Outcome::Applied),
        result(&other, Outcome::Applied),
    ];
    let outcomes = bed.vault.record_results(&results, None).unwrap();
    assert_eq!(outcomes, Outcomes { sent: 2, competing: 0, parked: 1 });
    assert_eq!(bed.vault.parked_count().unwrap(), 1);
    let items = bed.vault.outbox().unwrap().items;
    assert_eq!(
        (items[0].state, items[0].last_error.as_deref()),
        (OutboxState::Parked, Some("the reason is empty"))
    );
    assert_eq!(items[1].state, OutboxState::Queued, "it is not the verdict's fault");
    assert!(sent(&bed).is_empty());
    assert_eq!(bed.vault.retry_parked(Some(flag.id)).unwrap(), 1);
    assert_eq!(sent(&bed), [flag.id, verdict.id]);
    assert_eq!(bed.vault.retry_parked(None).unwrap(), 0);
    let stranger = MutationId::new(Timestamp::clamp_millis(NOON), &*bed.chance);
    assert!(matches!(bed.vault.retry_parked(Some(stranger)), Err(VaultError::NoMutation(_))));
}

#[test]
fn a_refused_claim_release_or_verdict_holds_up_nothing_that_comes_after_it() {
    let bed = Bed::new().signed_in();
    bed.receive(&[("rec_1", b"one")]);
    let (flag, review) = bed.flag(&id("rec_1"));
    let (review_id, recording_id) = (review.clone(), id("rec_1"));
    let release = bed.perform(MutationKind::Release(Release { review_id, recording_id }));
    let early = bed.verdict(&id("rec_1"), &review);
    assert_eq!(sent(&bed), [flag.id, release.id, early.id]);
    let results = [
        result(&flag, Outcome::Applied),
        rejected(release.id, ErrorCode::Conflict, "ben has claimed this review"),
        rejected(early.id, ErrorCode::PermissionDenied, "ann is a member"),
    ];
    assert_eq!(bed.vault.record_results(&results, None).unwrap().parked, 2);
    let late = bed.verdict(&id("rec_1"), &review);
    let again = bed.flag_into(&id("rec_1"), &review);
    assert_eq!(sent(&bed), [late.id, again.id]);
}

#[test]
fn what_is_said_of_a_local_recording_waits_for_its_upload_and_goes_behind_it() {
    let bed = Bed::new().signed_in();
    let rec = bed.import("rec_1", b"events", "words");
    bed.receive(&[("rec_2", b"two")]);
    let (flag, review) = bed.flag(&rec);
    let (other, _) = bed.flag(&id("rec_2"));
    let verdict = bed.verdict(&rec, &review);
    assert_eq!(sent(&bed), [other.id]);
    assert!(bed.vault.pending_uploads().unwrap().is_empty());

    let upload = bed.upload(&rec);
    assert_eq!(sent(&bed), [other.id], "until its segments are up, the recording waits too");
    let pending = bed.vault.pending_uploads().unwrap();
    assert_eq!((pending.len(), pending[0].offset), (1, 0));
    bed.vault.mark_upload(&pending[0].segment.hash, 3, false).unwrap();
    assert_eq!(bed.vault.pending_uploads().unwrap()[0].offset, 3);
    bed.all_up();
    assert_eq!(sent(&bed), [upload.id, flag.id, other.id, verdict.id]);

    let mut lost = rejected(upload.id, ErrorCode::SegmentsMissing, "segments are missing");
    let hash = &pending[0].segment.hash;
    lost.error.as_mut().unwrap().details = Some(json!({ "missing": [hash] }));
    bed.vault.record_results(&[lost], None).unwrap();
    assert_eq!(bed.vault.parked_count().unwrap(), 0);
    assert_eq!(bed.vault.pending_uploads().unwrap().len(), 1, "they go up once more");
    bed.all_up();
    assert!(sent(&bed).contains(&upload.id));
    bed.vault.record_results(&[result(&upload, Outcome::Applied)], None).unwrap();
    assert!(!bed.vault.recording(&rec).unwrap().local_only);
    assert!(matches!(bed.vault.perform(&bed.mutation(upload.kind)), Err(VaultError::NotLocal(_))));
}

#[test]
fn a_server_that_loses_segments_over_and_over_is_not_asked_for_ever() {
    let bed = Bed::new().signed_in();
    let rec = bed.import("rec_1", b"events", "words");
    let upload = bed.upload(&rec);
    for _ in 0..10 {
        bed.all_up();
        if sent(&bed).is_empty() {
            break;
        }
        let lost = rejected(upload.id, ErrorCode::SegmentsMissing, "segments are missing");
        bed.vault.record_results(&[lost], None).unwrap();
    }
    assert_eq!(bed.vault.outbox().unwrap().items[0].state, OutboxState::Parked);
}

#[test]
fn what_one_user_did_does_not_travel_as_another() {
    let bed = Bed::new().signed_in();
    bed.receive(&[("rec_1", b"one")]);
    let (of_ann, _) = bed.flag(&id("rec_1"));
    bed.vault.sign_out().unwrap();
    assert!(matches!(bed.vault.next_batch(), Err(VaultError::NotSignedIn)));
    let (of_nobody, _) = bed.flag(&id("rec_1"));
    bed.sign_in("bob", Role::Reviewer);
    assert_eq!(sent(&bed), [of_nobody.id]);
    bed.sign_in("ann", Role::Reviewer);
    assert_eq!(sent(&bed), [of_ann.id, of_nobody.id]);
}

#[test]
fn a_restored_server_gets_everything_it_ever_took_once_more_in_order() {
    let bed = Bed::new().signed_in();
    let rec = bed.import("rec_1", b"events", "words");
    bed.receive(&[("rec_2", b"two")]);
    let (flag, _) = bed.flag(&rec);
    let note = bed.note(&id("rec_2"), "remark");
    let upload = bed.upload(&rec);
    bed.all_up();
    let first: Vec<_> = bed.vault.next_batch().unwrap();
    let results: Vec<_> = first.iter().map(|mutation| result(mutation, Outcome::Applied)).collect();
    bed.vault.record_results(&results, None).unwrap();
    bed.vault.apply_page(&page(vec![listed(recording("rec_1", NOON), &[segment(0, b"events")])])).unwrap();

    assert_eq!(bed.vault.start_over().unwrap(), 3);
    bed.vault.apply_page(&page(vec![listed(recording("rec_2", NOON), &[segment(0, b"two")])])).unwrap();
    assert!(bed.vault.recording(&rec).unwrap().local_only, "the upload vanished at the server, not here");
    assert_eq!(bed.vault.pending_uploads().unwrap().len(), 1);
    assert_eq!(bed.vault.notes(&id("rec_2")).unwrap().total, 1);
    assert!(bed.vault.review_of(&rec).unwrap().is_some());
    bed.all_up();
    assert_eq!(sent(&bed), [upload.id, flag.id, note.id]);
}

#[test]
fn what_another_server_took_is_not_sent_to_this_one() {
    let bed = Bed::new().signed_in();
    bed.receive(&[("rec_1", b"one")]);
    let (flag, _) = bed.flag(&id("rec_1"));
    sent(&bed);
    bed.vault.record_results(&[result(&flag, Outcome::Applied)], None).unwrap();
    let sign_in = crate::SignIn {
        server_url: "http://other".into(),
        user: "ann".into(),
        role: Role::Reviewer,
        server_id: "server-2".into(),
    };
    bed.vault.sign_in(&sign_in).unwrap();
    assert_eq!(bed.vault.start_over().unwrap(), 0);
}

#[test]
fn a_mutation_about_nothing_is_refused_and_leaves_no_trace() {
    let bed = Bed::new().signed_in();
    let entries = bed.vault.verify_journal().unwrap().entries;
    let note_id = NoteId::given("n1").unwrap();
    let new = NewNote { note_id, recording_id: id("rec_9"), at_ms: 0, text: "x".into() };
    let mutation = bed.mutation(MutationKind::Note(new));
    assert!(matches!(bed.vault.perform(&mutation), Err(VaultError::NoRecording(_))));
    assert_eq!(bed.vault.verify_journal().unwrap().entries, entries);
    assert_eq!(bed.vault.outbox().unwrap().total, 0);
    assert_eq!(bed.vault.delivery(mutation.id).unwrap(), None);
}

#[test]
fn the_journal_tells_all_of_a_decision_and_nothing_of_a_notes_text() {
    let bed = Bed::new().signed_in();
    let rec = bed.import("rec_1", b"events", "words");
    let (_, review) = bed.flag(&rec);
    bed.verdict(&rec, &review);
    bed.note(&rec, "a remark that may have to go");
    bed.upload(&rec);
    let entries = bed.vault.journal(1, 100).unwrap();
    let actions: Vec<_> = entries.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["sign_in", "import", "flag", "verdict", "note", "recording"]);
    assert_eq!(entries[3].body["body"]["statement"]["verdict"], "violation");
    let text = serde_json::to_string(&entries).unwrap();
    assert!(!text.contains("remark") && !text.contains("run of rec_1"), "{text}");
    let state = bed.vault.verify_journal().unwrap();
    assert_eq!(state.entries, 6);
    assert_eq!(bed.vault.journal(5, 1).unwrap().len(), 1);
}

#[test]
fn the_journal_can_only_grow() {
    let bed = Bed::new().signed_in();
    bed.vault.record_action("export", json!({ "recording_id": "rec_1" })).unwrap();
    for sql in ["UPDATE journal SET entry = '{}'", "DELETE FROM journal"] {
        let tried = bed.vault.database().maintain(|c| Ok(c.execute(sql, [])?));
        assert!(tried.is_err(), "{sql}");
    }
    bed.vault
        .database()
        .maintain(|c| {
            Ok(c.execute_batch("DROP TRIGGER journal_loses_nothing; DELETE FROM journal WHERE seq = 1")?)
        })
        .unwrap();
    assert!(matches!(bed.vault.verify_journal(), Err(VaultError::Journal(_))));
    assert!(bed.vault.integrity().unwrap().iter().any(|fault| fault.what == "journal"));
}

/// What a person does in the property below.
#[derive(Clone, Debug)]
enum Step {
    Flag(usize),
    Verdict(usize),
    Note(usize),
    Upload(usize),
    Send { refuse: Vec<bool> },
    Retry,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => (0usize..3).prop_map(Step::Flag),
        3 => (0usize..3).prop_map(Step::Verdict),
        2 => (0usize..3).prop_map(Step::Note),
        2 => (0usize..2).prop_map(Step::Upload),
        3 => prop::collection::vec(prop::bool::weighted(0.25), 12).prop_map(|refuse| Step::Send { refuse }),
        1 => Just(Step::Retry),
    ];
    prop::collection::vec(step, 1..20)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// The server sees a recording before all that is said of it, a flag before what is said of its review, and in
    /// the end everything.
    #[test]
    fn nothing_arrives_before_what_it_waits_for_and_everything_arrives(steps in steps()) {
        let bed = Bed::new().signed_in();
        let recordings = [bed.import("rec_0", b"0", "w"), bed.import("rec_1", b"1", "w"), id("rec_2")];
        bed.receive(&[("rec_2", b"2")]);
        let mut reviews: [Option<ReviewId>; 3] = [const { None }; 3];
        let mut uploaded = [false, false, true];
        let mut made = Vec::new();
        let mut arrived: Vec<Mutation> = Vec::new();
        let end = [Step::Upload(0), Step::Upload(1), Step::Retry, Step::Send { refuse: vec![] }];
        for step in steps.into_iter().chain(end) {
            match step {
                Step::Flag(at) => {
                    let (flag, review) = match &reviews[at] {
                        None => bed.flag(&recordings[at]),
                        Some(review) => (bed.flag_into(&recordings[at], review), review.clone()),
                    };
                    reviews[at] = Some(review);
                    made.push(flag.id);
                }
                Step::Verdict(at) => if let Some(review) = &reviews[at] {
                    made.push(bed.verdict(&recordings[at], review).id);
                },
                Step::Note(at) => made.push(bed.note(&recordings[at], "remark").id),
                Step::Upload(at) => if !std::mem::replace(&mut uploaded[at], true) {
                    made.push(bed.upload(&recordings[at]).id);
                    bed.all_up();
                },
                Step::Retry => { bed.vault.retry_parked(None).unwrap(); }
                Step::Send { refuse } => {
                    let batch = bed.vault.next_batch().unwrap();
                    let mut refused: Vec<Mutation> = Vec::new();
                    let mut results = Vec::new();
                    for (mutation, at) in batch.into_iter().zip(0..) {
                        // As a server does: what is said of something that it does not have is refused.
                        let lacks = refused.iter().any(|r| mutation.kind.waits_for(&r.kind));
                        if lacks || refuse.get(at).copied().unwrap_or(false) {
                            results.push(rejected(mutation.id, ErrorCode::ValidationError, "no"));
                            refused.push(mutation);
                        } else {
                            results.push(result(&mutation, Outcome::Applied));
                            arrived.push(mutation);
                        }
                    }
                    bed.vault.record_results(&results, None).unwrap();
                }
            }
        }
        for (at, mutation) in arrived.iter().enumerate() {
            for later in &arrived[at + 1..] {
                let crossed = mutation.kind.waits_for(&later.kind)
                    && made.iter().position(|id| *id == later.id) < made.iter().position(|id| *id == mutation.id);
                prop_assert!(!crossed, "{} went before {}", mutation.kind.word(), later.kind.word());
                let recording_late = matches!(later.kind, MutationKind::Recording(_))
                    && later.kind.recording_id() == mutation.kind.recording_id();
                prop_assert!(!recording_late, "a {} went before its recording", mutation.kind.word());
            }
        }
        let mut ids: Vec<_> = arrived.iter().map(|mutation| mutation.id).collect();
        prop_assert_eq!(ids.len(), made.len(), "nothing is lost and nothing arrives twice");
        ids.sort();
        made.sort();
        prop_assert_eq!(ids, made);
        prop_assert_eq!(bed.vault.outbox().unwrap().total, 0);
    }
}
