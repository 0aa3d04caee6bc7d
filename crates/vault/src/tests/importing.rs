use std::io::{Read, Seek, SeekFrom, Write};

use hindsight_domain::BlobHash;

use super::bed::{Bed, NOON, id, payload, recording, segment};
use crate::listing::{Page, RecordingFilter};
use crate::{Import, Source, VaultError};

const PAGE: Page = Page { limit: 50, offset: 0 };

/// Bytes that no cipher and no hash finds regular.
fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at * 31 + at / 251) as u8).collect()
}

#[test]
fn an_import_is_there_whole_with_segments_texts_and_a_journal_entry() {
    let bed = Bed::new();
    let (small, large) = (bytes(5_000), bytes(300_000));
    let mut draft = bed.vault.draft().unwrap();
    draft.add_segment(segment(0, &small), &small).unwrap();
    draft.add_segment(segment(1, &large), &large).unwrap();
    let mut writer = draft.stream_segment().unwrap();
    for chunk in large.chunks(1_000) {
        writer.write_all(chunk).unwrap();
    }
    let written = writer.finish().unwrap();
    assert_eq!((written.hash.clone(), written.bytes), (BlobHash::of(&large), 300_000));
    draft.adopt_segment(segment(2, &large), written).unwrap();
    draft.add_text(&payload(7, "card declined")).unwrap();
    let recording = recording("rec_1", NOON);
    let adopted = bed.vault.import(vec![Import { recording, source: None, draft }]).unwrap();
    assert!(!adopted[0].already);

    let view = bed.vault.recording(&id("rec_1")).unwrap();
    assert!(view.cached && view.local_only);
    assert_eq!(view.bytes, 605_000);
    assert_eq!(bed.vault.segments(&id("rec_1")).unwrap().iter().filter(|s| s.stored).count(), 3);
    assert_eq!(bed.vault.read_segment(&id("rec_1"), 0).unwrap(), small);
    for index in [1, 2] {
        let mut reader = bed.vault.open_segment(&id("rec_1"), index).unwrap();
        reader.seek(SeekFrom::Start(200_001)).unwrap();
        let mut part = [0; 90_000];
        reader.read_exact(&mut part).unwrap();
        assert_eq!(part[..], large[200_001..290_001]);
    }
    let hits = bed.vault.search("declined", &RecordingFilter::default(), PAGE).unwrap();
    assert_eq!((hits.total, hits.items[0].at_ms), (1, 7));
    assert_eq!(bed.vault.journal(1, 10).unwrap()[0].action, "import");
    assert!(bed.vault.integrity().unwrap().is_empty());
}

#[test]
fn a_draft_that_is_dropped_leaves_nothing() {
    let bed = Bed::new();
    let mut draft = bed.vault.draft().unwrap();
    let large = bytes(200_000);
    draft.add_segment(segment(0, &large), &large).unwrap();
    for _ in 0..300 {
        draft.add_text(&payload(0, &"words ".repeat(1_000))).unwrap();
    }
    assert_eq!(
        bed.vault.storage().unwrap().blobs,
        2,
        "the segment, and the texts that memory had no room for"
    );
    drop(draft);
    let storage = bed.vault.storage().unwrap();
    assert_eq!((storage.blobs, storage.recordings), (0, 0));
    assert_eq!(std::fs::read_dir(bed.vault.folder().locks()).unwrap().count(), 0);
}

#[test]
fn texts_beyond_memory_are_found_and_their_spool_is_gone() {
    let bed = Bed::new();
    let mut draft = bed.vault.draft().unwrap();
    for at in 0..400 {
        draft.add_text(&payload(at, &format!("needle{at} {}", "hay ".repeat(2_000)))).unwrap();
    }
    let recording = recording("rec_1", NOON);
    bed.vault.import(vec![Import { recording, source: None, draft }]).unwrap();
    for at in [0, 1, 200, 399] {
        let hits = bed.vault.search(&format!("needle{at} hay"), &RecordingFilter::default(), PAGE).unwrap();
        assert_eq!((hits.total, hits.items[0].at_ms), (1, at));
    }
    assert_eq!(bed.vault.storage().unwrap().blobs, 0);
}

#[test]
fn the_same_part_of_the_same_file_is_not_imported_twice() {
    let bed = Bed::new();
    let first = bed.import("rec_1", b"events", "words");
    let mut draft = bed.vault.draft().unwrap();
    let large = bytes(100_000);
    draft.add_segment(segment(0, &large), &large).unwrap();
    let source = Some(Source { file: BlobHash::of(b"rec_1"), index: 0 });
    let adopted =
        bed.vault.import(vec![Import { recording: recording("rec_2", NOON), source, draft }]).unwrap();
    assert_eq!((&adopted[0].id, adopted[0].already), (&first, true));
    assert_eq!(bed.vault.storage().unwrap().blobs, 0, "its files are gone");
    assert_eq!(bed.vault.find_by_source(&BlobHash::of(b"rec_1"), 0).unwrap(), Some(first));
    assert_eq!(bed.vault.find_by_source(&BlobHash::of(b"rec_1"), 1).unwrap(), None);
}

#[test]
fn of_imports_that_go_together_all_come_or_none() {
    let bed = Bed::new();
    bed.import("rec_2", b"events", "words");
    let new = |name: &str| {
        let mut draft = bed.vault.draft().unwrap();
        let large = bytes(100_000);
        draft.add_segment(segment(0, &large), &large).unwrap();
        draft.add_text(&payload(0, "halfway")).unwrap();
        Import { recording: recording(name, NOON), source: None, draft }
    };
    let error = bed.vault.import(vec![new("rec_1"), new("rec_2"), new("rec_3")]).err().unwrap();
    assert!(matches!(error, VaultError::AlreadyHere(taken) if taken == id("rec_2")));
    let all = bed.vault.recordings(&RecordingFilter::default(), Default::default(), PAGE).unwrap();
    assert_eq!(all.total, 1);
    assert_eq!(bed.vault.search("halfway", &RecordingFilter::default(), PAGE).unwrap().total, 0);
    assert_eq!(bed.vault.storage().unwrap().blobs, 0);
}

#[test]
fn what_a_segment_is_not_is_refused() {
    let bed = Bed::new();
    let mut draft = bed.vault.draft().unwrap();
    let other = segment(0, b"other!");
    assert!(matches!(draft.add_segment(other.clone(), b"events"), Err(VaultError::HashMismatch { .. })));
    assert!(matches!(draft.add_segment(other, b"longer than that"), Err(VaultError::LengthMismatch { .. })));
    let late = segment(1, b"events");
    let error = draft.add_segment(late, b"events").err().unwrap();
    assert!(matches!(error, VaultError::OutOfOrder { expected: 0, found: 1 }));
    assert!(draft.segments().is_empty());
}

#[test]
fn an_empty_recording_is_whole() {
    let bed = Bed::new();
    let draft = bed.vault.draft().unwrap();
    bed.vault.import(vec![Import { recording: recording("rec_1", NOON), source: None, draft }]).unwrap();
    assert!(bed.vault.recording(&id("rec_1")).unwrap().cached);
}
