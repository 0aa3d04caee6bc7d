//! How far down a page people came, and how long they looked at what.
//!
//! **Invariant:** depth is kept in pixels, exactly, and becomes percent only in a [`report`](ScrollDepth::report):
//! a page's height is known late (when a replay measures it) or never, and then the deepest that anybody saw stands
//! in for it and the report says so.

use serde::{Deserialize, Serialize};

use super::{
    counts::{self, Counts},
    grid::{CELL_PX, GridError, MAX_ROWS},
};

/// Equal parts of a page's height in a report.
pub const BANDS: usize = 20;
/// The height of a row whose time in view is kept.
const ROW_PX: u32 = 16;
/// The deepest that is kept, as in a grid.
const MAX_PX: u32 = MAX_ROWS * CELL_PX;
/// No viewport is higher.
const MAX_VIEW_PX: f64 = 16_384.0;

/// Depth and time of one page at widths of one bucket, over any number of sessions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScrollDepth {
    /// Sessions by the lowest pixel of the document that they had in view.
    #[serde(deserialize_with = "counts::deserialize")]
    deepest: Counts<u32>,
    /// Milliseconds in view, by rows of [`ROW_PX`].
    #[serde(deserialize_with = "counts::deserialize")]
    in_view_ms: Counts<u32>,
}

/// One of [`BANDS`] parts of a page, and what a tooltip says of it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Band {
    pub from_percent: u32,
    pub to_percent: u32,
    pub from_px: f64,
    pub to_px: f64,
    /// Sessions that had any of it in view.
    pub sessions: u64,
    /// The same as a ratio of all sessions.
    pub reached: f64,
    /// How long it was in view in all sessions together; half of it in view counts half.
    pub time_ms: u64,
    /// The same for each session that reached it; zero where none did.
    pub average_ms: u64,
}

/// A page's scroll depth in percent of its height.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScrollReport {
    pub sessions: u64,
    /// The average of how far down each session came, as a ratio of the height.
    pub average_depth: f64,
    /// What 100 % is.
    pub height_px: f64,
    /// Whether the height is the deepest that anybody saw, because nobody measured it: the page may be longer.
    pub is_estimate: bool,
    pub bands: Vec<Band>,
}

/// One session's way on a page.
#[derive(Clone, Debug, Default)]
pub(super) struct Way {
    deepest_px: f64,
    rows_ms: Vec<u64>,
}

impl Way {
    /// Notes that the viewport showed `height` pixels from `top` on, for so long.
    pub(super) fn see(&mut self, top: f64, height: f64, ms: i64) {
        if !(top.is_finite() && height.is_finite() && height > 0.0) {
            return;
        }
        let top = top.max(0.0);
        let bottom = (top + height.min(MAX_VIEW_PX)).min(f64::from(MAX_PX));
        self.deepest_px = self.deepest_px.max(bottom);
        let Ok(ms @ 1..) = u64::try_from(ms) else { return };
        // A row is in view where its middle is.
        let row = |px: f64| (px / f64::from(ROW_PX) + 0.5).floor() as usize;
        let (from, to) = (row(top), row(bottom));
        if self.rows_ms.len() < to {
            self.rows_ms.resize(to, 0);
        }
        for row in self.rows_ms.iter_mut().take(to).skip(from) {
            *row += ms;
        }
    }

    /// As the depth of one session; of none where nothing was seen.
    pub(super) fn depth(&self) -> ScrollDepth {
        let mut depth = ScrollDepth::default();
        if self.deepest_px > 0.0 {
            depth.deepest.insert(self.deepest_px.ceil() as u32, 1);
        }
        let rows = (0..).zip(&self.rows_ms).filter(|(_, ms)| **ms > 0);
        depth.in_view_ms = rows.map(|(row, ms)| (row, *ms)).collect();
        depth
    }
}

impl ScrollDepth {
    pub fn sessions(&self) -> u64 {
        counts::sum(self.deepest.values())
    }

    pub fn is_blank(&self) -> bool {
        self.deepest.is_empty() && self.in_view_ms.is_empty()
    }

    /// Whether [`Self::merge`] would succeed.
    pub fn can_merge(&self, other: &Self) -> Result<(), GridError> {
        counts::can_merge(&self.deepest, &other.deepest)?;
        counts::can_merge(&self.in_view_ms, &other.in_view_ms)
    }

    /// Adds other sessions.
    pub fn merge(&mut self, other: &Self) -> Result<(), GridError> {
        self.can_merge(other)?;
        counts::merge(&mut self.deepest, &other.deepest);
        counts::merge(&mut self.in_view_ms, &other.in_view_ms);
        Ok(())
    }

    /// Whether [`Self::subtract`] would succeed.
    pub fn can_subtract(&self, other: &Self) -> Result<(), GridError> {
        counts::can_subtract(&self.deepest, &other.deepest)?;
        counts::can_subtract(&self.in_view_ms, &other.in_view_ms)
    }

    /// Takes out sessions that were merged before.
    pub fn subtract(&mut self, other: &Self) -> Result<(), GridError> {
        self.can_subtract(other)?;
        counts::subtract(&mut self.deepest, &other.deepest);
        counts::subtract(&mut self.in_view_ms, &other.in_view_ms);
        Ok(())
    }

