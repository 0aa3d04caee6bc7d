//! Batches of events: each counts once, in whatever order and company it comes.

use futures_util::future::join_all;
use hindsight_domain::RecordingId;
use hindsight_rrweb::pack::pack;
use hindsight_server::store::segments;
use serde_json::{Value, json};

use crate::made::{T0, batch, click, meta, scroll, snapshot};
use crate::server::Server;

fn scrolls(range: std::ops::Range<usize>) -> Vec<Value> {
    range.map(|n| scroll(n as i64, n)).collect()
}

#[tokio::test]
async fn a_range_that_comes_again_counts_once_whatever_is_in_it() {
    let server = Server::start().await;
    let admin = server.admin().await;
    server.send_events("s", 0, &[click(1), click(2)]).await.must_be_done();
    server.send_events("s", 0, &[click(1), click(2)]).await.must_be_done();
    server.send_events("s", 0, &[click(3), click(4)]).await.must_be_done();
    let summary = admin.summary("s").await;
    assert_eq!((summary.total_events, summary.clicks), (2, 2));
    assert_eq!(admin.events("s", "").await, [click(1), click(2)]);
}

#[tokio::test]
async fn a_range_that_is_retried_at_once_by_many_counts_once() {
    let server = Server::start().await;
    let admin = server.admin().await;
    let sent = (0..40).map(|n| {
        let first = (n % 4) * 10;
        let server = &server;
        async move { server.send_events("s", first, &scrolls(first..first + 10)).await }
    });
    for reply in join_all(sent).await {
        reply.must_be_done();
    }
    assert_eq!(admin.summary("s").await.total_events, 40);
    assert_eq!(admin.events("s", "").await, scrolls(0..40));
}

#[tokio::test]
async fn events_that_are_sent_again_together_with_later_ones_count_once() {
    let server = Server::start().await;
    let admin = server.admin().await;
    server.send_events("s", 0, &scrolls(0..5)).await.must_be_done();
    server.send_events("s", 0, &scrolls(0..9)).await.must_be_done();
    server.send_events("s", 3, &scrolls(3..12)).await.must_be_done();
    server.send_events("s", 11, &scrolls(11..13)).await.must_be_done();
    assert_eq!(admin.events("s", "").await, scrolls(0..13));
    assert_eq!(admin.summary("s").await.total_events, 13);
}

#[tokio::test]
async fn another_event_under_a_number_that_was_used_is_kept() {
    let server = Server::start().await;
    let admin = server.admin().await;
    server.send_events("s", 0, &scrolls(0..4)).await.must_be_done();
    // A page that was loaded anew counts from 0 again.
    let anew: Vec<Value> = (0..3).map(|n| scroll(1_000 + n, 7)).collect();
    server.send_events("s", 0, &anew).await.must_be_done();
    assert_eq!(admin.summary("s").await.total_events, 7);
    assert_eq!(admin.events("s", "?from=1000").await, anew);
}

#[tokio::test]
async fn batches_that_come_out_of_order_are_read_in_the_order_of_time() {
    let server = Server::start().await;
    let admin = server.admin().await;
    let events = scrolls(0..30);
    for first in [20, 0, 10] {
        server.send_events("s", first, &events[first..first + 10]).await.must_be_done();
    }
    // Events of one batch need not be in order either.
    server.send_events("s", 30, &[scroll(500, 1), scroll(100, 2), scroll(500, 3)]).await.must_be_done();
    let read = admin.events("s", "").await;
    assert_eq!(read[..30], events);
    assert_eq!(read[30..], [scroll(100, 2), scroll(500, 1), scroll(500, 3)], "equal times keep their order");
}

#[tokio::test]
async fn a_packed_event_is_stored_as_it_was_before() {
    let server = Server::start().await;
    let admin = server.admin().await;
    let packed =
        |event: &Value| -> Value { serde_json::from_str(&pack(&event.to_string()).unwrap()).unwrap() };
    let sent = [packed(&meta(0, "https://a.example/p")), packed(&click(5)), click(6)];
    server.send_events("s", 0, &sent).await.must_be_done();
    assert_eq!(admin.events("s", "").await, [meta(0, "https://a.example/p"), click(5), click(6)]);
    assert_eq!(admin.summary("s").await.clicks, 2);
}

#[tokio::test]
async fn each_batch_is_a_segment_at_once_with_its_keyframes() {
    let server = Server::start().await;
    server.start_session("s", json!({})).await;
    server
        .send_events("s", 0, &[meta(100, "https://a.example/"), snapshot(120), click(130)])
        .await
        .must_be_done();
    server.send_events("s", 3, &[click(200), snapshot(250)]).await.must_be_done();
    let id = RecordingId::given("s").unwrap();
    let list = server.store().read(move |connection| segments::list(connection, &id, 0, 10)).await.unwrap();
    let keyframes: Vec<_> =
        list.iter().map(|segment| (segment.events, segment.keyframes_ms.clone())).collect();
    assert_eq!(keyframes, [(3, vec![100]), (2, vec![250])]);
    assert_eq!(list[0].from.millis(), T0 + 100);
}

