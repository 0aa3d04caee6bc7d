use hindsight_domain::Kind;
use proptest::prelude::*;

use super::bed::{Bed, NOON, id, payload, recording, segment};
use crate::Import;
use crate::listing::{Page, RecordingFilter};

const ALL: Page = Page { limit: 100, offset: 0 };

fn everything() -> RecordingFilter {
    RecordingFilter::default()
}

/// A vault with one recording that holds these texts.
fn with(texts: &[&str]) -> Bed {
    let bed = Bed::new();
    add(&bed, "rec_1", texts);
    bed
}

fn add(bed: &Bed, name: &str, texts: &[&str]) {
    let mut draft = bed.vault.draft().unwrap();
    for (text, at) in texts.iter().zip(0..) {
        draft.add_text(&payload(at, text)).unwrap();
    }
    let mut recording = recording(name, NOON);
    recording.title = String::new();
    bed.vault.import(vec![Import { recording, source: None, draft }]).unwrap();
}

#[test]
fn words_phrases_beginnings_and_accents_are_found() {
    let bed = with(&[
        "The card was declined by the issuer",
        "Zahlung über café-terminal gescheitert",
        "card issuer unknown",
        "error error error",
        "{\"tool\":\"issue_refund\",\"amount\":42}",
        "日本語のテキスト",
    ]);
    for (typed, expected) in [
        ("card", vec![0, 2]),
        ("CARD", vec![0, 2]),
        ("issuer card", vec![0, 2]),
        ("\"card issuer\"", vec![2]),
        ("\"card was declined\"", vec![0]),
        ("decl", vec![0]),
        ("declined b", vec![]),
        ("card decl", vec![0]),
        ("uber cafe", vec![1]),
        ("über CAFÉ-term", vec![1]),
        ("error", vec![3]),
        ("refund 42", vec![4]),
        ("issue_refund", vec![4]),
        ("日本", vec![5]),
        ("card OR error", vec![]),
        ("nothing", vec![]),
        ("", vec![]),
        ("*", vec![]),
        ("card -issuer", vec![0, 2]),
        ("unknown card", vec![2]),
    ] {
        let hits = bed.vault.search(typed, &everything(), ALL).unwrap();
        let found: Vec<i64> = hits.items.iter().map(|hit| hit.at_ms).collect();
        assert_eq!((found, hits.total), (expected.clone(), expected.len() as u64), "{typed:?}");
    }
}

#[test]
fn a_snippet_shows_the_hit_among_its_neighbours() {
    let long = format!("{} card declined {}", "before ".repeat(100), "after ".repeat(100));
    let bed = with(&[&long]);
    let hit = &bed.vault.search("declin", &everything(), ALL).unwrap().items[0];
    assert!(hit.snippet.contains("card [declined] after"), "{}", hit.snippet);
    assert!(hit.snippet.len() < 200);
    assert_eq!((hit.field.as_str(), hit.recording_id.as_str()), ("payload", "rec_1"));
}

#[test]
fn a_beginning_of_many_words_finds_all_of_them_alone_and_beside_others() {
    let texts: Vec<String> =
        (0..200).map(|at| format!("order{at:03} {}", if at % 50 == 0 { "rare" } else { "usual" })).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let bed = with(&texts);
    let total = |typed: &str| bed.vault.search(typed, &everything(), ALL).unwrap().total;
    assert_eq!(total("order"), 200);
    assert_eq!(total("order00"), 10);
    assert_eq!(total("rare order"), 4);
    assert_eq!(total("usual order"), 196);
    assert_eq!(total("\"order000 rare\" ord"), 1);
    assert_eq!(total("or"), 0, "two letters are a word");
}

#[test]
fn a_beginning_with_marks_stands_among_the_newest_however_many_there_are_without() {
    let cap = usize::try_from(crate::SEARCH_TOTAL_CAP).unwrap();
    let texts: Vec<String> = (0..=cap).map(|at| format!("order{at:05} usual")).collect();
    let bed = with(&texts.iter().map(String::as_str).collect::<Vec<_>>());
    add(&bed, "rec_2", &["\u{f3}rder neu"]);
    let hits = bed.vault.search("orde", &everything(), ALL).unwrap();
    assert_eq!((hits.total, &hits.items[0].recording_id), (crate::SEARCH_TOTAL_CAP, &id("rec_2")));
}

#[test]
fn the_recording_that_came_last_stands_first_and_pages_fit_together() {
    let bed = with(&["card one", "card two"]);
    add(&bed, "rec_2", &["card three", "card four", "nothing"]);
    let hits = |limit, offset| {
        let hits = bed.vault.search("card", &everything(), Page { limit, offset }).unwrap();
        assert_eq!(hits.total, 4);
        hits.items.iter().map(|hit| format!("{} {}", hit.recording_id, hit.at_ms)).collect::<Vec<_>>()
    };
    let all = hits(10, 0);
    assert_eq!(all, ["rec_2 0", "rec_2 1", "rec_1 0", "rec_1 1"]);
    assert_eq!([hits(3, 0), hits(3, 3)].concat(), all);
    assert!(hits(3, 9).is_empty());
}

