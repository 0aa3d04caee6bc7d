//! Opening a console on its vault.

use std::path::PathBuf;
use std::sync::Arc;

use hindsight_domain::{Chance, Clock, Mutation, MutationId, MutationKind, Policy, Role};
use hindsight_sync::plan::{Backoff, RECONNECT};
use hindsight_vault::{Account, KnownVaults, NOBODY, Unlock, Vault, VaultError};
use zeroize::Zeroizing;

use crate::desk::{DERIVED, LastOrder};
use crate::{ConsoleError, Result};

/// The file below a user's folder for settings in which the command line and the window remember [`Place::known`].
pub const KNOWN_VAULTS: &str = "org.hindsight.console/vaults.json";

/// Where a console lives, and what it takes its time and chance from.
#[derive(Clone)]
pub struct Place {
    /// The vault's folder; made when it is not there and no vault was opened in it before.
    pub dir: PathBuf,
    /// Where it is remembered, outside of any vault, which vaults were opened; nowhere where there is none.
    pub known: Option<KnownVaults>,
    /// A new vault may be made also where one was opened before and is gone.
    pub begin_anew: bool,
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

    /// Fails where a vault was opened before.
    pub(crate) fn is_new(&self) -> Result<()> {
        match &self.known {
            Some(known) if !self.begin_anew => Ok(known.none_was_in(&self.dir)?),
            _ => Ok(()),
        }
    }

    fn vault(&self) -> Result<Vault> {
        let (unlock, clock, chance) = (self.unlock(), &self.clock, &self.chance);
        let opened = match Vault::open(&self.dir, &unlock, clock.clone(), chance.clone()) {
            Err(VaultError::NoVault { .. }) => {
                self.is_new()?;
                Vault::open_or_create(&self.dir, &unlock, clock.clone(), chance.clone())
            }
            done => done,
        }?;
        if let Some(known) = &self.known
            && let Err(error) = known.remember(&opened)
        {
            // The vault is open; what is lost is a question at a later start.
            tracing::warn!(%error, "it could not be remembered where the vault is");
        }
        Ok(opened)
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
    /// Opens the vault of `place`, or makes one where there never was one.
    pub async fn open(place: Place) -> Result<Self> {
        let (clock, chance) = (place.clock.clone(), place.chance.clone());
        let vault = on_thread(move || place.vault()).await?;
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
        // Whoever waits is answered: a window whose call ended in a panic would wait for ever. What the panic said is in
        // the log already.
        Err(stopped) if stopped.is_panic() => Err(ConsoleError::Broke),
        Err(_) => Err(ConsoleError::Stopped),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_fault_of_the_program_is_told_from_its_end() {
        let broke = on_thread(|| -> Result<()> { panic!("a fault of this call alone") }).await;
        let failure = broke.expect_err("it did not end well").failure();
        assert_eq!(failure.code, "broke");
        assert!(!failure.message.contains("ending"), "{failure:?}");
        assert!(failure.hint.is_some_and(|hint| hint.contains("again")), "there is something to do");
        assert_eq!(on_thread(|| Ok(1)).await.ok(), Some(1), "the next call is answered as ever");
    }
}