    /// In percent of the document's height, where somebody measured one. `None` where nobody was there.
    pub fn report(&self, measured_px: Option<f64>) -> Option<ScrollReport> {
        let sessions = self.sessions();
        let (&deepest_px, _) = self.deepest.last_key_value()?;
        let measured_px = measured_px.filter(|height| height.is_finite() && *height > 0.0);
        let height_px = measured_px.unwrap_or(f64::from(deepest_px)).max(f64::MIN_POSITIVE);
        let depths = self.deepest.iter().map(|(px, n)| (f64::from(*px) / height_px).min(1.0) * *n as f64);
        let bands = (0..BANDS).map(|n| self.band(n, height_px, sessions)).collect();
        Some(ScrollReport {
            sessions,
            average_depth: depths.sum::<f64>() / sessions as f64,
            height_px,
            is_estimate: measured_px.is_none(),
            bands,
        })
    }

    fn band(&self, n: usize, height_px: f64, of: u64) -> Band {
        let edge = |n: usize| height_px * n as f64 / BANDS as f64;
        let percent = |n: usize| (n * 100 / BANDS) as u32;
        let (from_px, to_px) = (edge(n), edge(n + 1));
        let deeper = self.deepest.iter().filter(|(px, _)| f64::from(**px) > from_px);
        let sessions = counts::sum(deeper.map(|(_, sessions)| sessions));
        let row = |px: f64| (px / f64::from(ROW_PX)).min(f64::from(MAX_PX)) as u32;
        let one = |row: u32| row..row + 1;
        // Rows whose middle is in the band, or the one that holds the middle of a band of less than a row.
        let first = row(from_px + f64::from(ROW_PX) / 2.0);
        let end = row(to_px + f64::from(ROW_PX) / 2.0);
        let rows = if first < end { first..end } else { one(row(f64::midpoint(from_px, to_px))) };
        let many = u64::from(rows.end - rows.start);
        let time_ms = counts::sum(self.in_view_ms.range(rows).map(|(_, ms)| ms)) / many;
        Band {
            from_percent: percent(n),
            to_percent: percent(n + 1),
            from_px,
            to_px,
            sessions,
            reached: if of == 0 { 0.0 } else { sessions as f64 / of as f64 },
            time_ms,
            average_ms: time_ms.checked_div(sessions).unwrap_or(0),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::any};

    use super::*;

    fn way(views: &[(f64, f64, i64)]) -> ScrollDepth {
        let mut way = Way::default();
        for &(top, height, ms) in views {
            way.see(top, height, ms);
        }
        way.depth()
    }

    #[test]
    fn depth_and_time_are_told_per_band_of_a_measured_height() {
        let mut depth = way(&[(0.0, 800.0, 4_000), (800.0, 800.0, 1_000)]);
        depth.merge(&way(&[(0.0, 800.0, 2_000)])).unwrap();
        let report = depth.report(Some(3_200.0)).unwrap();
        assert_eq!((report.sessions, report.is_estimate, report.bands.len()), (2, false, BANDS));
        assert_eq!(report.average_depth, 0.375);
        for (band, sessions, reached, time_ms, average_ms) in [
            (0, 2, 1.0, 6_000, 3_000),
            (4, 2, 1.0, 6_000, 3_000),
            (5, 1, 0.5, 1_000, 1_000),
            (10, 0, 0.0, 0, 0),
        ] {
            let is = report.bands[band];
            assert_eq!(
                (is.sessions, is.reached, is.time_ms, is.average_ms),
                (sessions, reached, time_ms, average_ms)
            );
        }
        assert_eq!((report.bands[19].from_percent, report.bands[19].to_percent), (95, 100));
        assert_eq!((report.bands[5].from_px, report.bands[5].to_px), (800.0, 960.0));
    }

    #[test]
    fn a_height_that_nobody_measured_is_the_deepest_seen_and_marked() {
        let depth = way(&[(200.0, 800.0, 1)]);
        for measured in [None, Some(f64::NAN), Some(0.0), Some(-1.0), Some(f64::INFINITY)] {
            let report = depth.report(measured).unwrap();
            assert!(
                report.is_estimate && report.height_px == 1_000.0 && report.average_depth == 1.0,
                "{measured:?}"
            );
        }
        let short = depth.report(Some(500.0)).unwrap();
        assert_eq!(short.average_depth, 1.0, "nobody came deeper than the end");
        assert_eq!(ScrollDepth::default().report(Some(100.0)), None);
        assert_eq!(way(&[(0.0, 0.0, 5), (f64::NAN, 5.0, 5), (0.0, f64::INFINITY, 5)]).report(None), None);
    }

    #[test]
    fn a_band_of_less_than_a_row_has_that_rows_time() {
        let report = way(&[(0.0, 100.0, 700)]).report(Some(40.0)).unwrap();
        assert!(report.bands.iter().all(|band| band.time_ms == 700 && band.sessions == 1));
    }

    proptest::proptest! {
        #[test]
        fn sessions_come_and_go_and_no_number_makes_it_panic(
            mine in vec((any::<f64>(), any::<f64>(), any::<i32>()), 0..20),
            its in vec((0.0..9e4_f64, 0.0..2e4_f64, 0..9_000_i32), 0..20),
            height in any::<f64>(),
        ) {
            let of = |views: &[(f64, f64, i32)]| way(&views.iter().map(|v| (v.0, v.1, i64::from(v.2))).collect::<Vec<_>>());
            let (mine, its) = (of(&mine), of(&its));
            let mut both = mine.clone();
            both.merge(&its).unwrap();
            if let Some(report) = both.report(Some(height)) {
                proptest::prop_assert!((0.0..=1.0).contains(&report.average_depth));
                proptest::prop_assert!(report.bands.is_sorted_by(|a, b| a.sessions >= b.sessions));
            }
            both.subtract(&its).unwrap();
            proptest::prop_assert_eq!(both, mine);
        }
    }
}
