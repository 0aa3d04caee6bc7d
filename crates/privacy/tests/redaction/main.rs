//! Redaction through the public interface.

#![allow(clippy::unwrap_used, reason = "the functions that tests share fail as tests do")]

mod planted;
mod properties;
mod texts;
mod values;
