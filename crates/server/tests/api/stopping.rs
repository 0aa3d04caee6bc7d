//! Ending a recording.

use hindsight_domain::Role;
use hindsight_server::config::Config;
use reqwest::Method;
use serde_json::json;

use crate::server::{BASE, fresh, fresh_with, send};

#[tokio::test]
async fn stop_sets_length_count_and_expiry() {
    let (_dir, server) = fresh_with(Config { retention_days: 7, ..Config::default() }).await;
    let ann = server.client("ann", Role::Member).await;
    let id = ann.start("a").await;
    ann.event(&id, "user_input", json!({})).await.ok();
    server.clock.advance(83_250);
    let reply = ann.stop(&id, json!({ "status": "failed", "summary": "it fell over" })).await.ok();
    assert_eq!(reply["message"], "Recording stopped successfully");
    let recording = ann.recording(&id).await;
    for (field, value) in [
        ("status", json!("failed")),
        ("summary", json!("it fell over")),
        ("stopped_at", json!("2026-03-01T12:01:23.250Z")),
        ("duration_seconds", json!(83.25)),
        ("event_count", json!(1)),
        ("expires_at", json!("2026-03-08T12:01:23.250Z")),
    ] {
        assert_eq!(recording[field], value, "{field}");
        assert_eq!(reply["data"][field], value, "{field}");
    }
}

#[tokio::test]
async fn without_a_summary_one_is_written() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    for (events, summary) in [
        (&[][..], "0 events recorded"),
        (&["view_switch"], "1 events recorded"),
        (&["operation_start", "operation_complete"], "2 events recorded, operation completed"),
        (&["error"], "1 events recorded, errors occurred"),
        (
            &["error", "operation_complete", "operation_complete"],
            "3 events recorded, operation completed, errors occurred",
        ),
    ] {
        let id = ann.start("a").await;
        for event_type in events {
            ann.event(&id, event_type, json!({})).await.ok();
        }
        for (body, status) in [(json!({ "summary": "  " }), 200), (json!({}), 409)] {
            assert_eq!(ann.stop(&id, body).await.status.as_u16(), status, "it stops once");
        }
        let recording = ann.recording(&id).await;
        assert_eq!((&recording["summary"], &recording["status"]), (&json!(summary), &json!("completed")));
    }
}

#[tokio::test]
async fn a_stop_without_a_body_completes() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let id = ann.start("a").await;
    send(ann.request(Method::POST, &format!("{BASE}/{id}/stop"))).await.ok();
    assert_eq!(ann.recording(&id).await["status"], "completed");
    let id = ann.start("a").await;
    for body in [json!({ "status": "recording" }), json!({ "status": 1 }), json!({ "summary": [] })] {
        assert_eq!(ann.stop(&id, body).await.refusal(), (400, "VALIDATION_ERROR"));
    }
    assert_eq!(ann.recording(&id).await["status"], "recording");
}

#[tokio::test]
async fn an_admin_deletes_before_expiry_but_never_under_a_hold() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let root = server.client("root", Role::Admin).await;
    let delete = async |client: &crate::server::Client, id: &str| {
        send(client.request(Method::DELETE, &format!("{BASE}/{id}"))).await
    };
    let id = ann.start("a").await;
    ann.event(&id, "canvas_update", json!({ "payload": "x".repeat(200_000) })).await.ok();
    ann.stop(&id, json!({})).await.ok();
    assert_eq!(delete(&ann, &id).await.refusal(), (403, "PERMISSION_DENIED"));

    hold(&server, &id, true).await;
    assert_eq!(delete(&root, &id).await.refusal(), (409, "CONFLICT"));
    hold(&server, &id, false).await;
    assert_eq!(delete(&root, &id).await.status.as_u16(), 204);
    assert_eq!(delete(&root, &id).await.refusal(), (404, "NOT_FOUND"));
    assert_eq!(ann.get(&format!("{BASE}/{id}")).await.refusal(), (404, "NOT_FOUND"));
    let feed = ann.get("/sync/v1/feed").await.ok();
    assert_eq!(feed["entries"][0]["body"], json!({ "recording_id": id, "reason": "deleted by an admin" }));
    let left = server
        .app
        .store
        .read(|connection| {
            Ok(connection.query_row("SELECT count(*) FROM blobs", [], |row| row.get::<_, i64>(0))?)
        })
        .await
        .unwrap();
    assert_eq!(left, 0, "its blobs went with it");
}

async fn hold(server: &crate::server::Server, id: &str, on: bool) {
    let id = id.to_owned();
    let held = server
        .app
        .store
        .write(move |tx| Ok(tx.conn().execute("UPDATE recordings SET hold = ?2 WHERE id = ?1", (id, on))?));
    assert_eq!(held.await.unwrap(), 1);
}
