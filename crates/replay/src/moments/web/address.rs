//! Addresses of pages: whether one is another page than the last, and what is shown of it.

use std::borrow::Cow;

use hindsight_rrweb::json;
use serde::Deserialize;

use super::super::shown;

/// Characters of an address that are compared.
const COMPARED_CHARS: usize = 4_096;

/// The address of the page that is shown.
#[derive(Clone, Debug)]
pub(super) struct Address {
    text: String,
    /// Whether it came as a path only: its query and fragment are not known.
    is_path: bool,
}

impl Address {
    /// Reads an address; a path is one of the origin of `from`. `None` where there is nothing to read.
    pub(super) fn read(text: &str, from: Option<&Self>) -> Option<Self> {
        let text = cut(text);
        if text.is_empty() {
            return None;
        }
        let is_path = text.starts_with('/') && !text.starts_with("//");
        let origin = from.filter(|_| is_path).map(|from| origin(&from.text)).unwrap_or_default();
        Some(Self { is_path: is_path && !text.contains(['?', '#']), text: format!("{origin}{text}") })
    }

    /// Whether both are one page, as far as what is known of them says.
    pub(super) fn is(&self, other: &Self) -> bool {
        let (here, there) = (origin(&self.text), origin(&other.text));
        let same_origin = here == there || here.is_empty() || there.is_empty();
        let same_path = || path(&self.text) == path(&other.text);
        self.text == other.text || (self.is_path || other.is_path) && same_origin && same_path()
    }

    /// Whether its query and fragment are known too.
    pub(super) fn is_whole(&self) -> bool {
        !self.is_path
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
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

fn path(text: &str) -> &str {
    text[origin(text).len()..].split(['?', '#']).next().unwrap_or_default()
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

    fn next(text: &str, from: &Address) -> Option<String> {
        Address::read(text, Some(from)).filter(|next| !from.is(next)).map(|next| next.text)
    }

    #[test]
    fn an_address_is_another_page_or_the_same() {
        let from = Address::read("https://a.example/claims?x=1", None).unwrap();
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
            assert_eq!(next(text, &from).as_deref(), to, "{text}");
        }
        let by_path = Address::read("/help", Some(&from)).unwrap();
        assert_eq!(next("https://a.example/help?from=claims", &by_path), None, "the Meta event after a path");
        let without_origin = Address::read("/help", None).unwrap();
        assert_eq!(
            next("https://a.example/help", &without_origin),
            None,
            "the Meta event after a first path"
        );
    }

    #[test]
    fn a_label_leaves_out_what_stays_the_same_and_what_is_private() {
        let from = Address::read("https://a.example/claims", None).unwrap();
        for (text, label) in [
            ("https://a.example/help?token=1", "To /help"),
            ("https://a.example", "To /"),
            ("https://b.example/x", "To b.example/x"),
        ] {
            assert_eq!(Address::read(text, Some(&from)).unwrap().label(Some(&from)), label, "{text}");
        }
    }
}
