//! H.264 in MP4: encode, mux, index, seek, decode.
//!
//! Time is in microseconds of the caller's one clock on the way in, and in microseconds of the film on the way out.
//! Everything that is read is hostile: an index is built from box headers and tables alone, in bounded memory and
//! time; what is whole of a damaged file plays.
//!
//! **Invariant:** no clock, no network, no idea of what a recording is. The only unsafe code is in [`native`], which
//! calls the codec.

pub mod decode;
pub mod encode;
mod error;
pub mod index;
pub mod mp4;
mod nal;
mod native;
pub mod sps;

pub use error::VideoError;
