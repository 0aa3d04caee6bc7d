//! A desktop without a window: what is heard is written down.

use std::pin::pin;
use std::sync::{Arc, Mutex};

use hindsight_contract::desk::{Heard, JobKind, SignInAsk, VaultLock, VaultState};
use hindsight_contract::view::{CheckState, Failure, Imported};
use hindsight_testkit::{FixedClock, Seeded, recordings};
use hindsight_vault::{KnownVaults, NoKeychain, Page, PassphraseCost, Unlock, Vault};
use tokio::sync::Notify;

use super::{Desktop, lock};
use crate::{Place, RecordingFilter, RecordingOrder, Wanted};

const NOON: i64 = 1_790_000_000_000;
const WORDS: &str = "correct horse";

#[derive(Default)]
struct Ear {
    heard: Mutex<Vec<Heard>>,
    more: Notify,
}

impl Ear {
    /// Waits for the end of a job.
    async fn end_of(&self, job: &str) -> (JobKind, Option<Failure>, Vec<Imported>) {
        loop {
            for heard in lock(&self.heard).iter() {
                if let Heard::JobEnded { id, kind, failure, imported } = heard
                    && id == job
                {
                    return (*kind, failure.clone(), imported.clone());
                }
            }
            self.more.notified().await;
        }
    }

    /// Where the first that fits stands in the order of what was heard.
    fn place_of(&self, fits: impl Fn(&Heard) -> bool) -> Option<usize> {
        lock(&self.heard).iter().position(fits)
    }

    fn forget(&self) {
        lock(&self.heard).clear();
    }
}

struct Bed {
    desktop: Desktop,
    ear: Arc<Ear>,
    dir: tempfile::TempDir,
}

/// A desktop on a vault that a passphrase locks: it opens without asking any keychain.
fn bed() -> Bed {
    let dir = tempfile::tempdir().unwrap();
    let clock = Arc::new(FixedClock::at(NOON));
    let chance = Arc::new(Seeded::new(7));
    let unlock = Unlock::by(Arc::new(NoKeychain)).or_passphrase(WORDS);
    let unlock = unlock.at_cost(PassphraseCost::none_for_tests());
    drop(Vault::create(&dir.path().join("vault"), &unlock, clock.clone(), chance.clone()).unwrap());
    let place = Place {
        dir: dir.path().join("vault"),
        known: None,
        begin_anew: false,
        passphrase: None,
        clock,
        chance,
    };
    let ear = Arc::new(Ear::default());
    let hears = ear.clone();
    let say = move |heard| {
        lock(&hears.heard).push(heard);
        hears.more.notify_one();
    };
    Bed { desktop: Desktop::new(place, Arc::new(say)), ear, dir }
}

async fn opened() -> Bed {
    let bed = bed();
    let state = bed.desktop.unlock(WORDS.to_owned().into()).await;
    assert_eq!(state.vault, VaultState::Open { lock: VaultLock::Passphrase, failure: None });
    bed
}

fn code(vault: &VaultState) -> &str {
    match vault {
        VaultState::Closed { failure } => &failure.code,
        VaultState::Open { .. } => "open",
    }
}

#[tokio::test]
async fn what_is_asked_while_the_vault_is_being_opened_is_answered_once_it_is() {
    let Bed { desktop, .. } = &bed();
    let (mut state, mut console) = (pin!(desktop.state()), pin!(desktop.console()));
    tokio::select! {
        biased;
        _ = &mut state => panic!("nobody opened it yet"),
        _ = &mut console => panic!("nobody opened it yet"),
        () = std::future::ready(()) => {}
    }
    desktop.open().await;
    assert_eq!(code(&state.await.vault), "passphrase_needed");
    assert_eq!(console.await.err().unwrap().code, "passphrase_needed");
}

#[tokio::test]
async fn a_vault_opens_with_its_passphrase_and_with_no_other() {
    let Bed { desktop, ear, .. } = &bed();
    assert_eq!(code(&desktop.open().await.vault), "passphrase_needed");
    assert_eq!(code(&desktop.unlock("another".to_owned().into()).await.vault), "wrong_passphrase");
    assert_eq!(
        desktop.console().await.err().unwrap().code,
        "wrong_passphrase",
        "calls say why they cannot be done"
    );
    assert_eq!(code(&desktop.open().await.vault), "passphrase_needed", "a wrong passphrase is not kept");
    assert_eq!(code(&desktop.unlock(WORDS.to_owned().into()).await.vault), "open");
    assert_eq!(code(&desktop.open().await.vault), "open", "the right one is");
    assert!(ear.place_of(|heard| *heard == Heard::Changed).is_some());
    desktop.end();
}

#[tokio::test]
async fn a_vault_that_is_open_and_cannot_be_read_says_so_beside_what_was_known() {
    let Bed { desktop, dir, .. } = &opened().await;
    let before = desktop.state().await;
    std::fs::remove_dir_all(dir.path().join("vault")).unwrap();
    let after = desktop.state().await;
    let VaultState::Open { failure: Some(failure), .. } = &after.vault else { panic!("{:?}", after.vault) };
    assert_eq!(failure.code, "unreachable", "{}", failure.message);
    assert_eq!(after.storage, before.storage, "it is as it was last read");
    desktop.end();
}

