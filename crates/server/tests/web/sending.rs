//! What a session becomes from what its browser sends.

use hindsight_contract::web::SessionStatus;
use hindsight_domain::{ActorType, DeviceType, RecordingId, Timestamp};
use hindsight_server::store::recordings;
use serde_json::{Value, json};

use crate::made::{T0, click, end, meta, page_view, scroll, snapshot};
use crate::server::Server;

#[tokio::test]
async fn a_session_is_the_sum_of_what_was_sent() {
    let server = Server::start().await;
    let admin = server.admin().await;
    let who = json!({ "actorId": "u-7", "actorType": "USER", "actorEmail": "u7@example.com", "serviceSlug": "shop" });
    server.start_session("s", who).await;
    let events =
        [meta(0, "https://shop.example/cart?x=1"), snapshot(1), click(900), scroll(1_000, 0), click(1_500)];
    server.send_events("s", 0, &events).await.must_be_done();
    server.send("/recordings/pageviews", &page_view("s", "/cart", "Your cart", 10)).await.must_be_done();
    server.send("/recordings/pageviews", &page_view("s", "/done", "Thank you", 1_200)).await.must_be_done();
    server.send("/recordings/sessions", &end("s", T0 + 90_500)).await.must_be_done();

    let summary = serde_json::to_value(admin.summary("s").await).unwrap();
    assert_eq!(
        summary,
        json!({
            "sessionId": "s", "actorId": "u-7", "actorType": "USER", "actorEmail": "u7@example.com",
            "serviceSlug": "shop", "startedAt": "2026-03-01T12:00:00.000Z", "endedAt": "2026-03-01T12:01:30.500Z",
            "durationSeconds": 90.5, "totalEvents": 5, "pageViews": 2, "clicks": 2, "entryPage": "/cart",
            "exitPage": "/done", "browser": "Firefox", "os": "Linux", "deviceType": "desktop", "status": "ended",
        })
    );
    assert_eq!(admin.events("s", "").await, events, "events come back as they were sent");
}

#[tokio::test]
async fn a_time_is_read_with_any_offset_without_one_and_as_a_number() {
    let server = Server::start().await;
    let admin = server.admin().await;
    for (n, at) in [
        json!("2026-03-01T13:00:00+01:00"),
        json!("2026-03-01T12:00:00"),
        json!("2026-03-01T12:00:00.000Z"),
        json!(T0),
    ]
    .into_iter()
    .enumerate()
    {
        let id = format!("s{n}");
        server.start_session(&id, json!({ "startedAt": at })).await;
        assert_eq!(admin.summary(&id).await.started_at.millis(), T0, "{at}");
    }
}

#[tokio::test]
async fn a_word_or_a_number_that_is_not_known_is_kept_and_called_unspecified() {
    let server = Server::start().await;
    let admin = server.admin().await;
    for (id, sent, device, original) in [
        ("word", json!("TABLET"), DeviceType::Tablet, None),
        ("number", json!(2), DeviceType::Mobile, None),
        ("unknown-word", json!("smart-tv"), DeviceType::Unspecified, Some("smart-tv")),
        ("unknown-number", json!(9), DeviceType::Unspecified, Some("9")),
        ("zero", json!(0), DeviceType::Unspecified, None),
        ("absent", Value::Null, DeviceType::Unspecified, None),
    ] {
        server.start_session(id, json!({ "deviceType": sent })).await;
        let summary = admin.summary(id).await;
        assert_eq!(
            (summary.device_type, summary.device_type_original.as_deref()),
            (device, original),
            "{id}"
        );
    }
    server.start_session("actor", json!({ "actorType": 2 })).await;
    assert_eq!(admin.summary("actor").await.actor_type, Some(ActorType::Operator));
    server.start_session("robot", json!({ "actorType": "robot" })).await;
    let robot = admin.summary("robot").await;
    assert_eq!(robot.actor_type, Some(ActorType::Unspecified));
    assert_eq!(robot.actor_type_original.as_deref(), Some("robot"));
}

#[tokio::test]
async fn what_comes_for_an_unknown_session_makes_it() {
    let server = Server::start().await;
    let admin = server.admin().await;
    server.send("/recordings/sessions", &end("ended", T0)).await.must_be_done();
    server.send_events("grown", 0, &[scroll(5, 0), scroll(2, 1)]).await.must_be_done();
    server.send("/recordings/pageviews", &page_view("viewed", "/a", "A", 0)).await.must_be_done();
    let custom = json!({ "sessionId": "custom", "event": "paid", "timestamp": T0 });
    server.send("/recordings/events/custom", &custom).await.must_be_done();
    for (id, status, started_ms, events) in [
        ("ended", SessionStatus::Ended, T0, 0),
        ("grown", SessionStatus::Active, T0 + 2, 2),
        ("viewed", SessionStatus::Active, T0, 0),
        ("custom", SessionStatus::Active, T0, 1),
    ] {
        let summary = admin.summary(id).await;
        assert_eq!((summary.status, summary.total_events), (status, events), "{id}");
        assert_eq!(summary.started_at.millis(), started_ms, "{id} begins with the earliest of it");
    }
    let late = json!({ "action": "end", "sessionId": "long", "endedAt": T0, "duration": 60_000 });
    server.send("/recordings/sessions", &late).await.must_be_done();
    assert_eq!(admin.summary("long").await.started_at.millis(), T0 - 60_000);
    assert_eq!(admin.summary("long").await.duration_seconds, 60.0);
}

