//! A film that is open: the exact frame for a number, by decoding on from the nearest keyframe.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::cache::Cache;
use super::frame::{Frame, Still};
use super::samples::Samples;
use crate::index::{Avc, Codec, FrameTime, Index, Source};
use crate::native::{Decoded, NativeDecoder};
use crate::{VideoError, nal};

/// Of decoded pictures: eighty of 1920 × 1080.
const CACHE_BYTES: usize = 256 << 20;
/// A decoder holds back at most 16 pictures for their turn (A.3.1), and does not say which.
const MAX_LAG: usize = 17;
/// Nearer than this the exact frame comes as soon as the keyframe would.
const NEAR: usize = 4;

/// Pictures before a wanted one that are kept for stepping back.
const KEPT: usize = 24;

/// What [`Film::seek`] tells on its way; it goes on while told so.
pub enum Step {
    /// One more sample was decoded.
    Decoded,
    /// The first picture on the way, to be shown until the exact one comes.
    Near(Frame),
}

/// A decoder on its way through the samples.
struct Run {
    native: NativeDecoder,
    /// The sample that it is fed next.
    next: usize,
    has_begun: bool,
    /// Whether a picture came out.
    has_shown: bool,
    /// When its first sample is shown.
    begins_at: i64,
    /// Fed, and not out yet.
    waiting: BTreeSet<usize>,
}

/// What became of a sample.
enum Fed {
    Waits,
    /// This sample's picture came out.
    Out(usize),
    Damaged,
}

/// One film, its index, and a decoder that goes on where it stands.
pub struct Film {
    source: Box<dyn Source + Send>,
    index: Arc<Index>,
    avc: Avc,
    samples: Samples,
    cache: Cache,
    run: Option<Run>,
    /// Where decoding began, and the first sample from there that failed: those behind it are not tried again.
    damaged: BTreeMap<usize, usize>,
    /// Of keyframes that are none to the decoder, the one before them with which decoding must begin.
    begins: BTreeMap<usize, usize>,
    /// Whether the decoder last began where it must know all that it needs.
    is_sure: bool,
}

impl Film {
    /// # Errors
    ///
    /// As [`Index::open`] and [`Index::playable`].
    pub fn open(mut source: Box<dyn Source + Send>) -> Result<Self, VideoError> {
        let index = Index::open(&mut *source)?;
        Self::new(source, Arc::new(index))
    }

    /// With an index that is there already.
    ///
    /// # Errors
    ///
    /// As [`Index::playable`].
    pub fn new(source: Box<dyn Source + Send>, index: Arc<Index>) -> Result<Self, VideoError> {
        index.playable()?;
        let Codec::H264(avc) = index.codec() else {
            return Err(VideoError::StreamNeeds { what: "another codec".to_owned() });
        };
        let avc = avc.clone();
        Ok(Self {
            source,
            index,
            avc,
            samples: Samples::new(),
            cache: Cache::new(CACHE_BYTES),
            run: None,
            damaged: BTreeMap::new(),
            begins: BTreeMap::new(),
            is_sure: true,
        })
    }

    /// Bounds what is kept of decoded pictures.
    #[must_use]
    pub fn with_cache_bytes(self, max_bytes: usize) -> Self {
        Self { cache: Cache::new(max_bytes), ..self }
    }

    #[must_use]
    pub fn index(&self) -> &Arc<Index> {
        &self.index
    }

    /// The frame of this number, exactly.
    ///
    /// # Errors
    ///
    /// [`VideoError::NoFrame`]; [`VideoError::FrameDamaged`] where it cannot be decoded, after which others may be asked
    /// for; [`VideoError::Read`] or [`VideoError::Decoder`].
    pub fn frame(&mut self, number: usize) -> Result<Frame, VideoError> {
        match self.seek(number, &mut |_| true)? {
            Some(frame) => Ok(frame),
            // Told to go on always.
            None => Err(VideoError::FrameDamaged { frame: number }),
        }
    }

    /// As [`Film::frame`]; `None` where `on` said to stop.
    ///
    /// # Errors
    ///
    /// As [`Film::frame`].
    pub fn seek(
        &mut self,
        number: usize,
        on: &mut dyn FnMut(Step) -> bool,
    ) -> Result<Option<Frame>, VideoError> {
        let frames = self.index.frames();
        let time = self.index.frame(number).ok_or(VideoError::NoFrame { frame: number, frames })?;
        let target = time.sample;
        if let Some(still) = self.cache.get(target) {
            return Ok(Some(self.made(still, time)));
        }
        let nearest = self.index.decode_from(target);
        let mut from = self.begins.get(&nearest).copied().unwrap_or(nearest);
        let mut back = 1;
        loop {
            match self.seek_from(number, time, from, on) {
                // A keyframe that is none to the decoder: pictures around it may refer to what was before.
                Err(VideoError::FrameDamaged { .. }) if !self.is_sure && from > 0 => {
                    from = self.index.keyframes_before(from, back);
                    back *= 2;
                }
                Ok(Some(frame)) => {
                    if from != nearest {
                        self.begins.insert(nearest, from);
                    }
                    return Ok(Some(frame));
                }
                other => return other,
            }
        }
    }

