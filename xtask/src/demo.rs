//! The journey, walked with real programs on real recordings: record, sync, cut the network, look, search, flag,
//! decide, reconnect, compete, upload. Every step says what it did and fails when its result is not what it claims.

mod backends;
mod stage;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use clap::Args;
use serde_json::Value;

use self::backends::{Backend, read_recording};
use self::stage::{Console, Stage};
use crate::{packages, say, window};

const DEMO: &str = "crates/testkit/demo";

#[derive(Args)]
pub(crate) struct Options {}

/// Installs, builds, and walks the journey.
pub(crate) fn run(_: &Options) -> Result<bool> {
    packages::for_building()?;
    window::build()?;
    journey()
}

fn journey() -> Result<bool> {
    let stage = Stage::set()?;
    let people = People::join(&stage)?;
    let server = stage.start_server(0)?;
    let port = server.port()?;
    say!("\nhindsight-server listens on {}", server.url);
    let (ann, ben) = (stage.console("ann"), stage.console("ben"));

    step(1, "A back end and a page record by HTTP");
    let backend = Backend::new(&server.url, &people.service);
    let run = record(&backend)?;
    stock(&stage, &server.url, &people)?;

    step(2, "Ann signs in with a token, Ben with a password");
    let as_ann = ann.run_with(&["login", &server.url, "--token-stdin"], Some(&people.ann))?;
    let as_ben =
        ben.run_with(&["login", &server.url, "--user", "ben", "--password-stdin"], Some(PASSWORD))?;
    say!(
        "  {} is a {}, {} is a {}",
        text(&as_ann, "user")?,
        text(&as_ann, "role")?,
        text(&as_ben, "user")?,
        text(&as_ben, "role")?
    );

    step(3, "Both sync: what they may see, downloaded for the train");
    for console in [&ann, &ben] {
        let report = console.run(&["sync", "--download", "all"])?;
        ensure!(report["received"].as_u64() > Some(0), "the sync brought nothing");
        say!("  {} changes, {} bytes kept offline", report["received"], report["downloaded_bytes"]);
    }

    step(4, "The server stops: no network from here on");
    server.stop();

    step(5, "List, show, search, and look at any time of a recording");
    let review = look(&ann, &run)?;

    step(6, "Flag, note, decide; it waits in the outbox");
    decide_offline(&ann, &ben, &review)?;

    step(7, "The server is back: everything arrives once, and two verdicts compete");
    let server = stage.start_server(port)?;
    reconnect(&ann, &ben, &review)?;

    step(8, "A local file, flagged and decided, uploaded with all that was said about it");
    upload(&stage, &ann, &ben)?;

    say!(
        "\nThe journey on the command line is done. What it left is in {}: look on with",
        stage.place().display()
    );
    say!(
        "  HINDSIGHT_PASSPHRASE={} hindsight --data {} list",
        stage.passphrase(),
        stage.place().join("ann").display()
    );
    step(9, "The window");
    let is_shown = !cfg!(target_os = "linux")
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| std::env::var_os(name).is_some_and(|at| !at.is_empty()));
    if is_shown {
        say!("  It opens on Ann's vault; close it to end the demo.");
        let ended_well = ann.open_window();
        server.stop();
        return ended_well;
    }
    say!("  There is no display: it is driven on one of its own, through a journey of its own.");
    // Its journey has a server of its own.
    server.stop();
    packages::for_driving()?;
    window::drive(&stage.place().join("pictures"))
}

const PASSWORD: &str = "a demo password for one loopback server";

fn step(number: u32, what: &str) {
    say!("\n{number}. {what}");
}

/// The tokens of those who take part.
struct People {
    service: String,
    admin: String,
    ann: String,
}

impl People {
    fn join(stage: &Stage) -> Result<Self> {
        let token = |user: &str, role: &str, more: &[&str]| -> Result<String> {
            let arguments = [&["token", "create", "--user", user, "--role", role], more].concat();
            Ok(text(&stage.administer(&arguments, None)?, "token")?.to_owned())
        };
        let people = Self {
            service: token("recorder", "admin", &["--service"])?,
            admin: token("olga", "admin", &[])?,
            ann: token("ann", "reviewer", &[])?,
        };
        let add = ["user", "add", "ben", "--role", "reviewer", "--password-stdin"];
        stage.administer(&add, Some(PASSWORD))?;
        Ok(people)
    }
}

