//! Uploads: cut and resumed, checked, private, and cleaned up.

use hindsight_contract::error::ErrorCode;
use hindsight_contract::sync::UploadState;
use hindsight_domain::{BlobHash, Role};
use hindsight_seal::Key;
use hindsight_server::store::uploads::KEPT_MS;
use serde_json::json;
use tempfile::TempDir;

use crate::made::{agent_recording, at, new_recording, put_recording};
use crate::server::{Server, code, fresh};

fn blob(len: usize) -> Vec<u8> {
    (0..len).map(|at| (at * 31 + at / 251) as u8).collect()
}

async fn resumed(key: Option<&Key>) {
    let dir = TempDir::new().unwrap();
    let server = Server::start_with(dir.path(), key).await;
    let ann = server.client("ann", Role::Member).await;
    let blob = blob(500_000);
    let hash = BlobHash::of(&blob);
    let state = ann.announce(&hash, 500_000).await.unwrap();
    assert_eq!((state.offset, state.complete), (0, false));
    ann.send(&hash, 0, &blob[..100_000]).await.unwrap();
    ann.send(&hash, 100_000, &blob[100_000..100_010]).await.unwrap();
    drop(server);

    let server = Server::start_with(dir.path(), key).await;
    let ann = ann.of(&server);
    let state: UploadState = ann.get(&format!("uploads/{hash}")).await.unwrap();
    assert_eq!((state.offset, state.complete), (100_010, false), "what was acknowledged is there");
    assert_eq!(ann.announce(&hash, 500_000).await.unwrap(), state);
    let again = ann.send(&hash, 100_000, &blob[100_000..100_010]).await.unwrap_err();
    assert_eq!((again.code, again.details), (ErrorCode::WrongOffset, Some(json!({ "offset": 100_010 }))));
    let state = ann.send(&hash, 100_010, &blob[100_010..]).await.unwrap();
    assert_eq!((state.offset, state.complete), (500_000, true));
    let lost_reply = ann.send(&hash, 100_010, &blob[100_010..]).await.unwrap_err();
    assert_eq!(lost_reply.details, Some(json!({ "offset": 500_000 })));
    assert!(ann.announce(&hash, 500_000).await.unwrap().complete);
    assert_eq!(files(dir.path()), 1, "the blob alone is left");
}

fn files(dir: &std::path::Path) -> usize {
    let count = |folder: &str| std::fs::read_dir(dir.join(folder)).map_or(0, Iterator::count);
    count("blobs") + count("uploads")
}

#[tokio::test]
async fn an_upload_goes_on_where_it_was_cut() {
    resumed(None).await;
}

#[tokio::test]
async fn an_upload_to_an_encrypted_store_goes_on_where_it_was_cut() {
    resumed(Some(&Key::from_bytes([7; 32]))).await;
}

#[tokio::test]
async fn other_bytes_than_announced_are_refused_and_gone() {
    let (dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    for len in [10, 300_000] {
        let blob = blob(len);
        let hash = BlobHash::of(&blob);
        let mut other = blob.clone();
        other[len / 2] ^= 1;
        for first in [len, 1] {
            ann.announce(&hash, len as u64).await.unwrap();
            if first < len {
                ann.send(&hash, 0, &other[..first]).await.unwrap();
            }
            let offset = if first < len { first } else { 0 };
            let refused = ann.send(&hash, offset as u64, &other[offset..]).await;
            assert_eq!(code(refused), ErrorCode::HashMismatch);
            assert_eq!(code(ann.get::<UploadState>(&format!("uploads/{hash}")).await), ErrorCode::NotFound);
            assert_eq!(files(dir.path()), 0);
        }
        ann.upload(&blob).await;
    }
}

#[tokio::test]
async fn an_upload_takes_no_more_and_nothing_else_than_announced() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let hash = BlobHash::of(&blob(100));
    assert_eq!(code(ann.send(&hash, 0, &[1]).await), ErrorCode::NotFound);
    ann.announce(&hash, 100).await.unwrap();
    assert_eq!(code(ann.send(&hash, 0, &blob(101)).await), ErrorCode::Conflict);
    assert_eq!(code(ann.send(&hash, 1, &[1]).await), ErrorCode::WrongOffset);
    assert_eq!(ann.send(&hash, 0, &[]).await.unwrap().offset, 0);
    let no_offset = ann.request(reqwest::Method::PATCH, &format!("uploads/{hash}")).body(vec![1]);
    assert_eq!(
        code(crate::server::read::<UploadState>(no_offset.send().await.unwrap()).await),
        ErrorCode::ValidationError
    );
    assert_eq!(code(ann.announce(&hash, 1 << 50).await), ErrorCode::ValidationError);
    let over = vec![0; (8 << 20) + 1];
    let big = BlobHash::of(&over);
    ann.announce(&big, over.len() as u64).await.unwrap();
    assert_eq!(code(ann.send(&big, 0, &over).await), ErrorCode::PayloadTooLarge);
    assert_eq!(ann.send(&hash, 0, &blob(100)).await.unwrap().offset, 100);
}

