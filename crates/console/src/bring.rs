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
/// Names of files that a program gets where they were not tried.
const LISTED: usize = 1_000;

/// Hears how many bytes of a file were read, and of how many. Must return at once.
pub type ReadWatch = Arc<dyn Fn(u64, Option<u64>) + Send + Sync>;

/// What came of an import of several files.
#[derive(Debug, Default)]
pub struct Brought {
    /// What is here now.
    pub imported: Vec<Imported>,
    /// Why files are not, in their order.
    pub failed: Vec<ConsoleError>,
    /// What was not tried, since a failure ended it all.
    pub untried: Vec<PathBuf>,
}

impl Brought {
    /// All that failed as one failure; none where nothing did.
    pub fn failure(&self) -> Option<Failure> {
        let mut failure = self.failed.first()?.failure();
        let told: Vec<_> = self.failed.iter().take(TOLD).map(ConsoleError::failure).collect();
        if self.failed.len() > 1 {
            let words = listed(told.iter().map(|one| one.message.clone()), self.failed.len(), "; ");
            failure.message = format!("{} files were not imported: {words}", self.failed.len());
        }
        let untried = self.untried.len();
        if untried > 0 {
            let names = listed(self.untried.iter().map(|file| name_of(file)), untried, ", ");
            let were = if untried == 1 { "file was" } else { "files were" };
            failure.message = format!("{}; {untried} more {were} not tried: {names}", failure.message);
        }
        if self.failed.len() + untried > 1 {
            let untried: Vec<_> = self.untried.iter().take(LISTED).map(|file| name_of(file)).collect();
            failure.details = Some(json!({ "failed": told, "untried": untried }));
        }
        Some(failure)
    }
}

/// The first of them in words, and how many more there are.
fn listed(words: impl Iterator<Item = String>, of: usize, between: &str) -> String {
    let words = words.take(TOLD).collect::<Vec<_>>().join(between);
    let more = of.saturating_sub(TOLD);
    if more == 0 { words } else { format!("{words}{between}and {more} more") }
}

/// A file as the window knows it too: without its folder.
fn name_of(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

impl Console {
    /// Imports files, one after another. What is wrong with one of them keeps no other out; what is wrong with the
    /// vault, or a cancel, ends it, and what came before is here.
    pub async fn import(&self, files: Vec<PathBuf>, watch: ReadWatch, cancel: CancellationToken) -> Brought {
        let mut brought = Brought::default();
        let mut files = files.into_iter();
        while let Some(file) = files.next() {
            let done = self.import_and_flag(file, watch.clone(), cancel.clone(), &mut brought.imported).await;
            let Err(error) = done else { continue };
            let ends = ends_all(&error);
            brought.failed.push(error);
            if ends {
                brought.untried = files.collect();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[tokio::test]
    async fn a_cancel_among_failures_names_what_was_not_tried() {
        let (dir, console, _) = testing::console();
        let run = hindsight_testkit::recordings::demo("agents").remove(0);
        let not_tried = (0..25).map(|n| dir.path().join(format!("rest-{n}.json")));
        let files = [dir.path().join("absent.json"), run.clone()].into_iter().chain(not_tried).collect();
        let cancel = CancellationToken::new();
        // The first file is not there to be read: the first that is heard of is of the second.
        let cancels = cancel.clone();
        let brought = console.import(files, Arc::new(move |_, _| cancels.cancel()), cancel).await;
        assert!(brought.imported.is_empty());

        let failure = brought.failure().expect("nothing came");
        let run = name_of(&run);
        for words in ["absent.json", &run, "25 more files were not tried: rest-0.json, ", "and 5 more"] {
            assert!(failure.message.contains(words), "{words} in {}", failure.message);
        }
        let details = failure.details.expect("for programs");
        assert_eq!(details["failed"].as_array().map(Vec::len), Some(2));
        assert_eq!(details["failed"][1]["code"], "cancelled");
        assert_eq!(details["untried"].as_array().map(Vec::len), Some(25), "all of them");
    }
}
