use proptest::prelude::{Strategy, any, prop_assert, prop_oneof};

use super::*;
use crate::{Chance, FlagId, VerdictKind};

struct Fixed(u8);
impl Chance for Fixed {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.0);
    }
}

fn at(ms: i64) -> Timestamp {
    Timestamp::clamp_millis(1_772_366_400_000 + ms)
}

fn flag(n: u8, severity: Severity) -> Flag {
    Flag {
        id: FlagId::new(at(i64::from(n)), &Fixed(n)),
        recording_id: RecordingId::given("rec_1").unwrap(),
        reason: "looks wrong".into(),
        severity,
        at_ms: None,
        by: "ann".into(),
        source: FlagSource::Person,
        at: at(i64::from(n)),
    }
}

fn review(severity: Severity) -> Review {
    Review::open(ReviewId::given("rev_1").unwrap(), flag(1, severity), 1, at(0))
}

fn give(n: u8, base_version: u64, verdict: VerdictKind) -> GiveVerdict {
    GiveVerdict {
        verdict_id: VerdictId::new(at(i64::from(n)), &Fixed(n)),
        review_id: ReviewId::given("rev_1").unwrap(),
        recording_id: RecordingId::given("rec_1").unwrap(),
        base_version,
        statement: VerdictStatement {
            v: 1,
            verdict,
            reason: "policy_breach".into(),
            note: None,
            manifest_root: None,
            coverage: None,
            policy: None,
            model_version: None,
        },
    }
}

const ANN: Actor<'_> = Actor { user: "ann", role: Role::Reviewer, client_id: "laptop-a" };
const BEN: Actor<'_> = Actor { user: "ben", role: Role::Reviewer, client_id: "laptop-b" };
const SUE: Actor<'_> = Actor { user: "sue", role: Role::Supervisor, client_id: "laptop-s" };
const MAX: Actor<'_> = Actor { user: "max", role: Role::Member, client_id: "laptop-m" };

fn decide(review: &mut Review, give: &GiveVerdict, actor: Actor<'_>) -> Result<Decision, ReviewError> {
    review.apply(Transition::Verdict { give, at: at(9) }, actor, &Policy::shipped(), at(10))
}

fn standings(review: &Review) -> Vec<Standing> {
    review.verdicts.iter().map(|v| v.standing).collect()
}

#[test]
fn one_reviewer_closes_an_ordinary_review() {
    let mut review = review(Severity::High);
    assert_eq!(decide(&mut review, &give(1, 1, VerdictKind::Violation), ANN), Ok(Decision::Applied));
    assert_eq!((review.state, review.version), (ReviewState::Closed, 2));
}

#[test]
fn a_critical_review_needs_a_reviewer_and_a_supervisor_who_agree() {
    let mut review = review(Severity::Critical);
    decide(&mut review, &give(1, 1, VerdictKind::Violation), SUE).unwrap();
    assert_eq!(review.state, ReviewState::AwaitingCountersign, "nobody takes two seats");
    decide(&mut review, &give(2, 2, VerdictKind::Violation), SUE).unwrap();
    assert_eq!(
        review.state,
        ReviewState::AwaitingCountersign,
        "a second verdict of the same person is no quorum"
    );
    decide(&mut review, &give(3, 3, VerdictKind::Violation), ANN).unwrap();
    assert_eq!(review.state, ReviewState::Closed);
    assert_eq!(standings(&review), [Standing::Superseded, Standing::Accepted, Standing::Accepted]);
}

#[test]
fn two_verdicts_that_could_not_see_each_other_compete_until_a_supervisor_decides() {
    // Also when one person decided at two laptops, and also when they happen to agree.
    for second in [BEN, Actor { client_id: "laptop-2", ..ANN }] {
        let mut review = review(Severity::Medium);
        decide(&mut review, &give(1, 1, VerdictKind::Approve), ANN).unwrap();
        let late = give(2, 1, VerdictKind::Approve);
        assert_eq!(decide(&mut review, &late, second), Ok(Decision::Competing));
        assert_eq!(standings(&review), [Standing::Competing, Standing::Competing]);
        assert_eq!(review.state, ReviewState::Escalated, "a closed review comes back");

        let seen = review.version;
        decide(&mut review, &give(3, seen, VerdictKind::Approve), BEN).unwrap();
        assert_eq!(review.state, ReviewState::Escalated, "a reviewer does not end a conflict");
        let seen = review.version;
        decide(&mut review, &give(4, seen, VerdictKind::Violation), SUE).unwrap();
        assert_eq!(review.state, ReviewState::Closed);
        assert_eq!(review.verdicts.iter().filter(|v| v.competing).count(), 3, "what competed stays marked");
    }
}

#[test]
fn a_supervisor_who_has_not_seen_both_joins_the_conflict() {
    let mut review = review(Severity::Medium);
    decide(&mut review, &give(1, 1, VerdictKind::Approve), ANN).unwrap();
    decide(&mut review, &give(2, 1, VerdictKind::Violation), BEN).unwrap();
    assert_eq!(decide(&mut review, &give(3, 2, VerdictKind::Approve), SUE), Ok(Decision::Competing));
    assert_eq!(review.state, ReviewState::Escalated);
}

#[test]
fn a_flag_made_in_ignorance_of_the_verdict_leaves_the_review_closed() {
    let mut review = review(Severity::Medium);
    decide(&mut review, &give(1, 1, VerdictKind::Approve), ANN).unwrap();
    let mut add = |n, seen_version| {
        let transition = Transition::Flag { flag: flag(n, Severity::Low), seen_version };
        review.apply(transition, BEN, &Policy::shipped(), at(20)).unwrap();
        review.state
    };
    assert_eq!(add(2, 0), ReviewState::Closed);
    assert_eq!(add(3, 2), ReviewState::Reopened, "who has seen it closed opens it again");
}

