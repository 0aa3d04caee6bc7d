//! A server in this process, and clients of it.

use std::path::Path;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Once};

use hindsight_contract::error::{ErrorBody, ErrorCode, ErrorEnvelope};
use hindsight_contract::sync::{FeedPage, MutationResult, MutationResults, PostMutations, UploadState};
use hindsight_domain::{BlobHash, Chance, Clock, Mutation, Role, Timestamp};
use hindsight_server::app::{self, App};
use hindsight_server::config::Config;
use hindsight_server::store::Store;
use hindsight_server::store::tokens::{self, NewToken};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde::de::DeserializeOwned;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// 2026-03-01T12:00:00Z.
pub(crate) const NOW_MS: i64 = 1_772_366_400_000;

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

/// Bytes that differ at each call and at each start.
struct Counted {
    start: u64,
    calls: AtomicU64,
}

impl Chance for Counted {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let call = self.calls.fetch_add(1, Ordering::SeqCst);
            let digest = BlobHash::of(format!("{}.{call}", self.start).as_bytes());
            chunk.copy_from_slice(&digest.as_str().as_bytes()[..chunk.len()]);
        }
    }
}

/// A running server. Dropped, it is cut off as a killed one would be.
pub(crate) struct Server {
    pub(crate) url: String,
    pub(crate) store: Store,
    pub(crate) clock: Arc<StillClock>,
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<()>,
}

static STARTS: AtomicU64 = AtomicU64::new(0);
static PROVIDER: Once = Once::new();

impl Server {
    pub(crate) async fn start(dir: &Path) -> Self {
        Self::start_with(dir, None).await
    }

    pub(crate) async fn start_with(dir: &Path, key: Option<&hindsight_seal::Key>) -> Self {
        PROVIDER.call_once(|| {
            rustls::crypto::ring::default_provider().install_default().unwrap();
        });
        let clock = Arc::new(StillClock(AtomicI64::new(NOW_MS)));
        let start = STARTS.fetch_add(1, Ordering::SeqCst);
        let chance = Arc::new(Counted { start, calls: AtomicU64::new(0) });
        let store = Store::open(dir, key, clock.clone(), chance.clone()).unwrap();
        let app = App::start(store.clone(), Config::default(), clock.clone(), chance).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(async move {
            let stop = async move { drop(stopped.await) };
            app::serve(app, listener, stop).await.unwrap();
        });
        Self { url, store, clock, stop: Some(stop), serving }
    }

    /// Ends it as TERM does.
    pub(crate) async fn stop(mut self) {
        drop(self.stop.take());
        (&mut self.serving).await.unwrap();
    }

    /// Somebody signed in, at a console of their own.
    pub(crate) async fn client(&self, user: &str, role: Role) -> Client {
        let new = NewToken { user: user.into(), role, service: false, login: false, expires_at: None };
        let made = self.store.write(move |tx| tokens::create(tx, &new, "test")).await.unwrap();
        Client {
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            url: self.url.clone(),
            token: made.token,
            console: format!("console of {user}"),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// A temporary folder and a server in it.
pub(crate) async fn fresh() -> (TempDir, Server) {
    let dir = TempDir::new().unwrap();
    let server = Server::start(dir.path()).await;
    (dir, server)
}

#[derive(Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    pub(crate) url: String,
    token: String,
    pub(crate) console: String,
}

impl Client {
    /// The same person at another console.
    pub(crate) fn at(&self, console: &str) -> Self {
        Self { console: console.into(), ..self.clone() }
    }

    /// The same client towards a server that was started again.
    pub(crate) fn of(&self, server: &Server) -> Self {
        Self { url: server.url.clone(), ..self.clone() }
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}/sync/v1/{path}", self.url)).bearer_auth(&self.token)
    }

    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ErrorBody> {
        read(self.request(Method::GET, path).send().await.unwrap()).await
    }

    /// All of the feed from a cursor on, in pages of `limit`, and the cursor behind it.
    pub(crate) async fn pull(&self, cursor: Option<&str>, limit: u32) -> (Vec<FeedPage>, String) {
        let mut pages: Vec<FeedPage> = Vec::new();
        let mut cursor = cursor.map(str::to_owned);
        loop {
            let from = cursor.map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
            let page: FeedPage = self.get(&format!("feed?limit={limit}{from}")).await.unwrap();
            let next = page.next.clone();
            let more = page.more;
            pages.push(page);
            if !more {
                return (pages, next);
            }
            cursor = Some(next);
        }
    }

    pub(crate) async fn post(&self, mutations: &[Mutation]) -> Vec<MutationResult> {
        self.post_for(mutations).await.unwrap().results
    }

    pub(crate) async fn post_for(&self, mutations: &[Mutation]) -> Result<MutationResults, ErrorBody> {
        self.post_behind(None, mutations).await
    }

    pub(crate) async fn post_behind(
        &self,
        witness: Option<&str>,
        mutations: &[Mutation],
    ) -> Result<MutationResults, ErrorBody> {
        let body = PostMutations {
            client_id: self.console.clone(),
            witness: witness.map(str::to_owned),
            mutations: mutations.to_vec(),
        };
        read(self.request(Method::POST, "mutations").json(&body).send().await.unwrap()).await
    }

    pub(crate) async fn announce(&self, hash: &BlobHash, bytes: u64) -> Result<UploadState, ErrorBody> {
        let body = serde_json::json!({ "hash": hash, "bytes": bytes });
        read(self.request(Method::POST, "uploads").json(&body).send().await.unwrap()).await
    }

    pub(crate) async fn send(
        &self,
        hash: &BlobHash,
        offset: u64,
        bytes: &[u8],
    ) -> Result<UploadState, ErrorBody> {
        let request = self.request(Method::PATCH, &format!("uploads/{hash}"));
        read(request.header("upload-offset", offset).body(bytes.to_vec()).send().await.unwrap()).await
    }

    /// Uploads a blob as a console does.
    pub(crate) async fn upload(&self, blob: &[u8]) -> BlobHash {
        self.upload_in_chunks(blob, blob.len().max(1)).await
    }

    pub(crate) async fn upload_in_chunks(&self, blob: &[u8], chunk_bytes: usize) -> BlobHash {
        let hash = BlobHash::of(blob);
        let mut state = self.announce(&hash, blob.len() as u64).await.unwrap();
        while !state.complete {
            let rest = &blob[state.offset as usize..];
            state = self.send(&hash, state.offset, &rest[..rest.len().min(chunk_bytes)]).await.unwrap();
        }
        hash
    }
}

/// The body of a success, or the error of a refusal, whose status is that of its code.
pub(crate) async fn read<T: DeserializeOwned>(response: Response) -> Result<T, ErrorBody> {
    let status = response.status();
    let text = response.text().await.unwrap();
    if status == StatusCode::OK {
        return Ok(serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}")));
    }
    let envelope: ErrorEnvelope =
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_eq!(status.as_u16(), envelope.error.code.status(), "a status goes with its code");
    Err(envelope.error)
}

/// The code of a refusal.
pub(crate) fn code<T: std::fmt::Debug>(result: Result<T, ErrorBody>) -> ErrorCode {
    result.expect_err("it should have been refused").code
}
