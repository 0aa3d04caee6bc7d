//! Agent recordings and trajectories.

use hindsight_domain::{Kind, Status};
use serde_json::{Value, json};

use super::bed::{Fault, Memory, fault, gzip, import, zstd};

fn agent_events() -> Value {
    json!([
        {"timestamp":"2026-03-01T12:00:01.000Z","event_type":"operation_start","data":{"operation":"refund","order":4711}},
        {"timestamp":"2026-03-01T12:00:02.500Z","event_type":"my_own_type","data":{"note":"zanzibar"}},
        {"timestamp":"2026-03-01T12:00:03.000Z","event_type":"error","data":{}},
    ])
}

fn agent_recording() -> Value {
    json!({
        "recording_id":"rec_server_1","agent_id":"agent-9","user_id":"ann","canvas_id":"c1","session_id":"s-1",
        "reason":"Refund of order 4711","status":"failed","tags":["finance","flagged_review"],
        "started_at":"2026-03-01T12:00:00.000Z","stopped_at":"2026-03-01T12:00:04.000Z","duration_seconds":4.0,
        "event_count":3,"summary":"3 events recorded, errors occurred","events":agent_events(),
        "recording_metadata":{"agent_name":"Refunder","agent_maturity":"autonomous"},
        "flagged_for_review":true,"flag_reason":"paid twice","flagged_by":"bob",
        "flagged_at":"2026-03-01T12:05:00.000Z","created_at":"2026-03-01T12:00:00.000Z","updated_at":"2026-03-01T12:05:00.000Z"
    })
}

fn replay() -> Value {
    let recording = agent_recording();
    json!({
        "recording_id":"rec_server_1","agent_id":"agent-9","started_at":"2026-03-01T12:00:00.000Z",
        "duration_seconds":4.0,"events":agent_events(),"recording_metadata":recording["recording_metadata"]
    })
}

fn envelope(data: &Value) -> Value {
    json!({"success":true,"data":data,"message":"fine","timestamp":"2026-03-02T00:00:00.000Z"})
}

