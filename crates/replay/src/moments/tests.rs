use serde_json::{Value, json};

use super::*;
use crate::Timeline;
use crate::testing::{demo_run, recording, run_moments};
use hindsight_domain::{Kind, Timestamp};

fn event(at_ms: i64, event_type: &str, data: Value) -> Value {
    json!({"timestamp": 1_000_000 + at_ms, "event_type": event_type, "data": data})
}

fn run(events: &[Value]) -> Vec<(i64, MomentKind, String)> {
    let (moments, _) = run_moments(&recording(Kind::Agent, 1_000_000, 60_000), events);
    moments.list.into_iter().map(|moment| (moment.at_ms, moment.kind, moment.label)).collect()
}

#[test]
fn the_table_has_a_row_for_each_kind_and_names_its_thresholds() {
    for (n, definition) in DEFINITIONS.iter().enumerate() {
        assert_eq!(definition.kind as usize, n, "{}", definition.name);
        assert!(definition.score <= 100 && !definition.means.is_empty() && !definition.reason.is_empty());
    }
    assert!(DEFINITIONS.is_sorted_by_key(|definition| u8::MAX - definition.score), "the highest score first");
    let means = |kind: MomentKind| kind.definition().means;
    let thousands = |ms: i64| format!("{},{:03} ms", ms / 1_000, ms % 1_000);
    for words in [format!("{RAGE_CLICKS} clicks"), format!("{RAGE_PX} px"), thousands(RAGE_MS)] {
        assert!(means(MomentKind::RageClick).contains(&words), "{words}");
    }
    assert!(means(MomentKind::DeadClick).contains(&thousands(DEAD_MS)));
    assert!(means(MomentKind::FormAbandon).contains(&format!("{LOOSE_FIELDS} text fields")));
    assert!(means(MomentKind::FormAbandon).contains(&thousands(ENTER_MS)));
}

#[test]
fn lists_are_sorted_by_time_or_by_score_with_ties_by_time() {
    let mut moments = vec![
        Moment::note(30, "b"),
        Moment::flag(Some(30), "a"),
        Moment::new(10, MomentKind::DeadClick, "c"),
        Moment::note(20, "d"),
    ];
    let labels = |moments: &[Moment]| moments.iter().map(|moment| moment.label.clone()).collect::<String>();
    by_time(&mut moments);
    assert_eq!(labels(&moments), "cdab");
    by_score(&mut moments);
    assert_eq!(labels(&moments), "adbc");
}

#[test]
fn of_too_many_moments_the_highest_scores_stay_and_the_rest_is_counted() {
    let start = Timestamp::clamp_millis(0);
    let mut keep = Keep::new(Timeline::new(start, start.plus(100)), 3);
    for at_ms in [50, 40, 40, 500, -7] {
        keep.add(at_ms, MomentKind::DeadClick, &format!("dead {at_ms}"));
    }
    keep.add(60, MomentKind::Error, "error");
    keep.add(1, MomentKind::Navigation, "page");
    let moments = keep.finish();
    let kept: Vec<_> = moments.list.iter().map(|moment| (moment.at_ms, moment.label.as_str())).collect();
    assert_eq!(kept, [(0, "dead -7"), (40, "dead 40"), (60, "error")]);
    assert_eq!((moments.left_out, moments.count(MomentKind::DeadClick)), (4, 5));
    assert_eq!((moments.count(MomentKind::Navigation), moments.count(MomentKind::Flag)), (1, 0));
}

#[test]
fn flags_and_notes_are_made_by_others_and_added() {
    let (mut moments, _) = run_moments(&recording(Kind::Agent, 0, 10), &[]);
    moments.add(Moment::note(9, "two\nlines"));
    moments.add(Moment::flag(Some(3), "why"));
    assert_eq!(
        moments.list,
        [
            Moment { at_ms: 3, kind: MomentKind::Flag, score: 100, label: "why".to_owned(), whole: false },
            Moment {
                at_ms: 9,
                kind: MomentKind::Note,
                score: 95,
                label: "two lines".to_owned(),
                whole: false
            },
        ]
    );
    let json = serde_json::to_value(&moments).unwrap();
    assert_eq!(json["list"][0], json!({"at_ms": 3, "kind": "flag", "score": 100, "label": "why"}));
    assert_eq!(serde_json::from_value::<Moments>(json).unwrap(), moments);
}

