//! A large segment: by itself, resumed inside after a cut or a crash.

use std::sync::Arc;

use bytes::Bytes;
use hindsight_domain::Media;
use hindsight_vault::{MissingSegment, PartialBlob, Vault, VaultError};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::fetch::{Meter, at_fault};
use super::index::{Found, Reader};
use super::round::{Round, blocking};
use super::trip::{FaultCause, Indexer};
use crate::SyncError;

/// Pieces that may wait between the network and the disk, each as it came off the wire.
const QUEUED: usize = 32;

enum Outcome {
    Stored(Option<String>),
    Damaged,
}

impl Round<'_> {
    /// Fetches one large segment. Its own faults are noted; errors end the sync.
    pub(super) async fn fetch_single(
        &mut self,
        missing: MissingSegment,
        meter: &Arc<Meter>,
    ) -> Result<(), SyncError> {
        for _ in 0..2 {
            let (id, index) = (missing.recording_id.clone(), missing.segment.index);
            let partial = match self.vault(move |vault| vault.download(&id, index)).await {
                Err(SyncError::Vault(VaultError::DownloadUnderWay { .. })) => {
                    self.fault(at_fault(&missing, FaultCause::UnderWay));
                    return Ok(());
                }
                Err(SyncError::Vault(VaultError::NoRecording(_) | VaultError::NoSegment { .. })) => {
                    return Ok(());
                }
                partial => partial?,
            };
            let partial = match self.fill(&missing, partial, meter).await {
                Ok(partial) => partial,
                Err(SyncError::Refused { body, .. }) => {
                    self.fault(at_fault(&missing, FaultCause::Refused(body.message)));
                    return Ok(());
                }
                Err(SyncError::Protocol { detail, .. }) => {
                    self.fault(at_fault(&missing, FaultCause::Refused(detail)));
                    return Ok(());
                }
                Err(error) => return Err(error),
            };
            let (vault, indexer) = (self.vault.clone(), Arc::clone(&self.trip.indexer));
            let whole = missing.clone();
            match blocking(move || adopt(vault, indexer, &whole, partial)).await? {
                Outcome::Stored(unreadable) => {
                    meter.add(1, 0);
                    if let Some(why) = unreadable {
                        self.fault(at_fault(&missing, FaultCause::Unreadable(why)));
                    }
                    return Ok(());
                }
                Outcome::Damaged => {}
            }
        }
        self.fault(at_fault(&missing, FaultCause::Damaged));
        Ok(())
    }

    /// Asks for what is missing until nothing is, through as many cuts as bring something.
    async fn fill(
        &self,
        missing: &MissingSegment,
        mut partial: PartialBlob,
        meter: &Arc<Meter>,
    ) -> Result<PartialBlob, SyncError> {
        let mut attempt = 0;
        while partial.offset() < partial.total() {
            let before = partial.offset();
            let (queue, writing) = write_behind(partial, Arc::clone(meter));
            let come = self.or_cancel(self.pump(missing, before, queue)).await;
            let (back, written) = writing.await.map_err(|_| SyncError::Broken)?;
            partial = back;
            written?;
            if partial.offset() > before {
                attempt = 0;
            }
            if let Err(error) = come {
                self.pause(&mut attempt, error).await?;
            }
        }
        Ok(partial)
    }

    async fn pump(
        &self,
        missing: &MissingSegment,
        from: u64,
        queue: mpsc::Sender<Bytes>,
    ) -> Result<(), SyncError> {
        let mut stream = self.remote.blob(&missing.segment.hash, missing.segment.bytes, from).await?;
        while let Some(bytes) = stream.next().await? {
            if queue.send(bytes).await.is_err() {
                // The disk did not take it; the writer says why.
                return Ok(());
            }
        }
        Ok(())
    }
}

type Written = (PartialBlob, Result<(), VaultError>);

/// A thread that writes what comes; gives the blob back when its queue ends.
fn write_behind(mut partial: PartialBlob, meter: Arc<Meter>) -> (mpsc::Sender<Bytes>, JoinHandle<Written>) {
    let (queue, mut pieces) = mpsc::channel::<Bytes>(QUEUED);
    let writing = tokio::task::spawn_blocking(move || {
        while let Some(piece) = pieces.blocking_recv() {
            if let Err(error) = partial.write(&piece) {
                return (partial, Err(error));
            }
            meter.add(0, piece.len() as u64);
        }
        (partial, Ok(()))
    });
    (queue, writing)
}

fn adopt(
    vault: Vault,
    indexer: Arc<dyn Indexer>,
    missing: &MissingSegment,
    partial: PartialBlob,
) -> Result<Outcome, VaultError> {
    let landed = match partial.finish() {
        Err(VaultError::HashMismatch { .. } | VaultError::LengthMismatch { .. }) => {
            return Ok(Outcome::Damaged);
        }
        landed => landed?,
    };
    let found = if missing.segment.media == Media::Events {
        Reader::new(vault, indexer).look(&missing.recording_id, Media::Events, landed.open()?)?
    } else {
        Found::Texts(Vec::new())
    };
    let (texts, unreadable) = match found {
        Found::Texts(texts) => (texts, None),
        Found::Unreadable(why) => (Vec::new(), Some(why)),
    };
    landed.adopt(texts)?;
    Ok(Outcome::Stored(unreadable))
}
