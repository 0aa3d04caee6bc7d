//! Where to look: moments, summary, what is missing, heat, of real recordings on the command line.

use serde_json::{Value, json};

use crate::stage::{Console, Stage, items, text};

fn import(console: &Console, kind: &str, name: &str) -> String {
    let files = hindsight_testkit::recordings::demo(kind);
    let file =
        files.into_iter().find(|file| file.to_string_lossy().contains(name)).expect("a demo recording");
    let imported = console.run(&["import", file.to_str().unwrap()]);
    text(&items(&imported)[0], "id").to_owned()
}

fn kinds(moments: &Value) -> Vec<String> {
    items(moments).iter().map(|moment| text(moment, "kind").to_owned()).collect()
}

#[test]
fn a_web_session_says_where_to_look_in_short_and_what_it_lacks() {
    let stage = Stage::set();
    let console = stage.console("ann");
    let id = import(&console, "web", "rage");
    console.run(&["flag", &id, "--reason", "Look at the clicks", "--at", "5s"]);
    console.run(&["note", &id, "--at", "3s", "Here it begins"]);

    let moments = console.run(&["moments", &id]);
    let times: Vec<_> = items(&moments).iter().map(|moment| moment["at_ms"].as_i64().unwrap()).collect();
    assert!(times.is_sorted() && moments["total"] == times.len(), "{moments}");
    for kind in ["rage_click", "dead_click", "flag", "note"] {
        assert!(kinds(&moments).iter().any(|found| found == kind), "no {kind}: {moments}");
    }
    let best = console.run(&["moments", &id, "--best"]);
    assert_eq!(kinds(&best)[0], "flag");
    let one = console.run(&["moments", &id, "--kind", "note"]);
    assert_eq!((items(&one).len(), &one["items"][0]["label"]), (1, &json!("Here it begins")));

    let summary = console.run(&["summary", &id]);
    let sentences = summary["sentences"].as_array().unwrap();
    assert!((2..=7).contains(&sentences.len()), "{summary}");
    assert!(sentences.iter().any(|one| text(one, "text").contains("rage click") && one["at_ms"].is_i64()));
    assert!(console.run(&["show", &id])["fidelity"].is_array());

    let facts = console.run(&["facts", &id]);
    let errors = items(&facts).iter().filter(|fact| fact["kind"] == "error");
    let at: Vec<_> = errors.map(|fact| fact["at_ms"].as_i64().unwrap()).collect();
    assert_eq!(at, [18_125, 35_653], "{facts}");
    assert_eq!((&facts["total"], &facts["left_out"]), (&json!(items(&facts).len()), &json!(0)));

    let picture = stage.path("heat.png");
    let heat = console.run(&["heatmap", &id, "--layer", "rage", "--out", picture.to_str().unwrap()]);
    assert!(heat["total"].as_u64().unwrap() >= 3 && heat["unit"] == "clicks", "{heat}");
    assert!(std::fs::read(&picture).unwrap().starts_with(b"\x89PNG"), "a picture is written");
    let table = stage.path("heat.csv");
    console.run(&["heatmap", "--page", text(&heat, "page"), "--out", table.to_str().unwrap()]);
    assert!(std::fs::read_to_string(&table).unwrap().lines().count() > 1, "the exact numbers are written");
    let none =
        console.run(&["heatmap", "--page", "https://nowhere.example/", "--out", picture.to_str().unwrap()]);
    assert!(none["no_data"].is_string() && none["out"].is_null(), "{none}");
    assert_eq!(console.attempt(&["heatmap", &id, "--layer", "warmth"], "").code, Some(2));
}

#[test]
fn an_agent_run_says_what_failed_and_what_was_asked() {
    let stage = Stage::set();
    let console = stage.console("ann");
    let id = import(&console, "agents", "refund-over-limit");
    let moments = console.run(&["moments", &id]);
    for kind in ["error", "failed_operation", "agent_request", "answer"] {
        assert!(kinds(&moments).iter().any(|found| found == kind), "no {kind}: {moments}");
    }
    assert!(console.run(&["summary", &id])["sentences"].as_array().unwrap().len() > 1);
    assert_eq!(console.attempt(&["heatmap", &id], "").code, Some(1), "an agent run has no pages");
}

