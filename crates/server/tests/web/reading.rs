//! Who sees which sessions, and how they are read.

use hindsight_contract::web::{ExportedSession, SessionPage};
use hindsight_domain::{Flag, FlagId, FlagSource, RecordingId, Role, Severity};
use hindsight_server::store::reviews;
use serde_json::{Value, json};

use crate::made::{T0, click, end, scroll};
use crate::server::Server;

async fn flag(server: &Server, id: &str) {
    let recording_id = RecordingId::given(id).unwrap();
    let flag = Flag {
        id: FlagId::given(&format!("flg_{id}")).unwrap(),
        recording_id: recording_id.clone(),
        reason: "look at it".into(),
        severity: Severity::Medium,
        at_ms: None,
        by: "rule".into(),
        source: FlagSource::Server,
        at: server.app.clock.now(),
    };
    server.store().write(move |tx| reviews::flag(tx, &recording_id, flag, None, None)).await.unwrap();
}

#[tokio::test]
async fn a_member_sees_own_sessions_a_reviewer_flagged_ones_too_an_admin_all() {
    let server = Server::start().await;
    for (id, actor) in [("ann-1", "ann"), ("bob-1", "bob"), ("rev-1", "rev")] {
        server.start_session(id, json!({ "actorId": actor })).await;
    }
    server.send_events("nobody", 0, &[scroll(0, 0)]).await.must_be_done();
    flag(&server, "bob-1").await;
    for (user, role, seen) in [
        ("ann", Role::Member, vec!["ann-1"]),
        ("rev", Role::Reviewer, vec!["bob-1", "rev-1"]),
        ("rev", Role::Supervisor, vec!["bob-1", "rev-1"]),
        ("root", Role::Admin, vec!["ann-1", "bob-1", "nobody", "rev-1"]),
    ] {
        let person = server.person(user, role).await;
        let mut listed = person.listed("").await;
        listed.sort();
        assert_eq!(listed, seen, "{user} as {role}");
        for id in ["ann-1", "bob-1", "rev-1", "nobody"] {
            let status = if seen.contains(&id) { 200 } else { 404 };
            let events = person.get(&format!("/recordings/sessions/{id}/events")).await;
            let export =
                person.post(&format!("/recordings/sessions/{id}/export"), &json!({ "format": "json" })).await;
            assert_eq!(
                (events.status.as_u16(), export.status.as_u16()),
                (status, status),
                "{user} as {role}: {id}"
            );
        }
    }
}

#[tokio::test]
async fn who_is_not_signed_in_reads_nothing() {
    let server = Server::start().await;
    server.start_session("s", json!({})).await;
    for path in ["/recordings/sessions", "/recordings/sessions/s/events", "/recordings/sessions/none/events"]
    {
        for header in [None, Some("Bearer wrong"), Some("Basic dTpw")] {
            let mut request = server.http.get(format!("{}{path}", server.url));
            if let Some(header) = header {
                request = request.header("authorization", header);
            }
            crate::server::Reply::of(request.send().await.unwrap()).await.refused(401);
        }
        let in_address = server.http.get(format!("{}{path}?token=x&access_token=x", server.url));
        crate::server::Reply::of(in_address.send().await.unwrap()).await.refused(401);
    }
    server.send("/recordings/sessions/s/export", &json!({ "format": "json" })).await.refused(401);
}

