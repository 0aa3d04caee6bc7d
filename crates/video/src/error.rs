//! What can go wrong with a film, and what to do about it.

/// One situation each. Messages are for a person.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VideoError {
    #[error("{name} is {value}, it must be from {min} to {max}")]
    OutOfRange { name: &'static str, value: f64, min: f64, max: f64 },

    #[error(
        "a picture of {width} × {height} is empty: the window may be minimised; nothing was recorded of it"
    )]
    EmptyPicture { width: u32, height: u32 },

    #[error(
        "a picture says {width} × {height} with {stride} bytes a row, but has {bytes} bytes; it was left out"
    )]
    PictureTooShort { width: u32, height: u32, stride: usize, bytes: usize },

    #[error(
        "{width} × {height} is more than H.264 can hold in one picture ({max_pixels} pixels): record one monitor, or \
         choose a smaller scale"
    )]
    PictureTooLarge { width: u32, height: u32, max_pixels: u64 },

    #[error(
        "the picture is now {width} × {height} instead of {expected_width} × {expected_height}: begin a new file for \
         the new size"
    )]
    SizeChanged { width: u32, height: u32, expected_width: u32, expected_height: u32 },

    #[error(
        "a picture at {at_us} µs came after one at {previous_us} µs: the clock jumped back; it was left out"
    )]
    TimeWentBack { at_us: u64, previous_us: u64 },

    #[error("the encoder failed ({what}, code {code}); what was recorded before is safe, begin a new file")]
    Encoder { what: &'static str, code: i64 },

    #[error("a film must begin with a keyframe")]
    NoKeyframe,

    #[error("the frame at {at_us} µs has {bytes} bytes, more than a file can say of one; it was left out")]
    FrameTooLarge { at_us: u64, bytes: usize },

    #[error("this is neither an MP4 nor an H.264 stream")]
    NotAFilm,

    #[error(
        "the film has no index in its {bytes} bytes: it was cut off before its recorder could write one, so its \
         pictures cannot be found; get a whole copy"
    )]
    NoIndex { bytes: u64 },

    #[error("the file has no pictures, only: {others}")]
    NoPictures { others: String },

    #[error("this stream needs {what}; it is kept as it is, and another player may show it")]
    StreamNeeds { what: String },

    #[error("frame {frame} is damaged, and can be shown again from the next keyframe on")]
    FrameDamaged { frame: usize },

    #[error("there is no frame {frame}: the film has {frames}")]
    NoFrame { frame: usize, frames: usize },

    #[error("the decoder failed ({what}, code {code}); open the film again")]
    Decoder { what: &'static str, code: i64 },

    #[error("the thread that decodes could not be started: {0}")]
    Thread(#[source] std::io::Error),

    #[error("the film could not be read: {0}; what was read before is unharmed")]
    Read(#[source] std::io::Error),

    #[error("no fragment is whole in the {bytes} bytes that were left; the file was not changed")]
    NothingWhole { bytes: u64 },

    #[error("the film could not be written: {0}")]
    Write(#[source] std::io::Error),
}
