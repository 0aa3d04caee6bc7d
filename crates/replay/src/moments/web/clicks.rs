//! Rage clicks and dead clicks of a tab.

use std::collections::VecDeque;

use super::super::{DEAD_MS, RAGE_CLICKS, RAGE_MS, RAGE_PX};
use super::{Found, MomentKind};

/// Clicks within one span that are looked at: more than a hand can do, scripts may.
const RECENT: usize = 32;

/// A click, where it has a place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Click {
    pub(super) at_ms: i64,
    pub(super) x: Option<f64>,
    pub(super) y: Option<f64>,
    /// Whether an answer to it would be recorded.
    pub(super) is_judged: bool,
}

impl Click {
    fn point(&self) -> Option<(f64, f64)> {
        let (x, y) = (self.x?, self.y?);
        (x.is_finite() && y.is_finite()).then_some((x, y))
    }

    fn place(&self) -> String {
        self.point().map(|(x, y)| format!(" at {x:.0}, {y:.0}")).unwrap_or_default()
    }
}

#[derive(Debug)]
struct Recent {
    at_ms: i64,
    point: (f64, f64),
    /// Whether it is counted in the open burst.
    counted: bool,
}

#[derive(Debug)]
struct Burst {
    from_ms: i64,
    to_ms: i64,
    point: (f64, f64),
    clicks: usize,
}

/// What is not decided yet.
#[derive(Debug, Default)]
pub(super) struct Clicks {
    recent: VecDeque<Recent>,
    burst: Option<Burst>,
    unanswered: VecDeque<Click>,
}

impl Clicks {
    pub(super) fn click(&mut self, click: Click, found: &mut Found) {
        if let Some(point) = click.point() {
            self.rage(click.at_ms, point, found);
        }
        if click.is_judged {
            if self.unanswered.len() >= RECENT {
                self.unanswered.pop_front();
            }
            self.unanswered.push_back(click);
        }
    }

    fn rage(&mut self, at_ms: i64, point: (f64, f64), found: &mut Found) {
        self.recent.retain(|recent| (0..=RAGE_MS).contains(&at_ms.saturating_sub(recent.at_ms)));
        let near: Vec<usize> =
            (0..self.recent.len()).filter(|&n| are_near(self.recent[n].point, point)).collect();
        // With this click, a set of which no two are far apart.
        let belongs = |&n: &usize| {
            let others = near.iter().filter(|&&m| m != n);
            let beside = others.filter(|&&m| are_near(self.recent[n].point, self.recent[m].point)).count();
            beside + 2 >= RAGE_CLICKS
        };
        let members: Vec<usize> = near.iter().copied().filter(belongs).collect();
        let rages = members.len() + 1 >= RAGE_CLICKS;
        if rages {
            let goes_on = members.iter().any(|&n| self.recent[n].counted);
            if !goes_on {
                self.close(found);
            }
            let from_ms = members.iter().map(|&n| self.recent[n].at_ms).min().unwrap_or(at_ms);
            let first = members.first().map_or(point, |&n| self.recent[n].point);
            let burst = self.burst.get_or_insert(Burst { from_ms, to_ms: at_ms, point: first, clicks: 0 });
            burst.clicks += 1 + members.iter().filter(|&&n| !self.recent[n].counted).count();
            burst.to_ms = at_ms;
            for n in members {
                self.recent[n].counted = true;
            }
        }
        if self.recent.len() >= RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(Recent { at_ms, point, counted: rages });
    }

    fn close(&mut self, found: &mut Found) {
        if let Some(burst) = self.burst.take() {
            let Burst { from_ms, to_ms, point: (x, y), clicks } = burst;
            let seconds = to_ms.saturating_sub(from_ms) as f64 / 1_000.0;
            let label = format!("{clicks} clicks in {seconds:.1} s at {x:.0}, {y:.0}");
            found.moment(from_ms, MomentKind::RageClick, &label);
        }
        for recent in &mut self.recent {
            recent.counted = false;
        }
    }

    /// The page changed, scrolled or was left: every click that waits is answered.
    pub(super) fn answer(&mut self) {
        self.unanswered.clear();
    }

    /// Nothing that comes from now on answers a click before `at_ms - DEAD_MS`.
    pub(super) fn pass(&mut self, at_ms: i64, found: &mut Found) {
        while let Some(click) =
            self.unanswered.pop_front_if(|click| at_ms.saturating_sub(click.at_ms) > DEAD_MS)
        {
            dead(&click, found);
        }
        if self.burst.as_ref().is_some_and(|burst| at_ms.saturating_sub(burst.to_ms) > RAGE_MS) {
            self.close(found);
        }
    }

    pub(super) fn end(&mut self, end_ms: i64, found: &mut Found) {
        self.close(found);
        for click in self.unanswered.drain(..) {
            if end_ms.saturating_sub(click.at_ms) >= DEAD_MS {
                dead(&click, found);
            }
        }
    }
}

fn dead(click: &Click, found: &mut Found) {
    let label = format!("Nothing happened after a click{}", click.place());
    found.moment(click.at_ms, MomentKind::DeadClick, &label);
}

fn are_near(a: (f64, f64), b: (f64, f64)) -> bool {
    (a.0 - b.0).hypot(a.1 - b.1) <= RAGE_PX
}
