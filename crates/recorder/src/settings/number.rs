//! Numbers with a range, and their names.

use std::fmt::Display;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Refused;

/// What a setting may be: a whole number or a fraction.
pub trait Number: Copy + PartialOrd + Display + FromStr {}
impl Number for u32 {}
impl Number for f64 {}

/// A setting's name and what it may be, both ends included.
#[derive(Clone, Copy, Debug)]
pub struct Range<N> {
    /// As the environment has it.
    pub name: &'static str,
    /// The least.
    pub min: N,
    /// The most.
    pub max: N,
}

impl<N: Number> Range<N> {
    /// The number, if it is in range. NaN never is.
    pub fn check(&self, number: N) -> Result<(), Refused> {
        if number >= self.min && number <= self.max { Ok(()) } else { Err(self.refused(&number.to_string())) }
    }

    /// Reads a number that is in range.
    pub fn read(&self, text: &str) -> Result<N, Refused> {
        let number = text.parse().map_err(|_| self.refused(text))?;
        self.check(number).map(|()| number).map_err(|_| self.refused(text))
    }

    fn refused(&self, value: &str) -> Refused {
        Refused::new(self.name, value, format!("{} to {}", self.min, self.max))
    }
}

/// The range of every number.
pub mod ranges {
    use super::Range;

    macro_rules! ranges {
        ($($(#[$doc:meta])* $id:ident: $kind:ty = $min:literal to $max:literal;)*) => {$(
            $(#[$doc])*
            pub const $id: Range<$kind> =
                Range { name: concat!("RECORDING_", stringify!($id)), min: $min, max: $max };
        )*};
    }

    ranges! {
        /// Frames per second.
        FPS: u32 = 1 to 60;
        /// The encoder's quantiser, lower is better.
        QUALITY: u32 = 0 to 51;
        /// Of the screen's pixels along each side.
        RESOLUTION_SCALE: f64 = 0.1 to 2.0;
        /// Up to what a 32-bit file system holds.
        MAX_FILE_SIZE_MB: u32 = 1 to 4_000;
        /// Up to a day.
        MAX_DURATION_MINUTES: u32 = 1 to 1_440;
        /// Up to 100 TB.
        MAX_TOTAL_SIZE_GB: f64 = 0.1 to 100_000.0;
        /// Up to ten years.
        MAX_FILE_AGE_DAYS: u32 = 1 to 3_650;
        /// Up to 30 days.
        CLEANUP_INTERVAL_HOURS: u32 = 1 to 720;
        /// What stays free on the disk.
        MIN_FREE_MB: u32 = 50 to 1_000_000;
    }
}

/// The encoder's quantiser, 0–51; lower is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Quality(u32);

impl Quality {
    /// A quality in range.
    pub fn new(quantiser: u32) -> Result<Self, Refused> {
        ranges::QUALITY.check(quantiser).map(|()| Self(quantiser))
    }

    /// The quantiser.
    pub fn get(self) -> u32 {
        self.0
    }
}

impl Default for Quality {
    fn default() -> Self {
        Self(23)
    }
}

impl TryFrom<u32> for Quality {
    type Error = Refused;
    fn try_from(quantiser: u32) -> Result<Self, Refused> {
        Self::new(quantiser)
    }
}

impl From<Quality> for u32 {
    fn from(quality: Quality) -> Self {
        quality.0
    }
}

/// A part of the screen's pixels along each side, 0.1–2.0.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Scale(f64);

impl Scale {
    /// A scale in range.
    pub fn new(scale: f64) -> Result<Self, Refused> {
        ranges::RESOLUTION_SCALE.check(scale).map(|()| Self(scale))
    }

    /// The factor.
    pub fn get(self) -> f64 {
        self.0
    }
}

impl Default for Scale {
    fn default() -> Self {
        Self(1.0)
    }
}

impl TryFrom<f64> for Scale {
    type Error = Refused;
    fn try_from(scale: f64) -> Result<Self, Refused> {
        Self::new(scale)
    }
}

impl From<Scale> for f64 {
    fn from(scale: Scale) -> Self {
        scale.0
    }
}
