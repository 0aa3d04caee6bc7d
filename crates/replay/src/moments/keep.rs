//! The moments with the highest scores, and counts of all.

use std::collections::BTreeMap;

use super::{Moment, MomentKind, Moments, by_time};
use crate::Timeline;
use crate::best::Best;

/// Takes any number of moments and keeps so many: the highest scores, of equal ones the earliest, of those the first.
#[derive(Debug)]
pub(crate) struct Keep {
    timeline: Timeline,
    limit: usize,
    best: Best<Moment>,
    found: BTreeMap<MomentKind, u64>,
}

impl Keep {
    pub(crate) fn new(timeline: Timeline, limit: usize) -> Self {
        Self { timeline, limit, best: Best::new(), found: BTreeMap::new() }
    }

    /// Takes a moment; a time outside of the recording becomes the nearest within.
    pub(crate) fn add(&mut self, at_ms: i64, kind: MomentKind, label: &str) {
        *self.found.entry(kind).or_default() += 1;
        let moment = Moment::new(self.timeline.clamp_ms(at_ms), kind, label);
        self.best.add(moment.score, moment.at_ms, moment);
        if self.best.len() > self.limit {
            self.best.drop_least();
        }
    }

    pub(crate) fn finish(self) -> Moments {
        let (mut list, left_out) = self.best.finish();
        by_time(&mut list);
        Moments { list, found: self.found, left_out }
    }
}
