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
use hindsight_rrweb::facts::{Facts, Source};
use hindsight_rrweb::mirror::Mirror;
use memchr::memmem;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{Keep, MOMENTS, MomentKind, Moments};
use crate::Timeline;
use crate::page_facts::{Collector, FactKind, PageFacts};
use address::Address;
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
    /// Where somebody wants them.
    told: Option<PageTold>,
}

/// What the page told, and of the page that is shown what it told last, whichever tab it is in.
struct PageTold {
    facts: Collector,
    address: Option<Address>,
    title: String,
}

impl Found {
    fn fact(&mut self, at_ms: i64, kind: FactKind, level: &str, text: &str) {
        if let Some(told) = &mut self.told {
            told.facts.add(at_ms, kind, level, text);
        }
    }

    /// An address is told, perhaps the same again.
    fn address(&mut self, at_ms: i64, address: &Address) {
        let Some(told) = &mut self.told else { return };
        let known =
            |known: &Address| known.as_str() == address.as_str() || !address.is_whole() && known.is(address);
        if !told.address.as_ref().is_some_and(known) {
            told.facts.add(at_ms, FactKind::Page, "", address.as_str());
            told.address = Some(address.clone());
        }
    }

    fn title(&mut self, at_ms: i64, title: String) {
        let Some(told) = &mut self.told else { return };
        if told.title != title {
            told.facts.add(at_ms, FactKind::Title, "", &title);
            told.title = title;
        }
    }

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
        let found =
            Found { timeline, keep: Keep::new(timeline, MOMENTS), visit: Visit::default(), told: None };
        Self { tabs: HashMap::new(), found, is_growing: recording.status.is_growing() }
    }

    /// Collects what the page tells too, for [`Self::page_facts`].
    #[must_use]
    pub fn with_page_facts(mut self) -> Self {
        let facts = Collector::new(self.found.timeline);
        self.found.told = Some(PageTold { facts, address: None, title: String::new() });
        self
    }

    /// Takes the next event, and its facts where it has them. What cannot be read of it is passed by.
    pub fn add(&mut self, event: &Event<'_>, facts: Option<&Facts>) {
        let at_ms = self.at_ms(event);
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

    /// The page as it stands after the event that was added last: its title may be another one.
    pub fn shows(&mut self, event: &Event<'_>, facts: Option<&Facts>, page: &Mirror) {
        let changes = event.kind == Kind::FullSnapshot
            || facts.is_some_and(|facts| facts.source == Some(Source::Mutation));
        if changes
            && self.found.told.is_some()
            && let Some(title) = page.title()
        {
            let at_ms = self.at_ms(event);
            self.found.title(at_ms, title);
        }
    }

    fn at_ms(&self, event: &Event<'_>) -> i64 {
        self.found.timeline.offset_ms(Timestamp::clamp_millis(event.timestamp_ms))
    }

    /// What the page told so far; nothing where it was not asked for, and once it was taken.
    pub fn page_facts(&mut self) -> PageFacts {
        self.found.told.take().map(|told| told.facts.finish()).unwrap_or_default()
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
    if memmem::find(json.as_bytes(), b"\"window").is_none() {
        return String::new();
    }
    let read = serde_json::from_str::<Window<'_>>(json).ok().and_then(|window| window.id);
    read.map(|id| id.get().chars().take(64).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
