//! What the library can be filtered by, from the table of totals.

use hindsight_contract::desk::{FacetValue, Facets};
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
            Ok(Facets {
                total: sum("TRUE")?,
                flagged: sum("flagged = 1")?,
                cached: cached(c)?,
                local_only: sum("local_only = 1")?,
                kinds: values(c, "kind", "")?,
                statuses: values(c, "status", "")?,
                agents: values(c, "value", "agent")?,
                services: values(c, "value", "service")?,
                devices: values(c, "value", "device")?,
                users: values(c, "value", "user")?,
                tags: values(c, "value", "tag")?,
            })
        })
    }
}

fn cached(connection: &Connection) -> Result<u64> {
    let mut select = connection
        .prepare_cached("SELECT count(*) FROM recordings INDEXED BY recordings_by_cached WHERE cached = 1")?;
    Ok(select.query_row([], |row| count(row, 0))?)
}

/// The values of a column of the totals of one facet.
fn values(connection: &Connection, column: &'static str, facet: &'static str) -> Result<Vec<FacetValue>> {
    let mut select = connection.prepare_cached(&format!(
        "SELECT {column}, sum(total) AS n FROM totals WHERE facet = ?1 GROUP BY {column} HAVING n > 0
         ORDER BY n DESC, {column} LIMIT ?2"
    ))?;
    let rows = select
        .query_map((facet, VALUES), |row| Ok(FacetValue { value: row.get(0)?, total: count(row, 1)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
