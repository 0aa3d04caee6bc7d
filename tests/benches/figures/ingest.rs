//! An agent's event into the server, acknowledged when it is durable.

use anyhow::Result;
use serde_json::json;

use crate::Wish;
use crate::field::{Field, millis, timed};
use crate::report::Figure;

pub(crate) fn measure(wish: &Wish) -> Result<Vec<Figure>> {
    let field = Field::new()?;
    let id = field.start("ingest")?;
    let path = format!("/api/canvas/recording/{id}/event");
    let event = json!({ "event_type": "operation_update", "event_data": {
        "operation_id": "op-17", "progress": 40, "message": "Reading the next page of bookings",
        "arguments": { "page": 3, "filter": "open", "fields": ["id", "name", "amount", "currency"] } } });
    let one = || -> Result<f64> { Ok(millis(timed(|| field.post(&path, &event))?.1)) };
    let many = |count: usize| (0..count).map(|_| one()).collect::<Result<Vec<_>>>();

    many(10)?;
    let early = many(wish.size(1_000))?;
    let whole = wish.size(100_000);
    let line = json!({ "event_type": "operation_update", "event_data": event["event_data"] }).to_string();
    let mut left = whole.saturating_sub(early.len() + 10);
    while left > 0 {
        let batch = left.min(1_000);
        field.send_lines(&id, &format!("{line}\n").repeat(batch))?;
        left -= batch;
    }
    let late = many(early.len())?;
    let middle = |samples: &[f64]| {
        let mut sorted = samples.to_vec();
        sorted.sort_by(f64::total_cmp);
        sorted[sorted.len() / 2]
    };
    // Round by round, so that the ratio has a spread: each late chunk over the early median.
    let base = middle(&early);
    let ratios = late.chunks(50.min(late.len())).map(|chunk| middle(chunk) / base).collect();
    Ok(vec![
        Figure::new("agent event acknowledged durable, p99", "ms", early.clone()).at_most(0.99, 10.0),
        Figure::new("agent event acknowledged durable, median", "ms", early).at_most(0.5, 1.0),
        Figure::new("the 100,000th event over the 10th", "×", ratios).at_most(0.5, 1.5),
    ])
}
