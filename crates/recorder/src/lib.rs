//! Records the local screen: where pictures come from, which window is followed, what is noted beside them, and what
//! becomes of the files.
//!
//! **Invariant:** a recording names what it does not show. A window that is gone, a sleep, a jump of the clock and a
//! disk that is full are events in its track, not silence.
//!
//! **Invariant:** no keystroke is recorded, asked for, or counted.

mod automatic;
mod connection;
mod error;
pub mod film;
mod folder;
mod follow;
pub mod frame;
mod metadata;
mod mp4;
mod names;
mod pace;
mod part;
mod recorder;
mod recovery;
mod remote;
mod running;
mod said;
mod screens;
mod session;
pub mod settings;
mod sizing;
pub mod source;
mod status;
mod storage;
pub mod target;
#[cfg(test)]
mod testing;
mod track;
#[cfg(target_os = "linux")]
pub mod x11;

pub use automatic::{Automatic, Step};
pub use connection::ConnectionInfo;
pub use error::RecorderError;
pub use folder::{Disk, SystemDisk};
pub use follow::{Follower, Quarry};
pub use metadata::{Metadata, State, Upload, UsedSettings};
pub use mp4::Mp4Films;
pub use recorder::{Recorder, Screens, Surroundings};
pub use remote::{WindowRule, shipped_rules};
pub use screens::SystemScreens;
pub use settings::{Mode, Settings};
pub use sizing::{SETTLE_US, Sizing};
pub use status::{Doing, SessionStatus};
pub use storage::{CleanedUp, StorageInfo, preview_cleanup, storage_info};

/// What calls of the recorder give back.
pub type Result<T, E = RecorderError> = std::result::Result<T, E>;
