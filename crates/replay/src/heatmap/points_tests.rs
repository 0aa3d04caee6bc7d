use std::collections::BTreeMap;

use proptest::prelude::{Just, Strategy, any, prop_oneof};

use super::*;
use crate::heatmap::{
    bucket::WidthBucket,
    grid::Grid,
    heat::{GridKey, Heat, PageKey},
    layer::Layer,
    layout::{Corner, EventsAlone},
    scroll::BANDS,
};

const START: i64 = 1_700_000_000_000;

fn collect(events: &[String], layout: &impl Layout) -> Collected {
    let mut collector = Collector::new(Rules::default());
    for json in events {
        collector.feed(&Event::read(json, 1 << 20).unwrap(), layout);
    }
    collector.finish()
}

fn meta(at: i64, href: &str, width: i64) -> String {
    let data = format!(r#"{{"href":"{href}","width":{width},"height":720}}"#);
    format!(r#"{{"type":4,"timestamp":{},"data":{data}}}"#, START + at)
}

fn incremental(at: i64, data: &str) -> String {
    format!(r#"{{"type":3,"timestamp":{},"data":{{{data}}}}}"#, START + at)
}

fn click(at: i64, node: i64, x: f64, y: f64) -> String {
    incremental(at, &format!(r#""source":2,"type":2,"id":{node},"x":{x},"y":{y},"pointerType":0"#))
}

fn scroll(at: i64, node: i64, y: i64) -> String {
    incremental(at, &format!(r#""source":3,"id":{node},"x":0,"y":{y}"#))
}

fn moves(at: i64, positions: &[(i64, i64, i64)]) -> String {
    let positions: Vec<_> = positions
        .iter()
        .map(|(offset, x, y)| format!(r#"{{"x":{x},"y":{y},"id":9,"timeOffset":{offset}}}"#))
        .collect();
    incremental(at, &format!(r#""source":1,"positions":[{}]"#, positions.join(",")))
}

fn grid<'h>(
    heat: &'h Heat,
    page: &str,
    bucket: WidthBucket,
    layer: Layer,
    anchor: Anchor,
) -> Option<&'h Grid> {
    heat.grid(&GridKey { page: PageKey { page: page.to_owned(), bucket }, layer, anchor })
}

fn dwell(collected: &Collected) -> Vec<(f64, u64)> {
    let heat = collected.heat();
    let attention = heat.grids().filter(|(key, _)| key.layer == Layer::Attention);
    let mut dwell: Vec<_> = attention
        .flat_map(|(_, grid)| grid.sorted().into_iter().map(|(cell, ms)| (grid.lattice().middle(cell).1, ms)))
        .collect();
    dwell.sort_by(|a, b| a.0.total_cmp(&b.0));
    dwell
}

#[test]
fn a_click_is_placed_on_the_document_as_it_was_scrolled_at_that_time() {
    let events = [
        meta(0, "https://a/x/12", 1280),
        click(10, 5, 640.0, 100.0),
        scroll(20, 1, 500),
        scroll(25, 80, 9_000),
        click(30, 5, 640.0, 100.0),
        incremental(40, r#""source":4,"width":800,"height":600"#),
        click(50, 5, 400.0, 100.0),
        meta(60, "https://a/x/13?q", 800),
        click(70, 5, 400.0, 100.0),
        meta(80, "https://a/y", 800),
        click(90, 5, 400.0, 100.0),
    ];
    let collected = collect(&events, &EventsAlone);
    assert_eq!(collected.pages, ["https://a/x/:id", "https://a/y"]);
    let told: Vec<_> =
        collected.clicks.iter().map(|c| (c.page, c.bucket, c.x_ratio, c.y_px, c.is_first)).collect();
    assert_eq!(
        told,
        [
            (0, WidthBucket::Laptop, 0.5, 100.0, true),
            (0, WidthBucket::Laptop, 0.5, 600.0, false),
            (0, WidthBucket::Tablet, 0.5, 600.0, false),
            (0, WidthBucket::Tablet, 0.5, 600.0, false),
            (1, WidthBucket::Tablet, 0.5, 100.0, true),
        ]
    );
    let heat = collected.heat();
    let laptop = grid(&heat, "https://a/x/:id", WidthBucket::Laptop, Layer::Click, Anchor::Document);
    assert_eq!(laptop.map(|grid| grid.stats().points), Some(2), "widths are never mixed");
    let pages: Vec<_> = heat.pages().into_iter().map(|(key, visits)| (key.page.clone(), visits)).collect();
    assert_eq!(pages, [("https://a/x/:id".to_owned(), 1), ("https://a/y".to_owned(), 1)]);
}

struct Box283;

impl Layout for Box283 {
    fn frame_corner(&self, iframe_id: i64) -> Option<Corner> {
        (iframe_id == 264).then_some(Corner { left: 100.0, top: 350.0, anchor: Anchor::Document })
    }

    fn is_fixed(&self, node_id: i64) -> Option<bool> {
        Some(node_id == 7)
    }

    fn element(&self, node_id: i64) -> Option<Element> {
        Some(Element { selector: format!("#n{node_id}"), text: String::new() })
    }
}

#[test]
fn a_click_in_an_iframe_is_placed_by_its_box_or_counted_as_unplaced() {
    let attach = r#""source":0,"adds":[{"parentId":264,"node":{"type":0,"childNodes":[{"type":2,"rootId":283,"id":287}],"id":283}}]"#;
    let events = [
        meta(0, "/x", 1280),
        incremental(5, attach),
        scroll(6, 1, 50),
        click(10, 287, 28.0, 10.0),
        click(20, 7, 64.0, 8.0),
    ];
    let collected = collect(&events, &EventsAlone);
    assert_eq!(collected.unplaced, BTreeMap::from([(Unplaced::InIframe, 1)]));
    assert_eq!(collected.clicks.len(), 1);
    assert!(!collected.clicks[0].is_first, "the one in the iframe was first");

    let collected = collect(&events, &Box283);
    let told: Vec<_> = collected.clicks.iter().map(|c| (c.x_ratio, c.y_px, c.anchor)).collect();
    assert_eq!(
        told,
        [(0.1, 360.0, Anchor::Document), (0.05, 8.0, Anchor::Viewport)],
        "fixed elements are kept apart"
    );
    let clicked: Vec<_> =
        collected.clicks.iter().map(|c| &*collected.elements[c.element.unwrap() as usize].selector).collect();
    assert_eq!(clicked, ["#n287", "#n7"]);
    let heat = collected.heat();
    let fixed = grid(&heat, "/x", WidthBucket::Laptop, Layer::Click, Anchor::Viewport);
    assert_eq!(fixed.map(|grid| grid.stats().points), Some(1));
}

#[test]
fn clicks_without_a_place_are_counted_by_why() {
    let events = [
        click(0, 5, 1.0, 1.0),
        meta(1, "/x", 0),
        click(2, 5, 1.0, 1.0),
        incremental(3, r#""source":2,"type":2,"id":5"#),
        incremental(4, r#""source":2,"type":2,"id":5,"x":"1","y":2"#),
        incremental(5, r#""source":"2""#),
    ];
    let collected = collect(&events, &EventsAlone);
    let expected = BTreeMap::from([(Unplaced::WithoutViewport, 2), (Unplaced::WithoutPlace, 2)]);
    assert_eq!((&collected.unplaced, collected.unread), (&expected, 1), "a place that is no number is none");
    assert_eq!(collected.heat().unplaced(), &expected);
    assert_eq!(collected.heat().grids().count(), 0);
}

#[test]
fn dwell_is_the_time_to_the_next_place_at_the_scroll_of_that_time() {
    for (events, expected) in [
        (
            vec![moves(1_000, &[(-500, 10, 100), (-200, 10, 200), (0, 10, 300)])],
            vec![(102.0, 300), (202.0, 200)],
        ),
        // The batch comes after the scroll at 800 and tells of places before it.
        (
            vec![scroll(800, 1, 1_000), moves(1_000, &[(-500, 10, 100), (0, 10, 300)])],
            vec![(102.0, 300), (1_102.0, 200)],
        ),
        // Nobody looks for an hour.
        (vec![moves(0, &[(0, 10, 100)]), moves(3_600_000, &[(0, 10, 300)])], vec![(102.0, 10_000)]),
        // A finger does not rest.
        (
            vec![
                moves(0, &[(0, 10, 100)]),
                incremental(400, r#""source":6,"positions":[{"x":1,"y":2,"id":9,"timeOffset":0}]"#),
                moves(900, &[(0, 10, 300)]),
            ],
            vec![(102.0, 400)],
        ),
        // The last place counts until the last thing that was done.
        (vec![moves(0, &[(0, 10, 100)]), click(700, 9, 10.0, 100.0)], vec![(102.0, 700)]),
        // A clock that was set back.
        (
            vec![
                moves(1_000, &[(0, 10, 100)]),
                moves(-90_000, &[(0, 10, 200)]),
                moves(-89_500, &[(0, 1, 1)]),
            ],
            vec![(202.0, 500)],
        ),
    ] {
        let events: Vec<_> = [meta(0, "/x", 1280)].into_iter().chain(events).collect();
        assert_eq!(dwell(&collect(&events, &EventsAlone)), expected, "{events:#?}");
    }
}

#[test]
fn scrolling_by_thousands_of_steps_loses_no_dwell() {
    let mut events = vec![meta(0, "/x", 1280), moves(0, &[(0, 10, 100)])];
    events.extend((1..=5_000).map(|n| scroll(n * 100, 1, n)));
    let sum: u64 = dwell(&collect(&events, &EventsAlone)).iter().map(|(_, ms)| ms).sum();
    assert_eq!(sum, 500_000);
}

#[test]
fn clicks_are_marked_by_the_moments_that_span_them() {
    let mut events = vec![meta(0, "/x", 1280)];
    events.extend((0..10).map(|n| click(n * 100, 5, 64.0, 64.0)));
    let mut collected = collect(&events, &EventsAlone);
    let at = |from: i64, to: i64| START + from..=START + to;
    assert_eq!(collected.mark(Layer::Rage, [at(0, 900), at(100, 150), at(5_000, 6_000)]), 10);
    assert_eq!(collected.mark(Layer::Dead, [at(650, 600), at(100, 100), at(50, 200)]), 2);
    assert_eq!(collected.mark(Layer::Dead, [at(100, 100)]), 0, "marked once is marked");
    assert_eq!(collected.mark(Layer::Click, [at(0, 900)]), 0);
    let heat = collected.heat();
    for (layer, points) in [(Layer::Click, 10), (Layer::Rage, 10), (Layer::Dead, 2), (Layer::FirstClick, 1)] {
        let grid = grid(&heat, "/x", WidthBucket::Laptop, layer, Anchor::Document);
        assert_eq!(grid.map(|grid| grid.stats().max), Some(points), "{layer:?}");
    }
}

#[test]
fn a_page_that_only_changes_its_address_is_told_by_who_knows() {
    let mut collector = Collector::new(Rules::default());
    collector.visit(START, "/lost");
    for (n, href) in [(0, None), (10, Some("/x/7")), (20, Some("/x/8"))] {
        if let Some(href) = href {
            collector.visit(START + n, href);
        } else {
            collector.feed(&Event::read(&meta(0, "/a", 1280), 0).unwrap(), &EventsAlone);
        }
        collector.feed(&Event::read(&click(n + 5, 5, 1.0, 1.0), 0).unwrap(), &EventsAlone);
    }
    let collected = collector.finish();
    let told: Vec<_> =
        collected.clicks.iter().map(|c| (collected.pages[c.page].as_str(), c.is_first)).collect();
    assert_eq!(told, [("/a", true), ("/x/:id", true), ("/x/:id", false)]);
}

#[test]
fn more_pages_and_clicks_than_a_recording_may_have_are_counted() {
    let mut events = Vec::new();
    for n in 0..MAX_PAGES as i64 + 10 {
        events.extend([meta(n, &format!("/page-{n}"), 1280), click(n, 5, 1.0, 1.0)]);
    }
    let collected = collect(&events, &EventsAlone);
    assert_eq!((collected.pages.len(), collected.clicks.len()), (MAX_PAGES, MAX_PAGES));
    assert_eq!(collected.unplaced, BTreeMap::from([(Unplaced::BeyondLimit, 10)]));
}

#[test]
fn a_session_on_a_page_has_its_depth_and_its_time() {
    let events = [
        meta(0, "/x", 1280),
        scroll(4_000, 1, 720),
        click(5_000, 5, 1.0, 1.0),
        // Then nobody is there for an hour, with a checkout in between.
        meta(1_800_000, "/x", 1280),
        click(3_600_000, 5, 1.0, 1.0),
    ];
    let heat = collect(&events, &EventsAlone).heat();
    let key = PageKey { page: "/x".to_owned(), bucket: WidthBucket::Laptop };
    let report = heat.scroll(&key).and_then(|depth| depth.report(Some(2_880.0))).unwrap();
    assert_eq!((report.sessions, report.average_depth), (1, 0.5));
    assert_eq!(report.bands.len(), BANDS);
    for (band, time_ms) in [(0, 4_000), (5, 11_000), (9, 11_000), (10, 0)] {
        assert_eq!(report.bands[band].time_ms, time_ms, "band {band}: what nobody saw for 10 s counts 10 s");
    }
    assert_eq!(heat.width_px(&key), Some(1280));
}

#[test]
fn heat_of_recordings_comes_and_goes() {
    let of = |n: i64| {
        let events = [
            meta(0, "/x", 1280),
            moves(50, &[(0, n, n)]),
            click(100, 5, n as f64, 9.0),
            click(200, 5, -1.0, 9.0),
        ];
        let mut collected = collect(&events, &EventsAlone);
        collected.mark(Layer::Rage, [START + 100..=START + 100 + n % 2]);
        collected.heat()
    };
    let mut all = Heat::default();
    (0..20).for_each(|n| all.merge(&of(n)).unwrap());
    let json = serde_json::to_string(&all).unwrap();
    assert_eq!(serde_json::from_str::<Heat>(&json).unwrap(), all);
    for (pointer, value) in [
        ("/unplaced", serde_json::json!({"in_iframe": 0})),
        ("/unplaced", serde_json::json!({"in_iframe": u64::MAX, "without_place": u64::MAX})),
        ("/visits/0/1", serde_json::json!(u64::MAX)),
        ("/scroll/0/1/deepest", serde_json::json!({"9": 0})),
        ("/scroll/0/1/in_view_ms", serde_json::json!({"9": u64::MAX})),
    ] {
        let mut damaged: serde_json::Value = serde_json::from_str(&json).unwrap();
        *damaged.pointer_mut(pointer).unwrap() = value;
        assert!(serde_json::from_value::<Heat>(damaged).is_err(), "{pointer}");
    }
    let mut some = Heat::default();
    (5..20).for_each(|n| some.merge(&of(n)).unwrap());
    (0..5).for_each(|n| all.subtract(&of(n)).unwrap());
    assert_eq!(all, some);
    assert!(all.subtract(&of(40)).is_err(), "it was never put in");
    assert_eq!(all, some);
    (5..20).for_each(|n| all.subtract(&of(n)).unwrap());
    assert_eq!(all, Heat::default());
}

#[test]
fn a_recording_of_a_real_browser_is_counted_whole() {
    let shared =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/web/desktop_plain.json");
    let Ok(json) = std::fs::read_to_string(&shared) else {
        println!("skipped: there is no {}", shared.display());
        return;
    };
    let events: Vec<&serde_json::value::RawValue> = serde_json::from_str(&json).unwrap();
    let events: Vec<_> = events.into_iter().map(|event| event.get().to_owned()).collect();
    let collected = collect(&events, &EventsAlone);
    assert_eq!(collected.unread, 0);
    assert_eq!(collected.pages, ["http://127.0.0.1:37131/claims/new"]);
    assert_eq!(
        (collected.clicks.len(), &collected.unplaced),
        (22, &BTreeMap::from([(Unplaced::InIframe, 1)]))
    );
    assert_eq!(collected.clicks.iter().filter(|click| click.is_first).count(), 1);
    // It was scrolled to 1,753 px, and clicked 349 px below that.
    assert_eq!(collected.clicks.last().map(|click| (click.y_px, click.node_id)), Some((2_102.0, 269)));
    let heat = collected.heat();
    let laptop = PageKey { page: collected.pages[0].clone(), bucket: WidthBucket::Laptop };
    let report = heat.scroll(&laptop).and_then(|depth| depth.report(None)).unwrap();
    assert_eq!((report.sessions, report.height_px, report.is_estimate), (1, 4_429.0, true));
    let attention: u64 = dwell(&collected).iter().map(|(_, ms)| ms).sum();
    assert!((10_000..60_000).contains(&attention), "{attention} ms");
    assert_eq!(heat.pages().get(&laptop), Some(&1), "checkouts are no visits");
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<f64>().prop_map(|n| if n.is_finite() { format!("{n:e}") } else { "null".to_owned() }),
        (-2_000..9_000_i32).prop_map(|n| n.to_string()),
        Just("1e308".to_owned()),
    ]
}

fn any_event() -> impl Strategy<Value = String> {
    let at = prop_oneof![Just(0_i64), 0..100_000_i64, 0..253_402_300_799_999_i64];
    let (x, y, offset) = (number(), number(), number());
    (0..9_u8, at, x, y, offset, 0..4_i64).prop_map(|(kind, at, x, y, offset, id)| {
        let data = match kind {
            0 => format!(r#""href":"/{id}","width":{x},"height":{y}"#),
            1 => format!(r#""node":{{"id":{id}}},"initialOffset":{{"left":{x},"top":{y}}}"#),
            2 | 3 => format!(r#""source":2,"type":2,"id":{id},"x":{x},"y":{y}"#),
            4 => format!(r#""source":3,"id":{id},"x":{x},"y":{y}"#),
            5 => format!(r#""source":4,"width":{x},"height":{y}"#),
            6 => format!(r#""source":6,"positions":[{{"x":1,"y":1,"id":{id},"timeOffset":{offset}}}]"#),
            _ => format!(r#""source":1,"positions":[{{"x":1,"y":{id},"id":{id},"timeOffset":{offset}}}]"#),
        };
        let kind = match kind {
            0 => 4,
            1 => 2,
            _ => 3,
        };
        format!(r#"{{"type":{kind},"timestamp":{at},"data":{{{data}}}}}"#)
    })
}

proptest::proptest! {
    #[test]
    fn every_click_is_a_point_or_unplaced_whatever_the_events_hold(
        events in proptest::collection::vec(any_event(), 0..60),
    ) {
        let collected = collect(&events, &EventsAlone);
        let clicks = events.iter().filter(|json| json.contains(r#""source":2"#)).count() as u64;
        let unplaced: u64 = collected.unplaced.values().sum();
        proptest::prop_assert!(collected.clicks.len() as u64 + unplaced + collected.unread >= clicks);
        proptest::prop_assert!(collected.clicks.len() as u64 + unplaced <= clicks);
        let heat = collected.heat();
        let given: u64 = heat.grids().filter(|(key, _)| key.layer == Layer::Click)
            .map(|(_, grid)| grid.stats().points + grid.outside().points).sum();
        proptest::prop_assert_eq!(given, collected.clicks.len() as u64);
        let mut twice = heat.clone();
        twice.merge(&heat).unwrap();
        twice.subtract(&heat).unwrap();
        proptest::prop_assert_eq!(&twice, &heat);
        let json = serde_json::to_string(&heat).unwrap();
        proptest::prop_assert_eq!(serde_json::from_str::<Heat>(&json).unwrap(), heat);
    }
}
