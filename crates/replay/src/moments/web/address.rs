//! Addresses of pages: whether one is another page than the last, and what is shown of it.

use std::borrow::Cow;

use hindsight_rrweb::json;
use serde::Deserialize;

use super::super::shown;

/// Characters of an address that are compared.
const COMPARED_CHARS: usize = 4_096;

/// The address of the page that is shown.
#[derive(Debug)]
pub(super) struct Address {
    text: String,
    /// Whether it came as a path only: its query and fragment are not known.
    is_path: bool,
}

impl Address {
    pub(super) fn first(text: &str) -> Self {
        Self { text: cut(text), is_path: false }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// The address that `text` leads to, `None` where the page stays. A path of this page's origin is completed.
    pub(super) fn next(&self, text: &str) -> Option<Self> {
        let text = cut(text);
        if text.is_empty() {
            return None;
        }
        let is_path = text.starts_with('/') && !text.starts_with("//");
        let whole = if is_path { format!("{}{text}", origin(&self.text)) } else { text };
        let has_more = whole.contains(['?', '#']);
        let same = whole == self.text
            || (self.is_path || is_path && !has_more) && page(&whole) == page(&self.text);
        if same {
            return None;
        }
        Some(Self { text: whole, is_path: is_path && !has_more })
    }

    /// A label for coming here: without the origin where it stays the same.
    pub(super) fn label(&self, from: Option<&Self>) -> String {
        let to = origin(&self.text);
        let stays = !to.is_empty() && from.is_some_and(|from| origin(&from.text) == to);
        let text = if stays { self.text.get(to.len()..).unwrap_or_default() } else { &self.text };
        let shown = shown(text);
        format!("To {}", if shown.is_empty() { "/" } else { &shown })
    }
}

/// `scheme://host:port` of an address; empty where it has none.
fn origin(text: &str) -> &str {
    let Some((scheme, rest)) = text.split_once("://") else { return "" };
    let host = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    &text[..scheme.len() + 3 + host]
}

fn page(text: &str) -> &str {
    text.split(['?', '#']).next().unwrap_or_default()
}

fn cut(text: &str) -> String {
    text.trim().chars().take(COMPARED_CHARS).collect()
}

/// The `href` of a Meta event's data.
pub(super) fn of_meta(data: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Meta<'j> {
        #[serde(borrow)]
        href: Cow<'j, str>,
    }
    let read = json::with_text(data, |json| Ok(Meta::deserialize(json)?.href.into_owned()));
    read.ok().filter(|href| !href.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_another_page_or_the_same() {
        let from = Address::first("https://a.example/claims?x=1");
        for (text, to) in [
            ("https://a.example/claims?x=1", None),
            ("https://a.example/claims?x=2", Some("https://a.example/claims?x=2")),
            ("https://a.example/claims?x=1#top", Some("https://a.example/claims?x=1#top")),
            ("/claims", None),
            ("/claims?x=2", Some("https://a.example/claims?x=2")),
            ("/help", Some("https://a.example/help")),
            ("//b.example/", Some("//b.example/")),
            ("Profile", Some("Profile")),
            (" ", None),
        ] {
            assert_eq!(from.next(text).map(|next| next.text).as_deref(), to, "{text}");
        }
        let by_path = from.next("/help").unwrap();
        assert!(by_path.next("https://a.example/help?from=claims").is_none(), "the Meta event after a path");
    }

    #[test]
    fn a_label_leaves_out_what_stays_the_same_and_what_is_private() {
        let from = Address::first("https://a.example/claims");
        for (text, label) in [
            ("https://a.example/help?token=1", "To /help"),
            ("https://a.example", "To /"),
            ("https://b.example/x", "To b.example/x"),
        ] {
            assert_eq!(from.next(text).unwrap().label(Some(&from)), label, "{text}");
        }
    }
}
