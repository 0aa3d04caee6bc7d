//! Imports as a whole, into a place that is only memory.

pub(crate) mod bed;
mod broken;
mod cuts;
mod formats;
mod random;
mod runs;
mod shared;
mod tabs;
mod vaulted;
