//! The real programs, started as a person would: one server on loopback, consoles with vaults of their own.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

pub(crate) const PASSPHRASE: &str = "a passphrase that only tests use";

/// A folder for one test, and the programs.
pub(crate) struct Stage {
    dir: TempDir,
    bin: PathBuf,
}

impl Stage {
    pub(crate) fn set() -> Self {
        let here = std::env::current_exe().expect("a test has a path");
        let bin =
            here.parent().and_then(Path::parent).expect("tests lie in target/<profile>/deps").to_owned();
        let stage = Self { dir: tempfile::tempdir().expect("a folder for this test"), bin };
        for name in ["hindsight", "hindsight-server"] {
            let program = stage.program(name);
            assert!(program.exists(), "{} is missing: cargo build --workspace --bins", program.display());
        }
        stage
    }

    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.bin.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, content).expect("the test's folder is writable");
        path
    }

    /// An administrative word of the server; must succeed.
    pub(crate) fn administer(&self, words: &[&str], input: &str) -> Value {
        let mut command = Command::new(self.program("hindsight-server"));
        command.args(words).arg("--data").arg(self.path("server")).arg("--json");
        let done = finish(command, input);
        assert_eq!(done.code, Some(0), "hindsight-server {words:?}: {}", done.stderr);
        done.json
    }

    /// A token for `user`, whoever that is.
    pub(crate) fn token(&self, user: &str, role: &str) -> String {
        let made = self.administer(&["token", "create", "--user", user, "--role", role], "");
        text(&made, "token").to_owned()
    }

    pub(crate) fn server(&self) -> Server {
        self.server_at(0, &[])
    }

    /// The server on a given port (0: any), with more environment.
    pub(crate) fn server_at(&self, port: u16, env: &[(&str, &str)]) -> Server {
        let log = File::options().create(true).append(true).open(self.path("server.log")).expect("a log");
        let mut child = Command::new(self.program("hindsight-server"))
            .args(["--json", "--listen", &format!("127.0.0.1:{port}"), "--data"])
            .arg(self.path("server"))
            .envs(env.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("the server starts");
        let mut first = String::new();
        let output = child.stdout.take().expect("it has an output");
        BufReader::new(output).read_line(&mut first).expect("it says where it listens");
        let log = std::fs::read_to_string(self.path("server.log")).unwrap_or_default();
        let ready: Value =
            serde_json::from_str(&first).unwrap_or_else(|_| panic!("no url: {first:?}\n{log}"));
        Server { url: text(&ready, "url").to_owned(), child }
    }

    pub(crate) fn console(&self, name: &str) -> Console {
        Console { program: self.program("hindsight"), data: self.path(name) }
    }
}

/// A running server; dropping it kills it.
pub(crate) struct Server {
    pub(crate) url: String,
    child: Child,
}

impl Server {
    pub(crate) fn port(&self) -> u16 {
        self.url.rsplit(':').next().and_then(|port| port.trim_end_matches('/').parse().ok()).expect("a port")
    }

    /// Ends it with TERM, as an operator does; it must end cleanly.
    pub(crate) fn stop(mut self) {
        signal(self.child.id(), "TERM");
        let status = self.child.wait().expect("it ends");
        assert!(status.success(), "the server ended with {status}");
    }

