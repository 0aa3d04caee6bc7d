use std::sync::atomic::AtomicU64;

use super::*;
use crate::ConnectionInfo;
use crate::film::Films;
use crate::metadata::UsedSettings;
use crate::recovery;
use crate::settings::Settings;
use crate::testing::{Lines, Room, files, noon};

const DAY_MS: i64 = 86_400_000;

struct Store {
    folder: Folder,
    dir: tempfile::TempDir,
}

fn store() -> Store {
    let dir = tempfile::tempdir().unwrap();
    Store { folder: Folder::take(dir.path()).unwrap(), dir }
}

impl Store {
    fn add(&self, id: &str, age_days: i64, bytes: usize, change: impl FnOnce(&mut Metadata)) -> String {
        let start = noon().plus(-age_days * DAY_MS);
        let stem = names::stem(id, "x", start, 0);
        let mut metadata = Metadata {
            session_id: id.into(),
            connection_info: ConnectionInfo::default(),
            start_time: start,
            recorder_settings: UsedSettings::from(&Settings::default()),
            state: State::Completed,
            end_time: Some(start),
            reason: None,
            mode: "rdp_window".into(),
            part: 1,
            file: None,
            first_frame_time: Some(start),
            width: 1,
            height: 1,
            frames: 1,
            missed: 0,
            bytes: 0,
            events: 0,
            on_hold: false,
            upload: None,
        };
        change(&mut metadata);
        metadata.write(&self.folder.path(&format!("{stem}{}", names::METADATA))).unwrap();
        std::fs::write(self.folder.path(&format!("{stem}{}", names::VIDEO)), vec![b'x'; bytes]).unwrap();
        std::fs::write(self.folder.path(&format!("{stem}{}", names::TRACK)), "").unwrap();
        stem
    }

    fn storage(&self) -> Storage<'_> {
        Storage::new(&self.folder, BTreeSet::new())
    }

    fn has(&self, stem: &str) -> bool {
        files(self.dir.path()).iter().any(|name| names::stem_of(name) == Some(stem))
    }
}

#[test]
fn a_clean_up_deletes_what_is_old_with_all_its_files_and_nothing_else() {
    let store = store();
    let (old, new) = (store.add("1", 31, 500, |_| {}), store.add("2", 3, 500, |_| {}));
    std::fs::write(store.dir.path().join("holiday.mp4"), "mine").unwrap();
    let limits = Limits::of_store(30, 1_000_000_000);
    let preview = store.storage().plan(&limits, noon()).unwrap();
    assert_eq!(preview.drop.iter().map(|(one, _)| one.key.as_str()).collect::<Vec<_>>(), [old.as_str()]);
    assert!(store.has(&old), "a preview deletes nothing");
    let done = store.storage().clean_up(&limits, noon()).unwrap();
    assert_eq!((done.deleted, done.files, done.failed), (vec![old.clone()], 3, vec![]));
    assert!(done.freed_bytes > 500 && !store.has(&old) && store.has(&new));
    assert!(files(store.dir.path()).contains(&"holiday.mp4".to_owned()));

    let stats: serde_json::Value =
        serde_json::from_slice(&std::fs::read(store.dir.path().join("cleanup_stats.json")).unwrap()).unwrap();
    assert_eq!(stats["total_cleanups"], 1);
    assert_eq!(stats["last_files_deleted"], 3);
    assert_eq!(stats["total_bytes_freed"], done.freed_bytes);
    assert_eq!(stats["last_cleanup"], "2026-03-01T12:00:00.000Z");
    store.storage().clean_up(&limits, noon().plus(1)).unwrap();
    let stats = store.storage().stats().unwrap();
    assert_eq!((stats.total_cleanups, stats.last_files_deleted, stats.total_files_deleted), (2, 0, 3));
}

#[test]
fn what_is_held_played_growing_unsent_or_unreadable_stays_and_is_named() {
    let store = store();
    let held = store.add("1", 90, 9, |m| m.on_hold = true);
    let unsent = store.add("2", 90, 9, |m| m.upload = Some(Upload::Wanted));
    let sent = store.add("3", 90, 9, |m| m.upload = Some(Upload::Done));
    let crashed = store.add("4", 90, 9, |m| m.state = State::Recording);
    let growing = store.add("5", 90, 9, |_| {});
    let played = store.add("6", 90, 9, |_| {});
    let broken = store.add("7", 90, 9, |_| {});
    std::fs::write(store.folder.path(&format!("{broken}{}", names::METADATA)), "{").unwrap();
    let player = std::fs::File::open(store.folder.path(&format!("{played}{}", names::VIDEO))).unwrap();
    player.lock_shared().unwrap();
    let storage = Storage::new(&store.folder, [growing.clone()].into());
    let done = storage.clean_up(&Limits::by_age(0), noon()).unwrap();
    assert_eq!(done.deleted, [sent]);
    let mut kept = done.kept;
    kept.sort();
    let expected = [
        (held, Shield::Hold),
        (unsent, Shield::Unsent),
        (crashed, Shield::Growing),
        (growing, Shield::Growing),
        (played.clone(), Shield::Playing),
    ];
    assert_eq!(kept[..5], expected);
    assert_eq!(kept.len(), 5, "the age of one whose metadata cannot be read is that of its files: today");
    assert!(store.has(&broken));
    drop(player);
    assert_eq!(storage.clean_up(&Limits::by_age(0), noon()).unwrap().deleted, [played]);
}

