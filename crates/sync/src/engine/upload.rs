//! The bytes of local recordings on their way up.

use std::collections::HashSet;
use std::io::{Read, Seek, SeekFrom};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use hindsight_contract::error::ErrorCode;
use hindsight_contract::sync::{UPLOAD_CHUNK_BYTES, UploadState};
use hindsight_contract::view::{Delivery, Uploaded, UploadedState};
use hindsight_domain::{Mutation, MutationId, MutationKind, NewRecording, RecordingId};
use hindsight_vault::{PendingUpload, Vault, VaultError};

use super::round::Round;
use super::trip::{Phase, Progress};
use crate::SyncError;
use crate::client::NotTaken;

/// What one request carries: what a cut costs at most.
const CHUNK_BYTES: u64 = 4 << 20;
const _: () = assert!(CHUNK_BYTES <= UPLOAD_CHUNK_BYTES as u64);
/// Segments on their way together: the server makes them durable together too.
const AT_ONCE: usize = 4;
/// How often the server may correct where the next bytes belong, or find the whole damaged.
const CORRECTIONS: u32 = 8;

/// What went up.
#[derive(Debug, Default)]
pub(super) struct SentBytes {
    pub(super) bytes: u64,
    /// Why a recording's bytes were not taken, where that is about this recording alone.
    pub(super) refused: Option<SyncError>,
}

impl Round<'_> {
    /// Uploads one recording: announces it in the outbox, sends its bytes, then what waits.
    pub(super) async fn upload(&mut self, id: &RecordingId) -> Result<Uploaded, SyncError> {
        let Some(announcement) = self.announce(id).await? else {
            return Ok(Uploaded { id: id.clone(), bytes: 0, state: UploadedState::Uploaded });
        };
        let sent = self.send_pending(Some(id)).await?;
        if let Some(refused) = sent.refused {
            return Err(refused);
        }
        let pushed = self.push().await;
        let state = match self.vault(move |vault| vault.delivery(announcement)).await? {
            Some(Delivery::Sent) => UploadedState::Uploaded,
            _ => {
                if let Some((_, body)) = self.refused.iter().rfind(|(refused, _)| *refused == announcement) {
                    let body = Box::new(body.clone());
                    return Err(SyncError::Refused { server: self.remote.server(), body });
                }
                pushed?;
                UploadedState::Queued
            }
        };
        Ok(Uploaded { id: id.clone(), bytes: sent.bytes, state })
    }

    /// Puts the recording into the outbox, unless it waits there; `None` where the server has it.
    async fn announce(&self, id: &RecordingId) -> Result<Option<MutationId>, SyncError> {
        let (id, clock, chance) = (id.clone(), self.trip.clock.clone(), self.trip.chance.clone());
        self.announced(move |vault| {
            let view = vault.recording(&id)?;
            if !view.local_only {
                return Ok(Announced::There);
            }
            let waiting = vault.outbox()?.items;
            if let Some(item) =
                waiting.iter().find(|item| item.kind == "recording" && item.recording_id == id)
            {
                let mutation: MutationId = item.id.parse()?;
                vault.retry_parked(Some(mutation))?;
                return Ok(Announced::Waits(mutation));
            }
            let segments = vault.segments(&id)?;
            if view.recording.status.is_growing() || !segments.iter().all(|segment| segment.stored) {
                return Ok(Announced::NotWhole(id));
            }
            let segments = segments.into_iter().map(|state| state.segment).collect();
            let now = clock.now();
            let new = NewRecording { recording: view.recording, segments };
            let mutation = Mutation {
                id: MutationId::new(now, &*chance),
                at: now,
                kind: MutationKind::Recording(Box::new(new)),
            };
            vault.perform(&mutation)?;
            Ok(Announced::Waits(mutation.id))
        })
        .await
    }

    async fn announced(
        &self,
        look: impl FnOnce(&Vault) -> Result<Announced, VaultError> + Send + 'static,
    ) -> Result<Option<MutationId>, SyncError> {
        match self.vault(look).await? {
            Announced::There => Ok(None),
            Announced::Waits(mutation) => Ok(Some(mutation)),
            Announced::NotWhole(recording_id) => Err(SyncError::NotUploadable {
                recording_id,
                reason: "it is still being recorded, or not whole on this laptop",
            }),
        }
    }

    /// Sends the bytes that announced recordings wait for, those of `only` where it is given.
    pub(super) async fn send_pending(&self, only: Option<&RecordingId>) -> Result<SentBytes, SyncError> {
        let mut pending = self.vault(Vault::pending_uploads).await?;
        pending.retain(|upload| only.is_none_or(|id| upload.recording_id == *id));
        let tally = Tally::new(&pending);
        let (this, shared) = (self, &tally);
        // Each by value: a future over borrowed ones is not `Send` for every lifetime, as spawning it asks.
        let each = pending.into_iter().map(|upload| async move {
            let sent = this.send_segment(&upload, shared).await;
            (upload, sent)
        });
        let mut sending = stream::iter(each).buffer_unordered(AT_ONCE);
        let mut refused = None;
        while let Some((upload, sent)) = sending.next().await {
            match sent {
                Ok(()) => tally.add(&*self.trip.progress, 1, 0),
                Err(error @ (SyncError::Refused { .. } | SyncError::Protocol { .. })) => {
                    tracing::warn!(%error, recording = %upload.recording_id, "its bytes were not taken");
                    tally.give_up(&upload);
                    refused.get_or_insert(error);
                }
                Err(error) => return Err(error),
            }
        }
        drop(sending);
        Ok(SentBytes { bytes: tally.sent_bytes.into_inner(), refused })
    }

    async fn send_segment(&self, upload: &PendingUpload, tally: &Tally) -> Result<(), SyncError> {
        if tally.is_given_up(upload) {
            return Ok(());
        }
        let (hash, total) = (&upload.segment.hash, upload.segment.bytes);
        let announce = || self.again(|| self.remote.start_upload(hash, total));
        let mut state = announce().await?;
        let (mut corrections, mut attempt, mut told) = (0, 0, 0);
        loop {
            self.check_state(&state, upload)?;
            let here = if state.complete { total } else { state.offset };
            tally.add(&*self.trip.progress, 0, here.saturating_sub(told));
            told = here.max(told);
            if state.complete {
                let hash = hash.clone();
                return self.vault(move |vault| vault.mark_upload(&hash, total, true)).await;
            }
            let offset = state.offset;
            let chunk = self.read_chunk(upload, offset).await?;
            let length = chunk.len() as u64;
            match self.send_chunk(upload, offset, chunk).await {
                Ok(next) => {
                    if next.offset <= offset && !next.complete {
                        correct(&mut corrections, || self.remote.protocol("its upload does not get on"))?;
                    }
                    tally.sent_bytes.fetch_add(length, Ordering::Relaxed);
                    (state, attempt) = (next, 0);
                }
                Err(NotTaken::At(offset)) => {
                    let again = || self.remote.protocol("it asks for other bytes again and again");
                    correct(&mut corrections, again)?;
                    state.offset = offset;
                }
                Err(NotTaken::Failed(SyncError::Refused { server, body }))
                    if body.code == ErrorCode::HashMismatch =>
                {
                    // Damaged on the way; the server has thrown it away.
                    correct(&mut corrections, || SyncError::Refused { server, body })?;
                    state = announce().await?;
                }
                Err(NotTaken::Failed(error)) => {
                    self.pause(&mut attempt, error).await?;
                    state = announce().await?;
                }
            }
        }
    }

    async fn send_chunk(
        &self,
        upload: &PendingUpload,
        offset: u64,
        chunk: Bytes,
    ) -> Result<UploadState, NotTaken> {
        tokio::select! {
            biased;
            () = self.trip.cancel.cancelled() => Err(NotTaken::Failed(SyncError::Cancelled)),
            taken = self.remote.upload_chunk(&upload.segment.hash, offset, chunk) => taken,
        }
    }

    fn check_state(&self, state: &UploadState, upload: &PendingUpload) -> Result<(), SyncError> {
        if state.hash == upload.segment.hash && state.offset <= upload.segment.bytes {
            Ok(())
        } else {
            Err(self.remote.protocol("the state of an upload that was not asked for"))
        }
    }

    async fn read_chunk(&self, upload: &PendingUpload, offset: u64) -> Result<Bytes, SyncError> {
        let (id, index) = (upload.recording_id.clone(), upload.segment.index);
        let length = CHUNK_BYTES.min(upload.segment.bytes - offset);
        self.vault(move |vault| {
            let mut reader = vault.open_segment(&id, index)?;
            // At most CHUNK_BYTES.
            let mut chunk = vec![0; length as usize];
            let read = reader.seek(SeekFrom::Start(offset)).and_then(|_| reader.read_exact(&mut chunk));
            read.map_err(|error| VaultError::BadRow { what: format!("segment {index} of {id}: {error}") })?;
            Ok(chunk.into())
        })
        .await
    }
}

