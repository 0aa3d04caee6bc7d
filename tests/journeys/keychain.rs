//! The key in a real keychain: GNOME's, unlocked, on a session bus of the test's own.

#![cfg(target_os = "linux")]

use std::process::Command;

use serde_json::{Value, json};

use crate::stage::Stage;

#[test]
fn the_vaults_key_and_the_token_live_in_the_keychain_and_no_passphrase_is_needed() {
    let stage = Stage::set();
    for tool in ["dbus-run-session", "gnome-keyring-daemon"] {
        assert!(
            Command::new("which").arg(tool).output().is_ok_and(|out| out.status.success()),
            "{tool}: cargo xtask setup"
        );
    }
    let token = stage.token("ann", "reviewer");
    let server = stage.server();
    let home = stage.path("home");
    std::fs::create_dir(&home).unwrap();
    let page = json!([{ "type": 4, "timestamp": 1_772_366_400_000_i64, "data": { "href": "https://a.example/", "width": 8, "height": 6 } }]);
    let file = stage.write("page.json", page.to_string());
    let script = format!(
        r#"set -e
printf test | gnome-keyring-daemon --unlock --components=secrets >/dev/null
printf '%s' "$TOKEN" | "$HINDSIGHT" login "{url}" --token-stdin --json --data "$HOME/vault"
"$HINDSIGHT" import "{file}" --json --data "$HOME/vault" >/dev/null
"$HINDSIGHT" sync --json --data "$HOME/vault" >/dev/null
"$HINDSIGHT" list --json --data "$HOME/vault"
"$HINDSIGHT" doctor --json --data "$HOME/vault"
"#,
        url = server.url,
        file = file.display(),
    );
    let output = Command::new("dbus-run-session")
        .args(["--", "bash", "-c", &script])
        .env_remove("HINDSIGHT_PASSPHRASE")
        .env("HINDSIGHT", stage.program("hindsight"))
        .env("TOKEN", &token)
        .env("HOME", &home)
        .env("XDG_RUNTIME_DIR", &home)
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    let documents: Vec<Value> = serde_json::Deserializer::from_slice(&output.stdout)
        .into_iter()
        .collect::<Result<_, _>>()
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stdout)));
    assert_eq!(documents[0], json!({ "user": "ann", "role": "reviewer" }));
    assert_eq!(documents[1]["total"], 1);
    let checks = documents[2]["items"].as_array().unwrap();
    let state =
        |name: &str| checks.iter().find(|check| check["name"] == name).map(|check| check["state"].clone());
    for name in ["keychain", "vault", "server", "websocket", "clock"] {
        assert_eq!(state(name), Some(json!("ok")), "{name}: {checks:?}");
    }

    // Without that keychain the vault says what is missing, and stays shut.
    let shut = Command::new(stage.program("hindsight"))
        .args(["list", "--json", "--data"])
        .arg(home.join("vault"))
        .env("HINDSIGHT_PASSPHRASE", "something else")
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .env("XDG_RUNTIME_DIR", stage.path("nowhere"))
        .output()
        .unwrap();
    assert_eq!(shut.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&shut.stderr).contains("keychain"),
        "{}",
        String::from_utf8_lossy(&shut.stderr)
    );
}
