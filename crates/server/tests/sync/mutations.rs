//! Mutations: each counts once, and one that cannot be carried out stops nobody else.

use hindsight_contract::error::ErrorCode;
use hindsight_contract::sync::{MutationResults, Outcome};
use hindsight_domain::Role;
use hindsight_server::store::journal;
use reqwest::Method;
use serde_json::{Value, json};

use crate::made::{flag, note, outcomes, put_recording, verdict, words};
use crate::server::{Client, code, fresh, read};

async fn post_json(
    client: &Client,
    body: Value,
) -> Result<MutationResults, hindsight_contract::error::ErrorBody> {
    read(client.request(Method::POST, "mutations").json(&body).send().await.unwrap()).await
}

#[tokio::test]
async fn a_mutation_that_comes_again_is_answered_as_before_and_counts_once() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Reviewer).await;
    put_recording(&ann, 1, "r", 1).await;
    let said = [
        flag(2, "r", "rev_r"),
        note(3, "r", "look"),
        verdict(4, "r", "rev_r", 1, hindsight_domain::VerdictKind::Approve),
    ];
    let first = ann.post(&said).await;
    let (pages, cursor) = ann.pull(None, 500).await;
    let entries = server.store.read(journal::verify).await.unwrap();

    server.clock.advance(3_600_000);
    let mut again = ann.at("another console of ann").post(&said).await;
    for result in &mut again {
        assert!(result.repeated);
        result.repeated = false;
    }
    assert_eq!(again, first);
    assert_eq!(ann.pull(None, 500).await.0[0].entries, pages[0].entries);
    assert!(words(&ann.pull(Some(&cursor), 500).await.0).is_empty(), "nothing took a new place in the feed");
    assert_eq!(server.store.read(journal::verify).await.unwrap(), entries, "the journal has one entry each");
}

#[tokio::test]
async fn an_id_stands_for_one_mutation_of_one_person() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let root = server.client("root", Role::Admin).await;
    put_recording(&ann, 1, "r", 1).await;
    ann.post(&[note(2, "r", "first")]).await;
    for (client, again) in
        [(&ann, note(2, "r", "second")), (&ann, flag(2, "r", "rev_r")), (&root, note(2, "r", "first"))]
    {
        let refused = client.post(&[again]).await.remove(0);
        assert_eq!(refused.outcome, Outcome::Rejected);
        assert_eq!(refused.error.unwrap().code, ErrorCode::Conflict);
    }
    assert_eq!(words(&ann.pull(None, 500).await.0), ["recording r", "note not_2"]);
}

#[tokio::test]
async fn one_that_cannot_be_carried_out_does_not_stop_the_others() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    put_recording(&ann, 1, "r", 1).await;
    let id = |n: u64| format!("01890000-0000-7000-8000-{n:012}");
    let at = "2026-03-01T12:00:00Z";
    let good = |n: u64| serde_json::to_value(note(n, "r", "fine")).unwrap();
    let body = json!({ "client_id": "c", "mutations": [
        good(10),
        { "id": id(11), "at": at, "kind": "note", "body": { "note_id": "n", "recording_id": "nowhere", "at_ms": 0, "text": "x" } },
        { "id": id(12), "at": at, "kind": "from_a_newer_console", "body": {} },
        { "id": id(13), "at": at, "kind": "note", "body": { "note_id": "../x" } },
        { "id": id(14), "kind": "note" },
        { "id": id(15), "at": at, "kind": "note", "body": { "note_id": "n", "recording_id": "r", "at_ms": 0, "text": "" } },
        { "id": id(16), "at": at, "kind": "flag", "body": { "flag_id": "f", "recording_id": "r", "review_id": "v",
            "reason": "x".repeat(4_001), "severity": "low" } },
        good(17),
    ]});
    let results = post_json(&ann, body).await.unwrap().results;
    let codes: Vec<_> = results.iter().map(|result| result.error.as_ref().map(|error| error.code)).collect();
    let invalid = Some(ErrorCode::ValidationError);
    assert_eq!(codes, [None, Some(ErrorCode::NotFound), invalid, invalid, invalid, invalid, invalid, None]);
    assert_eq!(words(&ann.pull(None, 500).await.0), ["recording r", "note not_10", "note not_17"]);
}

#[tokio::test]
async fn a_rejected_mutation_may_be_sent_again_when_it_can_be_carried_out() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let early = note(2, "r", "too early");
    assert_eq!(ann.post(std::slice::from_ref(&early)).await[0].outcome, Outcome::Rejected);
    put_recording(&ann, 1, "r", 1).await;
    let result = ann.post(&[early]).await.remove(0);
    assert_eq!((result.outcome, result.repeated), (Outcome::Applied, false));
}

#[tokio::test]
async fn a_console_whose_clock_is_wrong_is_taken_at_its_word() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    put_recording(&ann, 1, "r", 1).await;
    let mut late = note(2, "r", "from 9999");
    late.at = hindsight_domain::Timestamp::MAX;
    let mut early = note(3, "r", "from the year 0");
    early.at = hindsight_domain::Timestamp::MIN;
    assert_eq!(outcomes(&ann.post(&[late.clone(), early]).await), [Outcome::Applied; 2]);
    let (pages, _) = ann.pull(None, 500).await;
    let hindsight_contract::sync::Change::Note(kept) = &pages[0].entries[1].change else { panic!("a note") };
    assert_eq!(kept.at, late.at);
}

#[tokio::test]
async fn text_keeps_every_character_and_an_id_is_used_once() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    put_recording(&ann, 1, "r", 1).await;
    let text = "a\0b\u{1b}[2J\u{202e}\u{fffd}\n\"\\";
    let said = note(2, "r", text);
    let mut same_note = note(3, "r", "another text");
    let hindsight_domain::MutationKind::Note(new) = &mut same_note.kind else { panic!("a note") };
    new.note_id = hindsight_domain::NoteId::given("not_2").unwrap();
    let results = ann.post(&[said, same_note]).await;
    assert_eq!(outcomes(&results), [Outcome::Applied, Outcome::Rejected]);
    assert_eq!(results[1].error.as_ref().unwrap().code, ErrorCode::Conflict);
    let (pages, _) = ann.pull(None, 500).await;
    let hindsight_contract::sync::Change::Note(kept) = &pages[0].entries[1].change else { panic!("a note") };
    assert_eq!(kept.text, text);
}

#[tokio::test]
async fn a_request_that_is_none_is_refused_as_a_whole() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let fine = serde_json::to_value(note(1, "r", "x")).unwrap();
    for body in [
        json!([]),
        json!({ "mutations": [] }),
        json!({ "client_id": "", "mutations": [] }),
        json!({ "client_id": "x".repeat(201), "mutations": [] }),
        json!({ "client_id": "c", "mutations": [{ "at": "2026-03-01T12:00:00Z" }] }),
        json!({ "client_id": "c", "mutations": [{ "id": "1" }] }),
        json!({ "client_id": "c", "mutations": vec![fine; 201] }),
    ] {
        assert_eq!(code(post_json(&ann, body).await), ErrorCode::ValidationError);
    }
    let nothing = post_json(&ann, json!({ "client_id": "c", "mutations": [] })).await.unwrap();
    assert!(nothing.results.is_empty() && nothing.witness.is_none());
}