#[test]
fn every_shape_of_an_agent_recording_gives_its_events() {
    let reversed =
        format!(r#"{{"timestamp":"2026-03-02T00:00:00.000Z","data":{},"success":true}}"#, agent_recording());
    let lines: Vec<String> = agent_events().as_array().unwrap().iter().map(Value::to_string).collect();
    for (what, text, recordings) in [
        ("single", agent_recording().to_string(), 1),
        ("pretty", serde_json::to_string_pretty(&agent_recording()).unwrap(), 1),
        ("envelope", envelope(&agent_recording()).to_string(), 1),
        ("envelope in another order", reversed, 1),
        ("replay", replay().to_string(), 1),
        ("replay in its envelope", envelope(&replay()).to_string(), 1),
        ("array", json!([agent_recording(), replay()]).to_string(), 2),
        ("envelope of an array", envelope(&json!([agent_recording(), replay()])).to_string(), 2),
        ("one per line", format!("{}\n{}\n", agent_recording(), replay()), 2),
        ("array by name", json!({"total":2,"items":[agent_recording(), replay()]}).to_string(), 2),
        ("bare events", agent_events().to_string(), 1),
        ("bare events, one per line", lines.join("\n"), 1),
    ] {
        for file in [text.clone().into_bytes(), gzip(text.as_bytes()), zstd(text.as_bytes())] {
            let (report, memory) = import(&file).unwrap_or_else(|error| panic!("{what}: {error}"));
            assert_eq!(report.items.len(), recordings, "{what}");
            for (item, stored) in report.items.iter().zip(&memory.stored) {
                let imported = &item.imported;
                assert_eq!(
                    (imported.kind, imported.events, imported.skipped.len()),
                    (Kind::Agent, 3, 0),
                    "{what}"
                );
                assert_eq!(Value::Array(stored.events()), agent_events(), "{what}");
                assert!(stored.words("payload").contains("my_own_type zanzibar"));
                assert_eq!(stored.recording.details["format"], "agent_recording");
            }
        }
    }
}

#[test]
fn an_agent_recording_keeps_what_its_server_knew() {
    let (report, memory) = import(envelope(&agent_recording()).to_string().as_bytes()).unwrap();
    let recording = &memory.stored[0].recording;
    assert_eq!(recording.title, "Refunder: Refund of order 4711");
    assert_eq!(recording.agent_id.as_deref(), Some("agent-9"));
    assert_eq!(recording.user_id.as_deref(), Some("ann"));
    assert_eq!(recording.session_id.as_deref(), Some("s-1"));
    assert_eq!((recording.status, recording.duration_ms), (Status::Failed, 4_000));
    assert_eq!(recording.started_at.to_string(), "2026-03-01T12:00:00.000Z");
    assert_eq!(recording.tags, ["finance", "flagged_review"]);
    assert_eq!(recording.details["recording_metadata"]["agent_name"], "Refunder");
    assert_eq!(recording.details["recording_id"], "rec_server_1");
    assert_eq!(recording.details["flag_reason"], "paid twice");
    assert!(!recording.flagged, "a flag is made by whoever imports it");
    assert_eq!(report.items[0].flag_reason.as_deref(), Some("paid twice"));
}

#[test]
fn a_run_that_was_still_recording_does_not_grow_any_more() {
    let mut recording = agent_recording();
    recording["status"] = json!("recording");
    recording["stopped_at"] = Value::Null;
    recording["flagged_for_review"] = json!(false);
    let (report, memory) = import(recording.to_string().as_bytes()).unwrap();
    let stored = &memory.stored[0].recording;
    assert_eq!((stored.status, stored.duration_ms), (Status::Completed, 3_000));
    assert_eq!(stored.details["recorded_status"], "recording");
    assert_eq!(report.items[0].flag_reason, None);
}

#[test]
fn a_recording_without_events_is_one_unless_it_says_otherwise() {
    let mut empty = agent_recording();
    empty["events"] = json!([]);
    empty["event_count"] = json!(0);
    let (report, _) = import(empty.to_string().as_bytes()).unwrap();
    assert_eq!(report.items[0].imported.events, 0);
    empty["event_count"] = json!(3);
    assert!(matches!(fault(empty.to_string().as_bytes()), Fault::NoRecording { .. }));
}

#[test]
fn a_planted_secret_is_in_nothing_that_is_stored() {
    let key = format!("sk-ant-api03-{}", "q7R2t9".repeat(12));
    let mut recording = agent_recording();
    for (pointer, value) in [
        ("/reason", json!(format!("run with {key}"))),
        ("/tags/0", json!(format!("key:{key}"))),
        ("/summary", json!(format!("used {key}"))),
        ("/flag_reason", json!(format!("leaks {key}"))),
        ("/recording_metadata/agent_name", json!(key)),
        ("/events/0/data", json!({"headers":{"Authorization":format!("Bearer {key}")},"deep":[{"x":key}]})),
        ("/events/1/event_type", json!(format!("call {key}"))),
    ] {
        *recording.pointer_mut(pointer).unwrap() = value;
    }
    recording["events"][2]["extra"] = json!({"password":"hunter2hunter2"});
    let (report, memory) = import(recording.to_string().as_bytes()).unwrap();
    let stored = &memory.stored[0];
    let lines: Vec<_> = stored.draft.segments.iter().flat_map(|segment| &segment.lines).collect();
    let all = format!(
        "{} {lines:?} {:?} {:?}",
        serde_json::to_string(&stored.recording).unwrap(),
        stored.draft.texts,
        report.items
    );
    assert!(!all.contains(&key) && !all.contains("hunter2hunter2"), "{all}");
    assert!(all.contains("[redacted:"), "{all}");
}

fn message(role: &str, content: &Value) -> Value {
    json!({"role":role,"content":content})
}

fn conversation() -> Value {
    json!([
        message("system", &json!("Be kind")),
        message("user", &json!("I want to rebook my flight")),
        {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"find_flight","arguments":"{\"from\":\"JFK\"}"}}]},
        {"role":"tool","tool_call_id":"c1","name":"find_flight","content":"Error: no such airport"},
        message("assistant", &json!("Sorry, I cannot")),
    ])
}

