//! What is in a film, and where: made from box headers and tables alone, in bounded memory and time.
//!
//! Nothing in a file is believed. A length that lies ends what it is the length of; what stands before is kept, and
//! [`Index::damage`] says what is not there.

mod annex_b;
mod bytes;
mod entry;
mod fragments;
mod movie;
mod open;
mod progressive;
mod samples;
mod shown;
mod walk;

use std::io::{Read, Seek};

pub use entry::{Avc, Codec};
pub use samples::Sample;
pub(crate) use walk::{Piece, Walk, read_at};

use crate::VideoError;
use crate::sps::Colour;
use samples::Samples;
use shown::Shown;

/// Where a film is read from: a file, or what opens an encrypted one.
pub trait Source: Read + Seek {}
impl<T: Read + Seek + ?Sized> Source for T {}

/// What was not there, or not to be read. A film with damage plays as far as it is whole.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Damage {
    /// The file ends within the box that begins at `at`.
    CutShort {
        at: u64,
        missing: u64,
    },
    /// At `at` is no box; what follows was not read.
    NoBox {
        at: u64,
    },
    /// A fragment's own table could not be read.
    FragmentUnreadable {
        at: u64,
    },
    /// A table of the film is missing, so its samples cannot be placed.
    TableMissing {
        name: &'static str,
    },
    /// Samples that are said to lie outside the file.
    SamplesLost {
        count: u64,
    },
    /// More samples or boxes than a film may have; the rest was not read.
    TooManySamples,
    TooManyBoxes,
    /// The stream changes its description; pictures of the later ones may be missing.
    SeveralDescriptions {
        count: u32,
    },
}

/// A track that is kept and not shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherTrack {
    pub kind: TrackKind,
    /// What it is coded in, for a person.
    pub codec: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrackKind {
    Pictures,
    Sound,
    Other,
}

/// One picture as it is shown. Times are microseconds of the film.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrameTime {
    pub number: usize,
    pub at_us: i64,
    pub until_us: i64,
    /// Its sample, in decode order.
    pub sample: usize,
}

/// The one track that is shown, all its pictures, and what else there is.
pub struct Index {
    timescale: u32,
    codec: Codec,
    size: (u32, u32),
    visible: Option<(u32, u32)>,
    samples: Samples,
    keyframes: Vec<u32>,
    shown: Shown,
    started_wall_ms: Option<u64>,
    other_tracks: Vec<OtherTrack>,
    damage: Vec<Damage>,
}

impl Index {
    /// Reads what is in a film: an MP4 in fragments or not, or a bare Annex B stream.
    ///
    /// # Errors
    ///
    /// [`VideoError::NotAFilm`], [`VideoError::NoIndex`], [`VideoError::NoPictures`] or [`VideoError::Read`]. A codec
    /// that cannot be shown is no error here: see [`Index::playable`].
    pub fn open(source: &mut dyn Source) -> Result<Self, VideoError> {
        open::open(source)
    }

    /// # Errors
    ///
    /// [`VideoError::StreamNeeds`] says what a player would need for this film.
    pub fn playable(&self) -> Result<(), VideoError> {
        let what = match &self.codec {
            Codec::Other(name) => name.clone(),
            Codec::H264(avc) => match avc.parameters().and_then(|sps| sps.needs()) {
                Some(needs) => needs.to_owned(),
                None => return Ok(()),
            },
        };
        Err(VideoError::StreamNeeds { what })
    }

    #[must_use]
    pub fn codec(&self) -> &Codec {
        &self.codec
    }

    /// Ticks in a second of [`Sample`]'s times.
    #[must_use]
    pub fn timescale(&self) -> u32 {
        self.timescale
    }

    /// Width and height of what is to be seen.
    #[must_use]
    pub fn size(&self) -> (u32, u32) {
        self.visible.unwrap_or(self.size)
    }

    pub(crate) fn visible(&self) -> Option<(u32, u32)> {
        self.visible
    }

    pub(crate) fn colour(&self) -> Colour {
        let parameters = if let Codec::H264(avc) = &self.codec { avc.parameters() } else { None };
        parameters.map_or_else(|| Colour::unsaid(self.size.0, self.size.1), |sps| sps.colour)
    }

    /// Pictures that are shown, after edit lists.
    #[must_use]
    pub fn frames(&self) -> usize {
        self.shown.frames()
    }

