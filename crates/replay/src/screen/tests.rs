//! Side tracks as recorders write them, and as nobody should.

use hindsight_domain::Timestamp;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use serde_json::{Value, json};

use super::{Button, Connection, ScreenError, ScreenEvent, ScreenFact, ScreenHeat, ScreenLayers};
use crate::heatmap::grid::{Cell, Outside};

const START_MS: i64 = 1_790_000_000_000;

fn line(at_ms: i64, event_type: &str, data: &Value) -> String {
    let timestamp = Timestamp::clamp_millis(START_MS + at_ms);
    json!({"timestamp": timestamp, "event_type": event_type, "data": data}).to_string()
}

fn event(at_ms: i64, event_type: &str, data: &Value) -> ScreenEvent {
    ScreenEvent::read(&line(at_ms, event_type, data)).unwrap()
}

fn layers(events: &[ScreenEvent], ended_ms: i64) -> ScreenLayers {
    let mut heat = ScreenHeat::new();
    events.iter().for_each(|event| heat.add(event));
    heat.finish(Timestamp::clamp_millis(START_MS + ended_ms))
}

/// 3200 × 1800: ten pixels are a cell.
fn picture(at_ms: i64) -> ScreenEvent {
    event(at_ms, "picture", &json!({"width": 3_200, "height": 1_800}))
}

#[test]
fn each_type_is_read_and_what_a_newer_recorder_adds_is_passed_over() {
    let cases = [
        ("pointer", json!({"x": 1.5, "y": -2, "pressure": 1}), ScreenFact::Pointer { x: 1.5, y: -2.0 }),
        ("click", json!({"x": 1, "y": 2}), ScreenFact::Click { x: 1.0, y: 2.0, button: Button::Left }),
        (
            "damage",
            json!({"rects": [[0, 1, 2, 3]]}),
            ScreenFact::Damage { rects: vec![[0.0, 1.0, 2.0, 3.0]] },
        ),
        (
            "window_focus",
            json!({"app": "xfreerdp", "title": "Orders"}),
            ScreenFact::WindowFocus { app: "xfreerdp".into(), title: "Orders".into() },
        ),
        ("window_title", json!({"title": "Order 7"}), ScreenFact::WindowTitle { title: "Order 7".into() }),
        (
            "connection",
            json!({"state": "disconnected", "host": "10.0.0.7"}),
            ScreenFact::Connection { state: Connection::Disconnected, host: "10.0.0.7".into() },
        ),
        (
            "click",
            json!({"x": 1, "y": 2, "button": "fourth"}),
            ScreenFact::Click { x: 1.0, y: 2.0, button: Button::Other },
        ),
        ("eye_tracking", json!([]), ScreenFact::Other),
    ];
    for (event_type, data, what) in cases {
        let read = event(7, event_type, &data);
        assert_eq!((read.timestamp.millis(), read.what), (START_MS + 7, what));
    }
    let long = event(0, "window_title", &json!({"title": "x".repeat(1_000)}));
    let ScreenFact::WindowTitle { title } = long.what else { panic!("it is a title") };
    assert!(title.chars().count() <= crate::run::LABEL_CHARS, "{}", title.len());
}

#[test]
fn what_is_no_event_is_an_error_of_its_line() {
    for (event_type, data) in [
        ("pointer", json!({"x": 1})),
        ("pointer", json!({"x": "1", "y": 2})),
        ("click", json!({"x": 1, "y": 2, "button": 4})),
        ("damage", json!({"rects": [[0, 1, 2]]})),
        ("connection", json!({"state": "maybe"})),
        ("picture", Value::Null),
    ] {
        let read = ScreenEvent::read(&line(0, event_type, &data));
        assert!(matches!(read, Err(ScreenError::Unreadable(_))), "{event_type} {data}: {read:?}");
    }
    for broken in
        ["", "{", "[]", "{\"event_type\":\"pointer\"}", "{\"timestamp\":\"never\",\"event_type\":\"x\"}"]
    {
        assert!(matches!(ScreenEvent::read(broken), Err(ScreenError::Unreadable(_))), "{broken}");
    }
    let long = line(0, "window_title", &json!({"title": "x".repeat(hindsight_domain::limits::EVENT_BYTES)}));
    assert!(matches!(ScreenEvent::read(&long), Err(ScreenError::TooLong { .. })));
}

