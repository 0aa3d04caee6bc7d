//! Looking: lists, one recording, search, windows. Nothing here needs a network.

use hindsight_contract::view::{Items, RecordingView, SearchHit, WindowView};
use hindsight_domain::{Kind, Recording, RecordingId, Segment};
use hindsight_replay::window::{self, Keyframe, Reel, Size, WindowError};
use hindsight_replay::{At, InflateError, Timeline, inflate};
use hindsight_vault::{Page, RecordingFilter, RecordingOrder, Vault, VaultError};
use thiserror::Error;

use crate::desk::keyframes;
use crate::{Console, ConsoleError, Result};

impl Console {
    /// Recordings that pass `filter`, and how many do in all.
    pub async fn list(
        &self,
        filter: RecordingFilter,
        order: RecordingOrder,
        page: Page,
    ) -> Result<Items<RecordingView>> {
        self.with_vault(move |vault| Ok(vault.recordings(&filter, order, page)?)).await
    }

    /// One recording.
    pub async fn show(&self, id: &RecordingId) -> Result<RecordingView> {
        let id = id.clone();
        self.with_vault(move |vault| Ok(vault.recording(&id)?)).await
    }

    /// Hits in all text of what is here, the newest recording first.
    pub async fn search(&self, text: &str, page: Page) -> Result<Items<SearchHit>> {
        let text = text.to_owned();
        self.with_vault(move |vault| Ok(vault.search(&text, &RecordingFilter::default(), page)?)).await
    }

    /// The window at a time, `at` as `--at` takes it.
    pub async fn window(&self, id: &RecordingId, at: &str) -> Result<WindowView> {
        let at: At = at.parse()?;
        let id = id.clone();
        self.with_vault(move |vault| {
            crate::desk::make_ready(vault, &id)?;
            window_of(vault, &id, at, &Size::default())
        })
        .await
    }
}

/// The place that `at` names on a recording's clock, within the recording.
pub(crate) fn offset(recording: &Recording, at: &str) -> Result<i64> {
    let timeline = Timeline::of(recording);
    Ok(timeline.clamp_ms(at.parse::<At>()?.offset_ms(timeline)))
}

pub(crate) fn window_of(vault: &Vault, id: &RecordingId, at: At, size: &Size) -> Result<WindowView> {
    let recording = vault.recording(id)?.recording;
    let segments: Vec<_> = vault.segments(id)?.into_iter().map(|state| state.segment).collect();
    let mut reel = Reel {
        kind: recording.kind,
        timeline: Timeline::of(&recording),
        segments: &segments,
        keyframe: None,
    };
    let at_ms = at.offset_ms(reel.timeline);
    let written = match recording.kind {
        Kind::Web => {
            let plan = window::plan(&reel, at_ms, size);
            keyframes::nearest(vault, &recording, plan.since, plan.from)?
        }
        Kind::Agent | Kind::Screen => None,
    };
    reel.keyframe = written.as_ref().map(|(time, events)| Keyframe { time: *time, events });
    let fetch = |segment: &Segment| -> Result<Vec<u8>, FetchError> {
        Ok(inflate(&vault.read_segment(id, segment.index)?)?)
    };
    let loaded = window::load(&reel, at_ms, size, fetch);
    let window = loaded.map_err(|error| match error {
        // It is not here: that is no fault of the recording, and has a way out.
        WindowError::Fetch { source: FetchError::Vault(error), .. } => ConsoleError::Vault(error),
        error => unplayable_window(id, &error),
    })?;
    Ok(WindowView {
        from_ms: window.from_ms,
        to_ms: window.to_ms,
        // Before the first event there is nothing to start from but the asked time itself.
        keyframe_ms: window.keyframe_ms.min(window.from_ms),
        events: window.events,
        unreadable: window.unreadable,
    })
}

pub(crate) fn unplayable_window(id: &RecordingId, error: &WindowError<FetchError>) -> ConsoleError {
    let cause = std::error::Error::source(error).map_or_else(String::new, |cause| format!(": {cause}"));
    ConsoleError::Unplayable { id: id.clone(), detail: format!("{error}{cause}") }
}

#[derive(Debug, Error)]
pub(crate) enum FetchError {
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error(transparent)]
    Inflate(#[from] InflateError),
}
