//! Sessions and runs in numbers, added up in SQL.
//!
//! **Invariant:** what is counted is found by an index (`recordings_sessions_counted`, `recordings_runs_counted`): the
//! time goes with how many recordings the range has. Only pages are counted from rows of their own.
//!
//! The governance role sees numbers of all recordings, also of those that it does not see one by one; a member those
//! of their own.

use hindsight_domain::{Role, Status, Timestamp};
use rusqlite::{Connection, Row, ToSql, named_params};

use super::StoreError;

/// Milliseconds of a day.
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// What is counted, and who asks.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Began at or after.
    pub from: Option<Timestamp>,
    /// Began at or before.
    pub to: Option<Timestamp>,
    /// Of this service. Runs have none.
    pub service: Option<String>,
    /// The user.
    pub user: String,
    /// In which role.
    pub role: Role,
}

/// Sessions in numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stats {
    /// Sessions.
    pub sessions: u64,
    /// Mean length of those that ended, in ms; `None` where none did.
    pub mean_ms: Option<f64>,
    /// Page views; see [`pages`].
    pub page_views: u64,
    /// Clicks and taps in their events.
    pub clicks: u64,
    /// Actors, each once. Sessions that name none have none.
    pub users: u64,
}

/// How many there are of something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Of what.
    pub word: String,
    /// How many.
    pub count: u64,
}

/// A page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its path.
    pub path: String,
    /// Its title when it was last reported; empty where it never was.
    pub title: String,
    /// How often it was viewed.
    pub views: u64,
    /// In how many sessions.
    pub sessions: u64,
}

/// A day of sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    /// Its beginning, in UTC.
    pub start: Timestamp,
    /// Sessions that began in it.
    pub sessions: u64,
    /// Their page views.
    pub page_views: u64,
    /// Their clicks.
    pub clicks: u64,
}

/// Agent recordings in numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Runs {
    /// By status, in the order of [`Status::ALL`].
    pub by_status: [u64; 4],
    /// Events of type `error`.
    pub errors: u64,
    /// Recordings with at least one of them.
    pub with_errors: u64,
    /// Mean length of those that ended, in ms; `None` where none did.
    pub mean_ms: Option<f64>,
}

/// Those of one agent.
#[derive(Clone, Debug, PartialEq)]
pub struct AgentRuns {
    /// The agent.
    pub agent_id: String,
    /// Its name in the register; `None` where it is not in it.
    pub name: Option<String>,
    /// Its recordings.
    pub runs: Runs,
}

/// Page views of a session: as reported; where none were, each page that its events show, once.
const VIEWS: &str = "CASE WHEN r.reported_views > 0 THEN r.reported_views ELSE r.shown_pages END";
/// Its length, where it ended.
const ENDED_MS: &str = "CASE WHEN r.status <> 'recording' THEN r.length_ms END";
/// The length of a run, where it ended.
const RUN_MS: &str = "CASE WHEN r.status <> 'recording' THEN max(0, r.ended_ms - r.started_ms) END";

impl Asked {
    fn sessions(&self) -> String {
        format!(
            "recordings AS r INDEXED BY recordings_sessions_counted WHERE r.kind = 'web'
                AND r.started_ms >= :from AND r.started_ms <= :to
                AND (:service IS NULL OR r.service = :service) AND {}",
            reach(self.role)
        )
    }

    fn runs(&self) -> String {
        format!(
            "recordings AS r INDEXED BY recordings_runs_counted WHERE r.kind = 'agent'
                AND r.started_ms >= :from AND r.started_ms <= :to AND {}",
            reach(self.role)
        )
    }

    fn since_ms(&self) -> i64 {
        self.from.unwrap_or(Timestamp::MIN).millis()
    }

    fn to_ms(&self) -> i64 {
        self.to.unwrap_or(Timestamp::MAX).millis()
    }

