//! Replay of long web sessions in the real window, beside rrweb's own replayer in Chromium. Needs Linux: WebDriver
//! reaches WebKitGTK only.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::Wish;
use crate::driver::Window;
use crate::field::{millis, timed};
use crate::page::write_session;
use crate::report::Figure;
use crate::stage::{Stage, items, text};
use crate::stock::START;
use crate::window::{page_process, proportional_mb};

/// 84 MB of JSON.
const EVENTS: u64 = 200_000;
const GAP_MS: i64 = 35 * 3_600_000;
const SEEKS: usize = 40;
const PEER_SEEKS: usize = 12;
const ROUNDS: usize = 5;

/// What the peer says.
struct Peer {
    seek_ms: Vec<f64>,
    memory_mb: f64,
}

pub(crate) fn measure(wish: &Wish) -> Result<Vec<Figure>> {
    let stage = Stage::set();
    let events = if wish.quick { 10_000 } else { EVENTS };
    let file = session(&stage, "long.json", events, None)?;
    let console = stage.console("long");
    let megabytes = fs::metadata(&file)?.len() as f64 / 1e6;
    let (long, took) = timed(|| Ok(import(&console.command(&[]), &file)))?;
    let (long, resident_mb) = long?;
    let mut figures = vec![
        Figure::new(
            "import and index a web session of 200,000 events, one core",
            "MB/s",
            vec![megabytes * 1e3 / millis(took)],
        )
        .at_least(40.0),
    ];

    let window = Window::open(&stage, console.data());
    window.sees("shop.example");
    listen(&window);
    let mut opens = Vec::new();
    for _ in 0..ROUNDS {
        opens.push(open(&window, &long)?);
    }
    figures.push(
        Figure::new("open 200,000 events, to the first painted frame", "ms", opens).at_most(0.5, 500.0),
    );
    let seeks = seek(&window, SEEKS)?;
    let ours = median(&seeks);
    figures.push(
        Figure::new("seek anywhere in them, to the painted page, p95", "ms", seeks).at_most(0.95, 100.0),
    );
    let held = proportional_mb(page_process()?)?;
    let peer = rrweb(&file)?;
    figures.push(
        Figure::new(
            "the same beside rrweb's replayer in Chromium",
            "× faster",
            vec![median(&peer.seek_ms) / ours],
        )
        .at_least(1.0),
    );
    figures.push(
        Figure::new(
            "memory of the page's process with it open, over rrweb's",
            "×",
            vec![held / peer.memory_mb],
        )
        .at_most(0.5, 0.5),
    );
    drop(window);
    fs::remove_file(&file)?;

    let gap = session(&stage, "gap.json", 4_000, Some((2_000, GAP_MS)))?;
    let gapped = stage.console("gap");
    let (gap_id, _) = import(&gapped.command(&[]), &gap)?;
    let window = Window::open(&stage, gapped.data());
    window.sees("shop.example");
    listen(&window);
    open(&window, &gap_id)?;
    figures.push(Figure::new("over a gap of 35 hours", "ms", over_the_gap(&window)?).at_most(0.5, 50.0));
    drop(window);

    let huge_events = if wish.quick { 20_000 } else { 10 * EVENTS };
    let huge = session(&stage, "huge.json", huge_events, None)?;
    let console = stage.console("huge");
    let (huge_id, huge_resident_mb) = import(&console.command(&[]), &huge)?;
    fs::remove_file(huge)?;
    figures.push(
        Figure::new(
            "resident while ten times as much is imported",
            "MB",
            vec![huge_resident_mb.max(resident_mb)],
        )
        .at_most(0.5, 200.0),
    );
    let window = Window::open(&stage, console.data());
    window.sees("shop.example");
    listen(&window);
    open(&window, &huge_id)?;
    let times = median(&seek(&window, SEEKS)?) / ours;
    figures.push(
        Figure::new("seek in ten times as many events, over the above", "×", vec![times]).at_most(0.5, 1.5),
    );
    Ok(figures)
}

fn session(stage: &Stage, name: &str, events: u64, pause: Option<(u64, i64)>) -> Result<PathBuf> {
    let path = stage.path(name);
    let mut out = BufWriter::new(File::create(&path)?);
    write_session(&mut out, START, events, pause)?;
    out.flush()?;
    Ok(path)
}

