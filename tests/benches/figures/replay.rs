//! Long web sessions: into the vault, what that takes of memory, and over a gap.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use hindsight_console::Console;
use hindsight_contract::desk::Track;
use hindsight_domain::RecordingId;
use tokio_util::sync::CancellationToken;

use crate::Wish;
use crate::field::{console, millis, timed};
use crate::report::Figure;
use crate::session::{self, EVENTS};
use crate::stage::Stage;

const HOUR_MS: i64 = 3_600_000;

pub(crate) fn measure(wish: &Wish) -> Result<Vec<Figure>> {
    let dir = tempfile::tempdir()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (_, console) = console(&dir.path().join("vault"))?;
    let events = wish.size(EVENTS);
    let file = dir.path().join("session.json");
    let mut speeds = Vec::new();
    for round in 0..if wish.quick { 1 } else { 3 } {
        let bytes = session::write(&file, events, round, 0)?;
        let (_, took) = timed(|| bring(&runtime, &console, &file))?;
        speeds.push(bytes as f64 / 1e6 / took.as_secs_f64());
    }
    let jumps = over_a_gap(wish, &runtime, &console, &file)?;
    let memory = memory(wish, &file)?;
    Ok(vec![
        Figure::new("import and index a web session of 81 MB", "MB/s", speeds).at_least(40.0),
        Figure::new("a jump over a gap of 35 hours, to the window's bytes", "ms", jumps).at_most(0.5, 50.0),
        Figure::new("memory at most while 810 MB are imported and indexed", "MB", memory).at_most(0.5, 200.0),
    ])
}

/// Into the vault, and everything computed that opening it takes.
fn bring(runtime: &tokio::runtime::Runtime, console: &Console, file: &Path) -> Result<RecordingId> {
    let brought = runtime.block_on(console.import(
        vec![file.to_owned()],
        Arc::new(|_, _| {}),
        CancellationToken::new(),
    ));
    ensure!(brought.failed.is_empty(), "{:?}", brought.failed);
    let id = brought.imported.first().context("a recording")?.id.clone();
    runtime.block_on(console.prepare(&id))?;
    Ok(id)
}

fn over_a_gap(
    wish: &Wish,
    runtime: &tokio::runtime::Runtime,
    console: &Console,
    file: &Path,
) -> Result<Vec<f64>> {
    session::write(file, wish.size(EVENTS), 40, 35 * HOUR_MS)?;
    let id = bring(runtime, console, file)?;
    let mut jumps = Vec::new();
    for _ in 0..if wish.quick { 2 } else { 20 } {
        let (_, took) = timed(|| {
            let track: Track = serde_json::from_slice(&runtime.block_on(console.track(&id, None))?)?;
            let gap = track.idle.iter().max_by_key(|idle| idle.to_ms - idle.from_ms).context("a gap")?;
            ensure!(gap.to_ms - gap.from_ms >= 35 * HOUR_MS, "the gap is there: {gap:?}");
            Ok(runtime.block_on(console.window_bytes(&id, gap.to_ms))?)
        })?;
        jumps.push(millis(took));
    }
    Ok(jumps)
}

/// What the command line holds at most, by the kernel's own high-water mark.
fn memory(wish: &Wish, file: &Path) -> Result<Vec<f64>> {
    let stage = Stage::set();
    session::write(file, wish.size(10 * EVENTS), 0, 0)?;
    let console = stage.console("large");
    let path = file.to_str().context("a path of text")?;
    let mut child = console.command(&["import", path]).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let mut most_kb = 0.0_f64;
    let look = || -> ControlFlow<(), f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let kb = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix("kB"));
        kb.and_then(|kb| kb.trim().parse().ok()).map_or(ControlFlow::Break(()), ControlFlow::Continue)
    };
    // A program that has ended is no longer told of; its mark only grew until then.
    while let ControlFlow::Continue(kb) = look() {
        most_kb = most_kb.max(kb);
        std::thread::park_timeout(Duration::from_millis(50));
    }
    ensure!(child.wait()?.success(), "the import failed");
    fs::remove_file(file)?;
    Ok(vec![most_kb / 1_024.0])
}
