//! The headless player: one clock over all kinds, what `--at` means, and windows of a recording.
//!
//! A player never loads a recording. It asks for the [`window`] around a time and gets the nearest keyframe
//! and the events up to the window's end; [`Timeline`] puts recordings of one session on one clock. Where to look is
//! found once, in one pass over the events: [`moments`], a [`summary`], what the page told ([`page_facts`]), what the
//! recording lacks ([`fidelity`]) and where nothing happened ([`sketch`]).
//!
//! **Invariant:** no IO and no clock of its own. Segments come in through a function that the caller gives;
//! who stores them, and how, is not known here.

mod at;
mod best;
pub mod counts;
pub mod fidelity;
mod happening;
pub mod heatmap;
mod inflate;
pub mod moments;
mod nodes;
pub mod page_facts;
pub mod pulse;
pub mod run;
pub mod screen;
pub mod sketch;
pub mod summary;
#[cfg(test)]
mod testing;
mod timeline;
mod watched;
pub mod window;

pub use at::{At, AtError};
pub use happening::{happening, happening_of};
pub use inflate::{InflateError, inflate};
pub use timeline::Timeline;
pub use watched::watched_ms;