#[test]
fn heatmaps_say_what_was_clicked_how_far_people_came_and_compare() {
    let stage = Stage::set();
    let console = stage.console("ann");
    let id = import(&console, "web", "rage");
    let heat = console.run(&["heatmap", &id]);
    let elements = heat["hottest"][0]["elements"].as_array().unwrap();
    assert!(!elements.is_empty() && !text(&elements[0], "selector").is_empty(), "{heat}");
    assert_eq!(heat["source"], "here");

    let scroll = console.run(&["heatmap", &id, "--layer", "scroll"]);
    assert_eq!(scroll["scroll"]["bands"].as_array().unwrap().len(), 20);
    assert_eq!(scroll["scroll"]["is_estimate"], true, "nobody laid the page out");

    let (one, two) = (stage.path("one.png"), stage.path("two.png"));
    console.run(&["heatmap", "--page", text(&heat, "page"), "--out", one.to_str().unwrap()]);
    let page = text(&heat, "page");
    let beside = console.run(&[
        "heatmap",
        "--page",
        page,
        "--against",
        "from=2020-01-01",
        "--out",
        two.to_str().unwrap(),
    ]);
    assert_eq!(beside["left"]["picture"]["full"], beside["right"]["picture"]["full"], "one scale for both");
    let width = |file| u32::from_be_bytes(std::fs::read(file).unwrap()[16..20].try_into().unwrap());
    assert!(width(&two) > 2 * width(&one), "both stand in one picture");
    let none = console.run(&["heatmap", "--page", page, "--actor", "NOBODY"]);
    assert!(none["no_data"].is_string() && none["recordings"] == 0, "{none}");

    let on = stage.path("on.png");
    let drawn =
        console.run(&["heatmap", &id, "--background", one.to_str().unwrap(), "--out", on.to_str().unwrap()]);
    assert_eq!(drawn["picture"]["ground"], "whole");
    std::fs::write(&on, "no picture").unwrap();
    let refused = console.attempt(&["heatmap", &id, "--background", on.to_str().unwrap()], "");
    assert_eq!(refused.code, Some(1), "what is no picture is said");
}

