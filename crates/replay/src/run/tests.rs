//! What an outline makes of the events that back ends send.

use serde_json::json;

use super::*;

fn outline(events: &[(i64, &str, Value)]) -> Outline {
    let mut outliner = Outliner::new(Timestamp::clamp_millis(0));
    for (at_ms, event_type, data) in events {
        let timestamp = Timestamp::clamp_millis(*at_ms);
        outliner.add(&Line { timestamp, event_type: Cow::Borrowed(event_type), data: data.clone() });
    }
    outliner.finish()
}

#[test]
fn start_updates_and_end_are_one_bar_with_its_progress() {
    let outline = outline(&[
        (0, "operation_start", json!({"operation_id": "a", "operation": "read", "what": "Read the claim"})),
        (5, "operation_start", json!({"operation_id": "b", "operation": "read"})),
        (10, "operation_update", json!({"operation_id": "a", "progress": 40})),
        (20, "operation_complete", json!({"operation_id": "a", "status": "succeeded"})),
        (30, "error", json!({"operation_id": "b", "message": "no"})),
    ]);
    let [a, b] = &outline.bars[..] else { panic!("{:?}", outline.bars) };
    assert_eq!(
        (a.label.as_str(), a.from_ms, a.to_ms, a.state),
        ("Read the claim", 0, 20, BarState::Completed)
    );
    assert_eq!(a.progress, [(10, 40.0)]);
    assert_eq!((b.from_ms, b.to_ms, b.state), (5, 30, BarState::Failed));
    assert_eq!(outline.errors, [4]);
}

#[test]
fn an_operation_that_fails_and_is_tried_again_ends_as_its_end_says() {
    let retried = |end: Value| {
        outline(&[
            (0, "operation_start", json!({"operation_id": "a", "operation": "read"})),
            (5, "error", json!({"operation_id": "a", "message": "timeout"})),
            (8, "operation_update", json!({"operation_id": "a", "progress": 80})),
            (20, "operation_complete", end),
        ])
    };
    for (status, state) in [("succeeded", BarState::Completed), ("failed", BarState::Failed)] {
        let outline = retried(json!({"operation_id": "a", "status": status}));
        let told: Vec<_> = outline.bars.iter().map(|bar| (bar.from_ms, bar.to_ms, bar.state)).collect();
        assert_eq!(told, [(0, 20, state)], "{status}");
        assert_eq!((&outline.bars[0].progress[..], &outline.errors[..]), (&[(8, 80.0)][..], &[1][..]));
    }
}

#[test]
fn an_answer_without_words_is_told_by_its_decision() {
    let outline = outline(&[
        (0, "agent_request", json!({"request_id": "req-1", "title": "May I refund?"})),
        (1, "user_input", json!({"request_id": "req-1", "decision": "approved", "user_id": "staff-4"})),
        (2, "agent_request", json!({"request_id": "req-2", "title": "And close?"})),
        (3, "user_input", json!({"request_id": "req-2", "user_id": "staff-4"})),
    ]);
    let answers: Vec<_> = outline.requests.iter().map(|request| request.answer.clone()).collect();
    assert_eq!(answers, [Some((1, 1, "approved".into())), Some((3, 3, String::new()))]);
}

#[test]
fn without_ids_an_end_belongs_to_the_latest_open_operation_of_its_name() {
    let outline = outline(&[
        (0, "operation_start", json!({"operation": "read"})),
        (1, "operation_start", json!({"operation": "read"})),
        (2, "operation_complete", json!({"operation": "read"})),
        (3, "operation_complete", json!({"operation": "never started"})),
    ]);
    let told: Vec<_> = outline.bars.iter().map(|bar| (bar.from_ms, bar.to_ms, bar.state)).collect();
    assert_eq!(told, [(0, 0, BarState::Running), (1, 2, BarState::Completed), (3, 3, BarState::Completed)]);
}