    /// The rows of a statement about sessions.
    fn read<T>(
        &self,
        connection: &Connection,
        sql: &str,
        limit: Option<u32>,
        row: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        let (from, to) = (self.since_ms(), self.to_ms());
        let mut values: Vec<(&str, &dyn ToSql)> =
            vec![(":from", &from), (":to", &to), (":service", &self.service), (":viewer", &self.user)];
        values.extend(limit.as_ref().map(|limit| (":limit", limit as &dyn ToSql)));
        let mut statement = connection.prepare_cached(sql)?;
        let rows = statement.query_map(values.as_slice(), row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// The condition over `recordings AS r` that holds for what a principal of this role has the numbers of.
fn reach(role: Role) -> &'static str {
    match role {
        Role::Admin | Role::Supervisor | Role::Reviewer => "(:viewer IS NOT NULL)",
        Role::Member => "(r.user_id = :viewer OR r.recorder = :viewer)",
    }
}

/// Sessions in numbers.
pub fn stats(connection: &Connection, asked: &Asked) -> Result<Stats, StoreError> {
    let sql = format!(
        "SELECT count(*), avg({ENDED_MS}), coalesce(sum({VIEWS}), 0), coalesce(sum(r.clicks), 0),
             count(DISTINCT nullif(r.user_id, ''))
         FROM {}",
        asked.sessions()
    );
    let read = |row: &Row<'_>| {
        Ok(Stats {
            sessions: row.get(0)?,
            mean_ms: row.get(1)?,
            page_views: row.get(2)?,
            clicks: row.get(3)?,
            users: row.get(4)?,
        })
    };
    let found = asked.read(connection, &sql, None, read)?.pop();
    found.ok_or_else(|| StoreError::damaged("the numbers of sessions", "a count has no row"))
}

/// Sessions by device, the most frequent first; a session that does not say is of the device `unspecified`.
pub fn devices(connection: &Connection, asked: &Asked, limit: u32) -> Result<Vec<Tally>, StoreError> {
    by(connection, asked, "coalesce(r.device, 'unspecified')", limit)
}

/// Sessions by service, the most frequent first; of those that name none, the service is empty.
pub fn services(connection: &Connection, asked: &Asked, limit: u32) -> Result<Vec<Tally>, StoreError> {
    by(connection, asked, "coalesce(r.service, '')", limit)
}

fn by(
    connection: &Connection,
    asked: &Asked,
    word: &'static str,
    limit: u32,
) -> Result<Vec<Tally>, StoreError> {
    let sql = format!(
        "SELECT {word} AS word, count(*) AS n FROM {} GROUP BY 1 ORDER BY n DESC, word LIMIT :limit",
        asked.sessions()
    );
    asked.read(connection, &sql, Some(limit), |row| Ok(Tally { word: row.get(0)?, count: row.get(1)? }))
}

/// The latest days on which sessions began, in order.
pub fn days(connection: &Connection, asked: &Asked, limit: u32) -> Result<Vec<Day>, StoreError> {
    // Division rounds towards 1970, also from before it.
    let sql = format!(
        "SELECT r.started_ms - ((r.started_ms % {DAY_MS}) + {DAY_MS}) % {DAY_MS} AS day, count(*), sum({VIEWS}),
             sum(r.clicks)
         FROM {} GROUP BY day ORDER BY day DESC LIMIT :limit",
        asked.sessions()
    );
    let read = |row: &Row<'_>| {
        Ok(Day {
            start: Timestamp::clamp_millis(row.get(0)?),
            sessions: row.get(1)?,
            page_views: row.get(2)?,
            clicks: row.get(3)?,
        })
    };
    let mut days = asked.read(connection, &sql, Some(limit), read)?;
    days.reverse();
    Ok(days)
}

/// The pages that were viewed most.
///
/// A view is one that the SDK reported. Of sessions that reported none, each page that their events show counts
/// once, so that the views of all pages add up to [`Stats::page_views`].
pub fn pages(connection: &Connection, asked: &Asked, limit: u32) -> Result<Vec<Page>, StoreError> {
    // The index of page views has the row of the latest, which has the title: no other row is read.
    let sql = format!(
        "WITH asked AS MATERIALIZED (SELECT r.pk, r.reported_views > 0 AS reported FROM {sessions}),
         views AS (
             SELECT p.path, count(*) AS views, max(p.at_ms) AS latest_ms, p.rowid AS latest
             FROM asked CROSS JOIN pageviews AS p ON p.recording = asked.pk
             GROUP BY p.recording, p.path
             UNION ALL
             SELECT s.path, 1, NULL, NULL
             FROM asked CROSS JOIN recorded_pages AS s ON s.recording = asked.pk WHERE NOT asked.reported),
         best AS (
             SELECT path, sum(views) AS views, count(*) AS sessions, max(latest_ms), latest
             FROM views GROUP BY path ORDER BY views DESC, path LIMIT :limit)
         SELECT best.path, coalesce((SELECT title FROM pageviews WHERE rowid = best.latest), ''), best.views,
             best.sessions
         FROM best ORDER BY best.views DESC, best.path",
        sessions = asked.sessions()
    );
    let read = |row: &Row<'_>| {
        Ok(Page { path: row.get(0)?, title: row.get(1)?, views: row.get(2)?, sessions: row.get(3)? })
    };
    asked.read(connection, &sql, Some(limit), read)
}

