//! The real window on real programs. Needs Linux: WebDriver reaches WebKitGTK only.
#![cfg(target_os = "linux")]
#![expect(clippy::print_stdout, reason = "what it did is the transcript of a demo")]

mod apart;
mod driver;
mod drop;
mod hostile;
mod journey;
#[path = "../journeys/stage.rs"]
#[expect(dead_code, reason = "the journeys on the command line use the rest of it")]
mod stage;
mod state;
