//! Lists of recordings: filters, order, pages.
//!
//! Looking at a row of the table means decrypting a page, so a list of 100,000 recordings must not: each list names
//! its index, every index goes on with what else is mostly filtered by, and most totals stand in a table of totals.

pub use hindsight_contract::desk::LibraryOrder as RecordingOrder;
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
            let total = match known_total(c, filter)? {
                Some(total) => total,
                None => query.total(c)?,
            };
            let query = query.led_by(order);
            let mut items = Vec::new();
            let numbers = if page.offset < total { query.numbers(c, order, page)? } else { Vec::new() };
            for n in numbers {
                items.extend(recordings::view(c, n)?);
            }
            Ok(Items { items, total })
        })
    }
}

/// Numbers of the recordings that have a hit.
macro_rules! hits {
    () => {
        "(SELECT rowid >> 24 FROM
            (SELECT rowid FROM texts_index WHERE texts_index MATCH ? ORDER BY rowid DESC LIMIT 100000))"
    };
}

/// A filter as SQL.
pub(crate) struct Query {
    by: Driver,
    conditions: Vec<&'static str>,
    values: Vec<Value>,
}

/// By way of what recordings are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Driver {
    /// The table of tags, which has most of what is filtered by.
    Tags,
    /// The same with the recordings beside it, for the rest.
    TagsAndRecordings,
    /// An index of the recordings.
    Index(&'static str),
}

impl Driver {
    fn from(self) -> String {
        match self {
            Self::Tags => "tags t".to_owned(),
            Self::TagsAndRecordings => "tags t CROSS JOIN recordings r ON r.n = t.n".to_owned(),
            Self::Index(name) => format!("recordings r INDEXED BY {name}"),
        }
    }

    fn is_tags(self) -> bool {
        !matches!(self, Self::Index(_))
    }
}

