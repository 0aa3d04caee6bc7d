//! Events into segments, as they come.
//!
//! A segment is closed at [`limits::SEGMENT_EVENTS`] events or [`limits::SEGMENT_BYTES`] bytes, so no more than one
//! segment and one event are held. Within a segment events are in the order of (time, place in the file); segments
//! of a file whose times fall overlap, and readers merge them. Sorting across segments would need the whole file.

use std::io;
use std::ops::Range;

use hindsight_domain::{Timestamp, limits};

use super::sink::PackedSegment;

/// zstd's level: the knee between time and size for JSON.
const LEVEL: i32 = 3;

/// What replay must know of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    None,
    /// Where the full snapshot right after it begins.
    Meta,
    Snapshot,
}

struct Entry {
    time: Timestamp,
    mark: Mark,
    range: Range<usize>,
}

/// Collects events until a segment is full.
pub(super) struct Packer {
    plain: Vec<u8>,
    entries: Vec<Entry>,
    sorted: bool,
    compressor: zstd::bulk::Compressor<'static>,
    packed: Vec<u8>,
    keyframes: Vec<Timestamp>,
    /// The Meta event that ended the segment before: it belongs to a snapshot that begins this one.
    meta: Option<Timestamp>,
}

impl Packer {
    pub(super) fn new() -> io::Result<Self> {
        let mut compressor = zstd::bulk::Compressor::new(LEVEL)?;
        // Segments are hashed and verified as a whole.
        compressor.include_checksum(false)?;
        Ok(Self {
            plain: Vec::new(),
            entries: Vec::new(),
            sorted: true,
            compressor,
            packed: Vec::new(),
            keyframes: Vec::new(),
            meta: None,
        })
    }

    /// Adds an event, `json` without a line break outside of strings or with: it is written as one line.
    pub(super) fn push(&mut self, time: Timestamp, mark: Mark, json: &str) {
        let from = self.plain.len();
        push_line(&mut self.plain, json);
        self.sorted &= self.entries.last().is_none_or(|last| last.time <= time);
        self.entries.push(Entry { time, mark, range: from..self.plain.len() });
    }

    /// Whether the segment is to be closed now.
    pub(super) fn is_full(&self) -> bool {
        self.entries.len() >= limits::SEGMENT_EVENTS || self.plain.len() >= limits::SEGMENT_BYTES
    }

    /// Closes the segment, if there is anything in it, and begins the next.
    pub(super) fn close(&mut self) -> io::Result<Option<PackedSegment<'_>>> {
        if self.entries.is_empty() {
            return Ok(None);
        }
        if !self.sorted {
            self.sort();
        }
        self.keyframes.clear();
        for entry in &self.entries {
            if entry.mark == Mark::Snapshot {
                self.keyframes.push(self.meta.unwrap_or(entry.time));
            }
            self.meta = (entry.mark == Mark::Meta).then_some(entry.time);
        }
        self.packed.resize(zstd::zstd_safe::compress_bound(self.plain.len()), 0);
        let written = self.compressor.compress_to_buffer(&self.plain, &mut self.packed[..])?;
        self.packed.truncate(written);
        let events = self.entries.len() as u64;
        let (from, to) = match (self.entries.first(), self.entries.last()) {
            (Some(first), Some(last)) => (first.time, last.time),
            _ => return Ok(None),
        };
        self.plain.clear();
        // What a single huge event stretched is given back.
        self.plain.shrink_to(2 * limits::SEGMENT_BYTES);
        self.entries.clear();
        self.sorted = true;
        Ok(Some(PackedSegment { bytes: &self.packed, events, from, to, keyframes: &self.keyframes }))
    }

    /// By time; those of one time stay in the order of the file.
    fn sort(&mut self) {
        self.entries.sort_by_key(|entry| entry.time);
        let mut plain = Vec::with_capacity(self.plain.len());
        for entry in &mut self.entries {
            let from = plain.len();
            plain.extend_from_slice(&self.plain[entry.range.clone()]);
            entry.range = from..plain.len();
        }
        self.plain = plain;
    }
}

