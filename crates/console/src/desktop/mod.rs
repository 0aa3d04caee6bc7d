//! A console for a window: it opens, closes and reopens its vault, keeps in touch with the server, and runs what
//! takes its time. Host-free: whoever shows it gives it a way to be [`Heard`].
//!
//! **Invariant:** a window never waits for the network here. Deeds are kept first and sent beside; syncs, uploads and
//! imports are jobs.

mod heat;
mod jobs;
#[cfg(test)]
mod tests;
mod touch;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hindsight_contract::desk::{DeskState, Heard, SignInAsk, Storage, VaultState};
use hindsight_contract::view::{Check, Failure, Items, SignedIn};
use tokio::sync::{Notify, watch};
use zeroize::Zeroizing;

use crate::{Console, Credentials, Place, SignIn};
use jobs::Jobs;

/// Says something to the window. Must return at once.
pub type Say = Arc<dyn Fn(Heard) + Send + Sync>;

/// What a call of the window gives back.
pub type Told<T> = Result<T, Failure>;

/// See the module. Clones share it.
#[derive(Clone)]
pub struct Desktop {
    inner: Arc<Inner>,
}

struct Inner {
    place: Mutex<Place>,
    opened: watch::Sender<Opened>,
    /// How all of it stood when it was last read from the vault that is open.
    stood: Mutex<Option<DeskState>>,
    /// What the last try to reach the server said, where it failed.
    trouble: Mutex<Option<Failure>>,
    jobs: Jobs,
    say: Say,
    /// Files that lie on the window: the window knows their names only.
    dropped: Mutex<Vec<PathBuf>>,
    /// One sync at a time in this process.
    syncing: tokio::sync::Mutex<()>,
    /// Makes the touch with the server try at once.
    wake: Notify,
    /// Only one background at a time, however often the vault is opened again.
    background: Mutex<Option<tokio::task::JoinHandle<()>>>,
    /// What a person gave to draw heatmaps on.
    background_picture: Mutex<Option<Arc<hindsight_replay::heatmap::picture::Picture>>>,
}

#[derive(Clone)]
enum Opened {
    Opening,
    Open(Console),
    Closed(Failure),
}

impl Desktop {
    /// A desktop whose vault is still closed: [`Desktop::open`] opens it.
    pub fn new(place: Place, say: Say) -> Self {
        Self {
            inner: Arc::new(Inner {
                place: Mutex::new(place),
                opened: watch::Sender::new(Opened::Opening),
                stood: Mutex::new(None),
                trouble: Mutex::new(None),
                jobs: Jobs::default(),
                say,
                dropped: Mutex::new(Vec::new()),
                syncing: tokio::sync::Mutex::new(()),
                wake: Notify::new(),
                background: Mutex::new(None),
                background_picture: Mutex::new(None),
            }),
        }
    }

    /// Opens the vault, or tries again. What keeps it from opening stands in the state.
    pub async fn open(&self) -> DeskState {
        let place = lock(&self.inner.place).clone();
        let opened = match Console::open(place).await {
            Ok(console) => {
                lock(&self.inner.place).begin_anew = false;
                self.keep_in_touch(console.clone());
                Opened::Open(console)
            }
            Err(error) => Opened::Closed(error.failure()),
        };
        *lock(&self.inner.stood) = None;
        self.inner.opened.send_replace(opened);
        self.changed();
        self.state().await
    }

    /// Opens the vault with a passphrase, or makes one that it opens.
    pub async fn unlock(&self, passphrase: Zeroizing<String>) -> DeskState {
        lock(&self.inner.place).passphrase = Some(passphrase);
        let state = self.open().await;
        if matches!(state.vault, VaultState::Closed { .. }) {
            lock(&self.inner.place).passphrase = None;
        }
        state
    }

    /// Opens a new vault where one was opened before and is gone. Where it is back, that one.
    pub async fn begin_anew(&self) -> DeskState {
        lock(&self.inner.place).begin_anew = true;
        self.open().await
    }

    /// How all of it stands, once the vault is open or did not open.
    pub async fn state(&self) -> DeskState {
        match self.console().await {
            Ok(console) => self.standing(console).await,
            Err(failure) => self.without_vault(VaultState::Closed { failure }),
        }
    }

    fn without_vault(&self, vault: VaultState) -> DeskState {
        DeskState {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            vault,
            account: None,
            waiting: 0,
            parked: 0,
            open_reviews: 0,
            storage: Storage {
                folder: lock(&self.inner.place).dir.display().to_string(),
                ..Storage::default()
            },
            jobs: Vec::new(),
        }
    }

