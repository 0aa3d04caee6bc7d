//! Rows of an agent run: its events in the order of (time, place in the recording).
//!
//! Where segments do not overlap in time, a row's segment is known from the segments' counts alone. Where they do,
//! the order is found once and kept until another run is asked for.

use std::sync::{Arc, Mutex, PoisonError};

use hindsight_contract::desk::RunEvent;
use hindsight_domain::{Recording, RecordingId};
use hindsight_replay::run::Line;
use hindsight_vault::{SegmentState, Vault};

use super::shape::plain;
use super::to_json;
use crate::texts::agent_texts;
use crate::{Console, Result};

/// Rows of one page at most.
const PAGE_ROWS: u32 = 1_000;
/// Bytes of one page at most; its first row always comes.
const PAGE_BYTES: usize = 16 << 20;
/// Rows that a search in a run finds at most.
const FOUND_ROWS: usize = 10_000;

/// Where a row stands: its segment, and its line there.
type Place = (u32, u32);

/// The order of the run that was asked for last, where its segments overlap.
#[derive(Default)]
pub(crate) struct LastOrder(Mutex<Option<Order>>);

struct Order {
    of: RecordingId,
    /// How many segments it was found in.
    basis: usize,
    places: Arc<Vec<Place>>,
}

impl Console {
    /// Rows of an agent run from `from` on, as a JSON array of [`RunEvent`]. Fewer than `limit` where they are large.
    pub async fn run_events(&self, id: &RecordingId, from: u32, limit: u32) -> Result<Vec<u8>> {
        let (id, last) = (id.clone(), self.last_order.clone());
        self.with_vault(move |vault| {
            let recording = vault.recording(&id)?.recording;
            let states = vault.segments(&id)?;
            page(vault, &recording, &states, (from, limit.min(PAGE_ROWS)), &last)
        })
        .await
    }

    /// Rows with this text in their type or in their data, ascending. Case does not count.
    pub async fn find_in_run(&self, id: &RecordingId, text: &str) -> Result<Vec<u32>> {
        let (id, needle) = (id.clone(), text.trim().to_lowercase());
        if needle.is_empty() {
            return Ok(Vec::new());
        }
        self.with_vault(move |vault| {
            let recording = vault.recording(&id)?.recording;
            let states = vault.segments(&id)?;
            let mut found = Vec::new();
            each_line(vault, &recording, &states, &mut |row, json, _| {
                let has = |text: &str| text.to_lowercase().contains(&needle);
                // As it is written finds names of members, unescaped finds words.
                if found.len() < FOUND_ROWS
                    && (has(json) || agent_texts(json).is_some_and(|(_, texts)| texts.iter().any(|t| has(t))))
                {
                    found.push(row);
                }
            })?;
            Ok(found)
        })
        .await
    }
}

/// How large a segment is.
#[derive(Clone, Copy, Debug)]
pub(super) struct SegmentSize {
    pub(super) plain_bytes: usize,
    pub(super) stored_bytes: u64,
}

/// Calls `each` with every event of a recording, in the order of replay: its row, its line, and at the first of each
/// segment how large that is, where segments do not overlap.
pub(super) fn each_line(
    vault: &Vault,
    recording: &Recording,
    states: &[SegmentState],
    each: &mut dyn FnMut(u32, &str, Option<SegmentSize>),
) -> Result<()> {
    let mut row = 0;
    if let Some(order) = plain_order(states) {
        for at in order {
            let plain = plain(vault, &recording.id, &states[at].segment)?;
            let mut size =
                Some(SegmentSize { plain_bytes: plain.len(), stored_bytes: states[at].segment.bytes });
            for line in lines(&plain) {
                each(row, line, size.take());
                row += 1;
            }
        }
        return Ok(());
    }
    // Each segment is inflated once for each stretch of rows that it has to itself.
    let mut open: Option<(u32, Vec<u8>)> = None;
    for (index, n) in order_of(vault, recording, states)? {
        let plain = segment(vault, recording, states, &mut open, index)?;
        if let Some(line) = lines(plain).nth(n as usize) {
            each(row, line, None);
        }
        row += 1;
    }
    Ok(())
}

/// Positions of the stored segments in order of time; `None` where some overlap.
fn plain_order(states: &[SegmentState]) -> Option<Vec<usize>> {
    let mut order: Vec<usize> = (0..states.len()).filter(|&at| states[at].stored).collect();
    order.sort_by_key(|&at| (states[at].segment.from, states[at].segment.index));
    // Events of one time stand in the order of their segments, so touching is not overlapping, unless the later in
    // time was written first.
    let follows = |pair: &[usize]| {
        let (a, b) = (&states[pair[0]].segment, &states[pair[1]].segment);
        a.to < b.from || (a.to == b.from && a.index < b.index)
    };
    order.windows(2).all(follows).then_some(order)
}

