//! A server in this process, browsers that send to it, and people who look.

use std::sync::{Arc, Once};

use hindsight_contract::error::WebError;
use hindsight_contract::web::{SessionEvents, SessionSummary};
use hindsight_domain::Role;
use hindsight_server::app::{self, App};
use hindsight_server::config::Config;
use hindsight_server::store::Store;
use hindsight_server::store::tokens::{self, NewToken};
use hindsight_testkit::{FixedClock, Seeded};
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

static PROVIDER: Once = Once::new();

/// A running server. Dropped, it is cut off as a killed one would be.
pub(crate) struct Server {
    pub(crate) url: String,
    pub(crate) app: App,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) http: Client,
    serving: JoinHandle<()>,
    _dir: TempDir,
}

impl Server {
    pub(crate) async fn start() -> Self {
        Self::with(Config::default()).await
    }

    pub(crate) async fn with(config: Config) -> Self {
        Self::made(config, |app| app).await
    }

    pub(crate) async fn made(config: Config, complete: impl FnOnce(App) -> App) -> Self {
        PROVIDER.call_once(|| {
            rustls::crypto::ring::default_provider().install_default().unwrap();
        });
        let dir = TempDir::new().unwrap();
        let clock = Arc::new(FixedClock::default());
        let chance = Arc::new(Seeded::new(7));
        let store = Store::open(dir.path(), None, clock.clone(), chance.clone()).unwrap();
        let app = complete(App::start(store, config, clock.clone(), chance).await.unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let served = app.clone();
        let serving = tokio::spawn(async move {
            app::serve(served, listener, std::future::pending()).await.unwrap();
        });
        let http = Client::builder().no_proxy().build().unwrap();
        Self { url, app, clock, http, serving, _dir: dir }
    }

    pub(crate) fn store(&self) -> &Store {
        &self.app.store
    }

    pub(crate) fn post(&self, path: &str) -> RequestBuilder {
        self.http.post(format!("{}{path}", self.url))
    }

    /// Sends as a browser does: JSON, without a token.
    pub(crate) async fn send(&self, path: &str, body: &Value) -> Reply {
        Reply::of(self.post(path).json(body).send().await.unwrap()).await
    }

    /// The same with bytes that need not be JSON.
    pub(crate) async fn send_raw(&self, path: &str, kind: &str, body: impl Into<reqwest::Body>) -> Reply {
        Reply::of(self.post(path).header(CONTENT_TYPE, kind).body(body).send().await.unwrap()).await
    }

    pub(crate) async fn start_session(&self, id: &str, more: Value) {
        let mut body = crate::made::start(id);
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.send("/recordings/sessions", &body).await.must_be_done();
    }

    /// Events with the numbers from `first` on.
    pub(crate) async fn send_events(&self, id: &str, first: usize, events: &[Value]) -> Reply {
        self.send("/recordings/events", &crate::made::batch(id, first, events)).await
    }

    /// Somebody signed in.
    pub(crate) async fn person(&self, user: &str, role: Role) -> Person<'_> {
        let new = NewToken { user: user.into(), role, service: false, login: false, expires_at: None };
        let made = self.store().write(move |tx| tokens::create(tx, &new, "test")).await.unwrap();
        Person { server: self, token: made.token }
    }

    pub(crate) async fn admin(&self) -> Person<'_> {
        self.person("root", Role::Admin).await
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

pub(crate) struct Person<'a> {
    server: &'a Server,
    token: String,
}

impl Person<'_> {
    pub(crate) async fn get(&self, path: &str) -> Reply {
        let request = self.server.http.get(format!("{}{path}", self.server.url)).bearer_auth(&self.token);
        Reply::of(request.send().await.unwrap()).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Reply {
        Reply::of(self.server.post(path).bearer_auth(&self.token).json(body).send().await.unwrap()).await
    }

    pub(crate) async fn put(&self, path: &str, body: &Value) -> Reply {
        let request = self.server.http.put(format!("{}{path}", self.server.url)).bearer_auth(&self.token);
        Reply::of(request.json(body).send().await.unwrap()).await
    }

    pub(crate) async fn session(&self, id: &str) -> SessionEvents {
        self.get(&format!("/recordings/sessions/{id}/events")).await.read()
    }

    pub(crate) async fn summary(&self, id: &str) -> SessionSummary {
        self.session(id).await.metadata
    }

    /// The events of a session, or of a part of it (`?from=…`), as JSON.
    pub(crate) async fn events(&self, id: &str, part: &str) -> Vec<Value> {
        let read: Value = self.get(&format!("/recordings/sessions/{id}/events{part}")).await.read();
        read["events"].as_array().unwrap().clone()
    }

    /// Ids of the sessions that a list has.
    pub(crate) async fn listed(&self, query: &str) -> Vec<String> {
        let page: Value = self.get(&format!("/recordings/sessions{query}")).await.read();
        let ids = page["data"].as_array().unwrap().iter();
        ids.map(|row| row["sessionId"].as_str().unwrap().to_owned()).collect()
    }
}

#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Reply {
    pub(crate) async fn of(response: Response) -> Self {
        let (status, headers) = (response.status(), response.headers().clone());
        let text = response.text().await.unwrap();
        assert!(headers.contains_key("x-request-id"), "every reply names its request");
        Self { status, headers, text }
    }

    pub(crate) fn must_be_done(&self) {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text);
        assert_eq!(serde_json::from_str::<Value>(&self.text).unwrap(), json!({ "success": true }));
    }

    pub(crate) fn read<T: DeserializeOwned>(&self) -> T {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text);
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// The message of a refusal in the shape that clients of web sessions expect.
    pub(crate) fn refused(&self, status: u16) -> String {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        let error: WebError = serde_json::from_str(&self.text).unwrap();
        assert_eq!(error.status_code, status);
        assert_eq!(Some(error.error.as_str()), self.status.canonical_reason());
        error.message
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}
