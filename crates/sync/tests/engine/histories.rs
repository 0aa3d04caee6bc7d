//! A server whose history is another one than the console remembers.

use std::path::Path;
use std::time::Duration;

use hindsight_contract::view::SyncReport;
use hindsight_domain::{Kind, Role, VerdictKind};
use hindsight_sync::{Pushed, SyncError, Wanted, push_once, upload};

use crate::lab::{Console, Lab};
use crate::made::{events, id};
use crate::meddler::Deed;

async fn with_run(lab: &Lab) -> Console {
    let ann = lab.console("a", "ann", Role::Reviewer).await;
    ann.import("run", Kind::Agent, vec![events(0, &["alpha"])]);
    ann.flag("run");
    upload(&ann.vault, &ann.remote, &id("run"), &ann.trip).await.unwrap();
    ann.sync(&Wanted::All).await.unwrap();
    ann
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[tokio::test]
async fn a_server_restored_from_a_backup_gets_back_what_it_had_acknowledged() {
    let mut lab = Lab::new().await;
    let mut ann = with_run(&lab).await;
    let backup = lab.dir.path().join("backup");
    lab.stop().await;
    copy(&lab.server_dir(), &backup);
    lab.start().await;
    ann.moved_with(&lab);

    ann.verdict("run", VerdictKind::Approve);
    ann.import("later", Kind::Agent, vec![events(0, &["beta"])]);
    ann.flag("later");
    upload(&ann.vault, &ann.remote, &id("later"), &ann.trip).await.unwrap();
    ann.sync(&Wanted::All).await.unwrap();
    assert!(ann.waiting().is_empty());

    lab.stop().await;
    std::fs::remove_dir_all(lab.server_dir()).unwrap();
    copy(&backup, &lab.server_dir());
    lab.start().await;
    ann.moved_with(&lab);

    let synced = ann.sync(&Wanted::All).await.unwrap();
    assert!(synced.rebuilt);
    assert_eq!(
        synced.report.sent, 3,
        "verdict, recording and flag were lost; the rest was known: {:?}",
        synced.report
    );
    assert!(ann.waiting().is_empty() && ann.has("later") && ann.has("run"));

    let ben = lab.console("b", "ben", Role::Reviewer).await;
    ben.sync(&Wanted::All).await.unwrap();
    assert!(ben.has("later"));
    assert_eq!(ben.vault.review_of(&id("run")).unwrap().unwrap().verdicts.len(), 1);
    assert_eq!(ben.vault.review_of(&id("later")).unwrap().unwrap().flags.len(), 1);
}

/// Ann's verdict is acknowledged by the brief push that follows it, in a process that ends then, and lost by the
/// server that is restored from a backup of before; ben's notes bring that server further than it ever was.
async fn acknowledged_and_lost(lab: &mut Lab) -> (Console, Console) {
    let ann = with_run(lab).await;
    let ben = lab.console("b", "ben", Role::Reviewer).await;
    ben.sync(&Wanted::All).await.unwrap();
    let backup = lab.dir.path().join("backup");
    lab.stop().await;
    copy(&lab.server_dir(), &backup);
    lab.start().await;

    let ann = ann.another_process(lab);
    ann.verdict("run", VerdictKind::Approve);
    assert!(matches!(pushed(&ann).await, Pushed::Sent(SyncReport { sent: 1, .. })));

    lab.stop().await;
    std::fs::remove_dir_all(lab.server_dir()).unwrap();
    copy(&backup, &lab.server_dir());
    lab.start().await;
    let ben = ben.another_process(lab);
    for n in 0..20 {
        ben.note("run", &format!("note {n}"));
    }
    ben.sync(&Wanted::None).await.unwrap();
    (ann.another_process(lab), ben)
}

async fn pushed(console: &Console) -> Pushed {
    push_once(&console.vault, &console.remote, Duration::from_secs(60), &console.trip).await.unwrap()
}

async fn both_have_all(ann: &Console, ben: &Console) {
    ben.sync(&Wanted::None).await.unwrap();
    for console in [ann, ben] {
        assert!(console.waiting().is_empty());
        let review = console.vault.review_of(&id("run")).unwrap().unwrap();
        assert_eq!((review.flags.len(), review.verdicts.len()), (1, 1), "nothing lost, nothing doubled");
    }
    let notes = |console: &Console| console.vault.notes(&id("run")).unwrap().items;
    assert_eq!(notes(ann), notes(ben));
}

#[tokio::test]
async fn what_was_acknowledged_between_two_syncs_outlives_the_process_and_the_backup() {
    let mut lab = Lab::new().await;
    let (ann, ben) = acknowledged_and_lost(&mut lab).await;
    let synced = ann.sync(&Wanted::All).await.unwrap();
    assert!(synced.rebuilt);
    assert_eq!(synced.report.sent, 1, "the verdict was lost; the rest was known: {:?}", synced.report);
    both_have_all(&ann, &ben).await;
    assert!(!ann.sync(&Wanted::All).await.unwrap().rebuilt, "once");
}

#[tokio::test]
async fn a_later_acknowledgement_does_not_hide_an_earlier_one_that_is_lost() {
    let mut lab = Lab::new().await;
    let (ann, ben) = acknowledged_and_lost(&mut lab).await;
    ann.note("run", "said to the restored server");
    assert!(matches!(pushed(&ann).await, Pushed::Sent(SyncReport { sent: 2, .. })), "the verdict again too");
    let ann = ann.another_process(&lab);
    ann.sync(&Wanted::All).await.unwrap();
    both_have_all(&ann, &ben).await;
    assert_eq!(ben.vault.notes(&id("run")).unwrap().items.len(), 21);
}

#[tokio::test]
async fn what_a_restored_server_cannot_take_yet_goes_once_it_can() {
    let mut lab = Lab::new().await;
    let ann = with_run(&lab).await;
    let backup = lab.dir.path().join("backup");
    lab.stop().await;
    copy(&lab.server_dir(), &backup);
    lab.start().await;
    let ann = ann.another_process(&lab);
    ann.import("later", Kind::Agent, vec![events(0, &["beta"])]);
    ann.flag("later");
    upload(&ann.vault, &ann.remote, &id("later"), &ann.trip).await.unwrap();
    let ben = lab.console("b", "ben", Role::Reviewer).await;
    ben.sync(&Wanted::All).await.unwrap();
    ben.verdict("later", VerdictKind::Approve);
    ben.note("later", "remark");
    ben.sync(&Wanted::All).await.unwrap();

    lab.stop().await;
    std::fs::remove_dir_all(lab.server_dir()).unwrap();
    copy(&backup, &lab.server_dir());
    lab.start().await;
    // His token went with the rest.
    let ben = Console { token: lab.token("ben", Role::Reviewer).await, ..ben }.another_process(&lab);
    ben.sync(&Wanted::All).await.unwrap();
    assert!(!ben.has("later"), "the server does not have it, and it was the server's");
    assert_eq!(ben.vault.parked_count().unwrap(), 2);

    let ann = ann.another_process(&lab);
    ann.sync(&Wanted::All).await.unwrap();
    for _ in 0..2 {
        ben.sync(&Wanted::All).await.unwrap();
    }
    ann.sync(&Wanted::All).await.unwrap();
    for console in [&ann, &ben] {
        assert!(console.has("later") && console.waiting().is_empty());
        let review = console.vault.review_of(&id("later")).unwrap().unwrap();
        assert_eq!((review.flags.len(), review.verdicts.len()), (1, 1));
        assert_eq!(console.vault.notes(&id("later")).unwrap().items.len(), 1);
    }
}

#[tokio::test]
async fn another_view_of_the_same_history_sends_nothing_again() {
    let lab = Lab::new().await;
    let ann = with_run(&lab).await;
    ann.note("run", "remark");
    ann.sync(&Wanted::All).await.unwrap();
    let another = Deed::Changed(Box::new(|bytes| {
        let mut page: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        page["epoch"] = "another".into();
        page.to_string().into()
    }));
    lab.meddler.once("GET /sync/v1/feed", another);
    lab.meddler.asked();
    let synced = ann.sync(&Wanted::All).await.unwrap();
    assert!(synced.rebuilt && synced.report.received > 0);
    let calls = lab.meddler.asked();
    assert!(!calls.iter().any(|call| call.starts_with("POST")), "{calls:?}");
    assert!(ann.has("run") && ann.waiting().is_empty());
}

#[tokio::test]
async fn a_forgotten_cursor_costs_a_rebuild_and_nothing_else() {
    let lab = Lab::new().await;
    let ann = with_run(&lab).await;
    let gone = r#"{"success":false,"error":{"code":"EPOCH_CHANGED","message":"other","timestamp":0}}"#;
    lab.meddler.once("GET /sync/v1/feed", Deed::Instead(409, gone));
    lab.meddler.asked();
    let synced = ann.sync(&Wanted::All).await.unwrap();
    assert!(synced.rebuilt);
    assert_eq!((synced.report.sent, synced.report.downloaded_bytes), (0, 0), "all was known, blobs stay");
    assert!(ann.has("run") && ann.waiting().is_empty());
    assert!(!ann.sync(&Wanted::All).await.unwrap().rebuilt, "once");
}

#[tokio::test]
async fn a_changed_epoch_erases_what_is_not_listed_again() {
    let lab = Lab::new().await;
    let ann = with_run(&lab).await;
    ann.import("mine", Kind::Agent, vec![events(0, &["local"])]);
    let ben = lab.console("b", "ben", Role::Reviewer).await;
    ben.sync(&Wanted::All).await.unwrap();
    ben.import("his", Kind::Agent, vec![events(0, &["gamma"])]);
    lab.meddler.set(|asked| {
        if !asked.name.starts_with("GET /sync/v1/feed") {
            return Deed::Pass;
        }
        Deed::Changed(Box::new(|bytes| {
            let mut page: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
            page["epoch"] = "another".into();
            page["entries"] = serde_json::json!([]);
            page.to_string().into()
        }))
    });
    let synced = ben.sync(&Wanted::All).await.unwrap();
    assert!(synced.rebuilt);
    assert!(!ben.has("run"), "it is not for him any more");
    assert!(ben.has("his"), "what only he has is nobody else's to erase");
    assert_eq!(ben.finds("alpha"), 0);
}

#[tokio::test]
async fn another_store_at_the_same_address_is_not_mistaken_for_the_old_one() {
    let lab = Lab::new().await;
    let ann = with_run(&lab).await;
    let gone = r#"{"success":false,"error":{"code":"EPOCH_CHANGED","message":"other","timestamp":0}}"#;
    let who =
        r#"{"user":"ann","role":"reviewer","server_id":"new","version":"0","at":"2026-01-01T00:00:00.000Z"}"#;
    lab.meddler.set(move |asked| {
        if asked.name.contains("feed") {
            Deed::Instead(409, gone)
        } else if asked.name.contains("whoami") {
            Deed::Instead(200, who)
        } else {
            Deed::Pass
        }
    });
    let error = ann.sync(&Wanted::All).await.unwrap_err();
    assert!(matches!(error, SyncError::OtherServer { .. }), "{error}");
    assert!(ann.has("run"), "nothing was erased");
}

#[tokio::test]
async fn a_history_that_changes_without_end_is_not_followed_without_end() {
    let lab = Lab::new().await;
    let ann = with_run(&lab).await;
    let gone = r#"{"success":false,"error":{"code":"EPOCH_CHANGED","message":"other","timestamp":0}}"#;
    lab.meddler.set(move |asked| match asked.name.contains("feed") {
        true => Deed::Instead(409, gone),
        false => Deed::Pass,
    });
    assert!(matches!(ann.sync(&Wanted::All).await, Err(SyncError::EpochChanged { .. })));
    lab.meddler.rest();
    ann.sync(&Wanted::All).await.unwrap();
    assert!(ann.has("run"));
}

#[tokio::test]
async fn a_feed_too_large_for_one_page_comes_in_smaller_ones() {
    let lab = Lab::new().await;
    let ann = with_run(&lab).await;
    for n in 0..30 {
        ann.note("run", &format!("note {n}"));
    }
    ann.sync(&Wanted::None).await.unwrap();
    let ben = lab.console("b", "ben", Role::Reviewer).await;
    lab.meddler.set(|asked| match asked.name.contains("limit=1000") {
        true => Deed::Changed(Box::new(|_| vec![b' '; 65 << 20])),
        false => Deed::Pass,
    });
    ben.sync(&Wanted::All).await.unwrap();
    assert_eq!(ben.vault.notes(&id("run")).unwrap().items.len(), 30);
}
