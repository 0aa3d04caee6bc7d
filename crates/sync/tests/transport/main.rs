//! The client against servers that misbehave, over real sockets.

#![allow(clippy::unwrap_used, reason = "a helper of tests that fails has failed the test")]

mod blobs;
mod door;
mod numbers;
mod reach;
mod tls;
mod ways;
mod web_socket;
