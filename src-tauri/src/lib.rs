//! The host of the window: it builds it, hands its calls to the console, and serves the replay frame.
//!
//! **Invariant:** nothing is decided here. A command is one line; what a window may call stands in `capabilities/`.

mod app;
mod choose;
mod commands;
mod frame;

pub use app::{build, context, desktop, raise, show};
