//! What takes its time: begun, told of, cancelled.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use hindsight_contract::desk::{Heard, JobKind, JobView};
use hindsight_contract::view::{Failure, Imported};
use hindsight_domain::{RecordingId, Timestamp, uuid7};
use hindsight_sync::{Phase, Progress, Wanted};
use tokio_util::sync::CancellationToken;

use super::{Desktop, Told, failure, lock};
use crate::{Console, ConsoleError};

/// Progress is told no more often than this: a window draws no faster.
const TELL_EVERY_MS: i64 = 100;

#[derive(Default)]
pub(super) struct Jobs(Mutex<Vec<Job>>);

struct Job {
    view: JobView,
    cancel: CancellationToken,
    told_at: Timestamp,
}

impl Jobs {
    pub(super) fn views(&self) -> Vec<JobView> {
        lock(&self.0).iter().map(|job| job.view.clone()).collect()
    }

    pub(super) fn cancel_all(&self) {
        lock(&self.0).iter().for_each(|job| job.cancel.cancel());
    }

    fn begin(&self, view: JobView, now: Timestamp) -> CancellationToken {
        let cancel = CancellationToken::new();
        lock(&self.0).push(Job { view, cancel: cancel.clone(), told_at: now });
        cancel
    }

    /// Takes down how far a job is; gives it back when it is time to tell.
    fn go_on(&self, id: &str, now: Timestamp, change: impl FnOnce(&mut JobView)) -> Option<JobView> {
        let mut jobs = lock(&self.0);
        let job = jobs.iter_mut().find(|job| job.view.id == id)?;
        change(&mut job.view);
        let is_due = !(0..TELL_EVERY_MS).contains(&now.since(job.told_at));
        if is_due {
            job.told_at = now;
        }
        is_due.then(|| job.view.clone())
    }

    fn end(&self, id: &str) {
        lock(&self.0).retain(|job| job.view.id != id);
    }
}

impl Desktop {
    /// Begins a sync and says its id.
    pub async fn sync(&self, wanted: Wanted) -> Told<String> {
        let console = self.console().await?;
        let kind = if wanted == Wanted::None { JobKind::Sync } else { JobKind::Download };
        let ids = if let Wanted::Ids(ids) = &wanted { ids.clone() } else { Vec::new() };
        let job = self.begin(&console, kind, String::new(), ids);
        let this = self.clone();
        let id = job.id.clone();
        tokio::spawn(async move {
            let _one_at_a_time = this.inner.syncing.lock().await;
            let done = console.sync(wanted, job.watch(), job.cancel.clone()).await;
            this.note_touch(done.as_ref().err());
            let failed = done.and_then(|synced| match synced.faults.first() {
                Some(fault) => {
                    Err(ConsoleError::Incomplete { count: synced.fault_count, first: fault.to_string() })
                }
                None => Ok(()),
            });
            job.end(failed.err().map(|error| error.failure()), Vec::new());
            this.derive(&console).await;
        });
        Ok(id)
    }

    /// Begins the upload of a local recording and says the job's id.
    pub async fn upload(&self, id: RecordingId) -> Told<String> {
        let console = self.console().await?;
        let job = self.begin(&console, JobKind::Upload, String::new(), vec![id.clone()]);
        let (this, job_id) = (self.clone(), job.id.clone());
        tokio::spawn(async move {
            let _one_at_a_time = this.inner.syncing.lock().await;
            let done = console.upload(&id, job.watch(), job.cancel.clone()).await;
            this.note_touch(done.as_ref().err());
            job.end(done.err().map(|error| error.failure()), Vec::new());
        });
        Ok(job_id)
    }

    /// Begins to import files and says the job's id.
    pub async fn import(&self, files: Vec<PathBuf>) -> Told<String> {
        let console = self.console().await?;
        let name = |file: &PathBuf| file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let about = files.iter().map(name).collect::<Vec<_>>().join(", ");
        let job = self.begin(&console, JobKind::Import, about, Vec::new());
        let (this, id) = (self.clone(), job.id.clone());
        tokio::spawn(async move {
            let brought = console.import(files, job.read_watch(), job.cancel.clone()).await;
            job.end(brought.failure(), brought.imported);
            this.derive(&console).await;
        });
        Ok(id)
    }

    /// Imports what was dropped on the window.
    pub async fn import_dropped(&self) -> Told<String> {
        let files = std::mem::take(&mut *lock(&self.inner.dropped));
        if files.is_empty() {
            return Err(failure("nothing_dropped", "There are no files to import.", "Drop them again."));
        }
        self.import(files).await
    }

