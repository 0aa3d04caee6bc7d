//! The crate as others use it: whole recordings, damaged ones, hostile ones.

#![cfg(test)]

mod checker;
mod hostile;
mod mirrored;
mod random_pages;
mod recordings;
mod scanning;
mod stream;
