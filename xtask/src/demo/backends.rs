//! What records in the field: an agent's back end and a browser page, by HTTP alone.

use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use ureq::Agent;

/// A client of the recording APIs.
pub(super) struct Backend {
    agent: Agent,
    url: String,
    token: String,
}

impl Backend {
    pub(super) fn new(url: &str, token: &str) -> Self {
        Self { agent: Agent::new_with_defaults(), url: url.to_owned(), token: token.to_owned() }
    }

    fn bearer(&self) -> String {
        format!("Bearer {}", self.token)
    }

    fn post(&self, path: &str, body: &Value) -> Result<Value> {
        let request = self.agent.post(format!("{}{path}", self.url)).header("Authorization", self.bearer());
        let mut reply = request.send_json(body).with_context(|| format!("POST {path}"))?;
        reply.body_mut().read_json().with_context(|| format!("POST {path} answered no JSON"))
    }

    /// Registers an agent that may record on its own.
    pub(super) fn register_agent(&self, id: &str, name: &str, maturity: &str) -> Result<()> {
        let request =
            self.agent.put(format!("{}/api/agents/{id}", self.url)).header("Authorization", self.bearer());
        request.send_json(json!({ "name": name, "maturity": maturity })).context("PUT /api/agents")?;
        Ok(())
    }

    /// Records a run: start, each of its events, stop. Returns the server's id of it.
    pub(super) fn record_run(&self, run: &Value) -> Result<String> {
        let base = "/api/canvas/recording";
        let start = json!({
            "agent_id": run["agent_id"], "reason": run["reason"], "tags": run["tags"],
            "session_id": run["session_id"], "canvas_id": run["canvas_id"],
        });
        let started = self.post(&format!("{base}/start"), &start)?;
        let id = started["recording_id"].as_str().context("a started recording has an id")?.to_owned();
        for event in run["events"].as_array().context("a run has events")? {
            let body = json!({ "event_type": event["event_type"], "event_data": event["data"] });
            self.post(&format!("{base}/{id}/event"), &body)?;
        }
        self.post(&format!("{base}/{id}/stop"), &json!({ "status": run["status"] }))?;
        Ok(id)
    }

    /// Records a web session as the page's SDK would: start, batches of events, page views, end.
    pub(super) fn record_page(&self, session: &Value) -> Result<usize> {
        let id = &session["sessionId"];
        let facts = &session["metadata"];
        let mut start = json!({ "action": "start", "sessionId": id, "startedAt": facts["startedAt"] });
        for name in ["actorId", "actorType", "actorEmail", "serviceSlug", "browser", "os", "deviceType"] {
            if !facts[name].is_null() {
                start[name] = facts[name].clone();
            }
        }
        for (name, value) in
            [("screenResolution", "1440x900"), ("timezone", "UTC"), ("language", "en"), ("userAgent", "demo")]
        {
            start[name] = json!(value);
        }
        self.post("/recordings/sessions", &start)?;
        let events = session["events"].as_array().context("a session has events")?;
        let mut first = 0;
        for batch in events.chunks(100) {
            let last = first + batch.len() - 1;
            let body = json!({
                "sessionId": id, "sequenceStart": first, "sequenceEnd": last,
                "events": batch, "timestamp": batch[0]["timestamp"],
            });
            self.post("/recordings/events", &body)?;
            first = last + 1;
        }
        for page in events.iter().filter(|event| event["type"] == 4) {
            let path = page["data"]["href"].as_str().unwrap_or("/");
            let view =
                json!({ "sessionId": id, "path": path, "title": path, "timestamp": page["timestamp"] });
            self.post("/recordings/pageviews", &view)?;
        }
        let times = || events.iter().filter_map(|event| event["timestamp"].as_i64());
        let (from, to) = (times().min().unwrap_or(0), times().max().unwrap_or(0));
        let end = json!({ "action": "end", "sessionId": id, "endedAt": to, "duration": to - from });
        self.post("/recordings/sessions", &end)?;
        Ok(events.len())
    }

    /// Asks the server itself, not a console.
    pub(super) fn get(&self, path: &str) -> Result<Value> {
        let request = self.agent.get(format!("{}{path}", self.url)).header("Authorization", self.bearer());
        let mut reply = request.call().with_context(|| format!("GET {path}"))?;
        reply.body_mut().read_json().with_context(|| format!("GET {path} answered no JSON"))
    }
}

/// Reads a demo recording, plain or gzipped.
pub(super) fn read_recording(path: &Path) -> Result<Value> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut text = String::new();
    if path.extension().is_some_and(|end| end == "gz") {
        flate2::read::GzDecoder::new(bytes.as_slice()).read_to_string(&mut text)?;
    } else {
        text = String::from_utf8(bytes)?;
    }
    serde_json::from_str(&text).with_context(|| format!("{} is not JSON", path.display()))
}
