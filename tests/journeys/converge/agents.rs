//! An agent back end that records at the server, and its admin, over HTTP.

use serde_json::{Value, json};

use super::server::Server;

const BASE: &str = "/api/canvas/recording";

pub(crate) struct Agents {
    token: String,
    /// Runs that may go on, as far as this back end knows.
    pub(crate) growing: Vec<String>,
    /// Runs that it started, in all.
    pub(crate) runs: Vec<String>,
}

impl Agents {
    pub(crate) fn new(token: String) -> Self {
        Self { token, growing: Vec::new(), runs: Vec::new() }
    }

    pub(crate) async fn start(&mut self, server: &Server) {
        let start = json!({ "agent_id": "refund-bot", "reason": format!("run {}", self.runs.len()), "tags": ["odd"] });
        let said = self.call(server, "POST", &format!("{BASE}/start"), start).await.expect("a run starts");
        let id = said["recording_id"].as_str().expect("an id").to_owned();
        self.growing.push(id.clone());
        self.runs.push(id);
    }

    /// Some events; a server that came back from a backup may not know the run any more.
    pub(crate) async fn event(&mut self, server: &Server, id: &str, n: u64) {
        let events: String = (0..=n % 4)
            .map(|k| {
                let data =
                    json!({ "said": format!("event {n} {k}"), "much": "lorem ".repeat(n as usize % 200) });
                format!("{}\n", json!({ "event_type": "operation_update", "event_data": data }))
            })
            .collect();
        self.call(server, "NDJSON", &format!("{BASE}/{id}/events"), Value::String(events)).await;
    }

    pub(crate) async fn stop(&mut self, server: &Server, id: &str) {
        self.growing.retain(|run| run != id);
        self.call(server, "POST", &format!("{BASE}/{id}/stop"), json!({ "status": "completed" })).await;
    }

    pub(crate) async fn flag(&self, server: &Server, id: &str) {
        self.call(server, "POST", &format!("{BASE}/{id}/flag"), json!({ "flag_reason": "a rule says so" }))
            .await;
    }

    async fn call(&self, server: &Server, method: &'static str, path: &str, body: Value) -> Option<Value> {
        ask(server, &self.token, method, path, body).await
    }
}

/// The answer, or `None` where the server knows why not.
pub(crate) async fn ask(
    server: &Server,
    token: &str,
    method: &'static str,
    path: &str,
    body: Value,
) -> Option<Value> {
    let url = format!("http://{}{path}", server.address());
    let bearer = format!("Bearer {token}");
    let asked = tokio::task::spawn_blocking(move || {
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let answer = match (method, &body) {
            ("GET", _) => agent.get(&url).header("Authorization", bearer).call(),
            ("NDJSON", Value::String(lines)) => agent
                .post(&url)
                .header("Authorization", bearer)
                .header("Content-Type", "application/x-ndjson")
                .send(lines),
            _ => agent.post(&url).header("Authorization", bearer).send_json(&body),
        };
        let mut answer = answer.expect("the server answers");
        let said: Value = answer.body_mut().with_config().limit(64 << 20).read_json().unwrap_or_default();
        (answer.status().as_u16(), said)
    });
    let (status, said) = asked.await.expect("it does not panic");
    match status {
        200..300 => Some(said),
        404 | 409 => None,
        _ => panic!("{method} {path}: {status} {said}"),
    }
}
