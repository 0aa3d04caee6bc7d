//! Moments of a web session.
//!
//! Each tab has a state of its own, told apart by the `windowId` that some recorders write beside an event's type
//! (PostHog's `window_id` too). Events of two tabs that do not say whose they are count as one tab's.

mod address;
mod clicks;
mod controls;
mod forms;
mod tab;
mod told;

use std::collections::HashMap;

use hindsight_domain::{Recording, Timestamp};
use hindsight_rrweb::event::{Event, Kind};
use hindsight_rrweb::facts::Facts;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{Keep, MOMENTS, MomentKind, Moments};
use crate::Timeline;
use tab::Tab;

/// Tabs that are told apart; later ones count as one.
pub(crate) const TABS: usize = 50;
/// Pages that [`Visit::pages`] keeps.
pub const PAGES: usize = 200;

/// A page that was shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// From when on, in ms from the recording's start.
    pub at_ms: i64,
    /// Its address without user, query and fragment.
    pub address: String,
}

/// What a session was, in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// The first [`PAGES`] pages, in order; a page counts each time that it is come to.
    pub pages: Vec<Page>,
    /// The page that was come to last.
    pub last_page: Option<Page>,
    /// How many there were.
    pub page_count: u64,
    /// Clicks, and the first of them.
    pub clicks: u64,
    pub first_click_ms: Option<i64>,
    /// Fields that a person filled, and the first time. A field counts once for each document.
    pub fields: u64,
    pub first_field_ms: Option<i64>,
}

/// What the tabs write to.
struct Found {
    timeline: Timeline,
    keep: Keep,
    visit: Visit,
}

impl Found {
    fn moment(&mut self, at_ms: i64, kind: MomentKind, label: &str) {
        self.keep.add(at_ms, kind, label);
    }

    fn page(&mut self, at_ms: i64, address: &str) {
        let page = Page { at_ms: self.timeline.clamp_ms(at_ms), address: super::shown(address) };
        self.visit.page_count += 1;
        if self.visit.pages.len() < PAGES {
            self.visit.pages.push(page.clone());
        }
        self.visit.last_page = Some(page);
    }

    fn click(&mut self, at_ms: i64) {
        self.visit.clicks += 1;
        self.visit.first_click_ms.get_or_insert(self.timeline.clamp_ms(at_ms));
    }

    fn field(&mut self, at_ms: i64) {
        self.visit.fields += 1;
        self.visit.first_field_ms.get_or_insert(self.timeline.clamp_ms(at_ms));
    }
}

/// Finds the moments of a session, and its [`Visit`] on the way.
pub struct Finder {
    tabs: HashMap<String, Tab>,
    found: Found,
    is_growing: bool,
}

impl Finder {
    /// For a session. Of one that still grows, the forms that are open at its end are not judged.
    pub fn new(recording: &Recording) -> Self {
        let timeline = Timeline::of(recording);
        let found = Found { timeline, keep: Keep::new(timeline, MOMENTS), visit: Visit::default() };
        Self { tabs: HashMap::new(), found, is_growing: recording.status.is_growing() }
    }

    /// Takes the next event, and its facts where it has them. What cannot be read of it is passed by.
    pub fn add(&mut self, event: &Event<'_>, facts: Option<&Facts>) {
        let at_ms = self.found.timeline.offset_ms(Timestamp::clamp_millis(event.timestamp_ms));
        let mut window = window_of(event.json());
        if self.tabs.len() >= TABS && !self.tabs.contains_key(&window) {
            window.clear();
        }
        let (tab, found) = (self.tabs.entry(window).or_default(), &mut self.found);
        tab.pass(at_ms, found);
        match event.kind {
            Kind::DomContentLoaded => tab.load(at_ms, found),
            Kind::Meta => {
                if let Some(href) = address::of_meta(event.data()) {
                    tab.goes_to(&href, at_ms, found);
                }
            }
            Kind::FullSnapshot => tab.snapshot(event.data()),
            Kind::Incremental => {
                if let Some(facts) = facts {
                    tab.change(facts, event.data(), at_ms, found);
                }
            }
            Kind::Custom | Kind::Plugin => tab.told(event, at_ms, found),
            Kind::Load | Kind::Other(_) => {}
        }
    }

    /// What was found.
    pub fn finish(mut self) -> (Moments, Visit) {
        let end_ms = self.found.timeline.duration_ms();
        let mut tabs: Vec<_> = self.tabs.into_iter().collect();
        tabs.sort_by(|(a, _), (b, _)| a.cmp(b));
        for (_, tab) in &mut tabs {
            tab.end(end_ms, self.is_growing, &mut self.found);
        }
        (self.found.keep.finish(), self.found.visit)
    }
}

/// The tab that an event says it is of.
pub(crate) fn window_of(json: &str) -> String {
    #[derive(Deserialize)]
    struct Window<'j> {
        #[serde(borrow, alias = "window_id", rename = "windowId")]
        id: Option<&'j RawValue>,
    }
    if !json.contains("\"windowId\"") && !json.contains("\"window_id\"") {
        return String::new();
    }
    let read = serde_json::from_str::<Window<'_>>(json).ok().and_then(|window| window.id);
    read.map(|id| id.get().chars().take(64).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
