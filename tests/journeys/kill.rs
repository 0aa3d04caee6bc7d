//! `kill -9` at random points of import, sync, upload and verdict, of the console or of the server. What was
//! acknowledged (exit code 0, or a reply) is there afterwards, once; what was not is there whole or not at all.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Child, ExitStatus};
use std::time::Duration;

use hindsight_testkit::Seeded;
use serde_json::{Value, json};

use crate::stage::{Console, PASSPHRASE, Server, Stage, items, text};

/// Kills, over all four kinds of work.
const KILLS: usize = 200;
/// Kills of each kind, of the console or of the server that it talks to.
const KILLS_OF_EACH: usize = 15;
const SEED: u64 = 0x0005_eedf_0242;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Work {
    Import,
    Sync,
    Upload,
    Verdict,
}

/// What the programs have acknowledged so far.
#[derive(Default)]
struct Acknowledged {
    /// Local recordings, with their number of events.
    imported: Vec<(String, u64)>,
    uploaded: BTreeSet<String>,
    flags: BTreeSet<String>,
    verdicts: BTreeSet<String>,
    /// Recordings at the server that are flagged.
    recorded: Vec<String>,
}

struct Field {
    stage: Stage,
    console: Console,
    server: Option<Server>,
    port: u16,
    recorder: String,
    chance: Seeded,
    done: Acknowledged,
    files: usize,
    /// How long each kind of work takes from the opened vault to its end, in µs, as far as is known.
    lasts: BTreeMap<Work, u64>,
    /// Kills that hit work on an open vault: of which kind, and whether it was the server that died.
    hits: BTreeMap<(Work, bool), usize>,
}

#[test]
fn two_hundred_kills_lose_and_double_nothing() {
    let stage = Stage::set();
    let (recorder, ann) = (stage.token("recorder", "admin"), stage.token("ann", "admin"));
    let server = stage.server();
    let port = server.port();
    let console = stage.console("ann");
    console.login(&server, &ann);
    let mut field = Field {
        stage,
        console,
        server: Some(server),
        port,
        recorder,
        chance: Seeded::new(SEED),
        done: Acknowledged::default(),
        files: 0,
        lasts: BTreeMap::new(),
        hits: BTreeMap::new(),
    };
    let mut kills = 0;
    let mut round = 0;
    while kills < KILLS {
        let work = *field.chance.pick(&[Work::Import, Work::Sync, Work::Upload, Work::Verdict]);
        let of_server = matches!(work, Work::Sync | Work::Upload) && field.chance.below(3) == 0;
        kills += usize::from(field.round(work, of_server));
        round += 1;
        assert!(round < 10 * KILLS, "the kills come too late: only {kills} of {round} hit");
        if round % 25 == 0 {
            field.check_vault();
        }
    }
    field.check_vault();
    field.check_server();
    for work in [Work::Import, Work::Sync, Work::Upload, Work::Verdict] {
        let hits: usize =
            [false, true].iter().filter_map(|of_server| field.hits.get(&(work, *of_server))).sum();
        assert!(hits >= KILLS_OF_EACH, "only {hits} kills hit {work:?}: {:?}", field.hits);
    }
    let of_server: usize =
        field.hits.iter().filter(|((_, of_server), _)| *of_server).map(|(_, hits)| hits).sum();
    assert!(of_server >= KILLS_OF_EACH, "only {of_server} kills hit the server at work");
}

impl Field {
    fn server(&mut self) -> &Server {
        let (stage, port) = (&self.stage, self.port);
        self.server.get_or_insert_with(|| stage.server_at(port, &[]))
    }

