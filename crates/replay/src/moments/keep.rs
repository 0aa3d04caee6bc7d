//! The moments with the highest scores, and counts of all.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use super::{Moment, MomentKind, Moments, by_time};
use crate::Timeline;

/// Takes any number of moments and keeps so many: the highest scores, of equal ones the earliest, of those the first.
#[derive(Debug)]
pub(crate) struct Keep {
    timeline: Timeline,
    limit: usize,
    /// The least worth keeping on top.
    kept: BinaryHeap<Reverse<Ranked>>,
    found: BTreeMap<MomentKind, u64>,
    seen: u64,
}

/// A moment by its worth.
#[derive(Debug)]
struct Ranked {
    moment: Moment,
    place: u64,
}

impl Ranked {
    fn worth(&self) -> (u8, Reverse<i64>, Reverse<u64>) {
        (self.moment.score, Reverse(self.moment.at_ms), Reverse(self.place))
    }
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.worth() == other.worth()
    }
}

impl Eq for Ranked {}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.worth().cmp(&other.worth())
    }
}

impl Keep {
    pub(crate) fn new(timeline: Timeline, limit: usize) -> Self {
        Self { timeline, limit, kept: BinaryHeap::new(), found: BTreeMap::new(), seen: 0 }
    }

    /// Takes a moment; a time outside of the recording becomes the nearest within.
    pub(crate) fn add(&mut self, at_ms: i64, kind: MomentKind, label: &str) {
        *self.found.entry(kind).or_default() += 1;
        let moment = Moment::new(self.timeline.clamp_ms(at_ms), kind, label);
        self.kept.push(Reverse(Ranked { moment, place: self.seen }));
        self.seen += 1;
        if self.kept.len() > self.limit {
            self.kept.pop();
        }
    }

    pub(crate) fn finish(self) -> Moments {
        let left_out = self.seen - self.kept.len() as u64;
        let mut kept: Vec<Ranked> = self.kept.into_iter().map(|Reverse(ranked)| ranked).collect();
        kept.sort_by_key(|ranked| ranked.place);
        let mut list: Vec<_> = kept.into_iter().map(|ranked| ranked.moment).collect();
        by_time(&mut list);
        Moments { list, found: self.found, left_out }
    }
}
