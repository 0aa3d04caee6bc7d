//! The whole journey on the command line, as CONTRIBUTING's readers and scripts walk it.

use serde_json::json;

use crate::stage::{Stage, items, text};

fn events() -> Vec<(&'static str, serde_json::Value)> {
    vec![
        ("operation_start", json!({ "operation_id": "op1", "name": "refund", "amount": 120 })),
        ("operation_update", json!({ "operation_id": "op1", "progress": 50 })),
        ("agent_request", json!({ "question": "May I refund the Zanzibar booking?" })),
        ("user_input", json!({ "answer": "yes, naïve café" })),
        ("operation_complete", json!({ "operation_id": "op1" })),
    ]
}

#[test]
fn record_sync_look_flag_decide_offline_and_sync_back() {
    let stage = Stage::set();
    let (recorder, ann_token) = (stage.token("recorder", "admin"), stage.token("ann", "reviewer"));
    stage.administer(&["user", "add", "ben", "--role", "reviewer", "--password-stdin"], "correct horse");
    let server = stage.server();
    let port = server.port();
    let run = server.record_run(&recorder, "booker", &events());
    server.flag_run(&recorder, &run, "Refund without approval");
    let unflagged = server.record_run(&recorder, "booker", &events());

    let (ann, ben) = (stage.console("ann"), stage.console("ben"));
    assert_eq!(ann.login(&server, &ann_token), json!({ "user": "ann", "role": "reviewer" }));
    let login = ["login", &server.url, "--user", "ben", "--password-stdin"];
    assert_eq!(ben.run_with(&login, "correct horse"), json!({ "user": "ben", "role": "reviewer" }));
    for console in [&ann, &ben] {
        let report = console.run(&["sync", "--download", "all"]);
        assert!(report["received"].as_u64() >= Some(2), "recording and review: {report}");
        assert!(report["downloaded_bytes"].as_u64() > Some(0), "{report}");
    }
    server.stop();

    // Looking.
    let list = ann.run(&["list"]);
    assert_eq!(list["total"], 1, "a reviewer sees flagged recordings, not {unflagged}");
    let row = &items(&list)[0];
    assert_eq!((text(row, "id"), text(row, "kind"), &row["flagged"]), (run.as_str(), "agent", &json!(true)));
    assert_eq!((&row["cached"], &row["event_count"]), (&json!(true), &json!(5)));
    for (filter, found) in [
        (["--kind", "agent"], 1),
        (["--kind", "web"], 0),
        (["--agent", "booker"], 1),
        (["--agent", "other"], 0),
        (["--status", "completed"], 1),
        (["--tag", "journey"], 1),
        (["--tag", "none"], 0),
        (["--from", "2000-01-01T00:00:00Z"], 1),
        (["--to", "2000-01-01T00:00:00Z"], 0),
    ] {
        assert_eq!(ann.run(&[&["list"], &filter[..]].concat())["total"], found, "{filter:?}");
    }
    assert_eq!(ann.run(&["show", &run])["agent_id"], "booker");
    for query in ["zanzibar", "Zanzi", "naive cafe", "\"refund the Zanzibar\""] {
        let hits = ann.run(&["search", query]);
        assert!(hits["total"].as_u64() > Some(0), "{query}: {hits}");
        let hit = &items(&hits)[0];
        assert_eq!(text(hit, "recording_id"), run);
        assert!(hit["at_ms"].is_i64() && !text(hit, "snippet").is_empty());
    }
    assert_eq!(ann.run(&["search", "nowhere"])["total"], 0);
    for at in ["0s", "0:00", "50%", "100%", text(row, "started_at")] {
        let window = ann.run(&["window", &run, "--at", at]);
        assert!(!window["events"].as_array().unwrap().is_empty(), "--at {at}: {window}");
        assert!(window["keyframe_ms"].as_i64() <= window["from_ms"].as_i64());
        assert!(window["from_ms"].as_i64() <= window["to_ms"].as_i64());
    }
    assert_eq!(ann.attempt(&["window", &run, "--at", "soon"], "").code, Some(2));

    // Deciding.
    let queue = ann.run(&["queue"]);
    let review = text(&items(&queue)[0], "id").to_owned();
    let flag = ann.run(&["flag", &run, "--reason", "Above the limit", "--severity", "high", "--at", "50%"]);
    assert_eq!(flag["review_id"], review.as_str());
    ann.run(&["note", &run, "--at", "0s", "Look here"]);
    let verdict =
        ["verdict", &review, "--verdict", "violation", "--reason", "policy_breach", "--note", "Too much"];
    assert_eq!(ann.run(&verdict)["state"], "queued");
    let outbox = ann.run(&["outbox"]);
    let kinds: Vec<_> = items(&outbox).iter().map(|item| (text(item, "kind"), text(item, "state"))).collect();
    assert_eq!(kinds, [("flag", "queued"), ("note", "queued"), ("verdict", "queued")]);
    assert_eq!(items(&ann.run(&["queue"]))[0]["severity"], "high");
    let verdict = ["verdict", &review, "--verdict", "approve", "--reason", "expected_behaviour"];
    assert_eq!(ben.run(&verdict)["state"], "queued");
    assert_eq!(ann.attempt(&["sync"], "").code, Some(3), "no network where one is needed");

    // Back.
    let server = stage.server_at(port, &[]);
    let report = ann.run(&["sync"]);
    assert_eq!((&report["sent"], &report["conflicts"], &report["parked"]), (&json!(3), &json!(0), &json!(0)));
    assert_eq!(ann.run(&["sync"])["sent"], 0, "nothing is sent twice");
    assert_eq!(ann.run(&["outbox"])["total"], 0);
    let report = ben.run(&["sync"]);
    assert_eq!((&report["sent"], &report["conflicts"]), (&json!(1), &json!(1)));
    ann.run(&["sync"]);
    for console in [&ann, &ben] {
        let queue = console.run(&["queue"]);
        let seen = &items(&queue)[0];
        assert_eq!(text(seen, "state"), "escalated");
        let verdicts = seen["verdicts"].as_array().unwrap();
        let reviewers: Vec<_> = verdicts.iter().map(|v| (text(v, "reviewer"), text(v, "standing"))).collect();
        assert_eq!(reviewers, [("ann", "competing"), ("ben", "competing")]);
        assert_eq!(seen["flags"].as_array().unwrap().len(), 2);
        assert_eq!(items(&console.run(&["notes", &run]))[0]["text"], "Look here");
    }
    server.stop();
}

