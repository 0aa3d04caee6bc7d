//! The HTTP surface: handlers parse, ask the store, and answer.

pub mod extract;
pub mod sync;
