use hindsight_contract::error::ErrorCode;
use hindsight_contract::sync::{Change, Outcome};
use hindsight_domain::{
    Actor, Claim, Decision, Flag, FlagSource, MutationKind, Policy, Release, Review, ReviewId, ReviewState,
    Role, Severity, Standing, Timestamp, Transition,
};
use proptest::prelude::*;

use super::bed::{Bed, id, page, rejected, result};
use crate::reviews::projection;
use crate::{QueueFilter, VaultError, outbox};

/// The review as a server makes it of the mutations that it takes.
#[derive(Default)]
struct Server {
    review: Option<Review>,
}

impl Server {
    fn take(&mut self, kind: &MutationKind, at: Timestamp, client_id: &str) -> Decision {
        let actor = Actor { user: "ann", role: Role::Reviewer, client_id };
        let transition = match kind {
            MutationKind::Flag(new) => {
                let flag = Flag {
                    id: new.flag_id.clone(),
                    recording_id: new.recording_id.clone(),
                    reason: new.reason.clone(),
                    severity: new.severity,
                    at_ms: new.at_ms,
                    by: "ann".into(),
                    source: FlagSource::Person,
                    at,
                };
                let Some(review) = &mut self.review else {
                    self.review = Some(Review::open(new.review_id.clone(), flag, 1, at));
                    return Decision::Applied;
                };
                if !review.is_named(&new.review_id) {
                    review.aliases.push(new.review_id.clone());
                }
                Transition::Flag { flag, seen_version: new.seen_version }
            }
            MutationKind::Claim(claim) => Transition::Claim { base_version: claim.base_version },
            MutationKind::Release(_) => Transition::Release,
            MutationKind::Verdict(give) => Transition::Verdict { give, at },
            _ => return Decision::Unchanged,
        };
        let Some(review) = &mut self.review else { return Decision::Unchanged };
        review.apply(transition, actor, &Policy::shipped(), at).unwrap_or(Decision::Unchanged)
    }
}

#[test]
fn a_flag_is_in_the_queue_at_once_and_a_verdict_shows_as_pending() {
    let bed = Bed::new().signed_in();
    bed.receive(&[("rec_1", b"one")]);
    let (_, review_id) = bed.flag(&id("rec_1"));
    let view = bed.vault.recording(&id("rec_1")).unwrap();
    assert!(view.recording.flagged);
    assert_eq!(view.review_id, Some(review_id.clone()));
    let queue = bed.vault.queue(QueueFilter::Unclosed).unwrap();
    assert_eq!((queue.total, queue.items[0].state, queue.items[0].version), (1, ReviewState::Open, 0));
    assert_eq!(queue.items[0].flags[0].by, "ann");

    bed.verdict(&id("rec_1"), &review_id);
    let review = bed.vault.review(&review_id).unwrap();
    assert_eq!(review.state, ReviewState::Decided);
    assert_eq!(review.verdicts[0].standing, Standing::Pending);
    assert_eq!(review.verdicts[0].client_id, bed.vault.client_id());
    assert_eq!(bed.vault.queue(QueueFilter::State(ReviewState::Decided)).unwrap().total, 1);
    assert_eq!(bed.vault.queue(QueueFilter::State(ReviewState::Open)).unwrap().total, 0);
    let nobody = ReviewId::given("rev_9").unwrap();
    assert!(matches!(bed.vault.review(&nobody), Err(VaultError::NoReview(_))));
}

#[test]
fn a_sent_verdict_does_not_vanish_before_the_feed_brings_it() {
    let bed = Bed::new().signed_in();
    bed.receive(&[("rec_1", b"one")]);
    let (flag, review_id) = bed.flag(&id("rec_1"));
    let mut server = Server::default();
    server.take(&flag.kind, flag.at, bed.vault.client_id());
    let confirmed = |server: &Server| Change::Review(Box::new(server.review.clone().unwrap()));
    bed.vault.next_batch().unwrap();
    bed.vault.record_results(&[result(&flag, Outcome::Applied)], None).unwrap();
    bed.vault.apply_page(&page(vec![confirmed(&server)])).unwrap();

    let verdict = bed.verdict(&id("rec_1"), &review_id);
    bed.vault.next_batch().unwrap();
    bed.vault.record_results(&[result(&verdict, Outcome::Applied)], None).unwrap();
    assert_eq!(bed.vault.review(&review_id).unwrap().verdicts.len(), 1, "sent, and not yet confirmed");
    bed.vault.apply_page(&page(vec![confirmed(&server)])).unwrap();
    assert_eq!(bed.vault.review(&review_id).unwrap().verdicts.len(), 1, "an older word of the server");
    server.take(&verdict.kind, verdict.at, bed.vault.client_id());
    bed.vault.apply_page(&page(vec![confirmed(&server)])).unwrap();
    let review = bed.vault.review(&review_id).unwrap();
    assert_eq!(review, server.review.unwrap(), "now the server's word is all that shows");
    assert_eq!(bed.vault.queue(QueueFilter::Unclosed).unwrap().total, 0);
    assert_eq!(bed.vault.queue(QueueFilter::All).unwrap().total, 1);
}