#[tokio::test]
async fn a_list_is_filtered_counted_and_cut_into_pages() {
    let server = Server::start().await;
    let admin = server.admin().await;
    for n in 0..7_i64 {
        let (service, device) =
            (["shop", "desk"][n as usize % 2], ["desktop", "mobile", "tv"][n as usize % 3]);
        let at = T0 + n * 60_000;
        let who = json!({ "serviceSlug": service, "deviceType": device, "actorId": format!("u{}", n % 2), "startedAt": at });
        server.start_session(&format!("s{n}"), who).await;
    }
    server.send("/recordings/sessions", &end("s3", T0 + 400_000)).await.must_be_done();
    for (query, expected) in [
        ("", vec!["s6", "s5", "s4", "s3", "s2", "s1", "s0"]),
        ("?serviceSlug=desk", vec!["s5", "s3", "s1"]),
        ("?serviceSlug=", vec!["s6", "s5", "s4", "s3", "s2", "s1", "s0"]),
        ("?serviceSlug=none", vec![]),
        ("?actorId=u0&deviceType=desktop", vec!["s6", "s0"]),
        ("?deviceType=2", vec!["s4", "s1"]),
        ("?deviceType=MOBILE", vec!["s4", "s1"]),
        ("?deviceType=unspecified", vec!["s5", "s2"]),
        ("?status=ended", vec!["s3"]),
        ("?status=2", vec!["s3"]),
        ("?status=completed", vec!["s3"]),
        ("?status=active&serviceSlug=desk", vec!["s5", "s1"]),
        ("?startDate=2026-03-01T12:05:00Z", vec!["s6", "s5"]),
        ("?startDate=2026-03-01T13:05:00%2B01:00", vec!["s6", "s5"]),
        ("?startDate=2026-03-01T12:01:00&endDate=2026-03-01T12:02:00", vec!["s2", "s1"]),
        ("?endDate=1772366460000", vec!["s1", "s0"]),
        ("?endDate=2026-03-01", vec!["s6", "s5", "s4", "s3", "s2", "s1", "s0"]),
        ("?endDate=2026-02-28", vec![]),
    ] {
        assert_eq!(admin.listed(query).await, expected, "{query}");
    }
    for (query, ids, total, pages) in [
        ("?limit=3", vec!["s6", "s5", "s4"], 7, 3),
        ("?limit=3&page=3", vec!["s0"], 7, 3),
        ("?limit=3&page=4", vec![], 7, 3),
        ("?limit=2&page=2&serviceSlug=desk", vec!["s1"], 3, 2),
    ] {
        let page: SessionPage = admin.get(&format!("/recordings/sessions{query}")).await.read();
        assert_eq!(page.data.iter().map(|row| row.session_id.as_str()).collect::<Vec<_>>(), ids, "{query}");
        assert_eq!((page.total, page.total_pages), (total, pages), "{query}");
    }
    let page: Value = admin.get("/recordings/sessions").await.read();
    assert_eq!((&page["page"], &page["limit"]), (&json!(1), &json!(20)));
    for query in [
        "?limit=0",
        "?limit=501",
        "?page=0",
        "?limit=x",
        "?page=-1",
        "?startDate=soon",
        "?endDate=2026-13-01",
    ] {
        admin.get(&format!("/recordings/sessions{query}")).await.refused(400);
    }
}

#[tokio::test]
async fn a_part_of_a_session_is_asked_for_by_time_or_by_offset() {
    let server = Server::start().await;
    let admin = server.admin().await;
    server.start_session("s", json!({})).await;
    let events: Vec<Value> = (0..10).map(|n| scroll(n * 1_000, n as usize)).collect();
    for first in [5, 0] {
        server.send_events("s", first, &events[first..first + 5]).await.must_be_done();
    }
    for (part, expected) in [
        ("?from=4000&to=6000".to_owned(), 4..7),
        (format!("?from={}", T0 + 7_500), 8..10),
        (format!("?to={T0}"), 0..1),
        (format!("?from={}&to={}", T0 + 3_000, T0 + 3_000), 3..4),
        ("?from=6000&to=4000".to_owned(), 0..0),
        ("?from=-5".to_owned(), 0..10),
    ] {
        assert_eq!(admin.events("s", &part).await, events[expected], "{part}");
    }
    admin.get("/recordings/sessions/s/events?from=noon").await.refused(400);
}

