//! The binary `hindsight-player`: `hindsight-player FILE [--at T]`, or `--sidecar` for a console.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use hindsight_player::PlayerError;
use hindsight_player::protocol::Opening;
use hindsight_player::sidecar::Sidecar;
use hindsight_player::window::{self, Wake};
use hindsight_replay::At;

/// Watch a screen recording: any frame of it, at once
#[derive(Debug, Parser)]
#[command(name = "hindsight-player", version, max_term_width = 100)]
struct Line {
    /// The film; it is only read
    #[arg(required_unless_present = "sidecar", conflicts_with = "sidecar")]
    file: Option<PathBuf>,
    /// Where to begin: 83s, 1:23, 50%, or an RFC 3339 time
    #[arg(long, value_name = "T", conflicts_with = "sidecar")]
    at: Option<At>,
    /// Be told what to open by a console, in JSON lines over stdin and stdout
    #[arg(long)]
    sidecar: bool,
}

fn main() -> ExitCode {
    let line = Line::parse();
    let result = match line.file {
        Some(file) => window::run(Opening::of(file, line.at), None, &Wake::default()),
        None => serve_console(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Where it cannot be printed there is nobody left to tell.
            let _closed = writeln!(std::io::stderr(), "hindsight-player: {error}");
            ExitCode::FAILURE
        }
    }
}

fn serve_console() -> Result<(), PlayerError> {
    let wake = Wake::default();
    let on_heard = wake.clone();
    let input = std::io::BufReader::new(std::io::stdin());
    let mut sidecar = Sidecar::start(input, std::io::stdout(), move || on_heard.call())?;
    let opening = sidecar.await_opening()?;
    window::run(opening, Some(sidecar), &wake)
}