#[test]
fn a_request_is_joined_to_its_answer() {
    let outline = outline(&[
        (0, "agent_request", json!({"request_id": "r1", "title": "May I refund?"})),
        (1, "agent_request", json!({"request_id": "r2", "title": "May I close?"})),
        (2, "user_input", json!({"request_id": "r2", "text": "No"})),
        (3, "user_input", json!({"text": "Yes"})),
        (4, "user_input", json!({"text": "And hurry"})),
    ]);
    let answers: Vec<_> = outline.requests.iter().map(|request| request.answer.clone()).collect();
    assert_eq!(answers, [Some((3, 3, "Yes".into())), Some((2, 2, "No".into()))]);
}

#[test]
fn lanes_follow_the_views() {
    let outline = outline(&[
        (0, "user_input", json!({"text": "hi"})),
        (1, "view_switch", json!({"from": "talk", "to": "claims"})),
        (2, "canvas_update", json!({"content": "x"})),
        (3, "view_switch", json!({"view": "payments"})),
        (4, "view_switch", json!({"to_view": "claims"})),
    ]);
    assert_eq!(outline.lanes, ["", "claims", "payments"]);
    assert_eq!(outline.lane_of, [0, 1, 1, 2, 1]);
    assert_eq!(outline.types, ["user_input", "view_switch", "canvas_update"]);
}

#[test]
fn a_trajectory_reads_as_a_conversation_and_its_calls_as_operations() {
    let call = json!([{"id": "c1", "function": {"name": "get_order", "arguments": "{}"}}]);
    let outline = outline(&[
        (0, "user_input", json!({"role": "user", "content": "Where is it?"})),
        (1, "operation_start", json!({"role": "assistant", "content": null, "tool_calls": call})),
        (2, "operation_complete", json!({"role": "tool", "tool_call_id": "c1", "content": "shipped"})),
    ]);
    assert!(outline.conversation);
    assert_eq!(outline.labels, ["Where is it?", "get_order", "shipped"]);
    let [bar] = &outline.bars[..] else { panic!("{:?}", outline.bars) };
    assert_eq!((bar.label.as_str(), bar.to_ms, bar.state), ("get_order", 2, BarState::Completed));
}

#[test]
fn a_label_is_one_short_line() {
    assert_eq!(clip("two\n  lines"), "two lines");
    assert_eq!(clip(&"x".repeat(1_000)), format!("{}…", "x".repeat(LABEL_CHARS - 1)));
    let long = clip(&"é ".repeat(100_000));
    assert!(long.ends_with('…') && long.chars().count() <= LABEL_CHARS, "{long}");
}

proptest::proptest! {
    #[test]
    fn any_events_make_an_outline_whose_columns_fit(
        events in proptest::collection::vec(
            (0_i64..1_000, proptest::sample::select(&["operation_start", "operation_update", "operation_complete",
                "error", "agent_request", "user_input", "view_switch", "odd"][..]), 0_u8..4, proptest::bool::ANY),
            0..60,
        ),
    ) {
        let events: Vec<_> = events.into_iter().map(|(at, kind, id, named)| {
            let data = match named {
                true => json!({"operation_id": id, "request_id": id, "to": id}),
                false => json!({"operation": id.to_string(), "progress": f64::from(id) / 3.0}),
            };
            (at, kind, data)
        }).collect();
        let outline = outline(&events);
        let rows = events.len();
        proptest::prop_assert_eq!(outline.at_ms.len(), rows);
        proptest::prop_assert_eq!(outline.type_of.len(), rows);
        proptest::prop_assert_eq!(outline.lane_of.len(), rows);
        proptest::prop_assert!(outline.type_of.iter().all(|&n| usize::from(n) < outline.types.len()));
        proptest::prop_assert!(outline.lane_of.iter().all(|&n| usize::from(n) < outline.lanes.len()));
        proptest::prop_assert!(outline.bars.iter().all(|bar| bar.from_ms <= bar.to_ms));
        let starts = events.iter().filter(|(_, kind, _)| *kind == "operation_start").count();
        proptest::prop_assert!(outline.bars.len() >= starts);
    }
}