    fn seek_from(
        &mut self,
        number: usize,
        time: FrameTime,
        from: usize,
        on: &mut dyn FnMut(Step) -> bool,
    ) -> Result<Option<Frame>, VideoError> {
        let target = time.sample;
        let damaged = || VideoError::FrameDamaged { frame: number };
        if self.damaged.get(&from).is_some_and(|&damaged| damaged <= target) {
            self.is_sure = true;
            return Err(damaged());
        }
        let mut run = self.run_towards(target, from)?;
        // Where decoding begins anew and has a way to go, its first picture is shown meanwhile.
        let mut is_near_due = !run.has_begun && target - from >= NEAR;
        while self.cache.get(target).is_none() {
            let was_fed = run.next > target;
            let is_lost = was_fed && !run.waiting.contains(&target);
            let is_late = run.next >= self.index.samples() || was_fed && run.next - target > MAX_LAG;
            let fed = if is_lost || is_late { None } else { Some(self.feed(&mut run, target)?) };
            match fed {
                None | Some(Fed::Damaged) => {
                    if fed.is_some() && self.is_sure {
                        // What follows refers to what is missing, up to the next keyframe.
                        self.damaged.insert(from, run.next - 1);
                    }
                    // What came before may wait still. A decoder that was drained does not go on.
                    self.drain(&mut run, target);
                    return self
                        .cache
                        .get(target)
                        .map(|still| Some(self.made(still, time)))
                        .ok_or_else(damaged);
                }
                Some(Fed::Out(sample)) if sample != target && is_near_due => {
                    is_near_due = false;
                    if !self.show(sample, number, on) {
                        self.run = Some(run);
                        return Ok(None);
                    }
                }
                Some(Fed::Out(_) | Fed::Waits) => {}
            }
            if self.cache.get(target).is_none() && !on(Step::Decoded) {
                self.run = Some(run);
                return Ok(None);
            }
        }
        self.run = Some(run);
        Ok(self.cache.get(target).map(|still| self.made(still, time)))
    }

    fn show(&self, sample: usize, near: usize, on: &mut dyn FnMut(Step) -> bool) -> bool {
        let shown = self.index.shows(sample, near).zip(self.cache.get(sample));
        shown.is_none_or(|(time, still)| on(Step::Near(self.made(still, time))))
    }

    fn made(&self, still: &Still, time: FrameTime) -> Frame {
        Frame::new(still, time, self.index.colour(), self.index.visible())
    }

    /// The decoder that is under way, where it comes by `target` no later than a new one would.
    fn run_towards(&mut self, target: usize, from: usize) -> Result<Run, VideoError> {
        let under_way = self.run.take();
        let goes_on = |run: &Run| run.waiting.contains(&target) || (from..=target).contains(&run.next);
        match under_way.filter(goes_on) {
            Some(run) => Ok(run),
            // New for each seek: one that was flushed and fed again lost pictures of streams with B-frames.
            None => Ok(Run {
                native: NativeDecoder::open()?,
                next: from,
                has_begun: false,
                has_shown: false,
                begins_at: 0,
                waiting: BTreeSet::new(),
            }),
        }
    }

    fn feed(&mut self, run: &mut Run, wanted: usize) -> Result<Fed, VideoError> {
        let number = run.next;
        run.next += 1;
        let Some(sample) = self.index.sample(number) else { return Ok(Fed::Damaged) };
        let is_first = !std::mem::replace(&mut run.has_begun, true);
        if is_first {
            run.begins_at = sample.pts;
        } else if sample.pts < run.begins_at {
            // Shown before the keyframe and coded after it: it refers to what was not decoded, and nothing to it.
            return Ok(Fed::Waits);
        }
        let bytes = self.samples.read(&mut *self.source, &sample, &self.avc, is_first)?;
        if is_first {
            self.is_sure =
                number == 0 || bytes.is_some_and(|bytes| nal::units(bytes).any(|u| nal::kind(u) == nal::IDR));
        }
        let Some(bytes) = bytes else { return Ok(Fed::Damaged) };
        run.waiting.insert(number);
        // Copying costs a third of decoding: on the way there the first picture is shown, and the last are stepped to.
        let kept_from = if run.has_shown { wanted.saturating_sub(KEPT) } else { 0 };
        match run.native.decode(bytes, number as u64, kept_from as u64) {
            Ok(None) => Ok(Fed::Waits),
            Ok(Some(decoded)) => Ok(self.keep(run, decoded, wanted)),
            Err(_state) => Ok(Fed::Damaged),
        }
    }

    /// Takes out all that waits.
    fn drain(&mut self, run: &mut Run, target: usize) {
        for _ in 0..MAX_LAG {
            let Some(decoded) = run.native.flush() else { break };
            self.keep(run, decoded, target);
        }
    }

    fn keep(&mut self, run: &mut Run, decoded: Decoded, wanted: usize) -> Fed {
        let Decoded { tag, width, height, planes } = decoded;
        let sample = tag as usize;
        // A tag that was not given to it is a picture of nobody knows when.
        if !run.waiting.remove(&sample) {
            return Fed::Waits;
        }
        let Some(planes) = planes else { return Fed::Waits };
        run.has_shown = true;
        self.cache.put(Still { sample, width, height, planes: Arc::new(planes) }, wanted);
        Fed::Out(sample)
    }
}
