//! What a person waits for in the real window. Needs Linux: WebDriver reaches WebKitGTK only.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use hindsight_domain::{Clock, Timestamp};
use hindsight_vault::{NoKeychain, Unlock};
use serde_json::{Value, json};

use crate::Wish;
use crate::driver::Window;
use crate::field::RealClock;
use crate::report::Figure;
use crate::stage::{PASSPHRASE, Stage, items, text};
use crate::stock::{START, Stock};

const DESKTOP: &str = "hindsight-desktop";

pub(crate) fn measure(wish: &Wish) -> Result<Vec<Figure>> {
    let stage = Stage::set();
    let mut figures = open_with_many(wish, &stage)?;
    figures.extend(open_recordings(wish, &stage)?);
    figures.push(scroll(wish, &stage)?);
    Ok(figures)
}

/// A vault of `count` recordings that the window's passphrase opens.
fn vault_of(stage: &Stage, name: &str, count: usize) -> Result<PathBuf> {
    let dir = stage.path(name);
    let unlock = Unlock::by(Arc::new(NoKeychain)).or_passphrase(PASSPHRASE);
    Stock::new(&dir, &unlock)?.recordings(count, |n| n.to_le_bytes().to_vec())?;
    Ok(dir)
}

/// From the start of the program to the first list on the screen, and what all of its processes hold then.
fn open_with_many(wish: &Wish, stage: &Stage) -> Result<Vec<Figure>> {
    let vault = vault_of(stage, "many", wish.size(10_000))?;
    let (mut first_list, mut memory) = (Vec::new(), Vec::new());
    for _ in 0..if wish.quick { 1 } else { 5 } {
        let window = Window::open(stage, &vault);
        window.sees("of the booking desk");
        window.until("it is painted", "performance.getEntriesByName('first list').length > 0");
        let painted = window.script(
            "return performance.timeOrigin + performance.getEntriesByName('first list')[0].startTime",
            &[],
        );
        let started = started_ms(family()?[0])?;
        first_list.push(painted.as_f64().context("a time")? - started);
        // Idle: what the first list began has come to its end.
        std::thread::park_timeout(Duration::from_secs(5));
        let held: f64 = family()?.iter().map(|pid| proportional_mb(*pid)).sum::<Result<f64>>()?;
        memory.push(held);
    }
    Ok(vec![
        Figure::new(
            "start to first list of 10,000 recordings, in the window, with the passphrase's key",
            "ms",
            first_list,
        )
        .at_most(0.5, 1_000.0),
        Figure::new("memory of all processes, window idle with 10,000 recordings", "MB", memory)
            .at_most(0.5, 350.0),
    ])
}

/// From the click to the screen.
fn open_recordings(wish: &Wish, stage: &Stage) -> Result<Vec<Figure>> {
    let console = stage.console("few");
    let rounds = if wish.quick { 2 } else { 12 };
    let (mut small, mut large, mut pages) = (Vec::new(), Vec::new(), Vec::new());
    let import = |name: &str, content: String| -> Result<String> {
        let file = stage.write(name, content);
        let imported = console.run(&["import", file.to_str().context("a path of text")?]);
        fs::remove_file(file)?;
        Ok(text(&items(&imported)[0], "id").to_owned())
    };
    for n in 0..rounds {
        small.push(import(&format!("small-{n}.json"), run(100, n))?);
        if n < rounds.div_ceil(2) {
            large.push(import(&format!("large-{n}.json"), run(wish.size(100_000), n))?);
        }
    }
    if let Some(file) = hindsight_testkit::recordings::shared("web/desktop_plain.json") {
        let events: Vec<Value> = serde_json::from_slice(&fs::read(file)?)?;
        for n in 0..rounds {
            // Another time makes it another recording.
            let mut events = events.clone();
            for event in &mut events {
                event["timestamp"] =
                    json!(event["timestamp"].as_f64().unwrap_or_default() + 86_400_000.0 * n as f64);
            }
            pages.push(import(&format!("page-{n}.json"), serde_json::to_string(&events)?)?);
        }
    }
    let window = Window::open(stage, console.data());
    let row = "document.querySelector('[role=treegrid] [role=row]')";
    let opened = |ids: &[String], condition: &str| -> Result<Vec<f64>> {
        ids.iter().map(|id| open_one(&window, id, condition)).collect()
    };
    let small = opened(&small, row)?;
    let large = opened(&large, row)?;
    let pages = opened(&pages, "document.querySelector('figure[data-phase=showing]')")?;
    let mut figures = vec![
        Figure::new("open an agent recording of 100 events, to the screen", "ms", small).at_most(0.5, 100.0),
        Figure::new("open an agent recording of 100,000 events, to the screen", "ms", large)
            .at_most(0.5, 300.0),
    ];
    if !pages.is_empty() {
        figures.push(
            Figure::new("open desktop_plain.json, to its first painted frame", "ms", pages)
                .at_most(0.5, 200.0),
        );
    }
    Ok(figures)
}

pub(crate) fn open_one(window: &Window, id: &str, condition: &str) -> Result<f64> {
    window.go("#/library");
    window.until("the library", "document.querySelector('[role=grid] [role=row]')");
    // What the screen before left to do is done.
    std::thread::park_timeout(Duration::from_millis(500));
    let took = window.ask(&format!(
        "const from = performance.now();
         location.hash = '#/recordings/{id}';
         const painted = () => {{
           const {{ port1, port2 }} = new MessageChannel();
           port1.onmessage = () => done(performance.now() - from);
           port2.postMessage(0);
         }};
         const look = () => requestAnimationFrame({condition} ? painted : look);
         look();"
    ));
    took.as_f64().with_context(|| format!("{id} did not open: {took}"))
}

