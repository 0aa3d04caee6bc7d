//! Vaults on disk, the real server behind a door that meddles, and what a sync makes of it.

#![allow(clippy::unwrap_used, reason = "a helper of tests that fails has failed the test")]

mod downloads;
mod following;
mod histories;
mod lab;
mod made;
mod meddler;
mod outbox;
mod uploads;
