//! The encoder's function table.

use std::ffi::{c_int, c_void};
use std::ptr::{NonNull, from_mut, null_mut};

use openh264_sys2::source::APILoader;
use openh264_sys2::{
    CONSTANT_ID, ENCODER_OPTION_TRACE_LEVEL, ISVCEncoder, ISVCEncoderVtbl, LOW_COMPLEXITY, PRO_BASELINE,
    RC_OFF_MODE, SCREEN_CONTENT_REAL_TIME, SEncParamExt, SFrameBSInfo, SM_SINGLE_SLICE, SSourcePicture,
    WELS_LOG_QUIET, videoFormatI420, videoFrameTypeIDR, videoFrameTypeSkip,
};

use crate::VideoError;
use crate::encode::I420;

/// How a stream is encoded. Width and height are even.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) quality: u8,
    pub(crate) fps: u8,
}

/// One picture of the stream, as the encoder gave it: NAL units with start codes.
pub(crate) struct Encoded {
    pub(crate) is_keyframe: bool,
    pub(crate) annex_b: Vec<u8>,
}

pub(crate) struct NativeEncoder {
    encoder: NonNull<ISVCEncoder>,
    table: ISVCEncoderVtbl,
    plan: Plan,
    info: Box<SFrameBSInfo>,
}

// SAFETY: the encoder belongs to this value alone, and openh264 keeps nothing of a thread between calls.
unsafe impl Send for NativeEncoder {}

fn check(what: &'static str, code: c_int) -> Result<(), VideoError> {
    if code == 0 { Ok(()) } else { Err(VideoError::Encoder { what, code: code.into() }) }
}

const MISSING: VideoError = VideoError::Encoder { what: "its function table has a gap", code: 0 };

impl NativeEncoder {
    pub(crate) fn open(plan: Plan) -> Result<Self, VideoError> {
        let mut encoder: *mut ISVCEncoder = null_mut();
        // SAFETY: writes a pointer to a new encoder, or leaves null.
        check("it could not be made", unsafe { APILoader::WelsCreateSVCEncoder(from_mut(&mut encoder)) })?;
        let encoder = NonNull::new(encoder).ok_or(MISSING)?;
        // SAFETY: a new encoder points to its function table, which lives as long as the library.
        let table = unsafe { **encoder.as_ptr() };
        let this = Self { encoder, table, plan, info: Box::default() };
        this.initialise()?;
        Ok(this)
    }

    fn initialise(&self) -> Result<(), VideoError> {
        let defaults = self.table.GetDefaultParams.ok_or(MISSING)?;
        let initialise = self.table.InitializeExt.ok_or(MISSING)?;
        let set_option = self.table.SetOption.ok_or(MISSING)?;
        let mut level: c_int = WELS_LOG_QUIET;
        // SAFETY: the option is read as an int during the call.
        let quiet = unsafe {
            set_option(
                self.encoder.as_ptr(),
                ENCODER_OPTION_TRACE_LEVEL,
                from_mut(&mut level).cast::<c_void>(),
            )
        };
        check("it would not be quiet", quiet)?;
        let mut params = SEncParamExt::default();
        // SAFETY: fills a struct of the library's own layout.
        check("no defaults", unsafe { defaults(self.encoder.as_ptr(), from_mut(&mut params)) })?;
        self.fill(&mut params);
        // SAFETY: the parameters are copied during the call.
        check("it refused the settings", unsafe { initialise(self.encoder.as_ptr(), from_mut(&mut params)) })
    }

    fn fill(&self, params: &mut SEncParamExt) {
        let Plan { width, height, quality, fps } = self.plan;
        // Sizes are bounded by what a level holds, far below i32.
        let (width, height) = (width as c_int, height as c_int);
        params.iUsageType = SCREEN_CONTENT_REAL_TIME;
        params.iPicWidth = width;
        params.iPicHeight = height;
        params.fMaxFrameRate = f32::from(fps);
        // Without rate control a layer's own quantiser holds for every frame, over all of 0 to 51; the other modes
        // raise what is below 12.
        params.iRCMode = RC_OFF_MODE;
        params.bEnableFrameSkip = false;
        params.bEnableDenoise = false;
        params.bEnableSceneChangeDetect = true;
        params.bEnableAdaptiveQuant = false;
        params.bEnableBackgroundDetection = false;
        params.iComplexityMode = LOW_COMPLEXITY;
        // One thread: a recorder shares the machine with the work that it records.
        params.iMultipleThreadIdc = 1;
        // The caller says when: frames have durations, so a count of frames is no time.
        params.uiIntraPeriod = 0;
        // A file has one set of parameters, before its first fragment.
        params.eSpsPpsIdStrategy = CONSTANT_ID;
        params.iSpatialLayerNum = 1;
        params.iTemporalLayerNum = 1;
        let layer = &mut params.sSpatialLayers[0];
        layer.iVideoWidth = width;
        layer.iVideoHeight = height;
        layer.fFrameRate = f32::from(fps);
        layer.iSpatialBitrate = params.iTargetBitrate;
        layer.uiProfileIdc = PRO_BASELINE;
        layer.iDLayerQp = quality.into();
        layer.sSliceArgument.uiSliceMode = SM_SINGLE_SLICE;
        layer.sSliceArgument.uiSliceNum = 1;
        // BT.709 in video range, said in the stream so that every player shows the same colours.
        layer.bVideoSignalTypePresent = true;
        layer.uiVideoFormat = 5;
        layer.bFullRange = false;
        layer.bColorDescriptionPresent = true;
        layer.uiColorPrimaries = 1;
        layer.uiTransferCharacteristics = 1;
        layer.uiColorMatrix = 1;
    }

