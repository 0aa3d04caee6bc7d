//! Tables of exact counts that come and go together.

use std::collections::BTreeMap;

use super::grid::{GridError, MAX_TOTAL};

/// How often each of something was seen. Never holds a zero, so that equal counts are equal tables.
pub(super) type Counts<K> = BTreeMap<K, u64>;

/// Whether the sum stays exact.
pub(super) fn can_merge<K: Ord>(mine: &Counts<K>, its: &Counts<K>) -> Result<(), GridError> {
    let sum = mine.values().chain(its.values()).fold(0_u64, |sum, count| sum.saturating_add(*count));
    if sum <= MAX_TOTAL { Ok(()) } else { Err(GridError::TooMuch) }
}

/// Adds counts, after [`can_merge`].
pub(super) fn merge<K: Ord + Clone>(mine: &mut Counts<K>, its: &Counts<K>) {
    for (key, count) in its.iter().filter(|(_, count)| **count > 0) {
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
