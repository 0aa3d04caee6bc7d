use std::collections::HashSet;
use std::path::PathBuf;

use super::bed::{Bed, NOON, id, payload, recording, segment};
use crate::blob::Living;
use crate::{Import, Swept};

#[test]
fn what_a_dead_process_left_is_swept_when_the_vault_is_opened() {
    let bed = Bed::new();
    let large = vec![1; 100_000];
    let draft = || {
        let mut draft = bed.vault.draft().unwrap();
        draft.add_segment(segment(0, &large), &large).unwrap();
        draft
    };
    let files = |dir: PathBuf| {
        let files = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
        files.collect::<HashSet<_>>()
    };
    let (locks, blobs) = (bed.vault.folder().locks(), bed.vault.folder().blobs());
    let living = draft();
    let (locks_before, blobs_before) = (files(locks.clone()), files(blobs.clone()));
    let dead = draft();
    let left = |dir, before: &HashSet<_>| {
        let now = files(dir);
        now.difference(before).next().unwrap().clone()
    };
    let (lock, blob) = (left(locks.clone(), &locks_before), left(blobs.clone(), &blobs_before));

    // The living are left alone, by their own process and by others.
    assert_eq!(bed.reopen(3).unwrap().storage().unwrap().blobs, 2);
    assert_eq!(bed.vault.sweep().unwrap(), Swept::default());

    // Dying frees the lock and deletes nothing.
    let bytes = std::fs::read(&blob).unwrap();
    drop(dead);
    std::fs::write(&blob, bytes).unwrap();
    std::fs::write(&lock, []).unwrap();
    bed.reopen(4).unwrap();
    assert_eq!((files(locks), files(blobs)), (locks_before, blobs_before));
    drop(living);
}

#[test]
fn a_sweep_spares_what_rows_name() {
    let bed = Bed::new().signed_in();
    let large = vec![1; 100_000];
    bed.import("rec_1", &large, "words");
    bed.receive(&[("rec_2", &large)]);
    let mut partial = bed.vault.download(&id("rec_2"), 0).unwrap();
    partial.write(&large[..70_000]).unwrap();
    drop(partial);
    std::fs::write(bed.vault.folder().blob("stray"), [0; 77]).unwrap();
    assert_eq!(bed.vault.sweep().unwrap(), Swept { files: 1, bytes: 77 });
    assert_eq!(bed.vault.storage().unwrap().blobs, 2);
    assert!(bed.vault.integrity().unwrap().is_empty());
}

#[test]
fn a_living_owner_survives_a_sweep_that_looks_for_the_dead() {
    let bed = Bed::new();
    for _ in 0..20 {
        let living = Living::begin(&bed.vault).unwrap();
        bed.second();
        assert_eq!(std::fs::read_dir(bed.vault.folder().locks()).unwrap().count(), 1);
        drop(living);
    }
}

#[test]
fn an_erasure_that_was_cut_before_the_files_went_is_made_up_for() {
    let bed = Bed::new();
    bed.import("rec_1", &vec![1; 100_000], "words");
    bed.vault
        .database()
        .write(|tx| crate::erasing::erase(tx, &id("rec_1"), "asked for", "ann", bed.clock.now()))
        .unwrap();
    assert_eq!(bed.vault.storage().unwrap().blobs, 1, "the process died here");
    bed.reopen(3).unwrap();
    assert_eq!(bed.vault.storage().unwrap().blobs, 0);
}

#[test]
fn an_import_that_dies_in_its_transaction_leaves_the_vault_as_it_was() {
    let bed = Bed::new();
    bed.import("rec_1", b"events", "words");
    let large = vec![2; 100_000];
    let mut draft = bed.vault.draft().unwrap();
    draft.add_segment(segment(0, &large), &large).unwrap();
    draft.add_text(&payload(0, "halfway")).unwrap();
    bed.vault
        .database()
        .maintain(|c| {
            Ok(c.execute_batch(
                "CREATE TRIGGER dies BEFORE INSERT ON journal BEGIN SELECT RAISE (ROLLBACK, 'killed'); END",
            )?)
        })
        .unwrap();
    let import = Import { recording: recording("rec_2", NOON), source: None, draft };
    assert!(bed.vault.import(vec![import]).is_err());
    let vault = bed.reopen(3).unwrap();
    assert!(vault.recording(&id("rec_2")).is_err());
    assert_eq!(vault.storage().unwrap().blobs, 0);
    assert_eq!(vault.verify_journal().unwrap().entries, 1);
    assert!(vault.integrity().unwrap().is_empty());
}

#[test]
fn storage_counts_what_is_there() {
    let bed = Bed::new().signed_in();
    bed.import("rec_1", &vec![1; 100_000], "words");
    bed.receive(&[("rec_2", b"two")]);
    let storage = bed.vault.storage().unwrap();
    assert_eq!((storage.recordings, storage.cached, storage.local_only, storage.blobs), (2, 1, 1, 1));
    assert!(storage.blob_bytes > 100_000 && storage.database_bytes > 50_000 && storage.free_bytes > 0);
}

#[test]
fn a_missing_blob_and_a_shared_folder_are_found() {
    let bed = Bed::new();
    bed.import("rec_1", &vec![1; 100_000], "words");
    let blobs = bed.vault.folder().blobs();
    std::fs::remove_file(std::fs::read_dir(blobs).unwrap().next().unwrap().unwrap().path()).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let open = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(bed.dir.path(), open).unwrap();
    }
    let whats: Vec<_> = bed.vault.integrity().unwrap().into_iter().map(|fault| fault.what).collect();
    assert_eq!(whats, if cfg!(unix) { vec!["blobs", "folder"] } else { vec!["blobs"] });
}