#[test]
fn to_a_size_the_oldest_go() {
    let store = store();
    let stems: Vec<_> =
        (0..4).map(|index| store.add(&index.to_string(), 10 - index, 40_000, |_| {})).collect();
    let done = store.storage().clean_up(&Limits::to_size(90_000), noon()).unwrap();
    assert_eq!(done.deleted, stems[..2]);
}

#[test]
fn storage_says_how_full_it_is() {
    let store = store();
    store.add("1", 2, 50_000, |_| {});
    store.add("2", 1, 30_000, |_| {});
    let info = store.storage().info(100_000, &Room(AtomicU64::new(7))).unwrap();
    assert_eq!((info.recordings, info.file_count, info.free_bytes), (2, 6, 7_000_000));
    assert!((80.0..85.0).contains(&info.size_usage_percent), "{}", info.size_usage_percent);
    assert_eq!((info.oldest, info.newest), (Some(noon().plus(-2 * DAY_MS)), Some(noon().plus(-DAY_MS))));
}

#[test]
fn what_a_clean_up_would_do_can_be_asked_while_a_recorder_has_the_folder() {
    let store = store();
    let old = store.add("1", 31, 500, |_| {});
    store.add("2", 31, 500, |metadata| metadata.state = State::Recording);
    let settings = Settings { output_dir: Some(store.dir.path().to_owned()), ..Settings::default() };
    let plan = preview_cleanup(&settings, noon()).unwrap();
    assert_eq!(plan.drop.iter().map(|(one, _)| &one.key).collect::<Vec<_>>(), [&old]);
    assert_eq!(storage_info(&settings, &Room(AtomicU64::new(7))).unwrap().recordings, 2);
    let nowhere = Settings { output_dir: Some(store.dir.path().join("none")), ..Settings::default() };
    assert!(matches!(preview_cleanup(&nowhere, noon()), Err(RecorderError::File { doing: "listed", .. })));
}

#[cfg(unix)]
#[test]
fn a_link_is_not_followed_and_not_deleted() {
    let store = store();
    let other = tempfile::tempdir().unwrap();
    let target = other.path().join("precious");
    std::fs::write(&target, "x").unwrap();
    let link = store.folder.path("session_1_a_20200101_000000.mp4");
    std::os::unix::fs::symlink(&target, &link).unwrap();
    assert_eq!(store.storage().clean_up(&Limits::to_size(0), noon()).unwrap().files, 0);
    assert!(target.exists() && link.exists());
}

#[test]
fn what_a_crash_left_is_repaired_once_and_one_that_cannot_be_does_not_stop_the_others() {
    let store = store();
    let stem = store.add("1", 0, 0, |m| {
        m.state = State::Recording;
        m.end_time = None;
    });
    std::fs::write(store.folder.path(&format!("{stem}{}", names::VIDEO)), "0 1\n100 2\n200 ").unwrap();
    let broken = store.add("2", 0, 9, |_| {});
    std::fs::write(store.folder.path(&format!("{broken}{}", names::METADATA)), "{").unwrap();
    let films = Lines { bytes_each: 1, fails_after: 1 };
    let later = noon().plus(DAY_MS);
    assert_eq!(recovery::adopt(&store.folder, &films as &dyn Films, later).unwrap(), 1);
    let metadata =
        Metadata::read(&store.folder.path(&format!("{stem}{}", names::METADATA))).unwrap().unwrap();
    assert_eq!((metadata.state, metadata.frames, metadata.bytes), (State::Recovered, 2, 10));
    assert_eq!(metadata.end_time, Some(noon().plus(200)));
    assert!(metadata.reason.unwrap().contains("its last 4 bytes were not whole"));
    assert_eq!(recovery::adopt(&store.folder, &films as &dyn Films, later).unwrap(), 0);
}
