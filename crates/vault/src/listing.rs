//! Lists of recordings: filters, order, pages.
//!
//! SQLite keeps no statistics for us, so each list names its index: the one of its most telling filter. Every index
//! goes on with what else is filtered by, so that counting 100,000 recordings never touches the table.

use hindsight_contract::view::{Items, RecordingView};
use hindsight_domain::{Kind, Status, Timestamp};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use crate::row::{self, count};
use crate::search::Expression;
use crate::{Result, Vault, recordings};

/// Which recordings. What is `None` does not filter; all that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordingFilter {
    /// Of this kind.
    pub kind: Option<Kind>,
    /// Flagged, or not.
    pub flagged: Option<bool>,
    /// Of this agent.
    pub agent: Option<String>,
    /// In this status.
    pub status: Option<Status>,
    /// With this tag.
    pub tag: Option<String>,
    /// Started at or after.
    pub from: Option<Timestamp>,
    /// Started before.
    pub to: Option<Timestamp>,
    /// Of this session.
    pub session: Option<String>,
    /// Of this service.
    pub service: Option<String>,
    /// On this device.
    pub device: Option<String>,
    /// Of this user.
    pub user: Option<String>,
    /// With all segments in this vault, or not.
    pub cached: Option<bool>,
    /// Known only here, or not.
    pub local_only: Option<bool>,
    /// With a hit of this search in them or in their title.
    pub text: Option<String>,
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RecordingOrder {
    /// Latest start first.
    #[default]
    Newest,
    /// Earliest start first.
    Oldest,
    /// Longest first. Has no index: tens of milliseconds in a large vault.
    Longest,
}

/// Which part of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Items at most.
    pub limit: u32,
    /// Items to leave out before.
    pub offset: u64,
}

impl Vault {
    /// Recordings that pass `filter`, and how many do in all.
    pub fn recordings(
        &self,
        filter: &RecordingFilter,
        order: RecordingOrder,
        page: Page,
    ) -> Result<Items<RecordingView>> {
        self.database().read(|c| {
            let query = Query::of(c, filter)?;
            let total = query.total(c)?;
            let mut items = Vec::new();
            for n in query.numbers(c, order, page)? {
                items.extend(recordings::view(c, n)?);
            }
            Ok(Items { items, total })
        })
    }
}

/// A filter as SQL.
pub(crate) struct Query {
    /// `recordings r`, by way of an index.
    from: &'static str,
    conditions: Vec<&'static str>,
    values: Vec<Value>,
}

