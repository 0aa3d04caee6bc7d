//! What people did, on its way to the server: once, in order, whatever happens between.

use std::time::Duration;

use hindsight_contract::view::Delivery;
use hindsight_domain::{Kind, Role, VerdictKind};
use hindsight_sync::{Pushed, SyncError, Wanted, push_once, sync, upload};

use crate::lab::{Console, Lab};
use crate::made::{events, id};
use crate::meddler::Deed;

/// Two reviewers who both have the recording `run`, flagged.
async fn two(lab: &Lab) -> (Console, Console) {
    let ann = lab.console("a", "ann", Role::Reviewer).await;
    ann.import("run", Kind::Agent, vec![events(0, &["alpha"])]);
    ann.flag("run");
    upload(&ann.vault, &ann.remote, &id("run"), &ann.trip).await.unwrap();
    let ben = lab.console("b", "ben", Role::Reviewer).await;
    for console in [&ann, &ben] {
        console.sync(&Wanted::All).await.unwrap();
    }
    lab.meddler.asked();
    (ann, ben)
}

#[tokio::test]
async fn a_lost_reply_doubles_nothing() {
    let lab = Lab::new().await;
    let (ann, ben) = two(&lab).await;
    ann.note("run", "once");
    lab.meddler.once("POST /sync/v1/mutations", Deed::Lost);
    let synced = ann.sync(&Wanted::None).await.unwrap();
    assert_eq!(synced.report.sent, 1, "the console hears of it once");
    let calls = lab.meddler.asked();
    assert_eq!(calls.iter().filter(|name| name.contains("mutations")).count(), 2, "{calls:?}");
    ben.sync(&Wanted::None).await.unwrap();
    assert_eq!(ben.vault.notes(&id("run")).unwrap().items.len(), 1);
}

#[tokio::test]
async fn what_is_done_offline_waits_and_goes_when_there_is_a_network() {
    let mut lab = Lab::new().await;
    let (mut ann, _) = two(&lab).await;
    lab.stop().await;
    ann.note("run", "in the train");
    let error = ann.sync(&Wanted::All).await.unwrap_err();
    assert!(error.is_offline(), "{error}");
    assert!(ann.vault.account().unwrap().unwrap().offline_since.is_some());
    assert_eq!(ann.waiting()[0].0, "note");

    lab.start().await;
    ann.moved_with(&lab);
    ann.clock.advance(90 * 60_000);
    assert_eq!(ann.sync(&Wanted::None).await.unwrap().report.sent, 1);
    let account = ann.vault.account().unwrap().unwrap();
    assert_eq!(account.offline_since, None);
    let skew_ms = account.clock_skew_ms.unwrap();
    // What passed since the answer was written is real time: a minute of it, on a machine that has much to do. Both
    // times are cut to milliseconds, so it can seem a little more than 90 minutes too.
    assert!(
        (90 * 60_000 - 60_000..=90 * 60_000 + 1_000).contains(&skew_ms),
        "this clock is 90 minutes ahead, not {skew_ms} ms"
    );
}

#[tokio::test]
async fn two_verdicts_that_could_not_see_each_other_compete() {
    let lab = Lab::new().await;
    let (ann, ben) = two(&lab).await;
    ann.verdict("run", VerdictKind::Approve);
    ben.verdict("run", VerdictKind::Violation);
    let (first, second) = (ann.sync(&Wanted::None).await.unwrap(), ben.sync(&Wanted::None).await.unwrap());
    assert_eq!((first.report.conflicts, second.report.conflicts), (0, 1));
    ann.sync(&Wanted::None).await.unwrap();
    for console in [&ann, &ben] {
        let review = console.vault.review_of(&id("run")).unwrap().unwrap();
        assert_eq!(review.verdicts.len(), 2);
        assert!(review.has_competing_verdicts());
    }
}

#[tokio::test]
async fn one_mutation_that_the_server_cannot_read_parks_alone() {
    let lab = Lab::new().await;
    let (ann, _) = two(&lab).await;
    for text in ["one", "two", "poison", "four", "five"] {
        ann.note("run", text);
    }
    let refusal =
        r#"{"success":false,"error":{"code":"VALIDATION_ERROR","message":"unreadable","timestamp":0}}"#;
    lab.meddler.set(move |asked| {
        let poisoned = String::from_utf8_lossy(&asked.body).contains("poison");
        if asked.name.contains("mutations") && poisoned { Deed::Instead(400, refusal) } else { Deed::Pass }
    });
    let synced = ann.sync(&Wanted::None).await.unwrap();
    assert_eq!((synced.report.sent, synced.report.parked), (4, 1));
    assert_eq!(ann.waiting(), [("note".to_owned(), Some("unreadable".to_owned()))]);
}

#[tokio::test]
async fn a_server_that_fails_at_mutations_still_gives_its_feed() {
    let lab = Lab::new().await;
    let (ann, ben) = two(&lab).await;
    ann.note("run", "from ann");
    ann.sync(&Wanted::None).await.unwrap();
    ben.note("run", "from ben");
    lab.meddler.set(|asked| match asked.name.contains("mutations") {
        true => Deed::Instead(500, "{}"),
        false => Deed::Pass,
    });
    let error = ben.sync(&Wanted::None).await.unwrap_err();
    assert!(matches!(error, SyncError::ServerFault { status: 500, .. }), "{error}");
    assert_eq!(ben.vault.notes(&id("run")).unwrap().items.len(), 2, "his own, and hers that came");
    let waiting = ben.waiting();
    assert!(waiting[0].1.as_ref().unwrap().contains("failed"), "it waits with the reason: {waiting:?}");
}

