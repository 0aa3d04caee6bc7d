//! One binary for all journeys: linking is what tests pay for.

mod arrows;
mod faults;
mod journey;
mod keychain;
mod kill;
mod secrets;
mod stage;