#[tokio::test]
async fn a_start_that_comes_late_completes_the_session() {
    let server = Server::start().await;
    let admin = server.admin().await;
    server.send_events("s", 0, &[scroll(5_000, 0)]).await.must_be_done();
    server.start_session("s", json!({ "serviceSlug": "shop", "actorId": "ann" })).await;
    let summary = admin.summary("s").await;
    assert_eq!(summary.started_at.millis(), T0, "the browser knows when it began");
    assert_eq!((summary.service_slug.as_str(), summary.total_events), ("shop", 1));
    server.start_session("s", json!({ "startedAt": T0 + 9_000 })).await;
    assert_eq!(
        admin.summary("s").await.started_at.millis(),
        T0,
        "a page that is loaded again starts nothing anew"
    );
}

#[tokio::test]
async fn nobody_takes_over_a_session_by_sending_to_it() {
    let server = Server::start().await;
    let admin = server.admin().await;
    server.start_session("s", json!({ "actorId": "victim" })).await;
    server.start_session("s", json!({ "actorId": "thief" })).await;
    let mut view = page_view("s", "/", "", 0);
    view["actorId"] = json!("thief");
    server.send("/recordings/pageviews", &view).await.must_be_done();
    assert_eq!(admin.summary("s").await.actor_id.as_deref(), Some("victim"));
    let thief = server.person("thief", hindsight_domain::Role::Member).await;
    assert!(thief.listed("").await.is_empty());
}

#[tokio::test]
async fn a_custom_event_stands_among_the_others_as_rrweb_writes_one() {
    let server = Server::start().await;
    let admin = server.admin().await;
    server.send_events("s", 0, &[scroll(0, 0), scroll(20, 1)]).await.must_be_done();
    let named = json!({ "sessionId": "s", "event": "checkout", "timestamp": T0 + 10 });
    let rich = json!({ "sessionId": "s", "event": { "name": "paid", "total": 12 }, "timestamp": T0 + 30 });
    for event in [&named, &rich, &named] {
        server.send("/recordings/events/custom", event).await.must_be_done();
    }
    let events = admin.events("s", "").await;
    assert_eq!(events.len(), 4, "one that is sent again counts once");
    assert_eq!(
        events[1],
        json!({ "type": 5, "timestamp": T0 + 10, "data": { "tag": "checkout", "payload": {} } })
    );
    let payload = json!({ "name": "paid", "total": 12 });
    assert_eq!(
        events[3],
        json!({ "type": 5, "timestamp": T0 + 30, "data": { "tag": "paid", "payload": payload } })
    );
    assert_eq!(admin.summary("s").await.total_events, 4);
}

