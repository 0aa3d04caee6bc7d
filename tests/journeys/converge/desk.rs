//! A console at its desk: a vault, a wire with its own weather, and processes that come and go on it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use hindsight_console::{Backoff, Console, ConsoleError, Credentials, SignIn, Synced, Wanted};
use hindsight_sync::SyncError;
use hindsight_testkit::{Fault, FixedClock, Seeded, Wire};
use hindsight_vault::{NoKeychain, PassphraseCost, Unlock, Vault, VaultError};
use tokio_util::sync::CancellationToken;

use super::server::Server;

/// What the wire is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weather {
    /// Nothing goes wrong.
    Fine,
    /// Replies are lost, requests are cut, connections are refused.
    Foul,
    /// There is no network.
    Off,
}

/// Decides about each connection.
struct Sky {
    chance: Seeded,
    weather: AtomicU8,
}

impl Sky {
    fn choose(&self) -> Fault {
        if self.weather.load(Ordering::SeqCst) == Weather::Off as u8 {
            return Fault::Refused;
        }
        if self.weather.load(Ordering::SeqCst) == Weather::Fine as u8 {
            return Fault::None;
        }
        match self.chance.below(16) {
            0 => Fault::Refused,
            1 | 2 => Fault::ReplyCutAfter(0),
            3 | 4 => Fault::ReplyCutAfter(self.chance.below(4_000)),
            5 | 6 => Fault::RequestCutAfter(self.chance.below(4_000)),
            _ => Fault::None,
        }
    }
}

pub(crate) struct Desk {
    pub(crate) user: &'static str,
    pub(crate) token: String,
    pub(crate) console: Console,
    pub(crate) vault: Vault,
    pub(crate) clock: Arc<FixedClock>,
    chance: Arc<Seeded>,
    dir: PathBuf,
    wire: Wire,
    sky: Arc<Sky>,
}

impl Desk {
    pub(crate) async fn new(dir: &Path, user: &'static str, token: String, seed: u64) -> Self {
        let sky =
            Arc::new(Sky { chance: Seeded::new(seed ^ 1), weather: AtomicU8::new(Weather::Fine as u8) });
        let choose = sky.clone();
        let wire = Wire::to(([127, 0, 0, 1], 1).into(), move || choose.choose()).await.expect("a port");
        let (clock, chance) = (Arc::new(FixedClock::default()), Arc::new(Seeded::new(seed ^ 2)));
        let dir = dir.join(user);
        let vault = Vault::create(&dir, &unlock(), clock.clone(), chance.clone()).expect("a vault");
        let console = console_on(&vault, &clock, &chance);
        Self { user, token, console, vault, clock, chance, dir, wire, sky }
    }

    pub(crate) fn set_weather(&self, weather: Weather) {
        self.sky.weather.store(weather as u8, Ordering::SeqCst);
    }

    /// The server may have moved.
    pub(crate) fn look_for(&self, server: &Server) {
        self.wire.lead_to(server.address());
    }

    /// The process ends and another one begins, with nothing but what the vault keeps.
    pub(crate) fn restart(&mut self) {
        let vault = Vault::open(&self.dir, &unlock(), self.clock.clone(), self.chance.clone());
        self.vault = vault.expect("the vault opens");
        self.console = console_on(&self.vault, &self.clock, &self.chance);
    }

    pub(crate) fn is_signed_in(&self) -> bool {
        self.vault.account().expect("the vault answers").is_some_and(|account| account.signed_in)
    }

    pub(crate) async fn login(&self) -> Result<(), ConsoleError> {
        let sign_in = SignIn {
            url: self.wire.url(),
            credentials: Credentials::Token(self.token.clone().into()),
            allow_plain_http: false,
        };
        self.console.login(sign_in).await.map(drop)
    }

    pub(crate) async fn sync(
        &self,
        wanted: Wanted,
        cancel: CancellationToken,
    ) -> Result<Synced, ConsoleError> {
        self.console.sync(wanted, Arc::new(|_| {}), cancel).await
    }

    /// A sync that is given up at its `steps`th step.
    pub(crate) async fn sync_cut_short(&self, wanted: Wanted, steps: u8) -> Result<Synced, ConsoleError> {
        let (cancel, left) = (CancellationToken::new(), AtomicU8::new(steps));
        let cut = cancel.clone();
        let watch = move |_| {
            if left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_err() {
                cut.cancel();
            }
        };
        self.console.sync(wanted, Arc::new(watch), cancel).await
    }
}

fn console_on(vault: &Vault, clock: &Arc<FixedClock>, chance: &Arc<Seeded>) -> Console {
    let brief = Backoff { base: Duration::from_millis(1), cap: Duration::from_millis(3) };
    Console::on(vault.clone(), clock.clone(), chance.clone()).trying_again_after(brief)
}

fn unlock() -> Unlock {
    let cost = PassphraseCost::none_for_tests();
    Unlock::by(Arc::new(NoKeychain)).or_passphrase("words").at_cost(cost)
}

/// Whether what goes up and down may end like this on a bad day. Anything else is a fault of the programs.
pub(crate) fn is_weather(error: &ConsoleError) -> bool {
    match error {
        ConsoleError::NotSignedIn | ConsoleError::Vault(VaultError::NotSignedIn) => true,
        ConsoleError::Sync(error) => matches!(
            error,
            SyncError::Offline { .. }
                | SyncError::NotHindsight { .. }
                | SyncError::Cancelled
                | SyncError::Vault(VaultError::NotSignedIn)
        ),
        _ => false,
    }
}
