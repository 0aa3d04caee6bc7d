//! MP4 files: ours are written in fragments, anyone's are indexed.
//!
//! Boxes and their fields are those of ISO/IEC 14496-12 and 14496-15.

mod boxes;
mod fragment;
mod init;
mod recover;
mod writer;

pub use fragment::{Fragment, Fragmenter};
pub(crate) use init::START_UUID;
pub use recover::{Recovered, recover};
pub use writer::{Durable, FragmentWriter};

/// Ticks in a second of our files: a tick is the microsecond of the caller's clock, so that no time is rounded.
pub const TIMESCALE: u32 = 1_000_000;

/// What a file says about its stream of pictures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Track {
    /// Of the pictures as they are coded.
    pub width: u32,
    pub height: u32,
    /// Of the part from the top left that is to be seen: a picture with an odd side is coded with one more.
    pub visible_width: u32,
    pub visible_height: u32,
    /// Sequence and picture parameter sets, as NAL units without start codes.
    pub sps: Vec<u8>,
    pub pps: Vec<u8>,
}

/// When a file begins, on both clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    /// By the wall clock, in milliseconds since 1970 in UTC.
    pub wall_ms: u64,
    /// By the clock that frames are stamped with: what is 0 in the file.
    pub origin_us: u64,
}