#[test]
fn points_that_somebody_else_counted_are_painted_and_mistakes_are_told() {
    let stage = Stage::set();
    let console = stage.console("ann");
    let (points, out) = (stage.path("points.json"), stage.path("points.png"));
    std::fs::write(&points, r#"[{"x":50,"y":50,"intensity":2.5},{"x":101,"y":0},{"x":1,"y":1}]"#).unwrap();
    let (from, to) = (points.to_str().unwrap(), out.to_str().unwrap());
    let view = console.run(&["heatmap", "--points", from, "--out", to]);
    assert_eq!((&view["points"], &view["mistaken"], &view["total"]), (&json!(2), &json!(1), &json!(3.5)));
    assert!(view["mistakes"][0].as_str().unwrap().contains("101 %"), "{view}");
    assert!(std::fs::read(&out).unwrap().starts_with(b"\x89PNG"));
    std::fs::write(&points, r#"[{"x":-1,"y":50}]"#).unwrap();
    assert!(console.run(&["heatmap", "--points", from])["no_data"].is_string());
    std::fs::write(&points, "{").unwrap();
    assert_eq!(console.attempt(&["heatmap", "--points", from], "").code, Some(1));
}

#[test]
fn a_server_counts_what_is_not_here_and_only_what_one_may_see() {
    let stage = Stage::set();
    let server = stage.server();
    let (ann, ben) = (stage.console("ann"), stage.console("ben"));
    ann.login(&server, &stage.token("ann", "reviewer"));
    ben.login(&server, &stage.token("ben", "reviewer"));
    let id = import(&ann, "web", "rage");
    let here = ann.run(&["heatmap", &id]);
    let page = text(&here, "page").to_owned();
    let asked = ["heatmap", "--server", "--page", page.as_str(), "--width", text(&here, "width")];
    let before = ben.run(&asked);
    assert!(before["no_data"].is_string() && before["source"] == "server", "{before}");
    ann.run(&["flag", &id, "--reason", "Look at the clicks"]);
    ann.run(&["upload", &id]);
    ann.run(&["sync"]);
    // Ben has none of it, and is a reviewer: what is flagged, he may see.
    let whole = ben.run(&asked);
    for name in ["total", "max", "unit", "page", "width", "unplaced"] {
        assert_eq!(whole[name], here[name], "{name} of what the server counted");
    }
    assert_eq!((&whole["recordings"], &whole["unread"]), (&json!(1), &json!(0)));
}

/// A page whose one line is changed, left for 35 hours, and clicked.
fn with_a_gap() -> String {
    let start = 1_772_366_400_000_i64;
    let text = |id: i64, text: &str| json!({"type": 3, "id": id, "textContent": text});
    let bold = json!({"type": 2, "id": 5, "tagName": "b", "attributes": {}, "childNodes": [text(6, "fund")]});
    let line = json!({"type": 2, "id": 3, "tagName": "p", "attributes": {}, "childNodes": [text(4, "Re"), bold, text(7, " …")]});
    let html = json!({"type": 2, "id": 2, "tagName": "html", "attributes": {}, "childNodes": [line]});
    let page =
        json!({"node": {"type": 0, "id": 1, "childNodes": [html]}, "initialOffset": {"left": 0, "top": 0}});
    let change = json!({"source": 0, "adds": [], "removes": [], "attributes": [], "texts": [{"id": 7, "value": " declined"}]});
    let click = json!({"source": 2, "type": 2, "id": 3, "x": 1, "y": 1});
    let at = |kind: i64, ms: i64, data: &Value| json!({"type": kind, "timestamp": start + ms, "data": data});
    let meta = json!({"href": "https://bank.example/", "width": 800, "height": 600});
    let events = [
        at(4, 0, &meta),
        at(2, 1, &page),
        at(3, 4_000, &change),
        at(3, 5_000, &click),
        at(3, 126_000_000, &click),
    ];
    json!(events).to_string()
}

#[test]
fn what_was_on_the_screen_of_a_recording_that_was_synced_is_found_too() {
    let stage = Stage::set();
    let server = stage.server();
    let (ann, ben) = (stage.console("ann"), stage.console("ben"));
    ann.login(&server, &stage.token("ann", "reviewer"));
    ben.login(&server, &stage.token("ben", "reviewer"));
    let file = stage.write("gap.json", with_a_gap());
    let imported = ann.run(&["import", file.to_str().unwrap()]);
    let id = text(&items(&imported)[0], "id");
    ann.run(&["flag", id, "--reason", "Look"]);
    ann.run(&["upload", id]);
    ann.run(&["sync"]);
    ben.run(&["sync", "--download", "all"]);
    let found = ben.run(&["search", "\"refund declined\""]);
    assert_eq!((items(&found).len(), &found["items"][0]["at_ms"]), (1, &json!(4_000)), "{found}");
}

#[test]
fn an_import_makes_ready_what_was_on_the_screen_and_when_nothing_happened() {
    let stage = Stage::set();
    let console = stage.console("ann");
    let file = stage.write("gap.json", with_a_gap());
    let imported = console.run(&["import", file.to_str().unwrap()]);
    let id = text(&items(&imported)[0], "id");

    let found = console.run(&["search", "\"refund declined\""]);
    assert_eq!((items(&found).len(), &found["items"][0]["at_ms"]), (1, &json!(4_000)), "{found}");

    let track = console.run(&["timeline", id]);
    assert_eq!(track["idle"], json!([{"from_ms": 5_000, "to_ms": 126_000_000}]), "{track}");
    assert_eq!(
        (&track["active_ms"], &track["clock_jumps"]),
        (&json!(5_000), &json!([])),
        "35 hours are a pause"
    );
    assert_eq!(console.run(&["timeline", id, "--idle", "5"])["idle"].as_array().unwrap().len(), 2);
    assert_eq!(console.run(&["timeline", id, "--idle", "200000"])["idle"], json!([]));
    assert_eq!(console.attempt(&["timeline", id, "--idle", "0"], "").code, Some(2));

    console.run(&["flag", id, "--reason", "All of it"]);
    let moments = console.run(&["moments", id, "--session", "--kind", "flag"]);
    assert_eq!(
        (&moments["items"][0]["whole"], &moments["items"][0]["recording_id"]),
        (&json!(true), &json!(id))
    );
}
