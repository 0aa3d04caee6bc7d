//! Settings that go together, under one word.

use serde::{Deserialize, Serialize};

use super::{Quality, Scale, Settings};

/// How good and how large a recording is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// Readable text, little else: for long sessions.
    Low,
    /// What is set when nothing is.
    Standard,
    /// Small text and moving pictures.
    High,
}

/// How many of the screen's pixels are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    /// All.
    Full,
    /// Half along each side.
    Half,
    /// A quarter along each side.
    Quarter,
}

impl Preset {
    /// All, from low to high.
    pub const ALL: [Self; 3] = [Self::Low, Self::Standard, Self::High];

    fn numbers(self) -> (u32, u32) {
        match self {
            Self::Low => (5, 28),
            Self::Standard => (10, 23),
            Self::High => (20, 18),
        }
    }

    /// Sets frames per second and quality, and nothing else.
    pub fn apply(self, settings: &mut Settings) {
        let (fps, quality) = self.numbers();
        settings.fps = fps;
        settings.quality = Quality::new(quality).unwrap_or_default();
    }

    /// The preset that these settings are, if they are one.
    pub fn of(settings: &Settings) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.numbers() == (settings.fps, settings.quality.get()))
    }
}

impl Size {
    /// All, from full to quarter.
    pub const ALL: [Self; 3] = [Self::Full, Self::Half, Self::Quarter];

    fn factor(self) -> f64 {
        match self {
            Self::Full => 1.0,
            Self::Half => 0.5,
            Self::Quarter => 0.25,
        }
    }

    /// Sets the scale, and nothing else.
    pub fn apply(self, settings: &mut Settings) {
        settings.resolution_scale = Scale::new(self.factor()).unwrap_or_default();
    }

    /// The size that these settings are, if they are one.
    pub fn of(settings: &Settings) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.factor() == settings.resolution_scale.get())
    }
}
