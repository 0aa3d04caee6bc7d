//! How much a process's main thread works, seen from outside, so that nothing that measures runs in it. Needs Linux.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};

use crate::field::{millis, since_1970};

/// Looks at a thread until it is stopped.
pub(crate) struct Meter {
    stop: Arc<AtomicBool>,
    looks: JoinHandle<Result<Work>>,
}

/// What a thread had worked at a time, both in ms, as often as was looked.
pub(crate) struct Work(Vec<(f64, f64)>);

impl Meter {
    pub(crate) fn start(pid: u32) -> Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = stop.clone();
        let looks = std::thread::Builder::new().name("meter".into()).spawn(move || {
            let mut seen = Vec::new();
            while !stopped.load(Ordering::Relaxed) {
                seen.push((millis(since_1970()), worked_ms(pid)?));
                std::thread::park_timeout(Duration::from_millis(1));
            }
            Ok(Work(seen))
        })?;
        Ok(Self { stop, looks })
    }

    pub(crate) fn stop(self) -> Result<Work> {
        self.stop.store(true, Ordering::Relaxed);
        self.looks.join().map_err(|_| anyhow!("the looking failed"))?
    }
}

impl Work {
    /// What was worked from each of these times (ms since 1970, ascending) to the next.
    pub(crate) fn between(&self, times: &[f64]) -> Vec<f64> {
        times.windows(2).map(|pair| self.until(pair[1]) - self.until(pair[0])).collect()
    }

    /// Between two looks the work is taken to be even.
    fn until(&self, at: f64) -> f64 {
        let next = self.0.partition_point(|(time, _)| *time < at);
        match (next.checked_sub(1).and_then(|before| self.0.get(before)), self.0.get(next)) {
            (Some((from, worked)), Some((to, then))) => {
                worked + (then - worked) * (at - from) / (to - from).max(f64::EPSILON)
            }
            (Some((_, worked)), None) | (None, Some((_, worked))) => *worked,
            (None, None) => 0.0,
        }
    }
}

/// Time on a core, the first number of `/proc/PID/task/TID/schedstat`.
fn worked_ms(pid: u32) -> Result<f64> {
    let line = fs::read_to_string(format!("/proc/{pid}/task/{pid}/schedstat"))?;
    Ok(line.split(' ').next().context("a time")?.parse::<f64>()? / 1e6)
}
