//! The binary `hindsight-server`.

use std::process::ExitCode;

fn main() -> ExitCode {
    hindsight_server::cli::run(std::env::args_os())
}
