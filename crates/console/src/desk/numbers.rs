//! Many recordings in numbers: of this vault, or of its server.
//!
//! Of this vault: sessions, users, devices, services and lengths of all that it lists, since its rows tell them;
//! clicks and page views as the server counted them, else as the events say that are here; pages and errors of what
//! is here alone. [`ReadHere`] says of how many that is.

use std::collections::{BTreeMap, HashMap, HashSet};

use hindsight_contract::analytics::{AgentStats, RunStats, SessionStats};
use hindsight_contract::desk::{
    AgentNumbers, DayNumbers, FacetValue, Numbers, NumbersAsk, NumbersSource, PageNumbers, ReadHere,
    RunNumbers, SessionNumbers,
};
use hindsight_domain::{DeviceType, Kind, Role, Status, Timestamp};
use hindsight_replay::counts::Counts;
use hindsight_sync::{NumbersQuery, RemoteOptions, ServerNumbers};
use hindsight_vault::{Counted, CountedAsk, Vault};
use serde::{Deserialize, Serialize};

use crate::{Console, Result};

/// Under what a recording's [`Kept`] stands among what is derived.
pub(super) const NUMBERS: &str = "numbers";
/// Pages and agents that are told.
const ROWS: usize = 100;
/// Days and services that are told.
const MOST: usize = 500;
/// Different pages that are told apart; what is beyond is counted and not named.
const PAGES: usize = 200_000;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// What a recording's events count for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    /// Of a web session.
    #[serde(flatten)]
    pub(super) counts: Counts,
    /// Events of type `error` of an agent run.
    pub(super) errors: u64,
}

impl Console {
    /// Many recordings in numbers.
    ///
    /// # Errors
    ///
    /// From a server what every call to one can meet; nobody has to be signed in for this vault's own.
    pub async fn numbers(&self, ask: NumbersAsk) -> Result<Numbers> {
        match ask.source {
            NumbersSource::Here => {
                let now = self.clock.now();
                self.with_vault(move |vault| here(vault, &ask, now)).await
            }
            NumbersSource::Server => self.server_numbers(ask).await,
        }
    }

    async fn server_numbers(&self, ask: NumbersAsk) -> Result<Numbers> {
        let remote = self.remote(&RemoteOptions::default()).await?;
        let query = NumbersQuery {
            from: ask.from,
            // The server's range has its end in it.
            to: ask.to.map(|to| to.plus(-1)),
            service: ask.service,
        };
        let found = self.heed(remote.numbers(&query, ROWS as u32).await).await?;
        let account = self.account().await?;
        let mut numbers = of_server(found);
        numbers.as_of = self.clock.now();
        numbers.only_seen = account.as_ref().is_none_or(|account| account.role == Role::Member);
        numbers.server_url = account.map(|account| account.server_url);
        Ok(numbers)
    }
}

fn of_server(found: ServerNumbers) -> Numbers {
    let SessionStats { total_sessions, avg_duration, total_page_views, total_clicks, unique_users } =
        found.sessions;
    let AgentStats { total, agents } = found.agents;
    Numbers {
        source: NumbersSource::Server,
        sessions: SessionNumbers {
            sessions: total_sessions,
            mean_ms: mean_of(avg_duration),
            page_views: total_page_views,
            clicks: total_clicks,
            users: unique_users,
        },
        devices: found.devices.into_iter().map(|one| facet(one.device_type.word(), one.count)).collect(),
        services: found.services.into_iter().map(|one| facet(&one.service_slug, one.count)).collect(),
        pages: found
            .pages
            .into_iter()
            .map(|page| PageNumbers {
                path: page.path,
                title: page.title,
                views: page.views,
                sessions: page.unique_sessions,
            })
            .collect(),
        days: found
            .days
            .into_iter()
            .map(|day| DayNumbers {
                day: day.day,
                sessions: day.sessions,
                page_views: day.page_views,
                clicks: day.clicks,
            })
            .collect(),
        runs: runs_of(&total),
        agents: agents
            .into_iter()
            .map(|one| AgentNumbers { agent: one.agent_id, name: one.name, runs: runs_of(&one.runs) })
            .collect(),
        ..Numbers::default()
    }
}

