//! The best of any number of things, within a limit.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Keeps what has the highest scores: of equal ones the earliest, of those the first that came.
#[derive(Debug)]
pub(crate) struct Best<T> {
    /// The least worth keeping on top.
    kept: BinaryHeap<Reverse<Ranked<T>>>,
    seen: u64,
}

/// A thing by its worth.
#[derive(Debug)]
struct Ranked<T> {
    score: u8,
    at_ms: i64,
    place: u64,
    what: T,
}

impl<T> Ranked<T> {
    fn worth(&self) -> (u8, Reverse<i64>, Reverse<u64>) {
        (self.score, Reverse(self.at_ms), Reverse(self.place))
    }
}

impl<T> PartialEq for Ranked<T> {
    fn eq(&self, other: &Self) -> bool {
        self.worth() == other.worth()
    }
}

impl<T> Eq for Ranked<T> {}

impl<T> PartialOrd for Ranked<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Ranked<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.worth().cmp(&other.worth())
    }
}

impl<T> Best<T> {
    pub(crate) fn new() -> Self {
        Self { kept: BinaryHeap::new(), seen: 0 }
    }

    pub(crate) fn add(&mut self, score: u8, at_ms: i64, what: T) {
        self.kept.push(Reverse(Ranked { score, at_ms, place: self.seen, what }));
        self.seen += 1;
    }

    /// How many are kept.
    pub(crate) fn len(&self) -> usize {
        self.kept.len()
    }

    /// Lets go of the one that is least worth keeping.
    pub(crate) fn drop_least(&mut self) -> Option<T> {
        self.kept.pop().map(|Reverse(least)| least.what)
    }

    /// What is kept, in the order in which it came, and how many more came.
    pub(crate) fn finish(self) -> (Vec<T>, u64) {
        let left_out = self.seen - self.kept.len() as u64;
        let mut kept: Vec<Ranked<T>> = self.kept.into_iter().map(|Reverse(ranked)| ranked).collect();
        kept.sort_by_key(|ranked| ranked.place);
        (kept.into_iter().map(|ranked| ranked.what).collect(), left_out)
    }
}
