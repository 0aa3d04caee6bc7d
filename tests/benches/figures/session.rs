//! A web session as long as nobody likes to wait for: a page of orders that changes all day.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Result;
use serde_json::{Value, json};

use crate::stock::START;

/// Events of the session that the project's figures are about; its file has some 81 MB.
pub(crate) const EVENTS: usize = 200_000;
/// Ms from one event to the next.
const STEP_MS: i64 = 50;
const ROWS: usize = 750;
/// The text whose number is that of the last event that changed it.
pub(crate) const TICK: &str = "tick";
/// Every so-manyth event changes it.
pub(crate) const TICK_EVERY: usize = 10;

/// Writes it; `day` makes it another one. Says how many bytes it has.
pub(crate) fn write(path: &Path, events: usize, day: usize, gap_ms: i64) -> Result<u64> {
    let mut out = BufWriter::new(File::create(path)?);
    let start = START + i64::try_from(day)? * 86_400_000;
    write!(out, "[{},{}", head(start), snapshot(start + 1))?;
    for n in 0..events {
        let gap = if n * 2 >= events { gap_ms } else { 0 };
        let at = start + 2 + i64::try_from(n)? * STEP_MS + gap;
        write!(out, ",{}", json!({ "type": 3, "timestamp": at, "data": change(n) }))?;
    }
    out.write_all(b"]")?;
    out.flush()?;
    Ok(std::fs::metadata(path)?.len())
}

/// When event `n` comes, from the recording's start, and what the tick says then.
pub(crate) fn tick(n: usize) -> (i64, String) {
    let n = n / TICK_EVERY * TICK_EVERY;
    (2 + i64::try_from(n).unwrap_or(0) * STEP_MS, n.to_string())
}

fn head(at: i64) -> Value {
    json!({ "type": 4, "timestamp": at, "data": { "href": "https://orders.example/", "width": 1280, "height": 720 } })
}

/// Some 3,000 nodes.
fn snapshot(at: i64) -> Value {
    let text = |id: usize, words: &str| json!({ "type": 3, "id": id, "textContent": words });
    let rows = (0..ROWS).map(|n| {
        let id = 100 + n * 4;
        let cell = json!({ "type": 2, "id": id + 1, "tagName": "span", "attributes": { "class": "cell" },
            "childNodes": [text(id + 2, &format!("order {n} of customer {}", n * 7_919 % 10_007))] });
        json!({ "type": 2, "id": id, "tagName": "p", "attributes": { "class": format!("row r{}", n % 9) },
            "childNodes": [cell, { "type": 2, "id": id + 3, "tagName": "i", "attributes": {}, "childNodes": [] }] })
    });
    let tick = json!({ "type": 2, "id": 10, "tagName": "h1", "attributes": { "id": TICK }, "childNodes": [text(11, "-")] });
    let field = json!({ "type": 2, "id": 12, "tagName": "input", "attributes": { "type": "text" }, "childNodes": [] });
    let inside: Vec<Value> = [tick, field].into_iter().chain(rows).collect();
    json!({ "type": 2, "timestamp": at, "data": { "initialOffset": { "left": 0, "top": 0 }, "node":
        { "type": 0, "id": 1, "childNodes": [{ "type": 2, "id": 2, "tagName": "html", "attributes": {}, "childNodes": [
            { "type": 2, "id": 3, "tagName": "head", "attributes": {}, "childNodes": [] },
            { "type": 2, "id": 4, "tagName": "body", "attributes": {}, "childNodes": inside }] }] } } })
}

fn change(n: usize) -> Value {
    let row = n * 31 % ROWS;
    let id = 100 + row * 4;
    let words = format!(
        "order {row}: {} items, {} open, seen by clerk {} at step {n}, next review in {} minutes, note {}",
        n * 17 % 977,
        n * 13 % 89,
        n * 7 % 41,
        n * 11 % 59,
        n * 48_611 % 1_000_003
    );
    let mutation = |texts: Value, attributes: Value| json!({ "source": 0, "adds": [], "removes": [], "texts": texts, "attributes": attributes });
    match n % TICK_EVERY {
        0 => mutation(json!([{ "id": 11, "value": n.to_string() }]), json!([])),
        1 => json!({ "source": 2, "type": 2, "id": id, "x": n % 1_280, "y": n % 720 }),
        2 => json!({ "source": 5, "id": 12, "text": words, "isChecked": false }),
        3 | 4 => {
            let position = |k: usize| json!({ "x": (n + k) % 1_280, "y": (n * k) % 720, "id": id, "timeOffset": -(k as i64) * 40 });
            json!({ "source": 1, "positions": (0..8).map(position).collect::<Vec<_>>() })
        }
        _ => mutation(
            json!([{ "id": id + 2, "value": words }]),
            json!([{ "id": id, "attributes": { "class": format!("row r{} changed", n % 9),
                "style": { "background-color": format!("rgb({}, {}, 200)", n % 256, n * 3 % 256) } } }]),
        ),
    }
}
