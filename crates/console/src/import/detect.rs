//! Tells from the first bytes of a text how it holds recordings. Names of files tell nothing.
//!
//! Only keys and brackets are looked at. What is guessed wrong is found out later and named: the readers of events
//! say of each element why it is none.

use hindsight_rrweb::scan::Layout;

/// How a text holds recordings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// One recording: its events, one after the other.
    Events(Layout),
    /// One object: a recording with its data, or several arrays of events.
    Document,
    /// A recording, or an array of them, as `data` of `{"success": …, "data": …}`.
    Envelope,
    /// An array of recordings.
    Recordings,
    /// One recording per line.
    RecordingLines,
}

/// What an object is, from its keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nature {
    Event,
    Recording,
    Unknown,
}

/// Tells the shape from the beginning of a text, 64 KiB of it or all of it.
pub(super) fn detect(beginning: &[u8]) -> Shape {
    let text = beginning.strip_prefix(b"\xef\xbb\xbf").unwrap_or(beginning);
    let at = skip_space(text, 0);
    match text.get(at) {
        Some(b'[') => array(text, at + 1),
        Some(b'{') => object(text, at),
        _ => Shape::Events(Layout::Lines),
    }
}

/// Tells what an object is, whole or only begun.
pub(super) fn nature(object: &[u8]) -> Nature {
    let at = skip_space(object, 0);
    if object.get(at) == Some(&b'{') { Head::read(object, at).nature() } else { Nature::Unknown }
}

fn array(text: &[u8], mut at: usize) -> Shape {
    loop {
        at = skip_space(text, at);
        match text.get(at) {
            Some(b',') => at += 1,
            Some(b'{') => {
                let head = Head::read(text, at);
                match (head.nature(), head.end) {
                    (Nature::Recording, _) => return Shape::Recordings,
                    (Nature::Unknown, Some(end)) => at = end,
                    _ => return Shape::Events(Layout::Array),
                }
            }
            Some(b'"' | b']') | None => return Shape::Events(Layout::Array),
            Some(_) => match skip_value(text, at) {
                Some(end) if end > at => at = end,
                _ => return Shape::Events(Layout::Array),
            },
        }
    }
}

fn object(text: &[u8], at: usize) -> Shape {
    let head = Head::read(text, at);
    if head.is_envelope(text) {
        return Shape::Envelope;
    }
    let followed = head.end.is_some_and(|end| skip_space(text, end) < text.len());
    // A recording over several lines is not one of many.
    let one_line = head.end.is_some_and(|end| !text[at..end].contains(&b'\n'));
    match head.nature() {
        Nature::Event => Shape::Events(Layout::Lines),
        Nature::Recording if followed && one_line => Shape::RecordingLines,
        // A line that is nothing, and more after it: what follows may be events.
        Nature::Unknown if followed => Shape::Events(Layout::Lines),
        Nature::Recording | Nature::Unknown => Shape::Document,
    }
}

/// The members of an object, as far as they can be seen.
struct Head {
    /// Each key, and where its value begins.
    members: Vec<(String, usize)>,
    /// Where the object ends, if that can be seen.
    end: Option<usize>,
}

impl Head {
    /// Reads the object that begins at `at`.
    fn read(text: &[u8], at: usize) -> Self {
        let mut head = Self { members: Vec::new(), end: None };
        let mut at = at + 1;
        // Few members tell an object; one with thousands is a map of something.
        while head.members.len() < 64 {
            at = skip_space(text, at);
            match text.get(at) {
                Some(b',') => at += 1,
                Some(b'}') => {
                    head.end = Some(at + 1);
                    break;
                }
                Some(b'"') => {
                    let Some(end) = skip_value(text, at) else { break };
                    let Ok(key) = serde_json::from_slice(&text[at..end]) else { break };
                    let colon = skip_space(text, end);
                    let value = skip_space(text, colon + 1);
                    if text.get(colon) != Some(&b':') || value >= text.len() {
                        break;
                    }
                    head.members.push((key, value));
                    match skip_value(text, value) {
                        Some(end) => at = end,
                        None => break,
                    }
                }
                _ => break,
            }
        }
        head
    }

    fn has(&self, key: &str) -> bool {
        self.members.iter().any(|(name, _)| name == key)
    }

    fn value(&self, text: &[u8], key: &str) -> Option<(u8, usize)> {
        let (_, at) = self.members.iter().find(|(name, _)| name == key)?;
        Some((*text.get(*at)?, *at))
    }

    fn nature(&self) -> Nature {
        const HOLDERS: [&str; 5] = ["events", "steps", "traj", "schema_version", "recording_id"];
        let is_event = (self.has("type") && self.has("timestamp"))
            || (self.has("data") && (self.has("type") || self.has("timestamp")))
            || (self.has("event_type") && !self.has("recording_id"));
        if HOLDERS.iter().any(|key| self.has(key)) {
            Nature::Recording
        } else if is_event {
            Nature::Event
        } else {
            Nature::Unknown
        }
    }