    /// The parameter sets that each keyframe begins with, in NAL units with start codes.
    pub(crate) fn parameter_sets(&mut self) -> Result<Vec<u8>, VideoError> {
        let sets = self.table.EncodeParameterSets.ok_or(MISSING)?;
        // SAFETY: `info` as in `encode`.
        check("no parameter sets", unsafe { sets(self.encoder.as_ptr(), &raw mut *self.info) })?;
        Ok(self.take())
    }

    /// `None` where the encoder left the picture out.
    pub(crate) fn encode(
        &mut self,
        picture: &I420,
        force_keyframe: bool,
    ) -> Result<Option<Encoded>, VideoError> {
        if force_keyframe {
            let force = self.table.ForceIntraFrame.ok_or(MISSING)?;
            // SAFETY: sets a flag of the initialised encoder.
            check("it refused a keyframe", unsafe { force(self.encoder.as_ptr(), true) })?;
        }
        let encode = self.table.EncodeFrame.ok_or(MISSING)?;
        let (y, u, v) = picture.planes();
        assert_eq!(
            (picture.width(), picture.height()),
            (self.plan.width, self.plan.height),
            "an encoder reads as many bytes as it was opened for"
        );
        let (width, chroma) = (self.plan.width as c_int, (self.plan.width / 2) as c_int);
        let source = SSourcePicture {
            iColorFormat: videoFormatI420,
            iStride: [width, chroma, chroma, 0],
            // The encoder copies from these and does not write to them.
            pData: [y.as_ptr().cast_mut(), u.as_ptr().cast_mut(), v.as_ptr().cast_mut(), null_mut()],
            iPicWidth: width,
            iPicHeight: self.plan.height as c_int,
            ..SSourcePicture::default()
        };
        // SAFETY: planes of the size and stride that `source` says live through the call; `info` is the library's own
        // layout and keeps pointers that stay valid until the next call.
        check("a picture failed", unsafe {
            encode(self.encoder.as_ptr(), &raw const source, &raw mut *self.info)
        })?;
        if self.info.eFrameType == videoFrameTypeSkip {
            return Ok(None);
        }
        let is_keyframe = self.info.eFrameType == videoFrameTypeIDR;
        Ok(Some(Encoded { is_keyframe, annex_b: self.take() }))
    }

    fn take(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(usize::try_from(self.info.iFrameSizeInBytes).unwrap_or_default());
        let layers = usize::try_from(self.info.iLayerNum).unwrap_or_default();
        for layer in self.info.sLayerInfo.iter().take(layers) {
            let nals = usize::try_from(layer.iNalCount).unwrap_or_default();
            if nals == 0 || layer.pNalLengthInByte.is_null() || layer.pBsBuf.is_null() {
                continue;
            }
            // SAFETY: the encoder has just written `iNalCount` lengths, and as many bytes behind one another; both stay
            // until the next call, and `self` is borrowed.
            let bytes = unsafe {
                let lengths = std::slice::from_raw_parts(layer.pNalLengthInByte, nals);
                let all = lengths.iter().map(|&length| usize::try_from(length).unwrap_or_default()).sum();
                std::slice::from_raw_parts(layer.pBsBuf, all)
            };
            out.extend_from_slice(bytes);
        }
        out
    }
}

impl Drop for NativeEncoder {
    fn drop(&mut self) {
        // SAFETY: made by the library, ended once; uninitialising what never was is a no-op.
        unsafe {
            if let Some(uninitialise) = self.table.Uninitialize {
                uninitialise(self.encoder.as_ptr());
            }
            APILoader::WelsDestroySVCEncoder(self.encoder.as_ptr());
        }
    }
}
