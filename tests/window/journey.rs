//! The journey of a person with eyes, hands and no terminal.

use std::path::PathBuf;

use hindsight_testkit::{Fault, Wire};

use crate::driver::{Window, until};
use crate::stage::{Console, PASSPHRASE, Server, Stage, items, text};

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

    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .worker_threads(1)
        .build()
        .expect("a runtime");
    let target = format!("127.0.0.1:{port}").parse().expect("an address");
    let wire = runtime.block_on(Wire::to(target, || Fault::None)).expect("a wire");
    let window = Window::open(&stage, &stage.path("ann"));
    window.sees("Sign in");
    window.picture("1-sign-in");
    window.fill("Server", &wire.url());
    window.fill("Token", &token);
    window.click("button[type=submit]", "Sign in");
    window.sees("Larkfield Mutual");
    window.picture("2-library");

    wire.shut(true);
    window.click("button", "Make available offline");
    window.click("dialog[open] button", "Download");
    window.until(
        "its progress",
        "document.querySelector('[aria-label=Jobs] [role=progressbar], [aria-label=Jobs] progress')",
    );
    window.click("[aria-label=Jobs] button", "Cancel");
    window.sees("Cancelled");
    wire.shut(false);
    window.sees("0 of 3 offline");
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
    plays_and_seeks(&window);
    window.click("button", "Flag…");
    window.fill("Reason", "The amount is not the claim's");
    window.click("dialog[open] button", "Flag");
    window.until("the flag is kept", "!document.querySelector('dialog[open]')");
    window.sees("The amount is not the claim's");

    let run = listed_run(&ann);
    window.go(&format!("#/recordings/{run}"));
    window.until("its lanes", "document.querySelector('[aria-label^=Lanes]')");
    window.click("[role=treegrid] [role=row] [role=gridcell]", "");
    window.until("an event's data", "document.querySelector('[role=treegrid] [role=tree] [role=treeitem]')");
    window.picture("6-agent-run");

    window.go("#/search?q=refund");
    window.until("a hit", "document.querySelector('main mark')");
    window.picture("6-search");
    window.click("a[data-hit]", "");
    window.until("the hit's recording at its time", "/recordings.*[?&]at=[0-9]+/.test(location.hash)");
    let there = "Number(document.querySelector('[role=slider][aria-label=Time]')?.ariaValueNow)
        === Math.floor(Number(new URLSearchParams(location.hash.split('?')[1]).get('at')) / 1000)";
    window.until("it stands there", there);

    window.go("#/queue");
    window.sees("Nobody has claimed it.");
    window.click("button", "Note…");
    window.fill("Note", "Look at the amount here");
    window.click("dialog[open] button", "Pin note");
    window.until("the note is kept", "!document.querySelector('dialog[open]')");
    window.script("document.activeElement?.blur()", &[]);
    window.press(&["2"]);
    window.fill("Reason", "policy_breach");
    window.press(&["\u{e009}", "\u{e007}"]);
    window.until("the verdict waits", "document.body.innerText.includes('3 waiting')");
    window.picture("7-verdict");
    window.go("#/outbox");
    window.sees("Verdict");
    window.picture("8-outbox");
    assert_eq!(ann.run(&["outbox"])["total"], 3, "the same stands in the vault");

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
    let queue = ben.run(&["queue", "--state", "all"]);
    let flags = items(&queue).iter().flat_map(|review| review["flags"].as_array().into_iter().flatten());
    let ours = flags.filter(|flag| flag["reason"] == "The amount is not the claim's");
    assert_eq!(ours.count(), 1, "the flag is at the server, once: {queue}");
    let notes = items(&queue).iter().map(|review| ben.run(&["notes", text(review, "recording_id")]));
    let texts: Vec<_> = notes
        .flat_map(|notes| items(&notes).iter().map(|note| note["text"].clone()).collect::<Vec<_>>())
        .collect();
    assert_eq!(texts, ["Look at the amount here"], "the note is at the server, once");
}

/// Plays, pauses and seeks, and sees the time follow.
fn plays_and_seeks(window: &Window) {
    let at = "Number(document.querySelector('[role=slider][aria-label=Time]').ariaValueNow)";
    let begin = window.script(&format!("document.activeElement?.blur(); return {at}"), &[]);
    window.press(&[" "]);
    window.until("it plays", &format!("{at} > {begin}"));
    window.press(&[" "]);
    window.until("it stands", "document.querySelector('button[aria-label=Play]')");
    let paused = window.script(&format!("return {at}"), &[]);
    window.press(&["\u{e012}"]);
    window.until("it goes back", &format!("{at} < {paused}"));
}

