//! Where pictures go.

use std::fs::File;
use std::path::Path;

use hindsight_domain::Timestamp;

use crate::RecorderError;
use crate::frame::{Extent, Picture};
use crate::settings::Settings;

/// One file of pictures, all of one size, each shown until the next.
pub trait Film: Send {
    /// Adds a picture that is shown from `at_us` on. Times only grow.
    fn add(&mut self, picture: &Picture<'_>, at_us: u64) -> Result<(), RecorderError>;

    /// Bytes so far, with those that are not in the file yet.
    fn bytes(&self) -> u64;

    /// Called at every look: writes what should not be lost any more, while nothing changes too.
    fn tend(&mut self, at_us: u64) -> Result<(), RecorderError>;

    /// Ends the file, whose last picture was shown until `end_us`. Says how many bytes it has.
    fn finish(self: Box<Self>, end_us: u64) -> Result<u64, RecorderError>;
}

/// What is left of a file whose recorder died.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Salvaged {
    /// Bytes that are whole.
    pub kept_bytes: u64,
    /// Bytes of a fragment that was not whole, and are gone.
    pub lost_bytes: u64,
    /// How long it plays.
    pub duration_ms: u64,
    /// Pictures in it.
    pub frames: u64,
}

/// Makes films.
pub trait Films: Send + Sync {
    /// Begins a film in an empty file. Its pictures have this size before they are scaled; its first is shown from
    /// `start_us` on, which was `start` on the clock on the wall.
    fn begin(
        &self,
        file: File,
        path: &Path,
        extent: Extent,
        settings: &Settings,
        start_us: u64,
        start: Timestamp,
    ) -> Result<Box<dyn Film>, RecorderError>;

    /// Takes off what a crash left half written, so that every player opens the rest.
    fn recover(&self, path: &Path) -> Result<Salvaged, RecorderError>;
}