    /// Does `work` and kills somebody in the middle of it. Says whether the kill hit.
    fn round(&mut self, work: Work, of_server: bool) -> bool {
        self.server();
        let words = self.prepare(work);
        let mut command = self.console.command(&words.iter().map(String::as_str).collect::<Vec<_>>());
        command.env("HINDSIGHT_PASSPHRASE", PASSPHRASE);
        let out = self.stage.path("out.json");
        command.stdout(std::fs::File::create(&out).expect("a file for the output"));
        command.stdin(std::process::Stdio::null()).stderr(std::process::Stdio::null());
        let mut child = command.spawn().expect("hindsight starts");
        let lasts = *self.lasts.entry(work).or_insert(50_000);
        let delay = Duration::from_micros(self.chance.next() % (lasts + lasts / 4));
        let ended = wait_after_opening(&mut child, &self.console.data().join("vault.db"), delay);
        if of_server {
            self.server.take().expect("it runs").kill();
        }
        if let Err((status, lasted)) = ended {
            if let Some(lasted) = lasted {
                self.lasts.insert(work, u64::try_from(lasted.as_micros()).expect("not that long"));
            }
            self.acknowledge(work, &words, status, &out);
            return false;
        }
        // Where every kill hits, nothing is ever done: then the work lasts longer than was thought.
        self.lasts.insert(work, lasts + lasts / 20);
        *self.hits.entry((work, of_server)).or_default() += 1;
        if of_server {
            let status = child.wait().expect("the console ends by itself when its server dies");
            self.acknowledge(work, &words, status, &out);
        } else {
            child.kill().expect("it is there to be killed");
            child.wait().expect("it ends");
        }
        true
    }

    fn prepare(&mut self, work: Work) -> Vec<String> {
        let words = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        match work {
            Work::Import => {
                self.files += 1;
                let events: Vec<_> = (0..400)
                    .map(|n| json!({ "type": 3, "timestamp": 1_772_366_400_000_i64 + n,
                        "data": { "source": 5, "id": 1, "text": format!("file {} event {n}", self.files), "isChecked": false } }))
                    .collect();
                let file = self.stage.write(&format!("file-{}.json", self.files), json!(events).to_string());
                words(&["import", file.to_str().expect("a path of text")])
            }
            Work::Sync => {
                let recorder = self.recorder.clone();
                let payload = json!({ "text": "x".repeat(2_000) });
                let server = self.server();
                let id = server.record_run(
                    &recorder,
                    "busy",
                    &[("operation_start", payload), ("error", json!({}))],
                );
                server.flag_run(&recorder, &id, "sampled");
                self.done.recorded.push(id);
                words(&["sync", "--download", "all"])
            }
            Work::Upload => {
                match self.done.imported.iter().find(|(id, _)| !self.done.uploaded.contains(id)) {
                    Some((id, _)) => words(&["upload", id]),
                    None => self.prepare(Work::Import),
                }
            }
            Work::Verdict => {
                let queue = self.console.run(&["queue"]);
                match items(&queue).first() {
                    Some(review) => words(&[
                        "verdict",
                        text(review, "id"),
                        "--verdict",
                        "approve",
                        "--reason",
                        "other",
                        "--note",
                        "seen",
                    ]),
                    None => match self.done.imported.first() {
                        Some((id, _)) => words(&["flag", id, "--reason", "by hand"]),
                        None => self.prepare(Work::Import),
                    },
                }
            }
        }
    }

    fn acknowledge(&mut self, _: Work, words: &[String], status: ExitStatus, out: &Path) {
        if !status.success() {
            return;
        }
        let said = std::fs::read(out).expect("the output is there");
        let said: Value = serde_json::from_slice(&said).expect("exit code 0 comes with a whole document");
        match words[0].as_str() {
            "import" => {
                let made = &items(&said)[0];
                self.done
                    .imported
                    .push((text(made, "id").to_owned(), made["events"].as_u64().expect("a count")));
            }
            "upload" if said["state"] == "uploaded" => {
                self.done.uploaded.insert(text(&said, "id").to_owned());
            }
            "flag" => {
                self.done.flags.insert(text(&said, "id").to_owned());
            }
            "verdict" => {
                self.done.verdicts.insert(text(&said, "id").to_owned());
            }
            _ => {}
        }
    }

