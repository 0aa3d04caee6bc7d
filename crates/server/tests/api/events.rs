//! Events: one at a time, and many at once.

use std::fmt::Write;

use hindsight_domain::Role;
use reqwest::Method;
use serde_json::{Value, json};

use crate::server::{BASE, Client, MINUTE_MS, Reply, fresh, send};

async fn lines(client: &Client, id: &str, key: Option<&str>, text: String) -> Reply {
    let mut request = client.request(Method::POST, &format!("{BASE}/{id}/events"));
    if let Some(key) = key {
        request = request.header("Idempotency-Key", key);
    }
    send(request.header("Content-Type", "application/x-ndjson").body(text)).await
}

fn line(at_ms: i64, n: usize) -> String {
    json!({ "timestamp": at_ms, "event_type": "operation_update", "event_data": { "n": n } }).to_string()
        + "\n"
}

#[tokio::test]
async fn an_event_is_there_once_it_is_acknowledged() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let id = ann.start("a").await;
    let reply = ann.event(&id, "my_own_type", json!({ "deep": { "er": [1, 2.5, null] } })).await.ok();
    assert_eq!(
        reply,
        json!({
            "success": true, "data": { "recording_id": id, "event_count": 1 },
            "message": "Event recorded successfully", "timestamp": "2026-03-01T12:00:00.000Z",
        })
    );
    let recording = ann.recording(&id).await;
    assert_eq!(
        recording["events"],
        json!([{
            "timestamp": "2026-03-01T12:00:00.000Z", "event_type": "my_own_type",
            "data": { "deep": { "er": [1, 2.5, null] } },
        }])
    );
}

#[tokio::test]
async fn an_event_for_a_recording_that_has_ended_is_a_conflict() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    for status in ["completed", "failed", "cancelled"] {
        let id = ann.start("a").await;
        ann.stop(&id, json!({ "status": status })).await.ok();
        assert_eq!(ann.event(&id, "error", json!({})).await.refusal(), (409, "CONFLICT"), "{status}");
        assert_eq!(lines(&ann, &id, None, line(1, 1)).await.refusal(), (409, "CONFLICT"), "{status}");
        assert_eq!(ann.recording(&id).await["event_count"], 0);
    }
    let silent = ann.start("a").await;
    server.clock.advance(31 * MINUTE_MS);
    assert_eq!(ann.event(&silent, "error", json!({})).await.refusal(), (409, "CONFLICT"), "silence ended it");
}

#[tokio::test]
async fn only_who_records_adds_events() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let id = ann.start("a").await;
    let ben = server.client("ben", Role::Member).await;
    assert_eq!(ben.event(&id, "error", json!({})).await.refusal(), (404, "NOT_FOUND"));
    ann.flag(&id, "odd").await.ok();
    let rita = server.client("rita", Role::Reviewer).await;
    assert_eq!(rita.event(&id, "error", json!({})).await.refusal(), (403, "PERMISSION_DENIED"));
    let root = server.client("root", Role::Admin).await;
    root.event(&id, "error", json!({})).await.ok();
}

#[tokio::test]
async fn many_events_come_at_once_in_any_order_and_are_told_in_the_order_of_their_times() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    for count in [3, 5_000] {
        let id = ann.start("a").await;
        ann.event(&id, "operation_start", json!({ "n": -1 })).await.ok();
        let mut text = String::new();
        for n in 0..count {
            // Two interleaved clocks, one of them running backwards; some at the same time.
            let at_ms = if n % 2 == 0 { 1_000 + n } else { 9_000 - n } / 3;
            text.push_str(&line(at_ms as i64, n));
            if n % 7 == 0 {
                text.push('\n');
            }
        }
        let reply = lines(&ann, &id, None, text).await.ok();
        assert_eq!(reply["data"], json!({ "accepted": count }));
        let recording = ann.recording(&id).await;
        assert_eq!(recording["event_count"], count + 1);
        let events = recording["events"].as_array().unwrap();
        assert_eq!(events.len(), count + 1);
        let times = events.iter().map(|event| event["timestamp"].as_str().unwrap()).collect::<Vec<_>>();
        assert!(times.is_sorted(), "{count} events");
        let mut seen = events.iter().map(|event| event["data"]["n"].as_i64().unwrap()).collect::<Vec<_>>();
        seen.sort_unstable();
        assert_eq!(seen, (-1..count as i64).collect::<Vec<_>>(), "each once");
        let replay = ann.get(&format!("{BASE}/{id}/replay")).await.ok();
        assert_eq!(replay["data"]["events"], recording["events"]);
    }
}

#[tokio::test]
async fn the_same_key_counts_once_whatever_became_of_the_recording() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let id = ann.start("a").await;
    let mut text = String::new();
    for n in 0..300 {
        text.push_str(&line(n, 0));
    }
    for _ in 0..2 {
        let reply = lines(&ann, &id, Some("k1"), text.clone()).await.ok();
        assert_eq!(reply["data"]["accepted"], 300);
    }
    lines(&ann, &id, Some("k2"), line(1, 1)).await.ok();
    ann.stop(&id, json!({})).await.ok();
    let late = lines(&ann, &id, Some("k1"), text).await.ok();
    assert_eq!(late["data"]["accepted"], 300, "its first reply may have been lost");
    assert_eq!(ann.recording(&id).await["event_count"], 301);
    for key in ["", "a b", "é", &"k".repeat(201)] {
        let request =
            ann.request(Method::POST, &format!("{BASE}/{id}/events")).header("Idempotency-Key", key);
        assert_eq!(send(request.body("")).await.refusal(), (400, "VALIDATION_ERROR"), "{key:?}");
    }
}

#[tokio::test]
async fn one_bad_line_refuses_all_of_them_and_is_named() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let id = ann.start("a").await;
    for bad in [
        "{\"event_type\":",
        "{\"event_data\":{}}",
        "{\"event_type\":\"\"}",
        "{\"event_type\":\"x\",\"event_data\":[]}",
        "{\"event_type\":\"x\",\"timestamp\":\"yesterday\"}",
        "7",
        &format!(
            "{{\"event_type\":\"x\",\"event_data\":{{\"a\":{}{}}}}}",
            "[".repeat(5_000),
            "]".repeat(5_000)
        ),
    ] {
        let mut text = line(1, 1);
        let _infallible = write!(text, "{bad}\n{}", line(2, 2));
        let reply = lines(&ann, &id, None, text).await;
        assert_eq!(reply.refusal(), (400, "VALIDATION_ERROR"), "{bad:.60}");
        let message = reply.body["error"]["message"].as_str().unwrap();
        assert!(message.starts_with("line 2: "), "{message}");
    }
    assert_eq!(ann.recording(&id).await["events"], Value::Array(Vec::new()));
}

#[tokio::test]
async fn a_recording_of_every_length_reads_back_whole() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let id = ann.start("a").await;
    // Single events past the size of a segment: the tail is sealed on the way.
    let payload = "x".repeat(300_000);
    for n in 0..9 {
        ann.event(&id, "canvas_update", json!({ "n": n, "payload": payload })).await.ok();
    }
    let recording = ann.recording(&id).await;
    let seen =
        recording["events"].as_array().unwrap().iter().map(|event| event["data"]["n"].as_i64().unwrap());
    assert_eq!(seen.collect::<Vec<_>>(), (0..9).collect::<Vec<_>>());
}