#[tokio::test]
async fn a_line_break_between_tokens_does_not_break_the_event() {
    let server = Server::start().await;
    let admin = server.admin().await;
    let event = format!("{{\r\n \"type\": 3,\n \"data\": {{\"source\": 99}},\n\"timestamp\": {T0}.75 }}");
    let body = format!(r#"{{"sessionId":"s","sequenceStart":0,"sequenceEnd":0,"events":[{event}]}}"#);
    server.send_raw("/recordings/events", "application/json", body).await.must_be_done();
    assert_eq!(
        admin.events("s", "").await.len(),
        1,
        "a source of a later rrweb and a fraction of a ms are fine"
    );
}

#[tokio::test]
async fn what_is_no_event_is_refused_by_its_place_and_nothing_of_its_batch_stands() {
    let server = Server::start().await;
    let admin = server.admin().await;
    server.start_session("s", json!({})).await;
    let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    let deep = |levels: usize| format!(r#"{{"type":3,"timestamp":{T0},"data":{}}}"#, nested(levels));
    for (event, why) in [
        ("7".to_owned(), "it is a number, and an event is an object"),
        ("null".to_owned(), "it is null"),
        (r#"{"timestamp":1}"#.to_owned(), "`type` is missing"),
        (r#"{"type":"3","timestamp":1}"#.to_owned(), "`type` is a string"),
        (r#"{"type":3.5,"timestamp":1}"#.to_owned(), "`type` is a number where an integer is expected"),
        (r#"{"type":-1,"timestamp":1}"#.to_owned(), "`type` is -1"),
        (r#"{"type":3}"#.to_owned(), "`timestamp` is missing"),
        (r#"{"type":3,"timestamp":"now"}"#.to_owned(), "`timestamp` is a string"),
        (r#"{"type":3,"timestamp":-5}"#.to_owned(), "`timestamp` is -5"),
        (r#"{"type":3,"timestamp":1e300}"#.to_owned(), "`timestamp` is 1000"),
        (r#"{"type":3,"timestamp":253402300799999}"#.to_owned(), "`timestamp`: 253402300799999 ms"),
        (r#"{"type":3,"timestamp":1e999}"#.to_owned(), "number out of range"),
        (deep(2_001), "nests deeper than 2000"),
        (pack(&deep(2_010)).unwrap(), "nests deeper than 2000"),
        (pack(&deep(9_000)).unwrap(), "deeper"),
        ("\"x\"".to_owned(), "cannot be inflated"),
        ("\"\u{4e2d}\"".to_owned(), "outside Latin-1"),
    ] {
        let events = format!("[{},{event}]", scroll(0, 0));
        let body = format!(r#"{{"sessionId":"s","sequenceStart":0,"sequenceEnd":1,"events":{events}}}"#);
        let message = server.send_raw("/recordings/events", "application/json", body).await.refused(400);
        assert!(message.contains("events[1]") && message.contains(why), "{event:.80}: {message}");
    }
    assert_eq!(admin.summary("s").await.total_events, 0);
    server.send_events("s", 0, &[scroll(0, 0), scroll(1, 1)]).await.must_be_done();
    assert_eq!(admin.summary("s").await.total_events, 2, "a refused range is not used up");
    let fine = format!(r#"{{"sessionId":"s","sequenceStart":2,"sequenceEnd":2,"events":[{}]}}"#, deep(1_999));
    server.send_raw("/recordings/events", "application/json", fine).await.must_be_done();
    assert!(admin.get("/recordings/sessions/s/events").await.text.contains(&nested(1_999)));
}

#[tokio::test]
async fn a_packed_event_that_inflates_beyond_the_limit_is_refused() {
    let server = Server::start().await;
    let bomb = json!({ "type": 5, "timestamp": T0, "data": "x".repeat(33 << 20) });
    let bomb: Value = serde_json::from_str(&pack(&bomb.to_string()).unwrap()).unwrap();
    let message = server.send_events("s", 0, &[bomb]).await.refused(400);
    assert!(message.contains("inflates to more than"), "{message}");
    let large = json!({ "type": 5, "timestamp": T0, "data": "x".repeat(12 << 20) });
    let large: Value = serde_json::from_str(&pack(&large.to_string()).unwrap()).unwrap();
    let message = server.send_events("s", 0, &[large.clone(), large.clone(), large]).await.refused(413);
    assert!(message.contains("limit"), "small ones do not add up to a large one: {message}");
}

#[tokio::test]
async fn a_large_batch_is_cut_into_segments_and_read_whole() {
    let server = Server::start().await;
    let admin = server.admin().await;
    let filler = "y".repeat(40_000);
    let events: Vec<Value> = (0..300)
        .map(|n| json!({ "type": 5, "timestamp": T0 + n, "data": { "tag": n, "payload": filler } }))
        .collect();
    server.send_events("s", 0, &events).await.must_be_done();
    let read = admin.events("s", "").await;
    assert!(read == events, "12 MB come back in order");
    let id = RecordingId::given("s").unwrap();
    let list = server.store().read(move |connection| segments::list(connection, &id, 0, 100)).await.unwrap();
    assert!(list.len() > 5, "{} segments", list.len());
}

#[tokio::test]
async fn an_empty_batch_keeps_the_session_alive_and_uses_no_numbers() {
    let server = Server::start().await;
    let admin = server.admin().await;
    server.send("/recordings/events", &batch("s", 0, &[])).await.must_be_done();
    server.send_events("s", 0, &[scroll(0, 0)]).await.must_be_done();
    assert_eq!(admin.summary("s").await.total_events, 1);
}