#[test]
fn errors_failed_operations_requests_and_answers_of_a_run() {
    let named = |id: &str, what: &str| json!({"operation_id": id, "what": what});
    let found = run(&[
        event(0, "operation_start", named("a", "Read")),
        event(5, "operation_start", named("b", "Write")),
        event(10, "error", json!({"operation_id": "a", "message": "no"})),
        event(20, "operation_complete", json!({"operation_id": "b", "status": "failed"})),
        event(30, "agent_request", json!({"request_id": "r", "title": "May I?"})),
        event(40, "user_input", json!({"request_id": "q", "text": "to another"})),
        event(50, "user_input", json!({"request_id": "r", "decision": "yes"})),
    ]);
    let expected = [
        (10, MomentKind::Error, "no"),
        (20, MomentKind::FailedOperation, "Write"),
        (30, MomentKind::AgentRequest, "May I?"),
        (50, MomentKind::Answer, "yes"),
    ];
    assert_eq!(found, expected.map(|(at_ms, kind, label)| (at_ms, kind, label.to_owned())));
}

#[test]
fn what_goes_well_or_goes_on_is_no_moment() {
    let started = event(0, "operation_start", json!({"operation_id": "a", "what": "Read"}));
    let ends = |status: &str| event(9, "operation_complete", json!({"operation_id": "a", "status": status}));
    assert_eq!(run(&[started.clone(), ends("succeeded")]), []);
    assert_eq!(run(std::slice::from_ref(&started)), [], "it did not end");
    assert_eq!(run(&[event(0, "errors", json!({})), event(1, "user_input", json!({"text": "Hi"}))]), []);
    let error = event(5, "error", json!({"operation_id": "a", "message": "busy"}));
    let found = run(&[started.clone(), error.clone(), ends("succeeded")]);
    assert_eq!(found, [(5, MomentKind::Error, "busy".to_owned())], "an error that was overcome");
    let found = run(&[started, error, ends("failed")]);
    assert_eq!(found.last().unwrap(), &(9, MomentKind::FailedOperation, "Read".to_owned()));
    assert_eq!(run(&[event(0, "error", json!({}))]), [(0, MomentKind::Error, "Error".to_owned())]);
}

#[test]
fn demo_runs_have_the_moments_of_their_stories() {
    let of = |name: &str| {
        let (recording, events) = demo_run(name);
        let (moments, _) = run_moments(&recording, &events);
        moments.list.iter().map(|moment| (moment.at_ms, moment.kind)).collect::<Vec<_>>()
    };
    assert_eq!(
        of("refund-over-limit"),
        [
            (7_861, MomentKind::AgentRequest),
            (12_598, MomentKind::Answer),
            (17_668, MomentKind::Error),
            (20_093, MomentKind::Error),
            (20_474, MomentKind::FailedOperation),
        ]
    );
    assert_eq!(of("ticket-injection"), [], "nothing in it says that it is wrong: a rule or a person has to");
    assert_eq!(of("reconcile-loop").len(), 38);
}

#[test]
fn shared_runs_of_a_tool_calling_agent() {
    let Some(path) = hindsight_testkit::recordings::shared("agent/airline-runs.json") else { return };
    let runs: Vec<Value> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let (mut errors, mut failed) = (0, 0);
    for run in &runs {
        // As an import makes events of messages: one second each, a tool's words say whether it failed.
        let mut events = Vec::new();
        for (n, message) in (0..).zip(run["traj"].as_array().unwrap()) {
            let says_error = message["content"].as_str().is_some_and(|words| words.starts_with("Error"));
            let event_type = match message["role"].as_str().unwrap() {
                "assistant" if message["tool_calls"].is_array() => "operation_start",
                "assistant" => "agent_message",
                "tool" if says_error => "error",
                "tool" => "operation_complete",
                "user" => "user_input",
                _ => "system_prompt",
            };
            events.push(event(n * 1_000, event_type, message.clone()));
        }
        let whole = recording(Kind::Agent, 1_000_000, events.len() as i64 * 1_000);
        let (moments, outline) = run_moments(&whole, &events);
        errors += moments.count(MomentKind::Error);
        failed += moments.count(MomentKind::FailedOperation);
        assert!(moments.list.iter().all(|moment| !moment.label.is_empty()));
        assert_eq!(outline.errors.len() as u64, moments.count(MomentKind::Error));
    }
    assert_eq!((errors, failed), (22, 0), "each failed call is its error");
}

proptest::proptest! {
    #[test]
    fn no_run_breaks_it_and_every_moment_lies_within(
        events in proptest::collection::vec((
            proptest::prop_oneof![-5_000_i64..70_000, proptest::strategy::Just(200_000_000_000_000)],
            proptest::sample::select(&["operation_start", "operation_complete", "error", "agent_request", "user_input"][..]),
            0_u8..4,
            ".{0,20}",
        ), 0..60),
    ) {
        let events: Vec<_> = events.iter().map(|(at_ms, event_type, id, text)| {
            event(*at_ms, event_type, json!({"operation_id": id, "request_id": id, "status": "failed", "message": text}))
        }).collect();
        for (at_ms, _, label) in run(&events) {
            proptest::prop_assert!((0..=60_000).contains(&at_ms));
            proptest::prop_assert!(label.chars().count() <= LABEL_CHARS);
        }
    }
}
