//! The figures that the project promises, measured in a release build.

use anyhow::Result;
use clap::Args;

use crate::packages;
use crate::processes::{command, run as run_to_end};
use crate::window::FEATURES;

#[derive(Args)]
pub(crate) struct Options {
    /// Only the figures whose name contains this
    #[arg(long)]
    only: Option<String>,
    /// Smaller sets and fewer rounds: to see that it runs, not to quote
    #[arg(long)]
    quick: bool,
}

/// Builds and runs the bench of `tests/`, which prints the table and writes `target/bench.json`.
pub(crate) fn run(options: &Options) -> Result<bool> {
    packages::for_tests()?;
    packages::for_driving()?;
    crate::window::build_ui()?;
    run_to_end(&mut command(&format!("cargo build --release --workspace --bins {FEATURES}")))?;
    let mut bench = command(&format!("cargo bench --workspace {FEATURES} --bench figures --"));
    if let Some(only) = &options.only {
        bench.args(["--only", only]);
    }
    if options.quick {
        bench.arg("--quick");
    }
    run_to_end(&mut bench)?;
    Ok(true)
}
