use super::*;

fn navigations(events: &[Value]) -> Vec<(i64, String)> {
    let events: Vec<_> =
        std::iter::once(page(0, "https://a.example/start?x=1")).chain(events.to_vec()).collect();
    found(MomentKind::Navigation, &events, 60_000)
}

#[test]
fn a_navigation_is_another_address_and_never_the_first() {
    let to = |label: &str| vec![(500, label.to_owned())];
    let custom = |tag: &str, payload: Value| event(5, 500, json!({"tag": tag, "payload": payload}));
    for (case, told, expected) in [
        ("another page", page(500, "https://a.example/help?token=1"), to("To /help")),
        ("another query", page(500, "https://a.example/start?x=2"), to("To /start")),
        ("another host", page(500, "https://b.example/"), to("To b.example/")),
        ("the same", page(500, "https://a.example/start?x=1"), vec![]),
        ("PostHog", custom("$url_changed", json!({"href": "https://a.example/b"})), to("To /b")),
        ("PostHog, the same", custom("$pageview", json!({"href": "https://a.example/start?x=1"})), vec![]),
        ("a tracker's path", custom("pageview", json!({"path": "/b", "title": "B"})), to("To /b")),
        ("a tracker's path, the same", custom("pageview", json!({"path": "/start"})), vec![]),
        ("highlight", custom("Navigate", json!("https://a.example/b")), to("To /b")),
        (
            "Sentry",
            custom("performanceSpan", json!({"op": "navigation.push", "description": "https://a.example/b"})),
            to("To /b"),
        ),
        ("a plugin", event(6, 500, json!({"plugin": "rrweb/url-change@1", "payload": "/b"})), to("To /b")),
        ("another event", custom("portal_step", json!({"path": "/b"})), vec![]),
        ("no address", custom("pageview", json!({"title": "B"})), vec![]),
        ("no href", event(4, 500, json!({"href": 7})), vec![]),
    ] {
        assert_eq!(navigations(&[told]), expected, "{case}");
    }
}

#[test]
fn a_page_that_is_told_twice_is_one_navigation() {
    let events = [
        page(500, "https://a.example/b?id=7"),
        event(5, 510, json!({"tag": "pageview", "payload": {"path": "/b"}})),
        event(5, 900, json!({"tag": "pageview", "payload": {"path": "/c"}})),
        page(950, "https://a.example/c?from=b"),
    ];
    assert_eq!(navigations(&events), [(500, "To /b".to_owned()), (900, "To /c".to_owned())]);
}

#[test]
fn the_first_page_is_no_navigation_whoever_tells_it_first() {
    let events =
        [event(5, 10, json!({"tag": "Navigate", "payload": "/a"})), page(900, "https://a.example/a?x")];
    assert_eq!(found(MomentKind::Navigation, &events, 60_000), []);
    assert_eq!(navigations(&[]), []);
}

#[test]
fn console_errors_and_javascript_errors_are_told_apart() {
    let console = |level: &str, words: &str| {
        let payload = json!({"level": level, "trace": [], "payload": [json!(words).to_string()]});
        event(6, 500, json!({"plugin": "rrweb/console@1", "payload": payload}))
    };
    for (told, kind, label) in [
        (console("error", "no connection"), MomentKind::ConsoleError, "no connection"),
        (console("assert", "must hold"), MomentKind::ConsoleError, "must hold"),
        (console("error", "Uncaught TypeError: x"), MomentKind::JavascriptError, "Uncaught TypeError: x"),
        (
            event(5, 500, json!({"tag": "error", "payload": {"message": "x", "name": "TypeError"}})),
            MomentKind::JavascriptError,
            "TypeError: x",
        ),
        (
            event(3, 500, json!({"source": 11, "level": "error", "trace": [], "payload": ["\"old\""]})),
            MomentKind::ConsoleError,
            "old",
        ),
    ] {
        assert_eq!(found(kind, &[page(0, "x"), told.clone()], 60_000), [(500, label.to_owned())], "{told}");
    }
    for near in [
        console("warn", "no connection"),
        console("log", "Uncaught"),
        event(5, 500, json!({"tag": "errors", "payload": 7})),
    ] {
        for kind in [MomentKind::ConsoleError, MomentKind::JavascriptError] {
            assert_eq!(found(kind, &[page(0, "x"), near.clone()], 60_000), [], "{near}");
        }
    }
}
