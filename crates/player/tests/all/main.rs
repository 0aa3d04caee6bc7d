//! The player as a person and a console meet it.

mod films;
#[cfg(target_os = "linux")]
mod real;
mod window;
