//! Where playing stands: a state that commands and passing time change, without a decoder and without a clock.

use crate::index::Index;

/// Of a stretch that is skipped, what is shown of it: enough to see that something stood still.
const SHOWN_OF_UNCHANGED_US: i64 = 500_000;
const SPEED: std::ops::RangeInclusive<f64> = 0.25..=16.0;

/// What a person does to a film.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Command {
    /// At the end, from the beginning.
    Play,
    Pause,
    /// To the frame that is shown at this time.
    Seek {
        at_us: i64,
    },
    /// By frames, forwards or back; stops playing.
    Step {
        frames: i64,
    },
    /// From 0.25 to 16; what is beyond is taken as the nearest.
    Speed {
        times: f64,
    },
    /// Shortens what is shown longer than this and does not change.
    SkipUnchanged {
        longer_than_us: Option<i64>,
    },
}

/// What is to be on the screen now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    pub frame: usize,
    pub at_us: i64,
    /// Until the next frame is due, of the time that passes for who watches; `None` while nothing moves.
    pub next_in_us: Option<i64>,
}

/// One film's playhead.
#[derive(Debug, Clone, PartialEq)]
pub struct Playhead {
    at_us: i64,
    is_playing: bool,
    speed: f64,
    skip_longer_than_us: Option<i64>,
}

impl Playhead {
    /// At the first frame, not playing.
    #[must_use]
    pub fn new(index: &Index) -> Self {
        let at_us = index.frame(0).map_or(0, |first| first.at_us);
        Self { at_us, is_playing: false, speed: 1.0, skip_longer_than_us: None }
    }

    #[must_use]
    pub fn is_playing(&self) -> bool {
        self.is_playing
    }

    #[must_use]
    pub fn speed(&self) -> f64 {
        self.speed
    }

    pub fn apply(&mut self, index: &Index, command: Command) {
        match command {
            Command::Play => {
                if self.at_us >= index.duration_us() {
                    self.at_us = Self::new(index).at_us;
                }
                self.is_playing = index.frames() > 0;
            }
            Command::Pause => self.is_playing = false,
            Command::Seek { at_us } => self.at_us = within(index, at_us),
            Command::Step { frames } => {
                self.is_playing = false;
                let (Some(current), Some(last)) = (index.frame_at(self.at_us), index.frames().checked_sub(1))
                else {
                    return;
                };
                let step =
                    isize::try_from(frames).unwrap_or(if frames < 0 { isize::MIN } else { isize::MAX });
                let wanted = current.saturating_add_signed(step).min(last);
                self.at_us = index.frame(wanted).map_or(self.at_us, |frame| frame.at_us);
            }
            // Not a number is no wish.
            Command::Speed { times } if times.is_nan() => {}
            Command::Speed { times } => self.speed = times.clamp(*SPEED.start(), *SPEED.end()),
            Command::SkipUnchanged { longer_than_us } => {
                self.skip_longer_than_us = longer_than_us.map(|us| us.max(SHOWN_OF_UNCHANGED_US));
            }
        }
    }

    /// Lets `passed_us` of the watcher's time pass.
    pub fn pass(&mut self, index: &Index, passed_us: u64) {
        if !self.is_playing {
            return;
        }
        // Saturates where somebody slept for ages.
        let mut left = (passed_us as f64 * self.speed) as i64;
        if self.skip_longer_than_us.is_none() {
            self.at_us = within(index, self.at_us.saturating_add(left));
        } else {
            while left > 0 {
                let Some(frame) = index.frame_at(self.at_us).and_then(|number| index.frame(number)) else {
                    break;
                };
                let end = self.shown_until(frame.at_us, frame.until_us);
                let step = end.saturating_sub(self.at_us).max(0);
                let is_last = frame.number + 1 >= index.frames();
                if left < step || is_last {
                    self.at_us =
                        self.at_us.saturating_add(left).min(if is_last { frame.until_us } else { end });
                    break;
                }
                left -= step;
                self.at_us = index.frame(frame.number + 1).map_or(frame.until_us, |next| next.at_us);
            }
        }
        if self.at_us >= index.duration_us() {
            self.is_playing = false;
        }
    }

    #[must_use]
    pub fn now(&self, index: &Index) -> Option<Now> {
        let frame = index.frame_at(self.at_us).and_then(|number| index.frame(number))?;
        let left = self.shown_until(frame.at_us, frame.until_us).saturating_sub(self.at_us).max(0);
        // Rounded up: a timer that fires too early would find the same frame.
        let next_in_us = self.is_playing.then(|| (left as f64 / self.speed).ceil() as i64);
        Some(Now { frame: frame.number, at_us: self.at_us, next_in_us })
    }

    fn shown_until(&self, at_us: i64, until_us: i64) -> i64 {
        match self.skip_longer_than_us {
            Some(longest) if until_us.saturating_sub(at_us) > longest => {
                at_us.saturating_add(SHOWN_OF_UNCHANGED_US)
            }
            _ => until_us,
        }
    }
}

fn within(index: &Index, at_us: i64) -> i64 {
    let first = index.frame(0).map_or(0, |first| first.at_us);
    at_us.clamp(first, index.duration_us().max(first))
}

/// Frames for thumbnails over the whole film, at most `count`, each from which decoding starts: the cheapest there are.
#[must_use]
pub fn thumbnails(index: &Index, count: usize) -> Vec<usize> {
    let (first, end) = (index.frame(0).map_or(0, |first| first.at_us), index.duration_us());
    let mut frames = Vec::new();
    for place in 0..count {
        // Each in the middle of its part.
        let share = (2 * place as i128 + 1) * i128::from(end - first) / (2 * count as i128);
        let at_us = first.saturating_add(i64::try_from(share).unwrap_or(i64::MAX));
        let near = index.frame_at(at_us).and_then(|number| index.frame(number));
        let key = near.and_then(|near| index.shows(index.decode_from(near.sample), near.number));
        frames.extend(key.map(|key| key.number));
    }
    frames.dedup();
    frames
}
