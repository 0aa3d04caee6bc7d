//! Words from a file on their way into a row: one line, bounded, free of secrets and of marks that mislead the eye.

use hindsight_privacy::{redact_text, redact_value};
use serde_json::{Map, Value};

/// Letters of a title at most.
const TITLE_CHARS: usize = 200;

/// `text` as one line of at most `max_chars`, without secrets.
pub(super) fn line(text: &str, max_chars: usize) -> String {
    let (text, _) = redact_text(text);
    let shown = |c: &char| !c.is_control() && !misleads(*c);
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word.chars().filter(shown));
        if line.len() > max_chars * 4 {
            break;
        }
    }
    let line = line.trim();
    match line.char_indices().nth(max_chars) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line.to_owned(),
    }
}

/// A title; `None` where nothing of it is left.
pub(super) fn title(text: &str) -> Option<String> {
    Some(line(text, TITLE_CHARS)).filter(|title| !title.is_empty())
}

/// Marks that reorder what is read, or that are not seen.
fn misleads(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// `members` without secrets.
pub(super) fn redacted(members: Map<String, Value>) -> Map<String, Value> {
    let mut value = Value::Object(members);
    redact_value(&mut value);
    match value {
        Value::Object(members) => members,
        // The root is never replaced; if it were, nothing of it may stay.
        _ => Map::new(),
    }
}

/// Escapes of half a surrogate pair, which `JSON.stringify` writes where a script cut an emoji in two, become those
/// of U+FFFD. `None` where there are none.
pub(super) fn mended(json: &str) -> Option<String> {
    let unit = |at: usize| {
        let digits = json.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok().filter(|unit| (0xd800..=0xdfff).contains(unit))
    };
    let (mut mended, mut at) = (None::<String>, 0);
    while let Some(found) = json.get(at..).and_then(|rest| rest.find('\\')) {
        at += found;
        match unit(at) {
            Some(0xd800..=0xdbff) if matches!(unit(at + 6), Some(0xdc00..)) => at += 12,
            Some(_) => {
                // As long as what it replaces, so that places stay.
                mended.get_or_insert_with(|| json.to_owned()).replace_range(at..at + 6, "\\ufffd");
                at += 6;
            }
            None => at += 2,
        }
    }
    mended
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_one_line_without_tricks() {
        assert_eq!(title("  Refund \n\t order\u{202e} 4711\u{0} ").as_deref(), Some("Refund order 4711"));
        assert_eq!(title(" \u{200b} \n"), None);
        let long = title(&"é".repeat(500)).unwrap();
        assert_eq!(long.chars().count(), TITLE_CHARS + 1);
        assert!(long.ends_with('…'));
    }

    #[test]
    fn a_title_carries_no_secret() {
        let key = format!("ghp_{}", "a1B2c3D4e5".repeat(4));
        let title = title(&format!("deploy with {key} now")).unwrap();
        assert!(!title.contains(&key) && title.starts_with("deploy with [redacted:"), "{title}");
    }

    #[test]
    fn half_a_surrogate_pair_is_mended_and_a_whole_one_stays() {
        assert_eq!(mended(r#"["\ud83d\ude00", "\\ud83d", "é"]"#), None);
        assert_eq!(
            mended(r#"["\ud83d", "\ud83dA\u0041"]"#).as_deref(),
            Some(r#"["\ufffd", "\ufffdA\u0041"]"#)
        );
        assert_eq!(mended(r#""\ude00\ud83d\ude00""#).as_deref(), Some(r#""\ufffd\ud83d\ude00""#));
        assert_eq!(mended("\"\\"), None);
    }
}
