//! The program: its command line, its settings, its signals.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

fn program(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hindsight-server"));
    command.args(["--json", "--data"]).arg(dir).env_remove("RUST_LOG");
    command
}

fn run(dir: &Path, words: &[&str], input: &str) -> Output {
    let mut child = program(dir)
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn printed(output: &Output) -> Value {
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

struct Running {
    child: Child,
    url: String,
}

impl Running {
    fn start(dir: &Path, env: &[(&str, &str)]) -> Self {
        let mut child = program(dir)
            .args(["--listen", "127.0.0.1:0"])
            .envs(env.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line).unwrap();
        Self { child, url: ready["url"].as_str().unwrap().to_owned() }
    }

    fn end(mut self, signal: &str) -> Option<i32> {
        let sent = Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _status = self.child.wait();
    }
}

async fn whoami(url: &str, token: &str) -> (u16, Value) {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let reply = http.get(format!("{url}/sync/v1/whoami")).bearer_auth(token).send().await.unwrap();
    (reply.status().as_u16(), reply.json().await.unwrap())
}

fn provider() {
    // Another test of this process may have been first.
    let _installed = rustls::crypto::ring::default_provider().install_default();
}

#[tokio::test]
async fn tokens_and_users_are_managed_while_the_server_runs() {
    provider();
    let dir = TempDir::new().unwrap();
    let server = Running::start(dir.path(), &[]);
    let made = printed(&run(dir.path(), &["token", "create", "--user", "ann", "--role", "reviewer"], ""));
    let (token, id) = (made["token"].as_str().unwrap(), made["id"].as_str().unwrap());
    let (status, who) = whoami(&server.url, token).await;
    assert_eq!((status, &who["user"], &who["role"]), (200, &json!("ann"), &json!("reviewer")));
    let listed = run(dir.path(), &["token", "list"], "");
    assert!(!String::from_utf8_lossy(&listed.stdout).contains(token), "a token is shown once");
    let listed = printed(&listed);
    assert_eq!((&listed["total"], &listed["items"][0]["id"]), (&json!(1), &json!(id)));
    printed(&run(dir.path(), &["token", "revoke", id], ""));
    assert_eq!(whoami(&server.url, token).await.0, 401, "at once");

    printed(&run(
        dir.path(),
        &["user", "add", "ben", "--role", "admin", "--password-stdin"],
        "correct horse\n",
    ));
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let login = json!({ "user": "ben", "password": "correct horse" });
    let reply = http.post(format!("{}/auth/login", server.url)).json(&login).send().await.unwrap();
    let signed_in: Value = reply.json().await.unwrap();
    assert_eq!(signed_in["role"], "admin");
    printed(&run(dir.path(), &["user", "role", "ben", "member"], ""));
    let token = signed_in["token"].as_str().unwrap();
    assert_eq!(whoami(&server.url, token).await.1["role"], "member");
    printed(&run(dir.path(), &["user", "disable", "ben"], ""));
    assert_eq!(whoami(&server.url, token).await.0, 401);
    assert_eq!(printed(&run(dir.path(), &["user", "list"], ""))["items"][0]["disabled"], true);

    let journal = printed(&run(dir.path(), &["verify"], ""));
    assert_eq!(journal, json!({ "ok": true, "entries": 6 }), "each change is one entry");
    assert_eq!(server.end("-TERM"), Some(0));
}

#[test]
fn failures_have_the_exit_codes_that_scripts_know() {
    let dir = TempDir::new().unwrap();
    for (words, input, code) in [
        (&["token", "revoke", "tok_none"][..], "", 1),
        (&["user", "disable", "nobody"], "", 1),
        (&["user", "add", "ann", "--role", "member", "--password-stdin"], "\n", 1),
        (&["token", "create", "--user", "ann"], "", 2),
        (&["token", "create", "--user", "ann", "--role", "king"], "", 2),
        (&["no-such-word"], "", 2),
        (&["--help"], "", 0),
    ] {
        let output = run(dir.path(), words, input);
        assert_eq!(output.status.code(), Some(code), "{words:?}");
        if code == 1 {
            let failure: Value = serde_json::from_slice(&output.stdout).unwrap();
            assert!(!failure["error"]["message"].as_str().unwrap().is_empty(), "{words:?}");
        }
    }
}

#[test]
fn a_setting_out_of_range_is_refused_with_its_name_value_and_range() {
    let dir = TempDir::new().unwrap();
    for (name, value, says) in [
        ("RECORDING_RETENTION_DAYS", "0", "a whole number from 1 to 36500"),
        ("RECORDING_RETENTION_DAYS", "many", "a whole number from 1 to 36500"),
        ("RECORDING_IDLE_MINUTES", "10081", "a whole number from 1 to 10080"),
        ("CANVAS_RECORDING_ENABLED", "perhaps", "true or false"),
        ("HINDSIGHT_LISTEN", "here", "an address and a port"),
        ("HINDSIGHT_PUBLIC_URL", "ftp://x", "http:// or https://"),
        ("HINDSIGHT_CORS_ORIGINS", "*", "origins such as"),
        ("HINDSIGHT_RATE_LOGIN", "-1", "a whole number from 1 to 10000"),
        ("EMERGENCY_GOVERNANCE_BYPASS", "true", "--insecure-test"),
    ] {
        let output = program(dir.path()).env(name, value).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{name}={value}");
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        for part in [name, value, says] {
            assert!(message.contains(part), "{name}={value}: {message}");
        }
    }
    assert!(!dir.path().join("server.db").exists(), "nothing was touched");
}

#[test]
fn both_signals_end_it_cleanly_and_the_bypass_is_journaled() {
    let dir = TempDir::new().unwrap();
    for signal in ["-TERM", "-INT"] {
        let server = Running::start(dir.path(), &[]);
        let second = program(dir.path()).args(["--listen", "127.0.0.1:0"]).output().unwrap();
        assert_eq!(second.status.code(), Some(1), "one server for one folder");
        assert_eq!(server.end(signal), Some(0));
        assert!(!dir.path().join("server.db-wal").exists(), "the WAL was moved into the database");
    }
    let mut child = program(dir.path())
        .args(["--listen", "127.0.0.1:0", "--insecure-test"])
        .env("EMERGENCY_GOVERNANCE_BYPASS", "true")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut String::new()).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(printed(&run(dir.path(), &["verify"], ""))["entries"], 1);
}

#[tokio::test]
async fn a_store_with_a_key_opens_with_that_key_alone() {
    provider();
    let dir = TempDir::new().unwrap();
    let keys = TempDir::new().unwrap();
    let (key, other, none) = (keys.path().join("key"), keys.path().join("other"), keys.path().join("none"));
    std::fs::write(&key, "ab".repeat(32) + "\n").unwrap();
    std::fs::write(&other, [7; 32]).unwrap();
    std::fs::write(&none, "not a key").unwrap();
    let with = |key: &Path, words: &[&str]| {
        program(dir.path()).args(words).env("HINDSIGHT_STORE_KEY_FILE", key).output().unwrap()
    };
    let create = ["token", "create", "--user", "ann-who-is-encrypted", "--role", "member"];
    let token = printed(&with(&key, &create))["token"].as_str().unwrap().to_owned();
    let database = std::fs::read(dir.path().join("server.db")).unwrap();
    assert!(!database.windows(8).any(|window| window == b"ann-who-"), "the database is encrypted");
    for wrong in [&other, &none] {
        assert_eq!(with(wrong, &["token", "list"]).status.code(), Some(1), "{}", wrong.display());
    }
    assert_eq!(run(dir.path(), &["token", "list"], "").status.code(), Some(1), "without a key");
    let server = Running::start(dir.path(), &[("HINDSIGHT_STORE_KEY_FILE", key.to_str().unwrap())]);
    assert_eq!(whoami(&server.url, &token).await.0, 200);
}

#[tokio::test]
async fn what_was_acknowledged_before_a_kill_is_there_after_it() {
    provider();
    let dir = TempDir::new().unwrap();
    let made = printed(&run(dir.path(), &["token", "create", "--user", "ann", "--role", "member"], ""));
    let token = made["token"].as_str().unwrap();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let post = async |url: String, body: Value| http.post(url).bearer_auth(token).json(&body).send().await;
    let mut acknowledged = Vec::new();
    for round in 0..3 {
        let server = Running::start(dir.path(), &[]);
        let base = format!("{}/api/canvas/recording", server.url);
        let started = post(format!("{base}/start"), json!({ "agent_id": "a", "reason": "r" })).await.unwrap();
        let id = started.json::<Value>().await.unwrap()["recording_id"].as_str().unwrap().to_owned();
        for n in 0..10 + round * 7 {
            let event = json!({ "event_type": "view_switch", "event_data": { "n": n } });
            assert!(post(format!("{base}/{id}/event"), event).await.unwrap().status().is_success());
        }
        acknowledged.push((id, 10 + round * 7));
        assert_eq!(server.end("-KILL"), None);
    }
    let server = Running::start(dir.path(), &[]);
    for (id, count) in acknowledged {
        let url = format!("{}/api/canvas/recording/{id}", server.url);
        let recording: Value = http.get(url).bearer_auth(token).send().await.unwrap().json().await.unwrap();
        assert_eq!(recording["events"].as_array().unwrap().len(), count);
    }
}
