//! Where a film stands, and what moves it. Time comes in; there is no clock here, and no picture.

/// What is on the screen from when until when, in microseconds of the film.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub at_us: i64,
    pub until_us: i64,
}

/// The frames of a film, without their pictures. Their times never go back.
pub trait Frames {
    fn count(&self) -> usize;
    fn span(&self, frame: usize) -> Option<Span>;
    /// The frame that is on the screen then; before the first, that.
    fn at(&self, at_us: i64) -> usize;
    /// The nearest frame at or before this one that is decoded alone.
    fn keyframe(&self, frame: usize) -> usize;

    fn start_us(&self) -> i64 {
        self.span(0).map_or(0, |span| span.at_us)
    }

    fn end_us(&self) -> i64 {
        let last = self.count().checked_sub(1).and_then(|last| self.span(last));
        last.map_or(0, |span| span.until_us)
    }
}

/// In quarters of real time.
const SPEEDS: [u32; 7] = [1, 2, 4, 8, 16, 32, 64];

/// What an arrow key goes.
pub const STRIDE_US: i64 = 5_000_000;
/// A tick that is longer was not seen: the window was hidden or stuck.
const LONGEST_TICK_US: i64 = 500_000;
/// A picture that stands longer is an unchanged stretch.
const UNCHANGED_US: i64 = 2_000_000;
/// How much of an unchanged stretch is shown before it is skipped.
const LOOK_US: i64 = 500_000;
/// Frames looked at in one tick: a film of a million frames a second costs no more than others.
const MOST_FRAMES: usize = 4_096;

/// How fast film time runs, from 0.25 to 16.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Speed {
    quarters: u32,
}

impl Speed {
    pub const REAL: Self = Self { quarters: 4 };

    #[must_use]
    pub fn times(self) -> f64 {
        f64::from(self.quarters) / 4.0
    }

    #[must_use]
    pub fn faster(self) -> Self {
        SPEEDS.iter().find(|&&next| next > self.quarters).map_or(self, |&quarters| Self { quarters })
    }

    #[must_use]
    pub fn slower(self) -> Self {
        SPEEDS.iter().rev().find(|&&next| next < self.quarters).map_or(self, |&quarters| Self { quarters })
    }

    /// Faster than any decoder can be trusted with each frame.
    fn is_by_keyframes(self) -> bool {
        self.quarters >= 64
    }

    fn of(self, passed_us: i64) -> i64 {
        passed_us.saturating_mul(self.quarters.into()) / 4
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    On,
    Back,
}

/// What a person or a console asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    Toggle,
    Pause,
    SeekUs(i64),
    /// So much on, or back where it is negative.
    ByUs(i64),
    /// One frame; pauses.
    Step(Way),
    /// To the next or the previous mark; pauses.
    Mark(Way),
    Faster,
    Slower,
    Start,
    End,
    ToggleSkip,
}

/// The state of playing. Always stands on a frame of the film.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Playhead {
    at_us: i64,
    /// Kept beside the time: frames of a damaged film may share one.
    frame: usize,
    is_playing: bool,
    speed: Speed,
    skips_unchanged: bool,
}

impl Playhead {
    #[must_use]
    pub fn new(frames: &dyn Frames, at_us: i64) -> Self {
        let mut head =
            Self { at_us: 0, frame: 0, is_playing: false, speed: Speed::REAL, skips_unchanged: false };
        head.seek(frames, at_us);
        head
    }

    #[must_use]
    pub fn at_us(&self) -> i64 {
        self.at_us
    }

    /// The frame that belongs to the time, exactly.
    #[must_use]
    pub fn frame(&self) -> usize {
        self.frame
    }

    /// The frame to show: at 16 × the keyframes alone.
    #[must_use]
    pub fn wanted(&self, frames: &dyn Frames) -> usize {
        if self.is_playing && self.speed.is_by_keyframes() { frames.keyframe(self.frame) } else { self.frame }
    }

    #[must_use]
    pub fn is_playing(&self) -> bool {
        self.is_playing
    }

    #[must_use]
    pub fn speed(&self) -> Speed {
        self.speed
    }