    async fn standing(&self, console: Console) -> DeskState {
        let mut state = match console.standing().await {
            Ok(state) => {
                *lock(&self.inner.stood) = Some(state.clone());
                state
            }
            Err(error) => {
                let failure = error.failure();
                // What is on the screen, half-written words too, must not go because one look at the vault failed.
                match lock(&self.inner.stood).clone().and_then(|stood| with_failure(stood, &failure)) {
                    Some(stood) => stood,
                    None => return self.without_vault(VaultState::Closed { failure }),
                }
            }
        };
        state.jobs = self.inner.jobs.views();
        if let Some(account) = &mut state.account {
            account.trouble.clone_from(&lock(&self.inner.trouble));
        }
        state
    }

    /// The console, while its vault is open. A vault that is being opened is waited for.
    pub async fn console(&self) -> Told<Console> {
        let mut opened = self.inner.opened.subscribe();
        // The sender lives in `inner`, as long as this does.
        let opened = opened.wait_for(|opened| !matches!(opened, Opened::Opening)).await;
        match opened.as_deref() {
            Ok(Opened::Open(console)) => Ok(console.clone()),
            Ok(Opened::Closed(failure)) => Err(failure.clone()),
            Ok(Opened::Opening) | Err(_) => {
                Err(failure("closing", "The window is closing.", "Open it again."))
            }
        }
    }

    /// Signs in and begins to keep in touch.
    pub async fn sign_in(&self, ask: SignInAsk) -> Told<SignedIn> {
        let credentials = match (ask.token, ask.user, ask.password) {
            (Some(token), None, None) => Credentials::Token(token.into()),
            (None, Some(user), Some(password)) => Credentials::Password { user, password: password.into() },
            _ => {
                return Err(failure(
                    "credentials",
                    "Signing in takes a token, or a user and a password.",
                    "Fill in one of the two.",
                ));
            }
        };
        let sign_in = SignIn { url: ask.url, credentials, allow_plain_http: ask.allow_plain_http };
        let signed_in = self.console().await?.login(sign_in).await.map_err(|error| error.failure())?;
        self.inner.wake.notify_one();
        self.changed();
        Ok(signed_in)
    }

    /// Signs out. Recordings and the outbox stay.
    pub async fn sign_out(&self) -> Told<()> {
        self.console().await?.logout().await.map_err(|error| error.failure())?;
        *lock(&self.inner.trouble) = None;
        self.changed();
        Ok(())
    }

    /// Tells how many files hover over the window.
    pub fn hover(&self, files: usize) {
        (self.inner.say)(Heard::Hover { files: u32::try_from(files).unwrap_or(u32::MAX) });
    }

    /// Takes note of files that were dropped on the window.
    pub fn drop_files(&self, files: Vec<PathBuf>) {
        let name = |file: &PathBuf| file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let names = files.iter().map(name).collect();
        *lock(&self.inner.dropped) = files;
        (self.inner.say)(Heard::Dropped { names });
    }

    /// What came of a deed, after which anything may have changed.
    pub fn after<T>(&self, done: crate::Result<T>) -> Told<T> {
        self.changed();
        done.map_err(|error| error.failure())
    }

    /// Checks everything, also a vault that does not open.
    pub async fn doctor(&self) -> Items<Check> {
        let place = lock(&self.inner.place).clone();
        crate::doctor(place).await
    }

    /// Says that anything may have changed.
    pub fn changed(&self) {
        (self.inner.say)(Heard::Changed);
    }

    /// Ends what is under way, in a state from which the next start goes on.
    pub fn end(&self) {
        self.inner.jobs.cancel_all();
        if let Some(background) = lock(&self.inner.background).take() {
            background.abort();
        }
    }
}

/// What stood, with why it could not be read again.
fn with_failure(mut stood: DeskState, why: &Failure) -> Option<DeskState> {
    let VaultState::Open { failure, .. } = &mut stood.vault else { return None };
    *failure = Some(why.clone());
    Some(stood)
}

pub(crate) fn failure(code: &str, message: &str, hint: &str) -> Failure {
    Failure { code: code.to_owned(), message: message.to_owned(), hint: Some(hint.to_owned()), details: None }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing is half-written under these locks: each holds one value that is replaced whole.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
