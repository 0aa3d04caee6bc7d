//! What a web session counts for where many are added up: its clicks, and its pages with their titles.
//!
//! A page counts each time that it is come to: a recorder that writes its state anew announces the same address
//! again, and that is no view. Tabs are told apart as moments tell them apart.
//!
//! **Invariant:** what is kept is bounded, whatever the recording holds; views of pages beyond [`PAGES`] are counted
//! without a name.

use std::collections::HashMap;

use hindsight_rrweb::event::{Event, Kind};
use hindsight_rrweb::facts::Facts;
use serde::{Deserialize, Serialize};

use crate::moments::web::{TABS, window_of};
use crate::nodes::{Listen, Node, TEXT, tell};

/// Pages of a session that are kept by name.
pub const PAGES: usize = 1_000;
/// Characters of a path and of a title.
const CHARS: usize = 300;

/// What a session counts for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Clicks and taps.
    pub clicks: u64,
    /// Its pages, in the order in which they were first come to.
    pub pages: Vec<PageCount>,
    /// Views of further pages.
    pub other_views: u64,
}

impl Counts {
    /// Views of all pages.
    pub fn page_views(&self) -> u64 {
        self.pages.iter().map(|page| page.views).sum::<u64>().saturating_add(self.other_views)
    }
}

/// A page of a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageCount {
    /// Its path.
    pub path: String,
    /// The title that its latest snapshot has; empty where none has one.
    pub title: String,
    /// How often it was come to.
    pub views: u64,
}

/// Counts a session, event by event.
#[derive(Debug, Default)]
pub struct Counter {
    counts: Counts,
    /// Where a path stands among the pages.
    places: HashMap<String, usize>,
    /// The page of each tab.
    tabs: HashMap<String, String>,
}

impl Counter {
    /// Takes the next event, and its facts where it has them.
    pub fn add(&mut self, event: &Event<'_>, facts: Option<&Facts>) {
        let Some(facts) = facts else { return };
        self.counts.clicks += u64::from(facts.click().is_some());
        if let Some(page) = &facts.page {
            let path: String = page.path().chars().take(CHARS).collect();
            let tab = self.tab(event);
            if self.tabs.get(&tab) != Some(&path) {
                self.view(&path);
                self.tabs.insert(tab, path);
            }
        }
        if event.kind == Kind::FullSnapshot {
            self.title(event);
        }
    }

    /// What was counted.
    pub fn finish(self) -> Counts {
        self.counts
    }

    fn tab(&self, event: &Event<'_>) -> String {
        let tab = window_of(event.json());
        if self.tabs.len() >= TABS && !self.tabs.contains_key(&tab) { String::new() } else { tab }
    }

    fn view(&mut self, path: &str) {
        let pages = &mut self.counts.pages;
        if let Some(page) = self.places.get(path).and_then(|place| pages.get_mut(*place)) {
            page.views += 1;
        } else if pages.len() < PAGES {
            self.places.insert(path.to_owned(), pages.len());
            pages.push(PageCount { path: path.to_owned(), title: String::new(), views: 1 });
        } else {
            self.counts.other_views += 1;
        }
    }

    fn title(&mut self, event: &Event<'_>) {
        let tab = self.tab(event);
        let place = self.tabs.get(&tab).and_then(|path| self.places.get(path));
        let Some(page) = place.and_then(|place| self.counts.pages.get_mut(*place)) else { return };
        // A snapshot that cannot be read has no title.
        let Ok(Title { found: Some(title), .. }) = tell::<Title>(event.data()) else { return };
        page.title = title;
    }
}

/// The text of a document's title element: of the one in its head. Pictures in its body may have titles too.
#[derive(Default)]
struct Title {
    is_past_head: bool,
    /// The text that was told last; empty where something else was.
    text: String,
    found: Option<String>,
}