#[test]
fn a_filter_narrows_a_search_whether_it_passes_few_or_many() {
    let bed = Bed::new();
    for at in 0..260 {
        let name = format!("rec_{at:03}");
        let mut draft = bed.vault.draft().unwrap();
        draft.add_segment(segment(0, name.as_bytes()), name.as_bytes()).unwrap();
        draft.add_text(&payload(at, "card")).unwrap();
        let mut recording = recording(&name, NOON + at);
        recording.kind = if at % 13 == 0 { Kind::Web } else { Kind::Agent };
        bed.vault.import(vec![Import { recording, source: None, draft }]).unwrap();
    }
    let total = |kind| {
        let filter = RecordingFilter { kind: Some(kind), ..RecordingFilter::default() };
        bed.vault.search("card", &filter, ALL).unwrap().total
    };
    assert_eq!((total(Kind::Web), total(Kind::Agent), total(Kind::Screen)), (20, 240, 0));
    let both =
        RecordingFilter { kind: Some(Kind::Web), text: Some("rec_013".into()), ..RecordingFilter::default() };
    let hits = bed.vault.search("card", &both, ALL).unwrap();
    assert_eq!(hits.items.iter().map(|hit| &hit.recording_id).collect::<Vec<_>>(), [&id("rec_013")]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_can_be_typed_is_an_error(typed in "(\\PC|[\"*^()+:{} -]|\\p{Cc}|NEAR|AND|OR|NOT|word){0,40}") {
        let bed = Bed::new();
        bed.import("rec_1", b"events", "a word AND \"another\" NEAR it");
        bed.vault.search(&typed, &everything(), ALL).unwrap();
        let filter = RecordingFilter { text: Some(typed), ..RecordingFilter::default() };
        bed.vault.recordings(&filter, Default::default(), ALL).unwrap();
    }

    #[test]
    fn a_text_is_found_by_each_of_its_words(text in "[a-zäöüßéñ0-9]{3,12}( [a-zäöüßéñ0-9]{3,12}){0,6}") {
        let bed = with(&["some other words", &text]);
        for word in text.split(' ') {
            let hits = bed.vault.search(word, &everything(), ALL).unwrap();
            prop_assert!(hits.items.iter().any(|hit| hit.at_ms == 1), "{}", word);
            let beginning: String = word.chars().take(3).collect();
            let hits = bed.vault.search(&beginning, &everything(), ALL).unwrap();
            prop_assert!(hits.items.iter().any(|hit| hit.at_ms == 1), "{}", beginning);
        }
        let phrase = format!("\"{text}\"");
        prop_assert_eq!(bed.vault.search(&phrase, &everything(), ALL).unwrap().items[0].at_ms, 1);
    }
}

#[test]
fn texts_are_replaced_but_for_title_and_notes_and_only_by_what_was_read_of_all_segments() {
    let bed = Bed::new();
    let mut draft = bed.vault.draft().unwrap();
    draft.add_segment(segment(0, b"one"), b"one").unwrap();
    draft.add_text(&payload(7, "needle before")).unwrap();
    let mut titled = recording("r", NOON);
    titled.title = "needle in the title".to_owned();
    bed.vault.import(vec![Import { recording: titled, source: None, draft }]).unwrap();
    let found = || -> Vec<(String, i64)> {
        let hits = bed.vault.search("needle", &everything(), ALL).unwrap().items;
        hits.into_iter().map(|hit| (hit.field, hit.at_ms)).collect()
    };
    let title = ("title".to_owned(), 0);
    assert_eq!(found(), [title.clone(), ("payload".to_owned(), 7)]);
    bed.vault.replace_texts(&id("r"), 2, [payload(1, "needle of two segments")]).unwrap();
    assert_eq!(found(), [title.clone(), ("payload".to_owned(), 7)], "only one segment is here");
    bed.vault.replace_texts(&id("r"), 1, [payload(3, "needle after")]).unwrap();
    assert_eq!(found(), [title.clone(), ("payload".to_owned(), 3)]);
    let again = [payload(3, "needle after"), payload(3, "needle after"), payload(5, "needle too")];
    bed.vault.replace_texts(&id("r"), 1, again).unwrap();
    let payload_at = |at_ms| ("payload".to_owned(), at_ms);
    assert_eq!(
        found(),
        [title.clone(), payload_at(3), payload_at(3), payload_at(5)],
        "each as often as told"
    );
    bed.vault.replace_texts(&id("r"), 1, [payload(3, "needle after")]).unwrap();
    assert_eq!(found(), [title, payload_at(3)], "what is told once stays once");
}
