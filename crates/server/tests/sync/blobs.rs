//! Blobs one by one, in ranges and in batches.

use hindsight_contract::error::ErrorCode;
use hindsight_contract::sync::{BATCH_ABSENT, Outcome};
use hindsight_domain::{BlobHash, Kind, Media, Role};
use hindsight_seal::Key;
use reqwest::{Method, StatusCode, header};
use serde_json::json;
use tempfile::TempDir;

use crate::made::{flag, new_recording, outcomes, recording_of, segment};
use crate::server::{Client, Server, code, fresh, read};

/// Bytes that do not compress and tell their places.
fn noise(seed: u64, len: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let step = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 24) as u8
    };
    std::iter::repeat_with(step).take(len).collect()
}

/// A screen recording of these blobs; what is in them is nobody's business here.
async fn put_blobs(client: &Client, n: u64, id: &str, blobs: &[Vec<u8>]) -> Vec<BlobHash> {
    let pieces = blobs.iter().zip(0..).map(|(blob, index)| {
        let (mut piece, _) = segment(index, &[], 0, 0);
        piece.media = Media::Mp4;
        piece.hash = BlobHash::of(blob);
        piece.bytes = blob.len() as u64;
        (piece, blob.clone())
    });
    let (new, _) = recording_of(id, Kind::Screen, pieces.collect());
    for blob in blobs {
        client.upload_in_chunks(blob, 3 << 20).await;
    }
    let hashes = new.segments.iter().map(|segment| segment.hash.clone()).collect();
    let results = client.post(&[new_recording(n, new)]).await;
    assert_eq!(outcomes(&results), [Outcome::Applied], "{results:?}");
    hashes
}

async fn ranges_of(key: Option<&Key>, len: usize) {
    let dir = TempDir::new().unwrap();
    let server = Server::start_with(dir.path(), key).await;
    let ann = server.client("ann", Role::Member).await;
    let blob = noise(1, len);
    let hash = put_blobs(&ann, 1, "r", std::slice::from_ref(&blob)).await.remove(0);
    let etag = format!("\"{hash}\"");
    let end = len - 1;
    for (range, if_range, status, expected) in [
        (None, None, 200, 0..len),
        (Some("bytes=0-".to_owned()), None, 206, 0..len),
        (Some("bytes=5-9".to_owned()), None, 206, 5..10),
        (Some(format!("bytes={}-", len - 7)), None, 206, len - 7..len),
        (Some("bytes=-7".to_owned()), None, 206, len - 7..len),
        (Some(format!("bytes=-{}", len * 2)), None, 206, 0..len),
        (Some(format!("bytes={end}-{}", len * 2)), None, 206, end..len),
        (Some("bytes=5-9".to_owned()), Some(etag.clone()), 206, 5..10),
        (Some("bytes=5-9".to_owned()), Some("\"other\"".to_owned()), 200, 0..len),
        (Some("bytes=1-2,5-6".to_owned()), None, 200, 0..len),
        (Some(format!("bytes={len}-")), None, 416, 0..0),
    ] {
        let mut request = ann.request(Method::GET, &format!("blobs/{hash}"));
        if let Some(range) = &range {
            request = request.header(header::RANGE, range);
        }
        if let Some(tag) = if_range {
            request = request.header(header::IF_RANGE, tag);
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status().as_u16(), status, "{range:?} of {len}");
        assert_eq!(response.headers()[header::ETAG], etag.as_str());
        let content_range =
            response.headers().get(header::CONTENT_RANGE).map(|value| value.to_str().unwrap().to_owned());
        let expected_range = match status {
            206 => Some(format!("bytes {}-{}/{len}", expected.start, expected.end - 1)),
            416 => Some(format!("bytes */{len}")),
            _ => None,
        };
        assert_eq!(content_range, expected_range, "{range:?} of {len}");
        assert!(response.bytes().await.unwrap() == blob[expected], "{range:?} of {len}");
    }
    let has = ann.request(Method::GET, &format!("blobs/{hash}")).header(header::IF_NONE_MATCH, &etag);
    assert_eq!(has.send().await.unwrap().status(), StatusCode::NOT_MODIFIED);
    let head = ann.request(Method::HEAD, &format!("blobs/{hash}")).send().await.unwrap();
    assert_eq!(head.headers()[header::CONTENT_LENGTH], len.to_string().as_str());
}

#[tokio::test]
async fn a_range_gives_its_bytes_of_a_small_blob() {
    ranges_of(None, 1_000).await;
}

#[tokio::test]
async fn a_range_gives_its_bytes_of_a_blob_in_a_file() {
    ranges_of(None, 1_000_000).await;
}

