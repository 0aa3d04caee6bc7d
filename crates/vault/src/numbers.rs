//! What recordings count for where many are added up: one pass over their rows, without opening a recording.

use hindsight_domain::{Kind, Status, Timestamp};
use rusqlite::Row;

use crate::row::{time, word};
use crate::{Result, Vault};

/// A recording as it is added up.
#[derive(Clone, Debug, PartialEq)]
pub struct Counted {
    /// What it is.
    pub kind: Kind,
    /// How it stands.
    pub status: Status,
    /// When it began.
    pub started_at: Timestamp,
    /// Its length as replay shows it, in ms.
    pub duration_ms: i64,
    /// The agent.
    pub agent: Option<String>,
    /// The service.
    pub service: Option<String>,
    /// The device.
    pub device: Option<String>,
    /// The user.
    pub user: Option<String>,
    /// What its details say of it, by the names that were asked for; `None` for what is no whole number.
    pub told: Vec<Option<i64>>,
    /// What was derived from its events under the asked name, where it is not stale.
    pub derived: Option<Vec<u8>>,
}

/// Which recordings are added up, and what of them.
#[derive(Clone, Debug, Default)]
pub struct CountedAsk<'a> {
    /// Began at or after.
    pub from: Option<Timestamp>,
    /// Began before.
    pub to: Option<Timestamp>,
    /// Names of whole numbers among the details.
    pub told: &'a [&'static str],
    /// The name of what is derived.
    pub derived: &'static str,
}

impl Vault {
    /// Tells all recordings that began in the range, the earliest first, all of one moment.
    pub fn each_counted(&self, ask: &CountedAsk<'_>, mut each: impl FnMut(Counted)) -> Result<()> {
        // Names are ours, never typed: they may stand in the text.
        let told: String = ask
            .told
            .iter()
            .map(|name| {
                format!(
                    ", CASE json_type(r.data, '$.details.{name}') WHEN 'integer'
                         THEN CAST(json_extract(r.data, '$.details.{name}') AS INTEGER) END"
                )
            })
            .collect();
        let sql = format!(
            "SELECT r.kind, r.status, r.started_at, r.duration_ms, r.agent, r.service, r.device, r.user, d.data{told}
             FROM recordings r INDEXED BY recordings_by_time
             LEFT JOIN derived d ON d.n = r.n AND d.name = ?3 AND d.basis = r.stored AND d.version = ?4
             WHERE r.started_at >= ?1 AND r.started_at < ?2 ORDER BY r.started_at"
        );
        let from = ask.from.map_or(i64::MIN, Timestamp::millis);
        let to = ask.to.map_or(i64::MAX, Timestamp::millis);
        self.database().read(|c| {
            let mut select = c.prepare_cached(&sql)?;
            let mut rows = select.query((from, to, ask.derived, self.version))?;
            while let Some(row) = rows.next()? {
                each(counted(row, ask.told.len())?);
            }
            Ok(())
        })
    }
}

/// Columns before those of the details.
const FIXED: usize = 9;

fn counted(row: &Row<'_>, told: usize) -> Result<Counted> {
    Ok(Counted {
        kind: word(row, 0)?,
        status: word(row, 1)?,
        started_at: time(row, 2)?.unwrap_or_default(),
        duration_ms: row.get(3)?,
        agent: row.get(4)?,
        service: row.get(5)?,
        device: row.get(6)?,
        user: row.get(7)?,
        derived: row.get(8)?,
        told: (FIXED..FIXED + told).map(|at| row.get(at)).collect::<rusqlite::Result<_>>()?,
    })
}
