//! Recordings by their shape: timelines and outlines, computed once and kept in the vault.

use hindsight_contract::desk::{Ask, Bar, BarState, Outline, Stretch, Track};
use hindsight_domain::{Kind, Recording, RecordingId, Segment, Timestamp, limits};
use hindsight_replay::counts::Counter;
use hindsight_replay::fidelity::{self, Fidelity};
use hindsight_replay::moments::{self, web::Visit};
use hindsight_replay::page_facts::PageFacts;
use hindsight_replay::sketch::{Happening, IDLE_MS, Idle, Sketch};
use hindsight_replay::summary::{self, Told};
use hindsight_replay::{Timeline, happening_of, inflate, pulse, run};
use hindsight_rrweb::event::Event;
use hindsight_vault::{PagePart, SegmentState, Vault, VaultError};

use super::facts::{self, FACTS};
use super::insight::Kept;
use super::packed::{pack, unpack, unreadable};
use super::screen::{Screen, Screened};
use super::{keyframes, numbers, to_json};
use crate::library::FetchError;
use crate::{Console, ConsoleError, Result};

const TRACK: &str = "track";
/// The times of all events.
const PULSE: &str = "pulse";
pub(super) const INSIGHT: &str = "insight";
const ACTIVITY: &str = "activity";
const OUTLINE: &str = "outline";

/// Recordings that [`Console::index_shapes`] looks at in one call: it can be stopped between two.
pub const INDEXED_AT_ONCE: u32 = 64;

