//! Blobs, whole, in parts and in batches.

use bytes::Bytes;
use hindsight_domain::BlobHash;
use hindsight_sync::{OfflineCause, Remote, SyncError};

use crate::door::{Door, End, http};

const BLOB: &[u8] = b"0123456789";

async fn fetch(remote: &Remote, from: u64) -> Result<Vec<u8>, SyncError> {
    let mut stream = remote.blob(&BlobHash::of(BLOB), BLOB.len() as u64, from).await?;
    let mut bytes = Vec::new();
    while let Some(next) = stream.next().await? {
        bytes.extend_from_slice(&next);
    }
    Ok(bytes)
}

fn part(range: &str, body: &[u8]) -> Vec<u8> {
    http("206 Partial Content", &format!("content-range: {range}\r\n"), body)
}

#[tokio::test]
async fn a_part_is_asked_for_under_the_condition_that_it_is_the_same_blob() {
    let door = Door::saying(part("bytes 4-9/10", &BLOB[4..])).await;
    assert_eq!(fetch(&door.remote(), 4).await.unwrap(), &BLOB[4..]);
    let head = door.heads().remove(0);
    let tag = format!("if-range: \"{}\"", BlobHash::of(BLOB));
    assert!(head.contains("range: bytes=4-") && head.contains(&tag), "{head}");
}

#[tokio::test]
async fn a_whole_blob_from_its_start_needs_no_range() {
    let door = Door::saying(http("200 OK", "", BLOB)).await;
    assert_eq!(fetch(&door.remote(), 0).await.unwrap(), BLOB);
    assert!(!door.heads()[0].contains("range"), "{}", door.heads()[0]);
}

#[tokio::test]
async fn a_server_without_ranges_costs_time_and_nothing_else() {
    for answer in [http("200 OK", "", BLOB), part("bytes 0-9/10", BLOB), part("bytes 2-9/10", &BLOB[2..])] {
        let door = Door::saying(answer).await;
        assert_eq!(fetch(&door.remote(), 4).await.unwrap(), &BLOB[4..], "what was here is passed over");
    }
}

#[tokio::test]
async fn a_part_that_is_not_the_one_asked_for_is_refused() {
    for answer in [
        part("bytes 6-9/10", &BLOB[6..]),
        part("bytes 4-9/11", &BLOB[4..]),
        part("bytes 4-12/10", &BLOB[4..]),
        part("bytes */10", &BLOB[4..]),
        http("206 Partial Content", "", &BLOB[4..]),
        http("204 No Content", "", ""),
        part("bytes 4-9/10", &BLOB[4..8]),
        part("bytes 4-9/10", b"456789ABC"),
    ] {
        let error = fetch(&Door::saying(answer.clone()).await.remote(), 4).await.unwrap_err();
        let told = String::from_utf8_lossy(&answer).into_owned();
        assert!(matches!(error, SyncError::Protocol { .. }), "{error} for {told}");
    }
}

#[tokio::test]
async fn a_cut_in_the_middle_keeps_what_had_come() {
    let whole = http("200 OK", "", BLOB);
    let door = Door::saying(&whole[..whole.len() - 3]).await;
    let mut stream = door.remote().blob(&BlobHash::of(BLOB), BLOB.len() as u64, 0).await.unwrap();
    assert_eq!(stream.next().await.unwrap(), Some(Bytes::from_static(&BLOB[..7])));
    let error = stream.next().await.unwrap_err();
    assert!(matches!(error, SyncError::Offline { cause: OfflineCause::Cut, .. }), "{error}");
}

#[tokio::test]
async fn silence_in_the_middle_is_noticed() {
    let whole = http("200 OK", "", BLOB);
    let door = Door::new(move |_| (whole[..whole.len() - 3].to_vec(), End::Hold)).await;
    let error = fetch(&door.remote(), 0).await.unwrap_err();
    assert!(matches!(error, SyncError::Offline { cause: OfflineCause::Silent(_), .. }), "{error}");
}

#[tokio::test]
async fn a_page_for_people_is_not_a_blob() {
    let door = Door::saying(http("200 OK", "content-type: text/html\r\n", "<html>10 b")).await;
    assert!(matches!(fetch(&door.remote(), 0).await, Err(SyncError::NotHindsight { .. })));
}