    #[must_use]
    pub fn skips_unchanged(&self) -> bool {
        self.skips_unchanged
    }

    /// `marks` ascend, in microseconds of the film.
    pub fn apply(&mut self, command: Command, frames: &dyn Frames, marks: &[i64]) {
        match command {
            Command::Toggle => {
                self.is_playing = !self.is_playing;
                if self.is_playing && self.at_us >= frames.end_us() {
                    self.seek(frames, frames.start_us());
                }
            }
            Command::Pause => self.is_playing = false,
            Command::SeekUs(at_us) => self.seek(frames, at_us),
            Command::ByUs(us) => self.seek(frames, self.at_us.saturating_add(us)),
            Command::Step(way) => self.step(frames, way),
            Command::Mark(way) => {
                let to = match way {
                    Way::On => marks.get(marks.partition_point(|&mark| mark <= self.at_us)),
                    Way::Back => marks[..marks.partition_point(|&mark| mark < self.at_us)].last(),
                };
                if let Some(&to) = to {
                    self.is_playing = false;
                    self.seek(frames, to);
                }
            }
            Command::Faster => self.speed = self.speed.faster(),
            Command::Slower => self.speed = self.speed.slower(),
            Command::Start => self.seek(frames, frames.start_us()),
            Command::End => {
                // The last picture, not the nothing behind it.
                self.step_to(frames, frames.count().saturating_sub(1));
            }
            Command::ToggleSkip => self.skips_unchanged = !self.skips_unchanged,
        }
    }

    /// `passed_us` of real time have gone by.
    pub fn tick(&mut self, passed_us: i64, frames: &dyn Frames) {
        if !self.is_playing {
            return;
        }
        let left = self.speed.of(passed_us.clamp(0, LONGEST_TICK_US));
        let to =
            if self.skips_unchanged { self.skipping(left, frames) } else { self.at_us.saturating_add(left) };
        self.seek(frames, to);
        if self.at_us >= frames.end_us() {
            self.is_playing = false;
        }
    }

    /// How long until the picture changes, in real microseconds; `None` where it does not by itself.
    #[must_use]
    pub fn next_change_us(&self, frames: &dyn Frames) -> Option<i64> {
        if !self.is_playing {
            return None;
        }
        let span = frames.span(self.frame)?;
        let film_us = span.until_us.saturating_sub(self.at_us).max(0);
        Some(film_us.saturating_mul(4) / i64::from(self.speed.quarters))
    }

    /// Where `left` of film time leads, with at most [`LOOK_US`] of each unchanged stretch.
    fn skipping(&self, mut left: i64, frames: &dyn Frames) -> i64 {
        let mut at = self.at_us;
        for _ in 0..MOST_FRAMES {
            let Some(span) = frames.span(frames.at(at)) else { break };
            let is_unchanged = span.until_us.saturating_sub(span.at_us) > UNCHANGED_US;
            let shown_until = if is_unchanged { span.at_us.saturating_add(LOOK_US) } else { span.until_us };
            let room = shown_until.saturating_sub(at).max(0);
            if left < room || span.until_us <= at {
                break;
            }
            left -= room;
            at = span.until_us;
        }
        at.saturating_add(left)
    }

    fn step(&mut self, frames: &dyn Frames, way: Way) {
        self.is_playing = false;
        let to = match way {
            Way::On => self.frame.saturating_add(1).min(frames.count().saturating_sub(1)),
            Way::Back => self.frame.saturating_sub(1),
        };
        self.step_to(frames, to);
    }

    fn step_to(&mut self, frames: &dyn Frames, to: usize) {
        if let Some(span) = frames.span(to) {
            self.frame = to;
            self.at_us = span.at_us;
        }
    }

    fn seek(&mut self, frames: &dyn Frames, at_us: i64) {
        // Not `clamp`, which panics: the end of a damaged film may lie before its start.
        self.at_us = at_us.min(frames.end_us()).max(frames.start_us());
        self.frame = frames.at(self.at_us);
    }
}

#[cfg(test)]
mod tests;
