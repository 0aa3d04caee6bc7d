//! Flagging: a recording that a person should look at.

use hindsight_domain::Role;
use serde_json::json;

use crate::server::{BASE, fresh};

#[tokio::test]
async fn a_flag_tags_once_and_puts_the_recording_into_the_queue() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let rita = server.client("rita", Role::Reviewer).await;
    let id = ann.start("a").await;
    assert_eq!(rita.get(&format!("{BASE}/{id}")).await.refusal(), (404, "NOT_FOUND"));

    let reply = ann.flag(&id, "odd").await.ok();
    assert_eq!((&reply["success"], &reply["data"]["flagged_for_review"]), (&json!(true), &json!(true)));
    server.clock.advance(1_000);
    rita.flag(&id, "very odd").await.ok();
    let recording = rita.recording(&id).await;
    assert_eq!(recording["tags"], json!(["flagged_review"]));
    assert_eq!(
        (&recording["flag_reason"], &recording["flagged_by"], &recording["flagged_at"]),
        (&json!("very odd"), &json!("rita"), &json!("2026-03-01T12:00:01.000Z"))
    );
    let feed = rita.get("/sync/v1/feed").await.ok();
    let entries = feed["entries"].as_array().unwrap();
    let review = &entries.iter().find(|entry| entry["kind"] == "review").unwrap()["body"];
    assert_eq!(review["state"], "open");
    let reasons = review["flags"].as_array().unwrap().iter().map(|flag| &flag["reason"]).collect::<Vec<_>>();
    assert_eq!(reasons, ["odd", "very odd"]);
    assert_eq!(review["flags"][0]["severity"], "medium");
    assert_eq!(review["flags"][0]["source"], "server");
}

#[tokio::test]
async fn nobody_flags_what_they_cannot_see() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let ben = server.client("ben", Role::Member).await;
    let id = ann.start("a").await;
    assert_eq!(ben.flag(&id, "mine").await.refusal(), (404, "NOT_FOUND"));
    assert_eq!(ann.flag(&id, "").await.refusal(), (400, "VALIDATION_ERROR"));
    assert_eq!(ann.recording(&id).await["flagged_for_review"], false);
}

#[tokio::test]
async fn a_flag_stays_through_the_end() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let id = ann.start("a").await;
    ann.flag(&id, "odd").await.ok();
    ann.stop(&id, json!({})).await.ok();
    let list = ann.get(&format!("{BASE}?tag=flagged_review&status=completed&flagged=true")).await.ok();
    assert_eq!(list["data"][0]["flag_reason"], "odd");
}
