//! Whatever is done to sealed bytes, the opener says so and hands out nothing false.

#![allow(clippy::unwrap_used, reason = "the functions that tests share fail as tests do")]

use std::io::{Cursor, Read, Seek, SeekFrom, Write};

use hindsight_seal::{
    FRAME_LEN, HEADER_LEN, Key, Opener, SealError, Sealer, TAG_LEN, open_bytes, plain_len, seal_bytes,
    sealed_len, sealed_offset,
};
use proptest::prelude::*;

const BLOB: &[u8] = b"blob_1";
const SALT: [u8; 16] = [9; 16];

fn key() -> Key {
    Key::from_bytes([1; 32])
}

fn pattern(len: usize) -> Vec<u8> {
    (0..len).map(|at| (at * 7 + at / 251) as u8).collect()
}

fn seal(len: usize) -> Vec<u8> {
    seal_bytes(&key(), BLOB, SALT, &pattern(len)).unwrap()
}

fn open(sealed: &[u8]) -> Result<Vec<u8>, SealError> {
    open_bytes(&key(), BLOB, sealed)
}

/// Lengths around the borders of frames, and any others.
fn border_len() -> impl Strategy<Value = usize> {
    let border =
        (0_usize..4, -2_isize..3).prop_map(|(frames, by)| (frames * FRAME_LEN).saturating_add_signed(by));
    prop_oneof![border, 0..3 * FRAME_LEN]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_was_sealed_in_pieces_of_any_size_comes_back(len in border_len(), piece in 1_usize..100_000) {
        let plain = pattern(len);
        let mut sealer = Sealer::new(Vec::new(), &key(), BLOB, SALT).unwrap();
        for chunk in plain.chunks(piece) {
            sealer.write_all(chunk).unwrap();
        }
        prop_assert_eq!(sealer.plain_len(), len as u64);
        let sealed = sealer.finish().unwrap();
        prop_assert_eq!(sealed.len() as u64, sealed_len(len as u64));
        prop_assert_eq!(plain_len(sealed.len() as u64).unwrap(), len as u64);
        prop_assert!(open(&sealed).unwrap() == plain);
    }

    #[test]
    fn a_flipped_bit_anywhere_is_an_error(len in border_len(), at in any::<prop::sample::Index>(), bit in 0..8) {
        let mut sealed = seal(len);
        let at = at.index(sealed.len());
        sealed[at] ^= 1_u8 << bit;
        prop_assert!(open(&sealed).is_err(), "byte {at} of {}", sealed.len());
    }

    #[test]
    fn a_blob_cut_anywhere_is_an_error(len in border_len(), at in any::<prop::sample::Index>()) {
        let sealed = seal(len);
        prop_assert!(open(&sealed[..at.index(sealed.len())]).is_err());
    }

    #[test]
    fn a_blob_with_anything_added_is_an_error(len in border_len(), more in 1..2 * FRAME_LEN) {
        let mut sealed = seal(len);
        sealed.extend(pattern(more));
        prop_assert!(open(&sealed).is_err());
    }

    #[test]
    fn a_read_after_any_seek_gives_the_bytes_of_that_place(
        len in border_len(),
        steps in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..100_000), 1..8),
    ) {
        let plain = pattern(len);
        let mut opener = Opener::new(Cursor::new(seal(len)), &key(), BLOB).unwrap();
        for (at, count) in steps {
            let at = at.index(len + 1);
            opener.seek(SeekFrom::Start(at as u64)).unwrap();
            let mut read = Vec::new();
            opener.by_ref().take(count as u64).read_to_end(&mut read).unwrap();
            prop_assert!(read == plain[at..len.min(at + count)]);
            prop_assert_eq!(opener.stream_position().unwrap(), (at + read.len()) as u64);
        }
    }
}

#[test]
fn every_byte_and_every_length_of_a_short_blob_matter() {
    let sealed = seal(20);
    for at in 0..sealed.len() {
        let mut flipped = sealed.clone();
        flipped[at] ^= 1;
        assert!(open(&flipped).is_err(), "byte {at}");
        assert!(open(&sealed[..at]).is_err(), "cut to {at} bytes");
    }
}

