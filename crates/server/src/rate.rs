//! Limits on how often somebody may ask: token buckets in memory, few enough to be forgotten by a restart.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hash};
use std::sync::{Mutex, PoisonError};

use hindsight_domain::Timestamp;

use crate::error::ApiError;

/// Keys that are remembered at once. Who floods with new keys makes the fullest buckets be forgotten first.
const KEYS: usize = 50_000;
/// A bucket holds what its rate gives in this many seconds.
const BURST_S: f64 = 10.0;

/// Buckets that refill at one rate.
#[derive(Debug)]
pub struct Buckets {
    per_ms: f64,
    size: f64,
    keys: RandomState,
    levels: Mutex<HashMap<u64, Level>>,
}

#[derive(Clone, Copy, Debug)]
struct Level {
    tokens: f64,
    at: Timestamp,
}

impl Buckets {
    /// Buckets for `per_minute` requests; a burst of ten seconds' worth is fine, and at least `burst`.
    pub fn new(per_minute: u32, burst: u32) -> Self {
        let per_ms = f64::from(per_minute) / 60_000.0;
        let size = (per_ms * 1000.0 * BURST_S).max(f64::from(burst.min(per_minute))).max(1.0);
        Self { per_ms, size, keys: RandomState::new(), levels: Mutex::default() }
    }

    /// Takes one from the bucket of `key`, or says when there will be one.
    pub fn take(&self, key: impl Hash, now: Timestamp) -> Result<(), ApiError> {
        let key = self.keys.hash_one(key);
        let mut levels = self.levels.lock().unwrap_or_else(PoisonError::into_inner);
        if levels.len() >= KEYS && !levels.contains_key(&key) {
            levels.retain(|_, level| self.filled(*level, now).tokens < self.size);
            if levels.len() >= KEYS {
                levels.clear();
            }
        }
        let level = levels.entry(key).or_insert(Level { tokens: self.size, at: now });
        *level = self.filled(*level, now);
        if level.tokens >= 1.0 {
            level.tokens -= 1.0;
            return Ok(());
        }
        let wait_s = ((1.0 - level.tokens) / self.per_ms / 1000.0).ceil();
        Err(ApiError::too_many((wait_s as u64).max(1)))
    }

    fn filled(&self, level: Level, now: Timestamp) -> Level {
        // A clock that went back fills nothing.
        let passed_ms = now.since(level.at).max(0) as f64;
        Level { tokens: (level.tokens + passed_ms * self.per_ms).min(self.size), at: now }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_empties_and_fills_again_with_time() {
        let buckets = Buckets::new(60, 3);
        let at = Timestamp::clamp_millis;
        let taken = (0..20).take_while(|_| buckets.take("a", at(0)).is_ok()).count();
        assert_eq!(taken, 10);
        assert!(buckets.take("b", at(0)).is_ok(), "everybody has a bucket of their own");
        assert!(buckets.take("a", at(999)).is_err());
        assert!(buckets.take("a", at(2_000)).is_ok());
    }

    #[test]
    fn a_flood_of_keys_is_forgotten_rather_than_kept() {
        let buckets = Buckets::new(60, 1);
        for key in 0..2 * KEYS {
            buckets.take(key, Timestamp::clamp_millis(0)).unwrap();
        }
        assert!(buckets.levels.lock().unwrap().len() <= KEYS);
    }
}
