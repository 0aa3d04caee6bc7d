//! Where pictures come from.

use crate::RecorderError;
use crate::frame::{Extent, Picture};
use crate::target::Happening;

#[cfg(any(not(target_os = "linux"), feature = "portable", test))]
mod compare;
#[cfg(any(not(target_os = "linux"), feature = "portable"))]
pub mod portable;
pub mod synthetic;

/// What a look at the screen showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// The picture is new, in part or as a whole.
    Changed,
    /// The picture is the one before; nothing was copied.
    Unchanged,
    /// There is nothing to show: the window is not there, or has not been seen yet.
    Nothing,
}

/// A screen, a window, or something that looks like one.
pub trait Source: Send {
    /// Looks at the screen now. `at_us` is the recorder's clock; what happened since the last look is added to `happened`.
    ///
    /// An error is for good: the source cannot go on.
    fn look(&mut self, at_us: u64, happened: &mut Vec<Happening>) -> Result<Look, RecorderError>;

    /// The picture as the last look left it, `None` before there was one.
    fn picture(&self) -> Option<Picture<'_>>;

    /// The size of the picture.
    fn extent(&self) -> Option<Extent> {
        self.picture().map(|picture| picture.extent)
    }
}

/// The recorder's one clock: microseconds that never go back, from any start.
pub trait Stopwatch: Send + Sync {
    /// Now.
    fn micros(&self) -> u64;
}

/// The system's, which goes on while the machine sleeps, so that a sleep is a gap and not a lie about the time.
#[derive(Debug)]
pub struct SystemStopwatch {
    #[cfg(not(target_os = "linux"))]
    start: std::time::Instant,
}

impl SystemStopwatch {
    /// Begins to measure.
    #[cfg(target_os = "linux")]
    pub fn start() -> Self {
        Self {}
    }

    /// Begins to measure.
    #[cfg(not(target_os = "linux"))]
    #[expect(clippy::disallowed_methods, reason = "this is the clock that the recorder is given")]
    pub fn start() -> Self {
        Self { start: std::time::Instant::now() }
    }
}

impl Stopwatch for SystemStopwatch {
    #[cfg(target_os = "linux")]
    fn micros(&self) -> u64 {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
        // Neither is negative by what the clock is.
        (time.tv_sec as u64).saturating_mul(1_000_000).saturating_add(time.tv_nsec as u64 / 1_000)
    }

    #[cfg(not(target_os = "linux"))]
    fn micros(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_micros()).unwrap_or(u64::MAX)
    }
}
