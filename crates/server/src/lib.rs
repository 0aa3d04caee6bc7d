//! The server of recordings: agents and browsers record into it, consoles sync with it.
//!
//! **Invariant:** SQL stands under [`store`] alone, HTTP under [`api`] alone.
//!
//! **Invariant:** a secret in an agent's event is redacted before the event is stored, logged or announced.

pub mod api;
pub mod app;
pub mod auth;
pub mod cli;
pub mod config;
pub mod countries;
pub mod error;
pub mod notices;
pub mod password;
pub mod rate;
pub mod redact;
pub mod store;
pub mod system;
pub mod upkeep;
