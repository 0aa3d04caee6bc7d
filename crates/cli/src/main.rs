//! The binary `hindsight`: every verb of the console, for scripts and people.
//!
//! **Invariant:** with `--json` stdout carries one JSON document and nothing else; all words for people go to
//! stderr. Exit codes: 0 done, 1 failed, 2 usage, 3 not signed in, or no network where one is needed.

mod args;
mod heat;
mod hints;
mod progress;
mod sibling;
mod tables;
mod verbs;

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser;
use hindsight_contract::view::Failure;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let cli = match args::Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return say_usage(&error),
    };
    let filter = EnvFilter::try_from_env("HINDSIGHT_LOG").unwrap_or_else(|_| EnvFilter::new("error"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).without_time().init();

    let json = cli.json;
    match verbs::run(cli) {
        Ok(code) => code,
        Err(trouble) => {
            let code = trouble.exit_code();
            let failure = Failure::from(trouble);
            say_failure(&failure, json);
            ExitCode::from(code)
        }
    }
}

/// Help and versions as they are; for a wrong command line, a document too where one was asked for.
fn say_usage(error: &clap::Error) -> ExitCode {
    // Where it cannot be printed there is nobody left to tell.
    let _closed = error.print();
    if error.use_stderr() && std::env::args_os().any(|word| word == "--json") {
        let message = error.to_string();
        let message = message.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
        print_failure(&Failure { code: "usage".to_owned(), message, hint: None, details: None });
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

fn say_failure(failure: &Failure, json: bool) {
    tell_failure(failure);
    if json {
        print_failure(failure);
    }
}

/// For programs.
fn print_failure(failure: &Failure) {
    // Where it cannot be printed there is nobody left to tell.
    let _closed = writeln!(std::io::stdout(), "{}", serde_json::json!({ "error": failure }));
}

/// For people.
fn tell_failure(failure: &Failure) {
    // Where neither stream can be written there is nobody left to tell.
    let mut stderr = std::io::stderr().lock();
    let _closed = writeln!(stderr, "hindsight: {}", tables::plain(&failure.message));
    if let Some(hint) = &failure.hint {
        let _closed = writeln!(stderr, "  {}", tables::plain(hint));
    }
}