#[test]
fn a_cut_between_two_frames_is_called_a_cut() {
    let sealed = seal(3 * FRAME_LEN);
    for whole_frames in [1, 2] {
        let cut = &sealed[..sealed_offset(whole_frames) as usize];
        match open(cut) {
            Err(SealError::CutShort { whole_frames: found }) => assert_eq!(found, whole_frames),
            other => panic!("{:?}", other.map(|plain| plain.len())),
        }
    }
}

#[test]
fn frames_that_change_places_are_found_where_they_stand() {
    let mut sealed = seal(3 * FRAME_LEN);
    let (first, second) = (sealed_offset(0) as usize, sealed_offset(1) as usize);
    let (head, tail) = sealed.split_at_mut(second);
    head[first..].swap_with_slice(&mut tail[..FRAME_LEN + TAG_LEN]);
    assert!(matches!(open(&sealed), Err(SealError::DamagedFrame { frame: 0 })));
}

#[test]
fn a_frame_of_another_blob_under_the_same_key_is_refused() {
    let mut sealed = seal(2 * FRAME_LEN);
    let frame = HEADER_LEN..sealed_offset(1) as usize;
    let same_id = seal_bytes(&key(), BLOB, [8; 16], &pattern(2 * FRAME_LEN)).unwrap();
    let same_salt = seal_bytes(&key(), b"blob_2", SALT, &pattern(2 * FRAME_LEN)).unwrap();
    for other in [same_id, same_salt] {
        sealed[frame.clone()].copy_from_slice(&other[frame.clone()]);
        assert!(matches!(open(&sealed), Err(SealError::DamagedFrame { frame: 0 })));
    }
}

#[test]
fn the_wrong_key_and_the_wrong_blob_are_told_from_damage() {
    let sealed = seal(100);
    let other_key = Key::from_bytes([2; 32]);
    assert!(matches!(open_bytes(&other_key, BLOB, &sealed), Err(SealError::WrongKey)));
    assert!(matches!(open_bytes(&key(), b"blob_2", &sealed), Err(SealError::WrongKey)));
    assert!(matches!(open(b"SQLite format 3\0"), Err(SealError::NotSealed)));
    let mut newer = sealed.clone();
    newer[7] = 2;
    assert!(matches!(open(&newer), Err(SealError::Newer { found: 2, known: 1 })));
    let mut damaged = sealed;
    damaged[HEADER_LEN] ^= 1;
    assert!(matches!(open(&damaged), Err(SealError::DamagedEnd { frame: 0 })));
}

#[test]
fn a_damaged_frame_leaves_the_others_readable() {
    let mut sealed = seal(3 * FRAME_LEN);
    sealed[sealed_offset(1) as usize + 5] ^= 1;
    let mut opener = Opener::new(Cursor::new(sealed), &key(), BLOB).unwrap();
    let mut byte = [0];
    opener.seek(SeekFrom::Start(FRAME_LEN as u64)).unwrap();
    let error = SealError::from(opener.read(&mut byte).unwrap_err());
    assert!(matches!(error, SealError::DamagedFrame { frame: 1 }), "{error}");
    for at in [0, 2 * FRAME_LEN] {
        opener.seek(SeekFrom::Start(at as u64)).unwrap();
        opener.read_exact(&mut byte).unwrap();
        assert_eq!(byte[0], pattern(3 * FRAME_LEN)[at]);
    }
}

#[test]
fn seeks_behind_the_end_read_nothing_and_before_the_start_fail() {
    let mut opener = Opener::new(Cursor::new(seal(10)), &key(), BLOB).unwrap();
    assert_eq!(opener.seek(SeekFrom::End(5)).unwrap(), 15);
    assert_eq!(opener.read(&mut [0; 4]).unwrap(), 0);
    assert!(opener.seek(SeekFrom::Current(-16)).is_err());
    assert_eq!(opener.stream_position().unwrap(), 15, "a refused seek moves nothing");
}
