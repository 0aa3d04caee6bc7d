//! Between columns and the domain's types.

use std::str::FromStr;

use hindsight_domain::Timestamp;
use rusqlite::Row;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Result, VaultError};

/// Texts and segments are numbered below their recording: `n` * 2^24 + a number within it.
pub(crate) const NUMBER_BITS: u32 = 24;
/// How many there may be in one recording.
pub(crate) const NUMBERS: i64 = 1 << NUMBER_BITS;

/// The first id below recording `n`.
pub(crate) fn first_of(n: i64) -> i64 {
    n << NUMBER_BITS
}

/// The last id below recording `n`.
pub(crate) fn last_of(n: i64) -> i64 {
    first_of(n) + NUMBERS - 1
}

/// The recording that an id stands below.
pub(crate) fn recording_of(id: i64) -> i64 {
    id >> NUMBER_BITS
}

/// The number of an id within its recording.
pub(crate) fn number_of(id: i64) -> i64 {
    id & (NUMBERS - 1)
}

/// A closed set's word.
pub(crate) fn word<T: FromStr>(row: &Row<'_>, column: usize) -> Result<T>
where
    T::Err: std::fmt::Display,
{
    let text = row.get_ref(column)?.as_str().map_err(|e| VaultError::BadRow { what: e.to_string() })?;
    text.parse().map_err(|e: T::Err| VaultError::BadRow { what: e.to_string() })
}

/// A time, or none.
pub(crate) fn time(row: &Row<'_>, column: usize) -> Result<Option<Timestamp>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(Timestamp::clamp_millis))
}

/// A count, which SQLite keeps with a sign.
pub(crate) fn count(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    Ok(row.get::<_, i64>(column)?.max(0).unsigned_abs())
}

/// A count as SQLite keeps it.
pub(crate) fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A JSON document.
pub(crate) fn json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> Result<T> {
    let text = row.get_ref(column)?.as_str().map_err(|e| VaultError::BadRow { what: e.to_string() })?;
    Ok(serde_json::from_str(text)?)
}

/// A document as JSON.
pub(crate) fn to_json<T: Serialize>(value: &T) -> Result<String> {
    Ok(serde_json::to_string(value)?)
}
