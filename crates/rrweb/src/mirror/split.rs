//! Cuts the text of a style sheet into its rules.
//!
//! Only where rules end is read, by CSS Syntax Level 3: a rule ends with its block, an at-rule also with a
//! semicolon. What is inside stays as it is, valid or not.

/// The rules of a sheet, in order, without the white space and the comments between them.
pub(super) fn rules(css: &str) -> Vec<&str> {
    let bytes = css.as_bytes();
    let mut rules = Vec::new();
    let mut at = 0;
    loop {
        at = past_nothing(bytes, at);
        if at >= bytes.len() {
            return rules;
        }
        let end = rule_end(bytes, at);
        rules.push(css[at..end].trim_end());
        at = end;
    }
}

/// Steps over what stands between rules: white space, comments, and the brackets of HTML comments.
fn past_nothing(bytes: &[u8], mut at: usize) -> usize {
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        if rest.first().is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        } else if rest.starts_with(b"/*") {
            at = comment_end(bytes, at);
        } else if rest.starts_with(b"<!--") {
            at += 4;
        } else if rest.starts_with(b"-->") {
            at += 3;
        } else {
            return at;
        }
    }
}

fn rule_end(bytes: &[u8], from: usize) -> usize {
    let is_at_rule = bytes[from] == b'@';
    // The brackets that are open, each as what closes it.
    let mut open: Vec<u8> = Vec::new();
    let mut at = from;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' | b'\'' => {
                at = string_end(bytes, at);
                continue;
            }
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                at = comment_end(bytes, at);
                continue;
            }
            b'\\' => at += 1,
            b'(' => {
                if let Some(end) = bare_url_end(bytes, at) {
                    at = end;
                    continue;
                }
                open.push(b')');
            }
            b'[' => open.push(b']'),
            b'{' => open.push(b'}'),
            b')' | b']' | b'}' if open.last() == Some(&byte) => {
                open.pop();
                if byte == b'}' && open.is_empty() {
                    return at + 1;
                }
            }
            b';' if is_at_rule && open.is_empty() => return at + 1,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

fn comment_end(bytes: &[u8], at: usize) -> usize {
    let inside = bytes.get(at + 2..).unwrap_or_default();
    memchr::memmem::find(inside, b"*/").map_or(bytes.len(), |found| at + 2 + found + 2)
}

/// Past the string that begins here; a line break ends it too.
fn string_end(bytes: &[u8], at: usize) -> usize {
    let quote = bytes[at];
    let mut at = at + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'\n' => return at,
            _ if byte == quote => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// Past the address without quotes whose bracket stands here, in which every character is itself.
fn bare_url_end(bytes: &[u8], at: usize) -> Option<usize> {
    let name = bytes.get(at.checked_sub(3)?..at)?;
    let before = at.checked_sub(4).and_then(|before| bytes.get(before));
    let is_longer = before.is_some_and(|byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'\\') || *byte > 127
    });
    if !name.eq_ignore_ascii_case(b"url") || is_longer {
        return None;
    }
    let inside = &bytes[at + 1..];
    let first = inside.iter().find(|byte| !byte.is_ascii_whitespace());
    if matches!(first, Some(b'"' | b'\'')) {
        return None;
    }
    let mut end = at + 1;
    while let Some(&byte) = bytes.get(end) {
        match byte {
            b'\\' => end += 2,
            b')' => return Some(end + 1),
            _ => end += 1,
        }
    }
    Some(bytes.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn rules_end_where_a_browser_ends_them() {
        for (css, expected) in [
            ("", vec![]),
            (" /* a{} */ ", vec![]),
            ("a{b:c}d{e:f}", vec!["a{b:c}", "d{e:f}"]),
            ("@import 'a;b'; c {}", vec!["@import 'a;b';", "c {}"]),
            ("@media x{a{}b{}} c{}", vec!["@media x{a{}b{}}", "c{}"]),
            ("a;b{} c{}", vec!["a;b{}", "c{}"]),
            ("a[b='}']{c:\"}\\\"}\"} d{}", vec!["a[b='}']{c:\"}\\\"}\"}", "d{}"]),
            (
                "a{b:url(data:x;base64,}'{)}c{d:url( 'e)}' )}",
                vec!["a{b:url(data:x;base64,}'{)}", "c{d:url( 'e)}' )}"],
            ),
            ("a{b:c}/*}*/d{e:/*}*/f}", vec!["a{b:c}", "d{e:/*}*/f}"]),
            ("a{b:(}])}c{}", vec!["a{b:(}])}", "c{}"]),
            (".\\{{}a{}", vec![".\\{{}", "a{}"]),
            ("<!-- a{} --> b{}", vec!["a{}", "b{}"]),
            ("a{b:c", vec!["a{b:c"]),
            ("a{b:'c\n} d{}", vec!["a{b:'c\n}", "d{}"]),
        ] {
            assert_eq!(rules(css), expected, "{css}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_cut_and_nothing_but_space_and_comments_is_lost(css in "[a{}()'\"/*;@\\\\ é\n-]{0,40}") {
            let rules = rules(&css);
            let mut from = 0;
            for rule in rules {
                prop_assert!(!rule.is_empty());
                from += css[from..].find(rule).unwrap() + rule.len();
            }
        }
    }
}