#[tokio::test]
async fn a_store_that_is_busy_parks_nothing() {
    let lab = Lab::new().await;
    let (ann, _) = two(&lab).await;
    ann.note("run", "patience");
    lab.meddler.set(|asked| {
        if !asked.name.contains("mutations") {
            return Deed::Pass;
        }
        Deed::Changed(Box::new(|bytes| {
            let mut reply: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
            reply["results"][0]["outcome"] = "rejected".into();
            reply["results"][0]["error"] =
                serde_json::json!({ "code": "STORE_UNAVAILABLE", "message": "busy", "timestamp": 0 });
            reply.to_string().into()
        }))
    });
    let error = ann.sync(&Wanted::None).await.unwrap_err();
    assert!(matches!(error, SyncError::ServerFault { status: 503, .. }), "{error}");
    assert_eq!(ann.vault.parked_count().unwrap(), 0);
    lab.meddler.rest();
    ann.sync(&Wanted::None).await.unwrap();
    assert!(ann.waiting().is_empty());
}

#[tokio::test]
async fn an_ended_session_loses_nothing() {
    let lab = Lab::new().await;
    let (ann, _) = two(&lab).await;
    ann.note("run", "kept");
    let refusal = r#"{"success":false,"error":{"code":"UNAUTHORIZED","message":"revoked","timestamp":0}}"#;
    lab.meddler.set(move |_| Deed::Instead(401, refusal));
    let error = ann.sync(&Wanted::All).await.unwrap_err();
    assert!(matches!(&error, SyncError::SignedOut { reason, .. } if reason == "revoked"), "{error}");
    lab.meddler.rest();
    assert_eq!(ann.sync(&Wanted::None).await.unwrap().report.sent, 1);
}

#[tokio::test]
async fn a_verdict_goes_out_at_once_where_it_can() {
    let lab = Lab::new().await;
    let (ann, ben) = two(&lab).await;
    ann.verdict("run", VerdictKind::Approve);
    let pushed = push_once(&ann.vault, &ann.remote, Duration::from_secs(30), &ann.trip).await.unwrap();
    assert!(matches!(pushed, Pushed::Sent(report) if report.sent == 1));
    assert!(!lab.meddler.asked().iter().any(|name| name.contains("feed")), "it did no more than that");

    ben.note("run", "slow");
    lab.meddler.once("POST /sync/v1/mutations", Deed::Lost);
    let none = push_once(&ben.vault, &ben.remote, Duration::ZERO, &ben.trip).await.unwrap_err();
    assert!(none.is_offline(), "{none}");
    assert_eq!(ben.waiting().len(), 1);
}

#[tokio::test]
async fn one_process_syncs_and_the_others_leave_it_to_it() {
    let lab = Lab::new().await;
    let (ann, _) = two(&lab).await;
    let leader = ann.vault.try_lead().unwrap().unwrap();
    assert!(matches!(ann.sync(&Wanted::All).await, Err(SyncError::AnotherSyncs)));
    ann.note("run", "for the leader");
    let pushed = push_once(&ann.vault, &ann.remote, Duration::from_secs(30), &ann.trip).await.unwrap();
    assert_eq!(pushed, Pushed::LeftToLeader);
    drop(leader);
    assert_eq!(ann.sync(&Wanted::None).await.unwrap().report.sent, 1);
}

#[tokio::test]
async fn a_cancelled_sync_leaves_what_the_next_one_needs() {
    let lab = Lab::new().await;
    let (ann, _) = two(&lab).await;
    ann.note("run", "later");
    ann.trip.cancel.cancel();
    assert!(matches!(ann.sync(&Wanted::All).await, Err(SyncError::Cancelled)));
    let trip = hindsight_sync::Trip { cancel: Default::default(), ..ann.trip.clone() };
    assert_eq!(sync(&ann.vault, &ann.remote, &Wanted::All, &trip).await.unwrap().report.sent, 1);
    assert!(ann.vault.outbox().unwrap().items.is_empty());
}

#[tokio::test]
async fn what_was_sent_is_told_as_sent() {
    let lab = Lab::new().await;
    let (ann, _) = two(&lab).await;
    ann.note("run", "x");
    let mutation = ann.vault.outbox().unwrap().items[0].id.parse().unwrap();
    assert_eq!(ann.vault.delivery(mutation).unwrap(), Some(Delivery::Queued));
    ann.sync(&Wanted::None).await.unwrap();
    assert_eq!(ann.vault.delivery(mutation).unwrap(), Some(Delivery::Sent));
}

#[test]
fn a_sync_may_move_between_threads() {
    fn sends<T: Send>(_: impl Fn(Console) -> T) {}
    sends(|console| async move {
        let _ = console.sync(&Wanted::All).await;
        let _ = upload(&console.vault, &console.remote, &id("x"), &console.trip).await;
        let _ = push_once(&console.vault, &console.remote, Duration::ZERO, &console.trip).await;
    });
}