fn runs_of(stats: &RunStats) -> RunNumbers {
    RunNumbers {
        recording: stats.recording,
        completed: stats.completed,
        failed: stats.failed,
        cancelled: stats.cancelled,
        errors: stats.errors,
        with_errors: stats.with_errors,
        mean_ms: mean_of(stats.avg_duration),
    }
}

/// The server says 0 where there is no mean.
fn mean_of(seconds: f64) -> Option<f64> {
    (seconds > 0.0).then_some(seconds * 1000.0)
}

fn facet(value: &str, total: u64) -> FacetValue {
    FacetValue { value: value.to_owned(), total }
}

/// Names of the details that say what a session counts for, as the server writes them and its exports have them.
const TOLD: [&str; 5] = ["pageViews", "recordedPages", "clicks", "durationMs", "endedAt"];

fn here(vault: &Vault, ask: &NumbersAsk, now: Timestamp) -> Result<Numbers> {
    let account = vault.account()?;
    let mut sum = Sum { service: ask.service.clone(), ..Sum::default() };
    let counted = CountedAsk { from: ask.from, to: ask.to, told: &TOLD, derived: NUMBERS };
    vault.each_counted(&counted, |recording| match recording.kind {
        Kind::Web => sum.session(recording),
        Kind::Agent => sum.run(recording),
        Kind::Screen => {}
    })?;
    let heard = account.as_ref().and_then(|account| account.last_sync_at);
    let mut numbers = sum.finish();
    numbers.as_of = heard.unwrap_or(now);
    numbers.server_url = account.map(|account| account.server_url);
    Ok(numbers)
}

/// A mean in the making.
#[derive(Clone, Copy, Default)]
struct Mean {
    sum_ms: i128,
    count: u64,
}

impl Mean {
    fn add(&mut self, ms: i64) {
        self.sum_ms += i128::from(ms.max(0));
        self.count += 1;
    }

    fn ms(self) -> Option<f64> {
        (self.count > 0).then(|| self.sum_ms as f64 / self.count as f64)
    }
}

#[derive(Clone, Copy, Default)]
struct Runs {
    numbers: RunNumbers,
    mean: Mean,
}

impl Runs {
    fn add(&mut self, recording: &Counted, errors: u64) {
        let numbers = &mut self.numbers;
        match recording.status {
            Status::Recording => numbers.recording += 1,
            Status::Completed => numbers.completed += 1,
            Status::Failed => numbers.failed += 1,
            Status::Cancelled => numbers.cancelled += 1,
        }
        numbers.errors += errors;
        numbers.with_errors += u64::from(errors > 0);
        if !recording.status.is_growing() {
            self.mean.add(recording.duration_ms);
        }
    }

    fn finish(self) -> RunNumbers {
        RunNumbers { mean_ms: self.mean.ms(), ..self.numbers }
    }

    fn count(&self) -> u64 {
        let RunNumbers { recording, completed, failed, cancelled, .. } = self.numbers;
        recording + completed + failed + cancelled
    }
}

/// What was added up so far.
#[derive(Default)]
struct Sum {
    service: Option<String>,
    sessions: SessionNumbers,
    mean: Mean,
    users: HashSet<String>,
    devices: HashMap<String, u64>,
    services: HashMap<String, u64>,
    pages: HashMap<String, PageNumbers>,
    days: BTreeMap<i64, DayNumbers>,
    runs: Runs,
    agents: HashMap<String, Runs>,
    read: ReadHere,
}

