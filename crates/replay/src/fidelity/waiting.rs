//! Things that are missing unless what fills them comes later.

use std::collections::HashMap;

use super::LackKind;

/// Things that wait at one time.
const WAITING: usize = 10_000;

/// A thing, and since when it is missing.
#[derive(Debug)]
pub(super) struct Wait {
    pub(super) at_ms: i64,
    pub(super) kind: LackKind,
    pub(super) address: String,
}

/// By the node that is to be filled.
#[derive(Debug, Default)]
pub(super) struct Waiting(HashMap<u64, Wait>);

impl Waiting {
    /// The first time counts, and what was seen at that time.
    pub(super) fn add(&mut self, node: u64, wait: Wait) {
        if self.0.len() < WAITING {
            self.0.entry(node).or_insert(wait);
        }
    }

    pub(super) fn fill(&mut self, node: u64) {
        self.0.remove(&node);
    }

    /// What was not filled, by time.
    pub(super) fn end(self) -> Vec<(u64, Wait)> {
        let mut left: Vec<_> = self.0.into_iter().collect();
        left.sort_by(|(a, x), (b, y)| (x.at_ms, &x.address, a).cmp(&(y.at_ms, &y.address, b)));
        left
    }
}