/// The numbers of runs, as columns.
fn run_columns() -> String {
    let by_status = Status::ALL.iter().map(|status| format!("count(*) FILTER (WHERE r.status = '{status}')"));
    format!(
        "{}, coalesce(sum(r.errors), 0), count(*) FILTER (WHERE r.errors > 0), avg({RUN_MS})",
        by_status.collect::<Vec<_>>().join(", ")
    )
}

fn runs_of(row: &Row<'_>, first: usize) -> rusqlite::Result<Runs> {
    let count = |at: usize| row.get::<_, u64>(first + at);
    Ok(Runs {
        by_status: [count(0)?, count(1)?, count(2)?, count(3)?],
        errors: count(4)?,
        with_errors: count(5)?,
        mean_ms: row.get(first + 6)?,
    })
}

/// All agent recordings in numbers, and those of the agents that have most.
pub fn runs(
    connection: &Connection,
    asked: &Asked,
    limit: u32,
) -> Result<(Runs, Vec<AgentRuns>), StoreError> {
    let (from, to) = (asked.since_ms(), asked.to_ms());
    let sql = format!("SELECT {} FROM {}", run_columns(), asked.runs());
    let all = connection
        .prepare_cached(&sql)?
        .query_row(named_params! { ":from": from, ":to": to, ":viewer": asked.user }, |row| {
            runs_of(row, 0)
        })?;
    let sql = format!(
        "SELECT r.agent_id, (SELECT name FROM agents WHERE id = r.agent_id), {}
         FROM {} AND r.agent_id IS NOT NULL GROUP BY r.agent_id ORDER BY count(*) DESC, r.agent_id LIMIT :limit",
        run_columns(),
        asked.runs()
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(
        named_params! { ":from": from, ":to": to, ":viewer": asked.user, ":limit": limit },
        |row| Ok(AgentRuns { agent_id: row.get(0)?, name: row.get(1)?, runs: runs_of(row, 2)? }),
    )?;
    Ok((all, rows.collect::<Result<_, _>>()?))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use hindsight_testkit::{FixedClock, Seeded};

    use super::*;
    use crate::store::Store;

    /// A server has many more recordings than a range of days.
    #[tokio::test]
    async fn what_is_added_up_is_found_by_an_index() {
        let dir = tempfile::TempDir::new().unwrap();
        let store =
            Store::open(dir.path(), None, Arc::new(FixedClock::default()), Arc::new(Seeded::new(1))).unwrap();
        for role in [Role::Admin, Role::Member] {
            let asked = Asked { from: None, to: None, service: None, user: "ann".into(), role };
            let sessions = format!(
                "SELECT avg({ENDED_MS}), sum({VIEWS}), sum(r.clicks), count(DISTINCT r.user_id), max(r.device)
                 FROM {}",
                asked.sessions()
            );
            let runs = format!("SELECT r.agent_id, {} FROM {}", run_columns(), asked.runs());
            let plans = store.read(move |connection| {
                let plan = |sql: &str| -> Result<String, StoreError> {
                    let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
                    // A plan is made without values.
                    let values = vec![rusqlite::types::Null; statement.parameter_count()];
                    let steps = statement
                        .query_map(rusqlite::params_from_iter(values), |row| row.get::<_, String>(3))?;
                    Ok(steps.collect::<Result<Vec<_>, _>>()?.join("; "))
                };
                Ok([plan(&sessions)?, plan(&runs)?])
            });
            let [sessions, runs] = plans.await.unwrap();
            assert!(sessions.contains("INDEX recordings_sessions_counted"), "{role}: {sessions}");
            assert!(runs.contains("INDEX recordings_runs_counted"), "{role}: {runs}");
        }
    }
}