#[test]
fn a_trajectory_has_an_event_for_each_message_a_second_apart() {
    let run = json!({"task_id":17,"reward":0.0,"trial":2,"info":{"source":"user"},"traj":conversation()});
    let mut done = run.clone();
    done["reward"] = json!(1.0);
    for (what, text, statuses) in [
        ("runs", json!([run, done]).to_string(), vec![Status::Failed, Status::Completed]),
        ("one run", run.to_string(), vec![Status::Failed]),
        ("messages", json!({"messages":conversation()}).to_string(), vec![Status::Completed]),
        ("bare messages", conversation().to_string(), vec![Status::Completed]),
    ] {
        let (report, memory) = import(text.as_bytes()).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(memory.stored.iter().map(|s| s.recording.status).collect::<Vec<_>>(), statuses, "{what}");
        assert_eq!((report.items[0].imported.events, report.items[0].imported.skipped.len()), (5, 0));
        let stored = &memory.stored[0];
        let events = stored.events();
        let types: Vec<_> = events.iter().map(|event| event["event_type"].as_str().unwrap()).collect();
        assert_eq!(
            types,
            ["system_prompt", "user_input", "operation_start", "error", "agent_message"],
            "{what}"
        );
        assert_eq!(events[0]["timestamp"], "2000-01-01T00:00:00.000Z");
        assert_eq!(events[4]["timestamp"], "2000-01-01T00:00:04.000Z");
        assert_eq!(events[3]["data"]["operation"], "find_flight");
        assert_eq!(events[2]["data"]["tool_calls"][0]["function"]["arguments"], "{\"from\":\"JFK\"}");
        assert_eq!(stored.recording.title, "I want to rebook my flight");
        assert_eq!(stored.recording.details["timestamps"], "synthetic");
    }
    let (_, memory) = import(json!([run]).to_string().as_bytes()).unwrap();
    assert_eq!(memory.stored[0].recording.tags, ["task:17", "trial:2", "reward:0.0"]);
    assert_eq!(memory.stored[0].recording.details["info"]["source"], "user");
}

fn atif() -> Value {
    json!({
        "schema_version":"ATIF-v1.7","session_id":"run-1","trajectory_id":"t-0",
        "agent":{"name":"harbor-agent","version":"1.0.0","model_name":"m-1","extra":{"temperature":0}},
        "steps":[
            {"step_id":1,"source":"system","message":"You are a coder"},
            {"step_id":2,"timestamp":"2025-10-16T14:30:00Z","source":"user","message":[{"type":"text","text":"Fix the quokka test"},{"type":"image","source":{"media_type":"image/png","path":"a.png"}}]},
            {"step_id":3,"timestamp":"2025-10-16T14:30:02.5Z","source":"agent","message":"Running it","reasoning_content":"let me look","model_name":"m-1",
             "tool_calls":[{"tool_call_id":"c1","function_name":"bash","arguments":{"cmd":"cargo test"}},{"tool_call_id":"c2","function_name":"read","arguments":{}}],
             "observation":{"results":[{"source_call_id":"c1","content":"1 wombat failed"},{"source_call_id":"c2","content":[{"type":"text","text":"fn main"}]}]},
             "metrics":{"prompt_tokens":10,"completion_tokens":3,"cost_usd":0.01}},
            {"step_id":4,"source":"agent","message":"Done","extra":{"k":1}}
        ],
        "notes":"a note","final_metrics":{"total_prompt_tokens":10,"total_steps":4},"extra":{"run":"nightly"},
        "subagent_trajectories":[{"schema_version":"ATIF-v1.7","trajectory_id":"t-1","agent":{"name":"helper","version":"1"},
            "steps":[{"step_id":1,"source":"user","message":"Look up numbat"}]}]
    })
}

