//! The journey of a person with eyes, hands and no terminal.

use std::path::PathBuf;

use serde_json::json;

use crate::driver::{Window, until};
use crate::stage::{PASSPHRASE, Server, Stage, items, text};

fn demo(kind: &str, name: &str) -> PathBuf {
    let files = hindsight_testkit::recordings::demo(kind);
    let found = files.into_iter().find(|file| file.to_string_lossy().contains(name));
    found.unwrap_or_else(|| panic!("no demo recording {name}"))
}

/// A server with recordings that an administrator imported, flagged and uploaded.
fn stock(stage: &Stage, server: &Server) {
    let olga = stage.console("olga");
    olga.login(server, &stage.token("olga", "admin"));
    for file in [
        demo("agents", "refund-over-limit"),
        demo("agents", "sql-without-where"),
        demo("web", "desk-assisted-refund"),
    ] {
        let imported = olga.run(&["import", file.to_str().expect("a path of text")]);
        for item in items(&imported) {
            let id = text(item, "id");
            olga.run(&["flag", id, "--reason", "For the weekly review", "--severity", "low"]);
            olga.run(&["upload", id]);
        }
    }
}

#[test]
fn a_person_signs_in_reviews_offline_and_everything_arrives() {
    let stage = Stage::set();
    let server = stage.server();
    let port = server.port();
    stock(&stage, &server);
    let token = stage.token("ann", "reviewer");

    let window = Window::open(&stage, &stage.path("ann"));
    window.sees("Sign in");
    window.picture("1-sign-in");
    window.fill("Server", &server.url);
    window.fill("Token", &token);
    window.click("button[type=submit]", "Sign in");
    window.sees("Larkfield Mutual");
    window.picture("2-library");

    window.click("button", "Make available offline");
    window.click("dialog[open] button", "Download");
    window.until("all is offline", "document.body.innerText.includes('3 of 3 offline')");
    window.picture("3-offline-ready");

    server.stop();
    window.go("#/settings");
    window.click("button", "Sync now");
    window.sees("Offline since");
    window.picture("4-offline");

    let ann = stage.console("ann");
    let listed = ann.run(&["list", "--kind", "web"]);
    let page = text(&items(&listed)[0], "id").to_owned();
    window.go(&format!("#/recordings/{page}?at=20000"));
    // Where the page stood then: known once its window is loaded, and the frame with it.
    window.sees("claim.html?id=LM-24214");
    let shown = "[...document.querySelectorAll('iframe')]
        .some((inner) => inner.contentDocument?.body?.textContent.includes('Rear-end collision'))";
    window.until_inside("iframe[src*=\"replay\"]", "the recorded page", shown);
    window.picture("5-replay");

    window.go("#/search?q=refund");
    window.until("a hit", "document.querySelector('main mark')");
    window.picture("6-search");

    window.go("#/queue");
    window.sees("For the weekly review");
    window.click("button", "Note…");
    window.fill("Note", "Look at the amount here");
    window.click("dialog[open] button", "Pin note");
    window.until("the note is kept", "!document.querySelector('dialog[open]')");
    window.script("document.activeElement?.blur()", &[]);
    window.press(&["2"]);
    window.fill("Reason", "policy_breach");
    window.press(&["\u{e009}", "\u{e007}"]);
    window.until("the verdict waits", "document.body.innerText.includes('2 waiting')");
    window.picture("7-verdict");
    window.go("#/outbox");
    window.sees("Verdict");
    window.picture("8-outbox");
    assert_eq!(ann.run(&["outbox"])["total"], 2, "the same stands in the vault");

    let server = stage.server_at(port, &[]);
    window.go("#/settings");
    window.click("button", "Sync now");
    window.until("nothing waits", "!document.body.innerText.includes('waiting')");
    window.go("#/outbox");
    window.picture("9-synced");
    let ben = stage.console("ben");
    ben.login(&server, &stage.token("ben", "reviewer"));
    until("the verdict is at the server", || {
        ben.run(&["sync"]);
        let queue = ben.run(&["queue", "--state", "all"]);
        let verdicts = items(&queue).iter().flat_map(|review| review["verdicts"].as_array().cloned());
        verdicts.flatten().filter(|verdict| verdict["verdict"] == "violation").count() == 1
    });
}

#[test]
fn a_window_opens_offline_on_what_is_here() {
    let stage = Stage::set();
    let console = stage.console("ann");
    let file = demo("agents", "refund-over-limit");
    console.run(&["import", file.to_str().expect("a path of text")]);
    let window = Window::open(&stage, &stage.path("ann"));
    window.go("#/library");
    window.sees("operator_request");
    let invoked = "window.__TAURI_INTERNALS__.invoke('plugin:fs|read_file', { path: '/etc/passwd' })
        .then(() => done('read'), (error) => done(String(error)))";
    let refused = window.ask(invoked);
    assert!(
        refused.as_str().is_some_and(|why| why.contains("not allowed") || why.contains("not found")),
        "{refused}"
    );
    assert_ne!(
        json!(PASSPHRASE),
        window.script("return localStorage.length ? JSON.stringify(localStorage) : ''", &[])
    );
}
