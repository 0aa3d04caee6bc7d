//! Staying in sync while a program runs.

use std::sync::Arc;

use hindsight_domain::{Kind, Role};
use hindsight_sync::{Connection, SyncError, Wanted, follow, upload};
use tokio::sync::{Notify, watch};

use crate::lab::{Console, Lab};
use crate::made::{events, id};
use crate::meddler::Deed;

struct Followed {
    console: Arc<Console>,
    wanted: watch::Sender<Wanted>,
    wake: Arc<Notify>,
    state: watch::Receiver<Connection>,
    ended: tokio::task::JoinHandle<Result<(), SyncError>>,
}

fn following(console: Console) -> Followed {
    let console = Arc::new(console);
    let (wanted, wishes) = watch::channel(Wanted::None);
    let (tells, state) = watch::channel(Connection::Unknown);
    let wake = Arc::new(Notify::new());
    let (follower, woken) = (Arc::clone(&console), Arc::clone(&wake));
    let ended = tokio::spawn(async move {
        follow(&follower.vault, &follower.remote, wishes, &follower.trip, woken, tells).await
    });
    Followed { console, wanted, wake, state, ended }
}

impl Followed {
    async fn until(&mut self, is: impl Fn(&Connection, &Console) -> bool) {
        let console = Arc::clone(&self.console);
        self.state.wait_for(|state| is(state, &console)).await.unwrap();
    }
}

fn online(state: &Connection) -> bool {
    matches!(state, Connection::Online { .. })
}

#[tokio::test]
async fn news_comes_by_itself_and_what_is_done_goes_by_itself() {
    let lab = Lab::new().await;
    let ann = lab.console("a", "ann", Role::Reviewer).await;
    let mut ben = following(lab.console("b", "ben", Role::Reviewer).await);
    ben.until(|state, _| online(state)).await;

    ann.import("run", Kind::Agent, vec![events(0, &["alpha"])]);
    ann.flag("run");
    upload(&ann.vault, &ann.remote, &id("run"), &ann.trip).await.unwrap();
    ben.until(|state, ben| online(state) && ben.vault.review_of(&id("run")).unwrap().is_some()).await;

    ben.wanted.send_replace(Wanted::All);
    ben.until(|state, ben| online(state) && ben.has("run")).await;

    ben.console.note("run", "seen");
    ben.until(|state, ben| online(state) && ben.waiting().is_empty()).await;
    ann.sync(&Wanted::None).await.unwrap();
    assert_eq!(ann.vault.notes(&id("run")).unwrap().items.len(), 1);

    ben.console.trip.cancel.cancel();
    ben.ended.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_server_that_fails_is_waited_for_and_one_that_ended_the_session_is_not() {
    let lab = Lab::new().await;
    let ben = lab.console("b", "ben", Role::Reviewer).await;
    lab.meddler.set(|_| Deed::Instead(502, ""));
    let mut ben = following(ben);
    ben.until(|state, _| matches!(state, Connection::Waiting { offline: false, .. })).await;
    lab.meddler.rest();
    ben.wake.notify_one();
    ben.until(|state, _| online(state)).await;

    let refusal = r#"{"success":false,"error":{"code":"UNAUTHORIZED","message":"revoked","timestamp":0}}"#;
    lab.meddler.set(move |_| Deed::Instead(401, refusal));
    ben.wake.notify_one();
    assert!(matches!(ben.ended.await.unwrap(), Err(SyncError::SignedOut { .. })));
}
