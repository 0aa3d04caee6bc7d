//! What happens, one thing after another, as the seed has it.

use hindsight_console::Wanted;
use hindsight_domain::Role;
use hindsight_testkit::Seeded;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use super::agents::Agents;
use super::deeds::Said;
use super::desk::{Desk, Weather, is_weather};
use super::server::Server;

const HOUR_MS: i64 = 60 * 60 * 1_000;
/// Who decides, mostly.
const ROLES: &[Role] =
    &[Role::Reviewer, Role::Reviewer, Role::Supervisor, Role::Supervisor, Role::Admin, Role::Member];
/// Syncs of all within which everybody must agree once nothing goes wrong any more.
const ROUNDS: usize = 8;

pub(crate) struct Field {
    pub(crate) dir: TempDir,
    pub(crate) chance: Seeded,
    pub(crate) server: Server,
    pub(crate) agents: Agents,
    pub(crate) desks: [Desk; 2],
    /// What people said and were told is kept.
    pub(crate) said: Vec<Said>,
    pub(crate) restored: bool,
    told: bool,
}

/// What can happen, and how often in so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Op {
    Flag,
    Note,
    Verdict,
    Claim,
    Release,
    Import,
    Upload,
    Sync,
    SyncTogether,
    SyncAndSpeak,
    SyncCutShort,
    Process,
    Login,
    Logout,
    Weather,
    RunStarts,
    RunGoesOn,
    RunStops,
    RuleFlags,
    Delete,
    Role,
    ClockJumps,
    ServerStops,
    ServerDies,
    ServerStarts,
    BackUp,
    Restore,
}

const OPS: &[(Op, usize)] = &[
    (Op::Flag, 70),
    (Op::Note, 80),
    (Op::Verdict, 90),
    (Op::Claim, 40),
    (Op::Release, 25),
    (Op::Import, 30),
    (Op::Upload, 45),
    (Op::Sync, 140),
    (Op::SyncTogether, 25),
    (Op::SyncAndSpeak, 30),
    (Op::SyncCutShort, 20),
    (Op::Process, 40),
    (Op::Login, 60),
    (Op::Logout, 8),
    (Op::Weather, 60),
    (Op::RunStarts, 20),
    (Op::RunGoesOn, 60),
    (Op::RunStops, 15),
    (Op::RuleFlags, 25),
    (Op::Delete, 6),
    (Op::Role, 8),
    (Op::ClockJumps, 10),
    (Op::ServerStops, 8),
    (Op::ServerDies, 8),
    (Op::ServerStarts, 60),
    (Op::BackUp, 8),
    (Op::Restore, 6),
];

