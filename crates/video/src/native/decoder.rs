//! The decoder's function table.

use std::ffi::{c_int, c_void};
use std::ptr::{NonNull, from_mut, null_mut};

use openh264_sys2::source::APILoader;
use openh264_sys2::{
    DECODER_OPTION_ERROR_CON_IDC, DECODER_OPTION_NUM_OF_FRAMES_REMAINING_IN_BUFFER,
    DECODER_OPTION_TRACE_LEVEL, ERROR_CON_DISABLE, ISVCDecoder, ISVCDecoderVtbl, SBufferInfo, SDecodingParam,
    VIDEO_BITSTREAM_AVC, WELS_LOG_QUIET,
};

use crate::VideoError;
use crate::encode::I420;

/// A picture that came out, and the tag of the sample that it is of.
pub(crate) struct Decoded {
    pub(crate) tag: u64,
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// Not copied of those that were not wanted.
    pub(crate) planes: Option<I420>,
}

pub(crate) struct NativeDecoder {
    decoder: NonNull<ISVCDecoder>,
    table: ISVCDecoderVtbl,
}

// SAFETY: the decoder belongs to this value alone, and openh264 keeps nothing of a thread between calls.
unsafe impl Send for NativeDecoder {}

const MISSING: VideoError = VideoError::Decoder { what: "its function table has a gap", code: 0 };

fn check(what: &'static str, code: i64) -> Result<(), VideoError> {
    if code == 0 { Ok(()) } else { Err(VideoError::Decoder { what, code }) }
}

impl NativeDecoder {
    pub(crate) fn open() -> Result<Self, VideoError> {
        let mut decoder: *mut ISVCDecoder = null_mut();
        // SAFETY: writes a pointer to a new decoder, or leaves null.
        let made = unsafe { APILoader::WelsCreateDecoder(from_mut(&mut decoder)) };
        check("it could not be made", made)?;
        let decoder = NonNull::new(decoder).ok_or(MISSING)?;
        // SAFETY: a new decoder points to its function table, which lives as long as the library.
        let table = unsafe { **decoder.as_ptr() };
        let this = Self { decoder, table };
        let mut params = SDecodingParam::default();
        params.sVideoProperty.eVideoBsType = VIDEO_BITSTREAM_AVC;
        params.eEcActiveIdc = ERROR_CON_DISABLE;
        let initialise = this.table.Initialize.ok_or(MISSING)?;
        // A log of a hostile stream would be as long as its author wants.
        this.set(DECODER_OPTION_TRACE_LEVEL, WELS_LOG_QUIET)?;
        // SAFETY: the parameters are copied during the call.
        check("it refused to begin", unsafe { initialise(this.decoder.as_ptr(), &raw const params) })?;
        // A picture that was made up would be shown as evidence.
        this.set(DECODER_OPTION_ERROR_CON_IDC, ERROR_CON_DISABLE)?;
        Ok(this)
    }

    fn set(&self, option: c_int, mut value: c_int) -> Result<(), VideoError> {
        let set = self.table.SetOption.ok_or(MISSING)?;
        // SAFETY: these options are read as an int during the call.
        check("it refused an option", unsafe {
            set(self.decoder.as_ptr(), option, from_mut(&mut value).cast::<c_void>())
        })
    }

    /// Decodes one sample, NAL units with start codes; copies what comes out where its tag is `from` or later. `Err` is the decoder's state: what was wrong with the stream.
    pub(crate) fn decode(&mut self, annex_b: &[u8], tag: u64, from: u64) -> Result<Option<Decoded>, c_int> {
        let (Some(decode), Ok(len)) = (self.table.DecodeFrameNoDelay, c_int::try_from(annex_b.len())) else {
            return Err(-1);
        };
        let mut planes = [null_mut::<u8>(); 3];
        let mut info = SBufferInfo { uiInBsTimeStamp: tag, ..SBufferInfo::default() };
        // SAFETY: reads `len` bytes; writes three pointers and the info.
        let state = unsafe {
            decode(self.decoder.as_ptr(), annex_b.as_ptr(), len, planes.as_mut_ptr(), &raw mut info)
        };
        // SAFETY: what was just written, before any other call.
        match unsafe { copy(&planes, &info, from) } {
            Some(decoded) => Ok(Some(decoded)),
            None if state == 0 => Ok(None),
            None => Err(state),
        }
    }

    /// Of the pictures that wait for their turn to be shown, the next.
    pub(crate) fn flush(&mut self) -> Option<Decoded> {
        let (get, flush) = (self.table.GetOption?, self.table.FlushFrame?);
        let mut waiting: c_int = 0;
        let option = DECODER_OPTION_NUM_OF_FRAMES_REMAINING_IN_BUFFER;
        // SAFETY: this option is written as an int.
        let asked = unsafe { get(self.decoder.as_ptr(), option, from_mut(&mut waiting).cast::<c_void>()) };
        if asked != 0 || waiting <= 0 {
            return None;
        }
        let mut planes = [null_mut::<u8>(); 3];
        let mut info = SBufferInfo::default();
        // SAFETY: writes three pointers and the info, which are read before any other call.
        unsafe {
            flush(self.decoder.as_ptr(), planes.as_mut_ptr(), &raw mut info);
            copy(&planes, &info, 0)
        }
    }
}

/// Copies a picture out of the decoder's memory, without its padding.
///
/// # Safety
///
/// The decoder has just written both, and was not called since.
unsafe fn copy(planes: &[*mut u8; 3], info: &SBufferInfo, from: u64) -> Option<Decoded> {
    if info.iBufferStatus != 1 || planes.iter().any(|plane| plane.is_null()) {
        return None;
    }
    // SAFETY: the union has one member.
    let buffer = unsafe { info.UsrData.sSystemBuffer };
    let (width, height) = (u32::try_from(buffer.iWidth).ok()?, u32::try_from(buffer.iHeight).ok()?);
    let [luma, chroma] = buffer.iStride.map(|stride| usize::try_from(stride).unwrap_or_default());
    let half = (width.div_ceil(2) as usize, height.div_ceil(2) as usize);
    let is_sound = width > 0 && height > 0 && luma >= width as usize && chroma >= half.0;
    if !is_sound {
        return None;
    }
    let tag = info.uiOutYuvTimeStamp;
    if tag < from {
        return Some(Decoded { tag, width, height, planes: None });
    }
    let mut out = I420::new(width, height);
    let (out_luma, out_chroma) = (out.width() as usize, out.width() as usize / 2);
    let (y, u, v) = out.planes_mut();
    let sizes = [
        (y, luma, out_luma, width as usize, height as usize),
        (u, chroma, out_chroma, half.0, half.1),
        (v, chroma, out_chroma, half.0, half.1),
    ];
    for (&plane, (to, stride, out_stride, across, down)) in planes.iter().zip(sizes) {
        for (row, to) in to.chunks_exact_mut(out_stride).take(down).enumerate() {
            // SAFETY: a plane has `down` rows of `stride` bytes, of which `across` are picture.
            let bytes = unsafe { std::slice::from_raw_parts(plane.add(row * stride), across) };
            to[..across].copy_from_slice(bytes);
        }
    }
    out.fill_beyond(width, height);
    Some(Decoded { tag, width, height, planes: Some(out) })
}

impl Drop for NativeDecoder {
    fn drop(&mut self) {
        // SAFETY: made by the library, ended once.
        unsafe {
            if let Some(uninitialise) = self.table.Uninitialize {
                uninitialise(self.decoder.as_ptr());
            }
            APILoader::WelsDestroyDecoder(self.decoder.as_ptr());
        }
    }
}
