//! What a session told: written cases, the demo's recordings, the shared ones.

use hindsight_domain::limits;
use hindsight_rrweb::event::Event;
use hindsight_rrweb::facts::facts;
use hindsight_rrweb::mirror::Mirror;
use serde_json::{Value, json};

use super::*;
use crate::moments::web::Finder;
use crate::testing::{Web, demo_web, event, page, shared_web, snapshot};

fn told(web: &Web) -> PageFacts {
    let mut finder = Finder::new(&web.recording).with_page_facts();
    let mut mirror = Mirror::new();
    for line in &web.lines {
        let Ok(event) = Event::read(line, limits::EVENT_BYTES) else { continue };
        let facts = facts(&event).ok();
        finder.add(&event, facts.as_ref());
        mirror.apply(&event);
        finder.shows(&event, facts.as_ref(), &mirror);
    }
    finder.page_facts()
}

/// Facts as `(ms, kind or level, text)`.
fn listed(told: &PageFacts) -> Vec<(i64, &str, &str)> {
    let word = |fact: &'_ Fact| match fact.kind {
        FactKind::Page => Some("page"),
        FactKind::Title => Some("title"),
        FactKind::Error => Some("uncaught"),
        FactKind::Event => Some("event"),
        FactKind::Console => None,
    };
    told.list.iter().map(|fact| (fact.at_ms, word(fact).unwrap_or(&fact.level), fact.text.as_str())).collect()
}

fn of(events: &[Value]) -> PageFacts {
    told(&Web::new(events, Some(60_000)))
}

fn log(at_ms: i64, level: &str, words: &str) -> Value {
    let payload = json!({"level": level, "payload": [Value::from(words).to_string()], "trace": []});
    event(6, at_ms, json!({"plugin": "rrweb/console@1", "payload": payload}))
}

/// A snapshot with a title.
fn titled(at_ms: i64, title: &str) -> Value {
    let node = |id: i64, tag: &str, inside: Value| json!({"type": 2, "id": id, "tagName": tag, "attributes": {}, "childNodes": inside});
    let words = json!([{"type": 3, "id": 15, "textContent": title}]);
    let html = node(
        11,
        "html",
        json!([node(12, "head", json!([node(14, "title", words)])), node(13, "body", json!([]))]),
    );
    event(
        2,
        at_ms,
        json!({"node": {"type": 0, "id": 10, "childNodes": [html]}, "initialOffset": {"left": 0, "top": 0}}),
    )
}

