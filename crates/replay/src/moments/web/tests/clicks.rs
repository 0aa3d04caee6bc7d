use super::*;

const START: &str = "https://a.example/";

fn rage(clicks: &[(i64, f64, f64)]) -> Vec<(i64, String)> {
    let mut events = vec![page(0, START)];
    events.extend(clicks.iter().map(|&(at_ms, x, y)| click(at_ms, x, y)));
    found(MomentKind::RageClick, &events, 60_000)
}

#[test]
fn three_clicks_in_a_second_within_30_pixels_are_one_rage_click() {
    let one = |label: &str| vec![(100, label.to_owned())];
    for (clicks, expected) in [
        (vec![(100, 5.0, 5.0), (600, 5.0, 5.0), (1_100, 5.0, 5.0)], one("3 clicks in 1.0 s at 5, 5")),
        (vec![(100, 5.0, 5.0), (600, 5.0, 5.0), (1_101, 5.0, 5.0)], vec![]),
        (vec![(100, 5.0, 5.0), (200, 5.0, 5.0)], vec![]),
        (vec![(100, 0.0, 0.0), (200, 0.0, 0.0), (300, 30.0, 0.0)], one("3 clicks in 0.2 s at 0, 0")),
        (vec![(100, 0.0, 0.0), (200, 0.0, 0.0), (300, 31.0, 0.0)], vec![]),
        (vec![(100, 0.0, 0.0), (200, 30.0, 0.0), (300, -30.0, 0.0)], vec![]),
        (vec![(100, -5.0, -9.0), (200, -5.0, -9.0), (300, -5.0, -9.0)], one("3 clicks in 0.2 s at -5, -9")),
        (
            vec![(100, 0.0, 0.0), (150, 500.0, 0.0), (200, 0.0, 0.0), (250, 500.0, 0.0), (300, 0.0, 0.0)],
            one("3 clicks in 0.2 s at 0, 0"),
        ),
    ] {
        assert_eq!(rage(&clicks), expected, "{clicks:?}");
    }
}

#[test]
fn a_burst_is_one_moment_and_its_label_counts() {
    let burst: Vec<_> = (0..12).map(|n| (100 + n * 400, 5.0, 5.0)).collect();
    assert_eq!(rage(&burst), [(100, "12 clicks in 4.4 s at 5, 5".to_owned())]);
    let two: Vec<_> = (0..6).map(|n| (100 + n / 3 * 5_000 + n * 100, 5.0, 5.0)).collect();
    assert_eq!(rage(&two).len(), 2, "two bursts with a pause between");
    let elsewhere: Vec<_> = (0..6).map(|n| (100 + n * 100, (n / 3 * 300) as f64, 5.0)).collect();
    assert_eq!(rage(&elsewhere).len(), 2, "two bursts at two places");
    let by_script: Vec<_> = (0..10_000).map(|n| (100 + n / 100, 5.0, 5.0)).collect();
    assert_eq!(rage(&by_script), [(100, "10000 clicks in 0.1 s at 5, 5".to_owned())]);
}

#[test]
fn a_click_without_a_place_is_no_rage_click() {
    let odd = |x: Value| event(3, 100, json!({"source": 2, "type": 2, "id": 9, "x": x, "y": 5}));
    // JSON.stringify writes NaN as null.
    for x in [json!(null), json!("5"), json!([])] {
        let events = vec![page(0, START), odd(x.clone()), odd(x.clone()), odd(x.clone())];
        assert_eq!(found(MomentKind::RageClick, &events, 60_000), [], "{x}");
    }
    let nowhere = |at_ms: i64| event(3, at_ms, json!({"source": 2, "type": 2, "id": 9}));
    let events = [page(0, START), nowhere(100), nowhere(101), nowhere(102)];
    assert_eq!(found(MomentKind::RageClick, &events, 60_000), []);
    let label = "Nothing happened after a click".to_owned();
    assert_eq!(found(MomentKind::DeadClick, &events, 60_000)[0], (100, label));
}

