//! What is refused: in which shape, and without a trace.

use hindsight_server::store::StoreError;
use serde_json::{Value, json};

use crate::made::{T0, batch, end, page_view, scroll, start};
use crate::server::Server;

const CALLS: [&str; 4] =
    ["/recordings/sessions", "/recordings/events", "/recordings/pageviews", "/recordings/events/custom"];

/// A good body for each of [`CALLS`].
fn bodies(id: &str) -> [Value; 4] {
    let custom = json!({ "sessionId": id, "event": "x", "timestamp": T0 });
    [start(id), batch(id, 0, &[scroll(0, 0)]), page_view(id, "/", "", 0), custom]
}

#[tokio::test]
async fn an_id_that_cannot_be_printed_or_routed_is_refused() {
    let server = Server::start().await;
    let long = "x".repeat(201);
    for id in [
        "",
        " ",
        "a b",
        "a/b",
        "../x",
        ".",
        "..",
        "a\u{0}b",
        "a\nb",
        "a\u{1b}[2J",
        "a\\b",
        "a?b",
        "a#b",
        "a%2fb",
        "a\"b",
        "a\u{202e}b",
        "a\u{200b}b",
        &long,
    ] {
        for (path, body) in CALLS.iter().zip(bodies(id)) {
            server.send(path, &body).await.refused(400);
        }
        let mut body = end("s", T0);
        body["sessionId"] = json!(id);
        server.send("/recordings/sessions", &body).await.refused(400);
    }
    for id in [json!(7), json!(null), json!(["s"]), json!({})] {
        let mut body = start("s");
        body["sessionId"] = id;
        server.send("/recordings/sessions", &body).await.refused(400);
    }
    assert!(server.admin().await.listed("").await.is_empty());
}

#[tokio::test]
async fn the_id_of_another_kind_of_recording_is_refused_and_that_one_unharmed() {
    let server = Server::start().await;
    let admin = server.admin().await;
    let started: Value =
        admin.post("/api/canvas/recording/start", &json!({ "agent_id": "a", "reason": "r" })).await.read();
    let id = started["recording_id"].as_str().unwrap();
    let before: Value = admin.get(&format!("/api/canvas/recording/{id}")).await.read();
    for (path, body) in CALLS.iter().zip(bodies(id)) {
        server.send(path, &body).await.refused(409);
    }
    server.send("/recordings/sessions", &end(id, T0)).await.refused(409);
    assert_eq!(admin.get(&format!("/api/canvas/recording/{id}")).await.read::<Value>(), before);
}

#[tokio::test]
async fn a_body_that_is_not_what_the_call_takes_changes_nothing() {
    let server = Server::start().await;
    let without = |index: usize, field: &str| {
        let mut body = bodies("s")[index].clone();
        body.as_object_mut().unwrap().remove(field);
        (CALLS[index], body)
    };
    let with = |index: usize, field: &str, value: Value| {
        let mut body = bodies("s")[index].clone();
        body[field] = value;
        (CALLS[index], body)
    };
    let mut ended = end("s", T0);
    ended["duration"] = json!(-1);
    let wrong = [
        without(0, "action"),
        without(0, "startedAt"),
        without(0, "sessionId"),
        with(0, "action", json!("pause")),
        with(0, "startedAt", json!("yesterday")),
        with(0, "startedAt", json!(1e300)),
        with(0, "actorId", json!("x".repeat(201))),
        with(0, "userAgent", json!("x".repeat(2_001))),
        with(0, "browser", json!(7)),
        with(0, "deviceType", json!({})),
        without(1, "events"),
        without(1, "sequenceStart"),
        with(1, "events", json!({})),
        with(1, "events", Value::Null),
        with(1, "sequenceEnd", json!(-1)),
        with(1, "sequenceStart", json!(1.5)),
        with(1, "sequenceStart", json!(1_u64 << 60)),
        without(2, "path"),
        without(2, "timestamp"),
        with(2, "path", json!("x".repeat(2_001))),
        with(2, "title", json!([])),
        without(3, "event"),
        without(3, "timestamp"),
        ("/recordings/sessions", ended),
        ("/recordings/sessions", json!([])),
        ("/recordings/events", json!(null)),
    ];
    for (path, body) in wrong {
        let message = server.send(path, &body).await.refused(400);
        assert!(!message.is_empty(), "{path} {body}");
    }
    for raw in ["", "{", "{\"sessionId\":\"s\"", "\u{feff}{}", "{} {}"] {
        for path in CALLS {
            server.send_raw(path, "application/json", raw).await.refused(400);
        }
    }
    server.send_raw(CALLS[0], "application/json", vec![0xff, 0xfe]).await.refused(400);
    let (path, mut backwards) = with(1, "sequenceStart", json!(5));
    backwards["sequenceEnd"] = json!(2);
    server.send(path, &backwards).await.refused(409);
    assert!(server.admin().await.listed("").await.is_empty());
}

