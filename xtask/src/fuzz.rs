//! Fuzzing what strangers' bytes meet first: with cargo-fuzz where it is, else with a seeded test of the same targets.

use anyhow::{Context, Result};
use clap::Args;

use crate::processes::{answers, command, status, target_dir};
use crate::say;

/// In `fuzz/fuzz_targets`, and the crate whose tests write its seeds.
const TARGETS: [(&str, &str); 3] =
    [("reader", "hindsight-rrweb"), ("mirror", "hindsight-rrweb"), ("film", "hindsight-video")];
/// Inputs that the seeded test makes in about a second, in a debug build.
const ROUNDS_PER_SECOND: u64 = 200;

#[derive(Args)]
pub(crate) struct Options {
    /// How long, for each target
    #[arg(long, default_value_t = 60)]
    seconds: u64,
}

impl Options {
    pub(crate) fn a_minute() -> Self {
        Self { seconds: 60 }
    }
}

/// What cargo-fuzz lacks, and how to get it.
fn missing() -> Option<&'static str> {
    if !answers("cargo +nightly --version") {
        return Some("a nightly toolchain (`rustup toolchain install nightly`)");
    }
    let is_here = answers("cargo +nightly fuzz --version");
    (!is_here).then_some("the command of that name (`cargo install cargo-fuzz`)")
}

/// Says whether every target stood.
pub(crate) fn run(options: &Options) -> Result<bool> {
    if let Some(missing) = missing() {
        let rounds = options.seconds * ROUNDS_PER_SECOND;
        say!("cargo-fuzz needs {missing}, which is not here.");
        say!(
            "Instead the same targets get {rounds} inputs each from seeds: always the same, and not guided by coverage."
        );
        let mut stands = true;
        for package in ["hindsight-rrweb", "hindsight-video"] {
            let mut test = command(&format!("cargo test --package {package} --test all -- fuzzed"));
            test.env("HINDSIGHT_FUZZ_ROUNDS", rounds.to_string());
            stands &= status(&mut test)?.success();
        }
        return Ok(stands);
    }
    let mut stands = true;
    for (target, package) in TARGETS {
        // Found inputs stay there: the next run begins with them.
        let corpus = std::path::absolute(target_dir().join("fuzz-corpus").join(target))?;
        std::fs::create_dir_all(&corpus).with_context(|| format!("cannot make {}", corpus.display()))?;
        let mut seeds =
            command(&format!("cargo test --package {package} --test all -- --ignored seeds_are_written"));
        seeds.env("HINDSIGHT_FUZZ_SEEDS", &corpus);
        if !status(&mut seeds)?.success() {
            return Ok(false);
        }
        let mut fuzz = command(&format!("cargo +nightly fuzz run {target}"));
        fuzz.arg(&corpus).arg("--").arg(format!("-max_total_time={}", options.seconds));
        fuzz.args(["-max_len=262144", "-timeout=10", "-rss_limit_mb=1024"]);
        stands &= status(&mut fuzz)?.success();
    }
    Ok(stands)
}
