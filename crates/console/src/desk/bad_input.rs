//! A file with everything that is wrong in it: what can be replayed is, and what was not is listed. How large such things
//! may be is tried where they are read (`bad_input` of `hindsight-rrweb`).

use hindsight_contract::desk::Track;
use hindsight_contract::heatmap::HeatmapAsk;

use super::heat::tests::{Bed, event};
use crate::MomentsAsk;

/// A page of one tab, whose texts have ids of their own.
fn tab(at: i64, first: i64, children: &str) -> String {
    event(
        2,
        at,
        &format!(
            r#""initialOffset":{{"left":0,"top":0}},"node":{{"type":0,"id":1,"childNodes":[{{"type":2,"id":2,"tagName":"html",
            "attributes":{{}},"childNodes":[{{"type":2,"id":3,"tagName":"body","attributes":{{}},"childNodes":[{{"type":3,"id":{first},
            "textContent":"tab {first}"}}{children}]}}]}}]}}"#
        )
        .replace('\n', ""),
    )
}

/// `part` are adds, texts or attributes: the others are empty.
fn change(at: i64, name: &str, part: &str) -> String {
    let lists = ["adds", "removes", "texts", "attributes"]
        .map(|list| format!(r#""{list}":[{}]"#, if list == name { part } else { "" }));
    event(3, at, &format!(r#""source":0,{}"#, lists.join(",")))
}

fn click(at: i64, x: &str, y: &str) -> String {
    event(3, at, &format!(r#""source":2,"type":2,"id":3,"x":{x},"y":{y}"#))
}

#[tokio::test]
async fn of_a_file_with_everything_that_is_wrong_what_can_be_replayed_is_and_the_rest_is_listed() {
    let picture = format!("data:image/png;base64,{}", "iVBORw0K".repeat(1 << 17));
    let long: String = (0..100_000).map(|n| format!("{n} ")).collect();
    let rows: String = (0..5_000)
        .map(|n| {
            let id = 100 + 2 * n;
            format!(
                r#",{{"type":2,"id":{id},"tagName":"p","attributes":{{}},"childNodes":[{{"type":3,"id":{},"textContent":"row"}}]}}"#,
                id + 1
            )
        })
        .collect();
    let ring: Vec<String> = (0..50)
        .map(|n| {
            format!(
                r#"{{"parentId":3,"nextId":{},"node":{{"type":2,"id":{},"tagName":"p","attributes":{{}},"childNodes":[]}}}}"#,
                900_000 + (n + 1) % 50,
                900_000 + n
            )
        })
        .collect();
    let mut events = vec![
        event(4, 0, r#""href":"https://shop.example/odd","width":0,"height":0"#),
        change(10, "texts", r#"{"id":10,"value":"before any page"}"#),
        event(4, 20, r#""href":"https://shop.example/odd","width":1280,"height":720"#),
        tab(
            30,
            10,
            &format!(r#"{rows},{{"type":2,"id":90,"tagName":"img","attributes":{{}},"childNodes":[]}}"#),
        ),
        change(40, "texts", r#"{"id":999999,"value":"unknown"},{"id":10,"value":"known"}"#),
        change(50, "adds", &ring.join(",")),
        change(
            60,
            "adds",
            &format!(
                r#"{{"parentId":3,"nextId":null,"node":{{"type":3,"id":11,"textContent":"{long}needle"}}}}"#
            ),
        ),
        click(70, "null", "5"),
        click(80, "\"NaN\"", "5"),
        click(90, "-5", "-5"),
        click(100, "1e308", "1e308"),
        click(110, "640", "300"),
        event(3, 120, r#""source":4,"width":0,"height":0"#),
        click(130, "5", "5"),
        event(3, 140, r#""source":4,"width":1280,"height":720"#),
    ];
    for n in 0..3 {
        events.push(change(
            200 + n,
            "attributes",
            &format!(r#"{{"id":90,"attributes":{{"src":"{picture}"}}}}"#),
        ));
    }
    events.push(tab(5_000, 20, ""));
    events.push(change(
        5_010,
        "texts",
        r#"{"id":11,"value":"of the other tab"},{"id":20,"value":"second tab"}"#,
    ));
    let count = events.len();

    let bed = Bed::new();
    let id = bed.import(&events);
    let console = &bed.console;
    let track: Track = serde_json::from_slice(&console.track(&id, None).await.unwrap()).unwrap();
    assert_eq!(track.density.iter().sum::<u32>() as usize, count, "every event is drawn");
    let lacks = console.shown(&id).await.unwrap().fidelity.unwrap();
    let not_replayed = lacks.iter().find(|lack| lack.kind == "not_replayed").unwrap();
    // A text before any page, one of no node, one of the other tab; and of the ring what no order makes possible.
    assert!(not_replayed.count >= 3, "{not_replayed:?}");
    assert_eq!(not_replayed.first_ms, 10);
    console.moments(&id, MomentsAsk::default()).await.unwrap();
    console.facts(&id).await.unwrap();

    for (at_ms, shows) in [(45, "known"), (65, "needle"), (215, "iVBORw0K"), (5_020, "second tab")] {
        let window = String::from_utf8(console.window_bytes(&id, at_ms, false).await.unwrap()).unwrap();
        assert!(window.contains(shows), "at {at_ms} ms");
    }
    let ask = HeatmapAsk { recording: Some(id), layer: "click".into(), ..HeatmapAsk::default() };
    let heat = console.heatmap(ask, None, None).await.unwrap();
    let unplaced: u64 = heat.unplaced.values().sum();
    assert_eq!(heat.total + heat.outside + unplaced, 6, "each click is somewhere: {heat:?}");
    assert_eq!((heat.total, heat.width.as_str()), (1, "laptop"), "{heat:?}");
}
