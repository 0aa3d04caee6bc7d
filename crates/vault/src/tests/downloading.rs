use std::io::Read;

use super::bed::{Bed, fetched, id, payload};
use crate::listing::{Page, RecordingFilter};
use crate::{VaultError, Want};

fn bytes() -> Vec<u8> {
    (0..1_000_000_usize).map(|at| (at * 7 + at / 256) as u8).collect()
}

fn bed() -> Bed {
    let bed = Bed::new().signed_in();
    bed.receive(&[("rec_1", &bytes())]);
    bed
}

#[test]
fn a_download_lands_verified_and_is_adopted_with_its_texts() {
    let (bed, bytes) = (bed(), bytes());
    let mut partial = bed.vault.download(&id("rec_1"), 0).unwrap();
    assert_eq!((partial.offset(), partial.total()), (0, 1_000_000));
    for chunk in bytes.chunks(10_007) {
        partial.write(chunk).unwrap();
    }
    let landed = partial.finish().unwrap();
    let mut seen = Vec::new();
    landed.open().unwrap().read_to_end(&mut seen).unwrap();
    assert!(seen == bytes);
    landed.adopt(vec![payload(3, "declined")]).unwrap();
    assert!(bed.vault.recording(&id("rec_1")).unwrap().cached);
    assert!(bed.vault.read_segment(&id("rec_1"), 0).unwrap() == bytes);
    let page = Page { limit: 9, offset: 0 };
    assert_eq!(bed.vault.search("declined", &RecordingFilter::default(), page).unwrap().total, 1);
    assert!(matches!(bed.vault.download(&id("rec_1"), 0), Err(VaultError::SegmentHere { .. })));
    assert_eq!(bed.vault.sweep().unwrap().files, 0);
    assert!(bed.vault.integrity().unwrap().is_empty());
}

#[test]
fn a_cut_download_goes_on_at_its_last_whole_frame_in_another_process() {
    let (bed, bytes) = (bed(), bytes());
    let mut partial = bed.vault.download(&id("rec_1"), 0).unwrap();
    partial.write(&bytes[..700_000]).unwrap();
    drop(partial);
    let vault = bed.reopen(8).unwrap();
    let mut partial = vault.download(&id("rec_1"), 0).unwrap();
    let from = partial.offset();
    assert!(from > 600_000 && from.is_multiple_of(65_536), "{from}");
    partial.write(&bytes[from as usize..]).unwrap();
    partial.finish().unwrap().adopt(vec![]).unwrap();
    assert!(vault.read_segment(&id("rec_1"), 0).unwrap() == bytes);
}

#[test]
fn a_download_that_was_whole_but_not_adopted_needs_no_more_bytes() {
    let (bed, bytes) = (bed(), bytes());
    let mut partial = bed.vault.download(&id("rec_1"), 0).unwrap();
    partial.write(&bytes).unwrap();
    drop(partial.finish().unwrap());
    let partial = bed.reopen(8).unwrap().download(&id("rec_1"), 0).unwrap();
    assert_eq!(partial.offset(), partial.total());
    partial.finish().unwrap().adopt(vec![]).unwrap();
    assert!(bed.vault.read_segment(&id("rec_1"), 0).unwrap() == bytes);
}

#[test]
fn what_is_half_on_the_disk_is_not_built_upon() {
    let (bed, bytes) = (bed(), bytes());
    let mut partial = bed.vault.download(&id("rec_1"), 0).unwrap();
    partial.write(&bytes[..700_000]).unwrap();
    drop(partial);
    let blobs = bed.vault.folder().blobs();
    let file = std::fs::read_dir(blobs).unwrap().next().unwrap().unwrap().path();
    let mut sealed = std::fs::read(&file).unwrap();
    sealed[300_000] ^= 1;
    std::fs::write(&file, &sealed).unwrap();
    let mut partial = bed.vault.download(&id("rec_1"), 0).unwrap();
    let from = partial.offset();
    assert_eq!(from, 4 * 65_536, "the frame that was hit and all behind it are fetched again");
    partial.write(&bytes[from as usize..]).unwrap();
    partial.finish().unwrap().adopt(vec![]).unwrap();

    std::fs::write(&file, b"not a blob").unwrap();
    assert!(matches!(bed.vault.open_segment(&id("rec_1"), 0), Err(VaultError::Damaged { .. })));
    assert_eq!(bed.vault.integrity().unwrap().len(), 1);
}

#[test]
fn other_bytes_are_thrown_away_and_too_few_stay() {
    let (bed, bytes) = (bed(), bytes());
    let mut partial = bed.vault.download(&id("rec_1"), 0).unwrap();
    partial.write(&bytes[..999_999]).unwrap();
    assert!(matches!(partial.write(b"xy"), Err(VaultError::LengthMismatch { .. })));
    assert!(matches!(partial.finish(), Err(VaultError::LengthMismatch { .. })));
    let mut partial = bed.vault.download(&id("rec_1"), 0).unwrap();
    let rest = &vec![0; 1_000_000][partial.offset() as usize..];
    partial.write(rest).unwrap();
    assert!(matches!(partial.finish(), Err(VaultError::HashMismatch { .. })));
    assert_eq!(bed.vault.download(&id("rec_1"), 0).unwrap().offset(), 0);
}

#[test]
fn two_processes_do_not_download_into_one_file() {
    let bed = bed();
    let second = bed.second();
    let first = bed.vault.download(&id("rec_1"), 0).unwrap();
    let error = second.download(&id("rec_1"), 0).err().unwrap();
    assert!(matches!(error, VaultError::DownloadUnderWay { .. }) && error.is_transient());
    drop(first);
    second.download(&id("rec_1"), 0).unwrap().discard().unwrap();
    assert_eq!(bed.vault.storage().unwrap().blobs, 0);
}

#[test]
fn a_download_whose_recording_is_erased_meanwhile_leaves_nothing() {
    let (bed, bytes) = (bed(), bytes());
    let mut partial = bed.vault.download(&id("rec_1"), 0).unwrap();
    partial.write(&bytes).unwrap();
    bed.vault.erase_recording(&id("rec_1"), "asked for").unwrap();
    let landed = partial.finish().unwrap();
    assert!(matches!(landed.adopt(vec![]), Err(VaultError::NoSegment { .. })));
    assert_eq!(bed.vault.storage().unwrap().blobs, 0);
}

#[test]
fn a_batch_that_brings_what_a_download_had_begun_ends_it() {
    let (bed, bytes) = (bed(), bytes());
    let mut partial = bed.vault.download(&id("rec_1"), 0).unwrap();
    partial.write(&bytes[..500_000]).unwrap();
    drop(partial);
    bed.vault.store_batch(vec![fetched("rec_1", &bytes, &[])]).unwrap();
    assert_eq!(bed.vault.missing_total(&Want::All).unwrap(), (0, 0));
    bed.reopen(8).unwrap().sweep().unwrap();
    assert_eq!(bed.vault.storage().unwrap().blobs, 1);
}
