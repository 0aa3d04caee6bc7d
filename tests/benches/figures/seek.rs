//! A long web session in the real window: to its first frame, to any time in it, and what it holds of memory, beside
//! rrweb's own player in Chromium with the same file. Needs Linux, as [`crate::window`] does.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::Wish;
use crate::driver::Window;
use crate::report::Figure;
use crate::session::{self, EVENTS, TICK};
use crate::stage::{Console, Stage, items, text};
use crate::window::{family, family_of, open_one, proportional_mb};

const FRAME: &str = "figure[data-phase] iframe";
const SHOWING: &str = "document.querySelector('figure[data-phase=showing]')";
/// Looks for a frame that was painted, 50 ms apart.
const PATIENCE: usize = 400;

pub(crate) fn measure(wish: &Wish) -> Result<Vec<Figure>> {
    let stage = Stage::set();
    let console = stage.console("long");
    let events = wish.size(EVENTS);
    let file = stage.path("session.json");
    session::write(&file, events, 0, 0)?;
    let usual = import(&console, &file)?;
    let longer_file = stage.path("longer.json");
    session::write(&longer_file, 10 * events, 1, 0)?;
    let longer = import(&console, &longer_file)?;
    std::fs::remove_file(&longer_file)?;

    let window = Window::open(&stage, console.data());
    let rounds = if wish.quick { 2 } else { 10 };
    let mut opened = Vec::new();
    for _ in 0..rounds {
        opened.push(open_one(&window, &usual, SHOWING)?);
    }
    let held = window_mb()?;
    let seeks = seeks(&window, &usual, events, rounds)?;
    open_one(&window, &longer, SHOWING)?;
    let far = self::seeks(&window, &longer, 10 * events, rounds)?;
    let middle = |samples: &[f64]| {
        let mut sorted = samples.to_vec();
        sorted.sort_by(f64::total_cmp);
        sorted[sorted.len() / 2]
    };
    let base = middle(&seeks);
    let ratios = far.iter().map(|took| took / base).collect();
    drop(window);

    let peer = Peer::play(&file)?;
    let (peer_mb, peer_seek) = (peer.mb()?, peer.seek_ms);
    Ok(vec![
        Figure::new("open a web session of 81 MB, to its first painted frame", "ms", opened)
            .at_most(0.5, 500.0),
        Figure::new(
            &format!("seek in it, to the painted page (rrweb's player in the same run: {peer_seek:.0} ms)"),
            "ms",
            seeks,
        )
        .at_most(0.95, 100.0),
        Figure::new("seek in one of ten times the length, over the median there", "×", ratios)
            .at_most(0.5, 1.5),
        Figure::new(
            "memory of the window's page with it open, over rrweb's player",
            "×",
            vec![held / peer_mb],
        )
        .at_most(0.5, 0.5),
    ])
}

fn import(console: &Console, file: &Path) -> Result<String> {
    let imported = console.run(&["import", file.to_str().context("a path of text")?]);
    Ok(text(&items(&imported)[0], "id").to_owned())
}

/// Seeks back and forth, each to the frame that shows what was asked for.
fn seeks(window: &Window, id: &str, events: usize, rounds: usize) -> Result<Vec<f64>> {
    // Notes when the tick changed, once that was painted. The frame is another origin: it has a clock with the same zero.
    let watching = format!(
        "window.seen = [];
         let last = '';
         const look = () => {{
           const page = document.querySelector('iframe')?.contentDocument;
           const now = page?.getElementById('{TICK}')?.textContent ?? '';
           if (now !== last) {{
             last = now;
             const {{ port1, port2 }} = new MessageChannel();
             port1.onmessage = () => window.seen.push([now, performance.timeOrigin + performance.now()]);
             port2.postMessage(0);
           }}
           requestAnimationFrame(look);
         }};
         look();
         return true"
    );
    ensure!(window.inside(FRAME, &watching) == Some(Value::Bool(true)), "the replay's frame is there");
    let mut took = Vec::new();
    for round in 0..rounds * 4 {
        // Neither in order nor near each other.
        let (at_ms, expected) = session::tick((round * 7_919 + 3_571) * 104_729 % events);
        let began = window.script(
            "const began = performance.timeOrigin + performance.now();
             location.hash = `#/recordings/${arguments[0]}?at=${arguments[1]}`;
             return began",
            &[Value::from(id), Value::from(at_ms)],
        );
        let began = began.as_f64().context("a time")?;
        took.push(painted(window, &expected, began)? - began);
    }
    Ok(took)
}

fn painted(window: &Window, expected: &str, after: f64) -> Result<f64> {
    let look = format!(
        "return window.seen.findLast(([tick, at]) => tick === '{expected}' && at >= {after})?.[1] ?? null"
    );
    for _ in 0..PATIENCE {
        if let Some(at) = window.inside(FRAME, &look).as_ref().and_then(Value::as_f64) {
            return Ok(at);
        }
        std::thread::park_timeout(Duration::from_millis(50));
    }
    bail!("the page at tick {expected} was never shown")
}

/// The window's own page: the largest of its web processes.
fn window_mb() -> Result<f64> {
    let pages: Vec<f64> = family()?.into_iter().skip(1).map(proportional_mb).collect::<Result<_>>()?;
    pages.into_iter().max_by(f64::total_cmp).context("the window has a web process")
}

/// rrweb's player in the Chromium of the UI's tests, with all of a file.
struct Peer {
    node: Child,
    seek_ms: f64,
}

impl Peer {
    fn play(file: &Path) -> Result<Self> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/figures/peer.mjs");
        let mut node = Command::new("node")
            .arg(script)
            .arg(file)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("node is there: the UI's tests need it too")?;
        let mut line = String::new();
        BufReader::new(node.stdout.take().context("an output")?).read_line(&mut line)?;
        let told: Value = serde_json::from_str(&line).context("the peer says how it went")?;
        let seek_ms = told["seek_ms"].as_f64().context("a time")?;
        Ok(Self { node, seek_ms })
    }

    /// The largest of its processes: the one with the page.
    fn mb(&self) -> Result<f64> {
        let held: Vec<f64> =
            family_of(self.node.id())?.into_iter().skip(1).map(proportional_mb).collect::<Result<_>>()?;
        held.into_iter().max_by(f64::total_cmp).context("Chromium runs")
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // Without its input it closes the browser and ends.
        drop(self.node.stdin.take());
        let _status = self.node.wait();
    }
}
