//! `/sync/v1` over real HTTP, against a server in this process with a clock that stands still.

#![allow(clippy::unwrap_used, reason = "a test ends where its ground is missing")]

mod blobs;
mod feed;
mod history;
mod interleaving;
mod made;
mod mutations;
mod recordings;
mod reviews;
mod server;
mod uploads;
