//! The feed: pages and cursors, who sees what, and what waits for news.

use hindsight_contract::error::ErrorCode;
use hindsight_contract::sync::{Change, FeedPage, SegmentPage};
use hindsight_domain::{Kind, Recording, Role};
use hindsight_server::store::pack::{Line, Mark};
use hindsight_server::store::recordings::{self, NewRow};
use hindsight_server::store::tail::{self, Tally};
use reqwest::Method;
use serde_json::json;

use crate::made::{agent_event, agent_recording, at, flag, note, put_recording, recording_id, words};
use crate::server::{code, fresh, read};

#[tokio::test]
async fn a_feed_is_read_in_pages_and_each_row_comes_once() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Admin).await;
    for n in 0..5 {
        put_recording(&ann, n, &format!("r{n}"), 1).await;
    }
    ann.post(&[flag(10, "r0", "rev_a"), note(11, "r0", "look")]).await;

    let (pages, cursor) = ann.pull(None, 2).await;
    let expected = [
        "recording r1",
        "recording r2",
        "recording r3",
        "recording r4",
        "recording r0",
        "review rev_a",
        "note not_11",
    ];
    assert_eq!(words(&pages), expected);
    let seqs: Vec<u64> = pages.iter().flat_map(|page| &page.entries).map(|entry| entry.seq).collect();
    assert!(seqs.is_sorted_by(|a, b| a < b), "{seqs:?}");
    assert_eq!(pages.len(), 4);
    assert!(pages[..3].iter().all(|page| page.more && page.entries.len() == 2));

    let (nothing, same) = ann.pull(Some(&cursor), 2).await;
    assert!(words(&nothing).is_empty());
    assert_eq!(same, cursor, "where nothing changed the cursor stays");

    ann.post(&[note(12, "r3", "and here")]).await;
    let (news, _) = ann.pull(Some(&cursor), 2).await;
    assert_eq!(words(&news), ["note not_12"]);
}

#[tokio::test]
async fn each_role_sees_what_is_its_own_to_see() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let bob = server.client("bob", Role::Member).await;
    let rev = server.client("rev", Role::Reviewer).await;
    let sup = server.client("sup", Role::Supervisor).await;
    let root = server.client("root", Role::Admin).await;
    put_recording(&ann, 1, "of-ann", 1).await;
    put_recording(&bob, 2, "of-bob", 1).await;
    put_recording(&rev, 3, "of-rev", 1).await;
    ann.post(&[note(4, "of-ann", "before anybody else could see it")]).await;

    let sees = async |client: &crate::server::Client| words(&client.pull(None, 500).await.0);
    assert_eq!(sees(&ann).await, ["recording of-ann", "note not_4"]);
    assert_eq!(sees(&bob).await, ["recording of-bob"]);
    assert_eq!(sees(&rev).await, ["recording of-rev"]);
    assert!(sees(&sup).await.is_empty(), "nothing is flagged");
    assert_eq!(sees(&root).await.len(), 4);

    let (_, before) = sup.pull(None, 500).await;
    ann.post(&[flag(5, "of-ann", "rev_a")]).await;
    let (pages, _) = sup.pull(Some(&before), 500).await;
    assert_eq!(
        words(&pages),
        ["recording of-ann", "note not_4", "review rev_a"],
        "a recording that is flagged appears with all that was said of it"
    );
    assert_eq!(sees(&rev).await.len(), 4);
    assert_eq!(sees(&ann).await.len(), 3);
    assert_eq!(sees(&bob).await, ["recording of-bob"]);
}

#[tokio::test]
async fn another_role_is_another_epoch() {
    let (_dir, server) = fresh().await;
    let member = server.client("ann", Role::Member).await;
    let reviewer = server.client("ann", Role::Reviewer).await;
    let epoch = async |client: &crate::server::Client| client.get::<FeedPage>("feed").await.unwrap().epoch;
    let before = epoch(&member).await;
    assert_eq!(epoch(&member).await, before);
    assert_ne!(epoch(&reviewer).await, before);
    put_recording(&member, 1, "r", 1).await;
    assert_eq!(epoch(&member).await, before, "what changes row by row is no new epoch");
}

#[tokio::test]
async fn a_deleted_recording_leaves_a_tombstone_to_those_who_saw_it() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let bob = server.client("bob", Role::Member).await;
    let rev = server.client("rev", Role::Reviewer).await;
    put_recording(&ann, 1, "r", 1).await;
    let new = put_recording(&ann, 2, "s", 1).await;
    ann.post(&[flag(3, "s", "rev_s"), note(4, "s", "x")]).await;
    let (_, cursor_of_rev) = rev.pull(None, 500).await;

    server
        .store
        .write(|tx| {
            for id in ["r", "s"] {
                let stored = recordings::get(tx.conn(), &recording_id(id))?.unwrap();
                recordings::purge(tx, &stored, "root", "deleted by an admin")?;
            }
            Ok(())
        })
        .await
        .unwrap();

    assert_eq!(words(&ann.pull(None, 500).await.0), ["gone r", "gone s"]);
    assert!(words(&bob.pull(None, 500).await.0).is_empty());
    let (pages, _) = rev.pull(Some(&cursor_of_rev), 500).await;
    assert_eq!(words(&pages), ["gone s"], "a reviewer never saw the other one");
    let Change::Gone(gone) = &pages[0].entries[0].change else { panic!("a tombstone") };
    assert_eq!(gone.reason, "deleted by an admin");

    let blob = format!("blobs/{}", new.segments[0].hash);
    assert_eq!(code(ann.get::<serde_json::Value>(&blob).await), ErrorCode::NotFound);
}

