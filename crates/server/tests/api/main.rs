//! Agent recordings, sign-in, errors and the program itself: over real HTTP, with a clock that stands still.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

mod errors;
mod events;
mod flagging;
mod looking;
mod openapi;
mod program;
mod secrets;
mod server;
mod signing_in;
mod socket;
mod starting;
mod stopping;
mod upkeep;
