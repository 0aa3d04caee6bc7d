//! The events of a recording in the order of their times, in memory that does not grow with the recording.
//!
//! Segments may overlap in time, when batches came late or clocks moved. So a step keeps the earliest events that
//! are not out yet, up to a number of bytes, over as many segments as reach into that time; what falls off the
//! end of it is read again by a later step. Where segments do not overlap, each is read once or twice.

use std::collections::BTreeMap;

use hindsight_domain::{RecordingId, Segment, Timestamp};
use rusqlite::Connection;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::pack::{self, Line};
use super::{Store, StoreError, blobs, recordings, segments, tail};

/// What a step keeps at most, in bytes of JSON; one event of any size fits.
const STEP_BYTES: usize = 4 << 20;

/// Where an event stands: its time, its segment (the tail comes last), its line.
type Key = (i64, u32, usize);

/// The events of a recording as they stood at one moment.
#[derive(Debug)]
pub struct Timeline {
    segments: Vec<Segment>,
    tail: Vec<Line>,
    from_ms: i64,
    to_ms: i64,
    /// All up to this one are out.
    done: Option<Key>,
    ended: bool,
    step_bytes: usize,
}

/// Begins to read the events of a recording that lie within both times.
pub fn begin(
    connection: &Connection,
    id: &RecordingId,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
) -> Result<Timeline, StoreError> {
    let stored = recordings::get(connection, id)?
        .ok_or_else(|| StoreError::NotFound(format!("there is no recording {id}")))?;
    let from_ms = from.map_or(i64::MIN, Timestamp::millis);
    let to_ms = to.map_or(i64::MAX, Timestamp::millis);
    let mut segments = segments::list(connection, id, 0, u32::MAX)?;
    segments.retain(|segment| segment.to.millis() >= from_ms && segment.from.millis() <= to_ms);
    segments.sort_by_key(|segment| (segment.from, segment.index));
    // Once and for all: a line's place in the tail is part of its key.
    let mut tail = tail::lines(connection, stored.pk)?;
    tail.retain(|line| (from_ms..=to_ms).contains(&line.at_ms));
    Ok(Timeline { segments, tail, from_ms, to_ms, done: None, ended: false, step_bytes: STEP_BYTES })
}

impl Timeline {
    /// The next events, as JSON; `None` at the end.
    pub fn step(
        &mut self,
        connection: &Connection,
        store: &Store,
    ) -> Result<Option<Vec<String>>, StoreError> {
        if self.ended {
            return Ok(None);
        }
        let mut kept = Kept { events: BTreeMap::new(), bytes: 0, limit: self.step_bytes, cut: None };
        for (n, line) in std::mem::take(&mut self.tail).into_iter().enumerate() {
            let key = (line.at_ms, u32::MAX, n);
            if self.is_wanted(key) {
                kept.add(key, &line.json);
            }
            self.tail.push(line);
        }
        for segment in &self.segments {
            if kept.cut.is_some_and(|cut| segment.from.millis() > cut.0) {
                break;
            }
            self.read(connection, store, segment, &mut kept)?;
        }
        match kept.cut {
            // The events from the cut on did not fit; those before it are complete.
            Some(_) => self.done = kept.events.last_key_value().map(|(key, _)| *key),
            None => self.ended = true,
        }
        if let Some(done) = self.done {
            self.segments.retain(|segment| segment.to.millis() >= done.0);
        }
        Ok(Some(kept.events.into_values().collect()))
    }

    fn read(
        &self,
        connection: &Connection,
        store: &Store,
        segment: &Segment,
        kept: &mut Kept,
    ) -> Result<(), StoreError> {
        let found = blobs::find(connection, &segment.hash)?
            .ok_or_else(|| StoreError::NotFound("the recording was deleted while it was read".into()))?;
        let plain = pack::unpack(store.open_blob(found)?)?;
        for (n, line) in plain.lines().enumerate() {
            let key = (time_of(line)?, segment.index, n);
            if self.is_wanted(key) {
                kept.add(key, line);
            }
        }
        Ok(())
    }

    fn is_wanted(&self, key: Key) -> bool {
        (self.from_ms..=self.to_ms).contains(&key.0) && self.done.is_none_or(|done| key > done)
    }
}

/// The earliest events of a step.
struct Kept {
    events: BTreeMap<Key, String>,
    bytes: usize,
    limit: usize,
    /// The earliest event that did not fit.
    cut: Option<Key>,
}

impl Kept {
    fn add(&mut self, key: Key, json: &str) {
        if self.cut.is_some_and(|cut| key >= cut) {
            return;
        }
        self.bytes += json.len();
        self.events.insert(key, json.to_owned());
        while self.bytes > self.limit && self.events.len() > 1 {
            let Some((last, json)) = self.events.pop_last() else { return };
            self.bytes -= json.len();
            self.cut = Some(last);
        }
    }
}

#[derive(Deserialize)]
struct Timed<'a> {
    #[serde(borrow)]
    timestamp: &'a RawValue,
}

/// The time of a stored event: milliseconds in web events, RFC 3339 in those of agents.
fn time_of(line: &str) -> Result<i64, StoreError> {
    let unreadable = |error: serde_json::Error| StoreError::damaged("an event", error);
    let timed: Timed<'_> = serde_json::from_str(line).map_err(unreadable)?;
    let time: Timestamp = serde_json::from_str(timed.timestamp.get()).map_err(unreadable)?;
    Ok(time.millis())
}

#[cfg(test)]
#[path = "timeline_tests.rs"]
mod tests;
