//! The programs that lie beside this one: the server, the recorder and the player.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::verbs::Trouble;

/// What `record` may be followed by instead of what a recording takes.
const RECORDER_VERBS: [&str; 3] = ["list-sources", "storage", "cleanup"];

/// Becomes the server.
pub(crate) fn serve(
    arguments: Vec<OsString>,
    json: bool,
    data: Option<PathBuf>,
) -> Result<ExitCode, Trouble> {
    let mut arguments = with_json(arguments, json);
    if let Some(data) = data {
        arguments.extend(["--data".into(), data.into()]);
    }
    start("hindsight-server", &arguments)
}

/// Becomes the recorder.
pub(crate) fn record(arguments: Vec<OsString>, json: bool, data: Option<&Path>) -> Result<ExitCode, Trouble> {
    if data.is_some() {
        return Err(Trouble::Usage {
            what: "a recording does not go into the vault: name its folder with --out DIR instead of --data"
                .to_owned(),
        });
    }
    start("hindsight-recorder", &for_recorder(arguments, json))
}

/// Becomes the player.
pub(crate) fn play(file: PathBuf, at: Option<String>) -> Result<ExitCode, Trouble> {
    start("hindsight-player", &for_player(file, at))
}

/// A name that begins with a dash is a file all the same.
fn for_player(file: PathBuf, at: Option<String>) -> Vec<OsString> {
    let at = at.into_iter().flat_map(|at| ["--at".into(), at.into()]);
    at.chain(["--".into(), file.into()]).collect()
}

/// What the recorder is given: one of its verbs first.
fn for_recorder(mut arguments: Vec<OsString>, json: bool) -> Vec<OsString> {
    let verb = arguments.iter().position(|word| word != "--json");
    let verb = verb.filter(|&at| RECORDER_VERBS.iter().any(|verb| arguments[at] == *verb));
    let verb = verb.map_or_else(|| "record".into(), |at| arguments.remove(at));
    arguments.insert(0, verb);
    with_json(arguments, json)
}

/// Said twice, it would be refused.
fn with_json(mut arguments: Vec<OsString>, json: bool) -> Vec<OsString> {
    if json && !arguments.iter().any(|word| word == "--json") {
        arguments.push("--json".into());
    }
    arguments
}

fn start(name: &str, arguments: &[impl AsRef<OsStr>]) -> Result<ExitCode, Trouble> {
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    let here = std::env::current_exe();
    let program = here.map(|here| here.with_file_name(&file));
    let program = program.map_err(|source| Trouble::Sibling { program: file.into(), source })?;
    let mut command = Command::new(&program);
    command.args(arguments);
    become_process(command).map_err(|source| Trouble::Sibling { program, source })
}

/// On Unix this process becomes the other, so that signals and the exit code are the other's own.
#[cfg(unix)]
fn become_process(mut command: Command) -> std::io::Result<ExitCode> {
    use std::os::unix::process::CommandExt;
    Err(command.exec())
}

#[cfg(not(unix))]
fn become_process(mut command: Command) -> std::io::Result<ExitCode> {
    let code = command.status()?.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::args::{Cli, Verb};

    #[test]
    fn the_player_is_given_a_place_and_a_file_of_any_name() {
        let given = |at: Option<&str>| for_player("-x.mp4".into(), at.map(str::to_owned));
        assert_eq!(given(None), ["--", "-x.mp4"]);
        assert_eq!(given(Some("50%")), ["--at", "50%", "--", "-x.mp4"]);
    }

    #[test]
    fn the_recorder_is_given_one_of_its_verbs_and_json_once() {
        for (line, expected) in [
            ("record", "record"),
            ("record --fps 5 --seconds 3 --out d", "record --fps 5 --seconds 3 --out d"),
            ("record --help", "record --help"),
            ("--json record --seconds 3", "record --seconds 3 --json"),
            ("--json record --seconds 3 --json", "record --seconds 3 --json"),
            ("record list-sources", "list-sources"),
            ("record --json list-sources", "list-sources --json"),
            ("--json record cleanup --dry-run", "cleanup --dry-run --json"),
            ("record storage --out d", "storage --out d"),
            ("record --out storage", "record --out storage"),
        ] {
            let cli = Cli::try_parse_from(std::iter::once("hindsight").chain(line.split(' '))).expect(line);
            let Verb::Record { arguments } = cli.verb else { panic!("{line} is no recording") };
            let given = for_recorder(arguments, cli.json);
            let given: Vec<_> = given.iter().map(|word| word.to_string_lossy()).collect();
            assert_eq!(given.join(" "), expected, "{line}");
        }
    }

    #[test]
    fn a_recording_is_not_said_to_go_into_a_vault() {
        let refused =
            record(Vec::new(), false, Some(Path::new("vault"))).expect_err("there is no such target");
        assert!(refused.exit_code() == 2 && refused.to_string().contains("--out DIR"), "{refused}");
    }
}
