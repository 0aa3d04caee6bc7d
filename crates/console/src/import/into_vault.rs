//! Imports go into the vault: segments and texts into drafts, all drafts at once into sight.

use std::borrow::Cow;

use hindsight_domain::{BlobHash, Media, Segment, Timestamp};
use hindsight_vault as vault;
use hindsight_vault::{Vault, VaultError};

use super::sink::{Adopted, Draft, Finished, PackedSegment, Sink, TextAt};

/// A vault as a place for imports.
pub(crate) struct IntoVault<'v>(pub &'v Vault);

/// A recording on its way into a vault.
///
/// Offsets are counted from the first time that came; where a later one turns out to be the start, all are moved at
/// the end.
pub(crate) struct VaultDraft {
    draft: vault::Draft,
    zero: Option<Timestamp>,
}

impl Sink for IntoVault<'_> {
    type Draft = VaultDraft;
    type Error = VaultError;

    fn draft(&mut self) -> Result<VaultDraft, VaultError> {
        Ok(VaultDraft { draft: self.0.draft()?, zero: None })
    }

    fn adopt(&mut self, finished: Vec<Finished<VaultDraft>>) -> Result<Vec<Adopted>, VaultError> {
        let imports = finished.into_iter().map(|finished| {
            let Finished { recording, draft: VaultDraft { mut draft, zero }, file, index } = finished;
            if let Some(zero) = zero {
                draft.shift(zero.since(recording.started_at));
            }
            vault::Import { recording, source: Some(vault::Source { file, index }), draft }
        });
        let adopted = self.0.import(imports.collect())?;
        Ok(adopted.into_iter().map(|adopted| Adopted { id: adopted.id, already: adopted.already }).collect())
    }
}

impl VaultDraft {
    fn offset(&mut self, time: Timestamp) -> i64 {
        time.since(*self.zero.get_or_insert(time))
    }
}

impl Draft for VaultDraft {
    type Error = VaultError;

    fn segment(&mut self, packed: PackedSegment<'_>) -> Result<(), VaultError> {
        let index = u32::try_from(self.draft.segments().len()).unwrap_or(u32::MAX);
        let keyframes_ms = packed.keyframes.iter().map(|&keyframe| self.offset(keyframe)).collect();
        let segment = Segment {
            index,
            media: Media::Events,
            hash: BlobHash::of(packed.bytes),
            bytes: packed.bytes.len() as u64,
            events: packed.events,
            from: packed.from,
            to: packed.to,
            keyframes_ms,
        };
        self.draft.add_segment(segment, packed.bytes)
    }

    fn text(&mut self, text: TextAt) -> Result<(), VaultError> {
        let at_ms = self.offset(text.at);
        self.draft.add_text(&vault::Text { at_ms, field: Cow::Borrowed(text.field), text: text.text })
    }
}