#[tokio::test]
async fn events_are_streamed_and_meant_for_nobody_else() {
    let server = Server::start().await;
    let admin = server.admin().await;
    server.send_events("s", 0, &[click(0)]).await.must_be_done();
    let reply = admin.get("/recordings/sessions/s/events").await;
    assert_eq!(reply.header("content-type"), Some("application/json"));
    assert_eq!(reply.header("content-length"), None, "its length is not known before it is written");
    assert_eq!(reply.header("cache-control"), Some("private, no-store"));
    let read: Value = reply.read();
    assert_eq!(read["sessionId"], "s");
    assert_eq!(read["metadata"]["sessionId"], "s");
}

#[tokio::test]
async fn an_export_is_a_file_with_what_was_asked_for() {
    let server = Server::start().await;
    let admin = server.admin().await;
    server.start_session("s", json!({})).await;
    server.send_events("s", 0, &[click(5), click(1)]).await.must_be_done();
    let export = async |body: Value| admin.post("/recordings/sessions/s/export", &body).await;
    let reply = export(json!({ "format": "json" })).await;
    assert_eq!(reply.header("content-disposition"), Some("attachment; filename=\"session-s.json\""));
    let file: ExportedSession = reply.read();
    assert_eq!((file.version.as_str(), file.session_id.as_str()), ("1.0", "s"));
    assert_eq!(file.exported_at.millis(), T0);
    assert_eq!(file.metadata.unwrap(), admin.summary("s").await);
    let events: Vec<Value> =
        file.events.unwrap().iter().map(|raw| serde_json::from_str(raw.get()).unwrap()).collect();
    assert_eq!(events, [click(1), click(5)]);

    let keys = |value: Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let no_events: Value = export(json!({ "format": "json", "includeEvents": false })).await.read();
    assert_eq!(keys(no_events), ["version", "exportedAt", "sessionId", "metadata"]);
    let no_metadata: Value = export(json!({ "includeMetadata": false })).await.read();
    assert_eq!(keys(no_metadata), ["version", "exportedAt", "sessionId", "events"]);
    export(json!({ "format": "csv" })).await.refused(400);
    admin.post("/recordings/sessions/none/export", &json!({ "format": "json" })).await.refused(404);
}

#[tokio::test]
async fn a_file_has_a_name_whatever_letters_its_session_has() {
    let server = Server::start().await;
    let admin = server.admin().await;
    server.start_session("Sitzung.ä;1", json!({})).await;
    let reply = admin.post("/recordings/sessions/Sitzung.%C3%A4;1/export", &json!({})).await;
    assert_eq!(
        reply.header("content-disposition"),
        Some(
            "attachment; filename=\"session-Sitzung._;1.json\"; filename*=UTF-8''session-Sitzung.%C3%A4%3B1.json"
        )
    );
}

#[tokio::test]
async fn an_export_is_written_down() {
    let server = Server::start().await;
    let ann = server.person("ann", Role::Member).await;
    server.start_session("s", json!({ "actorId": "ann" })).await;
    ann.post("/recordings/sessions/s/export", &json!({})).await.read::<Value>();
    let entries = server.store().read(|connection| {
        let mut all = connection.prepare("SELECT CAST(entry AS TEXT) FROM journal")?;
        let entries = all.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        Ok(entries)
    });
    let entries = entries.await.unwrap();
    let exported = entries.iter().filter(|entry| entry.contains("recording_exported")).collect::<Vec<_>>();
    assert_eq!(exported.len(), 1);
    assert!(exported[0].contains("\"ann\"") && exported[0].contains("\"s\""), "{}", exported[0]);
}

#[tokio::test]
async fn an_agent_recording_is_no_session() {
    let server = Server::start().await;
    let admin = server.admin().await;
    let started: Value =
        admin.post("/api/canvas/recording/start", &json!({ "agent_id": "a", "reason": "r" })).await.read();
    let id = started["recording_id"].as_str().unwrap();
    admin.get(&format!("/recordings/sessions/{id}/events")).await.refused(404);
    assert!(admin.listed("").await.is_empty());
}
