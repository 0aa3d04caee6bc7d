//! What a person may choose about the encoding.

use std::ops::RangeInclusive;

use crate::VideoError;

/// Checked settings of an encoder.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    quality: u8,
    fps: u8,
    scale: f64,
    keyframe_us: u64,
    keyframe_frames: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { quality: 23, fps: 10, scale: 1.0, keyframe_us: 10_000_000, keyframe_frames: 50 }
    }
}

impl Settings {
    /// The quantiser: 0 is without visible loss and large, 51 is coarse and small.
    pub const QUALITY: RangeInclusive<u8> = 0..=51;
    /// At most so many pictures a second.
    pub const FPS: RangeInclusive<u8> = 1..=60;
    pub const SCALE: RangeInclusive<f64> = 0.1..=2.0;

    /// # Errors
    ///
    /// [`VideoError::OutOfRange`] names the setting, the value and its range.
    pub fn new(quality: u8, fps: u8, scale: f64) -> Result<Self, VideoError> {
        within(
            "quality",
            quality.into(),
            &(f64::from(*Self::QUALITY.start())..=f64::from(*Self::QUALITY.end())),
        )?;
        within("fps", fps.into(), &(f64::from(*Self::FPS.start())..=f64::from(*Self::FPS.end())))?;
        within("scale", scale, &Self::SCALE)?;
        Ok(Self { quality, fps, scale, ..Self::default() })
    }

    /// Begins a keyframe group after so much time or so many pictures, whichever comes first: what a seek must decode at
    /// most, and what a crash can cost. Ten seconds and 50 pictures without this; each at least 1, and ten seconds at
    /// most.
    #[must_use]
    pub fn with_keyframes(self, every_us: u64, every_frames: u32) -> Self {
        Self { keyframe_us: every_us.clamp(1, 10_000_000), keyframe_frames: every_frames.max(1), ..self }
    }

    #[must_use]
    pub fn quality(&self) -> u8 {
        self.quality
    }

    #[must_use]
    pub fn fps(&self) -> u8 {
        self.fps
    }

    #[must_use]
    pub fn scale(&self) -> f64 {
        self.scale
    }

    pub(crate) fn keyframe_us(&self) -> u64 {
        self.keyframe_us
    }

    pub(crate) fn keyframe_frames(&self) -> u32 {
        self.keyframe_frames
    }
}

fn within(name: &'static str, value: f64, range: &RangeInclusive<f64>) -> Result<(), VideoError> {
    // Not a number is in no range.
    if range.contains(&value) {
        return Ok(());
    }
    Err(VideoError::OutOfRange { name, value, min: *range.start(), max: *range.end() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_a_range_are_allowed_and_what_is_beyond_is_named() {
        assert!(Settings::new(0, 1, 0.1).is_ok() && Settings::new(51, 60, 2.0).is_ok());
        for (quality, fps, scale, name) in
            [(52, 10, 1.0, "quality"), (23, 0, 1.0, "fps"), (23, 61, 1.0, "fps"), (23, 10, f64::NAN, "scale")]
        {
            let error = Settings::new(quality, fps, scale).expect_err("it is out of range").to_string();
            assert!(error.starts_with(name), "{error}");
        }
    }
}