#[tokio::test]
async fn a_body_over_its_limit_is_refused_with_413() {
    let server = Server::start().await;
    for (index, bytes) in [(0, 2 << 20), (1, 40 << 20), (2, 2 << 20), (3, 2 << 20)] {
        let mut body = bodies("s")[index].clone();
        body["metadata"] = json!("x".repeat(bytes));
        server.send(CALLS[index], &body).await.refused(413);
        // Without a length announced.
        let pieces = body
            .to_string()
            .into_bytes()
            .chunks(1 << 20)
            .map(|c| Ok::<_, std::io::Error>(c.to_vec()))
            .collect::<Vec<_>>();
        let stream = reqwest::Body::wrap_stream(futures_util::stream::iter(pieces));
        server.send_raw(CALLS[index], "application/json", stream).await.refused(413);
    }
    let admin = server.admin().await;
    assert!(admin.listed("").await.is_empty());
    server.start_session("s", json!({})).await;
    let huge = json!({ "format": "json", "more": "x".repeat(2 << 20) });
    admin.post("/recordings/sessions/s/export", &huge).await.refused(413);
}

#[tokio::test]
async fn a_store_that_takes_no_writes_says_when_to_try_again() {
    let server = Server::start().await;
    server.start_session("s", json!({})).await;
    let admin = server.admin().await;
    server.store().close().await;
    for (path, body) in CALLS.iter().zip(bodies("s")) {
        let reply = server.send(path, &body).await;
        let message = reply.refused(503);
        assert!(reply.header("retry-after").is_some_and(|seconds| seconds.parse::<u32>().is_ok()));
        assert!(
            message.contains("nothing was changed")
                && message.contains(reply.header("x-request-id").unwrap())
        );
    }
    assert!(StoreError::Closed.is_transient());
    assert_eq!(admin.listed("").await, ["s"], "what is there can still be read");
}

#[tokio::test]
async fn a_path_or_a_method_that_is_not_there_has_the_same_shape() {
    let server = Server::start().await;
    let admin = server.admin().await;
    admin.get("/recordings/none").await.refused(404);
    admin.get("/recordings/sessions/a%2Fb/events").await.refused(404);
    admin.get("/recordings/sessions/a%00b/events").await.refused(404);
    admin.get("/recordings/events").await.refused(405);
    server.send_raw("/recordings/sessions/s/events", "application/json", "{}").await.refused(405);
}

#[tokio::test]
async fn a_deleted_session_does_not_come_back_by_a_late_beacon() {
    let server = Server::start().await;
    server.start_session("s", json!({})).await;
    let id = hindsight_domain::RecordingId::given("s").unwrap();
    let purged = server.store().write(move |tx| {
        let stored = hindsight_server::store::recordings::get(tx.conn(), &id)?.unwrap();
        hindsight_server::store::recordings::purge(tx, &stored, "root", "erased")
    });
    purged.await.unwrap();
    for (path, body) in CALLS.iter().zip(bodies("s")) {
        let message = server.send(path, &body).await.refused(409);
        assert!(message.contains("deleted"), "{message}");
    }
    assert!(server.admin().await.listed("").await.is_empty());
}
