//! Many recordings in numbers: a laptop that has few of them here sees the whole of its server, and says which is which.

use serde_json::{Value, json};

use crate::stage::{Server, Stage, text};

const AT: &str = "2026-03-02T08:00:00.000Z";
const AT_MS: i64 = 1_772_438_400_000;

/// A browser's session of the shop: two pages and a click, of which the SDK reports one page view or none.
fn browse(server: &Server, id: &str, actor: &str, reports: bool) {
    let nobody = "";
    let post = |path: &str, body: Value| server.post(&format!("/recordings{path}"), nobody, &body);
    post(
        "/sessions",
        json!({ "action": "start", "sessionId": id, "startedAt": AT, "actorId": actor, "serviceSlug": "shop",
                "deviceType": "mobile" }),
    );
    let meta = |ms: i64, path: &str| {
        json!({ "type": 4, "timestamp": AT_MS + ms,
                "data": { "href": format!("https://shop.example{path}"), "width": 390, "height": 800 } })
    };
    let click = json!({ "type": 3, "timestamp": AT_MS + 50, "data": { "source": 2, "type": 2, "id": 1, "x": 5, "y": 5 } });
    post(
        "/events",
        json!({ "sessionId": id, "sequenceStart": 0, "sequenceEnd": 2,
                "events": [meta(0, "/"), click, meta(100, "/cart?secret=1")] }),
    );
    if reports {
        post("/pageviews", json!({ "sessionId": id, "path": "/", "title": "Shop", "timestamp": AT }));
    }
    post(
        "/sessions",
        json!({ "action": "end", "sessionId": id, "endedAt": AT_MS + 8_000, "duration": 8_000 }),
    );
}

#[test]
fn a_laptop_with_little_here_sees_the_whole_of_its_server() {
    let stage = Stage::set();
    let (admin, reviewer) = (stage.token("root", "admin"), stage.token("rita", "reviewer"));
    let server = stage.server();
    for (id, actor, reports) in [("one", "ann", true), ("two", "ann", false), ("three", "bob", false)] {
        browse(&server, id, actor, reports);
    }
    let failed = server.record_run(&admin, "tidy", &[("error", json!({ "message": "no" }))]);
    server.record_run(&admin, "tidy", &[("operation_start", json!({}))]);
    server.flag_run(&admin, &failed, "look");

    let console = stage.console("rita");
    console.login(&server, &reviewer);
    console.run(&["sync", "--download", "all"]);
    let here = console.run(&["stats"]);
    assert_eq!((text(&here, "source"), &here["only_seen"]), ("here", &json!(true)));
    assert_eq!((&here["sessions"]["sessions"], &here["runs"]["completed"]), (&json!(0), &json!(1)));
    assert_eq!(here["runs"]["errors"], 1, "the flagged one is here and was read: {here}");
    let whole = console.run(&["stats", "--server"]);
    assert_eq!((text(&whole, "source"), &whole["only_seen"]), ("server", &json!(false)));
    let sessions = json!({ "sessions": 3, "mean_ms": 8000.0, "page_views": 5, "clicks": 3, "users": 2 });
    assert_eq!(whole["sessions"], sessions);
    assert_eq!((&whole["runs"]["completed"], &whole["runs"]["with_errors"]), (&json!(2), &json!(1)));
    assert_eq!(whole["pages"][0], json!({ "path": "/", "title": "Shop", "views": 3, "sessions": 3 }));
    let earlier = console.run(&["stats", "--server", "--to", AT]);
    assert_eq!(earlier["sessions"]["sessions"], 0, "what began at the end is not before it");

    // Who has all of it here counts the same without a network.
    let full = stage.console("root");
    full.login(&server, &admin);
    full.run(&["sync", "--download", "all"]);
    server.stop();
    let here = full.run(&["stats", "--service", "shop", "--from", AT]);
    assert_eq!(here["sessions"], sessions);
    let read = json!({ "sessions_counted": 3, "sessions_read": 3, "sessions": 3, "runs_read": 2, "runs": 2 });
    assert_eq!(here["read"], read, "runs have no service: {here}");
    assert_eq!(here["devices"], json!([{ "value": "mobile", "total": 3 }]));
    assert_eq!(full.attempt(&["stats", "--server"], "").code, Some(3), "there is no network");
    assert_eq!(stage.console("new").attempt(&["stats", "--server"], "").code, Some(3), "nobody is signed in");
    assert_eq!(stage.console("new").run(&["stats"])["sessions"]["sessions"], 0);
}
