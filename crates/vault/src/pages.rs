//! What recordings have on their pages, in pieces, side by side by page.
//!
//! **Invariant:** the pieces here are those of the recordings that are here, as computed from all segments that are
//! here: they come and go in the transaction in which their recording or its segments do. What is in a piece is not
//! known here, but for how much, and in which version it was computed: pieces of another count for nothing.

use hindsight_domain::{RecordingId, Timestamp};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params_from_iter};

use crate::row::{count, signed, word};
use crate::{Result, Vault, recordings};

/// One piece: what one recording has on one page, at some widths, under one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PagePart {
    pub page: String,
    pub width: String,
    pub name: String,
    /// How much is in it.
    pub weight: u64,
    pub data: Vec<u8>,
}

/// A page at some widths, and how much recordings have on it under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageSum {
    pub page: String,
    pub width: String,
    /// Recordings that have anything there.
    pub recordings: u64,
    pub weight: u64,
}

/// Whose pieces. What is `None` does not filter; all that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageFilter {
    /// Of this recording.
    pub recording: Option<RecordingId>,
    pub service: Option<String>,
    pub device: Option<String>,
    /// Of this kind of actor, as the wire says it.
    pub actor_type: Option<String>,
    /// Started at or after.
    pub from: Option<Timestamp>,
    /// Started before.
    pub to: Option<Timestamp>,
}

/// Conditions on `p` (and on `r`, where there are any) and their values.
struct Sql {
    join: &'static str,
    conditions: String,
    values: Vec<Value>,
}

impl PageFilter {
    fn sql(&self) -> Sql {
        let text = |text: &Option<String>| text.as_deref().map(Value::from_text);
        let time = |time: Option<Timestamp>| time.map(|time| Value::from(time.millis()));
        let wanted = [
            (" AND r.id = ?", self.recording.as_ref().map(|id| Value::from_text(id.as_str()))),
            (" AND r.service = ?", text(&self.service)),
            (" AND r.device = ?", text(&self.device)),
            (" AND r.data ->> '$.details.actorType' = ?", text(&self.actor_type)),
            (" AND r.started_at >= ?", time(self.from)),
            (" AND r.started_at < ?", time(self.to)),
        ];
        let wanted = wanted.into_iter().filter_map(|(condition, value)| Some((condition, value?)));
        let (conditions, values): (String, Vec<Value>) = wanted.unzip();
        // Without a condition no recording's row need be looked up.
        let join = if values.is_empty() { "" } else { "JOIN recordings r ON r.n = p.n" };
        Sql { join, conditions, values }
    }
}

/// Texts as values.
trait FromText {
    fn from_text(text: &str) -> Self;
}

impl FromText for Value {
    fn from_text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl Vault {
    /// Gives the pieces of a page under any of `names`, one after the other: name and bytes.
    pub fn page_parts(
        &self,
        page: &str,
        width: &str,
        names: &[&str],
        filter: &PageFilter,
        mut take: impl FnMut(&str, &[u8]) -> Result<()>,
    ) -> Result<()> {
        self.database().read(|c| {
            let mut find = c.prepare_cached("SELECT id FROM pages WHERE page = ?1 AND width = ?2")?;
            let Some(page): Option<i64> = find.query_row((page, width), |row| row.get(0)).optional()? else {
                return Ok(());
            };
            let Sql { join, conditions, values } = filter.sql();
            let mut select = c.prepare_cached(&format!(
                "SELECT p.data FROM page_parts p {join} WHERE p.page = ? AND p.name = ? AND p.version = ?{conditions}"
            ))?;
            for name in names {
                let of = [Value::from(page), Value::from_text(name), Value::from(self.version)];
                let mut rows = select.query(params_from_iter(of.iter().chain(&values)))?;
                while let Some(row) = rows.next()? {
                    take(name, row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?)?;
                }
            }
            Ok(())
        })
    }

    /// The latest recording that has a piece of a page, and how much is in it.
    pub fn latest_with(
        &self,
        page: &str,
        width: &str,
        name: &str,
        filter: &PageFilter,
    ) -> Result<Option<(RecordingId, u64)>> {
        self.database().read(|c| {
            let Sql { conditions, values, .. } = filter.sql();
            let mut select = c.prepare_cached(&format!(
                "SELECT r.id, p.weight FROM pages g JOIN page_parts p ON p.page = g.id JOIN recordings r ON r.n = p.n
                 WHERE g.page = ? AND g.width = ? AND p.name = ? AND p.version = ?{conditions} ORDER BY p.n DESC LIMIT 1"
            ))?;
            let of = [page, width, name].map(Value::from_text);
            let version = [Value::from(self.version)];
            let mut rows = select.query(params_from_iter(of.iter().chain(&version).chain(&values)))?;
            let Some(row) = rows.next()? else { return Ok(None) };
            Ok(Some((word(row, 0)?, count(row, 1)?)))
        })
    }

    /// Pages with how much there is under `name`, the most first, at most `limit` of them.
    pub fn pages(&self, name: &str, filter: &PageFilter, limit: u32) -> Result<Vec<PageSum>> {
        self.database().read(|c| {
            let Sql { join, conditions, values } = filter.sql();
            let mut select = c.prepare_cached(&format!(
                "SELECT g.page, g.width, s.recordings, s.weight FROM
                    (SELECT p.page AS id, count(*) AS recordings, sum(p.weight) AS weight
                     FROM page_parts p INDEXED BY page_parts_by_name {join} WHERE p.name = ? AND p.version = ?{conditions}
                     GROUP BY p.page) AS s
                 JOIN pages g ON g.id = s.id ORDER BY s.weight DESC, g.page, g.width LIMIT ?"
            ))?;
            let (first, last) = ([Value::from_text(name), Value::from(self.version)], [Value::from(limit)]);
            let rows =
                select.query_map(params_from_iter(first.iter().chain(&values).chain(&last)), |row| {
                    let (recordings, weight) = (count(row, 2)?, count(row, 3)?);
                    Ok(PageSum { page: row.get(0)?, width: row.get(1)?, recordings, weight })
                })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}

/// Keeps a recording's pieces in place of those that it had, unless other segments are here by now than the `basis`
/// from which they were computed.
pub(crate) fn keep(
    connection: &Connection,
    id: &RecordingId,
    basis: u64,
    version: u32,
    parts: &[PagePart],
) -> Result<()> {
    let Some(known) = recordings::find(connection, id)? else { return Ok(()) };
    connection.prepare_cached("DELETE FROM page_parts WHERE n = ?1")?.execute([known.n])?;
    let mut is_fresh = connection.prepare_cached("SELECT 1 FROM recordings WHERE n = ?1 AND stored = ?2")?;
    if !is_fresh.exists((known.n, signed(basis)))? {
        return Ok(());
    }
    let mut add_page = connection
        .prepare_cached("INSERT INTO pages (page, width) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?;
    let mut add_part = connection.prepare_cached(
        "INSERT INTO page_parts (page, name, n, weight, version, data)
         SELECT id, ?3, ?4, ?5, ?6, ?7 FROM pages WHERE page = ?1 AND width = ?2",
    )?;
    for PagePart { page, width, name, weight, data } in parts {
        add_page.execute((page, width))?;
        add_part.execute((page, width, name, known.n, signed(*weight), version, data))?;
    }
    Ok(())
}
