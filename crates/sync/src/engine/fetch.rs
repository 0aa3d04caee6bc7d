//! Downloads: which segments are missing, in which order, until none is left that can be had.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use hindsight_domain::RecordingId;
use hindsight_vault::{MissingSegment, QueueFilter, Vault, VaultError, Want};

use super::batch::Pipeline;
use super::round::Round;
use super::trip::{Fault, FaultCause, Phase, Progress, Wanted};
use crate::SyncError;
use crate::plan::{self, Standing, Step};

/// Missing segments that are looked at together.
const PAGE: u32 = 20_000;
/// Recordings whose lists of segments are completed together.
const UNLISTED: u32 = 200;

/// Counts what is stored, and tells it.
pub(super) struct Meter {
    so_far: Mutex<Progress>,
    tell: Arc<dyn Fn(Progress) + Send + Sync>,
}

impl Meter {
    /// Called from the threads that store.
    pub(super) fn add(&self, segments: u64, bytes: u64) {
        let now = {
            let mut so_far = self.so_far.lock().unwrap_or_else(PoisonError::into_inner);
            so_far.items += segments;
            so_far.bytes += bytes;
            *so_far
        };
        (self.tell)(now);
    }

    fn now(&self) -> Progress {
        *self.so_far.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) fn at_fault(missing: &MissingSegment, why: FaultCause) -> Fault {
    Fault { recording_id: missing.recording_id.clone(), index: missing.segment.index, why }
}

impl Round<'_> {
    /// Downloads what is wanted: first what plays.
    pub(super) async fn fetch(&mut self, wanted: &Wanted) -> Result<(), SyncError> {
        let Some(want) = wanted.want() else { return Ok(()) };
        let mut wants = vec![want.clone()];
        if let Some(playing) = &self.trip.playing {
            wants.insert(0, Want::Only(vec![playing.clone()]));
        }
        for want in wants {
            match self.fetch_all(&want).await {
                Err(SyncError::Vault(VaultError::DiskFull)) => {
                    let (segments, bytes) = self.vault(move |vault| vault.missing_total(&want)).await?;
                    return Err(SyncError::DiskFull { segments, bytes });
                }
                done => done?,
            }
        }
        Ok(())
    }

    async fn fetch_all(&mut self, want: &Want) -> Result<(), SyncError> {
        self.complete_lists(want).await?;
        let asked = want.clone();
        let (segments, bytes) = self.vault(move |vault| vault.missing_total(&asked)).await?;
        if segments == 0 {
            return Ok(());
        }
        let standing = self.standing().await?;
        let so_far = Progress {
            phase: Phase::Download,
            items: 0,
            of_items: Some(segments),
            bytes: 0,
            of_bytes: Some(bytes),
        };
        let meter = Arc::new(Meter { so_far: Mutex::new(so_far), tell: Arc::clone(&self.trip.progress) });
        meter.add(0, 0);
        let done = self.fetch_pages(want, &standing, &meter).await;
        self.synced.report.downloaded_bytes += meter.now().bytes;
        done
    }

    async fn fetch_pages(
        &mut self,
        want: &Want,
        standing: &Standing,
        meter: &Arc<Meter>,
    ) -> Result<(), SyncError> {
        // What was asked for and is missing still will not come in this sync.
        let mut in_vain = HashSet::<(RecordingId, u32)>::new();
        let mut asked = HashSet::new();
        loop {
            let page = want.clone();
            let limit = PAGE.saturating_add(u32::try_from(in_vain.len()).unwrap_or(u32::MAX));
            let mut missing = self.vault(move |vault| vault.missing_segments(&page, limit)).await?;
            let is_last = (missing.len() as u64) < u64::from(limit);
            in_vain.extend(missing.iter().map(key).filter(|one| asked.contains(one)));
            missing.retain(|one| !in_vain.contains(&key(one)));
            if missing.is_empty() && is_last {
                return Ok(());
            }
            asked = missing.iter().map(key).collect();
            self.fetch_steps(plan::steps(missing, standing), meter).await?;
        }
    }

    async fn fetch_steps(&mut self, steps: Vec<Step>, meter: &Arc<Meter>) -> Result<(), SyncError> {
        let pipeline = Pipeline::start(self, meter);
        let mut asked = Ok(());
        for step in steps {
            let going = match step {
                Step::Batch(batch) => self.fetch_batch(batch, &pipeline).await,
                Step::Single(missing) => self.fetch_single(missing, meter).await.map(|()| true),
            };
            match going {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    asked = Err(error);
                    break;
                }
            }
        }
        // What came before an error is kept.
        let unreadable = pipeline.finish().await;
        for fault in unreadable? {
            self.fault(fault);
        }
        asked
    }

    /// Asks for the lists of segments that the feed did not carry whole.
    async fn complete_lists(&mut self, want: &Want) -> Result<(), SyncError> {
        let mut in_vain = HashSet::new();
        loop {
            let asked = want.clone();
            let limit = UNLISTED.saturating_add(u32::try_from(in_vain.len()).unwrap_or(u32::MAX));
            let mut unlisted = self.vault(move |vault| vault.unlisted_segments(&asked, limit)).await?;
            unlisted.retain(|one| !in_vain.contains(&one.recording_id));
            if unlisted.is_empty() {
                return Ok(());
            }
            for one in unlisted {
                if let Err(why) = self.complete_list(&one.recording_id, one.from, one.total).await? {
                    self.fault(Fault { recording_id: one.recording_id.clone(), index: one.from, why });
                }
                in_vain.insert(one.recording_id);
            }
        }
    }

    async fn complete_list(
        &self,
        id: &RecordingId,
        mut from: u32,
        total: u32,
    ) -> Result<Result<(), FaultCause>, SyncError> {
        while from < total {
            let page = match self.again(|| self.remote.segments(id, from)).await {
                Ok(page) if page.segments.is_empty() => {
                    return Ok(Err(FaultCause::Refused("it lists fewer segments than it says".to_owned())));
                }
                Ok(page) => page,
                Err(SyncError::Refused { body, .. }) => return Ok(Err(FaultCause::Refused(body.message))),
                Err(SyncError::Protocol { detail, .. }) => return Ok(Err(FaultCause::Refused(detail))),
                Err(error) => return Err(error),
            };
            from = from.saturating_add(u32::try_from(page.segments.len()).unwrap_or(u32::MAX));
            let listed = id.clone();
            match self.vault(move |vault| vault.add_segments(&listed, &page.segments)).await {
                Err(SyncError::Vault(VaultError::NoRecording(_))) => return Ok(Ok(())),
                done => done?,
            }
        }
        Ok(Ok(()))
    }

    /// What plays, and the queue.
    async fn standing(&self) -> Result<Standing, SyncError> {
        let queue = self.vault(|vault: &Vault| vault.queue(QueueFilter::Unclosed)).await?;
        let queue = queue.items.into_iter().map(|review| review.recording_id).collect();
        Ok(Standing { playing: self.trip.playing.clone(), queue })
    }
}

pub(super) fn key(missing: &MissingSegment) -> (RecordingId, u32) {
    (missing.recording_id.clone(), missing.segment.index)
}
