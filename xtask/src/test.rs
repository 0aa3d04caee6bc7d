//! All tests, and one line that says how they went.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use clap::Args;

use crate::lint::{self, Tally};
use crate::processes::{Guard, command, status, target_dir};
use crate::window::FEATURES;
use crate::{fuzz, packages, say, window};

#[derive(Args)]
pub(crate) struct Options {
    /// Leave lint out
    #[arg(long)]
    no_lint: bool,
    /// Fuzz each target for a minute too
    #[arg(long)]
    long: bool,
}

/// Runs lint and every test; says `N passed, N failed` last.
pub(crate) fn run(options: &Options) -> Result<bool> {
    let mut tally = Tally::default();
    packages::for_tests()?;
    if !options.no_lint {
        tally.add(lint::run()?);
    }
    // Journeys run the real binaries and the real window, as a person does.
    if let Err(error) = window::build_with_tests() {
        say!("{error:#}");
        tally.failed += 1;
        say!("{} passed, {} failed", tally.passed, tally.failed);
        return Ok(false);
    }
    if !std::path::Path::new("../shared/data").exists() {
        say!("Skipped: tests over real data, which would lie in ../shared/data");
    }
    tally.add(nextest()?);
    for (name, script) in [("the UI's unit tests", "test"), ("the screens in Chromium", "test:chromium")] {
        let mut npm = window::npm(&["run", "--silent", script])?;
        // Windows of recordings for Chromium come from the crate that writes them.
        npm.env("HINDSIGHT_KEYFRAME", std::path::absolute(target_dir().join("debug/examples/keyframe"))?);
        tally.count(name, status(&mut npm)?.success());
    }
    tally.count("schemathesis", schemathesis()?);
    if options.long {
        tally.count("a minute of fuzzing", fuzz::run(&fuzz::Options::a_minute())?);
    }
    say!("{} passed, {} failed", tally.passed, tally.failed);
    Ok(tally.failed == 0)
}

/// Runs nextest and reads its closing line; a run that ended badly without one is a failure of its own.
fn nextest() -> Result<Tally> {
    let line = format!("cargo nextest run --workspace {FEATURES} --no-fail-fast --color never");
    let mut command = command(&line);
    let mut child = command.stderr(Stdio::piped()).spawn().context("cannot run cargo nextest")?;
    let output = child.stderr.take().context("nextest has an output")?;
    let mut tally = Tally::default();
    for line in BufReader::new(output).lines() {
        let line = line?;
        if let Some(summary) = line.trim_start().strip_prefix("Summary [") {
            tally = read_summary(summary);
        }
        // Thousands of green lines bury the red one.
        if !line.trim_start().starts_with("PASS [") {
            say!("{line}");
        }
    }
    let status = child.wait()?;
    if tally.passed == 0 || (!status.success() && tally.failed == 0) {
        tally.failed += 1;
    }
    Ok(tally)
}

/// `   1.2s] 21 tests run: 19 passed (1 slow), 1 failed, 1 timed out, 0 skipped`
fn read_summary(summary: &str) -> Tally {
    let mut tally = Tally::default();
    let counts = summary.split_once("run: ").map_or("", |(_, counts)| counts);
    for part in counts.split(", ") {
        let (number, what) = part.split_once(' ').unwrap_or((part, ""));
        let number: u64 = number.parse().unwrap_or(0);
        match what.split(' ').next() {
            Some("passed") => tally.passed += number,
            Some("skipped") | None => {}
            // failed, timed, exec failed …
            Some(_) => tally.failed += number,
        }
    }
    tally
}

/// Runs schemathesis with an admin's token against a fresh server of the dev build.
fn schemathesis() -> Result<bool> {
    let bin = target_dir().join("debug");
    let data = target_dir().join("schemathesis");
    if data.exists() {
        std::fs::remove_dir_all(&data)?;
    }
    let server = bin.join("hindsight-server");
    let made = Command::new(&server)
        .args(["token", "create", "--user", "admin", "--role", "admin", "--json", "--data"])
        .arg(&data)
        .output()?;
    let made: serde_json::Value = serde_json::from_slice(&made.stdout).context("token create prints JSON")?;
    let token = made["token"].as_str().context("token create prints a token")?;
    let mut child = Command::new(&server)
        .args(["--json", "--listen", "127.0.0.1:0", "--data"])
        .arg(&data)
        .stdout(Stdio::piped())
        .stderr(std::fs::File::create(target_dir().join("schemathesis-server.log"))?)
        .spawn()?;
    let mut first = String::new();
    BufReader::new(child.stdout.take().context("the server has an output")?).read_line(&mut first)?;
    let _server = Guard::new(child)?;
    let ready: serde_json::Value = serde_json::from_str(&first).context("the server's first line is JSON")?;
    let url = ready["url"].as_str().context("the server's first line has its url")?;
    let mut schemathesis = Command::new(packages::schemathesis());
    schemathesis
        .args([
            "run",
            "--checks",
            "all",
            "--max-examples",
            "40",
            "--seed",
            "7",
            "--workers",
            "2",
            "--no-color",
        ])
        .args(["--request-timeout", "30", "--suppress-health-check", "all"])
        .args(["-H", &format!("Authorization: Bearer {token}")])
        .arg(format!("{url}/openapi.json"));
    // The token stands in the arguments of a loopback server that ends with this run.
    Ok(status(&mut schemathesis)?.success())
}

#[cfg(test)]
mod tests {
    use super::read_summary;

    #[test]
    fn every_kind_of_failure_in_nextests_closing_line_counts() {
        for (line, passed, failed) in [
            ("   0.079s] 21 tests run: 21 passed, 0 skipped", 21, 0),
            ("   9.1s] 10 tests run: 7 passed (1 slow), 2 failed, 1 timed out, 3 skipped", 7, 3),
            ("   9.1s] 2/4 tests run: 1 passed, 1 exec failed", 1, 1),
            ("   9.1s] no counts", 0, 0),
        ] {
            let tally = read_summary(line);
            assert_eq!((tally.passed, tally.failed), (passed, failed), "{line}");
        }
    }
}
