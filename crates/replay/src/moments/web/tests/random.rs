use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

/// Anything, often nearly an event: of a few tabs, nodes and times, with fields missing and of wrong types.
fn events() -> impl Strategy<Value = Vec<Value>> {
    let number = prop_oneof![
        (0_i64..40).prop_map(|n| json!(n)),
        Just(json!(null)),
        Just(json!(-1e300)),
        Just(json!(0.5)),
        Just(json!("7")),
        Just(json!(i64::MIN)),
    ];
    let data = (0_i64..18, 0_i64..12, vec(number, 4), any::<bool>(), "[a-z*\u{202e}]{0,3}");
    let data = data.prop_map(|(source, kind, mut n, flag, text)| {
        let node = element(3, if flag { "form" } else { "a" }, json!({"type": text}), json!([
            element(4, "input", json!({"name": text}), json!([])),
            element(5, "button", json!({}), json!([])),
        ]));
        json!({"source": source, "type": kind, "id": n.pop(), "x": n.pop(), "y": n.pop(), "text": text,
            "userTriggered": flag, "href": text, "tag": "error", "plugin": "rrweb/console@1", "width": 1, "height": 1,
            "payload": {"level": "error", "payload": [text]}, "node": node, "adds": [{"parentId": n.pop(), "node": node}]})
    });
    let at = prop_oneof![(-2_000_i64..4_000), Just(i64::MAX / 2), Just(200_000_000_000_000)];
    let parts = (0_i64..8, at, data, proptest::option::of("[ab]"));
    vec(parts, 0..60).prop_map(|events| {
        events
            .into_iter()
            .map(|(kind, at_ms, data, window)| {
                let mut event = event(kind, 0, data);
                event["timestamp"] = json!(1_000_000_i64.saturating_add(at_ms));
                if let Some(window) = window {
                    event["window_id"] = json!(window);
                }
                event
            })
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn no_events_break_it_and_every_moment_lies_within(events in events(), sorted: bool, length in 0_i64..6_000) {
        let mut web = Web::new(&events, Some(length));
        if !sorted {
            web.lines = events.iter().map(Value::to_string).collect();
        }
        let (moments, visit) = web.moments();
        for moment in &moments.list {
            prop_assert!((0..=length).contains(&moment.at_ms), "{moment:?}");
            prop_assert!(moment.score <= 100 && moment.label.chars().count() <= 160);
            let is_line = !moment.label.is_empty() && !moment.label.contains(['\n', '\u{202e}']);
            prop_assert!(is_line, "{moment:?}");
        }
        prop_assert!(visit.pages.iter().all(|page| (0..=length).contains(&page.at_ms)));
        prop_assert!(moments.list.is_sorted_by_key(|moment| moment.at_ms));
        prop_assert_eq!(moments.found.values().sum::<u64>(), moments.list.len() as u64 + moments.left_out);
    }

    #[test]
    fn the_same_events_in_other_chunks_give_the_same(events in events(), cuts in vec(0_usize..60, 0..5)) {
        let web = Web::new(&events, None);
        // A caller reads a segment, feeds its lines, and drops it.
        let mut cuts: Vec<_> = cuts.into_iter().map(|cut| cut.min(web.lines.len())).chain([0, web.lines.len()]).collect();
        cuts.sort_unstable();
        let mut finder = super::super::Finder::new(&web.recording);
        for pair in cuts.windows(2) {
            let segment = Web { recording: web.recording.clone(), lines: web.lines[pair[0]..pair[1]].to_vec() };
            segment.each(|event, facts| finder.add(event, facts));
        }
        prop_assert_eq!(finder.finish(), web.moments());
    }
}
