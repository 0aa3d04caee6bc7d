//! Fixtures, a clock that stands, chance with a seed, and a network that fails: for tests only.
//!
//! **Invariant:** a dev-dependency everywhere. Nothing here ships.

mod chance;
mod clock;
mod network;
pub mod recordings;

pub use chance::Seeded;
pub use clock::FixedClock;
pub use network::{Fault, Wire};
