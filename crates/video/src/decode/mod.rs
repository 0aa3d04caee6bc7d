//! H.264 in, pictures out: the exact frame for a time, from any place of a film.
//!
//! A [`Film`] decodes on the caller's thread; a [`Projector`] has a thread of its own, shows the nearest keyframe while
//! it decodes, and drops what is no longer wanted.

mod cache;
mod film;
mod frame;
mod projector;
mod samples;

pub use film::{Film, Step};
pub use frame::Frame;
pub use projector::{Projector, Shown};