#[test]
fn a_click_is_dead_when_nothing_answers_it_within_a_second() {
    let dead = |events: &[Value], end_ms: i64| {
        let events: Vec<_> =
            [page(0, START), click(100, 7.0, 8.0)].into_iter().chain(events.to_vec()).collect();
        found(MomentKind::DeadClick, &events, end_ms)
    };
    let one = vec![(100, "Nothing happened after a click at 7, 8".to_owned())];
    assert_eq!(dead(&[], 60_000), one);
    for source in [0, 3, 5, 7, 8, 9, 13, 15] {
        assert_eq!(dead(&[change(1_099, source)], 60_000), [], "source {source} after 999 ms");
        assert_eq!(dead(&[change(1_100, source)], 60_000), [], "source {source} after 1,000 ms");
        assert_eq!(dead(&[change(1_101, source)], 60_000), one, "source {source} after 1,001 ms");
    }
    // Moving on, a selection and a resize are no answers of the page.
    for source in [1, 4, 6, 14] {
        assert_eq!(dead(&[change(200, source)], 60_000), one, "source {source}");
    }
    assert_eq!(dead(&[page(900, "https://a.example/next")], 60_000), []);
    assert_eq!(dead(&[page(1_101, "https://a.example/next")], 60_000), one);
    assert_eq!(dead(&[page(900, START)], 60_000), one, "a checkout is no navigation");
    assert_eq!(dead(&[event(0, 900, json!({})), page(900, START)], 60_000), [], "a reload is one");
    assert_eq!(dead(&[event(5, 900, json!({"tag": "Navigate", "payload": "/next"}))], 60_000), []);
    assert_eq!(dead(&[], 1_100), one, "a full second before the end");
    assert_eq!(dead(&[], 1_099), [], "less than a second before the end");
}

#[test]
fn a_click_is_not_judged_where_its_answer_is_not_recorded() {
    let nodes = json!([
        element(10, "input", json!({"type": "text"}), json!([])),
        element(11, "label", json!({}), json!([element(12, "span", json!({}), json!([]))])),
        element(
            13,
            "a",
            json!({"href": "x", "target": "_blank"}),
            json!([element(14, "b", json!({}), json!([]))])
        ),
        element(15, "a", json!({"href": "MAILTO:ann@a.example"}), json!([])),
        element(16, "canvas", json!({}), json!([])),
        element(17, "div", json!({"contenteditable": "true"}), json!([])),
        element(20, "button", json!({}), json!([element(21, "span", json!({}), json!([]))])),
        element(22, "a", json!({"href": "x"}), json!([])),
        element(23, "div", json!({}), json!([])),
        element(24, "input", json!({"type": "submit"}), json!([])),
    ]);
    for (id, is_judged) in [
        (10, false),
        (11, false),
        (12, false),
        (13, false),
        (14, false),
        (15, false),
        (16, false),
        (17, false),
        (20, true),
        (21, true),
        (22, true),
        (23, true),
        (24, true),
        (99, true),
    ] {
        let events = [page(0, START), snapshot(1, nodes.clone()), click_on(100, id)];
        assert_eq!(!found(MomentKind::DeadClick, &events, 60_000).is_empty(), is_judged, "node {id}");
    }
    let add = json!({"source": 0, "texts": [], "attributes": [], "removes": [], "adds": [
        {"parentId": 13, "nextId": null, "node": element(30, "i", json!({}), json!([]))},
        {"parentId": 23, "nextId": null, "node": element(31, "i", json!({}), json!([]))},
    ]});
    for (id, is_judged) in [(30, false), (31, true)] {
        let events =
            [page(0, START), snapshot(1, nodes.clone()), event(3, 2, add.clone()), click_on(3_000, id)];
        assert_eq!(!found(MomentKind::DeadClick, &events, 60_000).is_empty(), is_judged, "added node {id}");
    }
}

#[test]
fn tabs_do_not_answer_for_each_other() {
    let events = [
        in_tab(page(0, START), "one"),
        in_tab(page(0, "https://b.example/"), "two"),
        in_tab(click(100, 1.0, 1.0), "one"),
        in_tab(change(200, 0), "two"),
        in_tab(click(300, 1.0, 1.0), "two"),
        in_tab(click(350, 1.0, 1.0), "one"),
        in_tab(change(400, 0), "two"),
    ];
    let times = |events: &[Value], kind| {
        found(kind, events, 60_000).into_iter().map(|(at, _)| at).collect::<Vec<_>>()
    };
    assert_eq!(times(&events, MomentKind::DeadClick), [100, 350]);
    assert_eq!(times(&events, MomentKind::RageClick), [] as [i64; 0], "three clicks, in two tabs");
    assert_eq!(times(&events, MomentKind::Navigation), [] as [i64; 0], "two tabs with a page each");
    let untold: Vec<_> = events
        .iter()
        .map(|event| {
            let mut event = event.clone();
            event.as_object_mut().unwrap().remove("windowId");
            event
        })
        .collect();
    assert_eq!(times(&untold, MomentKind::RageClick), [100], "without a window's id they are one tab");
}

#[test]
fn a_clock_that_jumps_years_ends_what_waits() {
    const YEARS_MS: i64 = 20 * 365 * 24 * 3_600_000;
    let events = [
        page(0, START),
        click(100, 1.0, 1.0),
        click(101, 1.0, 1.0),
        change(YEARS_MS, 0),
        click(YEARS_MS + 1, 1.0, 1.0),
    ];
    assert_eq!(found(MomentKind::DeadClick, &events, YEARS_MS + 10).len(), 2);
    assert_eq!(found(MomentKind::RageClick, &events, YEARS_MS + 10), []);
}
