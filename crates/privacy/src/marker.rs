//! The markers that stand where secrets stood: recognised wherever they appear, never redacted again.

use std::borrow::Cow;

use crate::SecretKind;

pub(crate) const OPENING: &str = "[redacted:";

/// The length of the marker that `text` begins with, if it begins with one.
pub(crate) fn length(text: &[u8]) -> Option<usize> {
    let name = text.strip_prefix(OPENING.as_bytes())?;
    let end = name.iter().take(40).position(|&byte| byte == b']')?;
    let known = SecretKind::ALL.iter().any(|kind| kind.name().as_bytes() == &name[..end]);
    known.then_some(OPENING.len() + end + 1)
}

/// Whether `text` is one marker and nothing else.
pub(crate) fn is_marker(text: &str) -> bool {
    length(text.as_bytes()) == Some(text.len())
}

/// `text` without its markers, so that a marker's own words decide nothing.
pub(crate) fn without_markers(text: &str) -> Cow<'_, str> {
    let mut rest = text;
    let mut kept = String::new();
    while let Some(at) = rest.find(OPENING) {
        let marker = length(&rest.as_bytes()[at..]);
        let (before, after) = rest.split_at(at + marker.map_or(OPENING.len(), |_| 0));
        kept.push_str(before);
        rest = &after[marker.unwrap_or(0)..];
    }
    if kept.is_empty() && rest.len() == text.len() {
        return Cow::Borrowed(text);
    }
    kept.push_str(rest);
    Cow::Owned(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_marker_that_is_recognised() {
        for kind in SecretKind::ALL {
            assert!(is_marker(kind.marker()), "{kind}");
        }
    }

    #[test]
    fn what_only_looks_like_a_marker_is_not_one() {
        for text in
            ["[redacted:hunter2]", "[redacted:", "[redacted:jwt", "[redacted:jwt] ", "redacted:jwt]", ""]
        {
            assert!(!is_marker(text), "{text}");
        }
    }

    #[test]
    fn markers_are_cut_out_and_the_rest_stays() {
        let text = "a[redacted:jwt]b[redacted:hunter2]c[redacted:cookie]";
        assert_eq!(without_markers(text), "ab[redacted:hunter2]c");
        assert_eq!(without_markers("plain"), "plain");
    }
}
