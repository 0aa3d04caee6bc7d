//! Imports as a whole, into a place that is only memory.

mod bed;
mod broken;
mod cuts;
mod formats;
mod random;
mod runs;
mod shared;
mod vaulted;
