//! What is still to come down: segments that are not listed here, and bytes that are not stored.

use hindsight_domain::{RecordingId, Segment};
use rusqlite::Connection;

use crate::row::count;
use crate::segments::{COLUMNS, segment_of};
use crate::{Result, Vault, recordings};

/// Which recordings are wanted offline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Want {
    /// All.
    All,
    /// The flagged ones.
    Flagged,
    /// These. Those that are not here are passed over.
    Only(Vec<RecordingId>),
}

/// A segment whose bytes are not here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingSegment {
    /// Whose.
    pub recording_id: RecordingId,
    /// Which.
    pub segment: Segment,
}

/// A recording whose list of segments is not all here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnlistedSegments {
    /// Whose.
    pub recording_id: RecordingId,
    /// The first index that is missing.
    pub from: u32,
    /// How many segments it has in all.
    pub total: u32,
}

/// Recordings that are not whole here, each condition in the order of the index that finds it.
const FLAGGED: &str = "r.cached = 0 AND r.flagged = 1";
const NOT_FLAGGED: &str = "r.cached = 0 AND r.flagged = 0";
const ONE: &str = "r.cached = 0 AND r.n = ?1";

const MISSING: &str =
    "s.id BETWEEN r.n << 24 AND (r.n << 24) + 16777215 AND s.file IS NULL AND s.sealed IS NULL";

impl Vault {
    /// Recordings of `want` whose list of segments is not all here, `limit` at most.
    pub fn unlisted_segments(&self, want: &Want, limit: u32) -> Result<Vec<UnlistedSegments>> {
        self.database().read(|c| {
            gather(
                c,
                want,
                limit,
                |condition| {
                    format!(
                        "SELECT r.id, r.listed, r.segments FROM recordings r
                     WHERE {condition} AND r.listed < r.segments ORDER BY r.started_at DESC LIMIT ?2"
                    )
                },
                |row| {
                    let recording_id = row.get::<_, String>(0)?.parse()?;
                    Ok(UnlistedSegments { recording_id, from: row.get(1)?, total: row.get(2)? })
                },
            )
        })
    }

    /// Segments of `want` whose bytes are not here, `limit` at most: those of flagged recordings first, then the
    /// newest. Ask again after they were stored.
    pub fn missing_segments(&self, want: &Want, limit: u32) -> Result<Vec<MissingSegment>> {
        self.database().read(|c| {
            gather(
                c,
                want,
                limit,
                |condition| {
                    format!(
                    "SELECT r.id, {COLUMNS} FROM recordings r CROSS JOIN segments s ON {MISSING}
                     WHERE {condition} AND r.stored < r.listed ORDER BY r.started_at DESC, r.n, s.id LIMIT ?2"
                )
                },
                |row| {
                    let recording_id = row.get::<_, String>(0)?.parse()?;
                    Ok(MissingSegment { recording_id, segment: segment_of(row, 1)? })
                },
            )
        })
    }

    /// How many segments of `want` are missing, and how many bytes they have.
    pub fn missing_total(&self, want: &Want) -> Result<(u64, u64)> {
        let sums: Vec<(u64, u64)> = self.database().read(|c| {
            gather(c, want, u32::MAX, |condition| {
                format!(
                    "SELECT count(*), coalesce(sum(s.bytes), 0) FROM recordings r CROSS JOIN segments s ON {MISSING}
                     WHERE {condition} AND r.stored < r.listed LIMIT ?2"
                )
            }, |row| Ok((count(row, 0)?, count(row, 1)?)))
        })?;
        Ok(sums.iter().fold((0, 0), |(segments, bytes), (s, b)| (segments + s, bytes + b)))
    }
}

/// Asks once for each group of recordings, in order, until `limit` is reached.
fn gather<T>(
    connection: &Connection,
    want: &Want,
    limit: u32,
    sql: impl Fn(&str) -> String,
    read: impl Fn(&rusqlite::Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let groups: Vec<(&str, i64)> = match want {
        Want::All => vec![(FLAGGED, 0), (NOT_FLAGGED, 0)],
        Want::Flagged => vec![(FLAGGED, 0)],
        Want::Only(ids) => {
            let mut groups = Vec::new();
            for id in ids {
                groups.extend(recordings::find(connection, id)?.map(|known| (ONE, known.n)));
            }
            groups
        }
    };
    let mut found = Vec::new();
    for (condition, n) in groups {
        let left = i64::from(limit) - found.len() as i64;
        if left <= 0 {
            break;
        }
        // ?1 is there in every condition, so that all take the same values.
        let sql = sql(&format!("{condition} AND ?1 = ?1"));
        let mut select = connection.prepare_cached(&sql)?;
        for item in select.query_and_then((n, left), &read)? {
            found.push(item?);
        }
    }
    Ok(found)
}