impl Field {
    pub(crate) async fn new(seed: u64, told: bool) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let mut server = Server::new(dir.path(), seed ^ 0x5e4);
        server.start().await;
        let agents = Agents::new(server.user("recorder", Role::Admin).await);
        let mut desks = Vec::new();
        for (user, seed) in [("ann", seed ^ 0xa00), ("ben", seed ^ 0xb00)] {
            let token = server.user(user, Role::Reviewer).await;
            desks.push(Desk::new(dir.path(), user, token, seed).await);
        }
        let desks = desks.try_into().unwrap_or_else(|_| unreachable!("two were made"));
        let chance = Seeded::new(seed);
        let mut field = Self { dir, chance, server, agents, desks, said: Vec::new(), restored: false, told };
        field.wires_follow();
        for desk in &field.desks {
            desk.login().await.expect("the first sign-in is in fine weather");
        }
        field.run_starts().await;
        field
    }

    pub(crate) async fn step(&mut self, n: u64) {
        self.time_passes();
        let total = OPS.iter().map(|(_, often)| often).sum();
        let mut drawn = self.chance.below(total);
        let op = OPS.iter().find_map(|(op, often)| match drawn.checked_sub(*often) {
            Some(rest) => {
                drawn = rest;
                None
            }
            None => Some(*op),
        });
        let (op, at) = (op.expect("one of them"), self.chance.below(2));
        if self.told {
            println!("{n}: {op:?} at {}", self.desks[at].user);
        }
        self.perform(op, at, n).await;
    }

    async fn perform(&mut self, op: Op, at: usize, n: u64) {
        match op {
            Op::Flag => self.flag(at, n).await,
            Op::Note => self.note(at, n).await,
            Op::Verdict => self.verdict(at, n).await,
            Op::Claim => self.claim(at).await,
            Op::Release => self.release(at).await,
            Op::Import => self.import(at, n).await,
            Op::Upload => self.upload(at).await,
            Op::Sync => self.sync(at).await,
            Op::SyncTogether => self.sync_together().await,
            Op::SyncAndSpeak => self.sync_and_speak(at, n).await,
            Op::SyncCutShort => self.sync_cut_short(at).await,
            Op::Process => self.desks[at].restart(),
            Op::Login => self.login(at).await,
            Op::Logout => self.desks[at].console.logout().await.expect("signing out needs no network"),
            Op::Weather => {
                let weather = [Weather::Fine, Weather::Fine, Weather::Foul, Weather::Foul, Weather::Off];
                self.desks[at].set_weather(*self.chance.pick(&weather));
            }
            Op::ClockJumps => {
                let hours = i64::try_from(self.chance.below(24)).unwrap_or(0) - 8;
                self.desks[at].clock.advance(hours * HOUR_MS);
            }
            Op::ServerStarts => {
                self.server.start().await;
                self.wires_follow();
            }
            _ if self.server.is_up() => self.perform_at_server(op, at, n).await,
            _ => {}
        }
    }

    /// What needs a server that runs.
    async fn perform_at_server(&mut self, op: Op, at: usize, n: u64) {
        match op {
            Op::RunStarts => self.run_starts().await,
            Op::RunGoesOn => {
                if let Some(id) = self.some_run(true) {
                    self.agents.event(&self.server, &id, n).await;
                }
            }
            Op::RunStops => {
                if let Some(id) = self.some_run(true) {
                    self.agents.stop(&self.server, &id).await;
                }
            }
            Op::RuleFlags => {
                if let Some(id) = self.some_run(false) {
                    self.agents.flag(&self.server, &id).await;
                }
            }
            Op::Delete => self.delete(at).await,
            Op::Role => {
                let role = *self.chance.pick(ROLES);
                self.server.set_role(self.desks[at].user, role).await;
            }
            Op::ServerStops => self.server.stop().await,
            Op::ServerDies => self.server.die().await,
            Op::BackUp => self.server.back_up().await,
            Op::Restore => self.restored |= self.server.restore(&self.chance).await,
            _ => unreachable!("{op:?} needs no server"),
        }
        self.wires_follow();
    }

    /// Everything whole again: everybody signs in, all that is local goes up, all sync until nothing is new.
    pub(crate) async fn settle(&mut self) {
        self.server.start().await;
        self.wires_follow();
        self.server.set_role("ann", Role::Admin).await;
        self.server.set_role("ben", *self.chance.pick(&ROLES[..3])).await;
        for at in 0..self.desks.len() {
            self.time_passes();
            self.desks[at].set_weather(Weather::Fine);
            self.desks[at].restart();
            self.desks[at].login().await.expect("the weather is fine");
            self.sync_well(at).await;
            self.upload_all(at).await;
        }
        for round in 0.. {
            let mut news = 0;
            for at in 0..self.desks.len() {
                news += self.sync_well(at).await;
            }
            if news == 0 {
                return;
            }
            assert!(round < ROUNDS, "it does not come to rest: {news} things are still new");
        }
    }

    async fn sync_well(&self, at: usize) -> u64 {
        let synced = self.desks[at].sync(Wanted::All, CancellationToken::new()).await;
        let synced = synced.unwrap_or_else(|error| panic!("a sync in fine weather: {error}"));
        assert_eq!(synced.faults, [], "everything that is listed can be had");
        let report = synced.report;
        report.received + report.sent + report.downloaded_bytes
    }

    fn time_passes(&self) {
        for clock in [&self.server.clock, &self.desks[0].clock, &self.desks[1].clock] {
            clock.advance(i64::try_from(self.chance.below(60_000)).unwrap_or(0));
        }
    }

    fn wires_follow(&self) {
        for desk in &self.desks {
            desk.look_for(&self.server);
        }
    }

    async fn run_starts(&mut self) {
        self.agents.start(&self.server).await;
    }

    fn some_run(&self, growing: bool) -> Option<String> {
        let runs = if growing { &self.agents.growing } else { &self.agents.runs };
        let last = runs.len().saturating_sub(8);
        (!runs.is_empty()).then(|| self.chance.pick(&runs[last..]).clone())
    }

    async fn login(&self, at: usize) {
        let desk = &self.desks[at];
        if desk.is_signed_in() {
            return;
        }
        if let Err(error) = desk.login().await {
            assert!(is_weather(&error), "signing in: {error}");
        }
    }
}
