use hindsight_contract::sync::{Change, Gone, Outcome, RecordingChange};
use hindsight_domain::{Note, NoteId, RecordingId, Role, Status, Timestamp};

use super::bed::{Bed, NOON, fetched, id, listed, page, recording, result, segment};
use crate::listing::{Page, RecordingFilter};
use crate::{PageApplied, SignIn, UnlistedSegments, Vault, VaultError, Want};

const ALL: Page = Page { limit: 100, offset: 0 };

fn ids(bed: &Bed) -> Vec<RecordingId> {
    let all = bed.vault.recordings(&RecordingFilter::default(), Default::default(), ALL).unwrap();
    let mut ids: Vec<_> = all.items.into_iter().map(|view| view.recording.id).collect();
    ids.sort();
    ids
}

#[test]
fn a_page_brings_recordings_and_the_place_to_go_on_from() {
    let bed = Bed::new().signed_in();
    bed.receive(&[("rec_1", b"one"), ("rec_2", b"two")]);
    let account = bed.vault.account().unwrap().unwrap();
    assert_eq!((account.cursor.as_deref(), account.epoch.as_deref()), (Some("9.mark"), Some("epoch-1")));
    let view = bed.vault.recording(&id("rec_1")).unwrap();
    assert!(!view.cached && !view.local_only);
    assert_eq!(view.bytes, 3);
    let missing = bed.vault.missing_segments(&Want::All, 10).unwrap();
    assert_eq!(missing.len(), 2);
    assert_eq!(bed.vault.missing_total(&Want::All).unwrap(), (2, 6));
    let done = bed.vault.store_batch(vec![fetched("rec_1", b"one", &["declined"])]).unwrap();
    assert_eq!((done.segments, done.bytes, done.left_out), (1, 3, 0));
    assert!(bed.vault.recording(&id("rec_1")).unwrap().cached);
    assert_eq!(bed.vault.missing_total(&Want::All).unwrap(), (1, 3));
    assert_eq!(bed.vault.search("declined", &RecordingFilter::default(), ALL).unwrap().total, 1);
}

#[test]
fn without_a_sign_in_there_is_no_feed() {
    assert!(matches!(Bed::new().vault.apply_page(&page(vec![])), Err(VaultError::NotSignedIn)));
}

#[test]
fn a_recording_that_grows_is_cached_until_it_has_more() {
    let bed = Bed::new().signed_in();
    let mut growing = recording("rec_1", NOON);
    growing.status = Status::Recording;
    bed.vault.apply_page(&page(vec![listed(growing.clone(), &[segment(0, b"one")])])).unwrap();
    bed.vault.store_batch(vec![fetched("rec_1", b"one", &[])]).unwrap();
    assert!(bed.vault.recording(&id("rec_1")).unwrap().cached);
    growing.status = Status::Completed;
    growing.title = "another title".into();
    let segments = [segment(0, b"one"), segment(1, b"more")];
    bed.vault.apply_page(&page(vec![listed(growing, &segments)])).unwrap();
    let view = bed.vault.recording(&id("rec_1")).unwrap();
    assert!(!view.cached);
    assert_eq!(view.recording.status, Status::Completed);
    assert_eq!(bed.vault.missing_segments(&Want::All, 10).unwrap().len(), 1, "what was there stays");
    let title = |words| bed.vault.search(words, &RecordingFilter::default(), ALL).unwrap().total;
    assert_eq!((title("another title"), title("run of rec_1")), (1, 0));
}

