//! What is kept of a recording for heatmaps, and what a replay measured of its pages.

use hindsight_contract::heatmap::PageMeasure;
use hindsight_domain::{Kind, Recording, RecordingId};
use hindsight_replay::heatmap::WidthBucket;
use hindsight_replay::heatmap::layer::Anchor;
use hindsight_replay::heatmap::layout::{Corner, MAX_NODES, Measured, MeasuredPage};
use hindsight_replay::heatmap::session::Reader;
use hindsight_replay::moments::Moments;
use hindsight_vault::{PagePart, Vault, VaultError};

use crate::desk::packed::unreadable;
use crate::desk::shape::{self, INSIGHT, stored_segments};
use crate::desk::{to_json, word};
use crate::{Console, ConsoleError, Result};

const LAYOUT: &str = "layout";
/// Recordings that are looked for at once.
const AT_ONCE: u32 = 64;

/// Reads a session with what was measured of it.
pub(in crate::desk) fn reader(vault: &Vault, id: &RecordingId) -> Result<Reader> {
    Ok(Reader::new(measured(vault, id)?))
}

fn measured(vault: &Vault, id: &RecordingId) -> Result<Measured> {
    let Some(json) = vault.derived(id, LAYOUT)? else { return Ok(Measured::default()) };
    serde_json::from_slice(&json).map_err(|error| unreadable(id, "the layout", &error))
}

/// The pieces of a recording. Counts that cannot be packed are none, and said.
pub(in crate::desk) fn parts(reader: Reader, recording: &Recording, moments: &Moments) -> Vec<PagePart> {
    let parts = reader.finish(recording, moments).unwrap_or_else(|error| {
        tracing::warn!(recording = %recording.id, %error, "it has no heatmap");
        Vec::new()
    });
    let kept = parts.into_iter().map(|part| PagePart {
        page: part.key.page,
        width: word(&part.key.bucket),
        name: part.name,
        weight: part.weight,
        data: part.bytes,
    });
    kept.collect()
}

impl Console {
    /// Takes what the replay frame measured of a page, and counts the recording anew where that is news. Says whether
    /// it was.
    pub async fn take_measure(&self, measure: PageMeasure) -> Result<bool> {
        self.with_vault(move |vault| {
            let id = measure.recording.clone();
            let bucket = WidthBucket::of(measure.width_px).filter(|_| measure.frames.len() <= MAX_NODES);
            let Some(bucket) = bucket else { return Err(no_measure(&id)) };
            let before = measured(vault, &id)?;
            let mut now = before.clone();
            if !now.put(page_of(measure, bucket)) {
                return Err(no_measure(&id));
            }
            if now == before {
                return Ok(false);
            }
            let basis = stored_segments(&vault.segments(&id)?);
            vault.keep_derived(&id, basis, &[(LAYOUT, to_json(&now))])?;
            shape::compute(vault, &id)?;
            Ok(true)
        })
        .await
    }

    /// Reads what heatmaps need, of one recording or of all that are here, where that was not done yet.
    pub(super) async fn read_all(&self, only: Option<RecordingId>) -> Result<()> {
        self.with_vault(move |vault| {
            let Some(id) = only else {
                loop {
                    let unread = vault.without_derived(INSIGHT, AT_ONCE)?;
                    if unread.is_empty() {
                        return Ok(());
                    }
                    unread.iter().try_for_each(|id| shape::prepare(vault, id))?;
                }
            };
            make_ready(vault, &id)
        })
        .await
    }
}

/// Reads one recording, where that was not done yet.
pub(super) fn make_ready(vault: &Vault, id: &RecordingId) -> Result<()> {
    let view = vault.recording(id)?;
    if view.recording.kind != Kind::Web {
        let detail = "it has no pages: heatmaps are of web sessions".to_owned();
        return Err(ConsoleError::Unplayable { id: id.clone(), detail });
    }
    if !view.cached {
        return Err(VaultError::NotWhole(id.clone()).into());
    }
    if vault.derived(id, INSIGHT)?.is_none() {
        shape::compute(vault, id)?;
    }
    Ok(())
}

fn page_of(measure: PageMeasure, bucket: WidthBucket) -> MeasuredPage {
    let anchor = |is_fixed| if is_fixed { Anchor::Viewport } else { Anchor::Document };
    let frames = measure
        .frames
        .into_iter()
        .map(|frame| (frame.id, Corner { left: frame.left, top: frame.top, anchor: anchor(frame.is_fixed) }));
    MeasuredPage {
        page: hindsight_replay::heatmap::page::Rules::default().page(&measure.page),
        bucket,
        height_px: measure.height_px,
        frames: frames.collect(),
        fixed: measure.fixed.into_iter().collect(),
    }
}

fn no_measure(id: &RecordingId) -> ConsoleError {
    let detail = "what was measured of its page is no layout".to_owned();
    ConsoleError::Unplayable { id: id.clone(), detail }
}
