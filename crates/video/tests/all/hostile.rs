//! Bytes that lie: bounded memory, bounded time, and what is whole plays.

use std::fs::File;
use std::io::{Cursor, Read, Seek, SeekFrom, Write};

use hindsight_video::VideoError;
use hindsight_video::decode::Film;
use hindsight_video::encode::Settings;
use hindsight_video::index::{Damage, Index};
use proptest::prelude::*;

use crate::fuzzed::progressive;
use crate::screen::{Made, made};

fn ours() -> Made {
    made(64, 48, 30, Settings::new(30, 30, 1.0).expect("in range").with_keyframes(10_000_000, 10))
}

fn boxed(name: &[u8; 4], inside: &[u8]) -> Vec<u8> {
    [&(inside.len() as u32 + 8).to_be_bytes(), &name[..], inside].concat()
}

fn index(bytes: &[u8]) -> Result<Index, VideoError> {
    Index::open(&mut Cursor::new(bytes))
}

/// Where the box of this name begins, the nth in the bytes.
fn place(bytes: &[u8], name: &[u8; 4], nth: usize) -> usize {
    let all = bytes.windows(4).enumerate().filter(|(_, four)| four == name);
    all.map(|(at, _)| at - 4).nth(nth).expect("the box is there")
}

fn put(bytes: &mut [u8], at: usize, value: u32) {
    bytes[at..at + 4].copy_from_slice(&value.to_be_bytes());
}

#[test]
fn a_film_without_fragments_is_read_as_one_with_them() {
    let made = ours();
    let (fragmented, flat) = (index(&made.bytes).expect("it is read"), progressive(&made.bytes));
    let flat = index(&flat).expect("it is read");
    assert_eq!((flat.frames(), flat.damage()), (30, &[][..]));
    for number in 0..30 {
        let (one, other) = (fragmented.frame(number), flat.frame(number));
        assert_eq!(
            one.map(|frame| (frame.at_us, frame.until_us)),
            other.map(|frame| (frame.at_us, frame.until_us))
        );
        let of = |index: &Index| index.sample(number).map(|sample| (sample.size, sample.is_keyframe));
        assert_eq!(of(&fragmented), of(&flat));
    }
}

#[test]
fn a_fragment_that_lies_takes_nothing_from_the_others() {
    let made = ours();
    let second = |name| place(&made.bytes, name, 1);
    // What is overwritten, with what, and how many of the 30 frames are left at least.
    let lies: [(&str, usize, u32, usize); 7] = [
        ("a count of samples", second(b"trun") + 12, u32::MAX, 20),
        ("an offset before the file", second(b"trun") + 16, 0x8000_0000, 20),
        ("an offset beyond the file", second(b"trun") + 16, 0x7fff_ffff, 20),
        ("a sample of 4 GB", second(b"trun") + 24, u32::MAX, 20),
        ("a time of 500,000 years", second(b"tfdt") + 12, 0x7fff_ffff, 20),
        ("another track", second(b"tfhd") + 12, 77, 20),
        ("a box of 3 bytes in it", second(b"traf"), 3, 20),
    ];
    for (what, at, value, least) in lies {
        let mut bytes = made.bytes.clone();
        put(&mut bytes, at, value);
        let index = index(&bytes).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert!((least..100).contains(&index.frames()), "{what}: {} frames", index.frames());
        let mut film = Film::open(Box::new(Cursor::new(bytes))).expect("it opens");
        assert!(film.frame(0).is_ok(), "{what}: the first group plays");
        let last = film.index().frames() - 1;
        assert!(film.frame(last).is_ok(), "{what}: the last group plays");
    }
    // Where a box of the file lies, what comes before it plays.
    for length in [0x7fff_ffff, 7, 1] {
        let mut bytes = made.bytes.clone();
        put(&mut bytes, second(b"moof"), length);
        let index = index(&bytes).expect("it is read");
        assert_eq!(index.frames(), 10, "a moof of {length} bytes");
        assert!(!index.damage().is_empty());
    }
}

#[test]
fn tables_that_lie_cost_neither_memory_nor_time() {
    let made = ours();
    let flat = progressive(&made.bytes);
    let at = |name| place(&flat, name, 0);
    for (what, name, skip, value, frames) in [
        ("sizes without end", b"stsz", 16, u32::MAX, 30..=30),
        ("4,294,967,295 samples of a byte", b"stsz", 12, 1, 0..=30),
        ("times without end", b"stts", 16, u32::MAX, 30..=30),
        ("no time at all", b"stts", 12, 0, 30..=30),
        ("chunks without samples", b"stsc", 20, 0, 0..=0),
        ("all samples in one chunk", b"stsc", 20, u32::MAX, 0..=30),
        ("keyframes out of order", b"stss", 16, u32::MAX, 30..=30),
        ("a clock that stands", b"mdhd", 28, 0, 0..=0),
    ] {
        let mut bytes = flat.clone();
        put(&mut bytes, at(name) + skip, value);
        match index(&bytes) {
            Ok(index) => assert!(frames.contains(&index.frames()), "{what}: {} frames", index.frames()),
            Err(error) => assert!(matches!(error, VideoError::NoPictures { .. }), "{what}: {error}"),
        }
        for name in [b"stts", b"stsc", b"stsz", b"co64", b"stss", b"ctts", b"elst", b"mvhd"] {
            let mut bytes = flat.clone();
            let hidden = bytes.windows(4).position(|four| four == name);
            hidden.iter().for_each(|&at| bytes[at..at + 4].copy_from_slice(b"free"));
            let index = index(&bytes).expect("it is read without it");
            let is_needed = matches!(name, b"stts" | b"stsc" | b"co64");
            assert_eq!(
                index.damage().iter().any(|d| matches!(d, Damage::TableMissing { .. })),
                is_needed,
                "{name:?}"
            );
            assert_eq!(index.frames(), if is_needed || name == b"stsz" { 0 } else { 30 }, "{name:?}");
        }
    }
    let full = [&[0; 4][..], &u32::MAX.to_be_bytes(), &[0; 24]].concat();
    let mut run = made.bytes.clone();
    let traf = boxed(b"traf", &[boxed(b"tfhd", &[0, 0, 0, 0, 0, 0, 0, 1]), boxed(b"trun", &full)].concat());
    (0..50).for_each(|_| run.extend(boxed(b"moof", &traf)));
    let index = index(&run).expect("it is read");
    assert!(index.damage().contains(&Damage::TooManySamples), "samples without bytes are not for free");
    assert_eq!(index.frames(), 30);
}

