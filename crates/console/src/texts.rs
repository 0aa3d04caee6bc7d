//! What the search finds in a recording: the same texts, whether it was imported here or came by sync.
//!
//! Pure and fast: a first sync puts thousands of recordings a second through [`texts_of`].

use std::borrow::Cow;

use hindsight_domain::{Kind, Timestamp, limits};
use hindsight_rrweb::event::Event;
use hindsight_rrweb::text::{Field, TextReader};
use hindsight_vault::Text;
use serde::Deserialize;
use serde_json::value::RawValue;

/// A longer text is split, at white space where there is some.
const MAX_TEXT_BYTES: usize = 64 << 10;
/// What is indexed of one event at most: what comes after it is found by replaying, not by searching.
const MAX_EVENT_TEXT_BYTES: usize = 4 << 20;
/// A word without white space from here on is data (a picture in base64, a key), and nobody searches for it.
const MAX_WORD_BYTES: usize = 1 << 10;

/// The field of texts of agent events.
pub(crate) const PAYLOAD: &str = "payload";

/// The texts of a segment's plain bytes, one event per line, for the search.
///
/// Lines that are no events have no texts. What hides a text of a web session (that it stands in a password field)
/// is known from the segment's own snapshots.
pub(crate) fn texts_of(kind: Kind, plain: &[u8], started_at: Timestamp) -> Vec<Text> {
    let mut found = Vec::new();
    let mut add = |at: Timestamp, field: &'static str, text: String| {
        found.push(Text { at_ms: at.since(started_at), field: Cow::Borrowed(field), text });
    };
    let lines = plain.split(|&byte| byte == b'\n').filter_map(|line| std::str::from_utf8(line).ok());
    match kind {
        Kind::Web => {
            let mut reader = TextReader::new();
            for line in lines.filter(|line| !line.trim().is_empty()) {
                if let Ok(event) = Event::read(line, limits::EVENT_BYTES) {
                    let at = Timestamp::clamp_millis(event.timestamp_ms);
                    web_texts(&mut reader, &event, &mut |field, text| add(at, field, text));
                }
            }
        }
        Kind::Agent => {
            for line in lines {
                if let Some((at, texts)) = agent_texts(line) {
                    texts.into_iter().for_each(|text| add(at, PAYLOAD, text));
                }
            }
        }
        Kind::Screen => {}
    }
    found
}

/// The texts of a web event: one per field, as a person reads a page and not its nodes.
fn web_texts(reader: &mut TextReader, event: &Event<'_>, add: &mut dyn FnMut(&'static str, String)) {
    // An event whose inside is not as rrweb writes it has no text; it is kept and replayed all the same.
    joined(reader.read(event).unwrap_or_default(), add);
}

/// Texts of one event, one after another of the same field as one.
pub(crate) fn joined(texts: Vec<hindsight_rrweb::text::Text>, add: &mut dyn FnMut(&'static str, String)) {
    let mut open: Option<(Field, String)> = None;
    let mut total = 0;
    for text in texts {
        total += text.text.len();
        if total > MAX_EVENT_TEXT_BYTES {
            break;
        }
        match &mut open {
            Some((field, joined))
                if *field == text.field && joined.len() + text.text.len() < MAX_TEXT_BYTES =>
            {
                joined.push(' ');
                joined.push_str(&text.text);
            }
            _ => {
                if let Some((field, joined)) = open.replace((text.field, text.text)) {
                    add(field.name(), joined);
                }
            }
        }
    }
    if let Some((field, joined)) = open {
        add(field.name(), joined);
    }
}

#[derive(Deserialize)]
struct AgentLine<'l> {
    timestamp: Timestamp,
    #[serde(borrow)]
    event_type: Cow<'l, str>,
    #[serde(borrow)]
    data: Option<&'l RawValue>,
}

/// The time and the texts of an agent event's line: its type, and all words and numbers of its payload.
pub(crate) fn agent_texts(line: &str) -> Option<(Timestamp, Vec<String>)> {
    let line: AgentLine<'_> = serde_json::from_str(line).ok()?;
    let mut pieces = Pieces { done: Vec::new(), open: String::new(), total: 0 };
    pieces.add(&line.event_type);
    if let Some(data) = line.data {
        values(data.get(), &mut pieces);
    }
    Some((line.timestamp, pieces.finish()))
}

/// Adds every string that is no key, and every number. Nothing recurses, however deep the JSON is.
fn values(json: &str, pieces: &mut Pieces) {
    let bytes = json.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => {
                let end = string_end(bytes, at + 1);
                let next = bytes[end..].iter().find(|byte| !byte.is_ascii_whitespace());
                if next != Some(&b':') {
                    let inner = json.get(at + 1..end.saturating_sub(1)).unwrap_or_default();
                    if memchr_escape(inner) {
                        let unescaped: Option<String> = serde_json::from_str(&json[at..end]).ok();
                        pieces.add(&unescaped.unwrap_or_else(|| inner.replace('\\', " ")));
                    } else {
                        pieces.add(inner);
                    }
                }
                at = end;
            }
            b'-' | b'0'..=b'9' => {
                let part =
                    |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E');
                let length = bytes[at..].iter().take_while(|byte| part(byte)).count();
                pieces.add(&json[at..at + length]);
                at += length;
            }
            _ => at += 1,
        }
    }
}

