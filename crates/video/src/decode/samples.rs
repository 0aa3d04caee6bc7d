//! Coded pictures as a decoder wants them: NAL units behind start codes.

use crate::VideoError;
use crate::index::{Avc, Sample, Source, read_at};
use crate::nal;
use crate::sps::Sps;

/// What openh264 can hold, and twice that for what is not shown.
const MAX_PIXELS: u64 = 2 * 36_864 * 256;

/// Reads samples into one buffer that is kept.
pub(super) struct Samples {
    raw: Vec<u8>,
    annex_b: Vec<u8>,
}

impl Samples {
    pub(super) fn new() -> Self {
        Self { raw: Vec::new(), annex_b: Vec::new() }
    }

    /// `None` where the sample is not in the file, or is no picture: its lengths lie.
    ///
    /// # Errors
    ///
    /// [`VideoError::Read`].
    pub(super) fn read(
        &mut self,
        source: &mut dyn Source,
        sample: &Sample,
        avc: &Avc,
        with_sets: bool,
    ) -> Result<Option<&[u8]>, VideoError> {
        if sample.size == 0 {
            return Ok(None);
        }
        // An index bounds the size, and lets nothing lie outside the file.
        self.raw.resize(sample.size as usize, 0);
        read_at(source, sample.offset, &mut self.raw).map_err(VideoError::Read)?;
        self.annex_b.clear();
        if with_sets {
            avc.sps.iter().chain(&avc.pps).for_each(|unit| put(&mut self.annex_b, unit));
        }
        let is_sound = if avc.length_size == 0 {
            self.annex_b.extend_from_slice(&self.raw);
            nal::units(&self.raw).all(is_bearable)
        } else {
            self.lengths_to_start_codes(avc.length_size.into())
        };
        Ok(is_sound.then_some(&self.annex_b))
    }

    fn lengths_to_start_codes(&mut self, length_size: usize) -> bool {
        let mut rest = &self.raw[..];
        let mut found = false;
        while !rest.is_empty() {
            let Some((length, after)) = rest.split_at_checked(length_size) else { return false };
            let length = length.iter().fold(0_usize, |sum, &byte| sum << 8 | usize::from(byte));
            let Some((unit, after)) = after.split_at_checked(length) else { return false };
            if !is_bearable(unit) {
                return false;
            }
            put(&mut self.annex_b, unit);
            found |= !unit.is_empty();
            rest = after;
        }
        found
    }
}

fn put(out: &mut Vec<u8>, unit: &[u8]) {
    if !unit.is_empty() {
        out.extend_from_slice(&[0, 0, 0, 1]);
        out.extend_from_slice(unit);
    }
}

/// A parameter set decides how much memory a decoder takes.
fn is_bearable(unit: &[u8]) -> bool {
    nal::kind(unit) != nal::SPS
        || Sps::read(unit).is_some_and(|sps| u64::from(sps.width) * u64::from(sps.height) <= MAX_PIXELS)
}