    /// As a power cut would, as far as a process can tell.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("it is there to be killed");
        self.child.wait().expect("it ends");
    }

    pub(crate) fn get(&self, path: &str, token: &str) -> Value {
        let request =
            ureq::get(format!("{}{path}", self.url)).header("Authorization", format!("Bearer {token}"));
        let mut reply = request.call().unwrap_or_else(|error| panic!("GET {path}: {error}"));
        reply.body_mut().with_config().limit(64 << 20).read_json().expect("JSON")
    }

    pub(crate) fn post(&self, path: &str, token: &str, body: &Value) -> Value {
        self.try_post(path, token, body).unwrap_or_else(|error| panic!("POST {path}: {error}"))
    }

    pub(crate) fn try_post(&self, path: &str, token: &str, body: &Value) -> Result<Value, ureq::Error> {
        let request =
            ureq::post(format!("{}{path}", self.url)).header("Authorization", format!("Bearer {token}"));
        request.send_json(body)?.body_mut().read_json()
    }

    /// Records a run of `events` through the agent API and returns its id.
    pub(crate) fn record_run(&self, token: &str, agent: &str, events: &[(&str, Value)]) -> String {
        let base = "/api/canvas/recording";
        let start = serde_json::json!({ "agent_id": agent, "reason": format!("run of {agent}"), "tags": ["journey"] });
        let id = text(&self.post(&format!("{base}/start"), token, &start), "recording_id").to_owned();
        for (kind, data) in events {
            let event = serde_json::json!({ "event_type": kind, "event_data": data });
            self.post(&format!("{base}/{id}/event"), token, &event);
        }
        self.post(&format!("{base}/{id}/stop"), token, &serde_json::json!({ "status": "completed" }));
        id
    }

    pub(crate) fn flag_run(&self, token: &str, id: &str, reason: &str) {
        let flag = serde_json::json!({ "flag_reason": reason });
        self.post(&format!("/api/canvas/recording/{id}/flag"), token, &flag);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // After `stop` or `kill` it is gone already.
        let _gone = self.child.kill();
        let _status = self.child.wait();
    }
}

pub(crate) fn signal(pid: u32, name: &str) {
    let sent = Command::new("kill").arg(format!("-{name}")).arg(pid.to_string()).status();
    assert!(sent.is_ok_and(|status| status.success()), "kill -{name} {pid}");
}

/// A laptop: a vault, and `hindsight` on it.
#[derive(Clone)]
pub(crate) struct Console {
    program: PathBuf,
    data: PathBuf,
}

/// How a program ended.
pub(crate) struct Done {
    pub(crate) code: Option<i32>,
    pub(crate) json: Value,
    pub(crate) stderr: String,
}

impl Console {
    pub(crate) fn data(&self) -> &Path {
        &self.data
    }

    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(words)
            .arg("--json")
            .arg("--data")
            .arg(&self.data)
            .env("HINDSIGHT_PASSPHRASE", PASSPHRASE);
        // Neither a keychain of the person who runs the tests is touched nor what their own programs remember.
        command
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .env("XDG_CONFIG_HOME", self.data.with_file_name("config"))
            .env("XDG_RUNTIME_DIR", self.data.with_extension("run"));
        command
    }

    /// Runs a verb, whatever comes of it.
    pub(crate) fn attempt(&self, words: &[&str], input: &str) -> Done {
        finish(self.command(words), input)
    }

    /// Runs a verb that must succeed.
    pub(crate) fn run(&self, words: &[&str]) -> Value {
        self.run_with(words, "")
    }

    pub(crate) fn run_with(&self, words: &[&str], input: &str) -> Value {
        let done = self.attempt(words, input);
        assert_eq!(done.code, Some(0), "hindsight {words:?}: {} {}", done.stderr, done.json);
        done.json
    }

    pub(crate) fn login(&self, server: &Server, token: &str) -> Value {
        self.run_with(&["login", &server.url, "--token-stdin"], token)
    }
}

fn finish(mut command: Command, input: &str) -> Done {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    let mut stdin = child.stdin.take().expect("it has an input");
    // A program that does not read its input may be gone before it is written.
    let _unread = stdin.write_all(input.as_bytes());
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    Done {
        code: output.status.code(),
        json: serde_json::from_slice(&output.stdout).unwrap_or(Value::Null),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

pub(crate) fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("`{name}` is missing in {value}"))
}

pub(crate) fn items(value: &Value) -> &[Value] {
    value["items"].as_array().unwrap_or_else(|| panic!("no items in {value}"))
}
