//! One binary for all journeys: linking is what tests pay for.

#![allow(clippy::unwrap_used, reason = "a test ends where its ground is missing")]

mod arrows;
#[expect(clippy::print_stdout, reason = "a failing run tells what happened, and by which seed")]
mod converge;
mod faults;
mod insight;
mod journey;
mod keychain;
mod kill;
mod large;
mod numbers;
#[cfg(target_os = "linux")]
mod screen;
mod secrets;
mod stage;