#[tokio::test]
async fn a_waiting_request_is_answered_by_the_news_it_waits_for() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let rev = server.client("rev", Role::Reviewer).await;
    put_recording(&ann, 1, "r", 1).await;
    let (_, cursor) = rev.pull(None, 500).await;
    let waiting = tokio::spawn({
        let (rev, path) = (rev.clone(), format!("feed?wait=60&cursor={cursor}"));
        async move { rev.get::<FeedPage>(&path).await.unwrap() }
    });
    // News that is not for the reviewer does not end the wait, news that is does.
    ann.post(&[note(2, "r", "not flagged yet")]).await;
    ann.post(&[flag(3, "r", "rev_a")]).await;
    let page = waiting.await.unwrap();
    assert_eq!(words(&[page]), ["recording r", "note not_2", "review rev_a"]);
}

#[tokio::test]
async fn a_recording_that_grows_comes_with_all_its_events_in_segments() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let (new, _) = agent_recording("live", 0);
    let live = Recording {
        user_id: Some("ann".into()),
        status: hindsight_domain::Status::Recording,
        ended_at: None,
        ..new.recording
    };
    let push = async |ms: i64| {
        let line =
            Line { at_ms: at(ms).millis(), json: agent_event(ms, json!({ "ms": ms })), mark: Mark::None };
        let live = live.clone();
        let push = move |tx: &hindsight_server::store::Tx<'_>| {
            let pk = match recordings::get(tx.conn(), &live.id)? {
                Some(stored) => stored.pk,
                None => {
                    recordings::insert(tx, &NewRow { recording: &live, recorder: None, expires_at: None })?
                }
            };
            tail::push(tx, pk, &line, Tally::default())
        };
        server.store.write(push).await.unwrap()
    };
    push(1).await;
    push(2).await;
    let (pages, cursor) = ann.pull(None, 500).await;
    let Change::Recording(change) = &pages[0].entries[0].change else { panic!("a recording") };
    assert_eq!((change.segment_count, change.recording.event_count), (1, 2));
    assert_eq!(change.recording.kind, Kind::Agent);

    push(3).await;
    let (pages, _) = ann.pull(Some(&cursor), 500).await;
    let Change::Recording(change) = &pages[0].entries[0].change else { panic!("a recording") };
    assert_eq!((change.segment_count, change.recording.event_count), (2, 3));
    assert_eq!(change.segments[1].events, 1, "the segments before it stay as they were");
}

#[tokio::test]
async fn a_long_list_of_segments_is_read_in_its_own_pages() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let bob = server.client("bob", Role::Member).await;
    let new = put_recording(&ann, 1, "r", 10).await;
    let (pages, _) = ann.pull(None, 500).await;
    let Change::Recording(change) = &pages[0].entries[0].change else { panic!("a recording") };
    assert_eq!((change.segment_count, change.segments.as_slice()), (10, &new.segments[..8]));

    let rest: SegmentPage = ann.get("recordings/r/segments?from=8").await.unwrap();
    assert_eq!((rest.total, rest.segments.as_slice()), (10, &new.segments[8..]));
    let none: SegmentPage = ann.get("recordings/r/segments?from=4000000000").await.unwrap();
    assert!(none.segments.is_empty());
    for (client, path) in [(&bob, "recordings/r/segments"), (&ann, "recordings/other/segments")] {
        assert_eq!(code(client.get::<SegmentPage>(path).await), ErrorCode::NotFound);
    }
}

#[tokio::test]
async fn a_request_that_cannot_be_is_refused() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    for query in
        ["limit=0", "limit=1001", "limit=x", "wait=61", "wait=-1", "cursor=", "cursor=1", "cursor=1.x"]
    {
        assert_eq!(
            code(ann.get::<FeedPage>(&format!("feed?{query}")).await),
            ErrorCode::ValidationError,
            "{query}"
        );
    }
    let nobody = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("{}/sync/v1/feed", server.url);
    for request in [nobody.get(&url), nobody.get(&url).bearer_auth("hs_unknown")] {
        assert_eq!(code(read::<FeedPage>(request.send().await.unwrap()).await), ErrorCode::Unauthorized);
    }
}

#[tokio::test]
async fn whoami_says_who_and_which_server() {
    let (_dir, server) = fresh().await;
    let rev = server.client("rev", Role::Reviewer).await;
    let me: hindsight_contract::auth::WhoAmI = rev.get("whoami").await.unwrap();
    assert_eq!((me.user.as_str(), me.role, me.at), ("rev", Role::Reviewer, at(0)));
    assert!(me.server_id.starts_with("srv_"));
    let wrong = rev.request(Method::DELETE, "whoami").send().await.unwrap();
    assert_eq!(code(read::<serde_json::Value>(wrong).await), ErrorCode::MethodNotAllowed);
}
