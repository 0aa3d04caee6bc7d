//! What happens by itself: the silent ends, the expired goes, tails are sealed.

use hindsight_domain::Role;
use hindsight_server::config::Config;
use hindsight_server::upkeep;
use serde_json::json;

use crate::server::{BASE, MINUTE_MS, fresh, fresh_with};

const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

#[tokio::test]
async fn a_silent_recording_ends_as_failed_and_says_why() {
    let (_dir, server) = fresh_with(Config { idle_minutes: 5, ..Config::default() }).await;
    let ann = server.client("ann", Role::Member).await;
    let silent = ann.start("a").await;
    ann.event(&silent, "error", json!({})).await.ok();
    server.clock.advance(4 * MINUTE_MS);
    let lively = ann.start("a").await;
    server.clock.advance(MINUTE_MS + 1);
    upkeep::once(&server.app).await.unwrap();
    let ended = ann.recording(&silent).await;
    assert_eq!(ended["status"], "failed");
    assert_eq!(ended["summary"], "1 events recorded, errors occurred; ended after 5 minutes of silence");
    assert_eq!(ended["expires_at"], "2026-05-30T12:00:00.000Z");
    assert_eq!(ann.recording(&lively).await["status"], "recording");
}

#[tokio::test]
async fn an_expired_recording_goes_unless_a_hold_keeps_it_or_a_reviewer_is_to_see_it() {
    let (_dir, server) = fresh_with(Config { retention_days: 10, ..Config::default() }).await;
    let ann = server.client("ann", Role::Member).await;
    let (gone, held, flagged) = (ann.start("a").await, ann.start("a").await, ann.start("a").await);
    for id in [&gone, &held, &flagged] {
        ann.stop(id, json!({})).await.ok();
    }
    ann.flag(&flagged, "odd").await.ok();
    let id = held.clone();
    let hold = server
        .app
        .store
        .write(move |tx| Ok(tx.conn().execute("UPDATE recordings SET hold = 1 WHERE id = ?1", [id])?));
    assert_eq!(hold.await.unwrap(), 1);
    server.clock.advance(10 * DAY_MS - 1);
    upkeep::once(&server.app).await.unwrap();
    assert_eq!(ann.get(BASE).await.ok()["metadata"]["total"], 3);
    server.clock.advance(1);
    upkeep::once(&server.app).await.unwrap();
    let left = ann.get(BASE).await.ok();
    let ids = left["data"].as_array().unwrap().iter().map(|row| row["recording_id"].as_str().unwrap());
    let mut ids = ids.collect::<Vec<_>>();
    let mut expected = [held.as_str(), flagged.as_str()];
    ids.sort_unstable();
    expected.sort_unstable();
    assert_eq!(ids, expected);
    let feed = ann.get("/sync/v1/feed").await.ok();
    let tombstone = feed["entries"].as_array().unwrap().iter().find(|entry| entry["kind"] == "gone").unwrap();
    assert_eq!(tombstone["body"], json!({ "recording_id": gone, "reason": "expired" }));
}

#[tokio::test]
async fn a_tail_is_sealed_for_consoles_after_two_seconds() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let id = ann.start("a").await;
    for n in 0..3 {
        ann.event(&id, "view_switch", json!({ "n": n })).await.ok();
    }
    let segments = async || {
        let id = id.clone();
        let counted = server.app.store.read(move |connection| {
            let id = id.parse().map_err(|_| hindsight_server::store::StoreError::Closed)?;
            Ok(hindsight_server::store::segments::list(connection, &id, 0, 10)?.len())
        });
        counted.await.unwrap()
    };
    upkeep::once(&server.app).await.unwrap();
    assert_eq!(segments().await, 0);
    server.clock.advance(2_001);
    upkeep::once(&server.app).await.unwrap();
    assert_eq!(segments().await, 1);
    ann.event(&id, "view_switch", json!({ "n": 3 })).await.ok();
    let events = ann.recording(&id).await["events"].clone();
    let seen = events.as_array().unwrap().iter().map(|event| event["data"]["n"].as_i64().unwrap());
    assert_eq!(seen.collect::<Vec<_>>(), [0, 1, 2, 3], "segments and tail together");
}
