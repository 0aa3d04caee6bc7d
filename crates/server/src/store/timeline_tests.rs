//! However events came, they are told once each, in the order of their times, a bounded piece at a time.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use hindsight_domain::{Chance, Clock, Kind, Recording, RecordingId, Status, Timestamp};
use proptest::prelude::*;
use serde_json::{Map, json};

use super::*;
use crate::store::pack::Mark;
use crate::store::recordings::NewRow;
use crate::store::tail::Tally;

struct Still(AtomicU64);

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::clamp_millis(0)
    }
}

impl Chance for Still {
    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            *byte = self.0.fetch_add(1, Ordering::SeqCst) as u8;
        }
    }
}

fn line(at_ms: i64, n: usize, padding: usize) -> Line {
    let json = json!({ "timestamp": at_ms, "n": n, "padding": "x".repeat(padding) }).to_string();
    Line { at_ms, json, mark: Mark::None }
}

/// Writes batches as segments and the rest as a tail, and reads them back in steps.
async fn told(
    batches: Vec<Vec<Line>>,
    rest: Vec<Line>,
    step_bytes: usize,
    range: (i64, i64),
) -> Vec<Vec<String>> {
    let dir = tempfile::TempDir::new().unwrap();
    let still = Arc::new(Still(AtomicU64::new(0)));
    let store = Store::open(dir.path(), None, still.clone(), still).unwrap();
    let id = RecordingId::given("r").unwrap();
    let recording = Recording {
        id: id.clone(),
        kind: Kind::Web,
        title: String::new(),
        session_id: None,
        agent_id: None,
        user_id: None,
        service: None,
        device: None,
        status: Status::Recording,
        tags: Vec::new(),
        started_at: Timestamp::clamp_millis(0),
        ended_at: None,
        duration_ms: 0,
        event_count: 0,
        flagged: false,
        details: Map::new(),
    };
    let staged = batches.into_iter().map(|batch| store.stage_segments(pack::pack(batch).unwrap()).unwrap());
    let staged = staged.collect::<Vec<_>>();
    let write = store.write(move |tx| {
        let pk = recordings::insert(tx, &NewRow { recording: &recording, recorder: None, expires_at: None })?;
        for batch in staged {
            segments::append_staged(tx, pk, batch)?;
        }
        for line in rest {
            tail::push(tx, pk, &line, Tally::default())?;
        }
        Ok(())
    });
    write.await.unwrap();
    let reader = store.clone();
    let read = store.read(move |connection| {
        let time = |ms| Some(Timestamp::clamp_millis(ms));
        let mut timeline = begin(connection, &id, time(range.0), time(range.1))?;
        timeline.step_bytes = step_bytes;
        let mut steps = Vec::new();
        while let Some(step) = timeline.step(connection, &reader)? {
            steps.push(step);
        }
        Ok(steps)
    });
    let steps = read.await.unwrap();
    store.close().await;
    steps
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn every_event_comes_once_in_order_and_in_bounded_pieces(
        batches in proptest::collection::vec(proptest::collection::vec((0_i64..60, 0_usize..200), 1..20), 0..8),
        rest in proptest::collection::vec((0_i64..60, 0_usize..200), 0..10),
        step_bytes in 1_usize..4_000,
        range in (0_i64..30, 30_i64..60),
    ) {
        let mut n = 0;
        let mut made = |(at_ms, padding): (i64, usize)| {
            n += 1;
            line(at_ms, n, padding)
        };
        let batches = batches.into_iter().map(|batch| batch.into_iter().map(&mut made).collect::<Vec<_>>());
        let batches = batches.collect::<Vec<_>>();
        let rest = rest.into_iter().map(&mut made).collect::<Vec<_>>();
        let all = batches.iter().flatten().chain(&rest);
        let wanted = all.filter(|line| (range.0..=range.1).contains(&line.at_ms));
        let mut expected = wanted.map(|line| line.json.clone()).collect::<Vec<_>>();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let steps = runtime.block_on(told(batches, rest, step_bytes, range));
        for step in &steps {
            let bytes = step.iter().map(String::len).sum::<usize>();
            prop_assert!(bytes <= step_bytes || step.len() == 1, "{bytes} bytes in {} events", step.len());
        }
        let told = steps.into_iter().flatten().collect::<Vec<_>>();
        let times = told.iter().map(|json| time_of(json).unwrap()).collect::<Vec<_>>();
        prop_assert!(times.is_sorted());
        let mut told = told;
        told.sort();
        expected.sort();
        prop_assert_eq!(told, expected);
    }
}