#[test]
fn a_local_file_is_imported_flagged_decided_and_uploaded_with_all_that_was_said() {
    let stage = Stage::set();
    let (ann_token, ben_token) = (stage.token("ann", "reviewer"), stage.token("ben", "supervisor"));
    let (ann, ben) = (stage.console("ann"), stage.console("ben"));
    let file = stage.write(
        "page.json",
        json!([
            { "type": 4, "timestamp": 1_772_366_400_000_i64, "data": { "href": "https://shop.example/cart", "width": 800, "height": 600 } },
            { "type": 2, "timestamp": 1_772_366_400_010_i64, "data": { "node": { "type": 0, "id": 1, "childNodes": [
                { "type": 2, "id": 2, "tagName": "html", "attributes": {}, "childNodes": [
                    { "type": 3, "id": 3, "textContent": "A basket of quinces" } ] } ] },
                "initialOffset": { "top": 0, "left": 0 } } },
            { "type": 3, "timestamp": 1_772_366_405_000_i64, "data": { "source": 2, "type": 2, "id": 2, "x": 5, "y": 5 } },
        ])
        .to_string(),
    );

    // Without ever having met a server.
    let imported = ann.run(&["import", file.to_str().unwrap()]);
    assert_eq!(imported["total"], 1);
    let made = &items(&imported)[0];
    assert_eq!((text(made, "kind"), &made["events"], &made["skipped"]), ("web", &json!(3), &json!([])));
    let id = text(made, "id").to_owned();
    let again = ann.run(&["import", file.to_str().unwrap()]);
    assert_eq!(text(&items(&again)[0], "id"), id, "the same file is not stored twice");
    assert_eq!(ann.run(&["search", "quinces"])["total"], 1);
    let flag = ann.run(&["flag", &id, "--reason", "Odd basket"]);
    let review = text(&flag, "review_id").to_owned();
    ann.run(&["note", &id, "--at", "5s", "A click"]);
    assert_eq!(
        ann.run(&["verdict", &review, "--verdict", "inconclusive", "--reason", "low_quality"])["state"],
        "queued"
    );
    assert_eq!(ann.attempt(&["upload", &id], "").code, Some(3), "nobody is signed in");

    let server = stage.server();
    ann.login(&server, &ann_token);
    ben.login(&server, &ben_token);
    let uploaded = ann.run(&["upload", &id]);
    assert_eq!((text(&uploaded, "id"), text(&uploaded, "state")), (id.as_str(), "uploaded"));
    assert!(uploaded["bytes"].as_u64() > Some(0));
    assert_eq!(ann.run(&["outbox"])["total"], 0, "what was said of it went behind it");
    assert_eq!(ann.run(&["upload", &id])["bytes"], 0, "what is there is not sent again");

    ben.run(&["sync", "--download", "all"]);
    let shown = ben.run(&["show", &id]);
    assert_eq!(
        (&shown["cached"], &shown["flagged"], &shown["event_count"]),
        (&json!(true), &json!(true), &json!(3))
    );
    let queue = ben.run(&["queue", "--state", "all"]);
    let seen =
        items(&queue).iter().find(|item| item["recording_id"] == id.as_str()).expect("the review came along");
    assert_eq!(text(&seen["verdicts"][0], "verdict"), "inconclusive");
    assert_eq!(text(&seen["flags"][0], "reason"), "Odd basket");
    assert_eq!(items(&ben.run(&["notes", &id]))[0]["at_ms"], 5000);
    let (here, there) = (ann.run(&["window", &id, "--at", "5s"]), ben.run(&["window", &id, "--at", "5s"]));
    assert_eq!(here, there, "both see the same");
    assert_eq!(here["keyframe_ms"], 0, "replay starts at the Meta event before the snapshot");
}

