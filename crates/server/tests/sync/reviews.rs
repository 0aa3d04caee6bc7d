//! Reviews between several consoles: one review, many names; one decision, or several that compete.

use hindsight_contract::error::ErrorCode;
use hindsight_contract::sync::{MutationResult, Outcome};
use hindsight_domain::{ReviewState, Role, Standing, VerdictKind};

use crate::made::{claim, flag, flag_seen, outcomes, put_recording, release, reviews, the_review, verdict};
use crate::server::fresh;

fn refusal(result: &MutationResult) -> ErrorCode {
    result.error.as_ref().expect("it should have been refused").code
}

fn review_id(result: &MutationResult) -> &str {
    result.review_id.as_ref().expect("it belongs to a review").as_str()
}

#[tokio::test]
async fn two_flags_meet_in_one_review_and_the_later_name_works_for_ever() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Reviewer).await;
    let bob = server.client("bob", Role::Reviewer).await;
    put_recording(&ann, 1, "r", 1).await;
    let first = ann.post(&[flag(2, "r", "rev_ann")]).await;
    let second = bob.post(&[flag(3, "r", "rev_bob")]).await;
    assert_eq!((review_id(&first[0]), review_id(&second[0])), ("rev_ann", "rev_ann"));
    let review = the_review(&ann).await;
    assert_eq!(
        review.aliases.iter().map(hindsight_domain::ReviewId::as_str).collect::<Vec<_>>(),
        ["rev_bob"]
    );
    assert_eq!(review.flags.len(), 2);

    let results =
        bob.post(&[claim(4, "r", "rev_bob", 1), verdict(5, "r", "rev_bob", 2, VerdictKind::Violation)]).await;
    assert_eq!(outcomes(&results), [Outcome::Applied; 2]);
    let seen = the_review(&bob).await.version;
    let reopened = bob.post(&[flag_seen(6, "r", "rev_bob", seen)]).await;
    assert_eq!(review_id(&reopened[0]), "rev_ann");
    assert_eq!(the_review(&ann).await.state, ReviewState::Reopened);
}

#[tokio::test]
async fn a_name_is_of_one_review() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Reviewer).await;
    put_recording(&ann, 1, "r", 1).await;
    put_recording(&ann, 2, "s", 1).await;
    ann.post(&[flag(3, "r", "rev_r"), flag(4, "s", "rev_s"), flag(5, "s", "rev_s2")]).await;
    let results = ann
        .post(&[
            flag(6, "s", "rev_r"),
            flag(7, "r", "rev_s2"),
            claim(8, "r", "rev_s", 1),
            verdict(9, "s", "rev_r", 1, VerdictKind::Approve),
        ])
        .await;
    assert!(results.iter().all(|result| refusal(result) == ErrorCode::Conflict), "{results:?}");
    for review in reviews(&ann.pull(None, 500).await.0) {
        assert_eq!((review.state, review.version), (ReviewState::Open, 1), "nothing was changed");
        assert!(review.flags.iter().all(|flag| flag.recording_id == review.recording_id));
    }
}

#[tokio::test]
async fn what_a_server_lost_comes_back_from_whichever_console_is_first() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Reviewer).await;
    let bob = server.client("bob", Role::Reviewer).await;
    put_recording(&ann, 1, "r", 1).await;
    ann.post(&[flag(2, "r", "rev_ann")]).await;
    // Bob decided on a name that this server never heard of: his own flag's, which it has lost.
    let results = bob.post(&[verdict(3, "r", "rev_lost", 5, VerdictKind::Violation)]).await;
    assert_eq!(outcomes(&results), [Outcome::Applied]);
    assert_eq!(review_id(&results[0]), "rev_ann");
    let again = bob.post(&[flag(4, "r", "rev_lost")]).await;
    assert_eq!(review_id(&again[0]), "rev_ann");
}

#[tokio::test]
async fn verdicts_that_could_not_see_each_other_are_both_kept_and_a_supervisor_ends_it() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Reviewer).await;
    let bob = server.client("bob", Role::Reviewer).await;
    let sup = server.client("sup", Role::Supervisor).await;
    put_recording(&ann, 1, "r", 1).await;
    ann.post(&[flag(2, "r", "rev_r")]).await;
    let of_ann = ann.post(&[verdict(3, "r", "rev_r", 1, VerdictKind::Violation)]).await;
    let of_bob = bob.post(&[verdict(4, "r", "rev_r", 1, VerdictKind::Approve)]).await;
    assert_eq!((outcomes(&of_ann), outcomes(&of_bob)), (vec![Outcome::Applied], vec![Outcome::Competing]));

    let review = the_review(&ann).await;
    assert_eq!(review.state, ReviewState::Escalated);
    assert!(review.verdicts.iter().all(|verdict| verdict.standing == Standing::Competing));
    let reviewers: Vec<_> = review.verdicts.iter().map(|verdict| verdict.reviewer.as_str()).collect();
    assert_eq!(reviewers, ["ann", "bob"]);

    sup.post(&[verdict(5, "r", "rev_r", review.version, VerdictKind::Violation)]).await;
    let review = the_review(&bob).await;
    assert_eq!((review.state, review.verdicts.len()), (ReviewState::Closed, 3));
    assert_eq!(review.verdicts[2].standing, Standing::Accepted);
}

