//! rrweb's packer: an event as a JSON string whose characters are the bytes of a zlib stream.
//!
//! The packer of `@rrweb/packer` 2.x adds `"v":"v1"` to the event, writes it as JSON, deflates it with a
//! zlib header and turns each byte into the character of that number (Latin-1). Its unpacker also takes a
//! string that holds the event's JSON as it is; so does this one.

use std::borrow::Cow;

use miniz_oxide::{
    deflate::compress_to_vec_zlib,
    inflate::{TINFLStatus, decompress_to_vec_zlib_with_limit},
};

use crate::json::{self, JsonError};

/// The only version of the packer there has been.
const VERSION: &str = "v1";
/// What the packer appends to an event: it is the last member of the object.
const MARK: &str = r#","v":"v1"}"#;
/// zlib's own default, which is rrweb's too.
const COMPRESSION_LEVEL: u8 = 6;

/// Why a packed event could not be unpacked.
#[derive(Debug, thiserror::Error)]
pub enum UnpackError {
    #[error("the packed event is not a JSON string: {0}")]
    NotAString(#[source] JsonError),
    #[error("the packed event has a character outside Latin-1 ({found:?})")]
    NotLatin1 { found: char },
    #[error("the packed event is damaged: it cannot be inflated")]
    Damaged,
    #[error("the packed event inflates to more than {max_bytes} bytes")]
    TooLarge { max_bytes: usize },
    #[error("the packed event is not UTF-8 once inflated")]
    NotUtf8,
}

/// Whether an element of an array or a line is a packed event: those are strings, the others objects.
pub fn is_packed(element: &str) -> bool {
    element.starts_with('"')
}

/// The JSON of a packed event, without the packer's mark. No more than `max_bytes` are inflated.
pub fn unpack(element: &str, max_bytes: usize) -> Result<String, UnpackError> {
    let text = json::with_text(element, |json| {
        let text: Cow<'_, str> = serde::Deserialize::deserialize(json)?;
        Ok(text.into_owned())
    })
    .map_err(UnpackError::NotAString)?;
    if text.trim_start().starts_with('{') {
        return Ok(text);
    }
    let mut packed = Vec::with_capacity(text.len());
    for found in text.chars() {
        packed.push(u8::try_from(u32::from(found)).map_err(|_| UnpackError::NotLatin1 { found })?);
    }
    // Events are small and many: inflating into one piece needs no window beside it.
    let event =
        decompress_to_vec_zlib_with_limit(&packed, max_bytes).map_err(|error| match error.status {
            TINFLStatus::HasMoreOutput => UnpackError::TooLarge { max_bytes },
            _ => UnpackError::Damaged,
        })?;
    let mut event = String::from_utf8(event).map_err(|_| UnpackError::NotUtf8)?;
    if event.ends_with(MARK) {
        event.truncate(event.len() - MARK.len());
        event.push('}');
    }
    Ok(event)
}

/// Whether `version` is the mark of a packer whose events we can read.
pub(crate) fn is_known_version(version: &str) -> bool {
    version == VERSION
}

/// Packs the JSON of one event as rrweb does. `None` when `event` is not an object.
pub fn pack(event: &str) -> Option<String> {
    let body = event.trim().strip_prefix('{')?.strip_suffix('}')?.trim_end();
    let mark = if body.trim_start().is_empty() { &MARK[1..] } else { MARK };
    let marked = ["{", body, mark].concat();
    let text: String =
        compress_to_vec_zlib(marked.as_bytes(), COMPRESSION_LEVEL).into_iter().map(char::from).collect();
    serde_json::to_string(&text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENT: &str =
        r#"{"type":4,"data":{"href":"https://é.example/","width":1,"height":2},"timestamp":3}"#;

    #[test]
    fn what_is_packed_unpacks_to_the_same_text() {
        for event in [EVENT, "{}", r#"{"v":"v1"}"#] {
            let packed = pack(event).unwrap();
            assert!(is_packed(&packed) && !is_packed(event));
            assert_eq!(
                unpack(&packed, 1_000).unwrap().replace(r#""v":"v1""#, ""),
                event.replace(r#""v":"v1""#, "")
            );
        }
        assert_eq!(pack("[1]"), None);
    }

    #[test]
    fn a_string_that_holds_the_event_as_it_is_unpacks_too() {
        let plain = serde_json::to_string(EVENT).unwrap();
        assert_eq!(unpack(&plain, 1_000).unwrap(), EVENT);
    }

    #[test]
    fn a_bomb_is_not_inflated_past_the_limit() {
        let bomb = pack(&format!("{{\"a\":\"{}\"}}", "b".repeat(50_000_000))).unwrap();
        assert!(bomb.len() < 200_000);
        assert!(matches!(unpack(&bomb, 1 << 20), Err(UnpackError::TooLarge { max_bytes: 1_048_576 })));
    }

    #[test]
    fn the_limit_itself_is_allowed() {
        let packed = pack(EVENT).unwrap();
        let inflated = EVENT.len() + MARK.len() - 1;
        assert!(unpack(&packed, inflated).is_ok());
        assert!(matches!(unpack(&packed, inflated - 1), Err(UnpackError::TooLarge { .. })));
    }

    #[test]
    fn damage_is_named() {
        assert!(matches!(unpack("\"x", 99), Err(UnpackError::NotAString(_))));
        assert!(matches!(unpack("\"x\u{20ac}\"", 99), Err(UnpackError::NotLatin1 { found: '€' })));
        assert!(matches!(unpack("\"xyz\"", 99), Err(UnpackError::Damaged)));
        let packed = pack(EVENT).unwrap();
        let mut cut: Vec<char> = packed.chars().collect();
        cut.truncate(cut.len() - 12);
        let cut: String = cut.into_iter().collect::<String>().trim_end_matches('\\').to_owned() + "\"";
        assert!(unpack(&cut, 999).is_err(), "half a stream is an error and not half an event");
    }
}
