//! Lists of recordings: filters, how many match, and one page.
//!
//! What a list shows is cut into slices that do not overlap: by what makes a recording visible, by status, and by
//! whether it is flagged. In an index that leads with those, each slice is one range in the order of the list; a
//! page merges the ranges and stops when it is full, a count walks them and reads no row. So a list of many
//! recordings costs as little as one of few, whatever two filters it has.

use hindsight_domain::{Kind, Role, Status, Timestamp};
use rusqlite::{Connection, ToSql};

use super::StoreError;
use super::recordings::{COLUMNS, Stored};

/// What a list holds; `None` for all.
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
    /// One of these states; none for an empty list.
    pub statuses: Option<Vec<Status>>,
    /// Whether it is or was in the queue.
    pub flagged: Option<bool>,
    /// A word among its tags; only agent recordings are listed by it.
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

/// Reads `limit` recordings of a kind from `offset` on, of those that the viewer (a user in a role) sees.
pub fn page(
    connection: &Connection,
    kind: Kind,
    filter: &Filter,
    viewer: (&str, Role),
    limit: u32,
    offset: u64,
) -> Result<Page, StoreError> {
    let question = Question::new(kind, filter, viewer);
    if question.slices.is_empty() {
        return Ok(Page { rows: Vec::new(), total: 0 });
    }
    question.read(connection, limit, offset)
}

/// What makes a recording visible; no two of a role's hold for the same recording.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sight {
    All,
    Flagged,
    Own,
    OwnUnflagged,
    Recorded,
    RecordedUnflagged,
}

impl Sight {
    fn of(role: Role) -> &'static [Self] {
        match role {
            Role::Admin => &[Self::All],
            Role::Reviewer | Role::Supervisor => {
                &[Self::Flagged, Self::OwnUnflagged, Self::RecordedUnflagged]
            }
            Role::Member => &[Self::Own, Self::Recorded],
        }
    }

    fn condition(self) -> Option<&'static str> {
        match self {
            Self::All | Self::Flagged => None,
            Self::Own | Self::OwnUnflagged => Some("r.user_id = :viewer"),
            Self::Recorded | Self::RecordedUnflagged => {
                Some("r.recorder = :viewer AND r.user_id IS NOT :viewer")
            }
        }
    }

    fn flagged(self) -> &'static [bool] {
        match self {
            Self::All | Self::Own | Self::Recorded => &[false, true],
            Self::Flagged => &[true],
            Self::OwnUnflagged | Self::RecordedUnflagged => &[false],
        }
    }

    /// The index whose ranges are the slices of this sight under this filter.
    fn index(self, filter: &Filter) -> &'static str {
        let is_user = matches!(self, Self::Own | Self::OwnUnflagged) || filter.user_id.is_some();
        if filter.tag.is_some() {
            "tags AS r INDEXED BY tags_listed"
        } else if filter.session_id.is_some() {
            "recordings AS r INDEXED BY recordings_by_session"
        } else if is_user && filter.agent_id.is_some() {
            "recordings AS r INDEXED BY recordings_by_user_and_agent"
        } else if is_user {
            "recordings AS r INDEXED BY recordings_by_user"
        } else if filter.agent_id.is_some() {
            "recordings AS r INDEXED BY recordings_by_agent"
        } else if filter.service.is_some() {
            "recordings AS r INDEXED BY recordings_by_service"
        } else if matches!(self, Self::Recorded | Self::RecordedUnflagged) {
            "recordings AS r INDEXED BY recordings_by_recorder"
        } else {
            "recordings AS r INDEXED BY recordings_by_status"
        }
    }
}

/// A list's question: ranges, and the values that they compare with.
struct Question {
    slices: Vec<String>,
    values: Vec<(&'static str, Box<dyn ToSql>)>,
}

impl Question {
    fn new(kind: Kind, filter: &Filter, (user, role): (&str, Role)) -> Self {
        let mut values: Vec<(&'static str, Box<dyn ToSql>)> = vec![(":kind", Box::new(kind.word()))];
        let mut common = vec!["r.kind = :kind"];
        let equal: [(&'static str, &'static str, &Option<String>); 6] = [
            ("r.tag = :tag", ":tag", &filter.tag),
            ("r.agent_id = :agent", ":agent", &filter.agent_id),
            ("r.user_id = :user", ":user", &filter.user_id),
            ("r.session_id = :session", ":session", &filter.session_id),
            ("r.service = :service", ":service", &filter.service),
            ("r.device = :device", ":device", &filter.device),
        ];
        for (condition, name, value) in equal {
            if let Some(value) = value {
                common.push(condition);
                values.push((name, Box::new(value.clone())));
            }
        }
        if let Some(from) = filter.from {
            common.push("r.started_ms >= :from");
            values.push((":from", Box::new(from.millis())));
        }
        if let Some(to) = filter.to {
            common.push("r.started_ms <= :to");
            values.push((":to", Box::new(to.millis())));
        }
        if role != Role::Admin {
            values.push((":viewer", Box::new(user.to_owned())));
        }
        let mut slices = Vec::new();
        for sight in Sight::of(role) {
            let flagged =
                sight.flagged().iter().filter(|is| filter.flagged.is_none_or(|wanted| wanted == **is));
            for flagged in flagged {
                for status in filter.statuses.as_deref().unwrap_or(Status::ALL) {
                    // These words are ours, so that they may stand in the text.
                    let mut conditions = common.clone();
                    conditions.extend(sight.condition());
                    slices.push(format!(
                        "FROM {} WHERE {} AND r.status = '{status}' AND r.flagged = {}",
                        sight.index(filter),
                        conditions.join(" AND "),
                        u8::from(*flagged)
                    ));
                }
            }
        }
        // A slice of the feed of somebody who records nothing for others binds the viewer all the same.
        if !slices.iter().any(|slice| slice.contains(":viewer")) {
            values.retain(|(name, _)| *name != ":viewer");
        }
        Self { slices, values }
    }

    fn read(&self, connection: &Connection, limit: u32, offset: u64) -> Result<Page, StoreError> {
        let counts = self.slices.iter().map(|slice| format!("(SELECT count(*) {slice})"));
        let count = format!("SELECT {}", counts.collect::<Vec<_>>().join(" + "));
        let mut values: Vec<(&str, &dyn ToSql)> =
            self.values.iter().map(|(name, value)| (*name, &**value)).collect();
        let total = connection.prepare_cached(&count)?.query_row(values.as_slice(), |row| row.get(0))?;

        let keys = self.slices.iter().map(|slice| format!("SELECT r.started_ms, r.pk {slice}"));
        let keys = keys.collect::<Vec<_>>().join(" UNION ALL ");
        let page = format!(
            "SELECT {COLUMNS} FROM recordings AS r WHERE r.pk IN (
                 SELECT pk FROM ({keys} ORDER BY 1 DESC, 2 DESC LIMIT :limit OFFSET :offset))
             ORDER BY r.started_ms DESC, r.pk DESC"
        );
        let offset = i64::try_from(offset).unwrap_or(i64::MAX);
        values.extend([(":limit", &limit as &dyn ToSql), (":offset", &offset)]);
        let mut statement = connection.prepare_cached(&page)?;
        let rows = statement.query_map(values.as_slice(), Stored::read)?.collect::<Result<Vec<_>, _>>()?;
        Ok(Page { rows, total })
    }
}
