//! A server that was restored from a backup knows less than its clients, and says so.

use std::fs;
use std::path::Path;

use hindsight_contract::error::ErrorCode;
use hindsight_contract::sync::{FeedPage, Outcome};
use hindsight_domain::Role;
use tempfile::TempDir;

use crate::made::{flag, note, outcomes, put_recording, verdict, words};
use crate::server::{Client, Server, code};

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

async fn from(
    client: &Client,
    cursor: &str,
    witness: Option<&str>,
) -> Result<FeedPage, hindsight_contract::error::ErrorBody> {
    let witness = witness.map(|witness| format!("&witness={witness}")).unwrap_or_default();
    client.get(&format!("feed?cursor={cursor}{witness}")).await
}

#[tokio::test]
async fn a_restart_keeps_every_cursor() {
    let dir = TempDir::new().unwrap();
    let server = Server::start(dir.path()).await;
    let ann = server.client("ann", Role::Member).await;
    put_recording(&ann, 1, "r", 1).await;
    let (_, cursor) = ann.pull(None, 500).await;
    server.stop().await;
    let server = Server::start(dir.path()).await;
    let ann = ann.of(&server);
    ann.post(&[note(2, "r", "later")]).await;
    assert_eq!(words(&[from(&ann, &cursor, None).await.unwrap()]), ["note not_2"]);
}

#[tokio::test]
async fn a_server_from_an_older_backup_refuses_the_cursors_of_the_time_it_lost() {
    let dir = TempDir::new().unwrap();
    let (live, backup) = (dir.path().join("live"), dir.path().join("backup"));
    let server = Server::start(&live).await;
    let ann = server.client("ann", Role::Reviewer).await;
    put_recording(&ann, 1, "r", 1).await;
    let (_, early) = ann.pull(None, 500).await;
    let said = [flag(2, "r", "rev_r"), verdict(3, "r", "rev_r", 1, hindsight_domain::VerdictKind::Violation)];
    server.stop().await;
    copy(&live, &backup);

    let server = Server::start(&live).await;
    let ann = ann.of(&server);
    let posted = ann.post_for(&said).await.unwrap();
    let witness = posted.witness.unwrap();
    let (_, late) = ann.pull(Some(&early), 500).await;
    assert!(from(&ann, &early, Some(&witness)).await.is_ok());
    server.stop().await;

    fs::remove_dir_all(&live).unwrap();
    copy(&backup, &live);
    let server = Server::start(&live).await;
    let ann = ann.of(&server);
    assert_eq!(code(from(&ann, &late, None).await), ErrorCode::EpochChanged);
    assert!(from(&ann, &early, None).await.is_ok(), "up to there the histories are one");
    assert_eq!(
        code(from(&ann, &early, Some(&witness)).await),
        ErrorCode::EpochChanged,
        "a client that was behind when it was acknowledged still learns that it was lost"
    );
    let more = [note(9, "r", "said behind what is lost")];
    assert_eq!(
        code(ann.post_behind(Some(&witness), &more).await),
        ErrorCode::EpochChanged,
        "nor is it taken for granted by who only sends"
    );
    assert!(!words(&[from(&ann, &early, None).await.unwrap()]).contains(&"note not_9".to_owned()));
    for n in 10..20 {
        ann.post(&[note(n, "r", "the restored server overtakes the lost one")]).await;
    }
    assert_eq!(code(from(&ann, &late, None).await), ErrorCode::EpochChanged);

    assert_eq!(code(ann.post_behind(Some(&witness), &more).await), ErrorCode::EpochChanged);
    assert_eq!(code(ann.post_behind(Some("9"), &more).await), ErrorCode::ValidationError);
    let (_, now) = ann.pull(None, 500).await;
    assert_eq!(outcomes(&ann.post_behind(Some(&now), &more).await.unwrap().results), [Outcome::Applied]);

    // What was lost comes again, under its old ids, and counts once.
    assert_eq!(outcomes(&ann.post(&said).await), [Outcome::Applied; 2]);
    assert!(ann.post(&said).await.iter().all(|result| result.repeated));
}
