//! Starting: by hand, and because an autonomous agent acts.

use hindsight_domain::Role;
use hindsight_server::config::Config;
use serde_json::{Value, json};

use crate::server::{BASE, Client, MINUTE_MS, NOW_MS, fresh, fresh_with};

async fn auto(client: &Client, body: Value) -> Value {
    client.post(&format!("{BASE}/auto"), body).await.ok()
}

#[tokio::test]
async fn a_recording_starts_in_its_users_name_with_all_that_was_said() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let body = json!({
        "agent_id": "a", "canvas_id": "c", "reason": "why", "session_id": "s", "tags": ["x", "y", "x"],
    });
    let started = ann.post(&format!("{BASE}/start"), body).await.ok();
    let id = started["recording_id"].clone();
    assert_eq!(
        started,
        json!({ "recording_id": id, "agent_id": "a", "user_id": "ann", "reason": "why", "status": "recording" })
    );
    let recording = ann.recording(id.as_str().unwrap()).await;
    assert_eq!(
        recording,
        json!({
            "recording_id": id, "agent_id": "a", "user_id": "ann", "canvas_id": "c", "session_id": "s",
            "reason": "why", "status": "recording", "tags": ["x", "y"],
            "started_at": "2026-03-01T12:00:00.000Z", "event_count": 0,
            "recording_metadata": { "agent_name": "a", "agent_maturity": null },
            "flagged_for_review": false, "created_at": "2026-03-01T12:00:00.000Z",
            "updated_at": "2026-03-01T12:00:00.000Z", "events": [],
        })
    );
}

#[tokio::test]
async fn only_an_autonomous_agent_is_recorded_by_itself() {
    let (_dir, server) = fresh().await;
    let admin = server.client("root", Role::Admin).await;
    for maturity in ["student", "intern", "supervised"] {
        admin.put_agent("a", maturity).await.ok();
        let reply = auto(&admin, json!({ "agent_id": "a", "action": "pay" })).await;
        assert_eq!(reply, json!({ "recording_id": null, "reason": "not_autonomous" }), "{maturity}");
    }
    let reply = auto(&admin, json!({ "agent_id": "b", "action": "pay", "context": {} })).await;
    assert_eq!(reply, json!({ "recording_id": null, "reason": "unknown_agent" }));

    admin.put_agent("a", "autonomous").await.ok();
    let reply =
        auto(&admin, json!({ "agent_id": "a", "action": "pay", "context": { "canvas_id": "c" } })).await;
    let recording = admin.recording(reply["recording_id"].as_str().unwrap()).await;
    assert_eq!(recording["reason"], "autonomous_action");
    assert_eq!(recording["tags"], json!(["autonomous", "governance", "pay"]));
    assert_eq!(recording["canvas_id"], "c");
    assert_eq!(
        recording["recording_metadata"],
        json!({ "agent_name": "Agent a", "agent_maturity": "autonomous" })
    );
}

#[tokio::test]
async fn while_one_runs_for_the_same_agent_user_and_session_it_is_used() {
    let (_dir, server) = fresh().await;
    let root = server.client("root", Role::Admin).await;
    root.put_agent("a", "autonomous").await.ok();
    root.put_agent("b", "autonomous").await.ok();
    let backend = server.service("backend").await;
    let ask = |agent: &str, user: &str, session: Option<&str>| json!({ "agent_id": agent, "action": "pay", "user_id": user, "context": { "session_id": session } });
    let first = auto(&backend, ask("a", "ann", Some("s"))).await;
    assert_eq!(auto(&backend, ask("a", "ann", Some("s"))).await, first);
    for other in [
        ask("b", "ann", Some("s")),
        ask("a", "ben", Some("s")),
        ask("a", "ann", Some("t")),
        ask("a", "ann", None),
    ] {
        assert_ne!(auto(&backend, other.clone()).await, first, "{other}");
    }
    let id = first["recording_id"].as_str().unwrap();
    backend.stop(id, json!({})).await.ok();
    assert_ne!(auto(&backend, ask("a", "ann", Some("s"))).await, first, "a stopped one is not used again");
}