#[test]
fn the_id_that_lost_works_for_ever() {
    let bed = Bed::new().signed_in();
    bed.receive(&[("rec_1", b"one")]);
    let (_, ours) = bed.flag(&id("rec_1"));
    let theirs = ReviewId::given("rev_theirs").unwrap();
    let other = bed.mutation(super::bed::flag_kind(
        &id("rec_1"),
        &theirs,
        hindsight_domain::FlagId::given("flg_theirs").unwrap(),
    ));
    let mut server = Server::default();
    server.take(&other.kind, other.at, "another console");
    bed.vault.apply_page(&page(vec![Change::Review(Box::new(server.review.unwrap()))])).unwrap();
    let review = bed.vault.review(&ours).unwrap();
    assert_eq!(review.id, theirs);
    assert_eq!(review.flags.len(), 2);
    assert_eq!(bed.vault.review(&theirs).unwrap(), review);
    assert_eq!(bed.vault.recording(&id("rec_1")).unwrap().review_id, Some(theirs));
}

#[test]
fn the_most_severe_then_the_oldest_review_stands_first() {
    let bed = Bed::new().signed_in();
    bed.receive(&[("rec_1", b"1"), ("rec_2", b"2"), ("rec_3", b"3")]);
    for (name, severity) in [("rec_1", Severity::Low), ("rec_2", Severity::High), ("rec_3", Severity::High)] {
        let review_id = ReviewId::given(&format!("rev_{name}")).unwrap();
        let flag_id = hindsight_domain::FlagId::given(&format!("flg_{name}")).unwrap();
        let MutationKind::Flag(mut new) = super::bed::flag_kind(&id(name), &review_id, flag_id) else {
            unreachable!("flag_kind makes flags")
        };
        new.severity = severity;
        bed.perform(MutationKind::Flag(new));
    }
    let queue = bed.vault.queue(QueueFilter::Unclosed).unwrap();
    let order: Vec<_> = queue.items.iter().map(|review| review.recording_id.as_str()).collect();
    assert_eq!(order, ["rec_2", "rec_3", "rec_1"]);
}

#[test]
fn a_review_that_a_rebuild_does_not_list_is_gone_but_for_what_waits_here() {
    let bed = Bed::new().signed_in();
    bed.receive(&[("rec_1", b"1"), ("rec_2", b"2")]);
    let mut server = Server::default();
    let (flag, _) = bed.flag(&id("rec_1"));
    server.take(&flag.kind, flag.at, "another console");
    bed.vault.next_batch().unwrap();
    bed.vault.record_results(&[result(&flag, Outcome::Applied)], None).unwrap();
    bed.vault.apply_page(&page(vec![Change::Review(Box::new(server.review.unwrap()))])).unwrap();
    let (_, waiting) = bed.flag(&id("rec_2"));
    bed.vault.start_rebuild().unwrap();
    bed.receive(&[("rec_1", b"1"), ("rec_2", b"2")]);
    let queue = bed.vault.queue(QueueFilter::All).unwrap();
    assert_eq!(queue.items.iter().map(|review| &review.id).collect::<Vec<_>>(), [&waiting]);
    assert!(!bed.vault.recording(&id("rec_1")).unwrap().recording.flagged);
}

