//! What this crate writes and reads, judged by ffmpeg and ffprobe, by a decoder that is not ours, and by damage.

mod decoding;
mod fuzzed;
mod hostile;
mod others;
mod screen;
mod tools;
mod written;
