//! How a session ends, and what comes after its end.

use hindsight_contract::sync::{Change, FeedPage};
use hindsight_contract::web::SessionStatus;
use hindsight_domain::{
    FlagId, GiveVerdict, Mutation, MutationKind, NewFlag, Recording, RecordingId, ReviewId, ReviewState,
    Role, Severity, Timestamp, VerdictId, VerdictKind, VerdictStatement,
};
use hindsight_server::upkeep;
use serde_json::{Value, json};

use crate::made::{T0, click, end, page_view, scroll};
use crate::server::{Person, Server};

const MINUTE_MS: i64 = 60_000;

#[tokio::test]
async fn a_session_whose_browser_falls_silent_ends_at_its_latest_event() {
    let server = Server::start().await;
    let admin = server.admin().await;
    server.start_session("s", json!({})).await;
    server.send_events("s", 0, &[scroll(4_000, 0)]).await.must_be_done();
    server.clock.advance(30 * MINUTE_MS);
    upkeep::once(&server.app).await.unwrap();
    assert_eq!(admin.summary("s").await.status, SessionStatus::Active, "not before its time");
    server.clock.advance(1);
    upkeep::once(&server.app).await.unwrap();
    let summary = admin.summary("s").await;
    assert_eq!(summary.status, SessionStatus::Ended);
    assert_eq!(summary.ended_at.map(Timestamp::millis), Some(T0 + 4_000));
    assert_eq!(summary.duration_seconds, 4.0);
}

#[tokio::test]
async fn whatever_a_browser_sends_keeps_its_session_alive() {
    let server = Server::start().await;
    let admin = server.admin().await;
    server.start_session("s", json!({})).await;
    let custom = json!({ "sessionId": "s", "event": "still here", "timestamp": T0 });
    let view = page_view("s", "/", "", 0);
    let batch = crate::made::batch("s", 0, &[scroll(0, 0)]);
    let sent = [
        ("/recordings/events/custom", custom),
        ("/recordings/pageviews", view),
        ("/recordings/events", batch),
    ];
    // Twice: what is repeated and counts for nothing is heard all the same.
    for (path, body) in sent.iter().chain(&sent) {
        server.clock.advance(20 * MINUTE_MS);
        server.send(path, body).await.must_be_done();
        upkeep::once(&server.app).await.unwrap();
        assert_eq!(admin.summary("s").await.status, SessionStatus::Active, "{path}");
    }
}

#[tokio::test]
async fn a_session_that_silence_ended_goes_on_when_its_browser_does() {
    let server = Server::start().await;
    let admin = server.admin().await;
    for (n, path) in
        ["/recordings/events", "/recordings/pageviews", "/recordings/events/custom"].into_iter().enumerate()
    {
        let id = format!("s{n}");
        server.start_session(&id, json!({})).await;
        server.clock.advance(31 * MINUTE_MS);
        upkeep::once(&server.app).await.unwrap();
        assert_eq!(admin.summary(&id).await.status, SessionStatus::Ended);
        let at = 31 * MINUTE_MS;
        let body = match n {
            0 => crate::made::batch(&id, 0, &[scroll(at, 0)]),
            1 => page_view(&id, "/", "", at),
            _ => json!({ "sessionId": id, "event": "back", "timestamp": T0 + at }),
        };
        server.send(path, &body).await.must_be_done();
        let summary = admin.summary(&id).await;
        assert_eq!((summary.status, summary.ended_at), (SessionStatus::Active, None), "{path}");
    }
}

#[tokio::test]
async fn events_that_come_after_the_reported_end_are_kept_and_the_session_stays_ended() {
    let server = Server::start().await;
    let admin = server.admin().await;
    server.start_session("s", json!({})).await;
    server.send("/recordings/sessions", &end("s", T0 + 5_000)).await.must_be_done();
    server.send_events("s", 0, &[click(4_900), click(5_100)]).await.must_be_done();
    let custom = json!({ "sessionId": "s", "event": "bye", "timestamp": T0 + 5_200 });
    server.send("/recordings/events/custom", &custom).await.must_be_done();
    let summary = admin.summary("s").await;
    assert_eq!((summary.status, summary.total_events, summary.clicks), (SessionStatus::Ended, 3, 2));
    assert_eq!(summary.ended_at.map(Timestamp::millis), Some(T0 + 5_000), "as the browser said");
    assert_eq!(admin.events("s", "").await.len(), 3);
    let recording = recording(&admin, "s").await;
    assert_eq!(recording.duration_ms, 5_200, "replay shows all of it");
}

