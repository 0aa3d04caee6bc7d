//! Whatever order batches come in, alone, again, or in the company of others: the session is the same.

use proptest::prelude::*;
use serde_json::Value;
use tokio::runtime::Runtime;

use crate::made::{T0, click, scroll};
use crate::server::Server;

/// An event in a few words: its time, and whether it is a click.
type Sketch = (i64, bool);

fn events(sketches: &[Sketch]) -> Vec<Value> {
    let event = |(n, &(ms, is_click)): (usize, &Sketch)| if is_click { click(ms) } else { scroll(ms, n) };
    sketches.iter().enumerate().map(event).collect()
}

#[derive(Clone, Debug)]
struct Story {
    sketches: Vec<Sketch>,
    /// Batches by the numbers of their events; each event is in one at least.
    sent: Vec<std::ops::Range<usize>>,
}

/// A browser that cuts its events into batches, sends some again, some together with the next ones, and whose
/// network delivers them in any order.
fn story() -> impl Strategy<Value = Story> {
    let sketches = prop::collection::vec((0_i64..2_000, any::<bool>()), 1..40);
    let cuts = prop::collection::vec(1_usize..8, 40);
    let again = prop::collection::vec((any::<prop::sample::Index>(), 1_usize..4), 0..6);
    (sketches, cuts, again).prop_flat_map(|(sketches, cuts, again)| {
        let mut batches = Vec::new();
        let mut first = 0;
        for length in cuts {
            let last = (first + length).min(sketches.len());
            if first < last {
                batches.push(first..last);
            }
            first = last;
        }
        let mut sent = batches.clone();
        for (index, merged) in again {
            let at = index.index(batches.len());
            let last = (at + merged).min(batches.len()) - 1;
            sent.push(batches[at].start..batches[last].end);
        }
        Just(sent).prop_shuffle().prop_map(move |sent| Story { sketches: sketches.clone(), sent })
    })
}

fn key(event: &Value) -> (i64, String) {
    (event["timestamp"].as_i64().unwrap(), event.to_string())
}

async fn check(server: &Server, id: &str, story: &Story) -> Result<(), TestCaseError> {
    let all = events(&story.sketches);
    for range in &story.sent {
        server.send_events(id, range.start, &all[range.clone()]).await.must_be_done();
    }
    let session = server.admin().await.session(id).await;
    let read: Vec<Value> =
        session.events.iter().map(|raw| serde_json::from_str(raw.get()).unwrap()).collect();
    prop_assert!(read.is_sorted_by_key(|event| event["timestamp"].as_i64()), "in the order of their times");
    let sorted = |events: &[Value]| {
        let mut keys: Vec<_> = events.iter().map(key).collect();
        keys.sort();
        keys
    };
    prop_assert_eq!(sorted(&read), sorted(&all), "each event once");
    let summary = session.metadata;
    let clicks = story.sketches.iter().filter(|(_, is_click)| *is_click).count();
    let times = || story.sketches.iter().map(|(ms, _)| *ms);
    prop_assert_eq!(summary.total_events, all.len() as u64);
    prop_assert_eq!(summary.clicks, clicks as u64);
    prop_assert_eq!(summary.started_at.millis(), T0 + times().min().unwrap());
    let length_ms = times().max().unwrap() - times().min().unwrap();
    prop_assert_eq!(summary.duration_seconds, length_ms as f64 / 1_000.0);
    Ok(())
}

#[test]
fn a_session_is_the_same_in_whatever_order_its_batches_come() {
    let runtime = Runtime::new().unwrap();
    let server = runtime.block_on(Server::start());
    let count = std::cell::Cell::new(0);
    let config = ProptestConfig { failure_persistence: None, cases: 48, ..ProptestConfig::default() };
    proptest!(config, |(story in story())| {
        count.set(count.get() + 1);
        runtime.block_on(check(&server, &format!("s{}", count.get()), &story))?;
    });
}