/// Imports on one core; gives the recording's id, and the most that was resident, in MB.
fn import(console: &Command, file: &Path) -> Result<(String, f64)> {
    let mut command = Command::new("taskset");
    command.args(["-c", "0"]).arg(console.get_program()).arg("import").arg(file).args(console.get_args());
    for (name, value) in console.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let said = file.with_extension("said");
    let mut importing = command.stdout(File::create(&said)?).spawn().context("taskset starts")?;
    let mut resident_mb = 0.0;
    let status = loop {
        if let Some(status) = importing.try_wait()? {
            break status;
        }
        // The most that it ever held, as the kernel counts it; gone when the process is.
        resident_mb = most_resident_mb(importing.id()).unwrap_or(resident_mb);
        std::thread::park_timeout(Duration::from_millis(5));
    };
    ensure!(status.success(), "the import ended with {status}");
    let said: Value = serde_json::from_slice(&fs::read(said)?)?;
    Ok((text(&items(&said)[0], "id").to_owned(), resident_mb))
}

fn most_resident_mb(process: u32) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let kb = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix("kB"))?;
    Some(kb.trim().parse::<f64>().ok()? / 1_024.0)
}

/// Leaves with the page's window how to wait for what its replay frame says.
fn listen(window: &Window) {
    window.script(
        "window.shownAt = null;
         addEventListener('message', ({ data }) => {
           if (data?.type === 'shown') window.shownAt?.(data.atMs);
         });",
        &[],
    );
}

/// From the click to the first painted frame.
fn open(window: &Window, id: &str) -> Result<f64> {
    crate::window::open_one(window, id, "document.querySelector('figure[data-phase=showing]')")
}

/// Jumps that a person makes with the pointer on the timeline, forth and back over all of it, each until the page that
/// stood then is painted.
fn seek(window: &Window, count: usize) -> Result<Vec<f64>> {
    // Not to where the clock stands already: nothing would be drawn.
    let steps = (1..=count).map(|n| (n as f64 * 0.618_034).fract());
    steps.map(|share| jump(window, share)).collect()
}

fn jump(window: &Window, share: f64) -> Result<f64> {
    std::thread::park_timeout(Duration::from_millis(250));
    let took = window.ask(&format!(
        "const line = document.querySelector('[role=slider][aria-label=Time]');
         const box = line.getBoundingClientRect();
         const at = {{ bubbles: true, clientX: box.left + box.width * {share}, clientY: box.top + 4, pointerId: 1 }};
         // There is no pointer that could be captured.
         line.setPointerCapture = () => {{}};
         const {{ port1, port2 }} = new MessageChannel();
         const from = performance.now();
         port1.onmessage = () => done(performance.now() - from);
         window.shownAt = () => {{
           window.shownAt = null;
           requestAnimationFrame(() => port2.postMessage(0));
         }};
         line.dispatchEvent(new PointerEvent('pointerdown', {{ ...at, buttons: 1 }}));
         line.dispatchEvent(new PointerEvent('pointerup', at));"
    ));
    took.as_f64().with_context(|| format!("no page at {share}: {took}"))
}

/// Plays up to a gap, which is jumped over: from the last frame before the jump until the page behind it is painted.
fn over_the_gap(window: &Window) -> Result<Vec<f64>> {
    (0..ROUNDS).map(|_| jump(window, 0.48).and_then(|_| play_over(window))).collect()
}

fn play_over(window: &Window) -> Result<f64> {
    let took = window.ask(
        "const line = document.querySelector('[role=slider][aria-label=Time]');
         const now = () => Number(line.getAttribute('aria-valuenow'));
         const behind = now() + 3600;
         const press = (name) => document.querySelector(`button[aria-label=${name}]`).click();
         const { port1, port2 } = new MessageChannel();
         let from = performance.now();
         const look = () => {
           if (now() > behind || !window.shownAt) return;
           from = performance.now();
           requestAnimationFrame(look);
         };
         port1.onmessage = () => {
           press('Pause');
           done(performance.now() - from);
         };
         window.shownAt = (atMs) => {
           if (atMs < behind * 1000) return;
           window.shownAt = null;
           requestAnimationFrame(() => port2.postMessage(0));
         };
         press('Play');
         requestAnimationFrame(look);",
    );
    took.as_f64().with_context(|| format!("nothing behind the gap: {took}"))
}

fn rrweb(file: &Path) -> Result<Peer> {
    let ui = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui");
    let output = Command::new("node")
        .arg("tests/bench/rrweb.mjs")
        .arg(file)
        .arg(PEER_SEEKS.to_string())
        .current_dir(&ui)
        .output()
        .context("node starts, as for the tests of the UI")?;
    ensure!(output.status.success(), "rrweb: {}", String::from_utf8_lossy(&output.stderr));
    let told: Value = serde_json::from_slice(&output.stdout)?;
    let seek_ms = told["seek_ms"].as_array().context("seeks")?.iter().filter_map(Value::as_f64).collect();
    Ok(Peer { seek_ms, memory_mb: told["memory_mb"].as_f64().context("a size")? })
}

fn median(samples: &[f64]) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}
