//! What a recorder is told: how, where to, how much, and when by itself.
//!
//! **Invariant:** settings that exist are in range. What is out of range is refused with its name, its value and what
//! is allowed, all of it at once, and never rounded to something that nobody asked for.

mod number;
mod preset;
mod trigger;

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

pub use number::{Quality, Range, Scale, ranges};
pub use preset::{Preset, Size};
pub use trigger::{AddressRange, Trigger};

use crate::remote::{WindowRule, shipped_rules};

/// One setting that cannot be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Serialize)]
#[error("{name} is {value:?}; allowed is {allowed}")]
pub struct Refused {
    /// The setting's name, as the environment has it.
    pub name: &'static str,
    /// What was given, cut after 80 characters.
    pub value: String,
    /// What may be given.
    pub allowed: String,
}

impl Refused {
    pub(crate) fn new(name: &'static str, value: &str, allowed: impl Into<String>) -> Self {
        Self { name, value: value.chars().take(80).collect(), allowed: allowed.into() }
    }
}

/// What is in the picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// The remote-desktop window, found and followed. Recommended: nothing else is recorded.
    #[default]
    RdpWindow,
    /// All monitors as one picture, or one of them.
    FullScreen,
    /// The window that has the focus.
    ActiveWindow,
}

impl Mode {
    /// The word in settings and in the metadata.
    pub fn word(self) -> &'static str {
        match self {
            Self::RdpWindow => "rdp_window",
            Self::FullScreen => "full_screen",
            Self::ActiveWindow => "active_window",
        }
    }
}

/// All settings of a recorder, in range.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Settings {
    /// Whether anything is recorded at all.
    pub enabled: bool,
    /// Whether recording starts and stops with remote-desktop connections.
    pub auto_start: bool,
    /// What is in the picture.
    pub mode: Mode,
    /// Frames per second at most, 1–60; an unchanged screen makes none.
    pub fps: u32,
    /// 0–51, lower is better.
    pub quality: Quality,
    /// 0.1–2.0 of the screen's pixels along each side.
    pub resolution_scale: Scale,
    /// Where a file ends and the next begins, in MB (10⁶ bytes).
    pub max_file_size_mb: u32,
    /// Where a file ends and the next begins, in minutes.
    pub max_duration_minutes: u32,
    /// What all recordings may take up, in GB (10⁹ bytes).
    pub max_total_size_gb: f64,
    /// When a recording is too old, in days.
    pub max_file_age_days: u32,
    /// How often recordings are cleaned up, in hours.
    pub cleanup_interval_hours: u32,
    /// Where files are written. Without it they belong into the vault.
    pub output_dir: Option<PathBuf>,
    /// Whether pointer positions and clicks are noted. Keystrokes never are.
    pub pointer: bool,
    /// Which windows are remote desktops.
    pub remote_windows: Vec<WindowRule>,
    /// Which connections start a recording by themselves; with none, all do.
    pub triggers: Vec<Trigger>,
    /// Below this much free space a recording is ended and saved, in MB.
    pub min_free_mb: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            enabled: true,
            auto_start: true,
            mode: Mode::default(),
            fps: 10,
            quality: Quality::default(),
            resolution_scale: Scale::default(),
            max_file_size_mb: 100,
            max_duration_minutes: 30,
            max_total_size_gb: 10.0,
            max_file_age_days: 30,
            cleanup_interval_hours: 6,
            output_dir: None,
            pointer: true,
            remote_windows: shipped_rules(),
            triggers: Vec::new(),
            min_free_mb: 500,
        }
    }
}

/// What is wrong with settings, all of it.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("the recorder's settings cannot be used: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
pub struct RefusedSettings(pub Vec<Refused>);

