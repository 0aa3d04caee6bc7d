//! What the console can do: every use case, host-free. The command line, the desktop and the tests call the same.
//!
//! **Invariant:** knows neither arguments nor windows. Decides with `domain`, stores through `vault`, travels
//! through `sync`; time and chance come with the [`Place`].

mod account;
mod bring;
mod desk;
mod desktop;
mod doctor;
mod failure;
mod govern;
mod import;
mod library;
mod place;
mod settings;
#[cfg(test)]
mod testing;
mod texts;
mod travel;

pub use account::{Credentials, SignIn};
pub use bring::{Brought, ReadWatch};
pub use desk::{DERIVED, FileKind, INDEXED_AT_ONCE, MomentsAsk, heatmap_of_points, read_picture};
pub use desktop::{Desktop, Say, Told};
pub use doctor::doctor;
pub use failure::{Answer, ConsoleError};
pub use hindsight_sync::plan::Backoff;
pub use hindsight_vault::{KnownVaults, Page, QueueFilter, RecordingFilter, RecordingOrder, real_dir};
pub use place::{Console, KNOWN_VAULTS, Place};
pub use travel::{Phase, Progress, Synced, Wanted, Watch};

/// What calls of the console give back.
pub type Result<T, E = ConsoleError> = std::result::Result<T, E>;
