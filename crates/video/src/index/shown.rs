//! In which order pictures are shown and when, after edit lists.

use super::movie::Edit;
use super::samples::{MAX_SAMPLES, Samples};

/// A stretch of pictures in the order of their times, moved by as much.
struct Part {
    /// Of the stretch, in frames that are shown and in places of the order.
    first_frame: usize,
    first_place: usize,
    shift: i64,
    /// When it ends, in shown time: an edit may end before its last picture does.
    end: i64,
}

/// Frames are numbered as they are shown, from 0.
pub(super) struct Shown {
    /// Places to samples; empty where pictures are shown as they are decoded.
    order: Vec<u32>,
    parts: Vec<Part>,
    frames: usize,
}

/// How an edit list is to be taken.
pub(super) struct Edits<'a> {
    pub(super) list: &'a [Edit],
    pub(super) movie_timescale: u32,
    pub(super) timescale: u32,
    /// Fragments come after the list was written: it moves them, and cuts nothing off.
    pub(super) is_fragmented: bool,
}

impl Shown {
    pub(super) fn new(samples: &Samples, edits: &Edits<'_>) -> Self {
        let order = order(samples);
        let mut shown = Self { order, parts: Vec::new(), frames: 0 };
        if edits.is_fragmented {
            let shift = fragmented_shift(samples, edits);
            shown.add(samples, 0, samples.len(), shift, i64::MAX);
            return shown;
        }
        let (mut at, mut paused) = (0_i64, 0_i64);
        let mut is_cut = false;
        for edit in edits.list {
            // In ticks of the track, rounded down.
            let ticks =
                u128::from(edit.duration) * u128::from(edits.timescale) / u128::from(edits.movie_timescale);
            let duration = i64::try_from(ticks).unwrap_or(i64::MAX / 4).min(i64::MAX / 4);
            if edit.media_time >= 0 {
                let from = edit.media_time.min(i64::MAX / 4);
                // An edit without a duration goes to the end.
                let until = if duration == 0 { i64::MAX } else { from + duration };
                let (first, last) = (shown.place_at(samples, from), shown.place_at(samples, until));
                shown.add(
                    samples,
                    first,
                    last.saturating_sub(first),
                    at.saturating_sub(from),
                    at.saturating_add(duration.max(1)),
                );
                is_cut = true;
            } else {
                paused = paused.saturating_add(duration);
            }
            at = at.saturating_add(duration);
        }
        if !is_cut {
            // A list of pauses alone would hide the film.
            shown.add(samples, 0, samples.len(), at, i64::MAX);
        } else {
            shown.begin_at(samples, paused);
        }
        shown
    }

    /// A list that begins between two pictures begins with the second: as ffmpeg, which leaves no gap but pauses.
    fn begin_at(&mut self, samples: &Samples, ticks: i64) {
        let firsts = self.parts.iter().map(|part| part.first_frame);
        let first = firsts.filter_map(|frame| self.get(samples, frame)).map(|(_, at)| at).min();
        let late = first.map_or(0, |first| first.saturating_sub(ticks)).max(0);
        for part in &mut self.parts {
            part.shift = part.shift.saturating_sub(late);
        }
    }

    pub(super) fn frames(&self) -> usize {
        self.frames
    }

    /// Which sample a frame is, and when it is shown, in ticks.
    pub(super) fn get(&self, samples: &Samples, frame: usize) -> Option<(usize, i64)> {
        let part = self.part(frame)?;
        let sample = self.sample(part.first_place + (frame - part.first_frame));
        Some((sample, samples.get(sample)?.pts.saturating_add(part.shift)))
    }

    /// When a frame's part ends, in ticks.
    pub(super) fn part_end(&self, frame: usize) -> Option<i64> {
        self.part(frame).map(|part| part.end)
    }

    /// The last frame that is shown at or before `ticks`.
    pub(super) fn at(&self, samples: &Samples, ticks: i64) -> Option<usize> {
        let (mut low, mut high) = (0, self.frames);
        while low < high {
            let middle = low + (high - low) / 2;
            let (_, at) = self.get(samples, middle)?;
            if at <= ticks { low = middle + 1 } else { high = middle }
        }
        low.checked_sub(1)
    }

    fn part(&self, frame: usize) -> Option<&Part> {
        if frame >= self.frames {
            return None;
        }
        self.parts.get(self.parts.partition_point(|part| part.first_frame <= frame).checked_sub(1)?)
    }

    fn sample(&self, place: usize) -> usize {
        self.order.get(place).map_or(place, |&sample| sample as usize)
    }

    fn add(&mut self, samples: &Samples, first_place: usize, len: usize, shift: i64, end: i64) {
        // Edits may repeat a film: no more than a film may have.
        let len = len.min(samples.len() - first_place).min(MAX_SAMPLES - self.frames);
        if len > 0 {
            self.parts.push(Part { first_frame: self.frames, first_place, shift, end });
            self.frames += len;
        }
    }

    /// The first place whose picture is not before `ticks`.
    fn place_at(&self, samples: &Samples, ticks: i64) -> usize {
        let (mut low, mut high) = (0, samples.len());
        while low < high {
            let middle = low + (high - low) / 2;
            let is_before = samples.get(self.sample(middle)).is_some_and(|sample| sample.pts < ticks);
            if is_before { low = middle + 1 } else { high = middle }
        }
        low
    }
}

fn order(samples: &Samples) -> Vec<u32> {
    let all = || (0..samples.len()).filter_map(|number| samples.get(number)).map(|sample| sample.pts);
    if all().is_sorted() {
        return Vec::new();
    }
    let times: Vec<_> = all().collect();
    // Bounded by MAX_SAMPLES.
    let mut order: Vec<_> = (0..times.len() as u32).collect();
    order.sort_by_key(|&sample| times[sample as usize]);
    order
}

/// What ffmpeg adds to the times of fragments: minus where the list begins, plus its pauses, plus what makes the most
/// negative composition offset 0.
fn fragmented_shift(samples: &Samples, edits: &Edits<'_>) -> i64 {
    let mut shift = 0_i64;
    for edit in edits.list {
        if edit.media_time >= 0 {
            shift = shift.saturating_sub(edit.media_time);
            break;
        }
        let ticks =
            u128::from(edit.duration) * u128::from(edits.timescale) / u128::from(edits.movie_timescale);
        shift = shift.saturating_add(i64::try_from(ticks).unwrap_or(i64::MAX / 4));
    }
    shift.saturating_add(samples.most_negative_offset().saturating_neg())
}
