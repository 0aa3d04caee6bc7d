//! Recordings that come from a console: taken whole, checked, and once.

use hindsight_contract::error::{ErrorBody, ErrorCode};
use hindsight_contract::sync::{Change, Outcome};
use hindsight_domain::{BlobHash, Kind, NewRecording, Role, Status};
use hindsight_server::store::recordings;
use serde_json::json;
use tempfile::TempDir;

use crate::made::{
    agent_event, agent_recording, flag, new_recording, outcomes, put_recording, recording_id, recording_of,
    segment, words,
};
use crate::server::{Client, Server, fresh};

async fn put(client: &Client, n: u64, new: NewRecording, blobs: &[Vec<u8>]) -> Result<(), ErrorBody> {
    for blob in blobs {
        client.upload(blob).await;
    }
    match client.post(&[new_recording(n, new)]).await.remove(0).error {
        None => Ok(()),
        Some(error) => Err(error),
    }
}

fn web_events(times: &[i64]) -> Vec<String> {
    times
        .iter()
        .map(|ms| json!({ "type": 3, "timestamp": ms, "data": { "source": 1 } }).to_string())
        .collect()
}

#[tokio::test]
async fn an_uploaded_recording_belongs_to_who_uploaded_it() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let (mut new, blobs) = agent_recording("r", 3);
    new.recording.flagged = true;
    new.recording.user_id = Some("customer 17".into());
    new.recording.details.insert("uploaded_by".into(), json!("root"));
    new.recording.details.insert("model".into(), json!("larkfield-2"));
    put(&ann, 1, new.clone(), &blobs).await.unwrap();
    let (pages, _) = ann.pull(None, 500).await;
    let Change::Recording(change) = &pages[0].entries[0].change else { panic!("a recording") };
    assert_eq!(change.segments, new.segments);
    let mut expected = new.recording;
    expected.flagged = false;
    expected.details.insert("uploaded_by".into(), json!("ann"));
    assert_eq!(change.recording, expected, "flags come by themselves, and nobody uploads in another's name");
}

#[tokio::test]
async fn the_recording_waits_for_its_segments_and_what_is_said_of_it_for_the_recording() {
    let dir = TempDir::new().unwrap();
    let server = Server::start(dir.path()).await;
    let ann = server.client("ann", Role::Member).await;
    let (new, blobs) = agent_recording("r", 2);
    ann.upload(&blobs[0]).await;
    let outbox = [new_recording(1, new.clone()), flag(2, "r", "rev_r")];
    let results = ann.post(&outbox).await;
    let error = results[0].error.clone().unwrap();
    assert_eq!(
        (error.code, error.details),
        (ErrorCode::SegmentsMissing, Some(json!({ "missing": [new.segments[1].hash] })))
    );
    assert_eq!(results[1].error.as_ref().unwrap().code, ErrorCode::NotFound);

    // Killed between the upload and the mutation that names it: the console goes on where it was.
    ann.upload(&blobs[1]).await;
    drop(server);
    let server = Server::start(dir.path()).await;
    let ann = ann.of(&server);
    assert_eq!(outcomes(&ann.post(&outbox).await), [Outcome::Applied; 2]);
    assert_eq!(words(&ann.pull(None, 500).await.0), ["recording r", "review rev_r"]);
}

#[tokio::test]
async fn the_same_recording_again_is_fine_and_another_one_of_its_id_is_not() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let bob = server.client("bob", Role::Member).await;
    let root = server.client("root", Role::Admin).await;
    let new = put_recording(&ann, 1, "r", 2).await;
    let (_, cursor) = ann.pull(None, 500).await;
    assert!(put(&ann, 2, new.clone(), &[]).await.is_ok(), "imported twice, under two mutations");
    assert!(put(&root, 3, new.clone(), &[]).await.is_ok(), "an admin sees it");
    assert!(words(&ann.pull(Some(&cursor), 500).await.0).is_empty(), "and nothing changed");

    let (fewer, blobs) = agent_recording("r", 1);
    let (_, all) = agent_recording("r", 2);
    let (other, others) =
        recording_of("r", Kind::Agent, vec![segment(0, &[agent_event(9, json!({}))], 9, 9)]);
    for (client, n, new, blobs) in [(&ann, 4, fewer, blobs), (&ann, 5, other, others), (&bob, 6, new, all)] {
        assert_eq!(put(client, n, new, &blobs).await.unwrap_err().code, ErrorCode::Conflict);
    }
}

#[tokio::test]
async fn what_was_deleted_does_not_come_back_by_upload() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    put_recording(&ann, 1, "r", 1).await;
    let purge = |tx: &hindsight_server::store::Tx<'_>| {
        let stored = recordings::get(tx.conn(), &recording_id("r"))?.unwrap();
        recordings::purge(tx, &stored, "root", "expired")
    };
    server.store.write(purge).await.unwrap();
    let (again, blobs) = agent_recording("r", 1);
    assert_eq!(put(&ann, 2, again, &blobs).await.unwrap_err().code, ErrorCode::Conflict);
}