#[tokio::test]
async fn a_dead_recording_is_never_given_out_again() {
    let (_dir, server) = fresh().await;
    let root = server.client("root", Role::Admin).await;
    root.put_agent("a", "autonomous").await.ok();
    let ask = json!({ "agent_id": "a", "action": "pay" });
    let first = auto(&root, ask.clone()).await;
    let id = first["recording_id"].as_str().unwrap();
    server.clock.advance(29 * MINUTE_MS);
    root.event(id, "view_switch", json!({})).await.ok();
    server.clock.advance(30 * MINUTE_MS);
    assert_eq!(auto(&root, ask.clone()).await, first, "it was heard half an hour ago, not longer");
    server.clock.advance(1);
    assert_ne!(auto(&root, ask).await, first);
    let dead = root.recording(id).await;
    assert_eq!(dead["status"], "failed");
    assert_eq!(dead["summary"], "1 events recorded; ended after 30 minutes of silence");
    assert_eq!(dead["stopped_at"], "2026-03-01T12:29:00.000Z", "it ended when it was last heard");
}

#[tokio::test]
async fn a_service_token_alone_records_in_another_users_name() {
    let (_dir, server) = fresh().await;
    let root = server.client("root", Role::Admin).await;
    root.put_agent("a", "autonomous").await.ok();
    let ask = json!({ "agent_id": "a", "action": "pay", "user_id": "ann" });
    let refused = root.post(&format!("{BASE}/auto"), ask.clone()).await;
    assert_eq!(refused.refusal(), (403, "PERMISSION_DENIED"));

    let backend = server.service("backend").await;
    let id = auto(&backend, ask).await["recording_id"].as_str().unwrap().to_owned();
    backend.event(&id, "operation_start", json!({})).await.ok();
    assert_eq!(backend.recording(&id).await["user_id"], "ann");
    let ann = server.client("ann", Role::Member).await;
    assert_eq!(ann.recording(&id).await["event_count"], 1, "it is hers");

    let start = json!({ "agent_id": "a", "reason": "r", "user_id": "ann" });
    let refused = root.post(&format!("{BASE}/start"), start.clone()).await;
    assert_eq!(refused.refusal(), (403, "PERMISSION_DENIED"), "by hand too");
    assert_eq!(backend.post(&format!("{BASE}/start"), start).await.ok()["user_id"], "ann");
}

#[tokio::test]
async fn recording_that_is_switched_off_says_so() {
    let (_dir, server) = fresh_with(Config { recording_enabled: false, ..Config::default() }).await;
    let ann = server.client("ann", Role::Member).await;
    let calls = [
        ("start", json!({ "agent_id": "a", "reason": "r" })),
        ("auto", json!({ "agent_id": "a", "action": "pay" })),
        ("rec_1/event", json!({ "event_type": "error", "event_data": {} })),
    ];
    for (call, body) in calls {
        let reply = ann.post(&format!("{BASE}/{call}"), body).await;
        assert_eq!(reply.refusal(), (503, "RECORDING_DISABLED"), "{call}");
    }
    assert!(ann.get(BASE).await.status.is_success(), "looking is still possible");
}

#[tokio::test]
async fn an_admin_alone_registers_agents() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Supervisor).await;
    assert_eq!(ann.put_agent("a", "intern").await.refusal(), (403, "PERMISSION_DENIED"));
    let root = server.client("root", Role::Admin).await;
    let agent = root.put_agent("a", "intern").await.ok();
    assert_eq!(agent["maturity"], "intern");
    assert_eq!(root.put_agent("a", "boss").await.refusal(), (400, "VALIDATION_ERROR"));
    let list = ann.get("/api/agents").await.ok();
    assert_eq!((&list["data"], &list["metadata"]["total"]), (&json!([agent]), &json!(1)));
}

#[tokio::test]
async fn a_start_that_makes_no_sense_changes_nothing() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let long = "x".repeat(4_001);
    for body in [
        json!({ "reason": "r" }),
        json!({ "agent_id": "a" }),
        json!({ "agent_id": "", "reason": "r" }),
        json!({ "agent_id": 7, "reason": "r" }),
        json!({ "agent_id": "a", "reason": long }),
        json!({ "agent_id": "a", "reason": "r", "tags": "x" }),
        json!({ "agent_id": "a", "reason": "r", "tags": vec!["t"; 101] }),
        json!([]),
    ] {
        let reply = ann.post(&format!("{BASE}/start"), body.clone()).await;
        assert_eq!(reply.refusal(), (400, "VALIDATION_ERROR"), "{body}");
    }
    assert_eq!(ann.get(BASE).await.ok()["metadata"]["total"], 0);
    assert_eq!(server.app.store.changed().borrow().to_owned(), 1, "the mark of the start is all there is");
    assert_eq!(NOW_MS, 1_772_366_400_000);
}