impl Query {
    pub(crate) fn of(connection: &Connection, filter: &RecordingFilter) -> Result<Self> {
        let mut query = Self { from: source(filter), conditions: Vec::new(), values: Vec::new() };
        // With a tag, its own columns, so that the table is not touched.
        let tagged = filter.tag.is_some();
        let pick = |by_tag: &'static str, by_row: &'static str| if tagged { by_tag } else { by_row };
        query.text("t.tag = ?", filter.tag.as_deref());
        query.text("r.session = ?", filter.session.as_deref());
        query.text(pick("t.agent = ?", "r.agent = ?"), filter.agent.as_deref());
        query.text("r.user = ?", filter.user.as_deref());
        query.text("r.service = ?", filter.service.as_deref());
        query.text("r.device = ?", filter.device.as_deref());
        query.text(pick("t.kind = ?", "r.kind = ?"), filter.kind.map(Kind::word));
        query.text(pick("t.status = ?", "r.status = ?"), filter.status.map(Status::word));
        let start = |bound: Option<Timestamp>| bound.map(|time| time.millis().into());
        query.value(pick("t.started_at >= ?", "r.started_at >= ?"), start(filter.from));
        query.value(pick("t.started_at < ?", "r.started_at < ?"), start(filter.to));
        // Spelled out, because a partial index is only found by a constant.
        let flag = |holds: &'static str, not: &'static str, wanted| if wanted { holds } else { not };
        query.conditions.extend(filter.flagged.map(|wanted| {
            flag(pick("t.flagged = 1", "r.flagged = 1"), pick("t.flagged = 0", "r.flagged = 0"), wanted)
        }));
        query.conditions.extend(filter.local_only.map(|wanted| {
            flag(
                pick("t.local_only = 1", "r.local_only = 1"),
                pick("t.local_only = 0", "r.local_only = 0"),
                wanted,
            )
        }));
        query.value("r.cached = ?", filter.cached.map(|wanted| i64::from(wanted).into()));
        if let Some(text) = &filter.text {
            match Expression::of(connection, text)? {
                Some(expression) => query.value(
                    "r.n IN (SELECT rowid >> 24 FROM
                        (SELECT rowid FROM texts_index WHERE texts_index MATCH ? ORDER BY rowid DESC LIMIT 100000))",
                    Some(expression.into_fts().into()),
                ),
                None => query.conditions.push("false"),
            }
        }
        Ok(query)
    }

    fn text(&mut self, condition: &'static str, wanted: Option<&str>) {
        self.value(condition, wanted.map(|text| text.to_owned().into()));
    }

    fn value(&mut self, condition: &'static str, wanted: Option<Value>) {
        if let Some(value) = wanted {
            self.conditions.push(condition);
            self.values.push(value);
        }
    }

    /// How many recordings pass.
    fn total(&self, connection: &Connection) -> Result<u64> {
        let mut select = connection.prepare_cached(&self.sql("count(*)", ""))?;
        Ok(select.query_row(params_from_iter(&self.values), |row| count(row, 0))?)
    }

    /// The numbers of a page.
    pub(crate) fn numbers(
        &self,
        connection: &Connection,
        order: RecordingOrder,
        page: Page,
    ) -> Result<Vec<i64>> {
        let start = if self.from.contains("tags") { "t.started_at" } else { "r.started_at" };
        let tail = match order {
            RecordingOrder::Newest => format!("ORDER BY {start} DESC LIMIT ? OFFSET ?"),
            RecordingOrder::Oldest => format!("ORDER BY {start} LIMIT ? OFFSET ?"),
            RecordingOrder::Longest => "ORDER BY r.duration_ms DESC, r.n DESC LIMIT ? OFFSET ?".to_owned(),
        };
        let n = if self.from.contains("tags") { "t.n" } else { "r.n" };
        let mut select = connection.prepare_cached(&self.sql(n, &tail))?;
        let page = [Value::from(page.limit), Value::from(row::signed(page.offset))];
        let rows = select.query_map(params_from_iter(self.values.iter().chain(&page)), |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Whether recording `n` passes.
    pub(crate) fn passes(&self, connection: &Connection, n: i64) -> Result<bool> {
        let from = if self.from.contains("tags") {
            "tags t CROSS JOIN recordings r ON r.n = t.n"
        } else {
            "recordings r"
        };
        let conditions = self.conditions.join(" AND ");
        let sql = format!("SELECT 1 FROM {from} WHERE r.n = ? AND {conditions}");
        let mut select = connection.prepare_cached(&sql)?;
        let n = [Value::from(n)];
        Ok(select.exists(params_from_iter(n.iter().chain(&self.values)))?)
    }

    fn sql(&self, what: &str, tail: &str) -> String {
        let conditions =
            if self.conditions.is_empty() { "true".to_owned() } else { self.conditions.join(" AND ") };
        format!("SELECT {what} FROM {} WHERE {conditions} {tail}", self.from)
    }
}

/// The index that the fewest recordings are expected to pass.
fn source(filter: &RecordingFilter) -> &'static str {
    let by_tag_alone = filter.session.is_none()
        && filter.user.is_none()
        && filter.service.is_none()
        && filter.device.is_none()
        && filter.cached.is_none()
        && filter.text.is_none();
    match filter {
        RecordingFilter { tag: Some(_), .. } if by_tag_alone => "tags t",
        RecordingFilter { tag: Some(_), .. } => "tags t CROSS JOIN recordings r ON r.n = t.n",
        RecordingFilter { session: Some(_), .. } => "recordings r INDEXED BY recordings_by_session",
        RecordingFilter { local_only: Some(true), .. } => "recordings r INDEXED BY recordings_local",
        RecordingFilter { user: Some(_), .. } => "recordings r INDEXED BY recordings_by_user",
        RecordingFilter { agent: Some(_), .. } => "recordings r INDEXED BY recordings_by_agent",
        RecordingFilter { service: Some(_), .. } => "recordings r INDEXED BY recordings_by_service",
        RecordingFilter { device: Some(_), .. } => "recordings r INDEXED BY recordings_by_device",
        RecordingFilter { flagged: Some(true), .. } => "recordings r INDEXED BY recordings_flagged",
        RecordingFilter { cached: Some(_), .. } => "recordings r INDEXED BY recordings_by_cached",
        RecordingFilter { status: Some(_), .. } => "recordings r INDEXED BY recordings_by_status",
        RecordingFilter { kind: Some(_), .. } => "recordings r INDEXED BY recordings_by_kind",
        _ => "recordings r INDEXED BY recordings_by_time",
    }
}