#[tokio::test]
async fn the_same_person_at_two_laptops_competes_too() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Reviewer).await;
    put_recording(&ann, 1, "r", 1).await;
    ann.post(&[flag(2, "r", "rev_r"), verdict(3, "r", "rev_r", 1, VerdictKind::Violation)]).await;
    let late = ann.at("the other laptop").post(&[verdict(4, "r", "rev_r", 1, VerdictKind::Approve)]).await;
    assert_eq!(outcomes(&late), [Outcome::Competing]);
}

#[tokio::test]
async fn a_claim_keeps_others_out_until_it_ends() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Reviewer).await;
    let bob = server.client("bob", Role::Reviewer).await;
    let sup = server.client("sup", Role::Supervisor).await;
    put_recording(&ann, 1, "r", 1).await;
    ann.post(&[flag(2, "r", "rev_r"), claim(3, "r", "rev_r", 1)]).await;
    let lease = the_review(&bob).await.claim.unwrap();
    assert_eq!((lease.by.as_str(), lease.client_id.as_str()), ("ann", ann.console.as_str()));
    for tried in [claim(4, "r", "rev_r", 2), release(5, "r", "rev_r")] {
        assert_eq!(refusal(&bob.post(&[tried]).await[0]), ErrorCode::Conflict);
    }
    assert_eq!(outcomes(&sup.post(&[release(6, "r", "rev_r")]).await), [Outcome::Applied]);
    assert_eq!(outcomes(&bob.post(&[claim(7, "r", "rev_r", 3)]).await), [Outcome::Applied]);

    server.clock.advance(hindsight_domain::LEASE_MS + 1);
    let version = the_review(&ann).await.version;
    assert_eq!(outcomes(&ann.post(&[claim(8, "r", "rev_r", version)]).await), [Outcome::Applied]);
}

#[tokio::test]
async fn a_member_flags_what_is_its_own_and_decides_nothing() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let bob = server.client("bob", Role::Member).await;
    let rev = server.client("rev", Role::Reviewer).await;
    put_recording(&ann, 1, "r", 1).await;
    assert_eq!(refusal(&bob.post(&[flag(2, "r", "rev_bob")]).await[0]), ErrorCode::NotFound);
    assert_eq!(
        refusal(&rev.post(&[flag(3, "r", "rev_rev")]).await[0]),
        ErrorCode::NotFound,
        "nobody flagged it yet"
    );
    assert_eq!(outcomes(&ann.post(&[flag(4, "r", "rev_r")]).await), [Outcome::Applied]);
    for tried in [
        claim(5, "r", "rev_r", 1),
        release(6, "r", "rev_r"),
        verdict(7, "r", "rev_r", 1, VerdictKind::Approve),
        // What is refused leaves no name behind.
        claim(8, "r", "rev_other", 1),
    ] {
        assert_eq!(refusal(&ann.post(&[tried]).await[0]), ErrorCode::PermissionDenied);
    }
    let review = the_review(&ann).await;
    assert_eq!((review.version, review.aliases.len()), (1, 0));
}

#[tokio::test]
async fn a_verdict_needs_a_review_a_reason_and_an_id_of_its_own() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Reviewer).await;
    put_recording(&ann, 1, "r", 1).await;
    let unflagged = ann.post(&[verdict(2, "r", "rev_r", 0, VerdictKind::Approve)]).await;
    assert_eq!(refusal(&unflagged[0]), ErrorCode::NotFound);
    ann.post(&[flag(3, "r", "rev_r")]).await;

    let with = |n: u64, change: &dyn Fn(&mut hindsight_domain::GiveVerdict)| {
        let mut given = verdict(n, "r", "rev_r", 1, VerdictKind::Approve);
        let hindsight_domain::MutationKind::Verdict(give) = &mut given.kind else { panic!("a verdict") };
        change(give);
        given
    };
    for (given, expected) in [
        (with(4, &|give| give.statement.reason = "because".into()), ErrorCode::ValidationError),
        (with(5, &|give| give.statement.reason = "other".into()), ErrorCode::ValidationError),
        (with(6, &|give| give.statement.note = Some("x".repeat(20_001))), ErrorCode::ValidationError),
        (with(7, &|give| give.statement.v = 2), ErrorCode::ValidationError),
        (
            with(8, &|give| give.verdict_id = hindsight_domain::VerdictId::given("flg_3").unwrap()),
            ErrorCode::Conflict,
        ),
    ] {
        assert_eq!(refusal(&ann.post(&[given]).await[0]), expected);
    }
    assert!(the_review(&ann).await.verdicts.is_empty());
    assert_eq!(outcomes(&ann.post(&[with(9, &|_| {})]).await), [Outcome::Applied]);
    let other = with(10, &|give| give.verdict_id = hindsight_domain::VerdictId::given("vrd_9").unwrap());
    assert_eq!(refusal(&ann.post(&[other]).await[0]), ErrorCode::Conflict, "its time and its id differ");
    assert_eq!(the_review(&ann).await.verdicts.len(), 1);
}
