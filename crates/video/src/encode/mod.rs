//! Pictures in, H.264 out: screen content, one quantiser, times from the caller's clock.
//!
//! Only changed pictures are given to an [`Encoder`]; each is shown until the next. A stream has one size: a source
//! that changes its size begins a new encoder and a new file.

mod convert;
mod picture;
mod settings;

pub use convert::I420;
pub use picture::{Picture, PixelFormat};
pub use settings::Settings;

use crate::VideoError;
use crate::mp4::Track;
use crate::nal;
use crate::native::{NativeEncoder, Plan};
use convert::Converter;

/// What one picture became: NAL units with a length of four bytes before each, as an MP4 has them. Parameter sets are
/// in [`Track`], not here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncodedFrame {
    /// As it was given to [`Encoder::encode`].
    pub at_us: u64,
    pub is_keyframe: bool,
    pub data: Vec<u8>,
}

/// One stream of one size.
pub struct Encoder {
    settings: Settings,
    source: (u32, u32),
    native: NativeEncoder,
    converter: Converter,
    track: Track,
    keyframe_wanted: bool,
    last_us: Option<u64>,
    keyframe_us: u64,
    frames_since_keyframe: u32,
}

impl Encoder {
    /// An encoder for pictures of `width` × `height`, before scaling.
    ///
    /// # Errors
    ///
    /// [`VideoError::EmptyPicture`], [`VideoError::PictureTooLarge`] or [`VideoError::Encoder`].
    pub fn new(settings: Settings, width: u32, height: u32) -> Result<Self, VideoError> {
        let converter = Converter::new(width, height, settings.scale())?;
        let canvas = converter.canvas();
        let plan = Plan {
            width: canvas.width(),
            height: canvas.height(),
            quality: settings.quality(),
            fps: settings.fps(),
        };
        let mut native = NativeEncoder::open(plan)?;
        let (mut sps, mut pps) = (None, None);
        let sets = native.parameter_sets()?;
        for unit in nal::units(&sets) {
            match nal::kind(unit) {
                nal::SPS => sps = Some(unit.to_vec()),
                nal::PPS => pps = Some(unit.to_vec()),
                _ => {}
            }
        }
        let (Some(sps), Some(pps)) = (sps, pps) else {
            return Err(VideoError::Encoder { what: "it gave no parameter sets", code: 0 });
        };
        let (visible_width, visible_height) = converter.visible();
        let track = Track { width: plan.width, height: plan.height, visible_width, visible_height, sps, pps };
        Ok(Self {
            settings,
            source: (width, height),
            native,
            converter,
            track,
            keyframe_wanted: true,
            last_us: None,
            keyframe_us: 0,
            frames_since_keyframe: 0,
        })
    }

    /// What a file says about this stream.
    #[must_use]
    pub fn track(&self) -> &Track {
        &self.track
    }

    /// Makes the next picture one from which playing can start: at a change of scene, or where a new file begins.
    pub fn request_keyframe(&mut self) {
        self.keyframe_wanted = true;
    }

    /// Encodes a picture that is shown from `at_us` on.
    ///
    /// # Errors
    ///
    /// [`VideoError::SizeChanged`], [`VideoError::TimeWentBack`], [`VideoError::PictureTooShort`] or
    /// [`VideoError::Encoder`]. After all but the last, the next picture is welcome.
    pub fn encode(&mut self, picture: &Picture<'_>, at_us: u64) -> Result<EncodedFrame, VideoError> {
        let (width, height) = (picture.width(), picture.height());
        if (width, height) != self.source {
            let (expected_width, expected_height) = self.source;
            return Err(VideoError::SizeChanged { width, height, expected_width, expected_height });
        }
        if let Some(previous_us) = self.last_us.filter(|&last| at_us <= last) {
            return Err(VideoError::TimeWentBack { at_us, previous_us });
        }
        let force = self.keyframe_wanted
            || at_us - self.keyframe_us >= self.settings.keyframe_us()
            || self.frames_since_keyframe >= self.settings.keyframe_frames();
        let canvas = self.converter.convert(picture)?;
        let encoded = self.native.encode(canvas, force)?;
        let Some(encoded) = encoded else {
            return Err(VideoError::Encoder { what: "it left a picture out", code: 0 });
        };
        let data = self.lengths_for_start_codes(&encoded.annex_b)?;
        self.last_us = Some(at_us);
        self.frames_since_keyframe += 1;
        if encoded.is_keyframe {
            (self.keyframe_wanted, self.keyframe_us, self.frames_since_keyframe) = (false, at_us, 1);
        }
        Ok(EncodedFrame { at_us, is_keyframe: encoded.is_keyframe, data })
    }

    fn lengths_for_start_codes(&self, annex_b: &[u8]) -> Result<Vec<u8>, VideoError> {
        let mut data = Vec::with_capacity(annex_b.len() + 8);
        for unit in nal::units(annex_b) {
            let known = match nal::kind(unit) {
                nal::SPS => &self.track.sps,
                nal::PPS => &self.track.pps,
                _ => {
                    // A picture has at most as many bytes as its pixels, which are bounded.
                    data.extend_from_slice(&(unit.len() as u32).to_be_bytes());
                    data.extend_from_slice(unit);
                    continue;
                }
            };
            if unit != known {
                return Err(VideoError::Encoder { what: "it changed its parameter sets", code: 0 });
            }
        }
        Ok(data)
    }
}
