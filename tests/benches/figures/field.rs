//! A release server, people, and a console in this process.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use hindsight_console::Console;
use hindsight_domain::{Chance, Clock, Timestamp};
use hindsight_testkit::Seeded;
use hindsight_vault::{MemoryKeychain, Unlock, Vault};
use serde_json::Value;
use std::io::{BufRead, BufReader};
use tempfile::TempDir;

/// Runs `work` and says how long it took.
#[expect(clippy::disallowed_methods, reason = "a bench is a stopwatch")]
pub(crate) fn timed<T>(work: impl FnOnce() -> Result<T>) -> Result<(T, Duration)> {
    let start = Instant::now();
    let done = work()?;
    Ok((done, start.elapsed()))
}

pub(crate) fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

/// The machine's clock.
pub(crate) struct RealClock;

impl Clock for RealClock {
    fn now(&self) -> Timestamp {
        Timestamp::clamp_millis(i64::try_from(since_1970().as_millis()).unwrap_or(i64::MAX))
    }
}

#[expect(clippy::disallowed_methods, reason = "a bench is a composition root")]
pub(crate) fn since_1970() -> Duration {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default()
}

/// A server process and a folder for everything.
pub(crate) struct Field {
    pub(crate) dir: TempDir,
    pub(crate) url: String,
    pub(crate) token: String,
    pub(crate) agent: ureq::Agent,
    server: Child,
}

impl Drop for Field {
    fn drop(&mut self) {
        // It may be gone already.
        let _gone = self.server.kill();
        let _status = self.server.wait();
    }
}

fn program(name: &str) -> Result<PathBuf> {
    let here = std::env::current_exe()?;
    let release = here.parent().and_then(Path::parent).context("a bench lies in target/release/deps")?;
    Ok(release.join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
}

impl Field {
    pub(crate) fn new() -> Result<Self> {
        let dir = tempfile::tempdir_in(program("")?.parent().context("a folder")?)?;
        let data = dir.path().join("server");
        let made = Command::new(program("hindsight-server")?)
            .args(["token", "create", "--user", "bench", "--role", "admin", "--json", "--data"])
            .arg(&data)
            .output()?;
        let made: Value = serde_json::from_slice(&made.stdout).context("token create prints JSON")?;
        let mut server = Command::new(program("hindsight-server")?)
            .args(["--json", "--listen", "127.0.0.1:0", "--data"])
            .arg(&data)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut first = String::new();
        BufReader::new(server.stdout.take().context("an output")?).read_line(&mut first)?;
        let ready: Value = serde_json::from_str(&first)?;
        Ok(Self {
            dir,
            url: ready["url"].as_str().context("a url")?.to_owned(),
            token: made["token"].as_str().context("a token")?.to_owned(),
            agent: ureq::Agent::new_with_defaults(),
            server,
        })
    }

    pub(crate) fn bearer(&self) -> String {
        format!("Bearer {}", self.token)
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Result<Value> {
        let request = self.agent.post(format!("{}{path}", self.url)).header("Authorization", self.bearer());
        Ok(request.send_json(body)?.body_mut().read_json()?)
    }

    /// Starts a recording and returns its id.
    pub(crate) fn start(&self, agent_id: &str) -> Result<String> {
        let body = serde_json::json!({ "agent_id": agent_id, "reason": "bench" });
        let started = self.post("/api/canvas/recording/start", &body)?;
        Ok(started["recording_id"].as_str().context("an id")?.to_owned())
    }

    /// Sends many events at once.
    pub(crate) fn send_lines(&self, id: &str, lines: &str) -> Result<()> {
        let path = format!("{}/api/canvas/recording/{id}/events", self.url);
        let request = self.agent.post(path).header("Authorization", self.bearer());
        request.header("Content-Type", "application/x-ndjson").send(lines)?;
        Ok(())
    }

    /// A console with a vault of its own, signed in.
    pub(crate) fn console(&self, runtime: &tokio::runtime::Runtime, name: &str) -> Result<Console> {
        let console = console(&self.dir.path().join(name))?.1;
        let credentials = hindsight_console::Credentials::Token(self.token.clone().into());
        let sign_in =
            hindsight_console::SignIn { url: self.url.clone(), credentials, allow_plain_http: false };
        runtime.block_on(console.login(sign_in))?;
        Ok(console)
    }
}

/// A vault in `dir` whose key is at hand, as an unlocked keychain gives it.
pub(crate) fn console(dir: &Path) -> Result<(Vault, Console)> {
    let clock: Arc<dyn Clock> = Arc::new(RealClock);
    let chance: Arc<dyn Chance> = Arc::new(Seeded::new(RealClock.now().millis().unsigned_abs()));
    let unlock = Unlock::by(Arc::new(MemoryKeychain::default()));
    let vault = Vault::open_or_create(dir, &unlock, clock.clone(), chance.clone())?;
    Ok((vault.clone(), Console::on(vault, clock, chance)))
}