#[test]
fn exit_codes_and_json_are_what_scripts_rely_on() {
    let stage = Stage::set();
    let console = stage.console("alone");
    for (words, code) in [
        (&["list"][..], 0),
        (&["outbox"], 0),
        (&["sync"], 3),
        (&["show", "rec_none"], 1),
        (&["flag", "rec_none", "--reason", "x"], 1),
        (&["verdict", "rev_none", "--verdict", "approve", "--reason", "low_quality"], 1),
        (&["list", "--kind", "film"], 2),
        (&["nonsense"], 2),
        (&["logout"], 0),
        (&["import", "/nowhere/file.json"], 1),
    ] {
        let done = console.attempt(words, "");
        assert_eq!(done.code, Some(code), "{words:?}: {}", done.stderr);
        assert!(code == 0 || !done.stderr.is_empty(), "{words:?} failed without a word");
        assert!(
            code == 0 || code == 2 || done.json["error"]["message"].is_string(),
            "{words:?}: {}",
            done.json
        );
    }
    assert_eq!(console.run(&["list"]), json!({ "items": [], "total": 0 }));
    let server = stage.server();
    let wrong = console.attempt(&["login", &server.url, "--token-stdin"], "not-a-token");
    assert_eq!(wrong.code, Some(3), "{}", wrong.stderr);
    assert!(!wrong.stderr.contains("not-a-token") && !wrong.json.to_string().contains("not-a-token"));
}

#[test]
fn a_broken_file_keeps_no_other_out() {
    let stage = Stage::set();
    let console = stage.console("ann");
    let good = |name: &str, at: u64| {
        let event = json!([{ "type": 4, "timestamp": at, "data": { "href": "https://a.example/", "width": 1, "height": 1 } }]);
        stage.write(name, event.to_string()).to_str().unwrap().to_owned()
    };
    let (one, two) = (good("one.json", 1_772_366_400_000), good("two.json", 1_772_366_500_000));
    let broken = stage.write("broken.json", "[1, 2").to_str().unwrap().to_owned();
    let done = console.attempt(&["import", &one, &broken, "/nowhere/file.json", &two], "");
    assert_eq!(done.code, Some(1));
    assert_eq!((items(&done.json).len(), &done.json["total"]), (2, &json!(2)), "{}", done.json);
    let failed = done.json["error"]["details"]["failed"].as_array().expect("each file that failed");
    assert_eq!(failed.len(), 2, "{}", done.json);
    assert!(
        text(&failed[0], "message").contains("broken.json") && done.stderr.contains("/nowhere/file.json")
    );
    assert_eq!(console.run(&["list"])["total"], 2);
}