#[tokio::test]
async fn a_secret_that_was_not_redacted_keeps_the_recording_out() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let secret = "ghp_aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789";
    let bearer =
        json!({ "headers": { "Authorization": "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl" } });
    for (n, line) in [
        (1, agent_event(0, json!({ "note": secret }))),
        (2, agent_event(0, bearer)),
        (3, agent_event(0, json!({ "deep": { "password": "correct horse" } }))),
        (4, agent_event(0, json!({ (secret): 1 }))),
        (5, json!({ "timestamp": crate::made::at(0), "event_type": secret, "data": {} }).to_string()),
        (
            6,
            json!({ "timestamp": crate::made::at(0), "event_type": "x", "data": {}, "beside": secret })
                .to_string(),
        ),
    ] {
        let fine = segment(0, &[agent_event(0, json!({ "step": 1 }))], 0, 0);
        let (new, blobs) = recording_of("r", Kind::Agent, vec![fine, segment(1, &[line], 0, 0)]);
        let error = put(&ann, n, new, &blobs).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::BadSegment, "{n}");
        assert!(error.message.contains("segment 1, event 0"), "{}", error.message);
        assert!(!error.message.contains(secret), "what is said of a secret does not carry it");
    }
    let (mut new, blobs) = agent_recording("r", 1);
    new.recording.title = format!("deploy with {secret}");
    assert_eq!(put(&ann, 7, new, &blobs).await.unwrap_err().code, ErrorCode::ValidationError);
    assert!(words(&ann.pull(None, 500).await.0).is_empty());
}

#[tokio::test]
async fn what_a_segment_says_of_itself_is_checked() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let lines = |ms: &[i64]| ms.iter().map(|&ms| agent_event(ms, json!({ "ms": ms }))).collect::<Vec<_>>();
    let raw = |bytes: Vec<u8>| {
        let (mut piece, _) = segment(0, &[agent_event(0, json!({}))], 0, 0);
        piece.hash = BlobHash::of(&bytes);
        piece.bytes = bytes.len() as u64;
        (piece, bytes)
    };
    let counted = |mut piece: (hindsight_domain::Segment, Vec<u8>), events: u64| {
        piece.0.events = events;
        piece
    };
    let bomb = zstd::bulk::compress(&vec![b'\n'; 40 << 20], 3).unwrap();
    for (n, kind, piece) in [
        (1, Kind::Agent, counted(segment(0, &lines(&[0, 1]), 0, 1), 3)),
        (2, Kind::Agent, segment(0, &lines(&[0, 1]), 0, 2)),
        (3, Kind::Agent, segment(0, &lines(&[0, 1]), -1, 1)),
        (4, Kind::Agent, segment(0, &lines(&[1, 0]), 0, 1)),
        (5, Kind::Agent, segment(0, &web_events(&[0]), 0, 0)),
        (6, Kind::Agent, segment(0, &["".into()], 0, 0)),
        (7, Kind::Agent, segment(0, &["{".into()], 0, 0)),
        (8, Kind::Agent, segment(0, &[agent_event(0, json!({ "x": nested(200) }))], 0, 0)),
        (9, Kind::Web, segment(0, &lines(&[0]), 0, 0)),
        (10, Kind::Web, segment(0, &["\"a packed event\"".into()], 0, 0)),
        (11, Kind::Agent, raw(b"not zstd".to_vec())),
        (12, Kind::Agent, raw(Vec::new())),
        (13, Kind::Agent, raw(bomb)),
        (14, Kind::Agent, raw(zstd::bulk::compress(&[0xff, 0xfe], 3).unwrap())),
    ] {
        let (new, blobs) = recording_of("r", kind, vec![piece]);
        let error = put(&ann, n, new, &blobs).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::BadSegment, "case {n}: {}", error.message);
    }
    let web = segment(0, &web_events(&[crate::made::at(3).millis(), crate::made::at(3).millis()]), 3, 3);
    let (new, blobs) = recording_of("r", Kind::Web, vec![web]);
    put(&ann, 20, new, &blobs).await.unwrap();
    let (new, blobs) = recording_of("empty", Kind::Agent, Vec::new());
    put(&ann, 21, new, &blobs).await.unwrap();
}

fn nested(levels: usize) -> serde_json::Value {
    (0..levels).fold(json!(1), |inner, _| json!([inner]))
}

#[tokio::test]
async fn what_the_recording_says_of_itself_is_checked() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let (fine, blobs) = agent_recording("r", 2);
    let changes: [&dyn Fn(&mut NewRecording); 12] = [
        &|new| new.recording.status = Status::Recording,
        &|new| new.recording.event_count = 3,
        &|new| new.recording.kind = Kind::Screen,
        &|new| new.recording.duration_ms = -1,
        &|new| new.recording.title = "x".repeat(4_001),
        &|new| new.recording.tags = vec!["x".into(); 101],
        &|new| new.recording.tags = vec!["x".repeat(201)],
        &|new| new.recording.agent_id = Some("x".repeat(1_001)),
        &|new| drop(new.recording.details.insert("x".into(), json!("x".repeat(300_000)))),
        &|new| new.segments.swap(0, 1),
        &|new| new.segments[1].bytes += 1,
        &|new| new.segments[1].keyframes_ms = vec![2, 1],
    ];
    for (change, n) in changes.iter().zip(1..) {
        let mut new = fine.clone();
        change(&mut new);
        let error = put(&ann, n, new, &blobs).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::ValidationError, "case {n}: {}", error.message);
    }
    put(&ann, 20, fine, &blobs).await.unwrap();
}
