//! One binary for all journeys: linking is what tests pay for.

#![allow(clippy::unwrap_used, reason = "a test ends where its ground is missing")]

mod arrows;
mod converge;
mod faults;
mod journey;
mod keychain;
mod kill;
mod secrets;
mod stage;
