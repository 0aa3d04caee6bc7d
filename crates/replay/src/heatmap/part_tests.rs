use hindsight_rrweb::event::Event;
use proptest::prelude::any;

use super::*;
use crate::heatmap::elements::{ElementClicks, Under};
use crate::heatmap::layout::{Corner, Element, Layout, MeasuredPage};
use crate::heatmap::{page::Rules, points::Collector, table::hottest};

/// Node 7 is fixed, node 8 in no place that anybody knows, and every node is an element of its own.
struct Numbered;

impl Layout for Numbered {
    fn frame_corner(&self, _: i64) -> Option<Corner> {
        None
    }

    fn is_fixed(&self, node: i64) -> Option<bool> {
        Some(node == 7)
    }

    fn element(&self, node: i64) -> Option<Element> {
        Some(Element { selector: format!("#n{node}"), text: format!("Node {node}") })
    }
}

fn collected(clicks: &[(i64, f64, f64)]) -> Collected {
    let mut collector = Collector::new(Rules::default());
    let mut feed = |json: String| collector.feed(&Event::read(&json, 1 << 20).unwrap(), &Numbered);
    feed(r#"{"type":4,"timestamp":0,"data":{"href":"/x","width":1280,"height":720}}"#.to_owned());
    for (at, (node, x, y)) in (1..).zip(clicks) {
        let data = format!(r#""source":2,"type":2,"id":{node},"x":{x:e},"y":{y:e}"#);
        feed(format!(r#"{{"type":3,"timestamp":{at},"data":{{{data}}}}}"#));
    }
    feed(r#"{"type":3,"timestamp":5000,"data":{"source":2,"type":2,"id":5}}"#.to_owned());
    collector.finish()
}

fn key() -> PageKey {
    PageKey { page: "/x".to_owned(), bucket: WidthBucket::Laptop }
}

fn measured() -> Measured {
    let mut measured = Measured::default();
    let (frames, fixed) = Default::default();
    measured.put(MeasuredPage {
        page: "/x".to_owned(),
        bucket: WidthBucket::Laptop,
        height_px: 1_999.2,
        frames,
        fixed,
    });
    measured
}

#[test]
fn the_pieces_of_a_recording_are_its_heat_and_what_was_measured() {
    let collected = collected(&[(5, 64.0, 80.0), (7, 64.0, 8.0), (5, 64.0, 81.0)]);
    let parts = parts(&collected, &measured(), 0).unwrap();
    let names: Vec<_> = parts.iter().map(|part| (part.name.as_str(), part.weight)).collect();
    for expected in [
        ("click", 2),
        ("click.fixed", 1),
        ("first_click", 1),
        (VISITS, 1),
        (UNPLACED, 1),
        (HEIGHTS, 1),
        (SHOWN, 0),
    ] {
        assert!(names.contains(&expected), "{expected:?} is missing in {names:?}");
    }
    let mut heat = Heat::default();
    for part in parts.iter().filter(|part| !part.name.ends_with(".elements")) {
        heat.add_part(&part.key, &part.name, &part.bytes).unwrap();
    }
    assert_eq!(heat.height_px(&key()), Some(2_000));
    assert!(heat.grids().eq(collected.heat().grids()));
    assert_eq!(heat.scroll(&key()), collected.heat().scroll(&key()));
    assert_eq!(heat.unplaced(), collected.heat().unplaced());
}

#[test]
fn elements_under_the_hottest_points_are_added_up_over_recordings() {
    let one =
        collected(&[(5, 64.0, 80.0), (5, 65.0, 82.0), (6, 70.0, 84.0), (9, 900.0, 500.0), (7, 64.0, 80.0)]);
    let grid = one.heat();
    let grid = grid.grid(&GridKey { page: key(), layer: Layer::Click, anchor: Anchor::Document }).unwrap();
    let mut under = Under::new(&hottest(grid, 2));
    let name = elements_name(Layer::Click, Anchor::Document);
    for _ in 0..2 {
        let parts = parts(&one, &Measured::default(), 0).unwrap();
        let part = parts.iter().find(|part| part.name == name).unwrap();
        under.add(&spots(&part.bytes).unwrap());
    }
    let list = under.list(5);
    let of = |node: i64, clicks| ElementClicks {
        element: Element { selector: format!("#n{node}"), text: format!("Node {node}") },
        clicks,
    };
    assert_eq!(list, [vec![of(5, 4), of(6, 2)], vec![of(9, 2)]], "what is fixed is not under them");
}

#[test]
fn what_is_no_piece_is_refused_and_changes_nothing() {
    let parts = parts(&collected(&[(5, 64.0, 80.0)]), &measured(), 0).unwrap();
    let click = parts.iter().find(|part| part.name == "click").unwrap();
    let mut heat = Heat::default();
    let tablet = PageKey { bucket: WidthBucket::Tablet, ..key() };
    for (key, name, bytes) in [
        (&tablet, "click", &click.bytes[..]),
        (&key(), "rage", &click.bytes[..]),
        (&key(), "warmth", &click.bytes[..]),
        (&key(), "click", &click.bytes[..3]),
        (&key(), VISITS, &[1, 0, 0][..]),
    ] {
        assert!(heat.add_part(key, name, bytes).is_err(), "{name} of {key:?}");
    }
    assert_eq!(heat, Heat::default());
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_a_piece_panic(name in "click|scroll|visits|heights|unplaced", bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
        let mut heat = Heat::default();
        if heat.add_part(&key(), &name, &bytes).is_err() {
            proptest::prop_assert_eq!(heat, Heat::default());
        }
        let _bounded = spots(&bytes).map(|spots| Under::new(&[]).add(&spots));
    }
}
