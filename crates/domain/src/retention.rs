//! What is kept and what goes: one plan for the recorder, the vault and the server.
//!
//! **Invariant:** nothing is dropped that is on hold, being played, still growing, or not yet at the server though the
//! policy wants it there; whatever the limits say and whoever asks.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::recording::words;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Where a fill level of 80 % makes the age limit stricter, to 7 days.
pub const STRICTER: Stricter = Stricter { above_percent: 80, max_age_ms: 7 * DAY_MS };

words! {
    /// Why something stays although a limit wants it gone. The first that holds is named.
    pub enum Shield {
        /// Somebody put it on hold.
        Hold = "hold",
        /// It is still being recorded.
        Growing = "growing",
        /// A player has it open.
        Playing = "playing",
        /// The policy wants it at the server, and it is not there yet.
        Unsent = "unsent",
    }

    /// Which limit takes something.
    pub enum Limit {
        /// Older than the age limit.
        Age = "age",
        /// Older than the stricter age that holds above a fill level.
        StricterAge = "stricter_age",
        /// The oldest of what is too much.
        Size = "size",
    }
}

/// One thing that takes up space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored<K> {
    /// What the caller knows it by.
    pub key: K,
    /// What it takes up.
    pub bytes: u64,
    /// From when its age counts.
    pub since: Timestamp,
    /// What keeps it from going.
    pub shield: Option<Shield>,
}

/// A shorter age limit for a store that is nearly full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stricter {
    /// Above this part of [`Limits::max_bytes`], in percent.
    pub above_percent: u8,
    /// What is older goes.
    pub max_age_ms: i64,
}

/// What a store may hold. `None` is no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// What is older goes.
    pub max_age_ms: Option<i64>,
    /// The oldest go until no more than this is left.
    pub max_bytes: Option<u64>,
    /// Holds when what the age limit leaves is above its fill level.
    pub stricter: Option<Stricter>,
}

impl Limits {
    /// The limits of a store by its settings: age, size, and the stricter age of a store that is nearly full.
    pub fn of_store(max_age_days: u32, max_bytes: u64) -> Self {
        Self { max_age_ms: Some(days(max_age_days)), max_bytes: Some(max_bytes), stricter: Some(STRICTER) }
    }

    /// Everything older than this goes, by hand.
    pub fn by_age(max_age_days: u32) -> Self {
        Self { max_age_ms: Some(days(max_age_days)), ..Self::default() }
    }

    /// The oldest go until no more than this is left, by hand.
    pub fn to_size(max_bytes: u64) -> Self {
        Self { max_bytes: Some(max_bytes), ..Self::default() }
    }
}

fn days(days: u32) -> i64 {
    i64::from(days) * DAY_MS
}

/// What would go, and what stays though a limit wants it gone. Both oldest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan<K> {
    /// What goes, and by which limit.
    pub drop: Vec<(Stored<K>, Limit)>,
    /// What a limit wants and a shield keeps.
    pub kept: Vec<(Stored<K>, Limit)>,
    /// All bytes before.
    pub bytes_before: u64,
    /// All bytes once [`Plan::drop`] is gone.
    pub bytes_after: u64,
}

impl<K> Plan<K> {
    /// What becomes free.
    pub fn freed_bytes(&self) -> u64 {
        self.bytes_before - self.bytes_after
    }
}

/// Plans what goes. Pure: the same store, limits and time give the same plan.
///
/// The age limit comes first; if what it leaves fills the store above the level of [`Limits::stricter`], that age holds
/// too; then the oldest go until the rest is within the size. What a limit wants and a shield keeps is listed, and its
/// bytes still count.
pub fn plan<K: Ord>(mut stored: Vec<Stored<K>>, limits: &Limits, now: Timestamp) -> Plan<K> {
    stored.sort_by(|a, b| (a.since, &a.key).cmp(&(b.since, &b.key)));
    let bytes_before = stored.iter().fold(0_u64, |sum, one| sum.saturating_add(one.bytes));
    let mut plan = Plan { drop: Vec::new(), kept: Vec::new(), bytes_before, bytes_after: bytes_before };
    let mut rest = stored;
    if let Some(age) = limits.max_age_ms {
        rest = plan.take(rest, Limit::Age, |_, one| now.since(one.since) > age);
    }
    if let (Some(stricter), Some(max)) = (limits.stricter, limits.max_bytes)
        && is_above(plan.bytes_after, max, stricter.above_percent)
    {
        let age = stricter.max_age_ms;
        rest = plan.take(rest, Limit::StricterAge, |_, one| now.since(one.since) > age);
    }
    if let Some(max) = limits.max_bytes {
        plan.take(rest, Limit::Size, |left, _| left > max);
    }
    let by_age =
        |a: &(Stored<K>, Limit), b: &(Stored<K>, Limit)| (a.0.since, &a.0.key).cmp(&(b.0.since, &b.0.key));
    plan.drop.sort_by(by_age);
    plan.kept.sort_by(by_age);
    plan
}

impl<K> Plan<K> {
    /// Moves what is wanted out of `rest`, oldest first; `wants` sees the bytes that are left.
    fn take(
        &mut self,
        rest: Vec<Stored<K>>,
        limit: Limit,
        wants: impl Fn(u64, &Stored<K>) -> bool,
    ) -> Vec<Stored<K>> {
        let mut left = Vec::with_capacity(rest.len());
        for one in rest {
            if !wants(self.bytes_after, &one) {
                left.push(one);
            } else if one.shield.is_some() {
                self.kept.push((one, limit));
            } else {
                self.bytes_after = self.bytes_after.saturating_sub(one.bytes);
                self.drop.push((one, limit));
            }
        }
        left
    }
}

fn is_above(bytes: u64, max: u64, percent: u8) -> bool {
    u128::from(bytes) * 100 > u128::from(max) * u128::from(percent)
}

/// What clean-ups did so far: `cleanup_stats.json`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CleanupStats {
    /// When the last one ended.
    pub last_cleanup: Option<Timestamp>,
    /// Files that the last one deleted.
    pub last_files_deleted: u64,
    /// Bytes that the last one freed.
    pub last_bytes_freed: u64,
    /// Recordings that a limit wanted in the last one, and a shield kept.
    pub last_kept: u64,
    /// Clean-ups so far.
    pub total_cleanups: u64,
    /// Files deleted so far.
    pub total_files_deleted: u64,
    /// Bytes freed so far.
    pub total_bytes_freed: u64,
}

impl CleanupStats {
    /// Adds one clean-up.
    pub fn add(&mut self, now: Timestamp, files_deleted: u64, bytes_freed: u64, kept: u64) {
        self.last_cleanup = Some(now);
        self.last_files_deleted = files_deleted;
        self.last_bytes_freed = bytes_freed;
        self.last_kept = kept;
        self.total_cleanups = self.total_cleanups.saturating_add(1);
        self.total_files_deleted = self.total_files_deleted.saturating_add(files_deleted);
        self.total_bytes_freed = self.total_bytes_freed.saturating_add(bytes_freed);
    }
}

#[cfg(test)]
#[path = "retention_tests.rs"]
mod tests;
