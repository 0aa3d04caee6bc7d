//! Formatting, clippy, licences, bans and sources. The arrows are a test of their own (`tests/journeys`).

use anyhow::Result;

use crate::processes::{command, status};
use crate::{licences, packages, say, window};

/// How many checks held.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl Tally {
    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }

    /// Counts one check and names it when it failed.
    pub(crate) fn count(&mut self, name: &str, held: bool) {
        if held {
            self.passed += 1;
        } else {
            self.failed += 1;
            say!("FAILED: {name}");
        }
    }
}

const CHECKS: &[(&str, &str)] = &[
    ("formatting (mend it with cargo fmt)", "cargo fmt --all --check"),
    (
        "clippy",
        "cargo clippy --quiet --workspace --all-targets --features hindsight-desktop/custom-protocol,hindsight-contract/ts -- -D warnings",
    ),
    ("licences, bans and sources", "cargo deny --log-level error check licenses bans sources"),
];

/// Runs every check, also after one that failed.
pub(crate) fn run() -> Result<Tally> {
    packages::for_tests()?;
    window::build_ui()?;
    let mut tally = Tally::default();
    for (name, line) in CHECKS {
        tally.count(name, status(&mut command(line))?.success());
    }
    tally.count("the list of licences (mend it with cargo xtask licences)", licences::is_current()?);
    let ui = status(&mut window::npm(&["run", "--silent", "check"])?)?;
    tally.count("the UI's types and style (mend the latter with npx biome check --write)", ui.success());
    Ok(tally)
}
