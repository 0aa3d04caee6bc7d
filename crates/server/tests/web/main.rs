//! `/recordings` over real HTTP, against a server in this process with a clock that stands still.
#![allow(clippy::unwrap_used, reason = "a helper of tests that fails has failed the test")]

mod analytics;
mod batches;
mod ending;
mod gate;
mod heat;
mod made;
mod orders;
mod reading;
mod refusing;
mod sending;
mod server;
