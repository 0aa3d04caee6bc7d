//! Frames become fragments, purely: bytes that a file, a vault or a test may take.

use super::boxes::Boxes;
use super::init::{TRACK_ID, init_segment};
use super::{Start, Track};
use crate::VideoError;
use crate::encode::EncodedFrame;

/// Beyond it a fragment is closed within its keyframe group: what is held in memory, and what a crash may cost.
const MAX_BYTES: usize = 32 << 20;
const MAX_FRAMES: usize = 4096;
/// Playing may start here; others are not needed for it.
const SYNC: u32 = 0x0200_0000;
const NOT_SYNC: u32 = 0x0101_0000;

/// A whole piece of a film: one `moof` and its `mdat`, to be written at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fragment {
    pub bytes: Vec<u8>,
    /// Of the first frame, and when the last one ends, by the clock of the frames.
    pub from_us: u64,
    pub until_us: u64,
    pub frames: usize,
    /// Whether playing may start with it.
    pub begins_with_keyframe: bool,
}

struct Pending {
    at_us: u64,
    size: u32,
    is_keyframe: bool,
}

/// Collects a keyframe group and closes it as a fragment when the next begins.
pub struct Fragmenter {
    track: Track,
    start: Start,
    sequence: u32,
    pending: Vec<Pending>,
    data: Vec<u8>,
    last_us: Option<u64>,
}

impl Fragmenter {
    #[must_use]
    pub fn new(track: Track, start: Start) -> Self {
        Self { track, start, sequence: 0, pending: Vec::new(), data: Vec::new(), last_us: None }
    }

    /// What stands before the first fragment.
    #[must_use]
    pub fn init_segment(&self) -> Vec<u8> {
        init_segment(&self.track, self.start)
    }

    /// When the first frame of the open fragment was shown: what a crash would lose begins there.
    #[must_use]
    pub fn open_since_us(&self) -> Option<u64> {
        self.pending.first().map(|frame| frame.at_us)
    }

    /// Takes a frame, and gives the fragment that it closes.
    ///
    /// # Errors
    ///
    /// [`VideoError::NoKeyframe`] or [`VideoError::TimeWentBack`]; the frame was not taken, all before it stays.
    pub fn push(&mut self, frame: &EncodedFrame) -> Result<Option<Fragment>, VideoError> {
        let at_us = frame.at_us;
        match self.last_us {
            None if !frame.is_keyframe => return Err(VideoError::NoKeyframe),
            None if at_us < self.start.origin_us => {
                return Err(VideoError::TimeWentBack { at_us, previous_us: self.start.origin_us });
            }
            Some(previous_us) if at_us <= previous_us => {
                return Err(VideoError::TimeWentBack { at_us, previous_us });
            }
            _ => {}
        }
        let size = u32::try_from(frame.data.len())
            .map_err(|_| VideoError::FrameTooLarge { at_us, bytes: frame.data.len() })?;
        // A duration has 32 bits, 71 minutes: what is shown longer ends its fragment, and the next one says its own time.
        let is_late = self.pending.last().is_some_and(|last| at_us - last.at_us > u64::from(u32::MAX));
        let is_full = self.pending.len() >= MAX_FRAMES
            || !self.pending.is_empty() && self.data.len() + frame.data.len() > MAX_BYTES;
        let closed = if frame.is_keyframe || is_late || is_full { self.close(at_us) } else { None };
        self.pending.push(Pending { at_us, size, is_keyframe: frame.is_keyframe });
        self.data.extend_from_slice(&frame.data);
        self.last_us = Some(at_us);
        Ok(closed)
    }

    /// Closes the open fragment, whose last frame was shown until `at_us`. Frames that follow may go on with its
    /// keyframe group: for a pause, a rotation, or to have on disk what has been open for long.
    pub fn close(&mut self, at_us: u64) -> Option<Fragment> {
        let (first, last) = (self.pending.first()?, self.pending.last()?);
        let (from_us, until_us) = (first.at_us, at_us.max(last.at_us + 1));
        let begins_with_keyframe = first.is_keyframe;
        self.sequence = self.sequence.wrapping_add(1);
        let bytes = self.bytes(from_us, until_us);
        let frames = self.pending.len();
        self.pending.clear();
        self.data.clear();
        Some(Fragment { bytes, from_us, until_us, frames, begins_with_keyframe })
    }

    fn bytes(&self, from_us: u64, until_us: u64) -> Vec<u8> {
        let ends = self.pending.iter().skip(1).map(|frame| frame.at_us).chain([until_us]);
        let mut boxes = Boxes::default();
        boxes.boxed(b"moof", |b| {
            b.full(b"mfhd", 0, 0, |b| _ = b.u32(self.sequence));
            b.boxed(b"traf", |b| {
                // Offsets count from the moof.
                b.full(b"tfhd", 0, 0x02_0000, |b| _ = b.u32(TRACK_ID));
                b.full(b"tfdt", 1, 0, |b| _ = b.u64(from_us - self.start.origin_us));
                // With the data's offset, and of each frame duration, size and flags.
                b.full(b"trun", 0, 0x701, |b| {
                    // At most MAX_FRAMES: what stands before the data is moof, mfhd, traf, tfhd, tfdt, trun, mdat.
                    let count = self.pending.len() as u32;
                    b.u32(count).u32(8 + 16 + 8 + 16 + 20 + 20 + 12 * count + 8);
                    for (frame, end_us) in self.pending.iter().zip(ends) {
                        b.u32(u32::try_from(end_us - frame.at_us).unwrap_or(u32::MAX));
                        b.u32(frame.size).u32(if frame.is_keyframe { SYNC } else { NOT_SYNC });
                    }
                });
            });
        });
        boxes.boxed(b"mdat", |b| _ = b.bytes(&self.data));
        boxes.into_bytes()
    }
}