#[tokio::test]
async fn a_range_gives_its_bytes_of_an_encrypted_blob() {
    ranges_of(Some(&Key::from_bytes([7; 32])), 1_000_000).await;
}

#[tokio::test]
async fn a_blob_is_for_those_who_see_a_recording_with_it() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let bob = server.client("bob", Role::Member).await;
    let rev = server.client("rev", Role::Reviewer).await;
    let hash = put_blobs(&ann, 1, "r", &[noise(1, 100)]).await.remove(0);
    let path = format!("blobs/{hash}");
    let status =
        async |client: &Client| client.request(Method::GET, &path).send().await.unwrap().status().as_u16();
    assert_eq!((status(&ann).await, status(&bob).await, status(&rev).await), (200, 404, 404));
    ann.post(&[flag(2, "r", "rev_r")]).await;
    assert_eq!((status(&ann).await, status(&bob).await, status(&rev).await), (200, 404, 200));
    for no_hash in ["blobs/x", "blobs/..%2Ffeed", &format!("blobs/{}", hash.as_str().to_uppercase())] {
        assert_eq!(code(ann.get::<serde_json::Value>(no_hash).await), ErrorCode::NotFound, "{no_hash}");
    }
}

/// Takes a batch's reply apart: each blob, `None` for one that is absent.
fn frames(mut reply: &[u8]) -> Vec<Option<Vec<u8>>> {
    let mut frames = Vec::new();
    while !reply.is_empty() {
        let (len, rest) = reply.split_first_chunk::<4>().expect("a length is whole");
        let len = u32::from_le_bytes(*len);
        if len == BATCH_ABSENT {
            frames.push(None);
            reply = rest;
        } else {
            let (blob, rest) = rest.split_at(len as usize);
            frames.push(Some(blob.to_vec()));
            reply = rest;
        }
    }
    frames
}

async fn batch(client: &Client, hashes: &[BlobHash]) -> Vec<Option<Vec<u8>>> {
    let request = client.request(Method::POST, "blobs/batch").json(&json!({ "hashes": hashes }));
    frames(&request.send().await.unwrap().bytes().await.unwrap())
}

#[tokio::test]
async fn a_batch_gives_blobs_in_the_order_asked_for_and_says_which_are_absent() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let bob = server.client("bob", Role::Member).await;
    let blobs: Vec<_> =
        [10, 200_000, 0, 3, 2_000_000].iter().zip(1..).map(|(&len, seed)| noise(seed, len)).collect();
    let hashes = put_blobs(&ann, 1, "r", &blobs).await;
    let of_bob = put_blobs(&bob, 2, "s", &[noise(9, 50)]).await.remove(0);
    let nowhere = BlobHash::of(b"nowhere");

    let asked = [
        hashes[3].clone(),
        nowhere.clone(),
        hashes[4].clone(),
        of_bob.clone(),
        hashes[1].clone(),
        hashes[2].clone(),
        hashes[0].clone(),
        hashes[3].clone(),
    ];
    let expected = [Some(3), None, Some(4), None, Some(1), Some(2), Some(0), Some(3)];
    let expected: Vec<_> = expected.iter().map(|at: &Option<usize>| at.map(|at| blobs[at].clone())).collect();
    assert!(batch(&ann, &asked).await == expected);
    assert!(batch(&ann, &[nowhere, of_bob]).await == [None, None]);
}

#[tokio::test]
async fn a_batch_ends_early_behind_a_whole_blob() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let blobs: Vec<_> = (1..=3).map(|seed| noise(seed, 5 << 20)).collect();
    let hashes = put_blobs(&ann, 1, "r", &blobs).await;
    let frames = batch(&ann, &hashes).await;
    assert!(frames == [Some(blobs[0].clone()), Some(blobs[1].clone())], "the second one reaches 8 MiB");
}

#[tokio::test]
async fn a_batch_has_1_to_1_000_hashes() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let hash = BlobHash::of(b"x");
    for (count, allowed) in [(0, false), (1_000, true), (1_001, false)] {
        let body = json!({ "hashes": vec![hash.clone(); count] });
        let response = ann.request(Method::POST, "blobs/batch").json(&body).send().await.unwrap();
        if allowed {
            assert_eq!(frames(&response.bytes().await.unwrap()), vec![None; count]);
        } else {
            assert_eq!(code(read::<serde_json::Value>(response).await), ErrorCode::ValidationError);
        }
    }
    let body = json!({ "hashes": ["not a hash"] });
    let response = ann.request(Method::POST, "blobs/batch").json(&body).send().await.unwrap();
    assert_eq!(code(read::<serde_json::Value>(response).await), ErrorCode::ValidationError);
}