    #[must_use]
    pub fn frame(&self, number: usize) -> Option<FrameTime> {
        let (sample, ticks) = self.shown.get(&self.samples, number)?;
        let own_end =
            || ticks.saturating_add(self.samples.get(sample).map_or(0, |sample| sample.duration.into()));
        let next = self.shown.get(&self.samples, number + 1).map(|(_, next)| next);
        // The last picture of an edit is shown no longer than the edit.
        let part_end = self.shown.part_end(number).unwrap_or(i64::MAX);
        let until = next.unwrap_or_else(|| own_end().min(part_end)).max(ticks);
        Some(FrameTime { number, at_us: self.us(ticks), until_us: self.us(until), sample })
    }

    /// The frame that is on the screen at `at_us`; before the first one, that.
    #[must_use]
    pub fn frame_at(&self, at_us: i64) -> Option<usize> {
        // Rounded up, so that a time from `frame` finds its frame, though it was rounded down.
        let ticks = (i128::from(at_us) * i128::from(self.timescale)).div_euclid(1_000_000);
        let ticks = i64::try_from(ticks + 1).unwrap_or(i64::MAX);
        let found = self.shown.at(&self.samples, ticks);
        let found = match found {
            Some(number) if self.frame(number).is_some_and(|frame| frame.at_us > at_us) => {
                number.checked_sub(1)
            }
            other => other,
        };
        found.or_else(|| (self.frames() > 0).then_some(0))
    }

    /// The frame that shows `sample` in the stretch of frame `near`.
    #[must_use]
    pub fn shows(&self, sample: usize, near: usize) -> Option<FrameTime> {
        let (near_sample, near_ticks) = self.shown.get(&self.samples, near)?;
        let shift = near_ticks.saturating_sub(self.samples.get(near_sample)?.pts);
        let ticks = self.samples.get(sample)?.pts.saturating_add(shift);
        let last = self.shown.at(&self.samples, ticks)?;
        let mut same_time = (0..=last).rev().take(64).filter_map(|number| self.frame(number));
        same_time.find(|frame| frame.sample == sample)
    }

    /// When the last picture ends.
    #[must_use]
    pub fn duration_us(&self) -> i64 {
        self.frames().checked_sub(1).and_then(|last| self.frame(last)).map_or(0, |last| last.until_us)
    }

    /// In decode order.
    #[must_use]
    pub fn sample(&self, number: usize) -> Option<Sample> {
        self.samples.get(number)
    }

    #[must_use]
    pub fn samples(&self) -> usize {
        self.samples.len()
    }

    /// From which sample decoding must begin, so that `sample` is decoded whole.
    #[must_use]
    pub fn decode_from(&self, sample: usize) -> usize {
        let before = self.keyframes.partition_point(|&key| key as usize <= sample);
        let Some(place) = before.checked_sub(1) else { return 0 };
        let key = self.keyframes[place] as usize;
        // A picture that is shown before its keyframe but decoded after it may refer to the group before.
        let time = |number| self.samples.get(number).map(|sample| sample.pts);
        if key != sample && time(sample) < time(key) {
            return place.checked_sub(1).map_or(key, |earlier| self.keyframes[earlier] as usize);
        }
        key
    }

    /// The keyframe that is `count` before the sample `from`; the first sample where there are not as many.
    pub(crate) fn keyframes_before(&self, from: usize, count: usize) -> usize {
        let place = self.keyframes.partition_point(|&key| (key as usize) < from);
        place.checked_sub(count).map_or(0, |place| self.keyframes[place] as usize)
    }

    /// The first sample from which playing may start, at or behind `sample`: where a player goes on that shows keyframes
    /// alone.
    #[must_use]
    pub fn keyframe_from(&self, sample: usize) -> Option<usize> {
        self.keyframes
            .get(self.keyframes.partition_point(|&key| (key as usize) < sample))
            .map(|&key| key as usize)
    }

    /// When the recording began by the wall clock, in milliseconds since 1970, where the file is ours.
    #[must_use]
    pub fn started_wall_ms(&self) -> Option<u64> {
        self.started_wall_ms
    }

    #[must_use]
    pub fn other_tracks(&self) -> &[OtherTrack] {
        &self.other_tracks
    }

    /// What was cut off or could not be read. Empty for a whole file.
    #[must_use]
    pub fn damage(&self) -> &[Damage] {
        &self.damage
    }

    fn us(&self, ticks: i64) -> i64 {
        let us = (i128::from(ticks) * 1_000_000).div_euclid(self.timescale.into());
        i64::try_from(us).unwrap_or(i64::MAX)
    }
}
