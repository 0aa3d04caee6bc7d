//! One binary for all journeys: linking is what tests pay for.

mod arrows;
mod journey;
mod kill;
mod stage;