    /// Asks a job to end. One that has ended already is fine.
    pub fn cancel(&self, id: &str) {
        if let Some(job) = lock(&self.inner.jobs.0).iter().find(|job| job.view.id == id) {
            job.cancel.cancel();
        }
    }

    fn begin(
        &self,
        console: &Console,
        kind: JobKind,
        about: String,
        recording_ids: Vec<RecordingId>,
    ) -> Running {
        let now = console.clock.now();
        let id = uuid7(now, console.chance.as_ref()).simple().to_string();
        let view = JobView { id: id.clone(), kind, about, recording_ids, done: 0, of: None, in_bytes: false };
        let cancel = self.inner.jobs.begin(view.clone(), now);
        (self.inner.say)(Heard::Job { job: view });
        Running { desktop: self.clone(), console: console.clone(), id, kind, cancel, has_ended: false }
    }
}

/// A job that runs. Whatever becomes of it, its end is told: dropped before [`Running::end`] it ends with a failure.
struct Running {
    desktop: Desktop,
    console: Console,
    id: String,
    kind: JobKind,
    cancel: CancellationToken,
    has_ended: bool,
}

impl Running {
    fn tell(&self) -> impl Fn(u64, Option<u64>, bool) + Send + Sync + 'static {
        let (desktop, clock, id) = (self.desktop.clone(), self.console.clock.clone(), self.id.clone());
        move |done, of, in_bytes| {
            let change = |view: &mut JobView| (view.done, view.of, view.in_bytes) = (done, of, in_bytes);
            if let Some(job) = desktop.inner.jobs.go_on(&id, clock.now(), change) {
                (desktop.inner.say)(Heard::Job { job });
            }
        }
    }

    fn watch(&self) -> crate::Watch {
        let tell = self.tell();
        Arc::new(move |progress: Progress| match progress.phase {
            Phase::Push | Phase::Pull => tell(progress.items, progress.of_items, false),
            Phase::Upload | Phase::Download if progress.of_bytes.is_some() => {
                tell(progress.bytes, progress.of_bytes, true);
            }
            Phase::Upload | Phase::Download => tell(progress.items, progress.of_items, false),
        })
    }

    fn read_watch(&self) -> crate::ReadWatch {
        let tell = self.tell();
        Arc::new(move |done, of| tell(done, of, true))
    }

    fn end(mut self, failure: Option<Failure>, imported: Vec<Imported>) {
        self.tell_end(failure, imported);
    }

    fn tell_end(&mut self, failure: Option<Failure>, imported: Vec<Imported>) {
        self.has_ended = true;
        let inner = &self.desktop.inner;
        inner.jobs.end(&self.id);
        // First what changed, so that whoever hears of the end sees its result.
        (inner.say)(Heard::Changed);
        (inner.say)(Heard::JobEnded { id: self.id.clone(), kind: self.kind, failure, imported });
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.has_ended {
            let broke = failure(
                "job_broke",
                "This broke off because of a fault in the program. What was done before it is kept.",
                "Try again. If it breaks off again, what the program wrote to its log says where.",
            );
            self.tell_end(Some(broke), Vec::new());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[tokio::test]
    async fn a_job_whose_task_breaks_off_ends_with_a_failure() {
        let (_dir, console, place) = testing::console();
        let heard = Arc::<Mutex<Vec<Heard>>>::default();
        let hears = heard.clone();
        let desktop = Desktop::new(place, Arc::new(move |event| lock(&hears).push(event)));

        let job = desktop.begin(&console, JobKind::Import, "one.json".into(), Vec::new());
        assert_eq!(desktop.inner.jobs.views().len(), 1);
        let broken = tokio::spawn(async move {
            let _tell = job.read_watch();
            panic!("a fault of this task alone");
        });
        assert!(broken.await.is_err_and(|error| error.is_panic()));
        assert!(desktop.inner.jobs.views().is_empty(), "nothing is under way any more");
        let ended: Vec<_> = lock(&heard)
            .iter()
            .filter_map(|event| match event {
                Heard::JobEnded { failure, .. } => Some(failure.as_ref().map(|failure| failure.code.clone())),
                _ => None,
            })
            .collect();
        assert_eq!(ended, [Some("job_broke".to_owned())], "its end is told once");

        let job = desktop.begin(&console, JobKind::Sync, String::new(), Vec::new());
        job.end(None, Vec::new());
        let last = lock(&heard).last().cloned();
        assert!(
            matches!(last, Some(Heard::JobEnded { failure: None, .. })),
            "one that ended well is not told twice"
        );
    }
}