fn listed_run(console: &Console) -> String {
    let listed = console.run(&["list", "--kind", "agent"]);
    let run = items(&listed).iter().find(|row| row["event_count"].as_u64() > Some(5)).expect("a run");
    text(run, "id").to_owned()
}

#[test]
fn a_first_vault_is_made_by_a_passphrase_given_twice_and_opens_by_it() {
    let stage = Stage::set();
    let window = Window::open_with(&stage, &stage.path("ann"), None);
    window.sees("Choose a passphrase for the vault");
    window.fill("Passphrase", PASSPHRASE);
    window.fill("The same again", PASSPHRASE);
    window.click("button[type=submit]", "Make the vault");
    window.sees("Work without a server");
    drop(window);
    let window = Window::open_with(&stage, &stage.path("ann"), None);
    window.sees("Unlock the vault");
    window.fill("Passphrase", "another one");
    window.click("button[type=submit]", "Unlock");
    window.sees("The vault did not open with this passphrase.");
    window.fill("Passphrase", PASSPHRASE);
    window.click("button[type=submit]", "Unlock");
    window.sees("Work without a server");
}

#[test]
fn a_window_starts_without_its_server_and_replays_what_is_here() {
    let stage = Stage::set();
    let server = stage.server();
    stock(&stage, &server);
    let ann = stage.console("ann");
    ann.login(&server, &stage.token("ann", "reviewer"));
    ann.run(&["sync", "--download", "all"]);
    server.kill();

    let window = Window::open(&stage, &stage.path("ann"));
    window.go("#/library");
    window.sees("Offline since");
    window.sees("3 recordings, 3 offline");
    window.sees("Larkfield Mutual");
    let page = text(&items(&ann.run(&["list", "--kind", "web"]))[0], "id").to_owned();
    window.go(&format!("#/recordings/{page}?at=20000"));
    window.sees("claim.html?id=LM-24214");
    let shown = "[...document.querySelectorAll('iframe')]
        .some((inner) => inner.contentDocument?.body?.textContent.includes('Rear-end collision'))";
    window.until_inside("iframe[src*=\"replay\"]", "the recorded page", shown);
    plays_and_seeks(&window);
    window.sees("Offline since");

    let invoked = "window.__TAURI_INTERNALS__.invoke('plugin:fs|read_file', { path: '/etc/passwd' })
        .then(() => done('read'), (error) => done(String(error)))";
    let refused = window.ask(invoked);
    assert!(
        refused.as_str().is_some_and(|why| why.contains("not allowed") || why.contains("not found")),
        "{refused}"
    );
    let kept = window.script(
        "localStorage.setItem('probe', 'it is kept');
         return JSON.stringify([{ ...localStorage }, { ...sessionStorage }])",
        &[],
    );
    let kept = kept.as_str().expect("words");
    assert!(kept.contains("it is kept"), "what is kept is seen: {kept}");
    assert!(!kept.contains(PASSPHRASE), "the passphrase is not kept");
}

#[test]
fn a_second_start_raises_the_window_of_its_vault_and_another_vault_has_its_own() {
    let stage = Stage::set();
    let window = Window::open(&stage, &stage.path("ann"));
    window.sees("Work without a server");
    let has_focus = "document.hasFocus()";
    // The same folder, spelled in another way.
    let again = stage.path("absent").join("..").join("ann");
    window.start(&stage, &again).ends_well();
    window.until("it was raised", has_focus);

    let ben = stage.path("ben");
    let mut other = window.start(&stage, &ben);
    until("it opened its vault", || ben.join("vault.db").exists());
    assert!(other.ended().is_none(), "another vault has a window of its own");
    window.start(&stage, &ben).ends_well();
    window.until("the other one was raised", &format!("!{has_focus}"));
    window.start(&stage, &again).ends_well();
    window.until("it was raised again", has_focus);
    assert!(other.ended().is_none(), "the other one is still there");
}

#[test]
fn what_is_covered_cannot_be_clicked() {
    let stage = Stage::set();
    let window = Window::open_with(&stage, &stage.path("ann"), None);
    window.fill("Passphrase", PASSPHRASE);
    window.fill("The same again", PASSPHRASE);
    window.script(
        "const cover = document.body.appendChild(document.createElement('div'));
         cover.id = 'cover';
         for (const [name, value] of [['position', 'fixed'], ['inset', '0'], ['z-index', '9999']])
           cover.style.setProperty(name, value);",
        &[],
    );
    let refused = window.try_click("button[type=submit]", "Make the vault");
    assert_eq!(refused, Err("element click intercepted".to_owned()));
    window.script("document.getElementById('cover').remove()", &[]);
    window.click("button[type=submit]", "Make the vault");
    window.sees("Work without a server");
}
