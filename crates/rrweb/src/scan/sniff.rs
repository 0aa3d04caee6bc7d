//! Tells from the beginning of a stream how it holds its elements.

use super::{
    Arrays, Layout,
    balance::{Balance, is_space},
};

/// Members that only a single event has at its top level: a file of such objects is one event per line.
const EVENT_KEYS: [(&str, &str); 3] = [("type", "timestamp"), ("type", "data"), ("event_type", "timestamp")];

impl Layout {
    /// Tells the layout from the first bytes of a stream, the more the surer (64 KiB are plenty).
    ///
    /// A stream that begins with `[` is an array, one that begins with a string is lines of packed
    /// events. An object is the whole document unless a second value follows it, or it is itself an
    /// event (it has `type` with `timestamp` or `data`, or `event_type` with `timestamp`).
    /// What is none of these is called lines; the scanner then says what it found instead.
    pub fn sniff(beginning: &[u8], arrays: Arrays) -> Self {
        let text = trim_start(beginning.strip_prefix(b"\xef\xbb\xbf").unwrap_or(beginning));
        match text.first() {
            Some(b'[') => Self::Array,
            Some(b'{') if !is_one_of_many(text) => Self::Object(arrays),
            _ => Self::Lines,
        }
    }
}

fn is_one_of_many(text: &[u8]) -> bool {
    let mut object = Balance::new(0);
    // A value that ends is followed by a delimiter; here any byte that is not white space does.
    let mut keys: Vec<String> = Vec::new();
    let mut rest = &text[1..];
    loop {
        object.reset();
        let Some(colon) = object.read_until(rest, b':') else { break };
        if rest[colon] != b':' {
            break;
        }
        let Ok(key) = serde_json::from_slice(&rest[..colon]) else { break };
        keys.push(key);
        rest = &rest[colon + 1..];
        object.reset();
        let Some(end) = object.read_until(rest, b'}') else { break };
        let closes = rest[end] == b'}';
        rest = &rest[end + 1..];
        if closes {
            if !trim_start(rest).is_empty() {
                return true;
            }
            break;
        }
    }
    let has = |name: &str| keys.iter().any(|key| key == name);
    EVENT_KEYS.iter().any(|&(one, other)| has(one) && has(other))
}

fn trim_start(bytes: &[u8]) -> &[u8] {
    let space = bytes.iter().take_while(|&&byte| is_space(byte)).count();
    &bytes[space..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(beginning: &str, expected: &Layout) {
        assert_eq!(&Layout::sniff(beginning.as_bytes(), Arrays::All), expected, "{beginning}");
    }

    #[test]
    fn the_first_bytes_tell_the_layout() {
        let object = Layout::Object(Arrays::All);
        check(" [1,2", &Layout::Array);
        check("\u{feff}[", &Layout::Array);
        check(r#"{"events":[{"type":4,"timestamp":1"#, &object);
        check(r#"{"version":"1.0","sessionId":"s","events":[]}"#, &object);
        check(r#"{"a":[1],"b":[2]}"#, &object);
        check("{}", &object);
        check("{\"type\":4,\"timestamp\":1}", &Layout::Lines);
        check("{\"type\":4,\"timestamp\":1}\n{\"type\":2", &Layout::Lines);
        check("{\"event_type\":\"error\",\"timestamp\":1}", &Layout::Lines);
        check("{\"a\":1}\n{\"a\":2}", &Layout::Lines);
        check("\"x\u{9c}", &Layout::Lines);
        check("", &Layout::Lines);
    }

    #[test]
    fn an_event_that_is_longer_than_what_was_looked_at_is_still_an_event() {
        let snapshot = format!(r#"{{"type":2,"data":{{"node":{{"x":"{}"#, "y".repeat(10_000));
        // `data` has begun, so its name has been read.
        check(&snapshot, &Layout::Lines);
    }
}