/// Where each row stands, when segments overlap.
fn order_of(vault: &Vault, recording: &Recording, states: &[SegmentState]) -> Result<Vec<Place>> {
    let mut keys = Vec::new();
    for state in states.iter().filter(|state| state.stored) {
        let index = state.segment.index;
        let plain = plain(vault, &recording.id, &state.segment)?;
        for (n, line) in lines(&plain).enumerate() {
            let read = hindsight_replay::happening(recording.kind, line, recording.started_at);
            keys.extend(read.map(|read| (read.at_ms, index, u32::try_from(n).unwrap_or(u32::MAX))));
        }
    }
    keys.sort_unstable();
    Ok(keys.into_iter().map(|(_, index, n)| (index, n)).collect())
}

fn page(
    vault: &Vault,
    recording: &Recording,
    states: &[SegmentState],
    (from, limit): (u32, u32),
    last: &LastOrder,
) -> Result<Vec<u8>> {
    let mut page = Page { json: vec![b'['], recording };
    if let Some(order) = plain_order(states) {
        let mut row = 0_u64;
        let wanted = u64::from(from)..u64::from(from) + u64::from(limit);
        for at in order {
            let next = row + states[at].segment.events;
            // A count that does not fit what is in the segment would shift rows: only whole segments are skipped.
            if next > wanted.start && row < wanted.end {
                let plain = plain(vault, &recording.id, &states[at].segment)?;
                for (line, n) in lines(&plain).zip(row..) {
                    if wanted.contains(&n) && !page.push(u32::try_from(n).unwrap_or(u32::MAX), line) {
                        return Ok(page.end());
                    }
                }
            }
            row = next;
        }
        return Ok(page.end());
    }
    let order = last.get(vault, recording, states)?;
    let mut open = None;
    for row in from..from.saturating_add(limit) {
        let Some(&(index, n)) = order.get(row as usize) else { break };
        let plain = segment(vault, recording, states, &mut open, index)?;
        if lines(plain).nth(n as usize).is_some_and(|line| !page.push(row, line)) {
            break;
        }
    }
    Ok(page.end())
}

struct Page<'r> {
    json: Vec<u8>,
    recording: &'r Recording,
}

impl Page<'_> {
    /// Adds a row; says whether another one fits.
    fn push(&mut self, row: u32, line: &str) -> bool {
        let Ok(line) = serde_json::from_str::<Line<'_>>(line) else { return true };
        let event = RunEvent {
            row,
            at_ms: line.timestamp.since(self.recording.started_at),
            event_type: line.event_type.into_owned(),
            data: line.data,
        };
        if self.json.len() > 1 {
            self.json.push(b',');
        }
        self.json.extend_from_slice(&to_json(&event));
        self.json.len() < PAGE_BYTES
    }

    fn end(mut self) -> Vec<u8> {
        self.json.push(b']');
        self.json
    }
}

impl LastOrder {
    fn get(&self, vault: &Vault, recording: &Recording, states: &[SegmentState]) -> Result<Arc<Vec<Place>>> {
        let stored = states.iter().filter(|state| state.stored).count();
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(order) = &*last
            && order.of == recording.id
            && order.basis == stored
        {
            return Ok(order.places.clone());
        }
        let places = Arc::new(order_of(vault, recording, states)?);
        *last = Some(Order { of: recording.id.clone(), basis: stored, places: places.clone() });
        Ok(places)
    }
}

/// A segment's events, kept while the same one is asked for.
fn segment<'o>(
    vault: &Vault,
    recording: &Recording,
    states: &[SegmentState],
    open: &'o mut Option<(u32, Vec<u8>)>,
    index: u32,
) -> Result<&'o [u8]> {
    if open.as_ref().is_none_or(|(number, _)| *number != index) {
        let state = states.iter().find(|state| state.segment.index == index);
        let bytes = state.map(|state| plain(vault, &recording.id, &state.segment)).transpose()?;
        *open = Some((index, bytes.unwrap_or_default()));
    }
    Ok(open.as_ref().map_or(&[], |(_, plain)| plain.as_slice()))
}

/// The lines of a segment that are events, in its order.
fn lines(plain: &[u8]) -> impl Iterator<Item = &str> {
    let lines = plain.split(|&byte| byte == b'\n').filter_map(|line| std::str::from_utf8(line).ok());
    lines.filter(|line| !line.trim().is_empty())
}
