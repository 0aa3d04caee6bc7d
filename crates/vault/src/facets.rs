//! What the library can be filtered by, from the table of totals.

use hindsight_contract::desk::{FacetValue, Facets, Unlisted};
use rusqlite::Connection;

use crate::row::count;
use crate::{Result, Vault};

/// Values of one facet at most.
const VALUES: u32 = 200;

impl Vault {
    /// All facets, over the whole vault.
    pub fn facets(&self) -> Result<Facets> {
        self.database().read(|c| {
            let sum = |condition: &str| -> Result<u64> {
                let sql = format!(
                    "SELECT coalesce(sum(total), 0) FROM totals WHERE facet = '' AND value = '' AND {condition}"
                );
                Ok(c.prepare_cached(&sql)?.query_row([], |row| count(row, 0))?)
            };
            let (agents, more_agents) = values(c, "value", "agent")?;
            let (services, more_services) = values(c, "value", "service")?;
            let (devices, more_devices) = values(c, "value", "device")?;
            let (users, more_users) = values(c, "value", "user")?;
            let (tags, more_tags) = values(c, "value", "tag")?;
            Ok(Facets {
                total: sum("TRUE")?,
                flagged: sum("flagged = 1")?,
                cached: cached(c)?,
                local_only: sum("local_only = 1")?,
                kinds: values(c, "kind", "")?.0,
                statuses: values(c, "status", "")?.0,
                agents,
                services,
                devices,
                users,
                tags,
                unlisted: Unlisted {
                    agents: more_agents,
                    services: more_services,
                    devices: more_devices,
                    users: more_users,
                    tags: more_tags,
                },
            })
        })
    }
}

fn cached(connection: &Connection) -> Result<u64> {
    let mut select = connection
        .prepare_cached("SELECT count(*) FROM recordings INDEXED BY recordings_by_cached WHERE cached = 1")?;
    Ok(select.query_row([], |row| count(row, 0))?)
}

/// The most frequent values of a column of the totals of one facet, and how many there are beyond.
fn values(
    connection: &Connection,
    column: &'static str,
    facet: &'static str,
) -> Result<(Vec<FacetValue>, u64)> {
    // The window is counted before the limit, over groups that are made anyway.
    let mut select = connection.prepare_cached(&format!(
        "SELECT {column}, sum(total) AS n, count(*) OVER () FROM totals WHERE facet = ?1
         GROUP BY {column} HAVING n > 0 ORDER BY n DESC, {column} LIMIT ?2"
    ))?;
    let mut rows = select.query((facet, VALUES))?;
    let (mut values, mut all) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        values.push(FacetValue { value: row.get(0)?, total: count(row, 1)? });
        all = count(row, 2)?;
    }
    let listed = u64::try_from(values.len()).unwrap_or(u64::MAX);
    Ok((values, all.saturating_sub(listed)))
}