#[test]
fn everything_that_a_page_tells_is_listed_in_order() {
    let renamed = json!({"source": 0, "texts": [], "attributes": [],
        "removes": [{"parentId": 14, "id": 15}],
        "adds": [{"parentId": 14, "nextId": null, "node": {"type": 3, "id": 16, "textContent": "(1) Home"}}]});
    let told = of(&[
        event(4, 0, json!({"href": "https://a.example/?q=1", "width": 800, "height": 600})),
        titled(1, "Home"),
        log(100, "info", "started"),
        log(200, "warning", "slow"),
        event(3, 300, renamed),
        log(400, "error", "Uncaught TypeError: x\n    at f (a.js:1)"),
        log(500, "assert", "no"),
        event(5, 600, json!({"tag": "permission-asked", "payload": {"what": "delete"}})),
        event(5, 700, json!({"tag": "$pageview", "payload": {"path": "/"}})),
        event(5, 800, json!({"tag": "navigate", "payload": {"href": "/help#top"}})),
        event(5, 900, json!({"tag": "agent_request", "payload": {"title": "May I?"}})),
        event(6, 950, json!({"plugin": "rrweb/network@1", "payload": {"requests": []}})),
        event(4, 1_000, json!({"href": "https://a.example/help#top", "width": 800, "height": 600})),
        titled(1_001, "Help"),
    ]);
    assert_eq!(
        listed(&told),
        [
            (0, "page", "https://a.example/?q=1"),
            (1, "title", "Home"),
            (100, "info", "started"),
            (200, "warn", "slow"),
            (300, "title", "(1) Home"),
            (400, "uncaught", "Uncaught TypeError: x\n    at f (a.js:1)"),
            (500, "error", "no"),
            (600, "event", r#"permission-asked {"what":"delete"}"#),
            (800, "page", "https://a.example/help#top"),
            (900, "event", r#"agent_request {"title":"May I?"}"#),
            (1_001, "title", "Help"),
        ]
    );
    assert_eq!((told.left_out, told.pages_end_ms), (0, None));
}

#[test]
fn a_page_is_listed_where_another_is_shown_whichever_tab_it_is_in() {
    let in_tab = |mut event: Value, tab: &str| {
        event["windowId"] = tab.into();
        event
    };
    let told = of(&[
        in_tab(page(0, "https://a.example/one"), "1"),
        in_tab(page(10, "https://a.example/two"), "2"),
        in_tab(page(20, "https://a.example/one"), "1"),
        in_tab(page(30, "https://a.example/one"), "1"),
    ]);
    let times: Vec<_> = told.list.iter().map(|fact| fact.at_ms).collect();
    assert_eq!(times, [0, 10, 20], "the last snapshot shows the same page again");
}

#[test]
fn where_there_is_too_much_the_most_telling_stays_and_the_rest_is_counted() {
    let mut events = vec![page(0, "https://a.example/")];
    events.extend((0..FACTS as i64).map(|n| log(1 + n, if n % 2 == 0 { "log" } else { "debug" }, "busy")));
    events.push(log(30_000, "error", "the one that matters"));
    events.push(log(30_001, "warn", "careful"));
    let told = of(&events);
    assert_eq!((told.list.len(), told.left_out), (FACTS, 3));
    let last: Vec<_> = listed(&told).split_off(FACTS - 2);
    assert_eq!(last, [(30_000, "error", "the one that matters"), (30_001, "warn", "careful")]);
    assert!(told.list.is_sorted_by_key(|fact| fact.at_ms), "and all is in order of time");
    assert_eq!(told.list.iter().filter(|fact| fact.level == "log").count(), FACTS / 2);
}

#[test]
fn long_texts_are_cut_and_together_they_are_bounded() {
    let told = of(&[log(0, "log", &"é".repeat(1 << 20))]);
    assert_eq!(told.list[0].text.chars().count(), TEXT_CHARS);
    assert!(told.list[0].text.ends_with('…'), "and says so");

    let long = "é".repeat(TEXT_CHARS);
    let events: Vec<_> = (0..2_000).map(|n| log(n, "log", &long)).collect();
    let told = of(&events);
    assert_eq!(told.list.len(), TEXTS_BYTES / long.len());
    assert_eq!(told.left_out, 2_000 - told.list.len() as u64);
    let level = log(0, &"x".repeat(1 << 20), "words");
    assert_eq!(of(&[level]).list[0].level.len(), LEVEL_CHARS);
}

#[test]
fn a_page_that_renames_itself_without_end_pushes_out_nothing_else() {
    let mut events = vec![log(0, "log", "first")];
    events.extend((0..PAGES as i64 + 7).map(|n| page(1 + n, &format!("https://a.example/{n}"))));
    let told = of(&events);
    assert_eq!((told.list.len(), told.left_out), (PAGES + 1, 7));
    assert_eq!(told.pages_end_ms, Some(PAGES as i64 + 1), "from here on what is shown may be another page");

    let long = "x".repeat(TEXT_CHARS - 30);
    let mut events: Vec<_> = (0..3_000).map(|n| page(n, &format!("https://a.example/{n}/{long}"))).collect();
    events.push(log(4_000, "debug", "last"));
    assert_eq!(of(&events).list.last().unwrap().text, "last");
}

#[test]
fn what_is_odd_is_passed_by() {
    let odd = [
        event(6, 1, json!({"plugin": "rrweb/console@1"})),
        event(6, 2, json!({"plugin": "rrweb/console@1", "payload": {"level": 7, "payload": []}})),
        event(4, 3, json!({"href": 7})),
        event(5, 4, json!({})),
        event(5, 5, json!({"tag": 7})),
        snapshot(6, json!([])),
    ];
    assert_eq!(of(&odd), PageFacts::default());
    let mut finder = Finder::new(&Web::new(&odd, None).recording);
    assert_eq!(finder.page_facts(), PageFacts::default(), "nobody asked for them");
}

#[test]
fn of_the_demo_nothing_is_missing() {
    let web = demo_web("desk-export-rage");
    let told = told(&web);
    let of_kind = |kind| told.list.iter().filter(move |fact| fact.kind == kind).map(|fact| fact.at_ms);
    assert_eq!(of_kind(FactKind::Error).collect::<Vec<_>>(), [18_125, 35_653]);
    assert_eq!(of_kind(FactKind::Page).count(), 3);
    assert!(of_kind(FactKind::Title).count() >= 3);
    // As a search for the plugin's name in the bytes counts them.
    let lines = web.lines.iter().filter(|line| line.contains("rrweb/console@")).count();
    assert_eq!(of_kind(FactKind::Console).count() + of_kind(FactKind::Error).count(), lines);
}

#[test]
fn of_real_sessions_the_errors_stand_where_the_moments_are() {
    for name in ["desktop_plain.json", "mobile_masked.json"] {
        let Some(web) = shared_web(name) else { return };
        let told = told(&web);
        let at = |wanted: &str| {
            listed(&told)
                .into_iter()
                .filter(|(_, word, _)| *word == wanted)
                .map(|(at, ..)| at)
                .collect::<Vec<_>>()
        };
        let error = if name.starts_with("desktop") { 11_555 } else { 8_490 };
        assert_eq!(at("error"), [error], "{name}");
        assert_eq!(at("page").first(), Some(&0), "{name}");
        assert_eq!(at("title").len(), 1, "{name}");
        let lines = web.lines.iter().filter(|line| line.contains("rrweb/console@")).count();
        assert_eq!(told.list.iter().filter(|fact| fact.kind == FactKind::Console).count(), lines, "{name}");
        assert_eq!(told.left_out, 0);
    }
}
