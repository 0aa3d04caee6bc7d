//! Many jobs share a transaction, and each answers for itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hindsight_domain::{Chance, Clock};
use tempfile::TempDir;

use super::*;
use crate::store::Store;

struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::clamp_millis(0)
    }
}

impl Chance for Still {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(1);
    }
}

fn store() -> (TempDir, Store) {
    let dir = TempDir::new().unwrap();
    let store = Store::open(dir.path(), None, Arc::new(Still), Arc::new(Still)).unwrap();
    (dir, store)
}

fn put(tx: &Tx<'_>, key: &str) -> Result<(), StoreError> {
    tx.conn().execute("INSERT INTO meta (key, value) VALUES (?1, 1)", [key])?;
    Ok(())
}

async fn keys(store: &Store) -> Vec<String> {
    let read = store.read(|connection| {
        let mut statement = connection.prepare("SELECT key FROM meta WHERE key LIKE 'k%' ORDER BY key")?;
        let keys = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(keys)
    });
    read.await.unwrap()
}

#[tokio::test]
async fn a_job_that_fails_takes_back_its_own_and_nothing_else() {
    let (_dir, store) = store();
    let effects = Arc::new(AtomicUsize::new(0));
    let jobs = (0..40).map(|n| {
        let (store, effects) = (store.clone(), Arc::clone(&effects));
        async move {
            let done = store.write(move |tx| {
                put(tx, &format!("k{n:02}"))?;
                tx.after_commit(move || {
                    effects.fetch_add(1, Ordering::SeqCst);
                });
                match n % 4 {
                    0 => Err(StoreError::Conflict(n.to_string())),
                    1 => panic!("job {n}"),
                    _ => Ok(n),
                }
            });
            (n, done.await)
        }
    });
    for (n, done) in futures_util::future::join_all(jobs).await {
        match n % 4 {
            0 => assert!(matches!(done, Err(StoreError::Conflict(_))), "{n}"),
            1 => assert!(matches!(done, Err(StoreError::Panicked)), "{n}"),
            _ => assert_eq!(done.unwrap(), n),
        }
    }
    let expected = (0..40).filter(|n| n % 4 > 1).map(|n| format!("k{n:02}")).collect::<Vec<_>>();
    assert_eq!(keys(&store).await, expected);
    assert_eq!(effects.load(Ordering::SeqCst), 20, "effects follow what stands");
}

#[tokio::test]
async fn the_latest_position_is_told_once_it_is_durable() {
    let (_dir, store) = store();
    let mut changed = store.changed();
    let refused: Result<(), _> = store
        .write(|tx| {
            tx.next_seq()?;
            Err(StoreError::Closed)
        })
        .await;
    assert!(refused.is_err());
    assert_eq!(*changed.borrow_and_update(), 0, "what was taken back has no position");
    assert_eq!(
        store
            .write(|tx| {
                let seq = tx.next_seq()?;
                assert!(seq > 0);
                Ok(seq)
            })
            .await
            .unwrap(),
        1
    );
    assert_eq!(*changed.borrow_and_update(), 1);
}

#[tokio::test]
async fn after_its_end_a_store_takes_no_more_and_has_lost_nothing() {
    let (dir, store) = store();
    store.write(|tx| put(tx, "k1")).await.unwrap();
    store.close().await;
    assert!(matches!(store.write(|tx| put(tx, "k2")).await, Err(StoreError::Closed)));
    drop(store);
    let again = Store::open(dir.path(), None, Arc::new(Still), Arc::new(Still)).unwrap();
    assert_eq!(keys(&again).await, ["k1"]);
}

#[tokio::test]
async fn a_store_from_a_newer_server_is_left_alone() {
    let (dir, store) = store();
    store.write(|tx| Ok(tx.conn().pragma_update(None, "user_version", 99)?)).await.unwrap();
    store.close().await;
    drop(store);
    let before = std::fs::read(dir.path().join("server.db")).unwrap();
    let newer = Store::open(dir.path(), None, Arc::new(Still), Arc::new(Still));
    assert!(matches!(newer.err(), Some(StoreError::Newer { found: 99, .. })));
    assert_eq!(std::fs::read(dir.path().join("server.db")).unwrap(), before);
}