fn memchr_escape(text: &str) -> bool {
    text.as_bytes().contains(&b'\\')
}

/// Just past the quote that closes the string whose inside begins at `at`.
fn string_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// Texts of one event, in pieces of a size that the index likes.
struct Pieces {
    done: Vec<String>,
    open: String,
    total: usize,
}

impl Pieces {
    fn add(&mut self, text: &str) {
        for word in text.split_ascii_whitespace() {
            if word.len() >= MAX_WORD_BYTES && is_data(word) {
                continue;
            }
            self.total += word.len();
            if self.total > MAX_EVENT_TEXT_BYTES {
                return;
            }
            if self.open.len() + word.len() >= MAX_TEXT_BYTES && !self.open.is_empty() {
                self.done.push(std::mem::take(&mut self.open));
            }
            if !self.open.is_empty() {
                self.open.push(' ');
            }
            self.open.push_str(word);
        }
    }

    fn finish(mut self) -> Vec<String> {
        if !self.open.is_empty() {
            self.done.push(self.open);
        }
        self.done
    }
}

/// Whether a long word is base64 or hex. Words of languages without spaces are not ASCII.
fn is_data(word: &str) -> bool {
    let of_data = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'-' | b'_');
    let tail = word.rsplit_once(',').map_or(word, |(_, tail)| tail);
    tail.len() >= MAX_WORD_BYTES && tail.bytes().all(of_data)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::clamp_millis(ms)
    }

    fn agent(data: &str) -> Vec<Text> {
        let line =
            format!(r#"{{"timestamp":"1970-01-01T00:00:07Z","event_type":"tool_call","data":{data}}}"#);
        texts_of(Kind::Agent, line.as_bytes(), at(5_000))
    }

    #[test]
    fn an_agent_event_is_found_by_its_type_and_by_all_values_of_its_payload() {
        let data = r#"{"tool":"search","args":{"q":"red \"shoes\"\nnew","max":12.5},"ok":true,"list":["a\u00e9",null,-3]}"#;
        let texts = agent(data);
        assert_eq!(texts.len(), 1);
        assert_eq!(texts[0].text, "tool_call search red \"shoes\" new 12.5 aé -3");
        assert_eq!((texts[0].at_ms, texts[0].field.as_ref()), (2_000, "payload"));
    }

    #[test]
    fn a_long_payload_comes_in_pieces_and_data_is_left_out() {
        let words = "word ".repeat(40_000);
        let texts = agent(&format!(
            r#"{{"t":"{words}","picture":"data:image/png;base64,{}"}}"#,
            "iVBOR".repeat(1_000)
        ));
        assert!(texts.len() > 2 && texts.iter().all(|text| text.text.len() <= MAX_TEXT_BYTES));
        let found: usize = texts.iter().map(|text| text.text.matches("word").count()).sum();
        assert_eq!(found, 40_000, "no word is lost where a text is split");
        assert!(!texts.iter().any(|text| text.text.contains("iVBOR")));
    }

    #[test]
    fn half_a_surrogate_pair_does_not_hide_the_rest() {
        let texts = agent(r#"{"a":"caf\u00e9 \ud83d broken","b":"whole"}"#);
        assert!(texts[0].text.contains("broken") && texts[0].text.contains("whole"));
    }

    #[test]
    fn a_payload_of_any_depth_is_read() {
        let deep = format!("{}{{\"x\":\"needle\"}}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(agent(&format!(r#"{{"d":{deep}}}"#))[0].text.ends_with("needle"));
    }

    #[test]
    fn a_page_is_one_text_and_its_fields_are_apart() {
        let node = r#"{"type":0,"id":1,"childNodes":[{"type":2,"tagName":"body","attributes":{},"id":2,"childNodes":[{"type":3,"textContent":"Order","id":3},{"type":3,"textContent":"4711","id":4},{"type":2,"tagName":"input","attributes":{"type":"text","value":"typed"},"childNodes":[],"id":5}]}]}"#;
        let lines = format!(
            "{}\n{}\nnot an event\n\n",
            r#"{"type":4,"data":{"href":"https://shop.example/cart","width":1,"height":1},"timestamp":1000}"#,
            format_args!(
                r#"{{"type":2,"data":{{"node":{node},"initialOffset":{{"top":0,"left":0}}}},"timestamp":1001}}"#
            ),
        );
        let texts = texts_of(Kind::Web, lines.as_bytes(), at(1_000));
        let told: Vec<_> = texts.iter().map(|t| (t.at_ms, t.field.as_ref(), t.text.as_str())).collect();
        assert_eq!(
            told,
            [(0, "url", "https://shop.example/cart"), (1, "text", "Order 4711"), (1, "input", "typed")]
        );
    }

    proptest::proptest! {
        #[test]
        fn no_line_is_too_strange(line in "[{}\\[\\]\",:\\\\a-f0-9é ]{0,80}") {
            values(&line, &mut Pieces { done: Vec::new(), open: String::new(), total: 0 });
            let _ = texts_of(Kind::Agent, line.as_bytes(), at(0));
            let _ = texts_of(Kind::Web, line.as_bytes(), at(0));
        }
    }
}
