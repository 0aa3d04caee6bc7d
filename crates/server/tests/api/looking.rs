//! Looking: who sees what, lists, health.

use hindsight_domain::Role;
use serde_json::{Value, json};

use crate::server::{BASE, Client, fresh};

async fn listed(client: &Client, query: &str) -> (Vec<String>, u64) {
    let reply = client.get(&format!("{BASE}{query}")).await.ok();
    let names =
        reply["data"].as_array().unwrap().iter().map(|row| row["reason"].as_str().unwrap().to_owned());
    (names.collect(), reply["metadata"]["total"].as_u64().unwrap())
}

async fn record(client: &Client, name: &str, agent: &str, session: &str, tags: &[&str]) -> String {
    let body = json!({ "agent_id": agent, "reason": name, "session_id": session, "tags": tags });
    let reply = client.post(&format!("{BASE}/start"), body).await.ok();
    reply["recording_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn each_role_sees_its_own_and_no_more() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let ben = server.client("ben", Role::Member).await;
    let plain = record(&ann, "ann plain", "a", "s", &[]).await;
    server.clock.advance(1);
    let flagged = record(&ann, "ann flagged", "a", "s", &[]).await;
    ann.flag(&flagged, "odd").await.ok();
    server.clock.advance(1);
    record(&ben, "ben plain", "a", "s", &[]).await;
    let rita = server.client("rita", Role::Reviewer).await;
    server.clock.advance(1);
    record(&rita, "rita plain", "a", "s", &[]).await;

    for (client, expected) in [
        (&ann, vec!["ann flagged", "ann plain"]),
        (&ben, vec!["ben plain"]),
        (&rita, vec!["rita plain", "ann flagged"]),
        (&server.client("sue", Role::Supervisor).await, vec!["ann flagged"]),
        (
            &server.client("root", Role::Admin).await,
            vec!["rita plain", "ben plain", "ann flagged", "ann plain"],
        ),
    ] {
        let count = expected.len() as u64;
        assert_eq!(listed(client, "").await, (expected.into_iter().map(str::to_owned).collect(), count));
    }
    for path in ["", "/replay"] {
        let reply = ben.get(&format!("{BASE}/{plain}{path}")).await;
        assert_eq!(reply.refusal(), (404, "NOT_FOUND"), "what is not visible is not there");
    }
}

#[tokio::test]
async fn every_filter_cuts_and_the_total_counts_all_matches() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    for n in 0..6 {
        let tags = if n % 2 == 0 { vec!["even", "all"] } else { vec!["all"] };
        let id = record(&ann, &format!("r{n}"), if n < 3 { "a" } else { "b" }, &format!("s{}", n % 3), &tags)
            .await;
        if n >= 4 {
            ann.stop(&id, json!({ "status": "failed" })).await.ok();
        }
        if n == 0 || n == 4 {
            ann.flag(&id, "odd").await.ok();
        }
        server.clock.advance(1_000);
    }
    for (query, expected) in [
        ("", "r5 r4 r3 r2 r1 r0"),
        ("/", "r5 r4 r3 r2 r1 r0"),
        ("?agent_id=a", "r2 r1 r0"),
        ("?agent_id=", "r5 r4 r3 r2 r1 r0"),
        ("?status=failed", "r5 r4"),
        ("?status=recording&agent_id=b", "r3"),
        ("?flagged=true", "r4 r0"),
        ("?flagged=false&status=failed", "r5"),
        ("?tag=even", "r4 r2 r0"),
        ("?tag=even&agent_id=a", "r2 r0"),
        ("?tag=flagged_review&status=recording", "r0"),
        ("?tag=none", ""),
        ("?session_id=s1", "r4 r1"),
        ("?session_id=s1&status=failed", "r4"),
        ("?from=2026-03-01T12:00:03Z", "r5 r4 r3"),
        ("?to=2026-03-01T13:00:01%2B01:00", "r1 r0"),
        ("?from=1772366401000&to=1772366402000", "r2 r1"),
        ("?to=2026-03-01", "r5 r4 r3 r2 r1 r0"),
        ("?to=2026-02-28", ""),
    ] {
        let expected = expected.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let total = expected.len() as u64;
        assert_eq!(listed(&ann, query).await, (expected, total), "{query}");
        let root = server.client("root", Role::Admin).await;
        assert_eq!(listed(&root, query).await.1, total, "{query} as an admin");
    }
    assert_eq!(listed(&ann, "?limit=2&offset=1").await, (vec!["r4".into(), "r3".into()], 6));
    assert_eq!(listed(&ann, "?offset=9").await, (Vec::new(), 6));
    for query in
        ["limit=0", "limit=501", "limit=x", "offset=-1", "status=odd", "flagged=maybe", "from=yesterday"]
    {
        let reply = ann.get(&format!("{BASE}?{query}")).await;
        assert_eq!(reply.refusal(), (400, "VALIDATION_ERROR"), "{query}");
    }
    let row = &ann.get(&format!("{BASE}?limit=1")).await.ok()["data"][0];
    assert!(row.get("events").is_none(), "a list carries no events");
}

#[tokio::test]
async fn replay_tells_what_a_player_needs() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let id = ann.start("a").await;
    server.clock.advance(1_500);
    ann.event(&id, "agent_request", json!({ "q": 1 })).await.ok();
    let replay = ann.get(&format!("{BASE}/{id}/replay")).await.ok();
    let event = json!({
        "timestamp": "2026-03-01T12:00:01.500Z", "event_type": "agent_request", "data": { "q": 1 },
    });
    assert_eq!(
        replay,
        json!({
            "success": true, "timestamp": "2026-03-01T12:00:01.500Z",
            "data": {
                "recording_id": id, "agent_id": "a", "started_at": "2026-03-01T12:00:00.000Z",
                "duration_seconds": 1.5, "events": [event],
                "recording_metadata": { "agent_name": "a", "agent_maturity": null },
            },
        })
    );
}

#[tokio::test]
async fn health_wins_over_a_recording_of_that_name_and_needs_no_token() {
    let (_dir, server) = fresh().await;
    let reply = server.nobody().get(&format!("{BASE}/health")).await.ok();
    assert_eq!(reply["data"], json!({ "status": "healthy", "service": "canvas_recording" }));
    assert_eq!(reply["success"], Value::Bool(true));
}