/// What the uploads of one go share.
struct Tally {
    progress: Mutex<Progress>,
    sent_bytes: AtomicU64,
    /// Recordings of which the server refused a segment.
    given_up: Mutex<HashSet<RecordingId>>,
}

impl Tally {
    fn new(pending: &[PendingUpload]) -> Self {
        let progress = Progress {
            phase: Phase::Upload,
            items: 0,
            of_items: Some(pending.len() as u64),
            bytes: 0,
            of_bytes: Some(pending.iter().map(|upload| upload.segment.bytes).sum()),
        };
        Self { progress: Mutex::new(progress), sent_bytes: AtomicU64::new(0), given_up: Mutex::default() }
    }

    fn add(&self, tell: &dyn Fn(Progress), segments: u64, bytes: u64) {
        let now = {
            let mut progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
            progress.items += segments;
            progress.bytes += bytes;
            *progress
        };
        tell(now);
    }

    fn give_up(&self, upload: &PendingUpload) {
        self.given_up.lock().unwrap_or_else(PoisonError::into_inner).insert(upload.recording_id.clone());
    }

    fn is_given_up(&self, upload: &PendingUpload) -> bool {
        self.given_up.lock().unwrap_or_else(PoisonError::into_inner).contains(&upload.recording_id)
    }
}

enum Announced {
    There,
    Waits(MutationId),
    NotWhole(RecordingId),
}

fn correct(corrections: &mut u32, too_often: impl FnOnce() -> SyncError) -> Result<(), SyncError> {
    *corrections += 1;
    if *corrections > CORRECTIONS { Err(too_often()) } else { Ok(()) }
}
