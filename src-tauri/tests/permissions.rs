//! The permission table, enforced by Tauri's own runtime without a display.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use hindsight_console::{Desktop, Place};
use hindsight_domain::{Chance, Clock, Timestamp};
use serde_json::json;
use tauri::async_runtime::block_on;
use tauri::ipc::CallbackFn;
use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder};
use tauri::webview::InvokeRequest;
use tauri::{App, Manager, WebviewWindow, WebviewWindowBuilder};

struct Still(AtomicI64);

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::clamp_millis(self.0.fetch_add(1, Ordering::Relaxed))
    }
}

impl Chance for Still {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.0.fetch_add(1, Ordering::Relaxed) as u8);
    }
}

/// The host without a vault: what is allowed is answered with a failure of the console, what is not never gets there.
fn opening() -> App<MockRuntime> {
    let app = hindsight_desktop::build(mock_builder())
        .build(hindsight_desktop::context())
        .expect("the host is built");
    let still = Arc::new(Still(AtomicI64::new(0)));
    // A folder in a file can nowhere be made.
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml").join("vault");
    let place = Place { dir, passphrase: None, clock: still.clone(), chance: still };
    app.manage(hindsight_desktop::desktop(app.handle(), place));
    app
}

/// The host after its vault did not open.
fn host() -> App<MockRuntime> {
    let app = opening();
    block_on(app.state::<Desktop>().open());
    app
}

fn window(app: &App<MockRuntime>, label: &str) -> WebviewWindow<MockRuntime> {
    WebviewWindowBuilder::new(app, label, tauri::WebviewUrl::App("index.html".into()))
        .build()
        .expect("a window")
}

/// What a call comes to: its refusal by the permission table, or nothing.
fn refusal(window: &WebviewWindow<MockRuntime>, command: &str, url: &str, key: &str) -> Option<String> {
    // As the WebView sends it: a page cannot choose its origin.
    let page: tauri::Url = url.parse().expect("a url");
    let origin = format!("{}://{}", page.scheme(), page.host_str().unwrap_or_default());
    let mut headers = tauri::http::HeaderMap::new();
    headers.insert("origin", origin.parse().expect("a header"));
    let request = InvokeRequest {
        cmd: command.to_owned(),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url: page,
        body: tauri::ipc::InvokeBody::Json(json!({})),
        headers,
        invoke_key: key.to_owned(),
    };
    let answer = get_ipc_response(window, request).err()?.to_string();
    answer.contains("not allowed").then_some(answer)
}

/// The commands that the capability of the main window grants, by the words of its file.
fn granted() -> Vec<String> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../capabilities/main.json");
    let capability: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(file).expect("the capability is there")).expect("JSON");
    let permissions = capability["permissions"].as_array().expect("a list").iter().filter_map(|p| p.as_str());
    permissions.filter_map(|p| p.strip_prefix("allow-")).map(|p| p.replace('-', "_")).collect()
}

const HOME: &str =
    if cfg!(any(windows, target_os = "android")) { "http://tauri.localhost" } else { "tauri://localhost" };

#[test]
fn the_main_window_may_call_each_of_our_commands() {
    let app = host();
    let main = window(&app, "main");
    let granted = granted();
    assert!(granted.len() >= 30, "{granted:?}");
    // The dialogs for files wait for a person.
    let waits = ["import_chosen", "choose_background"];
    for command in granted.into_iter().filter(|command| !waits.contains(&command.as_str())) {
        assert_eq!(refusal(&main, &command, HOME, INVOKE_KEY), None, "{command}");
    }
}

#[test]
fn nobody_else_may_call_any() {
    let app = host();
    let (main, other) = (window(&app, "main"), window(&app, "other"));
    for command in granted() {
        assert!(refusal(&other, &command, HOME, INVOKE_KEY).is_some(), "another window may not {command}");
        for page in
            ["https://evil.example", "replay://localhost/replay.html", "http://replay.localhost/replay.html"]
        {
            assert!(refusal(&main, &command, page, INVOKE_KEY).is_some(), "{page} may not {command}");
        }
    }
}

#[test]
fn files_shells_and_networks_are_granted_to_nobody() {
    let app = host();
    let main = window(&app, "main");
    for command in [
        "plugin:fs|read_file",
        "plugin:shell|execute",
        "plugin:http|fetch",
        "plugin:webview|create_webview_window",
        "plugin:window|close",
        "plugin:event|emit",
    ] {
        assert!(refusal(&main, command, HOME, INVOKE_KEY).is_some(), "{command}");
    }
}
