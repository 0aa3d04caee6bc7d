use hindsight_contract::error::ErrorCode;
use hindsight_contract::sync::Outcome;
use hindsight_contract::view::OutboxState;

use super::bed::{Bed, files_with, id, listed, page, payload, recording, rejected, result, segment};
use crate::listing::{Page, RecordingFilter};
use crate::{Import, QueueFilter, VaultError};

#[test]
fn an_erased_recording_leaves_no_text_in_any_file() {
    leaves_no_text(50);
}

#[test]
fn an_erased_recording_of_many_texts_leaves_none_either() {
    leaves_no_text(1_500);
}

fn leaves_no_text(texts: i64) {
    let bed = Bed::in_plain_text().signed_in();
    let large: Vec<u8> = vec![9; 100_000];
    for name in ["rec_1", "rec_2"] {
        let mut draft = bed.vault.draft().unwrap();
        draft.add_segment(segment(0, &large), &large).unwrap();
        for at in 0..texts {
            draft.add_text(&payload(at, &format!("mumble{name} zanzibar{name}{at}"))).unwrap();
        }
        bed.vault
            .import(vec![Import { recording: recording(name, at_noon()), source: None, draft }])
            .unwrap();
        bed.note(&id(name), &format!("remark{name}"));
    }
    let needles = |name: &str| {
        [
            format!("mumble{name}"),
            format!("zanzibar{name}7"),
            format!("remark{name}"),
            format!("run of {name}"),
        ]
    };
    for needle in needles("rec_1") {
        assert!(!files_with(bed.dir.path(), &needle).is_empty(), "{needle} was there");
    }

    // The note was sent: its text is the server's now, and goes with the recording.
    let mutations = bed.vault.outbox().unwrap();
    assert_eq!(mutations.total, 2);
    bed.upload(&id("rec_1"));
    bed.all_up();
    let batch = bed.vault.next_batch().unwrap();
    let results: Vec<_> = batch.iter().map(|mutation| result(mutation, Outcome::Applied)).collect();
    bed.vault.record_results(&results, None).unwrap();
    bed.vault.erase_recording(&id("rec_1"), "asked for").unwrap();

    for needle in needles("rec_1") {
        assert_eq!(files_with(bed.dir.path(), &needle), Vec::<String>::new(), "{needle}");
    }
    for needle in needles("rec_2") {
        assert!(!files_with(bed.dir.path(), &needle).is_empty(), "{needle} of another stays");
    }
    assert_eq!(bed.vault.storage().unwrap().blobs, 1);
    assert!(matches!(bed.vault.recording(&id("rec_1")), Err(VaultError::NoRecording(_))));
    assert_eq!(bed.vault.journal(1, 100).unwrap().last().unwrap().action, "erase");
    assert!(bed.vault.integrity().unwrap().is_empty());
}

fn at_noon() -> i64 {
    super::bed::NOON
}

/// The words in the search's index.
fn words(bed: &Bed) -> Vec<String> {
    let all = |c: &rusqlite::Connection| {
        let mut select = c.prepare("SELECT DISTINCT term FROM temp.vocabulary").unwrap();
        select.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    };
    bed.vault.database().read(|c| Ok(all(c))).unwrap()
}

#[test]
fn the_index_itself_forgets_the_words_of_an_erased_recording() {
    let bed = Bed::in_plain_text();
    bed.import("rec_1", b"one", "xylophone");
    bed.import("rec_2", b"two", "saxophone");
    bed.vault.erase_recording(&id("rec_1"), "asked for").unwrap();
    let words = words(&bed);
    assert!(words.contains(&"saxophone".into()), "{words:?}");
    assert!(!words.contains(&"xylophone".into()), "{words:?}");
}

#[test]
fn words_that_a_dead_process_left_in_the_index_go_when_the_vault_is_opened() {
    let bed = Bed::in_plain_text();
    bed.import("rec_1", b"one", "xylophone");
    bed.import("rec_2", b"two", "saxophone");
    let many = (0..2_000).map(|at| payload(at, &format!("glockenspiel {at}")));
    bed.vault.index_texts(&id("rec_1"), many).unwrap();
    let n = |c: &rusqlite::Connection| crate::recordings::must_find(c, &id("rec_1")).unwrap().n;
    bed.vault.database().write(|tx| crate::texts::drop_of_segments(tx, n(tx))).unwrap();
    let found = |bed: &Bed, word: &str| {
        let page = Page { limit: 10, offset: 0 };
        bed.vault.search(word, &RecordingFilter::default(), page).unwrap().total
    };
    assert_eq!((found(&bed, "glockenspiel"), found(&bed, "saxophone")), (0, 1));
    assert!(!words(&bed).contains(&"1999".into()), "what is crossed out is not read");
    assert!(!files_with(bed.dir.path(), "glockenspiel").is_empty(), "it stands there still");

    bed.vault.sweep_after_the_dead().unwrap();
    bed.vault.database().empty_log().unwrap();
    assert_eq!(files_with(bed.dir.path(), "glockenspiel"), Vec::<String>::new());
    assert_eq!((found(&bed, "glockenspiel"), found(&bed, "saxophone")), (0, 1));
    assert!(bed.vault.integrity().unwrap().is_empty());
}

