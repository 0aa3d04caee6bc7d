//! Keyframes of a web session: written once from its events, so that a window needs one of them and a short tail.

use hindsight_domain::{Recording, Timestamp};
use hindsight_rrweb::event::Event;
use hindsight_rrweb::mirror::{Mirror, Skipped, Spacing};
use hindsight_vault::Vault;
use serde::{Deserialize, Serialize};

use super::packed::{pack, unpack, unreadable};
use super::run::SegmentSize;
use super::to_json;
use crate::Result;

/// The list of them.
const LIST: &str = "keyframes";
/// What a keyframe is called in messages.
const KEYFRAME: &str = "a keyframe";

/// Where a keyframe stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Mark {
    /// Ms since 1970.
    time_ms: i64,
}

fn name_of(time_ms: i64) -> String {
    format!("keyframe:{time_ms}")
}

/// Writes keyframes while a recording is read in order.
pub(super) struct Writer {
    mirror: Mirror,
    spacing: Spacing,
    /// The time of the last event.
    last_ms: i64,
    /// The time of the first event of which something was not applied.
    first_skip_ms: Option<i64>,
    marks: Vec<Mark>,
    written: Vec<(String, Vec<u8>)>,
}

impl Writer {
    pub(super) fn new() -> Self {
        Self {
            mirror: Mirror::watched(),
            spacing: Spacing::new(),
            last_ms: i64::MIN,
            first_skip_ms: None,
            marks: Vec::new(),
            written: Vec::new(),
        }
    }

    /// A segment is being read.
    pub(super) fn segment(&mut self, size: SegmentSize) {
        self.spacing.recording_stored(size.plain_bytes as u64, size.stored_bytes);
    }

    /// The page after the events so far.
    pub(super) fn mirror(&self) -> &Mirror {
        &self.mirror
    }

    /// The next event. A keyframe stands between two milliseconds: all of the earlier one is in it.
    pub(super) fn add(&mut self, event: &Event<'_>) {
        if event.timestamp_ms > self.last_ms {
            self.write_if_due();
        }
        self.last_ms = self.last_ms.max(event.timestamp_ms);
        let (before, bytes) = (self.mirror.operations(), event.json().len() as u64);
        self.mirror.apply(event);
        if self.first_skip_ms.is_none() && self.mirror.skipped().total() > 0 {
            self.first_skip_ms = Some(event.timestamp_ms);
        }
        if event.kind == hindsight_rrweb::event::Kind::FullSnapshot {
            self.spacing.checkout(event.timestamp_ms, bytes);
        } else {
            let operations = self.mirror.operations().saturating_sub(before);
            self.spacing.event(event.timestamp_ms, bytes, operations);
        }
    }

    fn write_if_due(&mut self) {
        if !self.spacing.is_due(None) {
            return;
        }
        let Some(keyframe) = self.mirror.keyframe(self.last_ms) else { return };
        let plain_bytes = keyframe.bytes() as u64;
        if !self.spacing.is_due(Some(plain_bytes)) {
            self.spacing.thrown_away(plain_bytes);
            return;
        }
        let plain = keyframe.events.join("\n");
        // What cannot be packed is left out: a window begins earlier then.
        let Some(stored) = pack(plain.as_bytes()) else { return };
        self.spacing.written(self.last_ms, plain_bytes);
        self.spacing.keyframes_stored(plain_bytes, stored.len() as u64);
        self.marks.push(Mark { time_ms: self.last_ms });
        self.written.push((name_of(self.last_ms), stored));
    }

    /// What could not be applied, and the time of the first of it.
    pub(super) fn skipped(&self) -> (&Skipped, i64) {
        (self.mirror.skipped(), self.first_skip_ms.unwrap_or(self.last_ms))
    }

    /// The same, for whoever takes from it what is new.
    pub(super) fn mirror_mut(&mut self) -> &mut Mirror {
        &mut self.mirror
    }

    /// What is to be kept, by name.
    pub(super) fn finish(self) -> Vec<(String, Vec<u8>)> {
        let mut kept = self.written;
        kept.push((LIST.to_owned(), to_json(&self.marks)));
        kept
    }
}

/// The latest keyframe after `after` and not after `from`: its time, and its events, one per line.
pub(crate) fn nearest(
    vault: &Vault,
    recording: &Recording,
    after: Timestamp,
    from: Timestamp,
) -> Result<Option<(Timestamp, String)>> {
    let id = &recording.id;
    let Some(list) = vault.derived(id, LIST)? else { return Ok(None) };
    let marks: Vec<Mark> = serde_json::from_slice(&list).map_err(|error| unreadable(id, KEYFRAME, &error))?;
    let fits = |mark: &&Mark| (after.millis() + 1..=from.millis()).contains(&mark.time_ms);
    let Some(mark) = marks.iter().rfind(fits) else { return Ok(None) };
    let Some(stored) = vault.derived(id, &name_of(mark.time_ms))? else { return Ok(None) };
    let events = String::from_utf8(unpack(id, KEYFRAME, &stored)?)
        .map_err(|error| unreadable(id, KEYFRAME, &error))?;
    Ok(Some((Timestamp::clamp_millis(mark.time_ms), events)))
}