#[test]
fn segments_beyond_the_feed_are_listed_by_page() {
    let bed = Bed::new().signed_in();
    let change = RecordingChange {
        recording: recording("rec_1", NOON),
        segment_count: 3,
        segments: vec![segment(0, b"one")],
    };
    bed.vault.apply_page(&page(vec![Change::Recording(Box::new(change))])).unwrap();
    let unlisted = UnlistedSegments { recording_id: id("rec_1"), from: 1, total: 3 };
    assert_eq!(bed.vault.unlisted_segments(&Want::All, 9).unwrap(), [unlisted]);
    bed.vault.store_batch(vec![fetched("rec_1", b"one", &[])]).unwrap();
    assert!(!bed.vault.recording(&id("rec_1")).unwrap().cached);
    bed.vault.add_segments(&id("rec_1"), &[segment(1, b"two"), segment(2, b"three")]).unwrap();
    assert!(bed.vault.unlisted_segments(&Want::All, 9).unwrap().is_empty());
    assert_eq!(bed.vault.missing_total(&Want::Only(vec![id("rec_1"), id("nobody")])).unwrap(), (2, 8));
}

#[test]
fn flagged_recordings_come_down_first() {
    let bed = Bed::new().signed_in();
    bed.receive(&[("rec_1", b"one"), ("rec_2", b"two"), ("rec_3", b"three")]);
    bed.flag(&id("rec_2"));
    let order = |want, limit| {
        let missing = bed.vault.missing_segments(want, limit).unwrap();
        missing.into_iter().map(|m| m.recording_id.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(order(&Want::All, 1), ["rec_2"]);
    assert_eq!(order(&Want::All, 9).len(), 3);
    assert_eq!(order(&Want::Flagged, 9), ["rec_2"]);
    let wanted = Want::Only(vec![id("rec_3"), id("rec_1")]);
    assert_eq!(order(&wanted, 9), ["rec_3", "rec_1"]);
}

#[test]
fn bytes_that_are_not_the_segments_are_refused_with_all_that_came_with_them() {
    let bed = Bed::new().signed_in();
    bed.receive(&[("rec_1", b"one"), ("rec_2", b"two")]);
    let batch = vec![fetched("rec_1", b"one", &["declined"]), fetched("rec_2", b"owt", &[])];
    assert!(matches!(bed.vault.store_batch(batch), Err(VaultError::HashMismatch { .. })));
    assert_eq!(bed.vault.missing_total(&Want::All).unwrap().0, 2);
    assert_eq!(bed.vault.search("declined", &RecordingFilter::default(), ALL).unwrap().total, 0);
}

#[test]
fn what_is_stored_twice_or_too_late_is_left_out() {
    let bed = Bed::new().signed_in();
    let large = vec![5; 100_000];
    bed.receive(&[("rec_1", &large), ("rec_2", b"two")]);
    bed.vault.erase_recording(&id("rec_2"), "asked for").unwrap();
    let batch = || {
        vec![
            fetched("rec_1", &large, &["declined"]),
            fetched("rec_1", &large, &["declined"]),
            fetched("rec_2", b"two", &[]),
        ]
    };
    let done = bed.vault.store_batch(batch()).unwrap();
    assert_eq!((done.segments, done.left_out), (1, 2));
    assert_eq!(bed.vault.store_batch(batch()).unwrap().left_out, 3);
    assert_eq!(bed.vault.search("declined", &RecordingFilter::default(), ALL).unwrap().total, 1);
    assert_eq!(bed.vault.storage().unwrap().blobs, 1, "files that nothing needs are gone");
    assert_eq!(bed.vault.read_segment(&id("rec_1"), 0).unwrap(), large);
}

#[test]
fn a_witness_stays_until_the_feed_was_read_to_its_end() {
    let bed = Bed::new().signed_in();
    bed.receive(&[("rec_1", b"one")]);
    let state = |vault: &Vault| {
        let account = vault.account().unwrap().unwrap();
        (account.witness.clone(), account.proof().map(str::to_owned))
    };
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(state(&bed.vault), (None, text("9.mark")));

    let (flag, _) = bed.flag(&id("rec_1"));
    bed.vault.next_batch().unwrap();
    bed.vault.record_results(&[result(&flag, Outcome::Applied)], Some("12.mark")).unwrap();
    bed.vault.record_results(&[], None).unwrap();
    assert_eq!(state(&bed.second()), (text("12.mark"), text("12.mark")), "another process has it too");

    let mut first = page(vec![listed(recording("rec_2", NOON), &[])]);
    (first.next, first.more) = ("10.mark".into(), true);
    bed.vault.apply_page(&first).unwrap();
    assert_eq!(state(&bed.vault).0, text("12.mark"), "the cursor is not behind it yet");
    let mut last = page(vec![]);
    last.next = "13.mark".into();
    bed.vault.apply_page(&last).unwrap();
    assert_eq!(state(&bed.vault), (None, text("13.mark")));

    bed.vault.record_results(&[], Some("14.mark")).unwrap();
    bed.vault.start_rebuild().unwrap();
    assert_eq!(state(&bed.vault).0, text("14.mark"), "another view of the same history");
    bed.vault.start_over().unwrap();
    assert_eq!(state(&bed.vault), (None, None));
}

#[test]
fn another_user_of_the_same_server_keeps_the_proof_and_another_server_has_none() {
    let bed = Bed::new().signed_in();
    bed.receive(&[("rec_1", b"one")]);
    bed.sign_in("ben", Role::Reviewer);
    let account = bed.vault.account().unwrap().unwrap();
    assert_eq!((account.cursor.as_deref(), account.witness.as_deref()), (None, Some("9.mark")));

    let elsewhere = SignIn {
        server_url: "http://other".into(),
        user: "ben".into(),
        role: Role::Reviewer,
        server_id: "server-2".into(),
    };
    bed.vault.sign_in(&elsewhere).unwrap();
    assert_eq!(bed.vault.account().unwrap().unwrap().proof(), None);
}

#[test]
fn another_epoch_changes_nothing_until_the_rebuild() {
    let bed = Bed::new().signed_in();
    bed.receive(&[("rec_1", b"one")]);
    let mut other = page(vec![listed(recording("rec_2", NOON), &[])]);
    other.epoch = "epoch-2".into();
    assert_eq!(bed.vault.apply_page(&other).unwrap(), PageApplied::EpochChanged);
    assert_eq!(ids(&bed), [id("rec_1")]);
    assert_eq!(bed.vault.account().unwrap().unwrap().cursor.as_deref(), Some("9.mark"));
}

#[test]
fn a_rebuild_erases_what_is_not_listed_again_but_nothing_local_and_no_blob_of_what_is() {
    let bed = Bed::new().signed_in();
    bed.receive(&[("rec_1", b"one"), ("rec_2", b"two"), ("rec_3", b"three")]);
    bed.vault.store_batch(vec![fetched("rec_1", b"one", &[]), fetched("rec_2", b"two", &[])]).unwrap();
    bed.import("mine", b"mine", "words");
    bed.vault.start_rebuild().unwrap();
    let account = bed.vault.account().unwrap().unwrap();
    assert!(account.rebuilding && account.cursor.is_none() && account.epoch.is_none());

    let mut first = page(vec![listed(recording("rec_1", NOON), &[segment(0, b"one")])]);
    (first.more, first.epoch) = (true, "epoch-2".into());
    bed.vault.apply_page(&first).unwrap();
    assert_eq!(ids(&bed).len(), 4, "until its end nothing goes");
    let mut last = page(vec![listed(recording("rec_4", NOON), &[])]);
    last.epoch = "epoch-2".into();
    let applied = bed.reopen(3).unwrap().apply_page(&last).unwrap();
    assert_eq!(applied, PageApplied::Applied { entries: 1, erased: 2 });
    assert_eq!(ids(&bed), [id("mine"), id("rec_1"), id("rec_4")]);
    assert!(bed.vault.recording(&id("rec_1")).unwrap().cached);
    assert!(!bed.vault.account().unwrap().unwrap().rebuilding);
}

#[test]
fn notes_come_before_or_after_their_recording_and_are_found() {
    let bed = Bed::new().signed_in();
    let note = |name: &str, text: &str| {
        Change::Note(Note {
            id: NoteId::given(name).unwrap(),
            recording_id: id("rec_1"),
            at_ms: 5,
            text: text.into(),
            by: "bob".into(),
            at: Timestamp::clamp_millis(NOON),
        })
    };
    bed.vault.apply_page(&page(vec![note("n1", "early remark")])).unwrap();
    bed.receive(&[("rec_1", b"one")]);
    bed.vault.apply_page(&page(vec![note("n2", "late remark"), note("n1", "early remark")])).unwrap();
    assert_eq!(bed.vault.notes(&id("rec_1")).unwrap().total, 2);
    let hits = bed.vault.search("remark", &RecordingFilter::default(), ALL).unwrap();
    assert_eq!(hits.total, 2);
    assert!(hits.items.iter().all(|hit| hit.field == "note" && hit.at_ms == 5));

    bed.vault.start_rebuild().unwrap();
    let rebuilt = vec![listed(recording("rec_1", NOON), &[segment(0, b"one")]), note("n2", "late remark")];
    bed.vault.apply_page(&page(rebuilt)).unwrap();
    assert_eq!(bed.vault.notes(&id("rec_1")).unwrap().total, 1);
    assert_eq!(bed.vault.search("early", &RecordingFilter::default(), ALL).unwrap().total, 0);
}

#[test]
fn a_server_whose_history_went_on_differently_has_the_last_word_on_segments() {
    let bed = Bed::new().signed_in();
    bed.receive(&[("rec_1", b"one")]);
    bed.vault.store_batch(vec![fetched("rec_1", b"one", &["declined"])]).unwrap();
    bed.vault.start_rebuild().unwrap();
    bed.receive(&[("rec_1", b"other")]);
    assert!(!bed.vault.recording(&id("rec_1")).unwrap().cached);
    assert_eq!(bed.vault.search("declined", &RecordingFilter::default(), ALL).unwrap().total, 0);
    bed.vault.store_batch(vec![fetched("rec_1", b"other", &["approved"])]).unwrap();
    assert_eq!(bed.vault.read_segment(&id("rec_1"), 0).unwrap(), b"other");
    assert_eq!(bed.vault.search("approved", &RecordingFilter::default(), ALL).unwrap().total, 1);
}

#[test]
fn another_user_or_server_starts_a_rebuild_and_the_same_does_not() {
    let bed = Bed::new().signed_in();
    bed.receive(&[("rec_1", b"one")]);
    bed.vault.sign_out().unwrap();
    bed.sign_in("ann", Role::Supervisor);
    let account = bed.vault.account().unwrap().unwrap();
    assert!(account.signed_in && !account.rebuilding && account.cursor.is_some());
    assert_eq!(account.role, Role::Supervisor);
    bed.sign_in("bob", Role::Member);
    let account = bed.vault.account().unwrap().unwrap();
    assert!(account.rebuilding && account.cursor.is_none());
    bed.vault.apply_page(&page(vec![])).unwrap();
    assert!(ids(&bed).is_empty(), "what bob may not see is erased");
}

#[test]
fn times_of_sync_are_kept_as_they_happened() {
    let bed = Bed::new();
    assert!(matches!(bed.vault.mark_offline(), Err(VaultError::NotSignedIn)));
    bed.sign_in("ann", Role::Reviewer);
    bed.vault.mark_offline().unwrap();
    let since = bed.vault.account().unwrap().unwrap().offline_since.unwrap();
    bed.vault.mark_offline().unwrap();
    assert_eq!(bed.vault.account().unwrap().unwrap().offline_since, Some(since));
    bed.vault.mark_synced(Timestamp::clamp_millis(NOON - 60_000)).unwrap();
    let account = bed.vault.account().unwrap().unwrap();
    assert_eq!(account.offline_since, None);
    assert!((60_000..61_000).contains(&account.clock_skew_ms.unwrap()));
    assert!(account.last_sync_at.unwrap() > since);
}

#[test]
fn a_tombstone_for_what_was_never_here_is_nothing() {
    let bed = Bed::new().signed_in();
    let gone = Change::Gone(Gone { recording_id: id("rec_9"), reason: "expired".into() });
    assert_eq!(
        bed.vault.apply_page(&page(vec![gone])).unwrap(),
        PageApplied::Applied { entries: 1, erased: 0 }
    );
}