#[test]
fn what_was_not_sent_about_an_erased_recording_is_kept_and_parked() {
    let bed = Bed::new().signed_in();
    bed.receive(&[("rec_1", b"events")]);
    let (_, review) = bed.flag(&id("rec_1"));
    bed.verdict(&id("rec_1"), &review);
    let gone = hindsight_contract::sync::Change::Gone(hindsight_contract::sync::Gone {
        recording_id: id("rec_1"),
        reason: "expired".into(),
    });
    bed.vault.apply_page(&page(vec![gone])).unwrap();
    let outbox = bed.vault.outbox().unwrap();
    assert_eq!(outbox.total, 2);
    for item in outbox.items {
        assert_eq!(item.state, OutboxState::Parked);
        assert!(item.last_error.unwrap().contains("expired"));
    }
    assert_eq!(bed.vault.review_of(&id("rec_1")).unwrap(), None);
}

#[test]
fn what_was_parked_because_the_recording_was_gone_goes_when_it_is_back() {
    let bed = Bed::new().signed_in();
    bed.receive(&[("rec_1", b"events")]);
    let (flag, review) = bed.flag(&id("rec_1"));
    let verdict = bed.verdict(&id("rec_1"), &review);
    let note = bed.note(&id("rec_1"), "remark");
    bed.vault.start_rebuild().unwrap();
    bed.receive(&[("rec_2", b"other")]);
    assert!(bed.vault.recording(&id("rec_1")).is_err());
    assert_eq!(bed.vault.parked_count().unwrap(), 3);

    bed.receive(&[("rec_1", b"events")]);
    assert_eq!(bed.vault.parked_count().unwrap(), 0);
    let review = bed.vault.review_of(&id("rec_1")).unwrap().unwrap();
    assert_eq!((review.flags.len(), review.verdicts.len()), (1, 1));
    assert!(bed.vault.recording(&id("rec_1")).unwrap().recording.flagged);
    assert_eq!(bed.vault.notes(&id("rec_1")).unwrap().items[0].by, "ann");
    let found =
        bed.vault.search("remark", &RecordingFilter::default(), Page { limit: 9, offset: 0 }).unwrap().total;
    assert_eq!(found, 1);
    let batch: Vec<_> = bed.vault.next_batch().unwrap().into_iter().map(|mutation| mutation.id).collect();
    assert_eq!(batch, [flag.id, verdict.id, note.id]);
}

#[test]
fn what_a_server_refused_that_had_lost_the_recording_goes_when_it_lists_it_again() {
    let bed = Bed::new().signed_in();
    bed.receive(&[("rec_1", b"events"), ("rec_2", b"other")]);
    let (lost, _) = bed.flag(&id("rec_1"));
    let (poison, _) = bed.flag(&id("rec_2"));
    bed.vault.start_over().unwrap();
    bed.vault.next_batch().unwrap();
    let results = [
        rejected(lost.id, ErrorCode::NotFound, "there is no recording rec_1"),
        rejected(poison.id, ErrorCode::ValidationError, "no"),
    ];
    bed.vault.record_results(&results, None).unwrap();
    bed.receive(&[("rec_1", b"events"), ("rec_2", b"other")]);
    let batch: Vec<_> = bed.vault.next_batch().unwrap().into_iter().map(|mutation| mutation.id).collect();
    assert_eq!(batch, [lost.id], "what is refused for itself stays parked");
    let results = [rejected(lost.id, ErrorCode::NotFound, "there is no recording rec_1")];
    bed.vault.record_results(&results, None).unwrap();
    bed.receive(&[("rec_1", b"events")]);
    assert!(bed.vault.next_batch().unwrap().is_empty(), "news of a recording that was there is no reason");
}

#[test]
fn what_was_said_of_an_erased_recording_makes_no_review_of_it_when_it_is_sent_again() {
    let bed = Bed::new().signed_in();
    bed.receive(&[("rec_1", b"events")]);
    let (flag, _) = bed.flag(&id("rec_1"));
    bed.vault.next_batch().unwrap();
    bed.vault.record_results(&[result(&flag, Outcome::Applied)], None).unwrap();
    bed.vault.erase_recording(&id("rec_1"), "asked for").unwrap();
    assert_eq!(bed.vault.start_over().unwrap(), 1);
    assert_eq!(bed.vault.queue(QueueFilter::All).unwrap().total, 0);
    bed.vault.next_batch().unwrap();
    let refused = rejected(flag.id, ErrorCode::NotFound, "there is no recording rec_1");
    bed.vault.record_results(&[refused], None).unwrap();
    assert_eq!(bed.vault.queue(QueueFilter::All).unwrap().total, 0);
}

#[test]
fn dropped_texts_are_not_found_but_title_and_notes_are() {
    let bed = Bed::new();
    let rec = bed.import("rec_1", b"events", "declined");
    bed.note(&rec, "look here");
    bed.vault.drop_texts(&rec).unwrap();
    let found = |words| {
        bed.vault.search(words, &RecordingFilter::default(), Page { limit: 9, offset: 0 }).unwrap().total
    };
    assert_eq!((found("declined"), found("run"), found("look here")), (0, 1, 1));
    bed.vault.index_texts(&rec, [payload(3, "declined")]).unwrap();
    assert_eq!(found("declined"), 1);
}

#[test]
fn a_tombstone_does_not_reach_what_exists_only_here() {
    let bed = Bed::new().signed_in();
    let rec = bed.import("rec_1", b"events", "words");
    let gone = hindsight_contract::sync::Change::Gone(hindsight_contract::sync::Gone {
        recording_id: rec.clone(),
        reason: "expired".into(),
    });
    bed.vault.apply_page(&page(vec![gone.clone()])).unwrap();
    assert!(bed.vault.recording(&rec).is_ok());
    bed.vault
        .apply_page(&page(vec![listed(recording("rec_1", at_noon()), &[segment(0, b"events")])]))
        .unwrap();
    bed.vault.apply_page(&page(vec![gone])).unwrap();
    assert!(bed.vault.recording(&rec).is_err(), "once the server has it, the server may");
}
