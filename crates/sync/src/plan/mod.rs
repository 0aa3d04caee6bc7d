//! What is to be done, decided over plain data: no network, no vault, no clock.

mod backoff;
mod download;
mod settle;

pub use backoff::{Backoff, RECONNECT};
pub use download::{BATCHED_BYTES, Standing, Step, steps};
pub use settle::{Settled, settle};
