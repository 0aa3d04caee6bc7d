//! The server's life: it starts, ends, dies, is copied, and comes back as it was before.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hindsight_domain::{RecordingId, Role};
use hindsight_server::app::{self, App};
use hindsight_server::config::Config;
use hindsight_server::store::tokens::{self, NewToken};
use hindsight_server::store::{Store, StoreError, Tx, recordings, users};
use hindsight_testkit::{FixedClock, Seeded};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// Nobody listens here.
const NOWHERE: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 1);

pub(crate) struct Server {
    dir: PathBuf,
    backups: Vec<PathBuf>,
    pub(crate) clock: Arc<FixedClock>,
    /// Goes on from start to start: a server never draws the same twice.
    chance: Arc<Seeded>,
    running: Option<Running>,
}

struct Running {
    store: Store,
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<std::io::Result<()>>,
}

impl Server {
    pub(crate) fn new(dir: &Path, seed: u64) -> Self {
        Self {
            dir: dir.join("server"),
            backups: Vec::new(),
            clock: Arc::new(FixedClock::default()),
            chance: Arc::new(Seeded::new(seed)),
            running: None,
        }
    }

    pub(crate) fn is_up(&self) -> bool {
        self.running.is_some()
    }

    /// Where it listens now.
    pub(crate) fn address(&self) -> SocketAddr {
        self.running.as_ref().map_or(NOWHERE, |running| running.address)
    }

    pub(crate) fn store(&self) -> &Store {
        &self.running.as_ref().expect("it runs").store
    }

    pub(crate) async fn start(&mut self) {
        if self.is_up() {
            return;
        }
        let (clock, chance) = (self.clock.clone(), self.chance.clone());
        let store = Store::open(&self.dir, None, clock.clone(), chance.clone()).expect("the store opens");
        let app = App::start(store.clone(), Config::default(), clock, chance).await.expect("it starts");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel();
        let serving = tokio::spawn(app::serve(app, listener, async {
            // Whoever drops the sender wants the end as well.
            let _either = stopped.await;
        }));
        self.running = Some(Running { store, address, stop, serving });
    }

    /// Ends it as an operator does.
    pub(crate) async fn stop(&mut self) {
        let Some(Running { stop, serving, store, .. }) = self.running.take() else { return };
        drop(stop);
        serving.await.expect("it does not panic").expect("it ends well");
        drop(store);
    }

    /// Ends it in the middle of whatever it does.
    pub(crate) async fn die(&mut self) {
        let Some(Running { serving, store, .. }) = self.running.take() else { return };
        serving.abort();
        let _aborted = serving.await;
        store.close().await;
    }

    /// Keeps a copy of its data as it is now.
    pub(crate) async fn back_up(&mut self) {
        self.stop().await;
        let copy = self.dir.with_file_name(format!("backup-{}", self.backups.len()));
        copy_dir(&self.dir, &copy);
        self.backups.push(copy);
        self.start().await;
    }

    /// Goes back to one of its last copies; what came after it is lost. Says whether there is one.
    pub(crate) async fn restore(&mut self, which: &Seeded) -> bool {
        let last = self.backups.len().saturating_sub(3);
        if self.backups.is_empty() {
            return false;
        }
        let backup = which.pick(&self.backups[last..]).clone();
        self.die().await;
        std::fs::remove_dir_all(&self.dir).expect("it can be removed");
        copy_dir(&backup, &self.dir);
        self.start().await;
        true
    }

    pub(crate) async fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> T {
        self.store().write(job).await.expect("the store takes it")
    }

    /// A user, and a token as signing in gives one: it follows the user's role.
    pub(crate) async fn user(&self, name: &str, role: Role) -> String {
        let user = name.to_owned();
        let made = self.write(move |tx| {
            users::add(tx, &user, role, "nobody signs in by password here", "test")?;
            tokens::create(
                tx,
                &NewToken { user, role, service: false, login: true, expires_at: None },
                "test",
            )
        });
        made.await.token
    }

    /// An admin deletes a recording, where it is there.
    pub(crate) async fn delete(&self, id: RecordingId) {
        let delete = move |tx: &Tx<'_>| match recordings::get(tx.conn(), &id)? {
            Some(stored) => recordings::purge(tx, &stored, "recorder", "deleted by an admin"),
            None => Ok(()),
        };
        self.write(delete).await;
    }

    pub(crate) async fn set_role(&self, name: &str, role: Role) {
        let user = name.to_owned();
        self.write(move |tx| users::set_role(tx, &user, role, "test")).await;
    }
}

fn copy_dir(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_dir(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
