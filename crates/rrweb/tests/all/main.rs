//! The crate as others use it: whole recordings, damaged ones, hostile ones.

#![cfg(test)]

mod bad_input;
mod checker;
mod fuzzed;
mod hostile;
mod mirrored;
mod random_pages;
mod recordings;
mod scanning;
mod stream;
