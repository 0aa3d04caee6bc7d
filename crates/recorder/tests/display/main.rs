//! The recorder on real displays: real windows, a real window manager, a real remote desktop.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test ends where its ground is missing")]

mod record;
mod remote;
mod stage;
mod windows;
