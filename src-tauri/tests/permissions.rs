//! The permission table, enforced by Tauri's own runtime without a display.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use hindsight_console::Place;
use hindsight_desktop::COMMANDS;
use hindsight_domain::{Chance, Clock, Timestamp};
use serde_json::json;
use tauri::async_runtime::block_on;
use tauri::http::header;
use tauri::ipc::{CallbackFn, InvokeBody};
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
fn host() -> App<MockRuntime> {
    let app = hindsight_desktop::build(mock_builder())
        .build(hindsight_desktop::context())
        .expect("the host is built");
    let still = Arc::new(Still(AtomicI64::new(0)));
    // A folder in a file can nowhere be made.
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml").join("vault");
    let place =
        Place { dir, known: None, begin_anew: false, passphrase: None, clock: still.clone(), chance: still };
    let desktop = hindsight_desktop::desktop(app.handle(), place);
    block_on(desktop.open());
    app.manage(desktop);
    app
}

fn window(app: &App<MockRuntime>, label: &str) -> WebviewWindow<MockRuntime> {
    WebviewWindowBuilder::new(app, label, tauri::WebviewUrl::App("index.html".into()))
        .build()
        .expect("a window")
}

/// A call: whose key it carries, where it says that it comes from, and what with it.
struct Call<'c> {
    command: &'c str,
    /// The page that Tauri takes it to be from.
    url: &'c str,
    /// What the WebView says in its `Origin`.
    origin: Option<&'c str>,
    key: &'c str,
    body: InvokeBody,
}

/// As the window's own page calls.
fn from_home(command: &str) -> Call<'_> {
    Call { command, url: HOME, origin: Some(HOME), key: INVOKE_KEY, body: InvokeBody::Json(json!({})) }
}

fn request(call: Call<'_>) -> InvokeRequest {
    let origin = call.origin.map(|origin| (header::ORIGIN, origin.parse().expect("a header")));
    InvokeRequest {
        cmd: call.command.to_owned(),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url: call.url.parse().expect("a url"),
        body: call.body,
        headers: origin.into_iter().collect(),
        invoke_key: call.key.to_owned(),
    }
}

/// What Tauri or the host say where a call does not get to its command; nothing where it does.
fn refusal(window: &WebviewWindow<MockRuntime>, call: Call<'_>) -> Option<String> {
    // A failure of the console is an object, words are Tauri's or the host's.
    let answer = get_ipc_response(window, request(call)).err()?.as_str()?.to_owned();
    (answer.contains("not allowed") || answer.contains("not found")).then_some(answer)
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

/// The commands that the UI calls, by the words of the only file that can.
fn called() -> Vec<String> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/src/host/tauri.ts");
    let source = std::fs::read_to_string(file).expect("the UI's host is there");
    // `invoke("name"`, `invoke<Type>("name"`, and the same for what comes as bytes of JSON.
    let calls = source.split("invoke").chain(source.split("json"));
    let mut names: Vec<_> = calls
        .filter_map(|rest| {
            let (generic, rest) = rest.split_once("(\"")?;
            let is_call = generic.is_empty() || (generic.starts_with('<') && generic.ends_with('>'));
            is_call.then(|| rest.split('"').next().unwrap_or_default().to_owned())
        })
        .collect();
    names.sort();
    names.dedup();
    names
}

#[test]
fn each_command_is_registered_granted_and_called_by_the_window() {
    let sorted = |mut names: Vec<String>| {
        names.sort();
        names
    };
    let registered = sorted(COMMANDS.iter().map(|&name| name.to_owned()).collect());
    assert_eq!(registered, sorted(granted()), "what is registered is granted, and nothing else");
    assert_eq!(registered, called(), "the window calls each, and no other");
}

#[test]
fn the_main_window_gets_to_each_of_our_commands() {
    let app = host();
    let main = window(&app, "main");
    // The dialogs for files wait for a person.
    let waits = ["import_chosen", "choose_background"];
    for command in COMMANDS.iter().filter(|command| !waits.contains(command)) {
        assert_eq!(refusal(&main, from_home(command)), None, "{command}");
    }
    assert!(refusal(&main, from_home("forgotten")).is_some(), "what is not there is noticed");
}

#[test]
fn another_window_and_another_page_get_to_none() {
    let app = host();
    let (main, other) = (window(&app, "main"), window(&app, "other"));
    for command in COMMANDS {
        assert!(refusal(&other, from_home(command)).is_some(), "another window may not {command}");
        let page = "https://evil.example";
        let call = Call { url: page, origin: Some(page), ..from_home(command) };
        assert!(refusal(&main, call).is_some(), "{page} may not {command}");
    }
}

/// Tauri takes the frame's scheme for the app's own: here it alone would let each of these through.
#[test]
fn the_host_refuses_each_origin_but_the_windows() {
    let app = host();
    let main = window(&app, "main");
    for origin in [
        None,
        Some("null"),
        Some("replay://localhost"),
        Some("http://replay.localhost"),
        Some("isolation://localhost"),
        Some("tauri://localhost.evil.example"),
        Some("tauri://localhost/"),
    ] {
        for url in [HOME, "replay://localhost/replay.html"] {
            for command in COMMANDS {
                let said = refusal(&main, Call { url, origin, ..from_home(command) });
                let why = Some("not allowed: this call does not come from the window");
                assert_eq!(said.as_deref(), why, "{origin:?} at {url}: {command}");
            }
        }
    }
}

/// Without a body Tauri deciphers nothing, and hands on no bytes.
#[test]
fn the_host_refuses_what_did_not_pass_the_isolation_frame() {
    let app = host();
    let main = window(&app, "main");
    for body in [Vec::new(), b"{}".to_vec()] {
        for command in COMMANDS {
            let said = refusal(&main, Call { body: InvokeBody::Raw(body.clone()), ..from_home(command) });
            let why = Some("not allowed: this call did not pass the isolation frame");
            assert_eq!(said.as_deref(), why, "{command}");
        }
    }
}

#[test]
fn tauri_answers_nobody_who_does_not_have_the_key_of_this_start() {
    let app = host();
    let main = window(&app, "main");
    let answered = |key| {
        let (answers, answer) = std::sync::mpsc::sync_channel(1);
        let answer_here = Box::new(move |_, _, _, _, _| answers.send(()).expect("somebody waits"));
        let body = InvokeBody::Json(json!({ "job": "none" }));
        let call = Call { key, body, ..from_home("cancel") };
        main.as_ref().clone().on_message(request(call), answer_here);
        // Whoever is not answered hears that nobody is left to answer.
        answer.recv().is_ok()
    };
    assert!(!answered("guessed"));
    assert!(!answered(""));
    assert!(answered(INVOKE_KEY));
}

#[test]
fn no_plugin_of_files_shells_or_networks_is_built_in() {
    let app = host();
    let main = window(&app, "main");
    for command in ["plugin:fs|read_file", "plugin:shell|execute", "plugin:http|fetch"] {
        let said = refusal(&main, from_home(command)).expect(command);
        assert!(said.contains("Plugin not found"), "{command}: {said}");
    }
}

#[test]
fn what_tauri_has_of_its_own_is_granted_to_nobody_but_listening() {
    let app = host();
    let main = window(&app, "main");
    for command in [
        "plugin:webview|create_webview_window",
        "plugin:window|close",
        "plugin:event|emit",
        "plugin:app|version",
        "plugin:path|resolve_directory",
    ] {
        let said = refusal(&main, from_home(command)).expect(command);
        assert!(said.contains("not allowed"), "{command}: {said}");
    }
}