/// What a frame costs the main thread while a person scrolls through a long list.
fn scroll(wish: &Wish, stage: &Stage) -> Result<Figure> {
    let vault = vault_of(stage, "long", wish.size(100_000))?;
    let window = Window::open(stage, &vault);
    window.sees("of the booking desk");
    let costs = window.ask(
        "const grid = document.querySelector('[role=grid]');
         const costs = [];
         const step = (began) => {
           if (costs.length === 300) return done(costs);
           const { port1, port2 } = new MessageChannel();
           // After the frame, and after what its scroll event left for later: React's own tasks queue the same way.
           let left = 3;
           port1.onmessage = () => {
             if (left-- > 0) return port2.postMessage(0);
             costs.push(performance.now() - began);
             requestAnimationFrame(step);
           };
           grid.scrollTop += costs.length % 100 === 99 ? grid.scrollHeight / 7 : 190;
           port2.postMessage(0);
         };
         requestAnimationFrame(step);",
    );
    let costs: Vec<f64> = costs.as_array().context("costs")?.iter().filter_map(Value::as_f64).collect();
    ensure!(costs.len() == 300, "the list did not scroll");
    Ok(Figure::new("scroll the library of 100,000 rows, main thread per frame, p95", "ms", costs)
        .at_most(0.95, 8.0))
}

/// An agent recording as the server exports it.
fn run(events: usize, n: usize) -> String {
    let start = START + i64::try_from(n).unwrap_or(0) * 86_400_000;
    let events: Vec<Value> = (0..events)
        .map(|e| {
            let kinds = ["operation_start", "operation_update", "operation_update", "operation_complete"];
            json!({
                "timestamp": Timestamp::clamp_millis(start + i64::try_from(e).unwrap_or(0) * 40),
                "event_type": if e % 97 == 0 { "view_switch" } else { kinds[e % 4] },
                "data": { "operation_id": format!("op-{}", e / 4), "progress": e % 100, "view": "bookings",
                          "message": format!("booking {e} read, next page {}", e / 50) },
            })
        })
        .collect();
    let start = Timestamp::clamp_millis(start);
    json!({ "recording_id": format!("bench-{}-{n}", events.len()), "agent_id": "agent-bench", "user_id": "bench",
            "reason": "bench", "status": "completed", "started_at": start, "events": events })
    .to_string()
}

/// The window's program and all that it started, itself first.
pub(crate) fn family() -> Result<Vec<u32>> {
    // The kernel keeps 15 letters of a name.
    let processes = processes()?;
    let first = processes.iter().find(|(_, name, _)| DESKTOP.starts_with(name.as_str()) && name.len() == 15);
    Ok(descendants(&processes, first.context("the window's program does not run")?.0))
}

/// A process and all that it started, itself first.
pub(crate) fn family_of(pid: u32) -> Result<Vec<u32>> {
    Ok(descendants(&processes()?, pid))
}

/// A process by its number, with its name and the number of its parent.
type Process = (u32, String, Option<u32>);

fn processes() -> Result<Vec<Process>> {
    let mut processes = Vec::new();
    for entry in fs::read_dir("/proc")? {
        let Some(pid) = entry?.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else {
            continue;
        };
        // It may have ended meanwhile.
        let Some((name, fields)) = stat(pid) else { continue };
        processes.push((pid, name, fields.get(1).and_then(|parent| parent.parse::<u32>().ok())));
    }
    Ok(processes)
}

fn descendants(processes: &[Process], pid: u32) -> Vec<u32> {
    let mut family = vec![pid];
    let mut next = 0;
    while let Some(&parent) = family.get(next) {
        family.extend(processes.iter().filter(|(_, _, of)| *of == Some(parent)).map(|(pid, _, _)| *pid));
        next += 1;
    }
    family
}

/// The name of a process, and what follows it in `/proc/PID/stat`: state, parent, …
fn stat(pid: u32) -> Option<(String, Vec<String>)> {
    let line = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (name, rest) = line.split_once('(')?.1.rsplit_once(')')?;
    Some((name.to_owned(), rest.split_whitespace().map(ToOwned::to_owned).collect()))
}

/// When a process started, in ms since 1970, to 10 ms.
fn started_ms(pid: u32) -> Result<f64> {
    let (_, fields) = stat(pid).context("the process runs")?;
    // Field 22 of proc_pid_stat(5), in hundredths of a second since the machine started.
    let ticks: f64 = fields.get(19).context("a start time")?.parse()?;
    let uptime: f64 = fs::read_to_string("/proc/uptime")?.split(' ').next().context("an uptime")?.parse()?;
    Ok(RealClock.now().millis() as f64 - (uptime * 1_000.0 - ticks * 10.0))
}

/// What a process holds in memory, in MB; what it shares with others counts in part.
pub(crate) fn proportional_mb(pid: u32) -> Result<f64> {
    let rollup = fs::read_to_string(Path::new("/proc").join(pid.to_string()).join("smaps_rollup"))?;
    let kb = rollup.lines().find_map(|line| line.strip_prefix("Pss:")?.trim().strip_suffix("kB"));
    Ok(kb.context("a size")?.trim().parse::<f64>()? / 1_024.0)
}
