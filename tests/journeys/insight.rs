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
