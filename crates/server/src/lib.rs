//! The server of recordings: agents and browsers record into it, consoles sync with it.
//!
//! **Invariant:** SQL stands under [`store`] alone, HTTP under [`api`] alone.
//!
//! **Invariant:** a secret in an agent's event is redacted before the event is stored, logged or announced.

pub mod api;
pub mod app;
pub mod auth;
pub mod config;
pub mod error;
pub mod redact;
pub mod store;
