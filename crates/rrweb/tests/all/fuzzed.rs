//! The fuzz targets on a stable toolchain: real seeds, changed a little at random, always in the same way.
//!
//! `HINDSIGHT_FUZZ_ROUNDS` says how many inputs each target gets; `cargo xtask fuzz` sets it where cargo-fuzz is not.

use std::path::Path;

use crate::recordings::recording_events;
use crate::stream::{Chance, Stream};

#[path = "../../../../fuzz/src/lib.rs"]
#[expect(unreachable_pub, reason = "cargo-fuzz calls them from another crate")]
mod targets;

/// Enough to meet each mutation many times, few enough for every run of the tests.
const ROUNDS: u64 = 400;
/// A seed's lines at most: a target that takes a second finds less than one that takes a millisecond.
const SEED_LINES: usize = 60;

/// What finds borders: of integers, of doubles, of ids, of what a page can be.
const NUMBERS: [&str; 14] = [
    "0",
    "-1",
    "1",
    "2",
    "3",
    "-0.5",
    "1e309",
    "-1e309",
    "9007199254740993",
    "4503599627370496",
    "2147483648",
    "18446744073709551616",
    "0.1e-400",
    "NaN",
];
const WORDS: [&str; 12] = [
    "null",
    "true",
    "[]",
    "{}",
    "\"\"",
    "\"iframe\"",
    "\"\\ud83d\"",
    "[[[[]]]]",
    "\"style\"",
    "\"data:,\"",
    "{\"id\":1}",
    "\"x\\u0000\"",
];

fn rounds() -> u64 {
    std::env::var("HINDSIGHT_FUZZ_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(ROUNDS)
}

/// Recordings, one event per line: generated ones, and real ones where they are.
fn seeds() -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> = (0..12)
        .map(|seed| Stream::new(seed, 40).events.iter().map(|event| format!("{event}\n")).collect::<String>())
        .map(String::into_bytes)
        .collect();
    for name in ["desktop_plain.json", "mobile_masked.json", "rrweb-fixtures.json"] {
        for events in recording_events(name).unwrap_or_default().into_values() {
            let mut lines = String::new();
            for event in events.iter().filter(|event| event.len() < 64 << 10).take(SEED_LINES) {
                lines.push_str(event);
                lines.push('\n');
            }
            seeds.push(lines.into_bytes());
        }
    }
    seeds
}

/// One change: of bits, of lines, or of a JSON value.
fn mutate(bytes: &mut Vec<u8>, others: &[Vec<u8>], chance: &mut Chance) {
    if bytes.is_empty() {
        bytes.extend_from_slice(b"{}");
    }
    let at = chance.below(bytes.len());
    match chance.below(8) {
        0 => bytes[at] ^= 1 << chance.below(8),
        1 => bytes.truncate(at),
        2 => {
            let to = (at + 1 + chance.below(40)).min(bytes.len());
            bytes.drain(at..to);
        }
        3 => {
            let line = line_at(bytes, at);
            let copy = bytes[line.clone()].to_vec();
            let into = line_at(bytes, chance.below(bytes.len())).start;
            bytes.splice(into..into, copy);
        }
        4 => {
            let line = line_at(bytes, at);
            bytes.drain(line);
        }
        5 => {
            let other = &others[chance.below(others.len())];
            let line = line_at(other, chance.below(other.len()));
            let into = line_at(bytes, at).start;
            bytes.splice(into..into, other[line].iter().copied());
        }
        // Another number, or another value, where one stands.
        kind => {
            let Some(value) = bytes[at..].iter().position(|byte| *byte == b':').map(|colon| at + colon + 1)
            else {
                return;
            };
            let rest = &bytes[value..];
            let end =
                rest.iter().position(|byte| matches!(byte, b',' | b'}' | b']' | b'\n')).unwrap_or(rest.len());
            let new = if kind == 6 {
                NUMBERS[chance.below(NUMBERS.len())]
            } else {
                WORDS[chance.below(WORDS.len())]
            };
            bytes.splice(value..value + end, new.bytes());
        }
    }
}

/// The line around a position, its break included.
fn line_at(bytes: &[u8], at: usize) -> std::ops::Range<usize> {
    let from = bytes[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    let to =
        bytes[at..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |newline| at + newline + 1);
    from..to
}

/// Runs a target; says which input it was where one panics.
fn check(target: fn(&[u8]), salt: u64) {
    let seeds = seeds();
    seeds.iter().for_each(|seed| target(seed));
    for round in 0..rounds() {
        let mut chance = Chance::new(round.wrapping_mul(0x1_0001).wrapping_add(salt));
        let mut bytes = seeds[chance.below(seeds.len())].clone();
        for _ in 0..1 + chance.below(12) {
            mutate(&mut bytes, &seeds, &mut chance);
        }
        if let Err(panic) = std::panic::catch_unwind(|| target(&bytes)) {
            let shown = String::from_utf8_lossy(&bytes);
            let shown: String = shown.chars().take(4_000).collect();
            {
                eprintln!("round {round}: {shown}");
            }
            std::panic::resume_unwind(panic);
        }
    }
}

#[test]
fn the_reader_stands_whatever_a_file_holds() {
    check(targets::reader, 1);
}

#[test]
fn the_mirror_stands_whatever_a_recording_holds() {
    check(targets::mirror, 2);
}

#[test]
#[ignore = "writes the seeds of `cargo xtask fuzz` into the folder that it names"]
fn seeds_are_written() {
    let folder = std::env::var_os("HINDSIGHT_FUZZ_SEEDS").expect("HINDSIGHT_FUZZ_SEEDS names a folder");
    for (number, seed) in seeds().iter().enumerate() {
        std::fs::write(Path::new(&folder).join(format!("seed-{number}")), seed).expect("the folder is there");
    }
}
