//! Recordings for tests: the demo's, the shared ones, and written ones.

use std::path::Path;

use flate2::read::GzDecoder;
use hindsight_domain::{Kind, Recording, RecordingId, Status, Timestamp, limits};
use hindsight_rrweb::event::Event;
use hindsight_rrweb::facts::{Facts, facts};
use serde_json::{Value, json};

use crate::happening;
use crate::moments::web::Visit;
use crate::moments::{Moments, agent, web};
use crate::run::{Line, Outline};
use crate::sketch::Sketch;

/// A web session: its recording and its events, in order.
pub(crate) struct Web {
    pub(crate) recording: Recording,
    pub(crate) lines: Vec<String>,
}

impl Web {
    /// From events; time 0 is the first one's, `end_ms` the last one's where it is not told.
    pub(crate) fn new(events: &[Value], end_ms: Option<i64>) -> Self {
        let mut events: Vec<_> = events.to_vec();
        events.sort_by_key(time);
        let start = events.first().map(time).unwrap_or_default();
        let last = events.last().map(time).unwrap_or_default();
        let mut recording = recording(Kind::Web, start, end_ms.unwrap_or(last - start));
        recording.device = Some("desktop".to_owned());
        Self { recording, lines: events.iter().map(Value::to_string).collect() }
    }

    pub(crate) fn each(&self, mut each: impl FnMut(&Event<'_>, Option<&Facts>)) {
        for line in &self.lines {
            if let Ok(event) = Event::read(line, limits::EVENT_BYTES) {
                each(&event, facts(&event).ok().as_ref());
            }
        }
    }

    pub(crate) fn moments(&self) -> (Moments, Visit) {
        let mut finder = web::Finder::new(&self.recording);
        self.each(|event, facts| finder.add(event, facts));
        finder.finish()
    }

    pub(crate) fn sketch(&self) -> Sketch {
        let read = |line: &String| happening(Kind::Web, line, self.recording.started_at);
        Sketch::of(self.recording.duration_ms, self.lines.iter().filter_map(read).collect())
    }
}

fn time(event: &Value) -> i64 {
    event["timestamp"].as_f64().unwrap_or_default() as i64
}

/// A recording of a kind, from a time on, of a length.
pub(crate) fn recording(kind: Kind, start_ms: i64, duration_ms: i64) -> Recording {
    let started_at = Timestamp::clamp_millis(start_ms);
    Recording {
        id: "test".parse::<RecordingId>().unwrap(),
        kind,
        title: String::new(),
        session_id: None,
        agent_id: None,
        user_id: None,
        service: None,
        device: None,
        status: Status::Completed,
        tags: Vec::new(),
        started_at,
        ended_at: Some(started_at.plus(duration_ms)),
        duration_ms,
        event_count: 0,
        flagged: false,
        details: serde_json::Map::new(),
    }
}

/// The moments and the shape of a run with these events.
pub(crate) fn run_moments(recording: &Recording, events: &[Value]) -> (Moments, Outline) {
    let mut finder = agent::Finder::new(recording);
    for event in events {
        finder.add(&serde_json::from_str::<Line<'_>>(&event.to_string()).unwrap());
    }
    finder.finish()
}

/// A web session of the demo, by the beginning of its name.
pub(crate) fn demo_web(name: &str) -> Web {
    let session = gz(&demo("web", name));
    let mut web = Web::new(session["events"].as_array().unwrap(), None);
    web.recording.device = session["metadata"]["deviceType"].as_str().map(str::to_owned);
    web
}

/// An agent run of the demo: its recording and its events.
pub(crate) fn demo_run(name: &str) -> (Recording, Vec<Value>) {
    let run: Value = serde_json::from_slice(&std::fs::read(demo("agents", name)).unwrap()).unwrap();
    let at = |name: &str| run[name].as_str().unwrap().parse::<Timestamp>().unwrap();
    let (start, end) = (at("started_at"), at("stopped_at"));
    let mut recording = recording(Kind::Agent, start.millis(), end.since(start));
    recording.status = run["status"].as_str().unwrap().parse().unwrap();
    recording.agent_id = run["agent_id"].as_str().map(str::to_owned);
    recording.details = run.as_object().unwrap().clone();
    (recording, run["events"].as_array().unwrap().clone())
}

fn demo(kind: &str, name: &str) -> std::path::PathBuf {
    let files = hindsight_testkit::recordings::demo(kind);
    let is_named = |path: &&std::path::PathBuf| path.file_name().unwrap().to_string_lossy().starts_with(name);
    files.iter().find(is_named).unwrap_or_else(|| panic!("no demo recording {name}")).clone()
}

fn gz(path: &Path) -> Value {
    serde_json::from_reader(GzDecoder::new(std::fs::File::open(path).unwrap())).unwrap()
}

/// A recording of the shared data, where it is there.
pub(crate) fn shared_web(name: &str) -> Option<Web> {
    let path = hindsight_testkit::recordings::shared(&format!("web/{name}"))?;
    let events: Vec<Value> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    Some(Web::new(&events, None))
}

/// An event of rrweb's: its type, time and data.
pub(crate) fn event(kind: i64, at_ms: i64, data: Value) -> Value {
    json!({"type": kind, "timestamp": 1_000_000 + at_ms, "data": data})
}

/// The first event of a written session: time 0.
pub(crate) fn page(at_ms: i64, href: &str) -> Value {
    event(4, at_ms, json!({"href": href, "width": 1_280, "height": 720}))
}

/// A full snapshot with these nodes in its body.
pub(crate) fn snapshot(at_ms: i64, nodes: Value) -> Value {
    let body = json!({"type": 2, "tagName": "body", "attributes": {}, "childNodes": nodes, "id": 2});
    event(2, at_ms, json!({"node": {"type": 0, "childNodes": [body], "id": 1}}))
}

/// An element for [`snapshot`].
pub(crate) fn element(id: i64, tag: &str, attributes: Value, nodes: Value) -> Value {
    json!({"type": 2, "id": id, "tagName": tag, "attributes": attributes, "childNodes": nodes})
}
