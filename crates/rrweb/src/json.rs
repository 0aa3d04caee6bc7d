//! Parsing what strangers wrote: no depth can overflow the stack, and half a surrogate pair is read.

use std::borrow::Cow;

use serde_json::{Deserializer, de::StrRead};

/// JSON nested deeper than this is refused. A DOM snapshot nests two levels per element, so this is a
/// page of a thousand elements inside each other.
pub const MAX_DEPTH: usize = 2_048;

/// Up to this depth `serde_json` parses by itself.
const SHALLOW_DEPTH: usize = 120;
/// What one level of parsing, rewriting and writing may take of the stack, unoptimised.
const STACK_BYTES_PER_LEVEL: usize = 24 << 10;

/// Why a text was not parsed.
#[derive(Debug, thiserror::Error)]
pub enum JsonError {
    #[error("it is nested deeper than {MAX_DEPTH} levels")]
    TooDeep,
    #[error("it is not valid JSON: {0}")]
    Invalid(#[source] serde_json::Error),
}

/// Runs `read` over a text. Where the text is deep, it runs on a stack that is large enough; where the
/// text has halves of surrogate pairs (which `JSON.stringify` writes when a script cut an emoji in two),
/// they are replaced by U+FFFD. In both cases `read` is called a second time, on the text to use.
///
/// Values that `read` makes of a deep text must not leave it: dropping them needs the stack too.
pub fn with_text<T>(
    text: &str,
    mut read: impl FnMut(&mut Deserializer<StrRead<'_>>) -> Result<T, serde_json::Error>,
) -> Result<T, JsonError> {
    let first = match parse(text, false, &mut read) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    let depth = depth(text);
    if depth > MAX_DEPTH {
        return Err(JsonError::TooDeep);
    }
    let mended = mend_surrogates(text);
    if depth < SHALLOW_DEPTH && matches!(mended, Cow::Borrowed(_)) {
        return Err(JsonError::Invalid(first));
    }
    stacker::grow((depth + SHALLOW_DEPTH) * STACK_BYTES_PER_LEVEL, || parse(&mended, true, &mut read))
        .map_err(JsonError::Invalid)
}

fn parse<T>(
    text: &str,
    deep: bool,
    read: &mut impl FnMut(&mut Deserializer<StrRead<'_>>) -> Result<T, serde_json::Error>,
) -> Result<T, serde_json::Error> {
    let mut deserializer = Deserializer::from_str(text);
    if deep {
        deserializer.disable_recursion_limit();
    }
    let value = read(&mut deserializer)?;
    deserializer.end()?;
    Ok(value)
}

/// How deep arrays and objects nest, strings left out. For text that is not JSON: some number.
pub(crate) fn depth(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut depth, mut deepest, mut at) = (0_usize, 0, 0);
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'{' | b'[' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                while let Some(found) = memchr::memchr2(b'"', b'\\', bytes.get(at..).unwrap_or_default()) {
                    at += found + 1;
                    if bytes[at - 1] == b'"' {
                        break;
                    }
                    at += 1;
                }
            }
            _ => {}
        }
    }
    deepest
}

/// Replaces every escape of half a surrogate pair by that of U+FFFD.
pub fn mend_surrogates(text: &str) -> Cow<'_, str> {
    let mut mended = Cow::Borrowed(text);
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'\\', bytes.get(at..).unwrap_or_default()) {
        at += found;
        match surrogate(bytes, at) {
            Some(0xd800..=0xdbff) if matches!(surrogate(bytes, at + 6), Some(0xdc00..=0xdfff)) => at += 12,
            Some(_) => {
                mended.to_mut().replace_range(at + 2..at + 6, "fffd");
                at += 6;
            }
            None => at += 2,
        }
    }
    mended
}

/// The surrogate that is escaped at a position.
fn surrogate(bytes: &[u8], at: usize) -> Option<u16> {
    let escape = bytes.get(at..at + 6)?;
    let digits = std::str::from_utf8(escape.strip_prefix(b"\\u")?).ok()?;
    let unit = u16::from_str_radix(digits, 16).ok()?;
    (0xd800..=0xdfff).contains(&unit).then_some(unit)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::Value;

    use super::*;

    fn text_of(json: &str) -> Result<String, JsonError> {
        with_text(json, |json| Value::deserialize(json).map(|value| value.to_string()))
    }

    #[test]
    fn deep_values_are_read_up_to_the_limit_and_refused_past_it() {
        let nested = |levels: usize| format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
        for levels in [1, 127, 128, 500, MAX_DEPTH] {
            assert_eq!(text_of(&nested(levels)).unwrap(), nested(levels), "{levels} levels");
        }
        for levels in [MAX_DEPTH + 1, 1_000_000] {
            assert!(matches!(text_of(&nested(levels)), Err(JsonError::TooDeep)), "{levels} levels");
        }
    }

    #[test]
    fn half_a_surrogate_pair_becomes_a_replacement_character() {
        for (json, expected) in [
            (r#""a\ud83d""#, "\"a\u{fffd}\""),
            (r#""\udc00b""#, "\"\u{fffd}b\""),
            (r#""\ud83d\ud83d\ude00""#, "\"\u{fffd}😀\""),
            (r#""\\ud83d \ud83d\u0041""#, "\"\\\\ud83d \u{fffd}A\""),
        ] {
            assert_eq!(text_of(json).unwrap(), expected, "{json}");
        }
    }

    #[test]
    fn what_is_not_json_stays_an_error() {
        for json in ["", "{", "[1,]", "nul", "\"\u{1}\"", "1 2", r#""\ud8"#] {
            assert!(matches!(text_of(json), Err(JsonError::Invalid(_))), "{json}");
        }
    }
}
