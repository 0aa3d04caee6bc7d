//! Tables of exact counts that come and go together.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, de::Error};

use super::grid::{GridError, MAX_TOTAL};

/// How often each of something was seen. Never holds a zero, so that equal counts are equal tables.
pub(super) type Counts<K> = BTreeMap<K, u64>;

/// Their sum, which no table that was read or merged here has beyond [`MAX_TOTAL`].
pub(super) fn sum<'c>(counts: impl IntoIterator<Item = &'c u64>) -> u64 {
    counts.into_iter().fold(0, |sum, count| sum.saturating_add(*count))
}

/// Counts as somebody wrote them, if they can be.
pub(super) fn checked<K: Ord>(counts: Counts<K>) -> Result<Counts<K>, GridError> {
    if counts.values().any(|count| *count == 0) {
        return Err(GridError::Damaged);
    }
    if sum(counts.values()) > MAX_TOTAL {
        return Err(GridError::TooMuch);
    }
    Ok(counts)
}

/// Reads counts, for serde.
pub(super) fn deserialize<'de, K, D>(deserializer: D) -> Result<Counts<K>, D::Error>
where
    K: Deserialize<'de> + Ord,
    D: Deserializer<'de>,
{
    checked(Counts::deserialize(deserializer)?).map_err(D::Error::custom)
}

/// Whether the sum stays exact.
pub(super) fn can_merge<K: Ord>(mine: &Counts<K>, its: &Counts<K>) -> Result<(), GridError> {
    if sum(mine.values().chain(its.values())) <= MAX_TOTAL { Ok(()) } else { Err(GridError::TooMuch) }
}

/// Adds counts, after [`can_merge`].
pub(super) fn merge<K: Ord + Clone>(mine: &mut Counts<K>, its: &Counts<K>) {
    for (key, count) in its {
        let sum = mine.entry(key.clone()).or_insert(0);
        *sum = sum.saturating_add(*count);
    }
}

/// Whether all of it was put in before.
pub(super) fn can_subtract<K: Ord>(mine: &Counts<K>, its: &Counts<K>) -> Result<(), GridError> {
    let is_within = its.iter().all(|(key, count)| mine.get(key).copied().unwrap_or(0) >= *count);
    if is_within { Ok(()) } else { Err(GridError::NotWithin) }
}

/// Takes counts out, after [`can_subtract`].
pub(super) fn subtract<K: Ord>(mine: &mut Counts<K>, its: &Counts<K>) {
    for (key, count) in its {
        if let Some(left) = mine.get_mut(key) {
            *left = left.saturating_sub(*count);
            if *left == 0 {
                mine.remove(key);
            }
        }
    }
}
