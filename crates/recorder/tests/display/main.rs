//! The recorder on real displays: real windows, a real window manager, a real remote desktop.

#![cfg(target_os = "linux")]

mod record;
mod remote;
mod stage;
mod windows;
