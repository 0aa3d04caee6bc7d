//! Recordings by their shape: timelines and outlines, computed once and kept in the vault.

use hindsight_contract::desk::{Ask, Bar, BarState, Outline, Stretch, Track};
use hindsight_domain::{Kind, Recording, RecordingId, Segment};
use hindsight_replay::run::{self, Outliner};
use hindsight_replay::sketch::{Happening, Sketch};
use hindsight_replay::{happening, inflate};
use hindsight_vault::{SegmentState, Vault};

use super::to_json;
use crate::library::FetchError;
use crate::{Console, ConsoleError, Result};

const TRACK: &str = "track";
const ACTIVITY: &str = "activity";
const OUTLINE: &str = "outline";

/// Recordings that [`Console::index_shapes`] looks at in one call: it can be stopped between two.
pub const INDEXED_AT_ONCE: u32 = 64;

impl Console {
    /// The timeline of a recording, as JSON of a [`Track`].
    pub async fn track(&self, id: &RecordingId) -> Result<Vec<u8>> {
        let id = id.clone();
        self.with_vault(move |vault| kept(vault, &id, TRACK)).await
    }

    /// The shape of an agent run, as JSON of an [`Outline`].
    pub async fn outline(&self, id: &RecordingId) -> Result<Vec<u8>> {
        let id = id.clone();
        self.with_vault(move |vault| kept(vault, &id, OUTLINE)).await
    }

    /// Computes ahead what opening a recording will need, for up to [`INDEXED_AT_ONCE`] recordings that lack it.
    /// Says how many; 0: nothing is left to do.
    pub async fn index_shapes(&self) -> Result<u32> {
        self.with_vault(|vault| {
            let mut done = 0;
            for id in vault.without_derived(TRACK, INDEXED_AT_ONCE)? {
                match compute(vault, &id) {
                    Ok(_) => {}
                    // Erased meanwhile, or damaged: opening it will say so. An empty shape keeps it out of the way.
                    Err(error) => {
                        tracing::warn!(recording = %id, %error, "no timeline could be made");
                        let basis = vault.segments(&id)?.iter().filter(|state| state.stored).count() as u64;
                        vault.keep_derived(&id, basis, &[(TRACK, Vec::new()), (ACTIVITY, b"[]".to_vec())])?;
                    }
                }
                done += 1;
            }
            Ok(done)
        })
        .await
    }
}

/// A row's activity; empty where nothing was computed yet.
pub(super) fn activity(vault: &Vault, id: &RecordingId) -> Result<Vec<u32>> {
    let kept = vault.derived(id, ACTIVITY)?;
    Ok(kept.and_then(|json| serde_json::from_slice(&json).ok()).unwrap_or_default())
}

fn kept(vault: &Vault, id: &RecordingId, name: &str) -> Result<Vec<u8>> {
    if let Some(kept) = vault.derived(id, name)?
        && !kept.is_empty()
    {
        return Ok(kept);
    }
    let shapes = compute(vault, id)?;
    Ok(match name {
        OUTLINE => shapes.outline,
        _ => shapes.track,
    })
}

struct Shapes {
    track: Vec<u8>,
    outline: Vec<u8>,
}

fn compute(vault: &Vault, id: &RecordingId) -> Result<Shapes> {
    let recording = vault.recording(id)?.recording;
    let states = vault.segments(id)?;
    let basis = states.iter().filter(|state| state.stored).count() as u64;
    let duration_ms = recording.duration_ms;
    let (sketch, outline) = read(vault, &recording, &states)?;
    let shapes =
        Shapes { track: to_json(&track_of(&sketch)), outline: to_json(&outline_of(outline, duration_ms)) };
    let mut keep =
        vec![(TRACK, shapes.track.clone()), (ACTIVITY, to_json(&sketch.activity(super::ACTIVITY_PARTS)))];
    if recording.kind == Kind::Agent {
        keep.push((OUTLINE, shapes.outline.clone()));
    }
    vault.keep_derived(id, basis, &keep)?;
    Ok(shapes)
}

/// Reads all that is here of a recording, one segment at a time.
fn read(vault: &Vault, recording: &Recording, states: &[SegmentState]) -> Result<(Sketch, run::Outline)> {
    let started_at = recording.started_at;
    let mut happenings: Vec<Happening> = Vec::new();
    let mut outliner = Outliner::new(started_at);
    if recording.kind == Kind::Agent {
        // Rows have an order of their own.
        super::run::each_row(vault, recording, states, &mut |_, line| {
            happenings.push(Happening { at_ms: line.timestamp.since(started_at), is_deed: true });
            outliner.add(line);
        })?;
    } else {
        for state in states.iter().filter(|state| state.stored) {
            let plain = plain(vault, &recording.id, &state.segment)?;
            let lines = plain.split(|&byte| byte == b'\n').filter_map(|line| std::str::from_utf8(line).ok());
            happenings.extend(lines.filter_map(|line| happening(recording.kind, line, started_at)));
        }
    }
    Ok((Sketch::of(recording.duration_ms, happenings), outliner.finish()))
}

/// A segment's events, one per line. Of a video there are none.
pub(super) fn plain(vault: &Vault, id: &RecordingId, segment: &Segment) -> Result<Vec<u8>> {
    if segment.media != hindsight_domain::Media::Events {
        return Ok(Vec::new());
    }
    let bytes = vault.read_segment(id, segment.index)?;
    inflate(&bytes).map_err(|error| ConsoleError::Unplayable {
        id: id.clone(),
        detail: format!("segment {}: {}", segment.index, FetchError::from(error)),
    })
}

fn track_of(sketch: &Sketch) -> Track {
    let idle = sketch.idle.iter().map(|idle| Stretch { from_ms: idle.from_ms, to_ms: idle.to_ms });
    Track {
        duration_ms: sketch.duration_ms,
        density: sketch.density.clone(),
        ticks_ms: sketch.ticks_ms.clone(),
        idle: idle.collect(),
    }
}

fn outline_of(outline: run::Outline, duration_ms: i64) -> Outline {
    let bars = outline.bars.into_iter().map(|bar| Bar {
        row: bar.row,
        lane: bar.lane,
        label: bar.label,
        from_ms: bar.from_ms,
        to_ms: bar.to_ms,
        progress: bar.progress,
        state: match bar.state {
            run::BarState::Running => BarState::Running,
            run::BarState::Completed => BarState::Completed,
            run::BarState::Failed => BarState::Failed,
        },
    });
    let requests = outline.requests.into_iter().map(|request| {
        let (answer_row, answered_ms, answer) = match request.answer {
            Some((row, at_ms, answer)) => (Some(row), Some(at_ms), Some(answer)),
            None => (None, None, None),
        };
        Ask { row: request.row, at_ms: request.at_ms, label: request.label, answer_row, answered_ms, answer }
    });
    Outline {
        duration_ms,
        bars: bars.collect(),
        requests: requests.collect(),
        at_ms: outline.at_ms,
        type_of: outline.type_of,
        types: outline.types,
        lane_of: outline.lane_of,
        lanes: outline.lanes,
        labels: outline.labels,
        errors: outline.errors,
        conversation: outline.conversation,
    }
}
