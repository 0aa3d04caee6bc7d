//! The vault: lists, search, opening a recording, opening the vault.

use std::sync::Arc;

use anyhow::{Context, Result};
use hindsight_domain::{Chance, Clock, Kind, Status, Timestamp};
use hindsight_testkit::Seeded;
use hindsight_vault::{Fetched, MemoryKeychain, Page, RecordingFilter, RecordingOrder, Text, Unlock};
use serde_json::json;

use crate::Wish;
use crate::field::{RealClock, millis, timed};
use crate::report::Figure;
use crate::stock::{START, Stock, open};

const PAGE: Page = Page { limit: 50, offset: 0 };

/// A folder beside this program, on the disk that is measured.
fn folder() -> Result<tempfile::TempDir> {
    Ok(tempfile::tempdir_in(std::env::current_exe()?.parent().context("a folder")?)?)
}

fn keychain() -> Unlock {
    Unlock::by(Arc::new(MemoryKeychain::default()))
}

fn segment_of(n: usize, events: usize) -> Vec<u8> {
    let mut lines = String::new();
    for e in 0..events {
        let time = Timestamp::clamp_millis(START + (n * 60_000 + e * 500).try_into().unwrap_or(0));
        let event = json!({ "timestamp": time, "event_type": "operation_update",
            "data": { "operation_id": e, "message": format!("step {e} of run {n}") } });
        lines.push_str(&event.to_string());
        lines.push('\n');
    }
    zstd::bulk::compress(lines.as_bytes(), 3).unwrap_or_default()
}

pub(crate) fn measure(wish: &Wish) -> Result<Vec<Figure>> {
    let dir = folder()?;
    let mut stock = Stock::new(dir.path(), &keychain())?;
    stock.recordings(wish.size(100_000), |n| n.to_le_bytes().to_vec())?;
    let filters = [
        RecordingFilter { kind: Some(Kind::Agent), flagged: Some(true), ..RecordingFilter::default() },
        RecordingFilter {
            agent: Some("agent-7".into()),
            status: Some(Status::Failed),
            ..RecordingFilter::default()
        },
        RecordingFilter { tag: Some("tag-3".into()), kind: Some(Kind::Agent), ..RecordingFilter::default() },
        RecordingFilter {
            status: Some(Status::Completed),
            kind: Some(Kind::Agent),
            ..RecordingFilter::default()
        },
        RecordingFilter {
            service: Some("service-2".into()),
            flagged: Some(false),
            ..RecordingFilter::default()
        },
    ];
    let mut list = Vec::new();
    for filter in filters.iter().cycle().take(filters.len() * 40) {
        let vault = &stock.vault;
        list.push(millis(timed(|| Ok(vault.recordings(filter, RecordingOrder::Newest, PAGE)?))?.1));
    }
    drop(stock);

    let (dir, unlock) = (folder()?, keychain());
    let mut stock = Stock::new(dir.path(), &unlock)?;
    let ids = stock.recordings(wish.size(10_000), |n| segment_of(n, if n == 0 { 100 } else { 1 }))?;
    let fetched =
        Fetched { recording_id: ids[0].clone(), index: 0, bytes: segment_of(0, 100), texts: Vec::new() };
    stock.vault.store_batch(vec![fetched])?;
    let (clock, chance): (Arc<dyn Clock>, Arc<dyn Chance>) = (Arc::new(RealClock), Arc::new(Seeded::new(1)));
    let runtime = tokio::runtime::Runtime::new()?;
    let console = hindsight_console::Console::on(stock.vault.clone(), clock, chance);
    let mut opened = Vec::new();
    for at in (0..200).map(|n| format!("{}%", n % 100)) {
        let window = || Ok(runtime.block_on(console.window(&ids[0], &at))?);
        opened.push(millis(timed(window)?.1));
    }
    drop(console);

    drop(stock);
    let mut first_list = Vec::new();
    for _ in 0..20 {
        let list = || {
            let vault = open(dir.path(), &unlock)?;
            Ok(vault.recordings(&RecordingFilter::default(), RecordingOrder::Newest, PAGE)?)
        };
        first_list.push(millis(timed(list)?.1));
    }
    Ok(vec![
        Figure::new("list 50 of 100,000 recordings with two filters, p95", "ms", list).at_most(0.95, 10.0),
        Figure::new("open an agent recording of 100 events, to data", "ms", opened).at_most(0.5, 10.0),
        Figure::new("open a vault of 10,000 recordings, to first list", "ms", first_list).at_most(0.5, 100.0),
    ])
}

/// Words of a plausible spread: some in every text, some in one of a million.
fn words(chance: &Seeded) -> String {
    const COMMON: &[&str] =
        &["booking", "refund", "customer", "reads", "the", "amount", "page", "order", "approved", "of"];
    let mut text = String::new();
    for _ in 0..8 {
        text.push_str(chance.pick::<&str>(COMMON));
        text.push(' ');
    }
    text + &format!("word{} item{}", chance.below(2_000), chance.below(1_000_000))
}

pub(crate) fn measure_search(wish: &Wish) -> Result<Vec<Figure>> {
    let dir = folder()?;
    let mut stock = Stock::new(dir.path(), &keychain())?;
    let (recordings, events) = (wish.size(10_000), 100);
    let ids = stock.recordings(recordings, |n| n.to_le_bytes().to_vec())?;
    let chance = Seeded::new(11);
    for chunk in ids.iter().enumerate().collect::<Vec<_>>().chunks(100) {
        let batch = chunk.iter().map(|(n, id)| Fetched {
            recording_id: (*id).clone(),
            index: 0,
            bytes: n.to_le_bytes().to_vec(),
            texts: (0..events)
                .map(|e| Text { at_ms: e * 500, field: "payload".into(), text: words(&chance) })
                .collect(),
        });
        stock.vault.store_batch(batch.collect())?;
    }
    let queries = [
        "refund",
        "word77",
        "item4242",
        "booking approved",
        "\"customer reads\"",
        "wor",
        "refund word1999",
        "nowhere",
    ];
    let mut search = Vec::new();
    let mut slowest = (0.0, "");
    for query in queries.iter().cycle().take(queries.len() * 20) {
        let vault = &stock.vault;
        let took = millis(timed(|| Ok(vault.search(query, &RecordingFilter::default(), PAGE)?))?.1);
        search.push(took);
        if took > slowest.0 {
            slowest = (took, *query);
        }
    }
    let name = format!("full-text search over 1 M events, p95 (the slowest: {})", slowest.1);
    Ok(vec![Figure::new(&name, "ms", search).at_most(0.95, 50.0)])
}