#[tokio::test]
async fn a_vault_that_is_gone_is_missed_until_its_disk_is_back() {
    let known = tempfile::tempdir().unwrap();
    let known = KnownVaults::in_file(known.path().join("vaults.json"));
    let Bed { desktop, dir, .. } = &bed();
    lock(&desktop.inner.place).known = Some(known);
    let (vault, unmounted) = (dir.path().join("vault"), dir.path().join("unmounted"));
    assert_eq!(code(&desktop.unlock(WORDS.to_owned().into()).await.vault), "open");

    std::fs::rename(&vault, &unmounted).unwrap();
    for _ in 0..2 {
        let VaultState::Closed { failure } = desktop.open().await.vault else { panic!("it is not there") };
        assert_eq!(failure.code, "gone");
        assert!(failure.message.contains(&vault.display().to_string()), "{}", failure.message);
        assert!(!vault.exists(), "nothing was made in its place");
    }
    let checks = desktop.doctor().await.items;
    let check = checks.iter().find(|check| check.name == "vault").unwrap();
    assert!(check.state == CheckState::Fail && check.detail.contains("not there now"), "{check:?}");

    std::fs::rename(&unmounted, &vault).unwrap();
    assert_eq!(code(&desktop.begin_anew().await.vault), "open", "it is back, and no other is begun");
    desktop.end();
}

#[tokio::test]
async fn an_import_is_told_of_from_its_beginning_to_what_came_of_it() {
    let Bed { desktop, ear, .. } = &opened().await;
    ear.forget();
    let file = recordings::demo("agents").remove(0);
    let job = desktop.import(vec![file.clone()]).await.unwrap();
    let state = desktop.state().await;
    let name = file.file_name().unwrap().to_string_lossy().into_owned();
    assert_eq!((state.jobs.len(), &state.jobs[0].id, &state.jobs[0].about), (1, &job, &name));
    let (kind, failure, imported) = ear.end_of(&job).await;
    assert_eq!((kind, failure, imported.len()), (JobKind::Import, None, 1));
    assert_eq!(desktop.state().await.jobs, [], "what ended is not under way");
    let begun = ear.place_of(|heard| matches!(heard, Heard::Job { job: view } if view.id == job));
    let changed = ear.place_of(|heard| *heard == Heard::Changed);
    let ended = ear.place_of(|heard| matches!(heard, Heard::JobEnded { .. }));
    assert!(begun < changed && changed < ended, "the result is there before its end is told");
    let page = Page { limit: 10, offset: 0 };
    let console = desktop.console().await.unwrap();
    let listed = console.list(RecordingFilter::default(), RecordingOrder::Newest, page).await.unwrap();
    assert_eq!(listed.items[0].recording.id, imported[0].id);
    desktop.end();
}

#[tokio::test]
async fn files_on_the_window_are_known_by_their_names_and_imported_once() {
    let Bed { desktop, ear, .. } = &opened().await;
    let file = recordings::demo("web").remove(0);
    let name = file.file_name().unwrap().to_string_lossy().into_owned();
    desktop.drop_files(vec![file]);
    let dropped = Heard::Dropped { names: vec![name] };
    assert!(ear.place_of(|heard| *heard == dropped).is_some(), "names, and no path");
    let (_, failure, imported) = ear.end_of(&desktop.import_dropped().await.unwrap()).await;
    assert_eq!((failure, imported.len()), (None, 1));
    assert_eq!(desktop.import_dropped().await.unwrap_err().code, "nothing_dropped");
    desktop.end();
}

#[tokio::test]
async fn a_job_that_is_cancelled_says_so_and_leaves_nothing() {
    let Bed { desktop, ear, .. } = &opened().await;
    let job = desktop.import(recordings::demo("web")).await.unwrap();
    desktop.cancel(&job);
    desktop.cancel("no such job");
    let (_, failure, imported) = ear.end_of(&job).await;
    assert_eq!((failure.map(|failure| failure.code), imported), (Some("cancelled".to_owned()), vec![]));
    assert_eq!(desktop.state().await.storage.recordings, 0);
    desktop.end();
}

#[tokio::test]
async fn a_sync_without_an_account_fails_with_what_to_do() {
    let Bed { desktop, ear, .. } = &opened().await;
    for (wanted, kind) in [(Wanted::None, JobKind::Sync), (Wanted::All, JobKind::Download)] {
        let (ended, failure, _) = ear.end_of(&desktop.sync(wanted).await.unwrap()).await;
        let failure = failure.unwrap();
        assert_eq!((ended, failure.code.as_str()), (kind, "not_signed_in"));
        assert_eq!(failure.hint.as_deref(), Some("Sign in to your server."));
    }
    desktop.end();
}

#[tokio::test]
async fn signing_in_takes_a_token_or_a_user_with_a_password() {
    let Bed { desktop, .. } = &opened().await;
    let ask = |token: Option<&str>, user: Option<&str>| SignInAsk {
        url: "https://review.example".to_owned(),
        token: token.map(str::to_owned),
        user: user.map(str::to_owned),
        password: None,
        allow_plain_http: false,
    };
    for ask in [ask(None, None), ask(None, Some("ann")), ask(Some("token"), Some("ann"))] {
        assert_eq!(desktop.sign_in(ask).await.unwrap_err().code, "credentials");
    }
    desktop.end();
}
