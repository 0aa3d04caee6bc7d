//! Addresses in style sheets.

use super::LackKind;

/// Tells every address that a style sheet loads something from, and what: fonts in `@font-face`, style sheets in
/// `@import`, else pictures. Comments are passed by; a sheet that is cut short is read as far as it goes.
pub(super) fn addresses(css: &str, each: &mut dyn FnMut(LackKind, &str)) {
    let mut rest = css;
    let mut kind = LackKind::RemoteImage;
    while let Some(at) = rest.find(['/', '@', 'u', 'U', '}', ';', '"', '\'']) {
        let here = &rest[at..];
        let step = match here.as_bytes().first() {
            Some(b'/') if here.starts_with("/*") => here.find("*/").map_or(here.len(), |end| end + 2),
            Some(b'@') if begins(here, "@font-face") => {
                kind = LackKind::RemoteFont;
                "@font-face".len()
            }
            Some(b'@') if begins(here, "@import") => {
                kind = LackKind::RemoteStylesheet;
                "@import".len()
            }
            Some(b'u' | b'U') if begins(here, "url(") => {
                let (address, step) = url(&here[4..]);
                each(kind, address);
                4 + step
            }
            Some(b'"' | b'\'') => {
                let (text, step) = quoted(here);
                if kind == LackKind::RemoteStylesheet {
                    each(kind, text);
                }
                step
            }
            Some(b'}') => {
                kind = LackKind::RemoteImage;
                1
            }
            Some(b';') if kind == LackKind::RemoteStylesheet => {
                kind = LackKind::RemoteImage;
                1
            }
            _ => 1,
        };
        rest = rest.get(at + step..).unwrap_or_default();
    }
}

fn begins(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// What stands in `url(…)`, and the length up to its end.
fn url(text: &str) -> (&str, usize) {
    let space = text.len() - text.trim_start().len();
    let inner = &text[space..];
    if inner.starts_with(['"', '\'']) {
        let (address, step) = quoted(inner);
        return (address, space + step);
    }
    let end = inner.find(')').unwrap_or(inner.len());
    (inner[..end].trim_end(), space + end)
}

/// What stands between the quotes that `text` begins with, and the length with both.
fn quoted(text: &str) -> (&str, usize) {
    let bytes = text.as_bytes();
    let mut at = 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            _ if byte == bytes[0] => return (text.get(1..at).unwrap_or_default(), at + 1),
            _ => at += 1,
        }
    }
    (text.get(1..).unwrap_or_default(), text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(css: &str) -> Vec<(LackKind, String)> {
        let mut found = Vec::new();
        addresses(css, &mut |kind, address| found.push((kind, address.to_owned())));
        found
    }

    #[test]
    fn each_address_is_told_with_what_it_is() {
        use LackKind::{RemoteFont as Font, RemoteImage as Image, RemoteStylesheet as Sheet};
        for (css, expected) in [
            ("a { background: url(https://a/x.png) }", vec![(Image, "https://a/x.png")]),
            ("a { background: URL( 'x.png' ), url(\"y).png\") }", vec![(Image, "x.png"), (Image, "y).png")]),
            ("@font-face { src: url(f.woff2) } a{b:url(x)}", vec![(Font, "f.woff2"), (Image, "x")]),
            ("@import 'a.css' screen; a{b:url(x)}", vec![(Sheet, "a.css"), (Image, "x")]),
            ("@import url(a.css);", vec![(Sheet, "a.css")]),
            ("/* url(no) */ a::before { content: 'url(no)' }", vec![]),
            ("a { b: curl(x", vec![(Image, "x")]),
            ("a { b: url('cut", vec![(Image, "cut")]),
            ("a{b:'\\", vec![]),
            ("/*", vec![]),
        ] {
            let expected: Vec<_> = expected.into_iter().map(|(kind, text)| (kind, text.to_owned())).collect();
            assert_eq!(found(css), expected, "{css}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_strange(css in "([urlURL('\")@/*é\\\\; }]|url\\(|@import|@font-face){0,40}") {
            found(&css);
        }
    }
}