    /// `{"success": …, "data": …}`, in any order: seen by `success`, or by what `data` begins with.
    fn is_envelope(&self, text: &[u8]) -> bool {
        let Some((first, at)) = self.value(text, "data") else { return false };
        let told = self.has("success") && !self.has("type");
        let holds = first == b'{' && {
            let inner = Self::read(text, at);
            ["recording_id", "agent_id", "events"].iter().any(|key| inner.has(key))
        };
        (told && matches!(first, b'{' | b'[')) || holds
    }
}

fn skip_space(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count()
}

/// Where the value that begins at `at` ends; `None` where that cannot be seen. Nothing recurses.
fn skip_value(text: &[u8], at: usize) -> Option<usize> {
    let mut nesting = Nesting::default();
    match text.get(at)? {
        b'{' | b'[' | b'"' => nesting.end(&text[at..]).map(|length| at + length),
        _ => {
            let ends = |byte: &u8| matches!(byte, b',' | b'}' | b']' | b' ' | b'\t' | b'\n' | b'\r');
            text[at..].iter().position(ends).map(|length| at + length)
        }
    }
}

/// Follows one object, array or string through any number of pieces of text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Nesting {
    depth: u64,
    in_string: bool,
    escaped: bool,
}

impl Nesting {
    /// Where the value ends in this piece. `None` when all of it belongs to the value. What is no bracket is not
    /// checked: the text may be anything.
    pub(super) fn end(&mut self, piece: &[u8]) -> Option<usize> {
        for (at, &byte) in piece.iter().enumerate() {
            if self.in_string {
                self.in_string = self.escaped || byte != b'"';
                self.escaped = !self.escaped && byte == b'\\';
                if self.in_string || self.depth > 0 {
                    continue;
                }
                return Some(at + 1);
            }
            match byte {
                b'"' => self.in_string = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        return Some(at + 1);
                    }
                }
                _ => {}
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &Shape) {
        assert_eq!(&detect(text.as_bytes()), expected, "{text}");
    }

    #[test]
    fn each_format_is_known_by_its_first_bytes() {
        let lines = Shape::Events(Layout::Lines);
        let array = Shape::Events(Layout::Array);
        for text in [
            r#"{"type":4,"timestamp":1}"#,
            "{\"type\":4,\"data\":{\"href\":\"",
            "{\"data\":{\"node\":{\"a\":1}},\"timestamp\":1,\"type\":2}\n{",
            "{\"timestamp\":1,\"data\":{\"node\":",
            "{\"event_type\":\"error\",\"timestamp\":\"2026\"}\n",
            "{\"half\":1}\n{\"type\":4,\"timestamp\":1}",
            "\"x\u{9c}",
            "not json",
            "",
        ] {
            check(text, &lines);
        }
        for text in [
            r#"[{"type":4,"timestamp":1},"#,
            "\u{feff} [ {\"data\":{},\"type\":4",
            r#"["x"#,
            "[null, 12, {\"a\":1}, {\"timestamp\":1,\"type\":3}",
            "[]",
            "[",
            r#"[{"type":2,"data":{"node":{"#,
        ] {
            check(text, &array);
        }
        for text in [
            r#"{"events":[{"type":4,"timestamp":1}"#,
            r#"{"version":"1.0","exportedAt":"x","sessionId":"s","events":[]}"#,
            r#"{"a":[{"type":4,"timestamp":1}],"b":[]}"#,
            r#"{"schema_version":"ATIF-v1.4","steps":["#,
            r#"{"recording_id":"r","event_type":"x"}"#,
            r#"{"task_id":1,"traj":[]}"#,
            "{}",
            "{",
        ] {
            check(text, &Shape::Document);
        }
        for text in [
            r#"{"success":true,"data":{"recording_id":"r""#,
            r#"{"timestamp":"2026","data":{"agent_id":"a""#,
            r#"{"data":{"agent_id":"a","#,
            r#"{"success":true,"data":[{"recording_id""#,
        ] {
            check(text, &Shape::Envelope);
        }
        check(r#"[{"task_id":0,"reward":1.0,"traj":["#, &Shape::Recordings);
        check(r#"[{"recording_id":"r","events":[]},"#, &Shape::Recordings);
        check("{\"schema_version\":\"ATIF-v1.0\",\"steps\":[]}\n{\"schema", &Shape::RecordingLines);
        check("{\n\"schema_version\":\"ATIF-v1.0\",\"steps\":[]}\n{\"schema", &Shape::Document);
    }

    #[test]
    fn a_value_is_followed_through_pieces_of_any_size() {
        let value = br#"{"a\"]":[1,"}",{"b":null}],"c\\":"x"}"#;
        for size in 1..=value.len() {
            let mut nesting = Nesting::default();
            let ends: Vec<_> = value.chunks(size).map(|piece| nesting.end(piece)).collect();
            let (last, before) = ends.split_last().unwrap();
            assert!(before.iter().all(Option::is_none), "pieces of {size}");
            assert_eq!(*last, Some((value.len() - 1) % size + 1), "pieces of {size}");
        }
        let mut nesting = Nesting::default();
        assert_eq!(nesting.end(value), Some(value.len()));
        assert_eq!(Nesting::default().end(b"\"a\\\"b\" ,"), Some(6));
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_strange(text in proptest::collection::vec(proptest::sample::select(&b"{}[]\",:\\ 1a\n\xef"[..]), 0..60)) {
            let _ = detect(&text);
        }
    }
}