/// One run and one page by the recording APIs; returns the run's id.
fn record(backend: &Backend) -> Result<String> {
    let run = read_recording(&files("agents")?[0])?;
    backend.register_agent(text(&run, "agent_id")?, "Demo agent", "supervised")?;
    let id = backend.record_run(&run)?;
    let stored = backend.get(&format!("/api/canvas/recording/{id}"))?;
    say!("  run {id}: {} events, \"{}\"", stored["event_count"], text(&stored, "summary")?);

    let mut session = read_recording(&files("web")?[0])?;
    let name = format!("{}-live", text(&session, "sessionId")?);
    session["sessionId"] = Value::from(name.as_str());
    let events = backend.record_page(&session)?;
    say!("  page {name}: {events} events in batches");
    Ok(id)
}

/// The other demo recordings come by an administrator's console, as exports of elsewhere would.
fn stock(stage: &Stage, url: &str, people: &People) -> Result<()> {
    let olga = stage.console("olga");
    olga.quietly(&["login", url, "--token-stdin"], Some(&people.admin))?;
    let paths: Vec<_> =
        files("agents")?.into_iter().skip(1).chain(files("web")?.into_iter().skip(1)).collect();
    let mut words = vec!["import"];
    words.extend(paths.iter().filter_map(|path| path.to_str()));
    let imported = olga.quietly(&words, None)?;
    let items = imported["items"].as_array().context("an import lists what it made")?;
    for item in items {
        let id = text(item, "id")?;
        ensure!(
            item["skipped"].as_array().is_some_and(Vec::is_empty),
            "{id} skipped events: {}",
            item["skipped"]
        );
        let shown = olga.quietly(&["show", id], None)?;
        if shown["flagged"] == false {
            olga.quietly(
                &["flag", id, "--reason", "Sampled for the weekly review", "--severity", "low"],
                None,
            )?;
        }
        olga.quietly(&["upload", id], None)?;
    }
    say!("  {} more recordings imported and uploaded by an administrator", items.len());
    Ok(())
}

/// What a reviewer does first; returns the review of the run that was recorded.
fn look(ann: &Console<'_>, run: &str) -> Result<String> {
    let all = ann.run(&["list"])?;
    let agents = ann.run(&["list", "--kind", "agent", "--flagged", "--limit", "5"])?;
    say!("  {} recordings, {} of them flagged agent runs", all["total"], agents["total"]);
    let web = ann.run(&["list", "--kind", "web", "--limit", "1"])?;
    let page = text(&web["items"][0], "id")?;
    let window = ann.run(&["window", page, "--at", "50%"])?;
    let events = window["events"].as_array().context("a window has events")?;
    ensure!(!events.is_empty(), "the window is empty");
    say!(
        "  {} events from the keyframe at {} ms to {} ms",
        events.len(),
        window["keyframe_ms"],
        window["to_ms"]
    );
    let hits = ann.run(&["search", "refund", "--limit", "3"])?;
    ensure!(hits["total"].as_u64() > Some(0), "the search found nothing");
    for hit in hits["items"].as_array().into_iter().flatten() {
        say!("  {} at {} ms: {}", text(hit, "recording_id")?, hit["at_ms"], text(hit, "snippet")?);
    }
    let queue = ann.run(&["queue"])?;
    let reviews = queue["items"].as_array().context("the queue is a list")?;
    say!("  {} reviews wait", reviews.len());
    let other = reviews.iter().find(|review| review["recording_id"] != run).context("a review waits")?;
    Ok(text(other, "id")?.to_owned())
}

fn decide_offline(ann: &Console<'_>, ben: &Console<'_>, review: &str) -> Result<()> {
    let queue = ann.quietly(&["queue"], None)?;
    let found = queue["items"].as_array().into_iter().flatten().find(|item| item["id"] == review);
    let recording = text(found.context("the review is in the queue")?, "recording_id")?.to_owned();
    let flag = ann.run(&[
        "flag",
        &recording,
        "--reason",
        "The amount was above the limit",
        "--severity",
        "medium",
        "--at",
        "50%",
    ])?;
    ensure!(flag["review_id"] == review, "a second flag joins the review");
    ann.run(&["note", &recording, "--at", "0:02", "Look at the amount here"])?;
    let given = ann.run(&[
        "verdict",
        review,
        "--verdict",
        "violation",
        "--reason",
        "policy_breach",
        "--note",
        "Above the limit",
    ])?;
    ensure!(given["state"] == "queued", "without a network a verdict waits");
    let other = ben.run(&["verdict", review, "--verdict", "approve", "--reason", "expected_behaviour"])?;
    ensure!(other["state"] == "queued", "without a network a verdict waits");
    let outbox = ann.run(&["outbox"])?;
    for item in outbox["items"].as_array().into_iter().flatten() {
        say!("  waits: {} ({})", text(item, "kind")?, text(item, "state")?);
    }
    ensure!(outbox["total"] == 3, "flag, note and verdict wait");
    Ok(())
}

