//! Labels: what was recorded, as one line that a list can show.

use crate::run::clip;

/// Characters that a label of [`clip`] may need, white space included.
const READ_CHARS: usize = 8 * super::LABEL_CHARS;

/// One line of text: no control characters, none that turn the direction of writing, at most
/// [`LABEL_CHARS`](super::LABEL_CHARS) characters.
pub(crate) fn line(text: &str) -> String {
    let turns =
        |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let plain = |c: &char| c.is_whitespace() || !c.is_control() && !turns(*c);
    clip(&text.chars().take(READ_CHARS).filter(plain).collect::<String>())
}

/// An address without what it may carry of a person: user, query and fragment are left out. Of a fragment that is a
/// route (`#/…`, `#!…`), the route stays.
pub(crate) fn shown(address: &str) -> String {
    let address = address.trim();
    for scheme in ["data:", "javascript:", "blob:"] {
        if address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)) {
            return format!("{scheme}…");
        }
    }
    let (page, fragment) = address.split_once('#').unwrap_or((address, ""));
    let page = page.split('?').next().unwrap_or_default();
    let route = fragment.split('?').next().unwrap_or_default();
    let is_route = route.starts_with('/') || route.starts_with('!');
    let (scheme, rest) = page.split_once("://").map_or(("", page), |(scheme, rest)| (scheme, rest));
    let host = rest.split('/').next().unwrap_or_default();
    let rest = if scheme.is_empty() { rest } else { &rest[host.rfind('@').map_or(0, |at| at + 1)..] };
    line(&if is_route { format!("{rest}#{route}") } else { rest.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::moments::LABEL_CHARS;

    #[test]
    fn a_label_is_one_line_of_text() {
        assert_eq!(line(" a\n\tb\u{0}\u{1b}[31m \u{202e}c"), "a b[31m c");
        assert_eq!(line(&"x".repeat(1 << 20)).chars().count(), LABEL_CHARS);
        assert_eq!(line(&"\u{0}".repeat(1 << 20)), "");
    }

    #[test]
    fn an_address_is_shown_without_what_it_carries() {
        for (address, expected) in [
            ("https://ann:pw@a.example/x/y?token=1#frag", "a.example/x/y"),
            ("https://a.example/#/claims?id=7", "a.example/#/claims"),
            ("/claim.html?id=LM-1", "/claim.html"),
            ("/@ann", "/@ann"),
            ("https://a.example/@ann", "a.example/@ann"),
            ("data:text/html,secret", "data:…"),
            ("Profile", "Profile"),
            ("", ""),
        ] {
            assert_eq!(shown(address), expected, "{address}");
        }
    }
}