#[test]
fn an_atif_trajectory_has_an_event_for_each_step() {
    for (what, text) in [
        ("single", atif().to_string()),
        ("array", json!([atif()]).to_string()),
        ("pretty", serde_json::to_string_pretty(&atif()).unwrap()),
    ] {
        let (report, memory) = import(text.as_bytes()).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(report.items.len(), 2, "{what}: the run and its sub-agent");
        let find = |agent: &str| {
            memory.stored.iter().find(|s| s.recording.agent_id.as_deref() == Some(agent)).unwrap()
        };
        let (run, helper) = (find("harbor-agent"), find("helper"));
        let events = run.events();
        let types: Vec<_> = events.iter().map(|event| event["event_type"].as_str().unwrap()).collect();
        assert_eq!(types, ["system_prompt", "user_input", "operation_complete", "agent_message"]);
        assert_eq!(events[0]["timestamp"], "2025-10-16T14:30:00.000Z", "what has no time stands at the next");
        assert_eq!(events[3]["timestamp"], "2025-10-16T14:30:02.500Z", "or at the one before");
        assert_eq!(events[2]["data"]["observation"]["results"][1]["content"][0]["text"], "fn main");
        assert_eq!(run.recording.title, "Fix the quokka test");
        assert_eq!(run.recording.session_id.as_deref(), Some("run-1"));
        assert_eq!(
            helper.recording.session_id.as_deref(),
            Some("run-1"),
            "it belongs to the run that it stands in"
        );
        assert_eq!(run.recording.details["final_metrics"]["total_steps"], 4);
        assert_eq!(run.recording.details["format"], "atif");
        for word in ["quokka", "wombat", "let me look", "cargo test"] {
            assert!(run.words("payload").contains(word), "{word}");
        }
        assert!(helper.words("payload").contains("numbat"));
    }
}

#[test]
fn every_minor_version_of_atif_is_read_and_the_next_major_one_is_refused_by_name() {
    for version in ["ATIF-v1.0", "ATIF-v1.4", "ATIF-v1.8", "ATIF-v1.99"] {
        let mut run = atif();
        run["schema_version"] = json!(version);
        assert!(import(run.to_string().as_bytes()).is_ok(), "{version}");
    }
    let mut run = atif();
    run["schema_version"] = json!("ATIF-v2.0");
    assert!(
        matches!(fault(run.to_string().as_bytes()), Fault::Version { found, .. } if found == "ATIF-v2.0")
    );
}

#[test]
fn a_bad_step_or_message_is_skipped_by_its_index() {
    let mut run = atif();
    run["steps"][1] = json!({"step_id":2,"message":"no source"});
    run["steps"][2]["timestamp"] = json!("yesterday");
    let (report, _) = import(run.to_string().as_bytes()).unwrap();
    let item = report.items.iter().find(|item| item.imported.events == 2).unwrap();
    let indexes: Vec<_> = item.imported.skipped.iter().map(|skipped| skipped.index).collect();
    assert_eq!(indexes, [1, 2]);
    assert_eq!(item.imported.skipped[0].reason, "`source` is missing");

    let mut talk = conversation();
    talk[3] = json!("not a message");
    let (report, _) = import(json!([{"task_id":1,"traj":talk}]).to_string().as_bytes()).unwrap();
    let imported = &report.items[0].imported;
    assert_eq!((imported.events, imported.skipped.len(), imported.skipped[0].index), (4, 1, 3));
}

#[test]
fn an_import_that_fails_leaves_nothing_even_if_most_of_it_was_read() {
    let mut memory = Memory { room: Some(0), ..Memory::default() };
    let error =
        super::bed::import_into(&mut memory, "x", agent_recording().to_string().as_bytes()).unwrap_err();
    assert!(matches!(error.fault, Fault::Store(_)) && memory.stored.is_empty());
}
