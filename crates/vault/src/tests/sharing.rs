use super::bed::{Bed, NOON, id, listed, page, recording, segment};
use crate::listing::{Page, RecordingFilter};
use crate::{Import, Want};

#[test]
fn there_is_one_leader_at_a_time() {
    let bed = Bed::new();
    let second = bed.second();
    let guard = bed.vault.try_lead().unwrap().expect("nobody leads");
    assert!(second.try_lead().unwrap().is_none());
    assert!(bed.vault.try_lead().unwrap().is_none(), "not twice in one process either");
    drop(guard);
    assert!(second.try_lead().unwrap().is_some());
}

#[test]
fn a_watcher_sees_what_another_process_wrote() {
    let bed = Bed::new().signed_in();
    let second = bed.second();
    let mut watch = bed.vault.watch().unwrap();
    assert!(!watch.changed().unwrap());
    second.mark_offline().unwrap();
    assert!(watch.changed().unwrap());
    assert!(!watch.changed().unwrap());
}

#[test]
fn two_processes_write_and_read_one_vault_at_once() {
    let bed = Bed::new().signed_in();
    let second = bed.second();
    let import = |vault: &crate::Vault, name: String| {
        let mut draft = vault.draft().unwrap();
        let bytes = name.repeat(20_000);
        draft.add_segment(segment(0, bytes.as_bytes()), bytes.as_bytes()).unwrap();
        let recording = recording(&name, NOON);
        vault.import(vec![Import { recording, source: None, draft }]).unwrap();
        vault.read_segment(&id(&name), 0).unwrap();
    };
    std::thread::scope(|scope| {
        for (vault, side) in [(&bed.vault, "a"), (&second, "b")] {
            let write = move || {
                for at in 0..20 {
                    import(vault, format!("rec_{side}{at}"));
                }
            };
            std::thread::Builder::new().spawn_scoped(scope, write).unwrap();
        }
    });
    let all = second
        .recordings(&RecordingFilter::default(), Default::default(), Page { limit: 5, offset: 0 })
        .unwrap();
    assert_eq!(all.total, 40);
    assert!(second.integrity().unwrap().is_empty());
    assert_eq!(bed.vault.verify_journal().unwrap().entries, 41);
}

#[test]
fn a_reader_holds_its_snapshot_while_another_writes() {
    let bed = Bed::new().signed_in();
    bed.receive(&[("rec_1", b"one")]);
    let second = bed.second();
    let seen = bed
        .vault
        .database()
        .read(|c| {
            let count = |c: &rusqlite::Connection| {
                c.query_row("SELECT count(*) FROM recordings", [], |row| row.get::<_, i64>(0)).unwrap()
            };
            let before = count(c);
            second.apply_page(&page(vec![listed(recording("rec_2", NOON), &[])])).unwrap();
            Ok((before, count(c)))
        })
        .unwrap();
    assert_eq!(seen, (1, 1));
    assert_eq!(bed.vault.missing_segments(&Want::All, 9).unwrap().len(), 1);
    assert_eq!(bed.vault.storage().unwrap().recordings, 2);
}
