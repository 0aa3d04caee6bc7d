//! Opening a console on its vault.

use std::path::PathBuf;
use std::sync::Arc;

use hindsight_domain::{Chance, Clock, Mutation, MutationId, MutationKind, Policy, Role};
use hindsight_sync::plan::{Backoff, RECONNECT};
use hindsight_vault::{Account, NOBODY, Unlock, Vault};
use zeroize::Zeroizing;

use crate::desk::{DERIVED, LastOrder};
use crate::{ConsoleError, Result};

/// Where a console lives, and what it takes its time and chance from.
#[derive(Clone)]
pub struct Place {
    /// The vault's folder; made when it is not there.
    pub dir: PathBuf,
    /// For a vault where no keychain is.
    pub passphrase: Option<Zeroizing<String>>,
    /// The time of day.
    pub clock: Arc<dyn Clock>,
    /// Randomness for keys and ids.
    pub chance: Arc<dyn Chance>,
}

impl Place {
    pub(crate) fn unlock(&self) -> Unlock {
        match &self.passphrase {
            Some(passphrase) => Unlock::os().or_passphrase(passphrase.as_str()),
            None => Unlock::os(),
        }
    }
}

/// A console on an open vault. Clones share it.
#[derive(Clone)]
pub struct Console {
    pub(crate) vault: Vault,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) chance: Arc<dyn Chance>,
    pub(crate) policy: Arc<Policy>,
    pub(crate) last_order: Arc<LastOrder>,
    pub(crate) backoff: Backoff,
}

impl Console {
    /// Opens the vault of `place`, or makes one.
    pub async fn open(place: Place) -> Result<Self> {
        let (clock, chance) = (place.clock.clone(), place.chance.clone());
        let vault = on_thread(move || {
            let unlock = place.unlock();
            Ok(Vault::open_or_create(&place.dir, &unlock, place.clock, place.chance)?)
        })
        .await?;
        Ok(Self::on(vault, clock, chance))
    }

    /// A console on a vault that is open already.
    pub fn on(vault: Vault, clock: Arc<dyn Clock>, chance: Arc<dyn Chance>) -> Self {
        let (policy, vault) = (Arc::new(Policy::shipped()), vault.deriving(DERIVED));
        Self { vault, clock, chance, policy, last_order: Arc::default(), backoff: RECONNECT }
    }

    /// The same with other delays before what failed on the way is tried again.
    #[must_use]
    pub fn trying_again_after(self, backoff: Backoff) -> Self {
        Self { backoff, ..self }
    }

    /// Runs `work` with the vault on a thread that may block.
    pub(crate) async fn with_vault<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Vault) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let vault = self.vault.clone();
        on_thread(move || work(&vault)).await
    }

    /// A mutation of now.
    pub(crate) fn mutation(&self, kind: MutationKind) -> Mutation {
        let now = self.clock.now();
        Mutation { id: MutationId::new(now, self.chance.as_ref()), at: now, kind }
    }

    pub(crate) async fn account(&self) -> Result<Option<Account>> {
        self.with_vault(|vault| Ok(vault.account()?)).await
    }
}

/// Who acts: the signed-in user, or nobody in particular on a vault that never met a server.
pub(crate) fn actor(account: Option<&Account>) -> (String, Role) {
    account
        .map_or_else(|| (NOBODY.to_owned(), Role::Reviewer), |account| (account.user.clone(), account.role))
}

/// Runs what may block beside the runtime.
pub(crate) async fn on_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(stopped) => match stopped.try_into_panic() {
            // A panic is a bug: it goes on where it would have without the thread.
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(ConsoleError::Stopped),
        },
    }
}