#[test]
fn a_cell_counts_how_often_the_picture_changed_there() {
    let clock = json!({"rects": [[100, 100, 20, 10]]});
    let events = [
        picture(0),
        event(1, "damage", &clock),
        event(2, "damage", &clock),
        event(3, "damage", &json!({"rects": [[0, 0, 3_200, 1_800], [5_000, 0, 9, 9]]})),
    ];
    let changes = layers(&events, 10).changes;
    for ((row, column), weight) in
        [((10, 10), 3), ((10, 11), 3), ((10, 12), 1), ((11, 10), 1), ((179, 319), 1)]
    {
        assert_eq!(changes.weight(Cell { row, column }), weight, "row {row}, column {column}");
    }
    assert_eq!(changes.outside(), Outside { points: 1, weight: 1 });
}

#[test]
fn a_pointer_rests_until_it_moves_and_no_longer_than_somebody_may_have_been_there() {
    let at = |at_ms, x, y| event(at_ms, "pointer", &json!({"x": x, "y": y}));
    let events = [
        picture(0),
        at(1_000, 5, 5),
        at(1_400, 15, 5),
        // 35 hours without a move are ten seconds of rest.
        at(126_000_000, 25, 5),
        event(126_000_300, "connection", &json!({"state": "disconnected"})),
        at(126_900_000, 35, 5),
        // A clock that goes backwards takes nothing away.
        at(126_899_000, 45, 5),
        at(126_899_100, 4_000, 5),
    ];
    let pointer = layers(&events, 126_899_150).pointer;
    let ms = |column| pointer.weight(Cell { row: 0, column });
    assert_eq!([0, 1, 2, 3, 4].map(ms), [400, 10_000, 300, 0, 100]);
    assert_eq!(pointer.outside(), Outside { points: 1, weight: 50 }, "beyond the picture");
}

#[test]
fn a_picture_that_is_resized_keeps_one_grid_and_what_came_before_its_size_is_outside() {
    let click = |at_ms, x, y| event(at_ms, "click", &json!({"x": x, "y": y, "button": "right"}));
    let small = event(20, "picture", &json!({"width": 320, "height": 180}));
    let none = event(40, "picture", &json!({"width": 0, "height": -1}));
    let events =
        [click(0, 1, 1), picture(5), click(10, 1_605, 905), small, click(30, 160, 90), none, click(50, 0, 0)];
    let layers = layers(&events, 60);
    assert_eq!(layers.clicks.weight(Cell { row: 90, column: 160 }), 2);
    assert_eq!(layers.clicks.outside(), Outside { points: 2, weight: 2 });
    assert!(layers.pointer.is_blank(), "no pointer was kept");
}

fn number() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<f64>().prop_map(|number| json!(number)),
        (-100.0..5_000.0_f64).prop_map(|number| json!(number)),
        Just(Value::Null),
        Just(json!(1e308)),
    ]
}

proptest::proptest! {
    #[test]
    fn no_track_makes_it_panic_or_lose_a_rectangle(
        lines in proptest::collection::vec((any::<i64>(), 0_usize..4, number(), number(), number(), number()), 0..60),
    ) {
        let mut heat = ScreenHeat::new();
        let (mut rects, mut clicks) = (0, 0);
        for (at_ms, kind, a, b, c, d) in lines {
            let (event_type, data) = [
                ("picture", json!({"width": a, "height": b})),
                ("pointer", json!({"x": a, "y": b})),
                ("click", json!({"x": a, "y": b})),
                ("damage", json!({"rects": [[a, b, c, d], [d, c, b, a]]})),
            ][kind].clone();
            let timestamp = Timestamp::clamp_millis(at_ms);
            let line = json!({"timestamp": timestamp, "event_type": event_type, "data": data}).to_string();
            let Ok(event) = ScreenEvent::read(&line) else { continue };
            rects += u64::from(kind == 3) * 2;
            clicks += u64::from(kind == 2);
            heat.add(&event);
        }
        let layers = heat.finish(Timestamp::clamp_millis(0));
        let points = |grid: &crate::heatmap::Grid| grid.stats().points + grid.stats().outside.points;
        proptest::prop_assert_eq!((points(&layers.changes), points(&layers.clicks)), (rects, clicks));
    }
}
