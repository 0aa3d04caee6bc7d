//! A secret that an agent sends is nowhere afterwards.

use std::fs;
use std::path::Path;

use hindsight_domain::Role;
use reqwest::Method;
use serde_json::{Value, json};

use crate::server::{BASE, fresh, send};

/// Made up, of the form that a provider's keys have.
const PLANTED: &str = "sk-proj-Zk3vQ9wXr7LmN2pT8yBhJ4dGfS6aCeU1oI5nKxWqRtYvMzPl";

fn files(dir: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push((path.display().to_string(), fs::read(&path).unwrap()));
        }
    }
}

fn holds(haystack: &[u8], needle: &str) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle.as_bytes())
}

#[tokio::test]
async fn a_planted_key_is_in_no_file_no_reply_and_no_notice() {
    let (dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let root = server.client("root", Role::Admin).await;
    let mut notices = server.app.notices.listen();
    let bearer = format!("Authorization: Bearer {PLANTED}");
    let body = json!({ "agent_id": "a", "reason": format!("look at {bearer}"), "tags": [PLANTED] });
    let id = ann.post(&format!("{BASE}/start"), body).await.ok()["recording_id"].as_str().unwrap().to_owned();
    let data = json!({
        "headers": { "authorization": format!("Bearer {PLANTED}") }, "text": bearer, PLANTED: 1,
        "nested": [[{ "api_key": PLANTED }]], "arguments": json!({ "password": PLANTED }).to_string(),
    });
    ann.event(&id, &format!("type {PLANTED}"), data.clone()).await.ok();
    let mut lines = String::new();
    for _ in 0..200 {
        lines += &(json!({ "event_type": "agent_request", "event_data": data }).to_string() + "\n");
    }
    send(ann.request(Method::POST, &format!("{BASE}/{id}/events")).body(lines)).await.ok();
    root.put_agent("b", "autonomous").await.ok();
    let auto = json!({ "agent_id": "b", "action": bearer });
    root.post(&format!("{BASE}/auto"), auto).await.ok();
    ann.flag(&id, &bearer).await.ok();
    ann.stop(&id, json!({ "summary": bearer })).await.ok();
    // What is refused is not written down either.
    ann.event(&id, "late", data).await;

    let replies: [Value; 4] = [
        ann.recording(&id).await,
        ann.get(&format!("{BASE}/{id}/replay")).await.ok(),
        root.get(BASE).await.ok(),
        root.get("/sync/v1/feed").await.ok(),
    ];
    for reply in replies {
        assert!(!reply.to_string().contains(PLANTED), "{reply:.400}");
    }
    let mut heard = 0;
    while let Ok(notice) = notices.try_recv() {
        assert!(!notice.text.contains(PLANTED), "{}", notice.text);
        heard += 1;
    }
    assert!(heard >= 3, "start, flag and stop were announced");
    let check = |when: &str| {
        let mut found = Vec::new();
        files(dir.path(), &mut found);
        assert!(found.iter().any(|(name, _)| name.ends_with("server.db")));
        for (name, bytes) in found {
            assert!(!holds(&bytes, PLANTED), "{name} {when}");
        }
    };
    check("while the server runs");
    server.app.store.close().await;
    check("after the WAL was moved");
}
