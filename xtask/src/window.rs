//! The window's parts: the UI, and programs that carry it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::processes::{command, run, target_dir};
use crate::say;

/// Every build of the workspace takes these features, so that each crate is compiled once: a window that runs from its
/// own files, and its types, which a test compares.
pub(crate) const FEATURES: &str = "--features hindsight-desktop/custom-protocol,hindsight-contract/ts";

/// The oldest Node.js that builds the UI.
const NODE: u32 = 20;

/// Builds the UI and every program.
pub(crate) fn build() -> Result<()> {
    build_ui()?;
    run(&mut command(&format!("cargo build --quiet --workspace --bins {FEATURES}")))
}

/// Builds the UI, every program and every test together: apart they would be built with other features, and twice.
pub(crate) fn build_with_tests() -> Result<()> {
    build_ui()?;
    run(&mut command(&format!(
        "cargo build --quiet --workspace --bins --tests --example keyframe {FEATURES}"
    )))
}

/// Installs the UI's packages where they are not there as the lock file says, and builds it into `ui/dist`.
pub(crate) fn build_ui() -> Result<()> {
    ready()?;
    run(&mut npm(&["run", "--silent", "build", "--", "--logLevel", "warn"])?)
}

/// Installs the UI's packages where they are not there as the lock file says.
fn ready() -> Result<()> {
    let (wanted, installed) =
        (Path::new("ui/package-lock.json"), Path::new("ui/node_modules/.package-lock.json"));
    let time = |path: &Path| path.metadata().and_then(|data| data.modified()).ok();
    if time(installed) < time(wanted) || time(installed).is_none() {
        run(&mut npm(&["ci", "--no-audit", "--no-fund", "--silent"])?)?;
    }
    Ok(())
}

/// `npm` in `ui`, on a Node.js that is new enough.
pub(crate) fn npm(arguments: &[&str]) -> Result<Command> {
    let mut npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.args(arguments).current_dir("ui");
    if !is_new_enough("node") {
        let bin = newer_node()?;
        let path = std::env::var_os("PATH").unwrap_or_default();
        let paths = std::iter::once(bin).chain(std::env::split_paths(&path));
        npm.env("PATH", std::env::join_paths(paths).context("PATH can be written")?);
    }
    Ok(npm)
}

fn is_new_enough(node: impl AsRef<std::ffi::OsStr>) -> bool {
    let Ok(out) = Command::new(node).arg("--version").output() else { return false };
    let version = String::from_utf8_lossy(&out.stdout);
    let major = version.trim().trim_start_matches('v').split('.').next().and_then(|major| major.parse().ok());
    major.is_some_and(|major: u32| major >= NODE)
}

/// Distributions' Node.js may be too old: npm has newer ones as packages.
fn newer_node() -> Result<PathBuf> {
    let dir = std::path::absolute(target_dir().join("tools/node"))?;
    let bin = dir.join("node_modules/node/bin");
    if is_new_enough(bin.join("node")) {
        return Ok(bin);
    }
    if !crate::processes::answers("npm --version") {
        bail!("the UI needs Node.js {NODE} or newer with npm: install nodejs and npm");
    }
    say!("Node.js {NODE} is not here: npm brings it");
    let prefix = dir.to_string_lossy().into_owned();
    run(Command::new("npm").args([
        "install",
        "--no-audit",
        "--no-fund",
        "--silent",
        "--prefix",
        &prefix,
        "node@22",
    ]))?;
    Ok(bin)
}

/// The one test that goes the whole way. Others beside it would write into the same transcript.
const JOURNEY: &str = "journey::a_person_signs_in_reviews_offline_and_everything_arrives";

/// Drives the real window through its journey, and leaves a picture of each step and a transcript. Says whether each
/// step held.
pub(crate) fn drive(pictures: &Path) -> Result<bool> {
    std::fs::create_dir_all(pictures)?;
    let path = pictures.join("transcript.txt");
    let transcript = std::fs::File::create(&path)?;
    let line =
        format!("cargo test --quiet --workspace {FEATURES} --test window -- --nocapture --exact {JOURNEY}");
    let mut drive = command(&line);
    drive.env("HINDSIGHT_PICTURES", std::path::absolute(pictures)?).stdout(transcript);
    let ended_well = crate::processes::status(&mut drive)?.success();
    // A name that no test has any more would hold without a single step.
    let held = ended_well && std::fs::read_to_string(&path)?.contains("1 passed");
    say!("  {}: {}", if held { "Every step held" } else { "A step did not hold" }, pictures.display());
    Ok(held)
}

/// Writes the window's TypeScript types.
pub(crate) fn types() -> Result<()> {
    let made = command("cargo run --quiet -p hindsight-contract --features ts --example types").output()?;
    if !made.status.success() {
        bail!("the types could not be made: {}", String::from_utf8_lossy(&made.stderr));
    }
    std::fs::write("ui/src/contract/generated.ts", made.stdout).context("the types could not be written")
}
