//! The figures that the project promises, measured in a release build and printed as a table, ratios first.
//!
//! A ratio is what was measured over what must be reached, so that below 1 is good whatever the unit. Absolute
//! times on a shared machine say little; a peer is measured in the same run where one is named.

mod field;
#[cfg(target_os = "linux")]
mod footage;
mod heat;
mod ingest;
mod library;
#[cfg(target_os = "linux")]
mod meter;
#[cfg(target_os = "linux")]
mod page;
#[cfg(target_os = "linux")]
mod replay;
mod report;
mod stock;
mod travel;
#[cfg(target_os = "linux")]
mod video;
#[cfg(target_os = "linux")]
mod window;

#[cfg(target_os = "linux")]
#[path = "../../window/driver.rs"]
#[expect(dead_code, reason = "the journey in the window uses the rest of it")]
#[expect(clippy::print_stdout, reason = "what it does is the transcript of a demo, and of a bench")]
mod driver;
#[cfg(target_os = "linux")]
#[path = "../../journeys/stage.rs"]
#[expect(dead_code, reason = "the journeys on the command line use the rest of it")]
mod stage;

use report::{Figure, Report};

/// What was asked for on the command line: `--quick`, `--only TEXT`. Unknown words (cargo's own) are left alone.
struct Wish {
    quick: bool,
    only: Option<String>,
}

impl Wish {
    fn read() -> Self {
        let words: Vec<_> = std::env::args().collect();
        let only = words.iter().position(|word| word == "--only").and_then(|at| words.get(at + 1)).cloned();
        Self { quick: words.iter().any(|word| word == "--quick"), only }
    }

    fn wants(&self, name: &str) -> bool {
        self.only.as_ref().is_none_or(|only| name.contains(only.as_str()))
    }

    /// A size, or a small one with `--quick`.
    fn size(&self, whole: usize) -> usize {
        if self.quick { (whole / 50).max(20) } else { whole }
    }
}

/// Measures a group of figures.
type Measure = fn(&Wish) -> anyhow::Result<Vec<Figure>>;

fn main() -> anyhow::Result<()> {
    let wish = Wish::read();
    let groups: &[(&str, Measure)] = &[
        ("ingest", ingest::measure),
        ("library", library::measure),
        ("search", library::measure_search),
        ("heatmap", heat::measure),
        ("first-sync", travel::measure_first_sync),
        ("download", travel::measure_download),
        #[cfg(target_os = "linux")]
        ("window", window::measure),
        #[cfg(target_os = "linux")]
        ("replay", replay::measure),
        #[cfg(target_os = "linux")]
        ("video", video::measure),
    ];
    let mut report = Report::new(wish.quick);
    for (name, measure) in groups {
        if wish.wants(name) {
            report.progress(name);
            report.add(measure(&wish)?);
        }
    }
    report.finish()
}
