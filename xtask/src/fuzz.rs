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

/// Says whether every target stood.
pub(crate) fn run(options: &Options) -> Result<bool> {
    if !answers("cargo +nightly fuzz --version") {
        say!(
            "cargo-fuzz with a nightly toolchain is not here (`cargo install cargo-fuzz`): seeded inputs instead"
        );
        let rounds = (options.seconds * ROUNDS_PER_SECOND).to_string();
        let mut stands = true;
        for package in ["hindsight-rrweb", "hindsight-video"] {
            let mut test = command(&format!("cargo test --package {package} --test all -- fuzzed"));
            test.env("HINDSIGHT_FUZZ_ROUNDS", &rounds);
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
