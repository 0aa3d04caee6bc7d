//! A server in this process, and who calls it.

use std::path::Path;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Once};

use hindsight_domain::{BlobHash, Chance, Clock, Role, Timestamp};
use hindsight_server::app::{self, App};
use hindsight_server::config::Config;
use hindsight_server::store::Store;
use hindsight_server::store::tokens::{self, NewToken};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// 2026-03-01T12:00:00Z.
pub(crate) const NOW_MS: i64 = 1_772_366_400_000;
pub(crate) const MINUTE_MS: i64 = 60_000;
pub(crate) const BASE: &str = "/api/canvas/recording";

pub(crate) struct StillClock(AtomicI64);

impl StillClock {
    pub(crate) fn advance(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for StillClock {
    fn now(&self) -> Timestamp {
        Timestamp::clamp_millis(self.0.load(Ordering::SeqCst))
    }
}

/// Bytes that differ at each call.
struct Counted(AtomicU64);

impl Chance for Counted {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let digest = BlobHash::of(&self.0.fetch_add(1, Ordering::SeqCst).to_le_bytes());
            chunk.copy_from_slice(&digest.as_str().as_bytes()[..chunk.len()]);
        }
    }
}

/// A running server. Dropped, it is cut off as a killed one would be.
pub(crate) struct Server {
    pub(crate) url: String,
    pub(crate) app: App,
    pub(crate) clock: Arc<StillClock>,
    serving: JoinHandle<()>,
}

static PROVIDER: Once = Once::new();

impl Server {
    pub(crate) async fn start(dir: &Path, config: Config) -> Self {
        PROVIDER.call_once(|| {
            rustls::crypto::ring::default_provider().install_default().unwrap();
        });
        let clock = Arc::new(StillClock(AtomicI64::new(NOW_MS)));
        let chance = Arc::new(Counted(AtomicU64::new(0)));
        let store = Store::open(dir, None, clock.clone(), chance.clone()).unwrap();
        let app = App::start(store, config, clock.clone(), chance).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let served = app.clone();
        let serving = tokio::spawn(async move {
            app::serve(served, listener, std::future::pending()).await.unwrap();
        });
        Self { url, app, clock, serving }
    }

    pub(crate) async fn client(&self, user: &str, role: Role) -> Client {
        self.made(NewToken { user: user.into(), role, service: false, login: false, expires_at: None }).await
    }

    pub(crate) async fn service(&self, user: &str) -> Client {
        let role = Role::Member;
        self.made(NewToken { user: user.into(), role, service: true, login: false, expires_at: None }).await
    }

    async fn made(&self, new: NewToken) -> Client {
        let made = self.app.store.write(move |tx| tokens::create(tx, &new, "test")).await.unwrap();
        Client { token: Some(made.token), ..self.nobody() }
    }

    /// Who has not signed in.
    pub(crate) fn nobody(&self) -> Client {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Client { http, url: self.url.clone(), token: None }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// A temporary folder and a server in it.
pub(crate) async fn fresh() -> (TempDir, Server) {
    fresh_with(Config::default()).await
}

pub(crate) async fn fresh_with(config: Config) -> (TempDir, Server) {
    let dir = TempDir::new().unwrap();
    let server = Server::start(dir.path(), config).await;
    (dir, server)
}

#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) http: reqwest::Client,
    pub(crate) url: String,
    pub(crate) token: Option<String>,
}

/// A status and a body.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) body: Value,
}

impl Reply {
    /// The status and the code of the error.
    pub(crate) fn refusal(&self) -> (u16, &str) {
        (self.status.as_u16(), self.body["error"]["code"].as_str().unwrap_or_default())
    }

    /// The body of a success.
    pub(crate) fn ok(self) -> Value {
        assert!(self.status.is_success(), "{}: {}", self.status, self.body);
        self.body
    }
}

impl Client {
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.url));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        send(self.request(Method::GET, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Reply {
        send(self.request(Method::POST, path).json(&body)).await
    }

    pub(crate) async fn put_agent(&self, id: &str, maturity: &str) -> Reply {
        let body = json!({ "name": format!("Agent {id}"), "maturity": maturity });
        send(self.request(Method::PUT, &format!("/api/agents/{id}")).json(&body)).await
    }

    /// Starts a recording and gives its id.
    pub(crate) async fn start(&self, agent_id: &str) -> String {
        let body = json!({ "agent_id": agent_id, "reason": "to see what it does" });
        let reply = self.post(&format!("{BASE}/start"), body).await.ok();
        reply["recording_id"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn event(&self, id: &str, event_type: &str, data: Value) -> Reply {
        let body = json!({ "event_type": event_type, "event_data": data });
        self.post(&format!("{BASE}/{id}/event"), body).await
    }

    pub(crate) async fn stop(&self, id: &str, body: Value) -> Reply {
        self.post(&format!("{BASE}/{id}/stop"), body).await
    }

    pub(crate) async fn flag(&self, id: &str, reason: &str) -> Reply {
        self.post(&format!("{BASE}/{id}/flag"), json!({ "flag_reason": reason })).await
    }

    pub(crate) async fn recording(&self, id: &str) -> Value {
        self.get(&format!("{BASE}/{id}")).await.ok()
    }
}

pub(crate) async fn send(request: RequestBuilder) -> Reply {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    let text = response.text().await.unwrap();
    let body = if text.is_empty() {
        Value::Null
    } else {
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{status}, {error}: {text}"))
    };
    Reply { status, headers, body }
}
