//! The fuzz target on a stable toolchain: films, changed a little at random, always in the same way.
//!
//! `HINDSIGHT_FUZZ_ROUNDS` says how many inputs it gets; `cargo xtask fuzz` sets it where cargo-fuzz is not.

use std::io::Cursor;
use std::path::Path;

use hindsight_video::encode::Settings;
use hindsight_video::index::Index;

use crate::screen::made;

#[path = "../../../../fuzz/src/film.rs"]
#[expect(unreachable_pub, reason = "cargo-fuzz calls it from another crate")]
mod target;

const ROUNDS: u64 = 400;

fn rounds() -> u64 {
    std::env::var("HINDSIGHT_FUZZ_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(ROUNDS)
}

/// The same film as others write them: its pictures in one piece, its tables behind them, with offsets of 64 bits, a
/// list of edits that changes nothing, and composition offsets of 0.
pub(crate) fn progressive(fragmented: &[u8]) -> Vec<u8> {
    let index = Index::open(&mut Cursor::new(fragmented)).expect("it is read");
    let samples: Vec<_> = (0..index.samples()).filter_map(|number| index.sample(number)).collect();
    let boxed = |name: &[u8; 4], inside: &[u8]| {
        [&(inside.len() as u32 + 8).to_be_bytes(), &name[..], inside].concat()
    };
    let table = |name: &[u8; 4], words: &[u32]| {
        boxed(name, &[0].iter().chain(words).flat_map(|word| word.to_be_bytes()).collect::<Vec<_>>())
    };
    let count = samples.len() as u32;
    let start = 32;
    let data: Vec<u8> = samples
        .iter()
        .flat_map(|s| &fragmented[s.offset as usize..(s.offset + u64::from(s.size)) as usize])
        .copied()
        .collect();
    let times = [count].into_iter().chain(samples.iter().flat_map(|s| [1, s.duration])).collect::<Vec<_>>();
    let sizes = [0, count].into_iter().chain(samples.iter().map(|s| s.size)).collect::<Vec<_>>();
    let keys =
        (1..).zip(&samples).filter(|(_, s)| s.is_keyframe).map(|(number, _)| number).collect::<Vec<u32>>();
    let keys = [keys.len() as u32].into_iter().chain(keys).collect::<Vec<_>>();
    let mut at = start + 8;
    let mut offsets = vec![count];
    for sample in &samples {
        offsets.extend([0, at]);
        at += sample.size;
    }
    // The first picture of ours is not at 0: an empty edit, as others have it.
    let first = samples[0].dts as u32;
    let total: u32 = samples.iter().map(|s| s.duration).sum();
    let edits = table(b"elst", &[2, first, u32::MAX, 0x1_0000, total, 0, 0x1_0000]);
    let find = |name: &[u8; 4]| {
        let at = fragmented.windows(4).position(|four| four == name).expect("the box is there") - 4;
        let len = u32::from_be_bytes(fragmented[at..at + 4].try_into().expect("four bytes")) as usize;
        &fragmented[at..at + len]
    };
    let tables = [
        find(b"stsd").to_vec(),
        table(b"stts", &times),
        table(b"ctts", &[1, count, 0]),
        table(b"stsc", &[1, 1, 1, 1]),
        table(b"stsz", &sizes),
        table(b"stss", &keys),
        table(b"co64", &offsets),
    ];
    let media = [find(b"mdhd"), find(b"hdlr"), &boxed(b"minf", &boxed(b"stbl", &tables.concat()))].concat();
    let trak = [find(b"tkhd"), &boxed(b"edts", &edits), &boxed(b"mdia", &media)].concat();
    let moov = boxed(b"moov", &[find(b"mvhd"), &boxed(b"trak", &trak)].concat());
    [boxed(b"ftyp", b"isom\0\0\0\0isomiso2avc1mp41"), boxed(b"mdat", &data), moov].concat()
}

fn seeds() -> Vec<Vec<u8>> {
    let settings = |frames| Settings::new(35, 30, 1.0).expect("in range").with_keyframes(10_000_000, frames);
    let small = made(32, 32, 12, settings(5)).bytes;
    let odd = made(41, 37, 9, settings(3)).bytes;
    let flat = progressive(&small);
    let bare = {
        let index = Index::open(&mut Cursor::new(&small)).expect("it is read");
        let hindsight_video::index::Codec::H264(avc) = index.codec() else { panic!("ours is H.264") };
        let mut bare: Vec<u8> = Vec::new();
        let mut put = |unit: &[u8]| bare.extend([&[0, 0, 0, 1], unit].concat());
        avc.sps.iter().chain(&avc.pps).for_each(|unit| put(unit));
        for sample in (0..index.samples()).filter_map(|number| index.sample(number)) {
            // Ours have one unit each.
            put(&small[sample.offset as usize + 4..(sample.offset + u64::from(sample.size)) as usize]);
        }
        bare
    };
    vec![small, odd, flat, bare]
}

struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

fn mutate(bytes: &mut Vec<u8>, chance: &mut Chance) {
    const NUMBERS: [u32; 8] = [0, 1, 7, 8, 0x7fff_ffff, 0x8000_0000, u32::MAX, 0x0100_0000];
    // Most of what is read is in the first and last thousand bytes.
    let near = chance.below(bytes.len().min(1_000));
    let at = match chance.below(3) {
        0 => near,
        1 => bytes.len() - 1 - near,
        _ => chance.below(bytes.len()),
    };
    match chance.below(6) {
        0 | 1 => bytes[at] ^= 1 << chance.below(8),
        2 => bytes.truncate(at.max(8)),
        3 => {
            let number = NUMBERS[chance.below(NUMBERS.len())].to_be_bytes();
            let end = (at + 4).min(bytes.len());
            bytes[at..end].copy_from_slice(&number[..end - at]);
        }
        4 => drop(bytes.drain(at..(at + 1 + chance.below(64)).min(bytes.len()))),
        _ => {
            let from = chance.below(bytes.len());
            let piece = bytes[from..(from + chance.below(128)).min(bytes.len())].to_vec();
            bytes.splice(at..at, piece);
        }
    }
    if bytes.is_empty() {
        bytes.push(0);
    }
}

#[test]
fn the_demuxer_and_the_decoder_stand_whatever_a_film_holds() {
    let seeds = seeds();
    seeds.iter().for_each(|seed| target::film(seed));
    for round in 0..rounds() {
        let mut chance = Chance(round.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let mut bytes = seeds[chance.below(seeds.len())].clone();
        (0..1 + chance.below(6)).for_each(|_| mutate(&mut bytes, &mut chance));
        if let Err(panic) = std::panic::catch_unwind(|| target::film(&bytes)) {
            eprintln!("round {round}");
            std::panic::resume_unwind(panic);
        }
    }
}

#[test]
#[ignore = "writes the seeds of `cargo xtask fuzz` into the folder that it names"]
fn seeds_are_written() {
    let folder = std::env::var_os("HINDSIGHT_FUZZ_SEEDS").expect("HINDSIGHT_FUZZ_SEEDS names a folder");
    for (number, seed) in seeds().iter().enumerate() {
        std::fs::write(Path::new(&folder).join(format!("seed-{number}")), seed).expect("the folder is there");
    }
}
