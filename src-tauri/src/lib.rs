//! The host of the window: it builds it, hands its calls to the console, and serves the replay frame.
//!
//! **Invariant:** nothing is decided here. A command is one line; what a window may call stands in `capabilities/`.

mod app;
mod choose;
mod commands;
#[cfg_attr(target_os = "linux", path = "drawing_linux.rs")]
#[cfg_attr(not(target_os = "linux"), path = "drawing_other.rs")]
mod drawing;
mod frame;
mod instance;
mod walls;

pub use app::{COMMANDS, build, context, desktop, raise, show};
pub use instance::vault_name;
