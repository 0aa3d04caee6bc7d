use super::*;

/// A page with a form (fields 10 and 11, a search 12, submit button 13, plain button 14), a form without a submit
/// button (field 20, button 21), and outside of both fields 30 and 31, a list 32 and a button 33.
fn form() -> Vec<Value> {
    let field = |id: i64, kind: &str| element(id, "input", json!({"type": kind}), json!([]));
    let nodes = json!([
        element(
            5,
            "form",
            json!({}),
            json!([
                field(10, "text"),
                element(6, "label", json!({}), json!([field(11, "checkbox")])),
                field(12, "search"),
                element(13, "button", json!({}), json!([element(7, "span", json!({}), json!([]))])),
                element(14, "button", json!({"type": "button"}), json!([])),
            ])
        ),
        element(
            8,
            "form",
            json!({}),
            json!([field(20, "email"), element(21, "div", json!({"role": "button"}), json!([]))])
        ),
        field(30, "text"),
        field(31, "tel"),
        element(32, "select", json!({}), json!([])),
        element(33, "button", json!({"type": "button"}), json!([])),
    ]);
    vec![page(0, "https://a.example/form"), snapshot(1, nodes)]
}

fn input(at_ms: i64, id: i64, text: &str) -> Value {
    event(3, at_ms, json!({"source": 5, "id": id, "text": text, "isChecked": false}))
}

fn leave(at_ms: i64) -> Value {
    page(at_ms, "https://a.example/other")
}

fn abandoned(events: &[Value], end_ms: i64) -> Vec<(i64, String)> {
    let events: Vec<_> = form().into_iter().chain(events.to_vec()).collect();
    found(MomentKind::FormAbandon, &events, end_ms)
}

#[test]
fn a_form_is_abandoned_when_it_was_filled_and_left_without_a_submit() {
    let one = |at_ms: i64, fields: &str| vec![(at_ms, format!("{fields} filled, and left without a submit"))];
    for (case, events, expected) in [
        ("left", vec![input(500, 10, "A"), input(600, 10, "An"), leave(9_000)], one(600, "1 field")),
        ("recording ends", vec![input(500, 10, "A"), input(600, 11, "on")], one(600, "2 fields")),
        ("reloaded", vec![input(500, 10, "A"), event(0, 9_000, json!({}))], one(500, "1 field")),
        (
            "a route",
            vec![input(500, 10, "A"), event(5, 9_000, json!({"tag": "Navigate", "payload": "/x"}))],
            one(500, "1 field"),
        ),
        ("submitted", vec![input(500, 10, "A"), click_on(900, 13), leave(9_000)], vec![]),
        (
            "submitted by what is in the button",
            vec![input(500, 10, "A"), click_on(900, 7), leave(9_000)],
            vec![],
        ),
        ("another button", vec![input(500, 10, "A"), click_on(900, 14), leave(9_000)], one(500, "1 field")),
        (
            "another form's button",
            vec![input(500, 10, "A"), click_on(900, 21), leave(9_000)],
            one(500, "1 field"),
        ),
        (
            "filled again after a refusal",
            vec![input(500, 10, "A"), click_on(900, 13), input(950, 10, "B"), leave(9_000)],
            one(950, "1 field"),
        ),
        ("emptied again", vec![input(500, 10, "A"), input(600, 10, ""), leave(9_000)], vec![]),
        ("a search", vec![input(500, 12, "A"), leave(9_000)], vec![]),
        ("no submit button", vec![input(500, 20, "A"), leave(9_000)], one(500, "1 field")),
        (
            "no submit button, but a button",
            vec![input(500, 20, "A"), click_on(900, 21), leave(9_000)],
            vec![],
        ),
        (
            "a checkout",
            vec![
                input(500, 10, "A"),
                page(9_000, "https://a.example/form"),
                form()[1].clone(),
                click_on(9_500, 13),
            ],
            vec![],
        ),
        ("no form, one field", vec![input(500, 30, "A"), leave(9_000)], vec![]),
        (
            "no form, a field and a filter",
            vec![input(500, 30, "A"), input(600, 32, "B"), leave(9_000)],
            vec![],
        ),
        (
            "no form, two fields",
            vec![input(500, 30, "A"), input(600, 31, "1"), leave(9_000)],
            one(600, "2 fields"),
        ),
        (
            "no form, a button",
            vec![input(500, 30, "A"), input(600, 31, "1"), click_on(900, 33), leave(9_000)],
            vec![],
        ),
        ("nobody knows the field", vec![input(500, 77, "A"), input(600, 78, "A"), leave(9_000)], vec![]),
    ] {
        assert_eq!(abandoned(&events, 60_000), expected, "{case}");
    }
}

#[test]
fn a_page_that_is_left_right_after_typing_may_have_been_left_by_enter() {
    let typed = input(500, 20, "A");
    assert_eq!(abandoned(&[typed.clone(), leave(2_500)], 60_000), [], "after 2,000 ms");
    assert_eq!(abandoned(&[typed.clone(), leave(2_501)], 60_000).len(), 1, "after 2,001 ms");
    assert_eq!(
        abandoned(&[typed.clone(), click_on(600, 99), leave(2_500)], 60_000).len(),
        1,
        "a link was clicked"
    );
    assert_eq!(abandoned(std::slice::from_ref(&typed), 2_500), [], "the recording ends");
    assert_eq!(abandoned(&[typed], 2_501).len(), 1);
}

#[test]
fn what_a_script_fills_is_no_persons_work() {
    let by_script = event(3, 500, json!({"source": 5, "id": 10, "text": "A", "userTriggered": false}));
    assert_eq!(abandoned(&[by_script, leave(9_000)], 60_000), []);
    let by_person = event(3, 500, json!({"source": 5, "id": 10, "text": "A", "userTriggered": true}));
    assert_eq!(abandoned(&[by_person, leave(9_000)], 60_000).len(), 1);
}

#[test]
fn a_session_that_still_grows_has_not_left_its_form() {
    let events: Vec<_> = form().into_iter().chain([input(500, 10, "A")]).collect();
    let mut web = Web::new(&events, Some(60_000));
    assert_eq!(web.moments().0.count(MomentKind::FormAbandon), 1);
    web.recording.status = hindsight_domain::Status::Recording;
    assert_eq!(web.moments().0.count(MomentKind::FormAbandon), 0);
}

#[test]
fn forms_of_two_tabs_are_two() {
    let (here, there) = (|event: Value| in_tab(event, "1"), |event: Value| in_tab(event, "2"));
    let mut events: Vec<_> =
        form().into_iter().flat_map(|event| [here(event.clone()), there(event)]).collect();
    events.extend([
        here(input(500, 10, "A")),
        there(input(600, 10, "A")),
        there(click_on(900, 13)),
        there(leave(9_000)),
    ]);
    let at: Vec<_> = found(MomentKind::FormAbandon, &events, 60_000).into_iter().map(|(at, _)| at).collect();
    assert_eq!(at, [500], "the submit of one tab is not the other's");
}

#[test]
fn labels_hold_nothing_of_what_was_typed() {
    let events: Vec<_> = form().into_iter().chain([input(500, 10, "hunter2"), leave(9_000)]).collect();
    let (moments, visit) = Web::new(&events, None).moments();
    assert!(!format!("{moments:?} {visit:?}").contains("hunter2"));
}