#[test]
fn a_claim_that_was_refused_is_not_shown_and_a_verdict_that_was_refused_is() {
    let bed = Bed::new().signed_in();
    bed.receive(&[("rec_1", b"one")]);
    let mut server = Server::default();
    let (flag, review_id) = bed.flag(&id("rec_1"));
    server.take(&flag.kind, flag.at, "another console");
    let confirmed = Change::Review(Box::new(server.review.clone().unwrap()));
    bed.vault.apply_page(&page(vec![confirmed])).unwrap();
    let claim = Claim { review_id: review_id.clone(), recording_id: id("rec_1"), base_version: 1 };
    let claim = bed.perform(MutationKind::Claim(claim));
    assert_eq!(bed.vault.review(&review_id).unwrap().state, ReviewState::Claimed);

    let refused = rejected(claim.id, ErrorCode::Conflict, "ben has claimed this review");
    bed.vault.record_results(&[refused], None).unwrap();
    let review = bed.vault.review(&review_id).unwrap();
    assert_eq!((review.state, review.claim), (ReviewState::Open, None));

    let verdict = bed.verdict(&id("rec_1"), &review_id);
    let refused = rejected(verdict.id, ErrorCode::PermissionDenied, "ann is a member");
    bed.vault.record_results(&[refused], None).unwrap();
    assert_eq!(bed.vault.review(&review_id).unwrap().verdicts[0].standing, Standing::Pending);
}

#[derive(Clone, Debug)]
enum Step {
    Flag,
    Claim,
    Release,
    Verdict,
    /// The outbox's first ones travel, with or without the reply.
    Send {
        take: usize,
        reply: bool,
    },
    Feed,
    /// Somebody else decides.
    Other,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        2 => Just(Step::Flag),
        1 => Just(Step::Claim),
        1 => Just(Step::Release),
        3 => Just(Step::Verdict),
        3 => (0usize..4, any::<bool>()).prop_map(|(take, reply)| Step::Send { take, reply }),
        3 => Just(Step::Feed),
        1 => Just(Step::Other),
    ];
    prop::collection::vec(step, 1..24)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    /// After every step the row is what the server said last with what waits on top; and when all has travelled
    /// and come back it is what the server has.
    #[test]
    fn a_projection_is_the_confirmed_state_and_what_waits(steps in steps()) {
        let bed = Bed::new().signed_in();
        let client_id = bed.vault.client_id().to_owned();
        let rec = id("rec_1");
        bed.receive(&[("rec_1", b"1")]);
        let (_, review_id) = bed.flag(&rec);
        let mut server = Server::default();
        let mut confirmed: Option<Review> = None;
        let end = [Step::Send { take: 99, reply: true }, Step::Feed];
        for step in steps.into_iter().chain(end) {
            let base_version = confirmed.as_ref().map_or(0, |review| review.version);
            match step {
                Step::Flag => { bed.flag(&rec); }
                Step::Claim => {
                    let claim = Claim { review_id: review_id.clone(), recording_id: rec.clone(), base_version };
                    bed.perform(MutationKind::Claim(claim));
                }
                Step::Release => {
                    let release = Release { review_id: review_id.clone(), recording_id: rec.clone() };
                    bed.perform(MutationKind::Release(release));
                }
                Step::Verdict => { bed.verdict(&rec, &review_id); }
                Step::Send { take, reply } => {
                    let mut results = Vec::new();
                    for mutation in bed.vault.next_batch().unwrap().into_iter().take(take) {
                        let decision = server.take(&mutation.kind, mutation.at, &client_id);
                        let competes = decision == Decision::Competing;
                        results.push(result(&mutation, if competes { Outcome::Competing } else { Outcome::Applied }));
                    }
                    if reply {
                        bed.vault.record_results(&results, None).unwrap();
                    }
                }
                Step::Feed => if let Some(review) = &server.review {
                    confirmed = Some(review.clone());
                    bed.vault.apply_page(&page(vec![Change::Review(Box::new(review.clone()))])).unwrap();
                },
                Step::Other => if server.review.is_some() {
                    let verdict_id = hindsight_domain::VerdictId::new(bed.clock.now(), &*bed.chance);
                    let other = bed.mutation(super::bed::verdict_kind(&rec, &review_id, verdict_id));
                    server.take(&other.kind, other.at, "another console");
                },
            }
            let pending = bed.vault.database().read(|c| outbox::pending_of(c, &rec)).unwrap();
            let expected = projection(confirmed.as_ref(), &pending, &client_id);
            prop_assert_eq!(bed.vault.review_of(&rec).unwrap(), expected);
        }
        prop_assert_eq!(bed.vault.review_of(&rec).unwrap(), server.review);
    }
}
