//! The writer: one thread, one connection, many jobs to a transaction.
//!
//! A sync to the disk costs far more than the statements of a job. So while one transaction is being synced,
//! the jobs that come meanwhile queue up and share the next.

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use hindsight_domain::Timestamp;
use rusqlite::Connection;
use serde_json::Value;
use tokio::sync::{mpsc, oneshot, watch};

use super::{Place, StoreError, journal};

/// Jobs that may wait; who comes then waits for room.
const QUEUE: usize = 1024;
/// Jobs of one transaction at most, so that the first of them is not kept waiting for ever.
const JOBS_PER_COMMIT: usize = 256;

/// Runs after the commit that made the job durable.
type AfterCommit = Box<dyn FnOnce() + Send>;
/// Tells the caller how the shared transaction ended.
type Reply = Box<dyn FnOnce(Result<(), StoreError>) + Send>;
/// Runs in the transaction, or learns why there is none. Tells whether what it did may stand.
type Job = Box<dyn FnOnce(Result<&Tx<'_>, StoreError>) -> (bool, Reply) + Send>;

/// The transaction that a job runs in.
pub struct Tx<'a> {
    connection: &'a Connection,
    place: &'a Place,
    now: Timestamp,
    latest_seq: Cell<Option<u64>>,
    after_commit: RefCell<Vec<AfterCommit>>,
}

impl Tx<'_> {
    /// The connection, inside the transaction.
    pub fn conn(&self) -> &Connection {
        self.connection
    }

    /// The time of this job, by the server's clock.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Random bytes for new ids.
    pub fn chance(&self) -> &dyn hindsight_domain::Chance {
        &*self.place.chance
    }

    /// The position of a change that this job makes: each call gives the next.
    pub fn next_seq(&self) -> Result<u64, StoreError> {
        let seq = self
            .connection
            .prepare_cached("UPDATE meta SET value = value + 1 WHERE key = 'feed_seq' RETURNING value")?
            .query_row([], |row| row.get::<_, u64>(0))?;
        self.latest_seq.set(Some(seq));
        Ok(seq)
    }

    /// Writes down who did what. `body` is free of secrets and of recorded content.
    pub fn journal(&self, actor: &str, action: &str, body: Value) -> Result<(), StoreError> {
        journal::append(self.connection, self.now, actor, action, body)
    }

    /// Runs `effect` once this job is durable; never when it is taken back.
    pub fn after_commit(&self, effect: impl FnOnce() + Send + 'static) {
        self.after_commit.borrow_mut().push(Box::new(effect));
    }

    pub(crate) fn place(&self) -> &Place {
        self.place
    }
}

#[derive(Clone)]
pub(super) struct Writer {
    queue: Arc<Mutex<Option<mpsc::Sender<Job>>>>,
    thread: Arc<Mutex<Option<thread::JoinHandle<()>>>>,
    changed: watch::Receiver<u64>,
}

impl Writer {
    pub(super) fn start(connection: Connection, place: Arc<Place>) -> Result<Self, StoreError> {
        let seq =
            connection.query_row("SELECT value FROM meta WHERE key = 'feed_seq'", [], |row| row.get(0))?;
        let (queue, jobs) = mpsc::channel(QUEUE);
        let (announce, changed) = watch::channel(seq);
        let dir = place.dir.clone();
        let thread = thread::Builder::new()
            .name("store-writer".into())
            .spawn(move || run(&connection, &place, jobs, &announce))
            .map_err(StoreError::file(dir))?;
        Ok(Self {
            queue: Arc::new(Mutex::new(Some(queue))),
            thread: Arc::new(Mutex::new(Some(thread))),
            changed,
        })
    }

    pub(super) fn changed(&self) -> watch::Receiver<u64> {
        self.changed.clone()
    }