#[tokio::test]
async fn an_empty_blob_is_complete_when_it_is_announced() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    assert!(ann.announce(&BlobHash::of(b""), 0).await.unwrap().complete);
    assert_eq!(code(ann.announce(&BlobHash::of(b"x"), 0).await), ErrorCode::Conflict);
}

#[tokio::test]
async fn a_blob_is_sent_once_by_who_sees_it_and_in_full_by_who_does_not() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let bob = server.client("bob", Role::Member).await;
    let root = server.client("root", Role::Admin).await;
    let new = put_recording(&ann, 1, "r", 1).await;
    let (hash, bytes) = (&new.segments[0].hash, new.segments[0].bytes);
    assert!(ann.announce(hash, bytes).await.unwrap().complete);
    assert!(root.announce(hash, bytes).await.unwrap().complete, "an admin sees the recording");
    assert_eq!(code(ann.announce(hash, bytes + 1).await), ErrorCode::Conflict);
    let state = bob.announce(hash, bytes).await.unwrap();
    assert_eq!((state.offset, state.complete), (0, false), "nothing says that somebody else has it");

    // One who has only heard of the hash cannot make a recording of it.
    let (mut stolen, _) = agent_recording("stolen", 1);
    stolen.segments.clone_from(&new.segments);
    let refused = bob.post(&[new_recording(2, stolen)]).await.remove(0).error.unwrap();
    assert_eq!(refused.code, ErrorCode::SegmentsMissing);
    assert_eq!(refused.details, Some(json!({ "missing": [hash] })));
}

#[tokio::test]
async fn uploads_of_two_people_do_not_meet() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let bob = server.client("bob", Role::Member).await;
    let blob = blob(100);
    let hash = BlobHash::of(&blob);
    ann.announce(&hash, 100).await.unwrap();
    ann.send(&hash, 0, &blob[..50]).await.unwrap();
    assert_eq!(code(bob.get::<UploadState>(&format!("uploads/{hash}")).await), ErrorCode::NotFound);
    assert_eq!(bob.announce(&hash, 100).await.unwrap().offset, 0);
    bob.upload(&blob).await;
    let state: UploadState = ann.get(&format!("uploads/{hash}")).await.unwrap();
    assert_eq!((state.offset, state.complete), (50, false));
}

#[tokio::test]
async fn what_no_recording_took_is_gone_after_a_day() {
    let (dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let kept = put_recording(&ann, 1, "r", 1).await;
    let whole = ann.upload(&blob(200_000)).await;
    let half = BlobHash::of(&blob(300_000));
    ann.announce(&half, 300_000).await.unwrap();
    ann.send(&half, 0, &blob(300_000)[..150_000]).await.unwrap();
    assert_eq!(files(dir.path()), 2);

    let collect = async |ms: i64| server.store.collect_uploads(at(ms).plus(-KEPT_MS)).await.unwrap();
    assert_eq!(collect(KEPT_MS).await, 0, "they are not older than a day");
    assert_eq!(collect(KEPT_MS + 1).await, 2);
    assert_eq!(files(dir.path()), 0);
    for hash in [whole, half] {
        assert_eq!(code(ann.get::<UploadState>(&format!("uploads/{hash}")).await), ErrorCode::NotFound);
    }
    let blob = ann.request(reqwest::Method::GET, &format!("blobs/{}", kept.segments[0].hash));
    assert_eq!(blob.send().await.unwrap().status().as_u16(), 200, "a recording keeps its blobs");
}
