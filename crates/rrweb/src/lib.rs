//! Reads rrweb recordings, plain and packed, mirrors their pages, and makes their windows harmless.
//!
//! The way of a file: [`scan`] splits it into elements, [`event`] (with [`pack`]) makes each an event or
//! says why it is none, [`facts`] and [`text`] give what the index needs, [`mirror`] keeps up the page and
//! writes keyframes from which replay can start, and [`harmless`] rewrites what goes to a player.
//!
//! **Invariants.** No IO but reading from a source that is handed in, no clock, no panic and no unbounded
//! memory on any input. Nothing here changes what is stored: only [`harmless`] rewrites, and what it
//! rewrites is a copy on its way to a screen.

pub mod event;
pub mod facts;
pub mod harmless;
pub mod json;
pub mod loose;
pub mod mirror;
pub mod pack;
pub mod scan;
pub mod text;
