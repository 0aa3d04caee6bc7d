#![no_main]

#[path = "../src/film.rs"]
mod target;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| target::film(bytes));
