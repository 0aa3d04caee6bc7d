//! The demo's stage: one server on loopback and as many consoles as the journey needs, all real processes.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::processes::{Guard, target_dir};
use crate::say;

/// Where the binaries are and where the demo keeps its data.
pub(super) struct Stage {
    bin: PathBuf,
    dir: PathBuf,
    passphrase: String,
}

impl Stage {
    /// An empty stage: what an earlier demo left is removed.
    pub(super) fn set() -> Result<Self> {
        let dir = target_dir().join("demo");
        if dir.exists() {
            std::fs::remove_dir_all(&dir).with_context(|| format!("cannot clear {}", dir.display()))?;
        }
        std::fs::create_dir_all(&dir)?;
        let dir = dir.canonicalize()?;
        let bin = target_dir().join("debug").canonicalize().context("the binaries are built")?;
        let passphrase = random_word();
        Ok(Self { bin, dir, passphrase })
    }

    fn program(&self, name: &str) -> PathBuf {
        self.bin.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    pub(super) fn place(&self) -> &Path {
        &self.dir
    }

    pub(super) fn passphrase(&self) -> &str {
        &self.passphrase
    }

    fn server_data(&self) -> PathBuf {
        self.dir.join("server")
    }

    /// Runs `hindsight-server` for an administrative word and returns its JSON.
    pub(super) fn administer(&self, arguments: &[&str], input: Option<&str>) -> Result<Value> {
        let mut command = Command::new(self.program("hindsight-server"));
        command.args(arguments).arg("--data").arg(self.server_data()).arg("--json");
        let done = finish(command, input)?;
        done.document
            .with_context(|| format!("hindsight-server {} failed: {}", arguments.join(" "), done.words))
    }

    /// Starts the server; `port` 0 picks a free one.
    pub(super) fn start_server(&self, port: u16) -> Result<Server> {
        let log = std::fs::File::create(self.dir.join("server.log"))?;
        let mut child = Command::new(self.program("hindsight-server"))
            .args(["--json", "--listen", &format!("127.0.0.1:{port}"), "--data"])
            .arg(self.server_data())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .context("cannot start hindsight-server")?;
        let output = child.stdout.take().context("the server has an output")?;
        let guard = Guard::new(child)?;
        let mut first = String::new();
        BufReader::new(output).read_line(&mut first)?;
        let ready: Value = serde_json::from_str(&first).with_context(|| {
            let log = std::fs::read_to_string(self.dir.join("server.log")).unwrap_or_default();
            format!("the server did not start: {first}{log}")
        })?;
        let url = ready["url"].as_str().context("the server's first line has its url")?.to_owned();
        Ok(Server { url, guard })
    }

    /// A console with a vault of its own.
    pub(super) fn console(&self, name: &'static str) -> Console<'_> {
        Console { stage: self, name }
    }

    /// A file in the demo's folder.
    pub(super) fn write(&self, name: &str, content: &str) -> Result<PathBuf> {
        let path = self.dir.join(name);
        std::fs::File::create(&path)?.write_all(content.as_bytes())?;
        Ok(path)
    }
}

/// A running server; dropping it ends it.
pub(super) struct Server {
    pub(super) url: String,
    guard: Guard,
}

impl Server {
    /// Ends it as an operator would.
    pub(super) fn stop(self) {
        self.guard.stop();
    }

    pub(super) fn port(&self) -> Result<u16> {
        let port = self.url.rsplit(':').next().unwrap_or_default();
        port.trim_end_matches('/').parse().context("the server's url has a port")
    }
}

/// A reviewer's laptop: a vault, and `hindsight` on it.
pub(super) struct Console<'a> {
    stage: &'a Stage,
    pub(super) name: &'static str,
}

impl Console<'_> {
    /// Runs a verb, shows it, and returns its JSON. Anything but exit code 0 ends the demo.
    pub(super) fn run(&self, arguments: &[&str]) -> Result<Value> {
        self.run_with(arguments, None)
    }

    /// As [`Console::run`], with something on standard input.
    pub(super) fn run_with(&self, arguments: &[&str], input: Option<&str>) -> Result<Value> {
        say!("  {}$ hindsight {}", self.name, shown(arguments));
        self.quietly(arguments, input)
    }

    /// Opens the window on this console's vault and waits until it is closed. Says whether it ended well.
    pub(super) fn open_window(&self) -> Result<bool> {
        let mut command = Command::new(self.stage.program("hindsight-desktop"));
        command.arg("--data").arg(self.stage.dir.join(self.name));
        command.env("HINDSIGHT_PASSPHRASE", &self.stage.passphrase);
        Ok(command.status().context("cannot start hindsight-desktop")?.success())
    }

    /// As [`Console::run_with`], without showing it.
    pub(super) fn quietly(&self, arguments: &[&str], input: Option<&str>) -> Result<Value> {
        let mut command = Command::new(self.stage.program("hindsight"));
        command.args(arguments).arg("--json").arg("--data").arg(self.stage.dir.join(self.name));
        // The vault of an earlier demo was there, and was removed with it.
        command.arg("--begin-anew");
        command.env("HINDSIGHT_PASSPHRASE", &self.stage.passphrase);
        let done = finish(command, input)?;
        match done.document {
            Some(document) if done.code == Some(0) => Ok(document),
            _ => bail!("`hindsight {}` ended with {:?}: {}", shown(arguments), done.code, done.words),
        }
    }
}

struct Done {
    code: Option<i32>,
    document: Option<Value>,
    words: String,
}

fn finish(mut command: Command, input: Option<&str>) -> Result<Done> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().context("cannot start a program of the demo")?;
    let mut stdin = child.stdin.take().context("it has an input")?;
    if let Some(input) = input {
        stdin.write_all(input.as_bytes())?;
    }
    drop(stdin);
    let output = child.wait_with_output()?;
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    Ok(Done { code: output.status.code(), document: serde_json::from_slice(&output.stdout).ok(), words })
}

/// Arguments as one would type them: paths by their name, words with spaces in quotes.
fn shown(arguments: &[&str]) -> String {
    let word = |argument: &&str| {
        let path = Path::new(argument);
        let name = path.file_name().filter(|_| path.is_absolute() && path.exists());
        match name {
            Some(name) => name.to_string_lossy().into_owned(),
            None if argument.contains(' ') => format!("\"{argument}\""),
            None => (*argument).to_owned(),
        }
    };
    arguments.iter().map(word).collect::<Vec<_>>().join(" ")
}

/// Sixteen random bytes in hex, from the standard library's seed.
fn random_word() -> String {
    use std::hash::{BuildHasher, Hasher};
    let half = || std::hash::RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", half(), half())
}