#[tokio::test]
async fn a_custom_event_that_nests_too_deep_is_refused_and_half_an_emoji_is_mended() {
    let server = Server::start().await;
    let admin = server.admin().await;
    let send = async |event: String| {
        let body = format!(r#"{{"sessionId":"s","event":{event},"timestamp":{T0}}}"#);
        server.send_raw("/recordings/events/custom", "application/json", body).await
    };
    let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    send(nested(101)).await.refused(400);
    send(nested(100_000)).await.refused(400);
    send(nested(100)).await.must_be_done();
    send(r#""cut \ud83d""#.to_owned()).await.must_be_done();
    let events = admin.events("s", "").await;
    assert_eq!(events.len(), 2);
    assert_eq!(events[1]["data"]["tag"], "cut \u{fffd}");
}

#[tokio::test]
async fn a_secret_in_a_custom_event_is_not_stored() {
    let server = Server::start().await;
    let admin = server.admin().await;
    let event = json!({ "name": "login", "password": "hunter2-and-more" });
    let custom = json!({ "sessionId": "s", "event": event, "timestamp": T0 });
    server.send("/recordings/events/custom", &custom).await.must_be_done();
    let text = admin.get("/recordings/sessions/s/events").await.text;
    assert!(!text.contains("hunter2") && text.contains("login"), "{text}");
}

#[tokio::test]
async fn the_title_comes_from_the_first_page() {
    let server = Server::start().await;
    let title = async |id: &'static str| {
        let id = RecordingId::given(id).unwrap();
        let stored = server.store().read(move |connection| recordings::get(connection, &id)).await.unwrap();
        stored.unwrap().recording.title
    };
    server.start_session("s", json!({})).await;
    assert_eq!(title("s").await, "Session s");
    server.send_events("s", 0, &[meta(0, "https://shop.example/cart")]).await.must_be_done();
    assert_eq!(title("s").await, "/cart");
    server.send("/recordings/pageviews", &page_view("s", "/b", "Second", 50)).await.must_be_done();
    server
        .send("/recordings/pageviews", &page_view("s", "/a", "First\u{1b}[31m\n!", 20))
        .await
        .must_be_done();
    assert_eq!(title("s").await, "First [31m !", "whatever came first, and on one line");
}

#[tokio::test]
async fn pages_are_counted_once_each_from_the_events_when_nobody_reports_them() {
    let server = Server::start().await;
    let admin = server.admin().await;
    let pages =
        [meta(0, "https://a.example/x"), meta(50, "https://a.example/x"), meta(90, "https://a.example/y?q")];
    server.send_events("s", 0, &pages).await.must_be_done();
    let summary = admin.summary("s").await;
    assert_eq!((summary.page_views, summary.entry_page.as_str()), (2, "/x"), "a checkout is no page view");
    assert_eq!(summary.exit_page.as_deref(), Some("/y"));
    for path in ["/app", "/app", "/app#2"] {
        server.send("/recordings/pageviews", &page_view("s", path, "App", 5)).await.must_be_done();
    }
    let summary = admin.summary("s").await;
    assert_eq!(
        (summary.page_views, summary.entry_page.as_str()),
        (2, "/app"),
        "what is reported counts, once each"
    );
}

#[tokio::test]
async fn a_beacon_may_call_its_json_text() {
    let server = Server::start().await;
    let body = end("s", T0 + 5).to_string();
    for kind in ["text/plain;charset=UTF-8", "application/json; charset=utf-8", "Application/JSON"] {
        server.send_raw("/recordings/sessions", kind, body.clone()).await.must_be_done();
    }
    let bare = server.post("/recordings/sessions").body(body.clone()).send().await.unwrap();
    assert_eq!(bare.status(), 200, "and may say nothing of it");
    server.send_raw("/recordings/sessions", "application/x-www-form-urlencoded", body).await.refused(415);
}

#[tokio::test]
async fn half_an_emoji_in_a_title_loses_neither_the_view_nor_an_event() {
    let server = Server::start().await;
    let admin = server.admin().await;
    let view = format!(r#"{{"sessionId":"s","path":"/","title":"cut \ud83d","timestamp":{T0}}}"#);
    server.send_raw("/recordings/pageviews", "application/json", view).await.must_be_done();
    let event = format!(r#"{{"type":5,"data":{{"tag":"x","payload":"\ud83d"}},"timestamp":{T0}}}"#);
    let batch = format!(r#"{{"sessionId":"s","sequenceStart":0,"sequenceEnd":0,"events":[{event}]}}"#);
    server.send_raw("/recordings/events", "application/json", batch).await.must_be_done();
    assert_eq!(admin.summary("s").await.page_views, 1);
    let text = admin.get("/recordings/sessions/s/events").await.text;
    assert!(text.contains(&event), "the event is as it came: {text}");
}

#[tokio::test]
async fn a_session_that_ends_twice_ended_at_the_later_time() {
    let server = Server::start().await;
    let admin = server.admin().await;
    server.start_session("s", json!({})).await;
    for ms in [5_000, 9_000, 7_000] {
        server.send("/recordings/sessions", &end("s", T0 + ms)).await.must_be_done();
    }
    let summary = admin.summary("s").await;
    assert_eq!(summary.ended_at.map(Timestamp::millis), Some(T0 + 9_000));
    assert_eq!(summary.duration_seconds, 9.0);
}

#[tokio::test]
async fn a_session_that_starts_after_its_end_goes_on_and_an_old_end_does_not_stop_it() {
    let server = Server::start().await;
    let admin = server.admin().await;
    server.start_session("s", json!({})).await;
    server.send("/recordings/sessions", &end("s", T0 + 5_000)).await.must_be_done();
    server.start_session("s", json!({ "startedAt": T0 + 8_000 })).await;
    server.send("/recordings/sessions", &end("s", T0 + 5_000)).await.must_be_done();
    let summary = admin.summary("s").await;
    assert_eq!((summary.status, summary.ended_at), (SessionStatus::Active, None));
    server.send("/recordings/sessions", &end("s", T0 + 9_000)).await.must_be_done();
    assert_eq!(admin.summary("s").await.status, SessionStatus::Ended);
}
