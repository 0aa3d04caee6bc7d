//! A server in this process, and consoles with vaults of their own.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::middleware;
use hindsight_domain::{Kind, Role, Timestamp};
use hindsight_server::app::{self, App};
use hindsight_server::config::Config;
use hindsight_server::store::Store;
use hindsight_server::store::tokens::{self, NewToken};
use hindsight_sync::plan::Backoff;
use hindsight_sync::{
    Cleartext, Indexer, Remote, RemoteOptions, ServerAddress, SyncError, Synced, Token, Trip, Wanted, sync,
};
use hindsight_testkit::{FixedClock, Seeded};
use hindsight_vault::{NoKeychain, PassphraseCost, SignIn, Text, Unlock, Vault};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::meddler::{Meddler, meddle};

pub(crate) struct Lab {
    pub(crate) dir: TempDir,
    pub(crate) meddler: Meddler,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) store: Store,
    address: SocketAddr,
    serving: JoinHandle<()>,
    starts: u64,
}

impl Lab {
    pub(crate) async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = Arc::new(FixedClock::default());
        let meddler = Meddler::default();
        let (store, address, serving) = serve(&dir.path().join("server"), &clock, &meddler, 1).await;
        Self { dir, meddler, clock, store, address, serving, starts: 1 }
    }

    /// Ends the server; its folder may be changed until [`Lab::start`].
    pub(crate) async fn stop(&mut self) {
        self.serving.abort();
        let _ = (&mut self.serving).await;
        self.store.close().await;
    }

    /// Starts the server on what its folder holds, at another port.
    pub(crate) async fn start(&mut self) {
        self.starts += 1;
        let dir = self.dir.path().join("server");
        (self.store, self.address, self.serving) = serve(&dir, &self.clock, &self.meddler, self.starts).await;
    }

    pub(crate) fn server_dir(&self) -> std::path::PathBuf {
        self.dir.path().join("server")
    }

    /// Somebody signed in at a console of their own.
    pub(crate) async fn console(&self, name: &str, user: &str, role: Role) -> Console {
        let token = self.token(user, role).await;
        let remote = self.remote(token.clone());
        let seed = name.bytes().fold(1_000_u64, |seed: u64, byte| seed.wrapping_mul(31) + u64::from(byte));
        let (clock, chance) = (Arc::new(FixedClock::default()), Arc::new(Seeded::new(seed)));
        let vault =
            Vault::create(&self.dir.path().join(name), &unlock(), clock.clone(), chance.clone()).unwrap();
        let who = remote.whoami().await.unwrap();
        let server_url = remote.address().to_string();
        vault.sign_in(&SignIn { server_url, user: who.user, role, server_id: who.server_id }).unwrap();
        let trip = Trip {
            backoff: Backoff { base: Duration::from_millis(1), cap: Duration::from_millis(5) },
            lead_wait: Duration::ZERO,
            ..Trip::new(Arc::new(Lines), clock.clone(), chance.clone())
        };
        Console { name: name.to_owned(), vault, remote, trip, clock, token }
    }

    pub(crate) async fn token(&self, user: &str, role: Role) -> Token {
        let new = NewToken { user: user.into(), role, service: false, login: false, expires_at: None };
        let made = self.store.write(move |tx| tokens::create(tx, &new, "test")).await.unwrap();
        Token::new(&made.token)
    }

    fn remote(&self, token: Token) -> Remote {
        let address = format!("http://{}", self.address);
        let address = ServerAddress::parse(&address, Cleartext::LoopbackOnly).unwrap();
        Remote::new(address, Some(token), &RemoteOptions::default()).unwrap()
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(
    dir: &Path,
    clock: &Arc<FixedClock>,
    meddler: &Meddler,
    seed: u64,
) -> (Store, SocketAddr, JoinHandle<()>) {
    let chance = Arc::new(Seeded::new(seed));
    let store = Store::open(dir, None, clock.clone(), chance.clone()).unwrap();
    let app = App::start(store.clone(), Config::default(), clock.clone(), chance).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let routes = app::router(app).layer(middleware::from_fn_with_state(meddler.clone(), meddle));
    let service = routes.into_make_service_with_connect_info::<SocketAddr>();
    (store, address, tokio::spawn(async move { axum::serve(listener, service).await.unwrap() }))
}

fn unlock() -> Unlock {
    let cost = PassphraseCost::none_for_tests();
    Unlock::by(Arc::new(NoKeychain)).or_passphrase("words").at_cost(cost)
}

pub(crate) struct Console {
    pub(crate) name: String,
    pub(crate) vault: Vault,
    pub(crate) remote: Remote,
    pub(crate) trip: Trip,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) token: Token,
}

impl Console {
    pub(crate) async fn sync(&self, wanted: &Wanted) -> Result<Synced, SyncError> {
        sync(&self.vault, &self.remote, wanted, &self.trip).await
    }

    /// The server stands elsewhere now.
    pub(crate) fn moved_with(&mut self, lab: &Lab) {
        self.remote = lab.remote(self.token.clone());
    }

    /// Another process on the same vault, with nothing but what the vault keeps.
    pub(crate) fn another_process(&self, lab: &Lab) -> Self {
        let (clock, chance) = (self.clock.clone(), self.trip.chance.clone());
        let vault = Vault::open(&lab.dir.path().join(&self.name), &unlock(), clock, chance).unwrap();
        Self {
            name: self.name.clone(),
            vault,
            remote: lab.remote(self.token.clone()),
            trip: self.trip.clone(),
            clock: self.clock.clone(),
            token: self.token.clone(),
        }
    }

    /// What waits to go up: kind and last error.
    pub(crate) fn waiting(&self) -> Vec<(String, Option<String>)> {
        let items = self.vault.outbox().unwrap().items;
        items.into_iter().map(|item| (item.kind, item.last_error)).collect()
    }
}

/// Every line is a text.
struct Lines;

impl Indexer for Lines {
    fn texts(&self, _: Kind, _: Timestamp, events: &[u8]) -> Vec<Text> {
        let lines = events.split(|b| *b == b'\n').filter(|line| !line.is_empty());
        let text = |line: &[u8]| String::from_utf8_lossy(line).into_owned();
        lines.map(|line| Text { at_ms: 0, field: "text".into(), text: text(line) }).collect()
    }
}
