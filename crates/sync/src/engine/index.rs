//! Looking into segments of events for the search.

use std::io::Read;
use std::sync::Arc;

use hindsight_domain::{Kind, Media, RecordingId, Timestamp, limits};
use hindsight_vault::{Text, Vault, VaultError};
use zstd::zstd_safe::{DCtx, ResetDirective};

use super::trip::Indexer;

/// Finds texts; keeps its buffers from one segment to the next.
pub(super) struct Reader {
    vault: Vault,
    indexer: Arc<dyn Indexer>,
    /// The recording that was looked at last: its segments come together.
    last: Option<(RecordingId, Kind, Timestamp)>,
    inflater: DCtx<'static>,
    plain: Vec<u8>,
}

/// What was found in a segment.
pub(super) enum Found {
    Texts(Vec<Text>),
    /// It cannot be read; why.
    Unreadable(String),
}

impl Reader {
    pub(super) fn new(vault: Vault, indexer: Arc<dyn Indexer>) -> Self {
        Self { vault, indexer, last: None, inflater: DCtx::create(), plain: Vec::new() }
    }

    /// The texts of a segment whose bytes, as they travel, are `bytes`.
    pub(super) fn look(
        &mut self,
        id: &RecordingId,
        media: Media,
        bytes: impl Read,
    ) -> Result<Found, VaultError> {
        if media != Media::Events {
            return Ok(Found::Texts(Vec::new()));
        }
        let Some((kind, started_at)) = self.facts(id)? else { return Ok(Found::Texts(Vec::new())) };
        Ok(match self.inflate(bytes) {
            Ok(()) => Found::Texts(self.indexer.texts(kind, started_at, &self.plain)),
            Err(why) => Found::Unreadable(why),
        })
    }

    /// What the indexer wants to know; `None` for a recording that was erased meanwhile.
    fn facts(&mut self, id: &RecordingId) -> Result<Option<(Kind, Timestamp)>, VaultError> {
        if let Some((last, kind, started_at)) = &self.last
            && last == id
        {
            return Ok(Some((*kind, *started_at)));
        }
        let recording = match self.vault.recording(id) {
            Ok(view) => view.recording,
            Err(VaultError::NoRecording(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        self.last = Some((id.clone(), recording.kind, recording.started_at));
        Ok(Some((recording.kind, recording.started_at)))
    }

    fn inflate(&mut self, bytes: impl Read) -> Result<(), String> {
        self.plain.clear();
        self.inflater.reset(ResetDirective::SessionOnly).map_err(|_| "the inflater failed".to_owned())?;
        let source = std::io::BufReader::with_capacity(DCtx::in_size(), bytes);
        let limit = limits::SEGMENT_INFLATED_BYTES as u64;
        let inflated = zstd::stream::read::Decoder::with_context(source, &mut self.inflater);
        let read = inflated.take(limit + 1).read_to_end(&mut self.plain);
        match read {
            Ok(read) if read as u64 > limit => Err(format!("it inflates to more than {limit} bytes")),
            Ok(_) => Ok(()),
            Err(error) => Err(format!("not zstd: {error}")),
        }
    }
}