/// Writes `json` and a line break. Line breaks within it can stand between its tokens only, and go with all other
/// white space there.
fn push_line(plain: &mut Vec<u8>, json: &str) {
    let bytes = json.as_bytes();
    if bytes.contains(&b'\n') || bytes.contains(&b'\r') {
        push_compact(plain, bytes);
    } else {
        plain.extend_from_slice(bytes);
    }
    plain.push(b'\n');
}

/// Leaves out the white space outside of strings.
fn push_compact(plain: &mut Vec<u8>, bytes: &[u8]) {
    let mut in_string = false;
    let mut escaped = false;
    for &byte in bytes {
        if in_string {
            in_string = escaped || byte != b'"';
            escaped = !escaped && byte == b'\\';
        } else if byte == b'"' {
            in_string = true;
        } else if matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
            continue;
        }
        plain.push(byte);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::clamp_millis(ms)
    }

    fn lines(segment: &PackedSegment<'_>) -> Vec<String> {
        let plain = zstd::decode_all(segment.bytes).unwrap();
        String::from_utf8(plain).unwrap().lines().map(str::to_owned).collect()
    }

    #[test]
    fn events_are_sorted_by_time_and_keep_their_order_within_one() {
        let mut packer = Packer::new().unwrap();
        for (ms, json) in [(5, "\"c\""), (1, "\"a\""), (5, "\"d\""), (3, "\"b\"")] {
            packer.push(at(ms), Mark::None, json);
        }
        let segment = packer.close().unwrap().unwrap();
        assert_eq!(lines(&segment), ["\"a\"", "\"b\"", "\"c\"", "\"d\""]);
        assert_eq!((segment.events, segment.from, segment.to), (4, at(1), at(5)));
        assert_eq!(packer.close().unwrap(), None, "nothing was left");
    }

    #[test]
    fn a_snapshot_begins_at_the_meta_event_right_before_it_even_across_segments() {
        let mut packer = Packer::new().unwrap();
        for (ms, mark) in
            [(1, Mark::Meta), (2, Mark::Snapshot), (3, Mark::Meta), (4, Mark::None), (5, Mark::Snapshot)]
        {
            packer.push(at(ms), mark, "1");
        }
        packer.push(at(6), Mark::Meta, "1");
        assert_eq!(packer.close().unwrap().unwrap().keyframes, [at(1), at(5)]);
        packer.push(at(7), Mark::Snapshot, "1");
        packer.push(at(8), Mark::Snapshot, "1");
        assert_eq!(packer.close().unwrap().unwrap().keyframes, [at(6), at(8)]);
    }

    #[test]
    fn an_event_is_one_line_whatever_its_layout() {
        let mut packer = Packer::new().unwrap();
        packer.push(at(1), Mark::None, "{\r\n  \"a b\": [1,\n 2],\t\"c\\\" \\\\\": \" x\"\n}");
        packer.push(at(1), Mark::None, "{ \"kept\": 1 }");
        let segment = packer.close().unwrap().unwrap();
        assert_eq!(lines(&segment), [r#"{"a b":[1,2],"c\" \\":" x"}"#, r#"{ "kept": 1 }"#]);
    }

    #[test]
    fn a_segment_is_full_at_its_events_or_its_bytes() {
        let mut packer = Packer::new().unwrap();
        for _ in 1..limits::SEGMENT_EVENTS {
            packer.push(at(1), Mark::None, "1");
        }
        assert!(!packer.is_full());
        packer.push(at(1), Mark::None, "1");
        assert!(packer.is_full());
        packer.close().unwrap();
        packer.push(at(1), Mark::None, &format!("\"{}\"", "x".repeat(limits::SEGMENT_BYTES)));
        assert!(packer.is_full());
        packer.close().unwrap();
        assert!(packer.plain.capacity() <= 2 * limits::SEGMENT_BYTES);
    }
}
