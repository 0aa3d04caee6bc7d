//! Numbers into a table and a JSON file.

use std::fs;
use std::io::Write;
use std::path::Path;

use serde_json::{Value, json};

/// One row: what was measured against what must be reached.
pub(crate) struct Figure {
    pub(crate) name: String,
    /// Milliseconds, bytes per second, …: as `unit` says.
    pub(crate) unit: &'static str,
    /// One for each round, sorted by [`Figure::new`].
    pub(crate) samples: Vec<f64>,
    /// Which of the samples counts: 0.5 the median, 0.95, 0.99.
    pub(crate) quantile: f64,
    pub(crate) target: f64,
    /// Whether less is better.
    pub(crate) less: bool,
}

impl Figure {
    pub(crate) fn new(name: &str, unit: &'static str, mut samples: Vec<f64>) -> Self {
        samples.sort_by(f64::total_cmp);
        Self { name: name.to_owned(), unit, samples, quantile: 0.5, target: 0.0, less: true }
    }

    pub(crate) fn at_most(mut self, quantile: f64, target: f64) -> Self {
        (self.quantile, self.target, self.less) = (quantile, target, true);
        self
    }

    pub(crate) fn at_least(mut self, target: f64) -> Self {
        (self.quantile, self.target, self.less) = (0.5, target, false);
        self
    }

    fn quantile(&self, q: f64) -> f64 {
        let last = self.samples.len().saturating_sub(1);
        // The nearest rank; an index within the list.
        let rank = (q * last as f64).round() as usize;
        self.samples.get(rank).copied().unwrap_or(f64::NAN)
    }

    fn value(&self) -> f64 {
        self.quantile(self.quantile)
    }

    /// Below 1 is good.
    fn ratio(&self) -> f64 {
        if self.less { self.value() / self.target } else { self.target / self.value() }
    }
}

pub(crate) struct Report {
    figures: Vec<Figure>,
    quick: bool,
}

impl Report {
    pub(crate) fn new(quick: bool) -> Self {
        Self { figures: Vec::new(), quick }
    }

    pub(crate) fn progress(&self, name: &str) {
        say(&format!("measuring {name} …"));
    }

    pub(crate) fn add(&mut self, figures: Vec<Figure>) {
        self.figures.extend(figures);
    }

    /// Prints the table and writes `target/bench.json`.
    pub(crate) fn finish(self) -> anyhow::Result<()> {
        say(&format!(
            "\n{:>6}  {:<5}  {:>12}  {:>12}  {:>25}  what",
            "ratio", "", "measured", "must be", "spread (p5 … p95)"
        ));
        let mut rows = Vec::new();
        for figure in &self.figures {
            let ratio = figure.ratio();
            let verdict = if ratio <= 1.0 { "ok" } else { "MISS" };
            let sign = if figure.less { "≤" } else { "≥" };
            let spread = format!("{:.3} … {:.3}", figure.quantile(0.05), figure.quantile(0.95));
            say(&format!(
                "{ratio:>6.2}  {verdict:<5}  {:>12.3}  {sign} {:>10.3}  {spread:>25}  {} [{}, {} samples]",
                figure.value(),
                figure.target,
                figure.name,
                figure.unit,
                figure.samples.len()
            ));
            rows.push(json!({
                "name": figure.name, "unit": figure.unit, "ratio": ratio, "reached": ratio <= 1.0,
                "measured": figure.value(), "quantile": figure.quantile, "target": figure.target,
                "less_is_better": figure.less, "samples": figure.samples.len(),
                "p5": figure.quantile(0.05), "median": figure.quantile(0.5), "p95": figure.quantile(0.95),
            }));
        }
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(
            || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target"),
            |dir| Path::new(&dir).to_owned(),
        );
        let path = target.join("bench.json");
        let document = json!({ "quick": self.quick, "machine": machine(), "figures": rows });
        fs::write(&path, serde_json::to_vec_pretty(&document)?)?;
        let missed = self.figures.iter().filter(|figure| figure.ratio() > 1.0).count();
        say(&format!(
            "\n{} of {} reached; written to {}",
            self.figures.len() - missed,
            self.figures.len(),
            path.display()
        ));
        Ok(())
    }
}

/// What the numbers were measured on.
fn machine() -> Value {
    let line = |path: &str, key: &str| {
        let text = fs::read_to_string(path).unwrap_or_default();
        text.lines()
            .find(|line| line.starts_with(key))
            .and_then(|line| Some(line.split_once(':')?.1.trim().to_owned()))
    };
    json!({
        "os": std::env::consts::OS, "arch": std::env::consts::ARCH,
        "cores": std::thread::available_parallelism().map_or(0, std::num::NonZero::get),
        "cpu": line("/proc/cpuinfo", "model name"), "memory": line("/proc/meminfo", "MemTotal"),
        "version": env!("CARGO_PKG_VERSION"),
    })
}

fn say(line: &str) {
    // A closed pipe is the reader's wish.
    let _closed = writeln!(std::io::stdout(), "{line}");
}
