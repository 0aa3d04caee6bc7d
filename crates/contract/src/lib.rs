//! Requests, replies and error codes: what server, console and scripts say to each other.
//!
//! **Invariant:** shapes only. Nothing here decides, stores or sends; what a word means stands in `domain`.
//! With the feature `openapi` every shape also describes itself for the server's OpenAPI document; with `ts` those of
//! the window are TypeScript types (`ui/src/contract/generated.ts`, made by `cargo xtask types`).

pub mod agent;
pub mod analytics;
pub mod auth;
pub mod desk;
pub mod error;
pub mod heatmap;
mod order;
pub mod sync;
pub mod view;
pub mod web;

#[cfg(feature = "ts")]
pub mod types;
