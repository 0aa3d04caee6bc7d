//! What an element can do, told by its name.

/// The kinds of elements that are treated each in their own way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    /// `img`: the only one that may keep an address in `src`.
    Image,
    /// SVG's `image` and `feImage`: these may keep one in `href`.
    SvgImage,
    /// `a` and `area`: they keep an `href`, since styles tell links by it.
    Anchor,
    Link,
    Base,
    Meta,
    Style,
    Script,
    /// `param`: an address in its `value` would be loaded by the `object` around it.
    Param,
    Frame,
    Other,
    /// An element that was not seen, or under one id with different names.
    Unknown,
}

/// The element that stands in for one that may not be there: rrweb's own stand-in for scripts. It is
/// not displayed, keeps its id, and may have children.
pub(super) const PLACEHOLDER: &str = "noscript";
/// The element that stands in for one whose name is no name.
const NAMELESS: &str = "div";
const MAX_NAME_BYTES: usize = 256;

/// Names with a hyphen that browsers define themselves.
const RESERVED: [&str; 8] = [
    "annotation-xml",
    "color-profile",
    "font-face",
    "font-face-src",
    "font-face-uri",
    "font-face-format",
    "font-face-name",
    "missing-glyph",
];

impl Tag {
    /// The kind of an element, however its name is written. rrweb creates elements by the name as it was
    /// recorded and, when it fast-forwards, in upper case; where SVG is meant, a prefix is not part of
    /// the name. Upper case in Unicode turns `ſ`, `ı` and `ﬆ` into ASCII: they count as that.
    pub(super) fn of(name: &str) -> Self {
        let name = name.to_uppercase().to_lowercase();
        match local(&name) {
            "img" => Self::Image,
            "image" | "feimage" => Self::SvgImage,
            "a" | "area" => Self::Anchor,
            "link" => Self::Link,
            "base" => Self::Base,
            "meta" => Self::Meta,
            "style" => Self::Style,
            "script" => Self::Script,
            "param" => Self::Param,
            "iframe" | "frame" | "fencedframe" | "portal" | "webview" => Self::Frame,
            _ => Self::Other,
        }
    }

    /// Whether nothing of this element may remain but its place in the document.
    pub(super) fn is_replaced(self) -> bool {
        matches!(self, Self::Script | Self::Param)
    }

    /// Whether text inside is CSS. rrweb builds a `link` with inlined CSS as a `style`.
    pub(super) fn holds_css(self) -> bool {
        matches!(self, Self::Style | Self::Link)
    }
}

/// A name after its namespace prefix.
pub(super) fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// The name to create an element with: as recorded, unless no browser would take it (which would stop the
/// replay) or it is not ASCII without being a custom element's.
pub(super) fn creatable(name: &str) -> &str {
    let mut characters = name.chars();
    let begins = characters.next().is_some_and(|first| first.is_ascii_alphabetic());
    let goes_on = characters.all(|next| {
        next.is_ascii_alphanumeric()
            || matches!(next, '-' | '_' | '.' | ':')
            || (!next.is_ascii() && next.is_alphanumeric() && name.contains('-'))
    });
    // A prefix must be a name, and so must what follows it.
    let prefixed = name.contains(':') && (name.matches(':').count() > 1 || name.ends_with(':'));
    if begins && goes_on && !prefixed && name.len() <= MAX_NAME_BYTES { name } else { NAMELESS }
}

/// Whether a custom element may be defined under this name; any other stops the replay.
pub(super) fn is_custom(name: &str) -> bool {
    name.contains('-')
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name
            .chars()
            .all(|next| next.is_ascii_lowercase() || next.is_ascii_digit() || matches!(next, '-' | '_' | '.'))
        && !RESERVED.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_seen_through() {
        for name in ["script", "SCRIPT", "svg:script", "x:ScRiPt", "\u{17f}cript", "SCR\u{131}PT"] {
            assert_eq!(Tag::of(name), Tag::Script, "{name}");
        }
        assert_eq!(Tag::of("l\u{131}nk"), Tag::Link);
        assert_eq!(Tag::of("lin\u{212a}"), Tag::Link);
        assert_eq!(Tag::of("\u{fb06}yle"), Tag::Style);
        assert_eq!(Tag::of("feImage"), Tag::SvgImage);
        assert_eq!(Tag::of("noscript"), Tag::Other);
    }

    #[test]
    fn names_that_no_browser_takes_are_replaced() {
        for name in ["", "1a", "a b", "a>", "a/b", "é", "d\u{131}v", "a:b:c", "a:", "-a", "a\0"] {
            assert_eq!(creatable(name), NAMELESS, "{name:?}");
        }
        for name in ["p", "H1", "svg:rect", "my-élement", "x_y.z"] {
            assert_eq!(creatable(name), name);
        }
        assert!(is_custom("my-element") && !is_custom("font-face") && !is_custom("My-element"));
    }
}