impl Sum {
    fn session(&mut self, recording: Counted) {
        let service = recording.service.as_deref().unwrap_or_default();
        *self.services.entry(service.to_owned()).or_default() += 1;
        if self.service.as_deref().is_some_and(|wanted| wanted != service) {
            return;
        }
        let kept = kept(&recording);
        let told = |at: usize| recording.told.get(at).copied().flatten();
        let count = |at: usize| told(at).and_then(|count| u64::try_from(count).ok());
        // What the SDK reported, else the pages that the server saw, else those that were read here.
        let views = count(0).filter(|views| *views > 0).or(count(1));
        let views = views.or(kept.as_ref().map(|kept| kept.counts.page_views()));
        let clicks = count(2).or(kept.as_ref().map(|kept| kept.counts.clicks));
        self.read.sessions += 1;
        self.read.sessions_counted += u64::from(views.is_some() && clicks.is_some());
        self.read.sessions_read += u64::from(kept.is_some());
        let (views, clicks) = (views.unwrap_or(0), clicks.unwrap_or(0));

        let sessions = &mut self.sessions;
        sessions.sessions += 1;
        sessions.page_views = sessions.page_views.saturating_add(views);
        sessions.clicks = sessions.clicks.saturating_add(clicks);
        if !recording.status.is_growing() {
            // As its summary has it; replay goes on to the latest event.
            let until_end = told(4).map(|end| Timestamp::clamp_millis(end).since(recording.started_at));
            self.mean.add(told(3).or(until_end).unwrap_or(recording.duration_ms));
        }
        let day_ms = recording.started_at.millis().div_euclid(DAY_MS) * DAY_MS;
        let empty =
            DayNumbers { day: Timestamp::clamp_millis(day_ms), sessions: 0, page_views: 0, clicks: 0 };
        let day = self.days.entry(day_ms).or_insert(empty);
        day.sessions += 1;
        day.page_views = day.page_views.saturating_add(views);
        day.clicks = day.clicks.saturating_add(clicks);

        let device = DeviceType::from_word(recording.device.as_deref().unwrap_or_default());
        *self.devices.entry(device.word().to_owned()).or_default() += 1;
        self.users.extend(recording.user.filter(|user| !user.is_empty()));
        for page in kept.map(|kept| kept.counts.pages).unwrap_or_default() {
            self.page(page);
        }
    }

    fn page(&mut self, page: hindsight_replay::counts::PageCount) {
        if self.pages.len() >= PAGES && !self.pages.contains_key(&page.path) {
            return;
        }
        let empty = || PageNumbers { path: page.path.clone(), title: String::new(), views: 0, sessions: 0 };
        let known = self.pages.entry(page.path.clone()).or_insert_with(empty);
        known.views = known.views.saturating_add(page.views);
        known.sessions += 1;
        // Sessions come in the order in which they began: the latest title stays.
        if !page.title.is_empty() {
            known.title = page.title;
        }
    }

    fn run(&mut self, recording: Counted) {
        let errors = kept(&recording).map(|kept| kept.errors);
        self.read.runs += 1;
        self.read.runs_read += u64::from(errors.is_some());
        let errors = errors.unwrap_or(0);
        self.runs.add(&recording, errors);
        if let Some(agent) = &recording.agent {
            self.agents.entry(agent.clone()).or_default().add(&recording, errors);
        }
    }

    fn finish(self) -> Numbers {
        let mut pages: Vec<_> = self.pages.into_values().collect();
        pages.sort_by(|a, b| b.views.cmp(&a.views).then_with(|| a.path.cmp(&b.path)));
        pages.truncate(ROWS);
        let mut agents: Vec<_> = self.agents.into_iter().collect();
        agents.sort_by(|(a, its), (b, others)| others.count().cmp(&its.count()).then_with(|| a.cmp(b)));
        agents.truncate(ROWS);
        let latest = self.days.len().saturating_sub(MOST);
        Numbers {
            source: NumbersSource::Here,
            only_seen: true,
            sessions: SessionNumbers {
                mean_ms: self.mean.ms(),
                users: self.users.len() as u64,
                ..self.sessions
            },
            devices: most(self.devices),
            services: most(self.services),
            pages,
            days: self.days.into_values().skip(latest).collect(),
            runs: self.runs.finish(),
            agents: agents
                .into_iter()
                .map(|(agent, runs)| AgentNumbers { name: agent.clone(), agent, runs: runs.finish() })
                .collect(),
            read: Some(self.read),
            ..Numbers::default()
        }
    }
}

/// The values that most have, first.
fn most(values: HashMap<String, u64>) -> Vec<FacetValue> {
    let mut values: Vec<_> = values.into_iter().map(|(value, total)| FacetValue { value, total }).collect();
    values.sort_by(|a, b| b.total.cmp(&a.total).then_with(|| a.value.cmp(&b.value)));
    values.truncate(MOST);
    values
}

/// What was counted of a recording; nothing where it was not read, or could not be.
fn kept(recording: &Counted) -> Option<Kept> {
    serde_json::from_slice(recording.derived.as_deref()?).ok()
}

#[cfg(test)]
mod tests;
