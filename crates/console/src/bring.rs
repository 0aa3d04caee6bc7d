//! Bringing files in: each is imported whole or not at all, and flagged where it asks for a person's look.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hindsight_contract::view::{Imported, Items};
use hindsight_domain::Severity;
use tokio_util::sync::CancellationToken;

use crate::import::{Ids, IntoVault, Item, import_path};
use crate::{Console, Result};

/// Hears how many bytes of a file were read, and of how many. Must return at once.
pub type ReadWatch = Arc<dyn Fn(u64, Option<u64>) + Send + Sync>;

impl Console {
    /// Imports files, one after another. The first that cannot be imported ends it; those before it are here.
    pub async fn import(
        &self,
        files: Vec<PathBuf>,
        watch: ReadWatch,
        cancel: CancellationToken,
    ) -> Result<Items<Imported>> {
        let mut items = Vec::new();
        for file in files {
            for item in self.import_file(file, watch.clone(), cancel.clone()).await? {
                if let Some(reason) = item.flag_reason.as_deref().filter(|_| !item.imported.already) {
                    self.flag(&item.imported.id, reason, Severity::Medium, None).await?;
                }
                items.push(item.imported);
            }
        }
        Ok(Items::all(items))
    }

    async fn import_file(
        &self,
        file: PathBuf,
        watch: ReadWatch,
        cancel: CancellationToken,
    ) -> Result<Vec<Item>> {
        let (now, chance) = (self.clock.now(), self.chance.clone());
        self.with_vault(move |vault| {
            let length = length_of(&file);
            let mut tell = |progress: crate::import::Progress| {
                watch(progress.bytes, length);
                if cancel.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            };
            let ids = Ids { now, chance: chance.as_ref() };
            let report = import_path(&file, &mut IntoVault(vault), ids, &mut tell)?;
            Ok(report.items)
        })
        .await
    }
}

/// For the progress alone: a file whose length is not known is imported without a share.
fn length_of(file: &Path) -> Option<u64> {
    std::fs::metadata(file).ok().map(|metadata| metadata.len())
}
