//! Every command a person or CI runs: `cargo xtask demo | test | bench | lint | setup | …`.
//!
//! **Invariant:** what the project needs is installed from here and written down here; a machine on which
//! something was done by hand proves nothing.

mod bench;
mod demo;
mod fuzz;
mod licences;
mod lint;
mod packages;
mod processes;
mod test;
mod window;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Everything a person or CI runs in this repository")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install what is needed, start a server with demo recordings and walk the whole journey
    Demo(demo::Options),
    /// Install what tests need, lint, run all tests; ends in `N passed, N failed`
    Test(test::Options),
    /// Measure the figures that the project promises, in a release build
    Bench(bench::Options),
    /// Fuzz the reader of recordings and the mirror of pages
    Fuzz(fuzz::Options),
    /// Formatting, clippy, licences, bans and sources
    Lint,
    /// Only install what building and testing need
    Setup,
    /// Write the window's TypeScript types from the Rust contract
    Types,
    /// Write the list of third-party licences that the window shows
    Licences,
}

fn main() -> ExitCode {
    let done = processes::enter_workspace().and_then(|()| match Arguments::parse().command {
        Command::Demo(options) => demo::run(&options),
        Command::Test(options) => test::run(&options),
        Command::Bench(options) => bench::run(&options),
        Command::Fuzz(options) => fuzz::run(&options),
        Command::Lint => lint::run().map(|tally| tally.failed == 0),
        Command::Types => window::types().map(|()| true),
        Command::Licences => licences::write().map(|()| true),
        Command::Setup => packages::for_tests().map(|()| true),
    });
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            say!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