impl Query {
    pub(crate) fn of(connection: &Connection, filter: &RecordingFilter) -> Result<Self> {
        let by = driver(connection, filter)?;
        let mut query = Self { by, conditions: Vec::new(), values: Vec::new() };
        // Where tags lead, their own columns, so that the table is not touched.
        let pick = |by_tag: &'static str, by_row: &'static str| if by.is_tags() { by_tag } else { by_row };
        let of_tag =
            "EXISTS (SELECT 1 FROM tags t WHERE t.tag = ? AND t.started_at = r.started_at AND t.n = r.n)";
        query.text(pick("t.tag = ?", of_tag), filter.tag.as_deref());
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
        query.value(
            pick("t.cached = ?", "r.cached = ?"),
            filter.cached.map(|wanted| i64::from(wanted).into()),
        );
        // Spelled out, because a partial index is only found by a constant.
        query.conditions.extend(filter.flagged.map(|wanted| match wanted {
            true => pick("t.flagged = 1", "r.flagged = 1"),
            false => pick("t.flagged = 0", "r.flagged = 0"),
        }));
        query.conditions.extend(filter.local_only.map(|wanted| match wanted {
            true => pick("t.local_only = 1", "r.local_only = 1"),
            false => pick("t.local_only = 0", "r.local_only = 0"),
        }));
        if let Some(text) = &filter.text {
            match Expression::of(connection, text)? {
                Some(expression) => {
                    let condition = pick(concat!("t.n IN ", hits!()), concat!("r.n IN ", hits!()));
                    query.value(condition, Some(expression.into_fts().into()));
                }
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
        let mut select = connection.prepare_cached(&self.page_sql(order))?;
        let page = [Value::from(page.limit), Value::from(row::signed(page.offset))];
        let rows = select.query_map(params_from_iter(self.values.iter().chain(&page)), |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Selects the numbers of a page; its limit and offset are the last two values.
    pub(crate) fn page_sql(&self, order: RecordingOrder) -> String {
        let n = if self.by.is_tags() { "t.n" } else { "r.n" };
        self.sql(n, &format!("ORDER BY {} LIMIT ? OFFSET ?", self.order(order)))
    }

    /// The same list by way of the order's own index, which has all that is filtered by; where a facet leads, what it
    /// finds is sorted.
    pub(crate) fn led_by(mut self, order: RecordingOrder) -> Self {
        let is_part = !matches!(self.by, Driver::Index(name) if WHOLE.contains(&name));
        if let Some(index) = Column::of(order).index()
            && !is_part
            && !self.conditions.iter().any(|condition| condition.contains("texts_index"))
        {
            self.by = Driver::Index(index);
        }
        self
    }

    /// What rows are sorted by. Of equal ones the one that came here later is the greater, so that pages never overlap.
    fn order(&self, order: RecordingOrder) -> String {
        let column = Column::of(order);
        let direction = if is_ascending(order) { "" } else { " DESC" };
        match (column, self.by) {
            (Column::Start, by) => {
                let start = if by.is_tags() { "t.started_at" } else { "r.started_at" };
                format!("{start}{direction}")
            }
            (_, Driver::Tags) => {
                let name = column.sql();
                format!("(SELECT {name} FROM recordings r WHERE r.n = t.n){direction}, t.n{direction}")
            }
            (_, Driver::TagsAndRecordings | Driver::Index(_)) => {
                format!("{}{direction}, r.n{direction}", column.sql())
            }
        }
    }

    /// Whether recording `n` passes.
    pub(crate) fn passes(&self, connection: &Connection, n: i64) -> Result<bool> {
        let from = match self.by {
            Driver::Index(_) => "recordings r".to_owned(),
            _ => Driver::TagsAndRecordings.from(),
        };
        let sql = format!("SELECT 1 FROM {from} WHERE r.n = ? AND {}", self.condition());
        let mut select = connection.prepare_cached(&sql)?;
        let n = [Value::from(n)];
        Ok(select.exists(params_from_iter(n.iter().chain(&self.values)))?)
    }

    fn sql(&self, what: &str, tail: &str) -> String {
        format!("SELECT {what} FROM {} WHERE {} {tail}", self.by.from(), self.condition())
    }

    fn condition(&self) -> String {
        if self.conditions.is_empty() { "true".to_owned() } else { self.conditions.join(" AND ") }
    }
}

/// Indices that find much of a vault: what they find is not worth sorting.
const WHOLE: [&str; 4] =
    ["recordings_by_time", "recordings_by_kind", "recordings_by_status", "recordings_by_cached"];

/// What a list is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Start,
    Length,
    Events,
    Bytes,
    Title,
    User,
}

impl Column {
    fn of(order: RecordingOrder) -> Self {
        use RecordingOrder as By;
        match order {
            By::Newest | By::Oldest => Self::Start,
            By::Longest | By::Shortest => Self::Length,
            By::MostEvents | By::FewestEvents => Self::Events,
            By::Largest | By::Smallest => Self::Bytes,
            By::TitleAscending | By::TitleDescending => Self::Title,
            By::UserAscending | By::UserDescending => Self::User,
        }
    }

    /// As it stands in its index.
    fn sql(self) -> &'static str {
        match self {
            Self::Start => "r.started_at",
            Self::Length => "r.duration_ms",
            Self::Events => "r.event_count",
            Self::Bytes => "r.bytes",
            Self::Title => "r.title COLLATE NOCASE",
            Self::User => "r.user COLLATE NOCASE",
        }
    }

    /// Its own index; every other index is in order of the start.
    fn index(self) -> Option<&'static str> {
        match self {
            Self::Start => None,
            Self::Length => Some("recordings_by_length"),
            Self::Events => Some("recordings_by_events"),
            Self::Bytes => Some("recordings_by_bytes"),
            Self::Title => Some("recordings_by_title"),
            Self::User => Some("recordings_by_user_name"),
        }
    }
}

fn is_ascending(order: RecordingOrder) -> bool {
    use RecordingOrder as By;
    match order {
        By::Newest | By::Longest | By::MostEvents | By::Largest => false,
        By::TitleDescending | By::UserDescending => false,
        By::Oldest | By::Shortest | By::FewestEvents | By::Smallest => true,
        By::TitleAscending | By::UserAscending => true,
    }
}

/// How many entries of an index can be looked at in the time of looking one row up in the table.
const LOOKUP: u64 = 10;

/// Filters that each stand for a part of all recordings, with the index that finds it.
fn facets(filter: &RecordingFilter) -> Vec<(&'static str, &str, Driver)> {
    let of_tags = Driver::TagsAndRecordings;
    [
        ("session", &filter.session, Driver::Index("recordings_by_session")),
        ("user", &filter.user, Driver::Index("recordings_by_user")),
        ("agent", &filter.agent, Driver::Index("recordings_by_agent")),
        ("service", &filter.service, Driver::Index("recordings_by_service")),
        ("device", &filter.device, Driver::Index("recordings_by_device")),
        ("tag", &filter.tag, of_tags),
    ]
    .into_iter()
    .filter_map(|(name, value, driver)| Some((name, value.as_deref()?, driver)))
    .collect()
}

/// The smallest of the facets; without one, what is rarest in most vaults.
fn driver(connection: &Connection, filter: &RecordingFilter) -> Result<Driver> {
    let facets = facets(filter);
    let only_tags = facets.iter().all(|(name, ..)| ["tag", "agent"].contains(name));
    let mut smallest: Option<(u64, Driver)> = None;
    for &(name, value, driver) in &facets {
        let size = match name {
            // Small, and without totals.
            "session" => 0,
            _ if facets.len() == 1 => 0,
            // Each would be looked up in the table.
            "tag" if !only_tags => sum(connection, name, value, None)?.saturating_mul(LOOKUP),
            _ => sum(connection, name, value, None)?,
        };
        if smallest.is_none_or(|(least, _)| size < least) {
            smallest = Some((size, driver));
        }
    }
    Ok(match (smallest, filter) {
        (Some((_, Driver::TagsAndRecordings)), _) if only_tags => Driver::Tags,
        (Some((_, driver)), _) => driver,
        (None, RecordingFilter { local_only: Some(true), .. }) => Driver::Index("recordings_local"),
        (None, RecordingFilter { flagged: Some(true), .. }) => Driver::Index("recordings_flagged"),
        (None, RecordingFilter { cached: Some(_), .. }) => Driver::Index("recordings_by_cached"),
        (None, RecordingFilter { status: Some(_), .. }) => Driver::Index("recordings_by_status"),
        (None, RecordingFilter { kind: Some(_), .. }) => Driver::Index("recordings_by_kind"),
        (None, _) => Driver::Index("recordings_by_time"),
    })
}

/// The total from the table of totals, which has it by one facet at most and knows no times, no texts and
/// not what is cached.
fn known_total(connection: &Connection, filter: &RecordingFilter) -> Result<Option<u64>> {
    let RecordingFilter { from, to, session, text, cached, .. } = filter;
    if from.is_some() || to.is_some() || session.is_some() || text.is_some() || cached.is_some() {
        return Ok(None);
    }
    match facets(filter)[..] {
        [] => sum(connection, "", "", Some(filter)).map(Some),
        [(name, value, _)] => sum(connection, name, value, Some(filter)).map(Some),
        _ => Ok(None),
    }
}

fn sum(connection: &Connection, facet: &str, value: &str, filter: Option<&RecordingFilter>) -> Result<u64> {
    let none = RecordingFilter::default();
    let RecordingFilter { kind, status, flagged, local_only, .. } = filter.unwrap_or(&none);
    let mut select = connection.prepare_cached(
        "SELECT coalesce(sum(total), 0) FROM totals
         WHERE facet = ?1 AND value = ?2 AND kind = coalesce(?3, kind) AND status = coalesce(?4, status)
            AND flagged = coalesce(?5, flagged) AND local_only = coalesce(?6, local_only)",
    )?;
    let (kind, status) = (kind.map(Kind::word), status.map(Status::word));
    Ok(select.query_row((facet, value, kind, status, flagged, local_only), |row| count(row, 0))?)
}
