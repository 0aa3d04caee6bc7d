//! A bare stream: NAL units behind start codes, without times. Pictures are taken as 25 a second, in the order in which
//! they are coded, as players do.

use std::io::{self, BufRead, BufReader, SeekFrom};

use super::entry::{Avc, Codec};
use super::samples::{MAX_SAMPLE_BYTES, Samples};
use super::shown::{Edits, Shown};
use super::walk::read_at;
use super::{Damage, Index, Source};
use crate::{VideoError, nal};

const PER_SECOND: u32 = 25;
/// Of a parameter set that is kept.
const MAX_SET: usize = 4096;

/// Whether a file begins with a start code.
pub(super) fn is_one(source: &mut dyn Source) -> io::Result<bool> {
    let mut first = [0; 4];
    read_at(source, 0, &mut first)?;
    Ok(first[..3] == [0, 0, 1] || first == [0, 0, 0, 1])
}

pub(super) fn open(source: &mut dyn Source, file_len: u64) -> Result<Index, VideoError> {
    let mut found = Pictures::default();
    source.seek(SeekFrom::Start(0)).map_err(VideoError::Read)?;
    let mut reader = BufReader::with_capacity(1 << 16, source);
    loop {
        let bytes = reader.fill_buf().map_err(VideoError::Read)?;
        if bytes.is_empty() {
            break;
        }
        bytes.iter().for_each(|&byte| found.byte(byte));
        let read = bytes.len();
        reader.consume(read);
    }
    found.end_unit();
    found.end_picture(file_len);
    let Pictures { mut samples, sps, pps, lost, .. } = found;
    let mut damage = Vec::new();
    if lost > 0 {
        damage.push(Damage::SamplesLost { count: lost });
    }
    if samples.is_full() {
        damage.push(Damage::TooManySamples);
    }
    samples.trim();
    let edits = Edits { list: &[], movie_timescale: 1, timescale: PER_SECOND, is_fragmented: false };
    let shown = Shown::new(&samples, &edits);
    let avc = Avc { length_size: 0, sps, pps };
    let size = avc.parameters().map_or((0, 0), |sps| (sps.width, sps.height));
    Ok(Index {
        timescale: PER_SECOND,
        codec: Codec::H264(avc),
        size,
        visible: None,
        keyframes: samples.keyframes(),
        samples,
        shown,
        started_wall_ms: None,
        other_tracks: Vec::new(),
        damage,
    })
}

#[derive(Default)]
struct Pictures {
    samples: Samples,
    sps: Vec<Vec<u8>>,
    pps: Vec<Vec<u8>>,
    at: u64,
    zeros: u32,
    /// Bytes of the current unit; of a set all, of others what tells them apart.
    unit: Vec<u8>,
    is_in_unit: bool,
    unit_start: u64,
    picture_start: u64,
    has_slice: bool,
    is_keyframe: bool,
    lost: u64,
}

impl Pictures {
    fn byte(&mut self, byte: u8) {
        if byte == 1 && self.zeros >= 2 {
            self.end_unit();
            self.is_in_unit = true;
            // Extra zeros belong to what was before.
            self.unit_start = self.at - 2;
        } else if self.is_in_unit {
            let is_set = matches!(nal::kind(&self.unit), nal::SPS | nal::PPS);
            if self.unit.len() < if is_set { MAX_SET } else { 2 } {
                self.unit.push(byte);
                if self.unit.len() == 2 {
                    self.begin_unit();
                }
            }
        }
        self.zeros = if byte == 0 { self.zeros + 1 } else { 0 };
        self.at += 1;
    }

    fn begin_unit(&mut self) {
        let kind = nal::kind(&self.unit);
        let is_slice = matches!(kind, 1..=nal::IDR);
        // The first bit of a slice is 1 where it begins with the first block of its picture.
        let is_first_slice = matches!(kind, 1 | 2 | nal::IDR) && self.unit[1] & 0x80 != 0;
        // What stands before a picture: information, sets, delimiter, and the reserved kinds (7.4.1.2.3).
        let is_before = matches!(kind, 6..=9 | 14..=18);
        if self.has_slice && (is_first_slice || is_before) {
            self.end_picture(self.unit_start);
        }
        self.has_slice |= is_slice;
        self.is_keyframe |= kind == nal::IDR;
    }

    fn end_unit(&mut self) {
        let end = self.unit.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
        self.unit.truncate(end);
        let sets = match nal::kind(&self.unit) {
            nal::SPS => &mut self.sps,
            nal::PPS => &mut self.pps,
            _ => return self.unit.clear(),
        };
        // A stream repeats its sets; more than a decoder can hold (7.4.2) are not kept.
        if !sets.contains(&self.unit) && sets.len() < 32 {
            sets.push(std::mem::take(&mut self.unit));
        }
        self.unit.clear();
    }

    fn end_picture(&mut self, end: u64) {
        if !self.has_slice || self.samples.is_full() {
            return;
        }
        let len = u32::try_from(end - self.picture_start).ok().filter(|&len| len <= MAX_SAMPLE_BYTES);
        self.lost += u64::from(len.is_none());
        let dts = self.samples.end();
        self.samples.push(self.picture_start, len.unwrap_or_default(), dts, 1, 0, self.is_keyframe);
        (self.picture_start, self.has_slice, self.is_keyframe) = (end, false, false);
    }
}
