//! Events into segments: in order of their times, cut at the limits that all parts agree on, compressed.

use std::io::Read;

use hindsight_domain::limits;

use super::StoreError;

/// zstd's level: the knee between time and size for JSON.
const LEVEL: i32 = 3;

/// One event on its way into a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its time, in ms since 1970.
    pub at_ms: i64,
    /// Its JSON, without a line break.
    pub json: String,
    /// What replay knows of it.
    pub mark: Mark,
}

/// Whether replay can begin at an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// Not here.
    #[default]
    None,
    /// A Meta event: where the full snapshot after it begins.
    Meta,
    /// A full snapshot.
    Snapshot,
}

/// A segment to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed {
    /// A zstd frame over one event per line.
    pub bytes: Vec<u8>,
    /// How many.
    pub events: u64,
    /// Time of the earliest, in ms since 1970.
    pub from_ms: i64,
    /// Time of the latest.
    pub to_ms: i64,
    /// Times at which replay can begin.
    pub keyframes_at_ms: Vec<i64>,
}

/// Packs events, in the order (time, position given), into as many segments as they need.
pub fn pack(mut lines: Vec<Line>) -> Result<Vec<Packed>, StoreError> {
    lines.sort_by_key(|line| line.at_ms);
    let mut packed = Vec::new();
    let mut rest = lines.as_slice();
    while !rest.is_empty() {
        let (these, others) = rest.split_at(fitting(rest));
        packed.push(compress(these)?);
        rest = others;
    }
    Ok(packed)
}

/// How many events from the start make a segment: at least one.
fn fitting(lines: &[Line]) -> usize {
    let mut bytes = 0;
    let more = |line: &&Line| {
        bytes += line.json.len() + 1;
        bytes <= limits::SEGMENT_BYTES
    };
    lines.iter().take(limits::SEGMENT_EVENTS).take_while(more).count().max(1)
}

fn compress(lines: &[Line]) -> Result<Packed, StoreError> {
    let mut plain = Vec::with_capacity(lines.iter().map(|line| line.json.len() + 1).sum());
    let mut keyframes_at_ms = Vec::new();
    let mut meta = None;
    for line in lines {
        plain.extend_from_slice(line.json.as_bytes());
        plain.push(b'\n');
        if line.mark == Mark::Snapshot {
            keyframes_at_ms.push(meta.unwrap_or(line.at_ms));
        }
        meta = (line.mark == Mark::Meta).then_some(line.at_ms);
    }
    let bytes =
        zstd::bulk::compress(&plain, LEVEL).map_err(|cause| StoreError::damaged("a segment to be", cause))?;
    let times = lines.iter().map(|line| line.at_ms);
    Ok(Packed {
        bytes,
        events: lines.len() as u64,
        from_ms: times.clone().min().unwrap_or(0),
        to_ms: times.max().unwrap_or(0),
        keyframes_at_ms,
    })
}

/// The plain lines of a segment, at most [`limits::SEGMENT_INFLATED_BYTES`].
pub fn unpack(sealed: impl Read) -> Result<String, StoreError> {
    let damaged = |cause: std::io::Error| StoreError::damaged("a segment", cause);
    let mut plain = String::new();
    let limit = limits::SEGMENT_INFLATED_BYTES as u64;
    let inflated = zstd::Decoder::new(sealed)
        .map_err(damaged)?
        .take(limit + 1)
        .read_to_string(&mut plain)
        .map_err(damaged)?;
    if inflated as u64 > limit {
        return Err(StoreError::damaged("a segment", format!("it inflates to over {limit} bytes")));
    }
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(at_ms: i64, bytes: usize, mark: Mark) -> Line {
        Line { at_ms, json: format!("\"{}\"", "x".repeat(bytes)), mark }
    }

    #[test]
    fn a_segment_is_closed_at_its_count_and_at_its_bytes() {
        let by_count = pack((0..4_500).map(|n| line(n, 1, Mark::None)).collect()).unwrap();
        assert_eq!(by_count.iter().map(|p| p.events).collect::<Vec<_>>(), [2_000, 2_000, 500]);
        let by_bytes = pack((0..3).map(|n| line(n, 600_000, Mark::None)).collect()).unwrap();
        assert_eq!(by_bytes.len(), 3);
        let huge = pack(vec![line(0, limits::SEGMENT_BYTES * 2, Mark::None)]).unwrap();
        assert_eq!(huge.len(), 1, "one event over the limit still is a segment");
    }

    #[test]
    fn events_stand_in_the_order_of_time_and_of_arrival() {
        let json = |text: &str, at_ms| Line { at_ms, json: text.into(), mark: Mark::None };
        let packed = pack(vec![json("2", 9), json("0", 1), json("1", 1)]).unwrap();
        assert_eq!(unpack(&packed[0].bytes[..]).unwrap(), "0\n1\n2\n");
        assert_eq!((packed[0].from_ms, packed[0].to_ms), (1, 9));
    }

    #[test]
    fn a_snapshot_right_after_its_meta_begins_with_it() {
        let marks = [Mark::Meta, Mark::Snapshot, Mark::None, Mark::Snapshot, Mark::Meta, Mark::None];
        let lines = marks.iter().zip(10..).map(|(&mark, at)| line(at, 1, mark)).collect();
        assert_eq!(pack(lines).unwrap()[0].keyframes_at_ms, [10, 13]);
    }
}
