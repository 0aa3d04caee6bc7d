//! What was in view when: page, viewport and scroll, for a few hundred changes back.
//!
//! rrweb sends pointer moves in batches, up to half a second late and with an offset for each, so that a place is
//! looked up at the time that it was true.

use std::collections::VecDeque;

use super::bucket::WidthBucket;

/// Changes that are kept.
const KEPT: usize = 256;
/// A clock that falls further than this was set anew; less is the disorder of batches.
const DISORDER_MS: i64 = 1_000;

/// What was in view from a time on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct View {
    pub(super) since_ms: i64,
    /// Index of the page; `None` where there are too many to keep.
    pub(super) page: Option<usize>,
    /// The viewport in CSS pixels.
    pub(super) width: f64,
    pub(super) height: f64,
    /// How far the document was scrolled, in CSS pixels.
    pub(super) scroll_x: f64,
    pub(super) scroll_y: f64,
}

impl View {
    pub(super) fn bucket(&self) -> Option<WidthBucket> {
        WidthBucket::of(self.width)
    }
}

/// The latest views, in order of their times.
#[derive(Clone, Debug, Default)]
pub(super) struct Views {
    kept: VecDeque<View>,
}

impl Views {
    pub(super) fn now(&self) -> Option<&View> {
        self.kept.back()
    }

    /// Until when the oldest is needed to be looked up, where the next one takes its room.
    pub(super) fn full_until(&self) -> Option<i64> {
        if self.kept.len() < KEPT { None } else { self.kept.get(1).map(|view| view.since_ms) }
    }

    /// Adds what is in view from now on. A checkout that shows what was in view before changes nothing.
    pub(super) fn push(&mut self, mut view: View) {
        if let Some(last) = self.kept.back() {
            let is_same = View { since_ms: view.since_ms, ..*last } == view;
            if is_same && view.since_ms >= last.since_ms {
                return;
            }
            if view.since_ms < last.since_ms.saturating_sub(DISORDER_MS) {
                self.kept.clear();
            } else {
                view.since_ms = view.since_ms.max(last.since_ms);
            }
        }
        if self.kept.len() >= KEPT {
            self.kept.pop_front();
        }
        self.kept.push_back(view);
    }

    /// What was in view at a time; the oldest known for times before all.
    pub(super) fn at(&self, at_ms: i64) -> Option<&View> {
        self.kept.iter().rev().find(|view| view.since_ms <= at_ms).or(self.kept.front())
    }

    /// What was in view between two times: each view with the milliseconds that it lasted.
    pub(super) fn between(&self, from_ms: i64, to_ms: i64) -> impl Iterator<Item = (&View, i64)> {
        // The first of them is the one before the first that came later; for times before all, the oldest.
        let first = self.kept.partition_point(|view| view.since_ms <= from_ms).saturating_sub(1);
        let views = self.kept.range(first..);
        let ends = views.clone().skip(1).map(|next| next.since_ms).chain([i64::MAX]);
        let within =
            views.zip(ends).enumerate().take_while(move |(n, (view, _))| *n == 0 || view.since_ms < to_ms);
        within.filter_map(move |(n, (view, end))| {
            let from = if n == 0 { from_ms } else { from_ms.max(view.since_ms) };
            let ms = to_ms.min(end).saturating_sub(from);
            (ms > 0).then_some((view, ms))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(since_ms: i64, scroll_y: f64) -> View {
        View { since_ms, page: Some(0), width: 1280.0, height: 720.0, scroll_x: 0.0, scroll_y }
    }

    fn between(views: &Views, from: i64, to: i64) -> Vec<(f64, i64)> {
        views.between(from, to).map(|(view, ms)| (view.scroll_y, ms)).collect()
    }

    #[test]
    fn a_view_is_found_at_its_time() {
        let mut views = Views::default();
        assert_eq!(views.at(0), None);
        for (at, scroll) in [(100, 0.0), (200, 1.0), (200, 2.0), (150, 3.0), (300, 4.0)] {
            views.push(view(at, scroll));
        }
        for (at, scroll) in [(0, 0.0), (199, 0.0), (200, 3.0), (299, 3.0), (i64::MAX, 4.0)] {
            assert_eq!(views.at(at).map(|view| view.scroll_y), Some(scroll), "at {at}");
        }
        assert_eq!(between(&views, 50, 350), [(0.0, 150), (3.0, 100), (4.0, 50)]);
        assert_eq!(between(&views, 250, 250), []);
        assert_eq!(between(&views, i64::MIN, i64::MAX).len(), 3);
    }

    #[test]
    fn a_clock_that_was_set_back_begins_anew_and_the_oldest_makes_room() {
        let mut views = Views::default();
        views.push(view(5_000_000, 1.0));
        views.push(view(10, 2.0));
        assert_eq!(views.at(6_000_000).map(|view| view.scroll_y), Some(2.0));
        for at in 0..1_000 {
            assert_eq!(views.full_until().is_some(), views.kept.len() == KEPT);
            views.push(view(10 + at, at as f64));
        }
        assert_eq!(views.kept.len(), KEPT);
    }
}