#[test]
fn a_verdict_beside_anothers_claim_waits_for_the_claims_owner() {
    let mut review = review(Severity::Medium);
    review.apply(Transition::Claim { base_version: 1 }, BEN, &Policy::shipped(), at(1)).unwrap();
    assert_eq!(decide(&mut review, &give(1, 1, VerdictKind::Approve), ANN), Ok(Decision::Competing));
    assert_eq!(review.state, ReviewState::Claimed);
    let seen = review.version;
    decide(&mut review, &give(2, seen, VerdictKind::Approve), BEN).unwrap();
    assert_eq!(review.state, ReviewState::Closed, "its owner saw it and agrees");
}

#[test]
fn a_claim_holds_for_its_lease_and_a_supervisor_revokes_it() {
    let mut review = review(Severity::Medium);
    let policy = Policy::shipped();
    review.apply(Transition::Claim { base_version: 1 }, BEN, &policy, at(0)).unwrap();
    let claim = Transition::Claim { base_version: 2 };
    assert!(matches!(
        review.apply(claim.clone(), ANN, &policy, at(1)),
        Err(ReviewError::ClaimedByOther { .. })
    ));
    assert!(review.apply(Transition::Release, ANN, &policy, at(1)).is_err());
    assert_eq!(review.clone().apply(Transition::Release, SUE, &policy, at(1)), Ok(Decision::Applied));
    assert_eq!(review.apply(claim, ANN, &policy, at(LEASE_MS)), Ok(Decision::Applied), "a lease ends");
}

#[test]
fn what_may_not_be_is_refused_and_changes_nothing() {
    let mut unknown = give(1, 1, VerdictKind::Approve);
    unknown.statement.reason = "because".into();
    let mut wordless = give(2, 1, VerdictKind::Approve);
    wordless.statement.reason = "other".into();
    let mut newer = give(3, 1, VerdictKind::Approve);
    newer.statement.v = 2;
    for (give, actor) in
        [(unknown, ANN), (wordless, ANN), (newer, ANN), (give(4, 1, VerdictKind::Approve), MAX)]
    {
        let mut review = review(Severity::Medium);
        let before = review.clone();
        assert!(decide(&mut review, &give, actor).is_err());
        assert_eq!(review, before);
    }
}

#[test]
fn a_recording_that_grows_after_its_verdict_makes_the_review_stale() {
    let mut review = review(Severity::Medium);
    let policy = Policy::shipped();
    let unchanged = review.apply(Transition::RecordingChanged, ANN, &policy, at(1));
    assert_eq!(unchanged, Ok(Decision::Unchanged), "an open one has nothing to lose");
    decide(&mut review, &give(1, 1, VerdictKind::Approve), ANN).unwrap();
    review.apply(Transition::RecordingChanged, ANN, &policy, at(2)).unwrap();
    assert_eq!(review.state, ReviewState::Stale);
}

#[test]
fn what_waits_in_an_outbox_shows_but_does_not_count() {
    let mut review = review(Severity::Medium);
    let give = give(1, 1, VerdictKind::Approve);
    let mutation = Mutation {
        id: crate::MutationId::new(at(0), &Fixed(1)),
        at: at(3),
        kind: MutationKind::Verdict(give),
    };
    review.overlay(&mutation, ANN);
    review.overlay(&mutation, ANN);
    assert_eq!(standings(&review), [Standing::Pending]);
    assert_eq!((review.state, review.version), (ReviewState::Decided, 1));
}

fn kinds() -> impl Strategy<Value = VerdictKind> {
    prop_oneof![
        proptest::strategy::Just(VerdictKind::Approve),
        proptest::strategy::Just(VerdictKind::Violation)
    ]
}

proptest::proptest! {
    /// Whatever the order, the ignorance and the repetition: no verdict is lost or doubled, a review never
    /// closes with verdicts competing, and the version never goes back.
    #[test]
    fn no_verdict_is_ever_lost(
        severity in prop_oneof![proptest::strategy::Just(Severity::Medium), proptest::strategy::Just(Severity::Critical)],
        steps in proptest::collection::vec((0usize..3, 0u64..6, kinds(), any::<bool>(), 0u8..3), 1..25),
    ) {
        let mut review = review(severity);
        let mut given = 0;
        for (n, (who, base, kind, repeat, other)) in steps.into_iter().enumerate() {
            let actor = [ANN, BEN, SUE][who];
            let n = u8::try_from(n).unwrap();
            let before = review.version;
            match other {
                0 => { let _refused = review.apply(Transition::Claim { base_version: base }, actor, &Policy::shipped(), at(1)); }
                1 => {
                    let transition = Transition::Flag { flag: flag(100 + n, Severity::Low), seen_version: base };
                    review.apply(transition, actor, &Policy::shipped(), at(2)).unwrap();
                }
                _ => {
                    let give = give(n, base.min(review.version), kind);
                    decide(&mut review, &give, actor).unwrap();
                    if repeat { assert_eq!(decide(&mut review, &give, actor), Ok(Decision::Unchanged)); }
                    given += 1;
                }
            }
            prop_assert!(review.version >= before);
            prop_assert!(review.verdicts.len() == given);
            if review.state == ReviewState::Closed {
                prop_assert!(!review.has_competing_verdicts(), "{:?}", review.verdicts);
                prop_assert!(review.live().count() >= 1);
            }
        }
    }
}
