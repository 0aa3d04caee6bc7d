//! How all of it stands: account, outbox, queue, storage.

use hindsight_contract::desk::{AccountView, DeskState, Storage, VaultLock, VaultState};
use hindsight_contract::view::OutboxState;
use hindsight_vault::Slot;

use crate::{Console, Result};

impl Console {
    /// How all of it stands; what only the host knows (jobs, what the last try said) is empty.
    pub async fn standing(&self) -> Result<DeskState> {
        self.with_vault(|vault| {
            let account = vault.account()?.map(|account| AccountView {
                server_url: account.server_url,
                user: account.user,
                role: account.role,
                signed_in: account.signed_in,
                last_sync_at: account.last_sync_at,
                offline_since: account.offline_since,
                trouble: None,
                clock_skew_ms: account.clock_skew_ms,
            });
            let outbox = vault.outbox()?.items;
            let parked = outbox.iter().filter(|item| item.state == OutboxState::Parked).count();
            let stored = vault.storage()?;
            Ok(DeskState {
                version: env!("CARGO_PKG_VERSION").to_owned(),
                vault: VaultState::Open {
                    lock: match vault.slot() {
                        Slot::Keychain => VaultLock::Keychain,
                        Slot::Passphrase => VaultLock::Passphrase,
                    },
                    failure: None,
                },
                account,
                waiting: outbox.len() as u64,
                parked: parked as u64,
                open_reviews: vault.open_reviews()?,
                storage: Storage {
                    folder: vault.dir().display().to_string(),
                    recordings: stored.recordings,
                    cached: stored.cached,
                    local_only: stored.local_only,
                    bytes: stored.database_bytes + stored.blob_bytes,
                    free_bytes: Some(stored.free_bytes),
                },
                jobs: Vec::new(),
            })
        })
        .await
    }
}
