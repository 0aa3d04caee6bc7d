//! A write that was cut goes on where it stopped, and the result is the blob that it would have been.

#![allow(clippy::unwrap_used, reason = "the functions that tests share fail as tests do")]

use std::io::{self, Write};

use hindsight_seal::{
    FRAME_LEN, Key, Partial, Salvage, SealError, Sealer, open_bytes, salvage, seal_bytes, sealed_offset,
    whole_frames,
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

fn seal(plain: &[u8]) -> Vec<u8> {
    seal_bytes(&key(), BLOB, SALT, plain).unwrap()
}

/// Salvages a file and collects the plain bytes that it still holds.
fn examine(sealed: &[u8]) -> (Result<Salvage, SealError>, Vec<u8>) {
    let mut plain = Vec::new();
    let found = salvage(sealed, &key(), BLOB, |bytes| plain.extend_from_slice(bytes));
    (found, plain)
}

/// Goes on with a cut file as a download would: truncate, fetch from there, finish.
fn go_on(mut file: Vec<u8>, partial: Partial, content: &[u8]) -> Vec<u8> {
    file.truncate(partial.sealed_len() as usize);
    let mut sealer = partial.resume(file, &key(), BLOB).unwrap();
    sealer.write_all(&content[partial.plain_len() as usize..]).unwrap();
    sealer.finish().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_download_resumed_at_any_cut_equals_an_uninterrupted_one(
        frames in 0_usize..4,
        rest in prop_oneof![Just(0), Just(1), 0..FRAME_LEN],
        cut in any::<prop::sample::Index>(),
    ) {
        let content = pattern(frames * FRAME_LEN + rest);
        let whole = seal(&content);
        let cut = 40 + cut.index(whole.len() - 40);
        let (found, kept) = examine(&whole[..cut]);
        let Salvage::Partial(partial) = found.unwrap() else { panic!("a cut blob is not whole") };
        prop_assert!(partial.frames <= whole_frames(cut as u64));
        prop_assert_eq!(kept.len() as u64, partial.plain_len());
        prop_assert!(content.starts_with(&kept));
        prop_assert!(go_on(whole[..cut].to_vec(), partial, &content) == whole);
    }

    #[test]
    fn a_sealer_that_is_dropped_at_any_byte_leaves_only_middle_frames(
        total in 1..4 * FRAME_LEN,
        arrived in any::<prop::sample::Index>(),
    ) {
        let content = pattern(total);
        let arrived = arrived.index(total);
        let mut file = Vec::new();
        let mut sealer = Sealer::new(&mut file, &key(), BLOB, SALT).unwrap();
        sealer.write_all(&content[..arrived]).unwrap();
        drop(sealer);
        let (found, _) = examine(&file);
        let Salvage::Partial(partial) = found.unwrap() else { panic!("an unfinished blob is not whole") };
        prop_assert_eq!(partial.sealed_len(), file.len() as u64, "whole frames only");
        prop_assert!(partial.plain_len() < total as u64, "the resumed download always has a byte to come");
        prop_assert!(go_on(file, partial, &content) == seal(&content));
    }
}

#[test]
fn a_full_frame_that_may_be_the_last_is_held_back() {
    let mut file = Vec::new();
    let mut sealer = Sealer::new(&mut file, &key(), BLOB, SALT).unwrap();
    sealer.write_all(&pattern(2 * FRAME_LEN)).unwrap();
    drop(sealer);
    assert_eq!(file.len() as u64, sealed_offset(1));
}

#[test]
fn a_finished_blob_is_found_whole() {
    for len in [0, 1, FRAME_LEN, FRAME_LEN + 1] {
        let content = pattern(len);
        let (found, kept) = examine(&seal(&content));
        assert_eq!(found.unwrap(), Salvage::Whole { plain_len: len as u64 });
        assert!(kept == content);
    }
}

#[test]
fn a_file_that_kept_its_length_but_not_its_bytes_is_resumed_before_the_hole() {
    let content = pattern(3 * FRAME_LEN + 7);
    let mut file = seal(&content);
    let (from, to) = (sealed_offset(1) as usize + 1000, sealed_offset(2) as usize);
    file[from..to].fill(0);
    let (found, kept) = examine(&file);
    let Salvage::Partial(partial) = found.unwrap() else { panic!("a blob with a hole is not whole") };
    assert_eq!((partial.frames, kept.len()), (1, FRAME_LEN));
    assert!(go_on(file, partial, &content) == seal(&content));
}

#[test]
fn a_file_cut_in_its_header_has_to_begin_anew() {
    let sealed = seal(b"hello");
    assert!(matches!(examine(&sealed[..39]).0, Err(SealError::CutShort { whole_frames: 0 })));
    assert!(matches!(examine(b"").0, Err(SealError::CutShort { whole_frames: 0 })));
}

#[test]
fn bytes_behind_the_last_frame_are_no_blob_to_resume() {
    let mut sealed = seal(&pattern(FRAME_LEN));
    sealed.push(0);
    assert!(matches!(examine(&sealed).0, Err(SealError::DamagedEnd { frame: 0 })));
}

#[test]
fn a_resumed_blob_needs_at_least_one_more_byte() {
    let sealer = Sealer::resume(Vec::new(), &key(), BLOB, SALT, 2).unwrap();
    assert!(matches!(sealer.finish(), Err(SealError::NothingAfterResume { frames_done: 2 })));
}

/// A disk that is full after `room` bytes.
struct Disk {
    room: usize,
    file: Vec<u8>,
}

impl Write for Disk {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(self.room - self.file.len());
        if taken == 0 {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.file.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_tears_the_sealer_and_the_file_can_be_resumed() {
    let content = pattern(4 * FRAME_LEN);
    let mut disk = Disk { room: 100_000, file: Vec::new() };
    let mut sealer = Sealer::new(&mut disk, &key(), BLOB, SALT).unwrap();
    assert_eq!(sealer.write_all(&content).unwrap_err().kind(), io::ErrorKind::StorageFull);
    let again = SealError::from(sealer.write_all(b"more").unwrap_err());
    assert!(matches!(again, SealError::Torn), "{again}");
    assert!(matches!(sealer.finish(), Err(SealError::Torn)));

    let (found, _) = examine(&disk.file);
    let Salvage::Partial(partial) = found.unwrap() else { panic!("a torn blob is not whole") };
    assert_eq!(partial.frames, 1);
    assert!(open_bytes(&key(), BLOB, &go_on(disk.file, partial, &content)).unwrap() == content);
}