impl Settings {
    /// From the environment's variables; those of other programs are left alone. What is absent or empty has its
    /// default.
    pub fn from_env(variables: impl IntoIterator<Item = (String, String)>) -> Result<Self, RefusedSettings> {
        let mut env = Environment::new(variables);
        let mut settings = Self::default();
        env.flag("RECORDING_ENABLED", &mut settings.enabled);
        env.flag("RECORDING_AUTO_START", &mut settings.auto_start);
        env.word(
            "RECORDING_MODE",
            &mut settings.mode,
            &[Mode::RdpWindow, Mode::FullScreen, Mode::ActiveWindow],
        );
        env.number(&ranges::FPS, &mut settings.fps);
        let (mut quality, mut scale) = (settings.quality.get(), settings.resolution_scale.get());
        env.number(&ranges::QUALITY, &mut quality);
        env.number(&ranges::RESOLUTION_SCALE, &mut scale);
        env.number(&ranges::MAX_FILE_SIZE_MB, &mut settings.max_file_size_mb);
        env.number(&ranges::MAX_DURATION_MINUTES, &mut settings.max_duration_minutes);
        env.number(&ranges::MAX_TOTAL_SIZE_GB, &mut settings.max_total_size_gb);
        env.number(&ranges::MAX_FILE_AGE_DAYS, &mut settings.max_file_age_days);
        env.number(&ranges::CLEANUP_INTERVAL_HOURS, &mut settings.cleanup_interval_hours);
        env.number(&ranges::MIN_FREE_MB, &mut settings.min_free_mb);
        env.flag("RECORDING_POINTER", &mut settings.pointer);
        settings.output_dir = env.take("RECORDING_OUTPUT_DIR").map(PathBuf::from);
        env.refuse(Quality::new(quality).map(|quality| settings.quality = quality));
        env.refuse(Scale::new(scale).map(|scale| settings.resolution_scale = scale));
        let mut refused = env.refused;
        refused.dedup();
        if refused.is_empty() { Ok(settings) } else { Err(RefusedSettings(refused)) }
    }

    /// All settings that are out of range, where they were set in code or read from a file.
    pub fn check(&self) -> Result<(), RefusedSettings> {
        let checks = [
            ranges::FPS.check(self.fps),
            ranges::MAX_FILE_SIZE_MB.check(self.max_file_size_mb),
            ranges::MAX_DURATION_MINUTES.check(self.max_duration_minutes),
            ranges::MAX_TOTAL_SIZE_GB.check(self.max_total_size_gb).map(drop),
            ranges::MAX_FILE_AGE_DAYS.check(self.max_file_age_days),
            ranges::CLEANUP_INTERVAL_HOURS.check(self.cleanup_interval_hours),
            ranges::MIN_FREE_MB.check(self.min_free_mb),
        ];
        let refused: Vec<_> = checks.into_iter().filter_map(Result::err).collect();
        if refused.is_empty() { Ok(()) } else { Err(RefusedSettings(refused)) }
    }

    /// [`Settings::max_file_size_mb`] in bytes.
    pub fn max_file_bytes(&self) -> u64 {
        u64::from(self.max_file_size_mb) * 1_000_000
    }

    /// [`Settings::max_duration_minutes`] in microseconds.
    pub fn max_duration_us(&self) -> u64 {
        u64::from(self.max_duration_minutes) * 60_000_000
    }

    /// [`Settings::max_total_size_gb`] in bytes.
    pub fn max_total_bytes(&self) -> u64 {
        // In range and positive, far below what would lose a byte.
        (self.max_total_size_gb * 1e9) as u64
    }
}

/// The variables that are ours, and what is wrong with them.
struct Environment {
    variables: BTreeMap<String, String>,
    refused: Vec<Refused>,
}

impl Environment {
    fn new(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        let ours = variables.into_iter().filter(|(name, _)| name.starts_with("RECORDING_"));
        Self { variables: ours.collect(), refused: Vec::new() }
    }

    fn take(&mut self, name: &str) -> Option<String> {
        let value = self.variables.remove(name)?;
        (!value.trim().is_empty()).then(|| value.trim().to_owned())
    }

    fn refuse(&mut self, result: Result<(), Refused>) {
        self.refused.extend(result.err());
    }

    fn flag(&mut self, name: &'static str, into: &mut bool) {
        let Some(value) = self.take(name) else { return };
        match value.to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" | "on" => *into = true,
            "false" | "0" | "no" | "off" => *into = false,
            _ => self.refused.push(Refused::new(name, &value, "true or false")),
        }
    }

    fn word(&mut self, name: &'static str, into: &mut Mode, known: &[Mode]) {
        let Some(value) = self.take(name) else { return };
        match known.iter().find(|mode| mode.word() == value) {
            Some(mode) => *into = *mode,
            None => {
                let words: Vec<_> = known.iter().map(|mode| mode.word()).collect();
                self.refused.push(Refused::new(name, &value, words.join(", ")));
            }
        }
    }

    fn number<N: number::Number>(&mut self, range: &Range<N>, into: &mut N) {
        let Some(value) = self.take(range.name) else { return };
        match range.read(&value) {
            Ok(number) => *into = number,
            Err(refused) => self.refused.push(refused),
        }
    }
}

#[cfg(test)]
mod tests;
