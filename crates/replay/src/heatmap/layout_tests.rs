use std::collections::{BTreeMap, BTreeSet};

use hindsight_rrweb::event::Event;

use super::*;

const PAGE: &str = r#"{"type":2,"timestamp":2,"data":{"node":{"type":0,"id":1,"childNodes":[
    {"type":2,"tagName":"html","id":2,"attributes":{},"childNodes":[
    {"type":2,"tagName":"body","id":3,"attributes":{},"childNodes":[
    {"type":2,"tagName":"header","id":4,"attributes":{"style":"color: red; POSITION : Fixed !important"},"childNodes":[
        {"type":2,"tagName":"button","id":5,"attributes":{"id":"pay"},"childNodes":[
            {"type":3,"textContent":"Pay   now","id":6}]}]},
    {"type":2,"tagName":"dialog","id":7,"attributes":{"rr_open_mode":"modal"},"childNodes":[]},
    {"type":2,"tagName":"p","id":8,"attributes":{"style":"background: url(position:fixed)"},"childNodes":[
        {"type":3,"textContent":"*** ****","id":9}]},
    {"type":2,"tagName":"iframe","id":10,"attributes":{},"childNodes":[]},
    {"type":2,"tagName":"input","id":11,"attributes":{"type":"password","value":"hunter2","id":"pin"},"childNodes":[]}
    ]}]}]},"initialOffset":{"left":0,"top":0}}}"#;

fn mirror() -> Mirror {
    let mut mirror = Mirror::new();
    mirror.apply(&Event::read(&PAGE.replace('\n', ""), 1 << 20).unwrap());
    assert!(mirror.has_page());
    mirror
}

fn measured() -> MeasuredPage {
    let corner = Corner { left: 10.0, top: 900.0, anchor: Anchor::Document };
    MeasuredPage {
        page: "/x".to_owned(),
        bucket: WidthBucket::Laptop,
        height_px: 2_400.5,
        frames: BTreeMap::from([(10, corner), (5, corner)]),
        fixed: BTreeSet::from([8]),
    }
}

#[test]
fn what_an_inline_style_or_a_modal_dialog_fixes_is_known_and_the_rest_only_where_it_was_measured() {
    let (mirror, page) = (mirror(), measured());
    let alone = PageLayout { mirror: &mirror, measured: None };
    let laid_out = PageLayout { mirror: &mirror, measured: Some(&page) };
    for (node, said, is_fixed) in [
        (4, Some(true), Some(true)),
        (5, Some(true), Some(true)),
        (6, Some(true), Some(true)),
        (7, Some(true), Some(true)),
        (8, None, Some(true)),
        (9, None, Some(true)),
        (10, None, Some(false)),
        (99, None, None),
    ] {
        assert_eq!(alone.is_fixed(node), said, "node {node}, from attributes alone");
        assert_eq!(laid_out.is_fixed(node), is_fixed, "node {node}, laid out");
    }
}

#[test]
fn an_iframe_has_a_corner_where_it_was_measured_and_another_element_of_its_number_has_none() {
    let (mirror, page) = (mirror(), measured());
    let corner = |measured, node| PageLayout { mirror: &mirror, measured }.frame_corner(node);
    assert_eq!(corner(None, 10), None);
    assert_eq!(corner(Some(&page), 10).map(|corner| corner.top), Some(900.0));
    assert_eq!(corner(Some(&page), 5), None);
    assert_eq!(corner(Some(&page), 99), None);
}

#[test]
fn elements_have_a_selector_and_the_text_that_was_recorded_and_secrets_none() {
    let mirror = mirror();
    let layout = PageLayout { mirror: &mirror, measured: None };
    let element = |node| layout.element(node).map(|element| (element.selector, element.text));
    assert_eq!(element(5), Some(("#pay".to_owned(), "Pay now".to_owned())));
    assert_eq!(element(6), element(5), "a text is its element's");
    assert_eq!(element(8), Some(("body > p".to_owned(), "*** ****".to_owned())), "masked stays masked");
    assert_eq!(element(11), Some(("#pin".to_owned(), String::new())));
    assert_eq!((element(1), element(99)), (None, None));
}

#[test]
fn what_was_measured_is_bounded_and_made_of_numbers() {
    let mut all = Measured::default();
    for (height_px, left, is_taken) in [
        (100.0, 0.0, true),
        (0.0, 0.0, false),
        (f64::NAN, 0.0, false),
        (f64::INFINITY, 0.0, false),
        (100.0, f64::NAN, false),
        (100.0, 1e300, false),
    ] {
        let corner = Corner { left, top: 0.0, anchor: Anchor::Viewport };
        let page = MeasuredPage { height_px, frames: BTreeMap::from([(1, corner)]), ..measured() };
        assert_eq!(all.put(page), is_taken, "{height_px} px high, {left} px from the left");
    }
    assert!(!all.put(MeasuredPage { fixed: (0..=MAX_NODES as i64).collect(), ..measured() }));
    assert!(all.put(MeasuredPage { height_px: 7.0, ..measured() }));
    assert_eq!(
        all.page("/x", WidthBucket::Laptop).map(|page| page.height_px),
        Some(7.0),
        "the latest counts"
    );
    assert_eq!(all.page("/x", WidthBucket::Phone), None, "widths are never mixed");
    let taken = (0..2 * MAX_PAGES).filter(|n| all.put(MeasuredPage { page: n.to_string(), ..measured() }));
    assert_eq!(taken.count(), MAX_PAGES - 1);
}