#[test]
fn boxes_in_boxes_in_boxes_are_not_followed() {
    let mut deep = Vec::new();
    for _ in 0..2_000 {
        deep = boxed(b"moov", &boxed(b"trak", &boxed(b"mdia", &deep)));
    }
    assert!(matches!(index(&deep), Err(VideoError::NoPictures { .. })));
    let many = boxed(b"moov", &boxed(b"trak", b"").repeat(100_000));
    assert!(matches!(index(&many), Err(VideoError::NoPictures { .. })));
}

#[test]
fn what_is_no_film_is_said_to_be_none() {
    for bytes in [&b""[..], b"\0", b"PK\x03\x04 a zip", &[0; 5000], b"{\"events\":[]}", &[0xff; 100]] {
        assert!(matches!(index(bytes), Err(VideoError::NotAFilm)), "{bytes:?}");
    }
}

/// A file with a hole: what lies beyond four gigabytes is found, and the gigabytes are not read.
#[test]
fn a_film_beyond_four_gigabytes_is_read_where_it_is() {
    let made = ours();
    let hole = 5_u64 << 30;
    let (first, second) = (place(&made.bytes, b"moof", 0), place(&made.bytes, b"moof", 1));
    let mut file = tempfile::tempfile().expect("a file");
    file.write_all(&made.bytes[..second]).expect("it is written");
    file.write_all(&[&1_u32.to_be_bytes()[..], b"free", &hole.to_be_bytes()].concat())
        .expect("it is written");
    file.seek(SeekFrom::Start(second as u64 + hole)).expect("it seeks");
    if file.write_all(&made.bytes[second..]).is_err() {
        eprintln!("skipped: files here cannot have holes of five gigabytes");
        return;
    }
    check_large(file, hole, first as u64);
    // Without fragments: offsets of 64 bits.
    let mut flat = progressive(&made.bytes);
    let moov = place(&flat, b"moov", 0);
    let table = place(&flat, b"co64", 0) + 16;
    for offset in flat[table..].chunks_exact_mut(8).take(30) {
        let at = u64::from_be_bytes(offset.try_into().expect("eight bytes")) + hole;
        offset.copy_from_slice(&at.to_be_bytes());
    }
    let mut file = tempfile::tempfile().expect("a file");
    let data = place(&flat, b"mdat", 0);
    assert!(data < moov);
    file.write_all(&flat[..data]).expect("it is written");
    file.write_all(&[&1_u32.to_be_bytes()[..], b"free", &hole.to_be_bytes()].concat())
        .expect("it is written");
    file.seek(SeekFrom::Start(data as u64 + hole)).expect("it seeks");
    file.write_all(&flat[data..]).expect("it is written");
    check_large(file, hole, hole);
}

fn check_large(file: File, hole: u64, first: u64) {
    let mut film = Film::open(Box::new(Counting { file, read: 0 })).expect("it is read");
    let index = film.index().clone();
    assert_eq!((index.frames(), index.damage()), (30, &[][..]));
    assert!(index.sample(29).is_some_and(|sample| sample.offset > hole));
    assert!(index.sample(0).is_some_and(|sample| sample.offset >= first));
    film.frame(29).expect("it is decoded");
}

/// Fails where more is read than a small film has.
struct Counting {
    file: File,
    read: usize,
}

impl Read for Counting {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        self.read += into.len();
        assert!(self.read < 8 << 20, "a hole is not read");
        self.file.read(into)
    }
}

impl Seek for Counting {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.file.seek(to)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, ..ProptestConfig::default() })]

    /// Of the tables, not of the pictures: there a flip changes what is said.
    #[test]
    fn flipped_bits_never_place_a_frame_outside_its_file(
        flips in prop::collection::vec((any::<prop::sample::Index>(), 0_u8..8), 1..5),
        is_flat in any::<bool>(),
    ) {
        thread_local!(static FILMS: [Vec<u8>; 2] = {
            let ours = ours().bytes;
            [progressive(&ours), ours]
        });
        let mut bytes = FILMS.with(|films| films[usize::from(!is_flat)].clone());
        let tables = if is_flat { place(&bytes, b"moov", 0)..bytes.len() } else { 0..bytes.len().min(2_000) };
        for (at, bit) in flips {
            bytes[tables.start + at.index(tables.len())] ^= 1 << bit;
        }
        if let Ok(index) = index(&bytes) {
            for number in (0..index.samples()).take(200) {
                let sample = index.sample(number).expect("a sample");
                prop_assert!(sample.offset.saturating_add(sample.size.into()) <= bytes.len() as u64);
            }
            for number in (0..index.frames()).take(200) {
                let frame = index.frame(number).expect("a frame");
                prop_assert!(frame.until_us >= frame.at_us);
            }
        }
    }
}
