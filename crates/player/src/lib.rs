//! The native player: any frame of a screen recording, at once, in a window of its own process.
//!
//! What decides is pure and knows no window: [`playhead`] (time and frames), [`sight`] (zoom), [`cover`] (boxes to
//! hide), [`protocol`] (what a console may say). [`window`] draws it; [`sidecar`] carries the protocol.
//!
//! **Invariant:** what is opened is opened to be read, never written; a film is never in memory as a whole. Only
//! [`window`] knows the toolkit, and a picture reaches it with its boxes burned in.

pub mod cover;
mod error;
pub mod film;
pub mod playhead;
pub mod protocol;
pub mod sidecar;
pub mod sight;
pub mod time_code;
pub mod window;

pub use error::PlayerError;
