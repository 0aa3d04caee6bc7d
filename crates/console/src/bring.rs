//! Bringing files in: each is imported whole or not at all, and flagged where it asks for a person's look.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hindsight_contract::view::{Failure, Imported};
use hindsight_domain::Severity;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::desk::make_ready;
use crate::import::{Ids, ImportError, ImportFault, IntoVault, Item, import_path};
use crate::{Console, ConsoleError, Result};

/// Files whose reasons are told; the others are counted.
const TOLD: usize = 20;

/// Hears how many bytes of a file were read, and of how many. Must return at once.
pub type ReadWatch = Arc<dyn Fn(u64, Option<u64>) + Send + Sync>;

/// What came of an import of several files.
#[derive(Debug, Default)]
pub struct Brought {
    /// What is here now.
    pub imported: Vec<Imported>,
    /// Why files are not, in their order.
    pub failed: Vec<ConsoleError>,
}

impl Brought {
    /// All that failed as one failure; none where nothing did.
    pub fn failure(&self) -> Option<Failure> {
        let mut failure = self.failed.first()?.failure();
        if self.failed.len() > 1 {
            let told: Vec<_> = self.failed.iter().take(TOLD).map(ConsoleError::failure).collect();
            let words: Vec<_> = told.iter().map(|one| one.message.as_str()).collect();
            let more = self.failed.len().saturating_sub(TOLD);
            let more = if more == 0 { String::new() } else { format!("; and {more} more") };
            failure.message =
                format!("{} files were not imported: {}{more}", self.failed.len(), words.join("; "));
            failure.details = Some(json!({ "failed": told }));
        }
        Some(failure)
    }
}

impl Console {
    /// Imports files, one after another. What is wrong with one of them keeps no other out; what is wrong with the
    /// vault, or a cancel, ends it, and what came before is here.
    pub async fn import(&self, files: Vec<PathBuf>, watch: ReadWatch, cancel: CancellationToken) -> Brought {
        let mut brought = Brought::default();
        for file in files {
            let done = self.import_and_flag(file, watch.clone(), cancel.clone(), &mut brought.imported).await;
            let Err(error) = done else { continue };
            let ends = ends_all(&error);
            brought.failed.push(error);
            if ends {
                break;
            }
        }
        brought
    }

    async fn import_and_flag(
        &self,
        file: PathBuf,
        watch: ReadWatch,
        cancel: CancellationToken,
        imported: &mut Vec<Imported>,
    ) -> Result<()> {
        for item in self.import_file(file, watch, cancel).await? {
            let (id, reason) = (item.imported.id.clone(), item.flag_reason);
            let reason = reason.filter(|_| !item.imported.already);
            imported.push(item.imported);
            if let Some(reason) = reason {
                self.flag(&id, &reason, Severity::Medium, None).await?;
            }
        }
        Ok(())
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
            for item in &report.items {
                make_ready(vault, &item.imported.id)?;
            }
            Ok(report.items)
        })
        .await
    }
}

/// Whether an error is about more than its file.
fn ends_all(error: &ConsoleError) -> bool {
    !matches!(error, ConsoleError::Import(ImportError { fault, .. })
        if !matches!(fault, ImportFault::Cancelled | ImportFault::Store(_)))
}

/// For the progress alone: a file whose length is not known is imported without a share.
fn length_of(file: &Path) -> Option<u64> {
    std::fs::metadata(file).ok().map(|metadata| metadata.len())
}
