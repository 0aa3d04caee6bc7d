//! Lists of recordings: filters, how many match, and one page.

use hindsight_domain::{Kind, Role, Status, Timestamp};
use rusqlite::{Connection, ToSql};

use super::StoreError;
use super::recordings::{COLUMNS, Stored, visible};

/// What a list holds; `None` and empty for all.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// The agent.
    pub agent_id: Option<String>,
    /// The user or actor.
    pub user_id: Option<String>,
    /// What it shares a clock with.
    pub session_id: Option<String>,
    /// The service of a web session.
    pub service: Option<String>,
    /// The device of a web session, as its word.
    pub device: Option<String>,
    /// One of these states.
    pub statuses: Option<Vec<Status>>,
    /// Whether it is or was in the queue.
    pub flagged: Option<bool>,
    /// A word among its tags.
    pub tag: Option<String>,
    /// Began at or after.
    pub from: Option<Timestamp>,
    /// Began at or before.
    pub to: Option<Timestamp>,
}

/// A page of recordings, the latest first, and how many match in all.
#[derive(Clone, Debug)]
pub struct Page {
    /// This page.
    pub rows: Vec<Stored>,
    /// All matches.
    pub total: u64,
}

/// Reads `limit` recordings of a kind from `offset` on, of those that the viewer sees.
pub fn page(
    connection: &Connection,
    kind: Kind,
    filter: &Filter,
    viewer: (&str, Role),
    limit: u32,
    offset: u64,
) -> Result<Page, StoreError> {
    let (user, role) = viewer;
    let mut terms = Terms::default();
    terms.add("r.kind = :kind", ":kind", kind.word().to_owned());
    terms.add(visible(role), ":viewer", user.to_owned());
    let equal: [(&'static str, &'static str, &Option<String>); 5] = [
        ("r.agent_id = :agent", ":agent", &filter.agent_id),
        ("r.user_id = :user", ":user", &filter.user_id),
        ("r.session_id = :session", ":session", &filter.session_id),
        ("r.service = :service", ":service", &filter.service),
        ("r.device = :device", ":device", &filter.device),
    ];
    for (sql, name, value) in equal {
        if let Some(value) = value {
            terms.add(sql, name, value.clone());
        }
    }
    if let Some(tag) = &filter.tag {
        let tagged = "r.pk IN (SELECT t.recording FROM tags AS t WHERE t.tag = :tag)";
        terms.add(tagged, ":tag", tag.clone());
    }
    if let Some(flagged) = filter.flagged {
        terms.add("r.flagged = :flagged", ":flagged", flagged);
    }
    if let Some(from) = filter.from {
        terms.add("r.started_ms >= :from", ":from", from.millis());
    }
    if let Some(to) = filter.to {
        terms.add("r.started_ms <= :to", ":to", to.millis());
    }
    match filter.statuses.as_deref() {
        None => {}
        Some([]) => return Ok(Page { rows: Vec::new(), total: 0 }),
        Some([status]) => terms.add("r.status = :status", ":status", status.word().to_owned()),
        // The words are ours, so that they may stand in the text.
        Some(several) => {
            let words = several.iter().map(|status| format!("'{}'", status.word())).collect::<Vec<_>>();
            terms.conditions.push(format!("r.status IN ({})", words.join(", ")));
        }
    }
    terms.read(connection, limit, offset)
}

#[derive(Default)]
struct Terms {
    conditions: Vec<String>,
    values: Vec<(&'static str, Box<dyn ToSql>)>,
}

impl Terms {
    fn add(&mut self, sql: &str, name: &'static str, value: impl ToSql + 'static) {
        self.conditions.push(sql.to_owned());
        self.values.push((name, Box::new(value)));
    }

    fn read(&self, connection: &Connection, limit: u32, offset: u64) -> Result<Page, StoreError> {
        let conditions = self.conditions.join(" AND ");
        let mut values: Vec<(&str, &dyn ToSql)> =
            self.values.iter().map(|(name, value)| (*name, &**value)).collect();
        let total = connection
            .prepare_cached(&format!("SELECT count(*) FROM recordings AS r WHERE {conditions}"))?
            .query_row(values.as_slice(), |row| row.get(0))?;
        // The keys of the page are found in an index alone; only their rows are read whole.
        let page = format!(
            "SELECT {COLUMNS} FROM recordings AS r WHERE r.pk IN (
                 SELECT r.pk FROM recordings AS r WHERE {conditions}
                 ORDER BY r.started_ms DESC, r.pk DESC LIMIT :limit OFFSET :offset)
             ORDER BY r.started_ms DESC, r.pk DESC"
        );
        let offset = i64::try_from(offset).unwrap_or(i64::MAX);
        values.extend([(":limit", &limit as &dyn ToSql), (":offset", &offset)]);
        let mut statement = connection.prepare_cached(&page)?;
        let rows = statement.query_map(values.as_slice(), Stored::read)?.collect::<Result<Vec<_>, _>>()?;
        Ok(Page { rows, total })
    }
}