fn reconnect(ann: &Console<'_>, ben: &Console<'_>, review: &str) -> Result<()> {
    let sent = ann.run(&["sync", "--download", "all"])?;
    ensure!(sent["sent"] == 3, "flag, note and verdict arrive, once: {sent}");
    let again = ann.run(&["sync", "--download", "all"])?;
    ensure!(again["sent"] == 0, "nothing is sent twice");
    let late = ben.run(&["sync", "--download", "all"])?;
    ensure!(late["conflicts"] == 1, "Ben's verdict competes: {late}");
    ann.quietly(&["sync"], None)?;
    for console in [ann, ben] {
        let queue = console.run(&["queue", "--state", "escalated"])?;
        let found = queue["items"].as_array().into_iter().flatten().find(|item| item["id"] == review);
        let verdicts =
            found.context("the review is escalated")?["verdicts"].as_array().context("it has verdicts")?;
        ensure!(verdicts.len() == 2, "both verdicts are kept");
        for verdict in verdicts {
            ensure!(verdict["competing"] == true, "both are shown as competing");
            say!(
                "  {}: {} ({}), {}",
                text(verdict, "reviewer")?,
                text(verdict, "verdict")?,
                text(verdict, "reason")?,
                text(verdict, "standing")?
            );
        }
    }
    Ok(())
}

fn upload(stage: &Stage, ann: &Console<'_>, ben: &Console<'_>) -> Result<()> {
    let mut run = read_recording(&files("agents")?[0])?;
    run["recording_id"] = Value::from("local-run-of-ann");
    run["flagged_for_review"] = Value::from(false);
    let file = stage.write("local-run.json", &run.to_string())?;
    let imported = ann.run(&["import", file.to_str().context("the path is text")?])?;
    let id = text(&imported["items"][0], "id")?.to_owned();
    let flag = ann.run(&["flag", &id, "--reason", "Found in an export", "--severity", "high"])?;
    let review = text(&flag, "review_id")?;
    ann.run(&["verdict", review, "--verdict", "needs_remediation", "--reason", "unsafe_action"])?;
    let sent = ann.run(&["upload", &id])?;
    say!("  {} bytes, {}", sent["bytes"], text(&sent, "state")?);
    ben.run(&["sync", "--download", "all"])?;
    let shown = ben.run(&["show", &id])?;
    ensure!(shown["cached"] == true && shown["flagged"] == true, "Ben has the recording");
    let queue = ben.run(&["queue", "--state", "all"])?;
    let found =
        queue["items"].as_array().into_iter().flatten().find(|item| item["recording_id"] == id.as_str());
    let review = found.context("Ben sees the review")?;
    say!(
        "  Ben sees {} flag and {} verdict; the review is {}",
        count(&review["flags"]),
        count(&review["verdicts"]),
        text(review, "state")?
    );
    ensure!(count(&review["verdicts"]) == 1, "the verdict came along");
    Ok(())
}

fn count(list: &Value) -> usize {
    list.as_array().map_or(0, Vec::len)
}

fn text<'a>(value: &'a Value, name: &str) -> Result<&'a str> {
    value[name].as_str().with_context(|| format!("`{name}` is missing in {value}"))
}

/// The demo recordings of one kind, in order of their names.
fn files(kind: &str) -> Result<Vec<PathBuf>> {
    let dir = Path::new(DEMO).join(kind);
    let entries = std::fs::read_dir(&dir).with_context(|| format!("cannot read {}", dir.display()))?;
    let mut files = entries.map(|entry| Ok(entry?.path().canonicalize()?)).collect::<Result<Vec<_>>>()?;
    files.retain(|file| file.extension().is_some_and(|end| end == "json" || end == "gz"));
    files.sort();
    ensure!(!files.is_empty(), "there is nothing in {}", dir.display());
    Ok(files)
}