impl Console {
    /// The timeline of a recording, as JSON of a [`Track`]. `idle_ms` says from which length on a stretch without a deed is
    /// a gap; 10 s unless given.
    pub async fn track(&self, id: &RecordingId, idle_ms: Option<i64>) -> Result<Vec<u8>> {
        let id = id.clone();
        self.with_vault(move |vault| match idle_ms {
            None | Some(IDLE_MS) => kept(vault, &id, TRACK),
            Some(idle_ms) => {
                let duration_ms = vault.recording(&id)?.recording.duration_ms;
                let pulse = unpack(&id, PULSE, &kept(vault, &id, PULSE)?)?;
                let happenings = pulse::read(&pulse)
                    .ok_or_else(|| unreadable(&id, PULSE, &"it was not written by this program"))?;
                Ok(to_json(&track_of(&Sketch::with_idle(duration_ms, happenings, idle_ms))))
            }
        })
        .await
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
            for id in vault.without_derived(INSIGHT, INDEXED_AT_ONCE)? {
                prepare(vault, &id)?;
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

/// What was computed under `name`, now where it was not yet.
pub(super) fn kept(vault: &Vault, id: &RecordingId, name: &str) -> Result<Vec<u8>> {
    if let Some(kept) = vault.derived(id, name)?
        && !kept.is_empty()
    {
        return Ok(kept);
    }
    let shapes = compute(vault, id)?;
    Ok(match name {
        OUTLINE => shapes.outline,
        PULSE => shapes.pulse,
        FACTS => shapes.facts,
        _ => shapes.track,
    })
}

/// Computes what opening a recording takes. One that was erased meanwhile or is damaged gets an empty shape, which keeps
/// it out of the way: opening it will say so.
pub(super) fn prepare(vault: &Vault, id: &RecordingId) -> Result<()> {
    let Err(error) = compute(vault, id) else { return Ok(()) };
    tracing::warn!(recording = %id, %error, "no timeline could be made");
    let basis = stored_segments(&vault.segments(id)?);
    let empty = [(TRACK, Vec::new()), (INSIGHT, Vec::new()), (ACTIVITY, b"[]".to_vec())];
    Ok(vault.keep_derived(id, basis, &empty)?)
}

/// How many segments are here: what derived data counts for.
pub(super) fn stored_segments(states: &[SegmentState]) -> u64 {
    states.iter().filter(|state| state.stored).count() as u64
}

/// What is computed from a recording.
pub(super) struct Shapes {
    track: Vec<u8>,
    pulse: Vec<u8>,
    outline: Vec<u8>,
    /// Of a web session, packed.
    facts: Vec<u8>,
    pub(super) insight: Kept,
}

pub(super) fn compute(vault: &Vault, id: &RecordingId) -> Result<Shapes> {
    let view = vault.recording(id)?;
    if !view.cached && view.recording.kind != Kind::Screen {
        // Of a part one would say that there is no more.
        return Err(VaultError::NotWhole(id.clone()).into());
    }
    let recording = view.recording;
    let states = vault.segments(id)?;
    let basis = stored_segments(&states);
    let read = match recording.kind {
        Kind::Agent => read_run(vault, &recording, &states)?,
        Kind::Web => read_session(vault, &recording, &states)?,
        Kind::Screen => Read::default(),
    };
    // What cannot be packed is not kept: then it is read again for another threshold.
    let pulse = pack(&pulse::write(recording.duration_ms, &read.happenings)).unwrap_or_default();
    let sketch = Sketch::of(recording.duration_ms, read.happenings);
    let mut insight = read.insight;
    if let Some(visit) = &read.visit {
        let told = Told::Web { visit, idle: &sketch.idle };
        insight.sentences = summary::of(&recording, &insight.moments, told);
    }
    let shapes = Shapes {
        track: to_json(&track_of(&sketch)),
        pulse,
        outline: to_json(&outline_of(read.outline, recording.duration_ms)),
        facts: read.facts.map(facts::packed).unwrap_or_default(),
        insight,
    };
    let mut keep = vec![
        (TRACK.to_owned(), shapes.track.clone()),
        (PULSE.to_owned(), shapes.pulse.clone()),
        (ACTIVITY.to_owned(), to_json(&sketch.activity(super::ACTIVITY_PARTS))),
        (INSIGHT.to_owned(), to_json(&shapes.insight)),
    ];
    match recording.kind {
        Kind::Agent => keep.push((OUTLINE.to_owned(), shapes.outline.clone())),
        Kind::Web => keep.push((FACTS.to_owned(), shapes.facts.clone())),
        Kind::Screen => {}
    }
    keep.extend(read.kept);
    if let Some(screened) = read.screened {
        vault.replace_texts(id, basis, screened.texts())?;
    }
    vault.keep_derived_with_pages(id, basis, &keep, read.parts.as_deref())?;
    Ok(shapes)
}

/// What comes of reading all that is here of a recording, one segment at a time.
#[derive(Default)]
struct Read {
    happenings: Vec<Happening>,
    outline: run::Outline,
    insight: Kept,
    /// Of a web session.
    visit: Option<Visit>,
    facts: Option<PageFacts>,
    /// What else is kept, by name.
    kept: Vec<(String, Vec<u8>)>,
    /// What it has on its pages, for heatmaps.
    parts: Option<Vec<PagePart>>,
    /// What was on the screen, of a web session.
    screened: Option<Screened>,
}

fn read_run(vault: &Vault, recording: &Recording, states: &[SegmentState]) -> Result<Read> {
    let mut happenings = Vec::new();
    let mut finder = moments::agent::Finder::new(recording);
    let mut errors = 0;
    super::run::each_line(vault, recording, states, &mut |_, json, _| {
        if let Ok(line) = serde_json::from_str::<run::Line<'_>>(json) {
            happenings.push(Happening { at_ms: line.timestamp.since(recording.started_at), is_deed: true });
            errors += u64::from(line.event_type == "error");
            finder.add(&line);
        }
    })?;
    let (moments, outline) = finder.finish();
    let sentences = summary::of(recording, &moments, Told::Agent(&outline));
    let insight = Kept { moments, sentences, fidelity: Fidelity::default() };
    let kept = vec![(numbers::NUMBERS.to_owned(), to_json(&numbers::Kept { errors, ..Default::default() }))];
    Ok(Read { happenings, outline, insight, kept, ..Read::default() })
}

fn read_session(vault: &Vault, recording: &Recording, states: &[SegmentState]) -> Result<Read> {
    let mut happenings = Vec::new();
    let mut finder = moments::web::Finder::new(recording).with_page_facts();
    let mut lacking = fidelity::Finder::new(recording);
    let mut keyframes = keyframes::Writer::new();
    let mut points = super::heat::reader(vault, &recording.id)?;
    let mut counter = Counter::default();
    let mut screen = Screen::new(recording);
    super::run::each_line(vault, recording, states, &mut |_, json, size| {
        if let Some(size) = size {
            keyframes.segment(size);
        }
        let Ok(event) = Event::read(json, limits::EVENT_BYTES) else { return };
        happenings.push(happening_of(&event, recording.started_at));
        // What has no facts that can be read has none.
        let facts = hindsight_rrweb::facts::facts(&event).ok();
        finder.add(&event, facts.as_ref());
        lacking.add(&event, facts.as_ref());
        points.feed(&event, keyframes.mirror());
        counter.add(&event, facts.as_ref());
        keyframes.add(&event);
        finder.shows(&event, facts.as_ref(), keyframes.mirror());
        screen.add(&event, keyframes.mirror_mut());
    })?;
    let told = finder.page_facts();
    let (moments, visit) = finder.finish();
    let mut fidelity = lacking.finish();
    let (skipped, first_ms) = keyframes.skipped();
    let timeline = Timeline::of(recording);
    let first_ms = timeline.clamp_ms(timeline.offset_ms(Timestamp::clamp_millis(first_ms)));
    fidelity.add_skipped(skipped, first_ms);
    let parts = super::heat::parts(points, recording, &moments);
    let mut kept = keyframes.finish();
    let counts = numbers::Kept { counts: counter.finish(), ..Default::default() };
    kept.push((numbers::NUMBERS.to_owned(), to_json(&counts)));
    let insight = Kept { moments, sentences: Vec::new(), fidelity };
    let (visit, facts, parts, screened) = (Some(visit), Some(told), Some(parts), Some(screen.finish()));
    Ok(Read { happenings, insight, visit, facts, kept, parts, screened, ..Read::default() })
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
    let stretch = |idle: &Idle| Stretch { from_ms: idle.from_ms, to_ms: idle.to_ms };
    Track {
        duration_ms: sketch.duration_ms,
        density: sketch.density.clone(),
        ticks_ms: sketch.ticks_ms.clone(),
        idle: sketch.idle.iter().map(stretch).collect(),
        idle_ms: sketch.idle_ms,
        active_ms: sketch.active_ms,
        active_density: sketch.active_density.clone(),
        clock_jumps: sketch.clock_jumps().map(stretch).collect(),
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