    /// The vault opens, is whole, and has what was acknowledged.
    fn check_vault(&mut self) {
        self.server();
        let doctor = self.console.attempt(&["doctor"], "");
        for check in items(&doctor.json) {
            let bad = ["vault", "journal"].contains(&text(check, "name")) && check["state"] != "ok";
            assert!(!bad, "after {} files: {check}", self.files);
        }
        let list = self.console.run(&["list", "--limit", "10000"]);
        let mut seen = BTreeSet::new();
        for row in items(&list) {
            assert!(seen.insert(text(row, "id").to_owned()), "{row} is listed twice");
        }
        for (id, events) in &self.done.imported {
            let row = items(&list).iter().find(|row| text(row, "id") == id);
            let row = row.unwrap_or_else(|| panic!("the import {id} was acknowledged and is gone"));
            assert_eq!((row["event_count"].as_u64(), &row["cached"]), (Some(*events), &json!(true)));
            let window = self.console.run(&["window", id, "--at", "100%"]);
            assert!(!window["events"].as_array().expect("events").is_empty(), "{id} does not open");
        }
        // Imports that were not acknowledged are whole where they are.
        for row in items(&list).iter().filter(|row| row["local_only"] == true) {
            assert_eq!(row["event_count"], 400, "{row}");
        }
    }

    /// After everything was sent, the server has each thing that was acknowledged, once.
    fn check_server(&mut self) {
        self.server();
        let locals: Vec<_> = self.done.imported.iter().map(|(id, _)| id.clone()).collect();
        for id in &locals {
            self.console.run(&["upload", id]);
        }
        self.console.run(&["sync", "--download", "all"]);
        let outbox = self.console.run(&["outbox"]);
        assert_eq!(outbox["total"], 0, "{outbox}");

        let fresh = self.stage.console("fresh");
        let token = self.stage.token("olga", "admin");
        let server = self.server.as_ref().expect("it runs");
        fresh.login(server, &token);
        fresh.run(&["sync", "--download", "all"]);
        let list = fresh.run(&["list", "--limit", "10000"]);
        let there: Vec<_> = items(&list).iter().map(|row| text(row, "id").to_owned()).collect();
        let unique: BTreeSet<_> = there.iter().collect();
        assert_eq!(unique.len(), there.len(), "a recording doubled");
        for id in locals.iter().chain(&self.done.recorded) {
            assert!(there.contains(id), "{id} was acknowledged and is not at the server");
        }
        let queue = fresh.run(&["queue", "--state", "all"]);
        let all = |list: &str| -> Vec<String> {
            let inner = items(&queue).iter().flat_map(|review| review[list].as_array().into_iter().flatten());
            inner.map(|item| text(item, "id").to_owned()).collect()
        };
        for (name, acknowledged) in [("verdicts", &self.done.verdicts), ("flags", &self.done.flags)] {
            let there = all(name);
            let unique: BTreeSet<_> = there.iter().cloned().collect();
            assert_eq!(unique.len(), there.len(), "one of the {name} doubled");
            assert!(acknowledged.is_subset(&unique), "lost {name}: {:?}", acknowledged - &unique);
        }
        assert!(!self.done.verdicts.is_empty() && !self.done.uploaded.is_empty(), "the test did its work");
    }
}

/// Waits until the child has opened its vault and `delay` is over; before that it derives a key, which touches nothing.
/// The child's end where it came first, and how long it had the vault open.
fn wait_after_opening(
    child: &mut Child,
    vault: &Path,
    delay: Duration,
) -> Result<(), (ExitStatus, Option<Duration>)> {
    // The moment of the kill is what is random here; nothing waits for something to become true.
    #[expect(clippy::disallowed_methods, reason = "the moment of a kill is real time")]
    let now = std::time::Instant::now;
    let mut opened = None;
    loop {
        if let Some(status) = child.try_wait().expect("a child can be asked") {
            return Err((status, opened.map(|at: std::time::Instant| at.elapsed())));
        }
        if opened.is_none() && has_open(child.id(), vault) {
            opened = Some(now());
        }
        if opened.is_some_and(|at| at.elapsed() >= delay) {
            return Ok(());
        }
        std::thread::yield_now();
    }
}

/// Whether a process has a file open. Told by Linux; elsewhere the key's derivation is killed as well.
fn has_open(process: u32, file: &Path) -> bool {
    if !cfg!(target_os = "linux") {
        return true;
    }
    let Ok(open) = std::fs::read_dir(format!("/proc/{process}/fd")) else { return false };
    open.flatten().any(|one| std::fs::read_link(one.path()).is_ok_and(|path| path == file))
}
