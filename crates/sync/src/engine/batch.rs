//! Small segments: many in one request, looked into on one thread, stored on another.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use bytes::Bytes;
use hindsight_domain::{BlobHash, RecordingId};
use hindsight_vault::{Fetched, MissingSegment, VaultError};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::fetch::{Meter, at_fault, key};
use super::index::{Found, Reader};
use super::round::Round;
use super::trip::{Fault, FaultCause};
use crate::SyncError;
use crate::client::Parcel;

/// What goes from one thread to the next at once: enough that a transaction is worth its price.
const PARCELS: usize = 500;
const PARCEL_BYTES: u64 = 4 << 20;
/// How many of these may wait between two threads.
const QUEUED: usize = 2;
/// Requests that bring nothing before the server is held to make no sense.
const BARREN: u32 = 3;

/// A verified segment.
struct Come {
    missing: MissingSegment,
    bytes: Bytes,
}

/// The two threads behind the network.
pub(super) struct Pipeline {
    queue: mpsc::Sender<Vec<Come>>,
    looking: JoinHandle<Result<Vec<Fault>, VaultError>>,
    storing: JoinHandle<Result<(), VaultError>>,
}

impl Pipeline {
    pub(super) fn start(round: &Round<'_>, meter: &Arc<Meter>) -> Self {
        let (queue, mut come) = mpsc::channel::<Vec<Come>>(QUEUED);
        let (to_store, mut looked_into) = mpsc::channel::<Vec<Fetched>>(QUEUED);
        let mut reader = Reader::new(round.vault.clone(), Arc::clone(&round.trip.indexer));
        let looking = tokio::task::spawn_blocking(move || {
            let mut faults = Vec::new();
            while let Some(segments) = come.blocking_recv() {
                let batch: Result<Vec<_>, _> =
                    segments.into_iter().map(|one| look_into(&mut reader, one, &mut faults)).collect();
                if to_store.blocking_send(batch?).is_err() {
                    break;
                }
            }
            Ok(faults)
        });
        let (vault, meter) = (round.vault.clone(), Arc::clone(meter));
        let storing = tokio::task::spawn_blocking(move || {
            while let Some(batch) = looked_into.blocking_recv() {
                let stored = vault.store_batch(batch)?;
                meter.add(stored.segments, stored.bytes);
            }
            Ok(())
        });
        Self { queue, looking, storing }
    }

    /// Hands over what has come. `false` when a thread has ended: [`Pipeline::finish`] knows why.
    async fn push(&self, segments: Vec<Come>) -> bool {
        segments.is_empty() || self.queue.send(segments).await.is_ok()
    }

    /// Waits until all that was handed over is stored.
    pub(super) async fn finish(self) -> Result<Vec<Fault>, SyncError> {
        drop(self.queue);
        let looked = self.looking.await.map_err(|_| SyncError::Broken)?;
        self.storing.await.map_err(|_| SyncError::Broken)??;
        Ok(looked?)
    }
}

fn look_into(reader: &mut Reader, come: Come, faults: &mut Vec<Fault>) -> Result<Fetched, VaultError> {
    let Come { missing, bytes } = come;
    let texts = match reader.look(&missing.recording_id, missing.segment.media, &bytes[..])? {
        Found::Texts(texts) => texts,
        Found::Unreadable(why) => {
            faults.push(at_fault(&missing, FaultCause::Unreadable(why)));
            Vec::new()
        }
    };
    Ok(Fetched {
        recording_id: missing.recording_id,
        index: missing.segment.index,
        bytes: bytes.into(),
        texts,
    })
}

/// Segments that are due, and what became of those that came wrong.
struct Due {
    left: VecDeque<MissingSegment>,
    /// Came damaged once.
    once: HashSet<(RecordingId, u32)>,
}

impl Round<'_> {
    /// Fetches small segments. `false` when the threads behind have ended.
    pub(super) async fn fetch_batch(
        &mut self,
        batch: Vec<MissingSegment>,
        pipeline: &Pipeline,
    ) -> Result<bool, SyncError> {
        let mut due = Due { left: batch.into(), once: HashSet::new() };
        let (mut attempt, mut barren) = (0, 0);
        while !due.left.is_empty() {
            let before = due.left.len();
            let mut ready = Vec::new();
            let asked = self.one_request(&mut due, &mut ready, pipeline).await;
            if !pipeline.push(ready).await {
                return Ok(false);
            }
            let brought = due.left.len() < before;
            if brought {
                (attempt, barren) = (0, 0);
            }
            match asked {
                Ok(false) => return Ok(false),
                Ok(true) if brought => {}
                Ok(true) => {
                    barren += 1;
                    if barren >= BARREN {
                        return Err(self.remote.protocol("it gives none of the blobs that it lists"));
                    }
                }
                Err(error @ SyncError::Protocol { .. }) => {
                    barren += 1;
                    if barren >= BARREN {
                        return Err(error);
                    }
                }
                Err(error) => self.pause(&mut attempt, error).await?,
            }
        }
        Ok(true)
    }

    /// One request for what is due. What came stands in `ready` or is handed over already.
    async fn one_request(
        &mut self,
        due: &mut Due,
        ready: &mut Vec<Come>,
        pipeline: &Pipeline,
    ) -> Result<bool, SyncError> {
        let wanted: Vec<_> =
            due.left.iter().map(|missing| (missing.segment.hash.clone(), missing.segment.bytes)).collect();
        let mut stream = self.or_cancel(self.remote.blob_batch(&wanted)).await?;
        let mut ready_bytes = 0;
        // Those that came damaged go to the end of the queue, which this request does not reach.
        for _ in 0..wanted.len() {
            let Some(parcel) = self.or_cancel(stream.next()).await? else { break };
            let Some(missing) = due.left.pop_front() else { break };
            match parcel {
                Parcel::Blob(bytes) if BlobHash::of(&bytes) == missing.segment.hash => {
                    ready_bytes += bytes.len() as u64;
                    ready.push(Come { missing, bytes });
                }
                Parcel::Absent => self.fault(at_fault(&missing, FaultCause::Absent)),
                Parcel::Blob(_) | Parcel::WrongLength { .. } => {
                    if due.once.insert(key(&missing)) {
                        due.left.push_back(missing);
                    } else {
                        self.fault(at_fault(&missing, FaultCause::Damaged));
                    }
                }
            }
            if ready.len() >= PARCELS || ready_bytes >= PARCEL_BYTES {
                ready_bytes = 0;
                if !pipeline.push(std::mem::take(ready)).await {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }
}