impl Listen for Title {
    fn node(&mut self, node: &Node<'_>) {
        if self.is_past_head || self.found.is_some() {
            return;
        }
        if node.kind == Some(TEXT) {
            self.text = node.text.as_deref().unwrap_or_default().trim().chars().take(CHARS).collect();
        } else if node.tag == "title" && node.below == 1 {
            self.found = Some(std::mem::take(&mut self.text)).filter(|title| !title.is_empty());
        } else {
            self.is_past_head = node.tag == "head";
            self.text.clear();
        }
    }

    fn added(&mut self, _: Option<i64>, _: usize) {}
}

#[cfg(test)]
mod tests {
    use hindsight_rrweb::facts::facts;
    use serde_json::{Value, json};

    use super::*;

    fn counted(events: &[Value]) -> Counts {
        let mut counter = Counter::default();
        for event in events {
            let json = event.to_string();
            let event = Event::read(&json, 1 << 20).unwrap();
            counter.add(&event, facts(&event).ok().as_ref());
        }
        counter.finish()
    }

    fn meta(href: &str) -> Value {
        json!({ "type": 4, "timestamp": 1, "data": { "href": href, "width": 800, "height": 600 } })
    }

    fn click(kind: Value) -> Value {
        json!({ "type": 3, "timestamp": 1, "data": { "source": 2, "type": kind, "id": 7, "x": 1, "y": 1 } })
    }

    fn titled(title: &str) -> Value {
        let text = |text: &str| json!({ "type": 3, "id": 9, "textContent": text });
        let element = |tag: &str, children: Value| json!({ "type": 2, "id": 2, "tagName": tag, "attributes": {}, "childNodes": children });
        let head =
            element("head", json!([element("script", json!([])), element("title", json!([text(title)]))]));
        let picture = element("svg", json!([element("title", json!([text("a picture")]))]));
        let html = element("html", json!([head, element("body", json!([text("words"), picture]))]));
        json!({ "type": 2, "timestamp": 1, "data": { "node": { "type": 0, "id": 1, "childNodes": [html] } } })
    }

    fn page(path: &str, title: &str, views: u64) -> PageCount {
        PageCount { path: path.to_owned(), title: title.to_owned(), views }
    }

    #[test]
    fn a_page_counts_when_it_is_come_to_and_not_when_it_is_written_anew() {
        let counts = counted(&[
            meta("https://a.example/?q=1"),
            titled("First"),
            meta("https://a.example/#again"),
            meta("https://a.example/cart"),
            titled(" Cart "),
            meta("https://a.example/"),
            titled("Home"),
            click(json!(2)),
            click(json!(1)),
            click(json!("2")),
        ]);
        assert_eq!(counts.pages, [page("/", "Home", 2), page("/cart", "Cart", 1)]);
        assert_eq!((counts.clicks, counts.page_views()), (1, 3), "a pressed button is no click yet");
    }

    #[test]
    fn tabs_are_told_apart() {
        let of = |tab: &str, mut event: Value| {
            event["windowId"] = json!(tab);
            event
        };
        let counts = counted(&[
            of("one", meta("/a")),
            of("two", meta("/b")),
            of("one", titled("A")),
            of("two", titled("B")),
            of("one", meta("/a")),
        ]);
        assert_eq!(counts.pages, [page("/a", "A", 1), page("/b", "B", 1)]);
    }

    #[test]
    fn a_document_without_a_title_has_none() {
        let mut bare = titled("");
        assert_eq!(counted(&[meta("/"), bare.clone()]).pages, [page("/", "", 1)]);
        bare["data"] = json!({ "node": 5 });
        assert_eq!(counted(&[titled("No page yet"), meta("/"), bare]).pages, [page("/", "", 1)]);
    }

    #[test]
    fn pages_beyond_what_is_kept_are_counted_without_a_name() {
        let events: Vec<_> = (0..PAGES + 5).map(|n| meta(&format!("/{n}"))).collect();
        let counts = counted(&events);
        assert_eq!((counts.pages.len(), counts.other_views), (PAGES, 5));
        assert_eq!(counts.page_views(), (PAGES + 5) as u64);
        let long = counted(&[meta(&format!("/{}", "é".repeat(5_000)))]);
        assert_eq!(long.pages[0].path.chars().count(), CHARS);
    }
}
