//! Errors: one shape for each family, whoever refuses.

use hindsight_domain::Role;
use reqwest::{Method, StatusCode};
use rusqlite::Connection;
use serde_json::json;

use crate::server::{BASE, fresh, send};

#[tokio::test]
async fn every_reply_carries_a_request_id_of_its_own() {
    let (_dir, server) = fresh().await;
    let mut seen = Vec::new();
    for path in ["/nothing", "/openapi.json", BASE, "/recordings/nothing"] {
        let reply = server.nobody().get(path).await;
        let id = reply.headers["x-request-id"].to_str().unwrap().to_owned();
        assert!(!seen.contains(&id), "{path}");
        seen.push(id);
    }
}

#[tokio::test]
async fn each_family_has_its_shape_for_unknown_paths_and_methods() {
    let (_dir, server) = fresh().await;
    let nobody = server.nobody();
    for path in ["/nothing", "/api/nothing", "/sync/v1/nothing", "/recordingsandmore"] {
        let reply = nobody.get(path).await;
        assert_eq!(reply.refusal(), (404, "NOT_FOUND"), "{path}");
        assert_eq!(reply.body["success"], false);
        assert_eq!(reply.body["error"]["timestamp"], "2026-03-01T12:00:00.000Z");
    }
    for path in ["/recordings", "/recordings/nothing", "/admin/nothing"] {
        let reply = nobody.get(path).await;
        assert_eq!(
            reply.body,
            json!({ "statusCode": 404, "message": "there is nothing at this path", "error": "Not Found" }),
            "{path}"
        );
    }
    let reply = send(nobody.request(Method::PATCH, BASE)).await;
    assert_eq!(reply.refusal(), (405, "METHOD_NOT_ALLOWED"));
    assert_eq!(reply.headers["allow"], "GET,HEAD");
    let reply = send(nobody.request(Method::PUT, "/recordings/events")).await;
    assert_eq!((reply.status, &reply.body["statusCode"]), (StatusCode::METHOD_NOT_ALLOWED, &json!(405)));
    assert_eq!(reply.headers["allow"], "POST");
}

#[tokio::test]
async fn a_body_that_is_no_json_is_refused_in_words() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let start = format!("{BASE}/start");
    let deep = format!("{{\"agent_id\":\"a\",\"reason\":{}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
    for (body, kind, expected) in [
        ("{", "application/json", (400, "VALIDATION_ERROR")),
        ("", "application/json", (400, "VALIDATION_ERROR")),
        ("\u{feff}{}", "application/json", (400, "VALIDATION_ERROR")),
        ("{\"agent_id\":\"\\ud800\",\"reason\":\"r\"}", "application/json", (400, "VALIDATION_ERROR")),
        (&deep, "application/json", (400, "VALIDATION_ERROR")),
        ("{\"agent_id\":\"a\",\"reason\":\"r\"}", "text/plain", (415, "UNSUPPORTED_MEDIA_TYPE")),
        ("agent_id=a&reason=r", "application/x-www-form-urlencoded", (415, "UNSUPPORTED_MEDIA_TYPE")),
    ] {
        let request = ann.request(Method::POST, &start).header("Content-Type", kind).body(body.to_owned());
        assert_eq!(send(request).await.refusal(), expected, "{body:.40}");
    }
    let body = vec![0xff_u8; 10];
    let request = ann.request(Method::POST, &start).header("Content-Type", "application/json").body(body);
    assert_eq!(send(request).await.refusal(), (400, "VALIDATION_ERROR"), "not UTF-8");
    let packed = ann.request(Method::POST, &start).header("Content-Encoding", "gzip").body("x");
    assert_eq!(send(packed).await.refusal(), (415, "UNSUPPORTED_MEDIA_TYPE"));
}

#[tokio::test]
async fn a_body_over_its_limit_is_refused_after_it_was_sent() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let huge = "x".repeat((1 << 20) + 1);
    let reply = ann.post(&format!("{BASE}/start"), json!({ "agent_id": "a", "reason": huge })).await;
    assert_eq!(reply.refusal(), (413, "PAYLOAD_TOO_LARGE"));
    assert_eq!(reply.body["error"]["details"]["limit"], 1 << 20);
    let chunks = futures_util::stream::iter((0..20).map(|_| Ok::<_, std::io::Error>(vec![b' '; 100_000])));
    let streamed = ann
        .request(Method::POST, &format!("{BASE}/start"))
        .header("Content-Type", "application/json")
        .body(reqwest::Body::wrap_stream(chunks));
    assert_eq!(send(streamed).await.refusal(), (413, "PAYLOAD_TOO_LARGE"), "without a length too");
}

#[tokio::test]
async fn a_store_that_cannot_take_writes_says_when_to_try_again_and_loses_nothing() {
    let (dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let id = ann.start("a").await;
    ann.event(&id, "view_switch", json!({ "n": 1 })).await.ok();
    // Somebody else writes for longer than the server waits.
    let other = Connection::open(dir.path().join("server.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let reply = ann.event(&id, "view_switch", json!({ "n": 2 })).await;
    assert_eq!(reply.refusal(), (503, "STORE_UNAVAILABLE"));
    assert_eq!(reply.headers["retry-after"], "2");
    assert_eq!(ann.recording(&id).await["event_count"], 1, "reading goes on");
    other.execute_batch("ROLLBACK").unwrap();
    ann.event(&id, "view_switch", json!({ "n": 3 })).await.ok();
    let events = ann.recording(&id).await["events"].clone();
    let seen = events.as_array().unwrap().iter().map(|event| event["data"]["n"].as_i64().unwrap());
    assert_eq!(seen.collect::<Vec<_>>(), [1, 3]);
}

#[tokio::test]
async fn a_full_store_refuses_and_goes_on_when_there_is_room() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let id = ann.start("a").await;
    let store = &server.app.store;
    let pages = |pages: u32| {
        store.write(move |tx| {
            Ok(tx.conn().query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))?)
        })
    };
    pages(1).await.unwrap();
    let payload = "x".repeat(500_000);
    let reply = ann.event(&id, "canvas_update", json!({ "payload": payload })).await;
    assert_eq!(reply.refusal(), (503, "STORE_UNAVAILABLE"));
    pages(1_000_000).await.unwrap();
    ann.event(&id, "canvas_update", json!({ "payload": payload })).await.ok();
    assert_eq!(ann.recording(&id).await["event_count"], 1);
}

#[tokio::test]
async fn a_fault_of_ours_tells_the_client_nothing_but_its_id() {
    let (dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let id = ann.start("a").await;
    Connection::open(dir.path().join("server.db"))
        .unwrap()
        .execute_batch("UPDATE recordings SET details = 'SECRET CAUSE'")
        .unwrap();
    let reply = ann.get(&format!("{BASE}/{id}")).await;
    assert_eq!(reply.refusal(), (500, "INTERNAL_ERROR"));
    let message = reply.body["error"]["message"].as_str().unwrap();
    assert!(message.contains(reply.headers["x-request-id"].to_str().unwrap()));
    assert!(!reply.body.to_string().contains("SECRET CAUSE") && !message.contains("JSON"), "{message}");
}
