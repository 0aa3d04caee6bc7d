//! Operations and requests, joined from the events that tell of them.
//!
//! An id joins them where there is one (`operation_id`, `request_id`, the ids of tool calls). Without, an end
//! belongs to the latest open operation of the same name, an answer to the oldest open request.

use std::collections::HashMap;

use serde_json::Value;

use super::{Bar, BarState, Request};

/// Updates that a bar keeps.
const UPDATES: usize = 1_000;
/// Operations and requests that are remembered while they are open.
const OPEN: usize = 100_000;

/// An event, as far as joining needs it.
pub(super) struct Event<'e> {
    pub(super) row: u32,
    pub(super) at_ms: i64,
    pub(super) lane: u16,
    pub(super) event_type: &'e str,
    pub(super) data: &'e Value,
    pub(super) label: &'e str,
}

/// What is open.
#[derive(Default)]
pub(super) struct Operations {
    /// Positions of open bars by the key of their operation, the latest last.
    open: HashMap<String, Vec<usize>>,
    open_count: usize,
    /// Positions of unanswered requests, the oldest first, with their ids.
    unanswered: Vec<(Option<String>, usize)>,
}

impl Operations {
    pub(super) fn add(&mut self, event: &Event<'_>, bars: &mut Vec<Bar>, requests: &mut Vec<Request>) {
        match event.event_type {
            "operation_start" => self.start(event, bars),
            "operation_update" => self.hear(event, bars),
            "operation_complete" => {
                let failed =
                    ["failed", "error", "cancelled"].iter().any(|word| status(event.data) == Some(word));
                self.end(event, bars, if failed { BarState::Failed } else { BarState::Completed });
            }
            "error" => self.fail(event, bars),
            "agent_request" => self.ask(event, requests),
            "user_input" => self.answer(event, requests),
            _ => {}
        }
    }

    fn start(&mut self, event: &Event<'_>, bars: &mut Vec<Bar>) {
        let mut keys = keys(event.data);
        if keys.is_empty() {
            keys.push(event.label.to_owned());
        }
        for key in keys {
            if self.open_count < OPEN {
                self.open.entry(key).or_default().push(bars.len());
                self.open_count += 1;
            }
        }
        bars.push(bar(event, BarState::Running));
    }

    /// An update of an operation that is open; without one it stands for itself.
    fn hear(&mut self, event: &Event<'_>, bars: &mut [Bar]) {
        let Some(bar) = self.find(event, false).and_then(|at| bars.get_mut(at)) else { return };
        bar.to_ms = bar.to_ms.max(event.at_ms);
        // It went on after an error.
        if bar.ended_by_error {
            bar.state = BarState::Running;
            bar.ended_by_error = false;
        }
        if let Some(percent) = progress(event.data)
            && bar.progress.len() < UPDATES
        {
            bar.progress.push((event.at_ms, percent));
        }
    }

    fn end(&mut self, event: &Event<'_>, bars: &mut Vec<Bar>, state: BarState) {
        match self.find(event, true).and_then(|at| bars.get_mut(at)) {
            Some(bar) => {
                bar.to_ms = bar.to_ms.max(event.at_ms);
                // Of several calls at once, one that failed is enough.
                if !(is_result(event.data) && bar.state == BarState::Failed) {
                    bar.state = state;
                    bar.ended_by_error = false;
                }
            }
            // The end of an operation whose start was not recorded is drawn all the same.
            None => bars.push(bar(event, state)),
        }
    }

    /// An error in an operation that is open; one that belongs to none is marked as a row. The operation may go on
    /// and end well, unless the error is the result of a call: then nothing more comes.
    fn fail(&mut self, event: &Event<'_>, bars: &mut [Bar]) {
        let Some(bar) = self.find(event, is_result(event.data)).and_then(|at| bars.get_mut(at)) else {
            return;
        };
        bar.to_ms = bar.to_ms.max(event.at_ms);
        bar.state = BarState::Failed;
        bar.ended_by_error = true;
    }

    /// The bar that an event belongs to; it is open no more where `ends`.
    fn find(&mut self, event: &Event<'_>, ends: bool) -> Option<usize> {
        let mut keys = keys(event.data);
        if keys.is_empty() && event.event_type != "error" {
            keys.push(event.label.to_owned());
        }
        let key = keys.into_iter().find(|key| self.open.get(key).is_some_and(|open| !open.is_empty()))?;
        let open = self.open.get_mut(&key)?;
        if !ends {
            return open.last().copied();
        }
        self.open_count -= 1;
        let at = open.pop();
        if open.is_empty() {
            self.open.remove(&key);
        }
        at
    }

    fn ask(&mut self, event: &Event<'_>, requests: &mut Vec<Request>) {
        if self.unanswered.len() < OPEN {
            self.unanswered.push((id(event.data, &["request_id", "id"]), requests.len()));
        }
        let label = event.label.to_owned();
        requests.push(Request { row: event.row, at_ms: event.at_ms, label, answer: None });
    }

    fn answer(&mut self, event: &Event<'_>, requests: &mut [Request]) {
        let names = id(event.data, &["request_id", "in_reply_to", "responds_to", "response_to"]);
        let at = match &names {
            Some(names) => self.unanswered.iter().position(|(id, _)| id.as_ref() == Some(names)),
            None => (!self.unanswered.is_empty()).then_some(0),
        };
        let Some((_, request)) = at.map(|at| self.unanswered.remove(at)) else { return };
        if let Some(request) = requests.get_mut(request) {
            request.answer = Some((event.row, event.at_ms, event.label.to_owned()));
        }
    }
}

fn bar(event: &Event<'_>, state: BarState) -> Bar {
    Bar {
        row: event.row,
        lane: event.lane,
        label: event.label.to_owned(),
        from_ms: event.at_ms,
        to_ms: event.at_ms,
        progress: progress(event.data).map(|percent| (event.at_ms, percent)).into_iter().collect(),
        state,
        ended_by_error: false,
    }
}

/// What names the operation: its id, the ids of the tool calls that it is or answers, else its name.
fn keys(data: &Value) -> Vec<String> {
    if let Some(id) = id(data, &["operation_id", "op_id", "tool_call_id"]) {
        return vec![id];
    }
    let call_id = |call: &Value| id(call, &["id", "tool_call_id"]);
    let calls = data.get("tool_calls").and_then(Value::as_array);
    let calls: Vec<_> = calls.into_iter().flatten().filter_map(call_id).collect();
    if !calls.is_empty() {
        return calls;
    }
    let name = ["operation", "operation_name", "name"].iter().find_map(|name| data.get(*name)?.as_str());
    name.map(|name| vec![format!("name:{name}")]).unwrap_or_default()
}

fn id(data: &Value, members: &[&str]) -> Option<String> {
    members.iter().find_map(|member| match data.get(*member)? {
        Value::String(id) => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    })
}

/// Whether an event is the result of one call.
fn is_result(data: &Value) -> bool {
    id(data, &["tool_call_id"]).is_some()
}

fn status(data: &Value) -> Option<&str> {
    ["status", "outcome", "state"].iter().find_map(|member| data.get(*member)?.as_str())
}

/// Progress in percent: a share of 1 where it is written as a fraction.
fn progress(data: &Value) -> Option<f32> {
    let percent = |member: &&str| data.get(*member)?.as_f64();
    let value = ["progress", "percent", "percentage", "progress_percent"].iter().find_map(percent)?;
    let is_share = data.get("progress").is_some_and(Value::is_f64) && (0.0..=1.0).contains(&value);
    Some((if is_share { value * 100.0 } else { value }).clamp(0.0, 100.0) as f32)
}
