//! A console for tests: a vault in a folder, a clock that stands still.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use hindsight_domain::{Chance, Clock, Timestamp};
use hindsight_vault::{MemoryKeychain, Unlock, Vault};
use tempfile::TempDir;

use crate::{Console, Place};

/// Time stands, and chance counts.
#[derive(Default)]
struct Still(AtomicU8);

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::clamp_millis(1_790_000_000_000)
    }
}

impl Chance for Still {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.0.fetch_add(1, Ordering::Relaxed));
    }
}

/// A console, and the place that its vault could be opened at again. Gone with the folder.
pub(crate) fn console() -> (TempDir, Console, Place) {
    let dir = tempfile::tempdir().expect("a folder");
    let still = Arc::new(Still::default());
    let unlock = Unlock::by(Arc::new(MemoryKeychain::default()));
    let vault = Vault::create(&dir.path().join("vault"), &unlock, still.clone(), still.clone());
    let console = Console::on(vault.expect("a vault"), still.clone(), still.clone());
    let place = Place {
        dir: dir.path().join("vault"),
        known: None,
        begin_anew: false,
        passphrase: None,
        clock: still.clone(),
        chance: still,
    };
    (dir, console, place)
}
