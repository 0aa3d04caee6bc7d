//! Where each coded picture lies and when it is decoded and shown, in about eight bytes a picture.

/// Samples that lie behind one another in the file and in time share what is told once. Bounded, so that finding one
/// within its run takes a bounded number of steps.
const RUN: u32 = 64;
/// 37 hours of 60 pictures a second. What says more lies, or is not for one file.
pub(super) const MAX_SAMPLES: usize = 8 << 20;
const KEYFRAME: u32 = 1 << 31;
/// A coded picture has fewer bytes than this.
pub(crate) const MAX_SAMPLE_BYTES: u32 = 64 << 20;

/// One coded picture. Times are in ticks of the track.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    pub offset: u64,
    /// 0 where its bytes are not in the file.
    pub size: u32,
    pub dts: i64,
    pub pts: i64,
    pub duration: u32,
    pub is_keyframe: bool,
}

struct Run {
    first: u32,
    offset: u64,
    dts: i64,
}

/// In decode order.
#[derive(Default)]
pub(super) struct Samples {
    runs: Vec<Run>,
    sizes: Vec<u32>,
    durations: Vec<u32>,
    /// From decoding to showing; empty while all are 0.
    offsets: Vec<i32>,
    next: (u64, i64),
}

impl Samples {
    pub(super) fn len(&self) -> usize {
        self.sizes.len()
    }

    pub(super) fn is_full(&self) -> bool {
        self.len() >= MAX_SAMPLES
    }

    /// When the last sample ends, in decode time.
    pub(super) fn end(&self) -> i64 {
        self.next.1
    }

    /// 0 or less, in ticks.
    pub(super) fn most_negative_offset(&self) -> i64 {
        self.offsets.iter().copied().min().unwrap_or_default().min(0).into()
    }

    fn has_offsets(&self) -> bool {
        !self.offsets.is_empty()
    }

    /// Takes the next sample; `shown_after` is from decoding to showing. One of 0 bytes is lost.
    pub(super) fn push(
        &mut self,
        at: u64,
        size: u32,
        dts: i64,
        duration: u32,
        shown_after: i32,
        is_keyframe: bool,
    ) {
        // Bounded by MAX_SAMPLES, which callers ask for.
        let number = self.len() as u32;
        if self.runs.last().is_none_or(|run| number - run.first >= RUN) || self.next != (at, dts) {
            self.runs.push(Run { first: number, offset: at, dts });
        }
        if shown_after != 0 && self.offsets.is_empty() {
            self.offsets = vec![0; self.len()];
        }
        if shown_after != 0 || self.has_offsets() {
            self.offsets.push(shown_after);
        }
        self.sizes.push(size | if is_keyframe { KEYFRAME } else { 0 });
        self.durations.push(duration);
        self.next = (at.saturating_add(size.into()), dts.saturating_add(duration.into()));
    }

    pub(super) fn get(&self, number: usize) -> Option<Sample> {
        let flagged = *self.sizes.get(number)?;
        let run = &self.runs[self.runs.partition_point(|run| run.first as usize <= number).checked_sub(1)?];
        let first = run.first as usize;
        let before: u64 = self.sizes[first..number].iter().map(|size| u64::from(size & !KEYFRAME)).sum();
        let ticks: i64 = self.durations[first..number].iter().map(|&ticks| i64::from(ticks)).sum();
        let dts = run.dts.saturating_add(ticks);
        let shown_after = self.offsets.get(number).copied().unwrap_or_default();
        Some(Sample {
            offset: run.offset.saturating_add(before),
            size: flagged & !KEYFRAME,
            dts,
            pts: dts.saturating_add(shown_after.into()),
            duration: self.durations[number],
            is_keyframe: flagged & KEYFRAME != 0,
        })
    }

    /// Drops lost samples at the end, and says how many: what was cut off a file is not a picture of it.
    pub(super) fn trim(&mut self) -> usize {
        let kept = self.sizes.iter().rposition(|size| size & !KEYFRAME != 0).map_or(0, |last| last + 1);
        let lost = self.len() - kept;
        self.sizes.truncate(kept);
        self.durations.truncate(kept);
        self.offsets.truncate(kept);
        self.runs.retain(|run| (run.first as usize) < kept);
        lost
    }

    pub(super) fn keyframes(&self) -> Vec<u32> {
        let all = self.sizes.iter().zip(0_u32..);
        all.filter(|(size, _)| *size & KEYFRAME != 0 && *size & !KEYFRAME != 0)
            .map(|(_, number)| number)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_comes_back_as_it_was_pushed_whatever_its_neighbours() {
        let mut samples = Samples::default();
        let mut pushed = Vec::new();
        let (mut at, mut dts) = (100, 0);
        for number in 0..300_u32 {
            let (size, duration) = (number % 7 * 13, 40 + number % 3);
            let shown_after = if number > 150 { (number % 5) as i32 - 2 } else { 0 };
            samples.push(at, size, dts, duration, shown_after, number % 50 == 1);
            let is_keyframe = number % 50 == 1;
            pushed.push(Sample {
                offset: at,
                size,
                dts,
                pts: dts + i64::from(shown_after),
                duration,
                is_keyframe,
            });
            at += u64::from(size) + if number % 30 == 0 { 1000 } else { 0 };
            dts += i64::from(duration) + if number % 90 == 0 { 5 } else { 0 };
        }
        for (number, wanted) in pushed.iter().enumerate() {
            assert_eq!(samples.get(number).as_ref(), Some(wanted), "sample {number}");
        }
        assert_eq!(samples.get(300), None);
        samples.push(0, 0, 0, 1, 0, true);
        assert_eq!((samples.trim(), samples.len()), (1, 300), "299 % 7 is not 0");
    }
}