    pub(super) async fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let queue = queue.ok_or(StoreError::Closed)?;
        let (reply, result) = oneshot::channel();
        let job: Job = Box::new(move |tx| {
            let done = tx.and_then(|tx| unharmed(|| job(tx)));
            let stands = done.is_ok();
            let reply: Reply = Box::new(move |committed| {
                // The caller may have gone away; what it asked for stands all the same.
                let _gone = reply.send(match committed {
                    Ok(()) => done,
                    Err(error) if stands => Err(error),
                    Err(_) => done,
                });
            });
            (stands, reply)
        });
        queue.send(job).await.map_err(|_| StoreError::Closed)?;
        result.await.map_err(|_| StoreError::Closed)?
    }

    pub(super) async fn close(&self) {
        drop(self.queue.lock().unwrap_or_else(PoisonError::into_inner).take());
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            let joined = tokio::task::spawn_blocking(move || thread.join()).await;
            if !matches!(joined, Ok(Ok(()))) {
                tracing::error!("the store's writer ended by a panic");
            }
        }
    }
}

/// A job that panics is a bug of one request; the writer goes on.
fn unharmed<T>(job: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
    panic::catch_unwind(AssertUnwindSafe(job)).unwrap_or(Err(StoreError::Panicked))
}

fn run(connection: &Connection, place: &Place, mut jobs: mpsc::Receiver<Job>, announce: &watch::Sender<u64>) {
    while let Some(first) = jobs.blocking_recv() {
        commit_together(connection, place, first, &mut jobs, announce);
    }
    let checkpointed = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    if let Err(error) = checkpointed {
        tracing::warn!(%error, "the WAL was not moved into the database; the next start does it");
    }
}

/// What a job left behind, until it is known whether it stands.
#[derive(Default)]
struct Left {
    replies: Vec<Reply>,
    effects: Vec<AfterCommit>,
    latest_seq: Option<u64>,
}

fn commit_together(
    connection: &Connection,
    place: &Place,
    first: Job,
    jobs: &mut mpsc::Receiver<Job>,
    announce: &watch::Sender<u64>,
) {
    let mut left = Left::default();
    let mut outcome = execute(connection, "BEGIN IMMEDIATE");
    let mut next = Some(first);
    while let Some(job) = next.take() {
        outcome = match outcome {
            Ok(()) => run_one(connection, place, job, &mut left),
            Err(error) => {
                left.replies.push(job(Err(error.again())).1);
                Err(error)
            }
        };
        if outcome.is_ok() && left.replies.len() < JOBS_PER_COMMIT {
            next = jobs.try_recv().ok();
        }
    }
    match outcome.and_then(|()| execute(connection, "COMMIT")) {
        Ok(()) => {
            left.effects.into_iter().for_each(|effect| effect());
            if let Some(seq) = left.latest_seq {
                announce.send_replace(seq);
            }
            left.replies.into_iter().for_each(|reply| reply(Ok(())));
        }
        Err(error) => {
            tracing::warn!(%error, jobs = left.replies.len(), "a transaction was taken back");
            if !connection.is_autocommit() {
                let _already_gone = execute(connection, "ROLLBACK");
            }
            left.replies.into_iter().for_each(|reply| reply(Err(error.again())));
        }
    }
}

/// Runs one job in its savepoint. An error here is one of the whole transaction, not of the job.
fn run_one(connection: &Connection, place: &Place, job: Job, left: &mut Left) -> Result<(), StoreError> {
    let tx = Tx {
        connection,
        place,
        now: place.clock.now(),
        latest_seq: Cell::new(None),
        after_commit: RefCell::default(),
    };
    if let Err(error) = execute(connection, "SAVEPOINT job") {
        left.replies.push(job(Err(error.again())).1);
        return Err(error);
    }
    let (stands, reply) = job(Ok(&tx));
    left.replies.push(reply);
    // A full disk or a fault of the disk makes SQLite take back the whole transaction by itself.
    if connection.is_autocommit() {
        return Err(StoreError::Full);
    }
    if stands {
        left.effects.append(&mut tx.after_commit.borrow_mut());
        left.latest_seq = tx.latest_seq.get().or(left.latest_seq);
    } else {
        execute(connection, "ROLLBACK TO job")?;
    }
    execute(connection, "RELEASE job")
}

fn execute(connection: &Connection, statement: &str) -> Result<(), StoreError> {
    connection.prepare_cached(statement)?.execute([])?;
    Ok(())
}

#[cfg(test)]
#[path = "writer_tests.rs"]
mod tests;