#[tokio::test]
async fn an_end_before_its_events_and_after_them_comes_to_the_same() {
    let server = Server::start().await;
    let admin = server.admin().await;
    for (id, end_first) in [("a", true), ("b", false)] {
        server.start_session(id, json!({})).await;
        let ended = end(id, T0 + 1_000);
        if end_first {
            server.send("/recordings/sessions", &ended).await.must_be_done();
        }
        server.send_events(id, 0, &[click(1_500)]).await.must_be_done();
        if !end_first {
            server.send("/recordings/sessions", &ended).await.must_be_done();
        }
    }
    let (mut a, mut b) = (recording(&admin, "a").await, recording(&admin, "b").await);
    assert_eq!(a.ended_at.map(Timestamp::millis), Some(T0 + 1_500));
    for recording in [&mut a, &mut b] {
        recording.id = RecordingId::given("x").unwrap();
        recording.session_id = None;
        recording.title.clear();
    }
    assert_eq!(a, b);
}

async fn feed(person: &Person<'_>) -> FeedPage {
    person.get("/sync/v1/feed?limit=1000").await.read()
}

async fn recording(person: &Person<'_>, id: &str) -> Recording {
    let found = feed(person).await.entries.into_iter().find_map(|entry| match entry.change {
        Change::Recording(change) if change.recording.id.as_str() == id => Some(change.recording),
        _ => None,
    });
    found.expect("it is in the feed")
}

fn mutation(n: u64, kind: MutationKind) -> Mutation {
    let id = format!("01890000-0000-7000-8000-{n:012}").parse().unwrap();
    Mutation { id, at: Timestamp::clamp_millis(T0), kind }
}

#[tokio::test]
async fn a_verdict_on_a_session_is_stale_once_events_come_after_it() {
    let server = Server::start().await;
    server.start_session("s", json!({})).await;
    server.send_events("s", 0, &[click(1)]).await.must_be_done();
    server.send("/recordings/sessions", &end("s", T0 + 5_000)).await.must_be_done();
    let admin = server.admin().await;
    let (recording_id, review_id) = (RecordingId::given("s").unwrap(), ReviewId::given("rev_s").unwrap());
    let flag = NewFlag {
        flag_id: FlagId::given("flg_s").unwrap(),
        recording_id: recording_id.clone(),
        review_id: review_id.clone(),
        reason: "look".into(),
        severity: Severity::Low,
        at_ms: None,
        seen_version: 0,
    };
    let verdict = GiveVerdict {
        verdict_id: VerdictId::given("vrd_s").unwrap(),
        review_id,
        recording_id,
        base_version: 1,
        statement: VerdictStatement {
            v: 1,
            verdict: VerdictKind::Approve,
            reason: "expected_behaviour".into(),
            note: None,
            manifest_root: None,
            coverage: None,
            policy: None,
            model_version: None,
        },
    };
    let rev = server.person("rev", Role::Supervisor).await;
    let post = async |person: &Person<'_>, mutation: Mutation| {
        let body = json!({ "client_id": "c", "mutations": [mutation] });
        let results: Value = person.post("/sync/v1/mutations", &body).await.read();
        assert_eq!(results["results"][0]["outcome"], "applied", "{results}");
    };
    post(&admin, mutation(1, MutationKind::Flag(flag))).await;
    post(&rev, mutation(2, MutationKind::Verdict(verdict))).await;
    let state = async || {
        let entries = feed(&rev).await.entries;
        entries.iter().find_map(|entry| match &entry.change {
            Change::Review(review) => Some(review.state),
            _ => None,
        })
    };
    let decided = state().await.unwrap();
    assert_ne!(decided, ReviewState::Stale);
    server.send_events("s", 0, &[click(1)]).await.must_be_done();
    assert_eq!(state().await, Some(decided), "a repetition changes nothing");
    server.send_events("s", 1, &[click(2)]).await.must_be_done();
    assert_eq!(state().await, Some(ReviewState::Stale));
}
