//! A planted secret is nowhere: no row, blob, index, write-ahead log, log, feed entry or notification.

use std::path::Path;

use serde_json::{Value, json};

use crate::stage::{Stage, items, text};

/// Assembled at run time, so that no scanner mistakes this file for a leak.
fn planted() -> Vec<(&'static str, String)> {
    vec![
        ("authorization", format!("Bearer {}", "q9w8e7r6t5y4u3i2o1p0".repeat(2))),
        ("note", format!("use {}-{} for it", "sk-ant-api03", "Zx81".repeat(24))),
        ("key", format!("{}{}", "AKIA", "QK7Z5XW2N4PLMB3T")),
        ("repo", format!("{}_{}", "ghp", "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8")),
        ("password", "korrekt-pferd-batterie".to_owned()),
        ("header", format!("Cookie: session={}", "f00dfeedcafe".repeat(3))),
        (
            "pem",
            format!(
                "-----BEGIN {0} KEY-----\n{1}\n-----END {0} KEY-----",
                "PRIVATE",
                "MIIEvQIBADANBgkq".repeat(4)
            ),
        ),
        ("dsn", format!("postgres://bob:{}@db.internal/app", "hunter22-hunter22")),
    ]
}

/// The part of a planted value that must not survive.
fn cores() -> Vec<String> {
    [
        "q9w8e7r6t5y4",
        "Zx81Zx81",
        "QK7Z5XW2N4PLMB3T",
        "C3d4E5f6G7h8",
        "korrekt-pferd",
        "f00dfeedcafef00d",
        "MIIEvQIBADAN",
        "hunter22",
    ]
    .map(str::to_owned)
    .to_vec()
}

fn assert_clean(place: &str, bytes: &[u8]) {
    for core in cores() {
        let found = bytes.windows(core.len()).any(|window| window == core.as_bytes());
        assert!(!found, "{core} stands in {place}");
    }
}

fn assert_files_clean(dir: &Path) -> usize {
    let mut seen = 0;
    for entry in std::fs::read_dir(dir).expect("the folder is readable") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            seen += assert_files_clean(&path);
        } else {
            assert_clean(&path.display().to_string(), &std::fs::read(&path).expect("a file"));
            seen += 1;
        }
    }
    seen
}

#[test]
fn a_planted_token_is_in_no_row_blob_index_log_or_feed_entry() {
    let stage = Stage::set();
    let token = stage.token("olga", "admin");
    let server = stage.server();
    let fields: serde_json::Map<String, Value> =
        planted().into_iter().map(|(k, v)| (k.to_owned(), json!(v))).collect();
    let nested =
        json!({ "tool": "http", "request": { "headers": fields }, "arguments": json!(fields).to_string() });
    let id = server.record_run(
        &token,
        "leaky",
        &[("integration_action", nested.clone()), ("error", json!(fields))],
    );
    let plain = planted()[1].1.clone();
    server.flag_run(&token, &id, &format!("it printed {plain}"));

    // An import at the console, of the same.
    let run = json!({
        "recording_id": "local-leak", "agent_id": "leaky", "user_id": "olga", "reason": "leak", "status": "completed",
        "tags": [], "started_at": "2026-03-01T12:00:00Z", "event_count": 1, "recording_metadata": {},
        "events": [{ "timestamp": "2026-03-01T12:00:01Z", "event_type": "integration_action", "data": nested }],
        "flagged_for_review": false, "created_at": "2026-03-01T12:00:00Z", "updated_at": "2026-03-01T12:00:00Z",
    });
    let file = stage.write("leak.json", run.to_string());
    let console = stage.console("olga");
    console.login(&server, &token);
    let imported = console.run(&["import", file.to_str().unwrap()]);
    let local = text(&items(&imported)[0], "id").to_owned();
    console.run(&["sync", "--download", "all"]);
    console.run(&["upload", &local]);

    for id in [&id, &local] {
        let window = console.run(&["window", id, "--at", "0s"]);
        assert_clean("a window", window.to_string().as_bytes());
        assert!(
            window.to_string().contains("[redacted"),
            "it is visible that something was redacted: {window}"
        );
    }
    for core in cores() {
        assert_eq!(console.run(&["search", &core])["total"], 0, "the index knows {core}");
    }
    for path in [format!("/api/canvas/recording/{id}"), "/sync/v1/feed?limit=1000".to_owned()] {
        assert_clean(&path, server.get(&path, &token).to_string().as_bytes());
    }
    std::fs::remove_file(&file).unwrap();
    // While both run, with their write-ahead logs, and after a clean end.
    assert!(assert_files_clean(&stage.path("server")) > 0);
    assert!(assert_files_clean(console.data()) > 0);
    server.stop();
    assert_files_clean(&stage.path("server"));
    assert_clean("the server's log", &std::fs::read(stage.path("server.log")).unwrap());
}
