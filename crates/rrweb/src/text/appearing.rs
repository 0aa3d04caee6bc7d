//! Texts when they first came onto the screen.

use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;

use super::{Field, Text, TextReader, add};
use crate::{
    event::{Event, Kind},
    mirror::Mirror,
};

/// Texts that are remembered: some 16 MB. Of what comes after so many, a text may be told again.
const MAX_SEEN: usize = 1 << 20;

/// Reads what a recording shows over time, each text once: when it first appeared. What several changes put together is
/// told together; a snapshot that repeats what is there already tells nothing.
#[derive(Debug, Default)]
pub struct Appearing {
    /// For what is no part of the page, and for changes of a page that no snapshot tells of.
    reader: TextReader,
    seen: HashSet<u64>,
    hasher: RandomState,
}

impl Appearing {
    pub fn new() -> Self {
        Self::default()
    }

    /// The texts that came with an event, which `mirror`, a [watched](Mirror::watched) one, was just applied to. What
    /// cannot be read has none.
    pub fn read(&mut self, event: &Event<'_>, mirror: &mut Mirror) -> Vec<Text> {
        let mut found = Vec::new();
        mirror.fresh(|field, text| add(&mut found, field, text));
        let is_of_page = matches!(event.kind, Kind::FullSnapshot | Kind::Incremental);
        if !is_of_page || !mirror.has_page() {
            found.extend(self.reader.read(event).unwrap_or_default());
        }
        found.retain(|text| match text.field {
            // The same line twice on the console is two events.
            Field::Console | Field::Custom => true,
            Field::Url | Field::Text | Field::Input => self.is_new(text),
        });
        found
    }

    fn is_new(&mut self, text: &Text) -> bool {
        let hash = self.hasher.hash_one((text.field, &text.text));
        if self.seen.len() < MAX_SEEN { self.seen.insert(hash) } else { !self.seen.contains(&hash) }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// What appears over these events, as `(time, field, text)`.
    fn appearing(events: &[Value]) -> Vec<(i64, &'static str, String)> {
        let (mut mirror, mut reading) = (Mirror::watched(), Appearing::new());
        let mut found = Vec::new();
        for (at, event) in events.iter().enumerate() {
            let mut event = event.clone();
            event["timestamp"] = json!(at);
            let json = event.to_string();
            let event = Event::read(&json, 1 << 24).unwrap();
            mirror.apply(&event);
            let texts = reading.read(&event, &mut mirror);
            found.extend(texts.into_iter().map(|text| (event.timestamp_ms, text.field.name(), text.text)));
        }
        found
    }

    #[track_caller]
    fn check(events: &[Value], expected: &[(i64, &str, &str)]) {
        let found = appearing(events);
        let told: Vec<_> = found.iter().map(|(at, field, text)| (*at, *field, text.as_str())).collect();
        assert_eq!(told, expected);
    }

    fn page(children: Value) -> Value {
        json!({"type": 2, "data": {"initialOffset": {"left": 0, "top": 0}, "node": {"type": 0, "id": 1, "childNodes": [
            {"type": 2, "id": 2, "tagName": "html", "attributes": {}, "childNodes": [
                {"type": 2, "id": 3, "tagName": "body", "attributes": {}, "childNodes": children}]}]}}})
    }

    fn element(id: i64, tag: &str, children: Value) -> Value {
        json!({"type": 2, "id": id, "tagName": tag, "attributes": {}, "childNodes": children})
    }

    fn text(id: i64, text: &str) -> Value {
        json!({"type": 3, "id": id, "textContent": text})
    }

    fn change(mut data: Value) -> Value {
        data["source"] = json!(0);
        for name in ["adds", "removes", "texts", "attributes"] {
            if data.get(name).is_none() {
                data[name] = json!([]);
            }
        }
        json!({"type": 3, "data": data})
    }

    fn add(parent: i64, node: Value) -> Value {
        change(json!({"adds": [{"parentId": parent, "nextId": null, "node": node}]}))
    }

    #[test]
    fn a_word_or_a_phrase_is_read_across_the_tags_within_its_line() {
        let line =
            json!([text(11, "Re"), element(12, "b", json!([text(13, "fund")])), text(14, " of order 4711")]);
        let page = page(json!([element(10, "p", line), element(20, "p", json!([text(21, "Total")]))]));
        check(&[page], &[(0, "text", "Refund of order 4711"), (0, "text", "Total")]);
    }

    #[test]
    fn what_a_change_of_text_makes_of_a_line_is_found_when_it_stands_there() {
        let line =
            json!([text(11, "Balance: "), element(12, "span", json!([text(13, "…")])), text(14, " EUR")]);
        check(
            &[
                page(json!([element(10, "p", line)])),
                change(json!({"texts": [{"id": 13, "value": "17.50"}]})),
            ],
            &[(0, "text", "Balance: … EUR"), (1, "text", "Balance: 17.50 EUR")],
        );
    }

    #[test]
    fn what_mutations_bring_piece_by_piece_is_read_together() {
        let events = [
            page(json!([element(10, "p", json!([]))])),
            add(10, element(11, "em", json!([]))),
            add(11, text(12, "Payment ")),
            add(10, text(13, "declined")),
        ];
        check(&events, &[(2, "text", "Payment"), (3, "text", "Payment declined")]);
    }

    #[test]
    fn a_checkout_and_a_node_that_comes_back_repeat_nothing() {
        let there = || page(json!([element(10, "p", json!([text(11, "Order 4711")]))]));
        let events = [
            there(),
            change(json!({"removes": [{"parentId": 3, "id": 10}]})),
            add(3, element(30, "p", json!([]))),
            add(30, text(31, "Order 4711")),
            there(),
            page(json!([element(10, "p", json!([text(11, "Order 4712")]))])),
        ];
        check(&events, &[(0, "text", "Order 4711"), (5, "text", "Order 4712")]);
    }

    #[test]
    fn texts_in_shadow_trees_and_in_frames_that_come_later_are_on_the_screen() {
        let mut host = element(
            10,
            "x-card",
            json!([{"type": 3, "id": 11, "textContent": "in the shadow", "isShadow": true}]),
        );
        host["isShadowHost"] = json!(true);
        let framed = json!({"type": 0, "id": 30, "childNodes": [
            {"type": 2, "id": 31, "rootId": 30, "tagName": "html", "attributes": {}, "childNodes": [
                {"type": 3, "id": 32, "rootId": 30, "textContent": "in the frame"}]}]});
        let attach = change(
            json!({"isAttachIframe": true, "adds": [{"parentId": 20, "nextId": null, "node": framed}]}),
        );
        check(
            &[page(json!([host, element(20, "iframe", json!([]))])), attach],
            &[(0, "text", "in the shadow"), (1, "text", "in the frame")],
        );
    }

    #[test]
    fn labels_and_what_is_typed_are_found_and_machinery_and_secrets_are_not() {
        let field = |id: i64, kind: &str| json!({"type": 2, "id": id, "tagName": "input", "attributes": {"type": kind}, "childNodes": []});
        let item =
            json!({"type": 2, "id": 14, "tagName": "li", "attributes": {"value": "7"}, "childNodes": []});
        let children =
            json!([field(11, "text"), field(12, "password"), element(13, "script", json!([])), item]);
        let typed = |id: i64, text: &str| json!({"type": 3, "data": {"source": 5, "id": id, "text": text, "isChecked": false}});
        let attributes = |id: i64, attributes: Value| {
            change(json!({"attributes": [{"id": id, "attributes": attributes}]}))
        };
        check(
            &[
                page(children),
                attributes(11, json!({"placeholder": "IBAN", "aria-label": "Your account"})),
                typed(11, "DE02"),
                typed(12, "hunter2"),
                add(13, text(40, "var secret")),
                attributes(14, json!({"value": "8"})),
                attributes(12, json!({"value": "hunter3"})),
            ],
            &[(1, "text", "IBAN"), (1, "text", "Your account"), (2, "input", "DE02")],
        );
    }

    #[test]
    fn what_is_moved_out_of_what_hides_it_appears_then() {
        let events = [
            page(json!([element(10, "noscript", json!([])), element(20, "p", json!([]))])),
            add(10, text(11, "Please enable scripts")),
            change(json!({"removes": [{"parentId": 10, "id": 11}],
                          "adds": [{"parentId": 20, "nextId": null, "node": text(11, "Please enable scripts")}]})),
        ];
        check(&events, &[(2, "text", "Please enable scripts")]);
    }

    #[test]
    fn changes_without_a_snapshot_are_read_from_the_events() {
        let lost = add(3, text(11, "nobody saw the page"));
        let line =
            json!({"type": 6, "data": {"plugin": "rrweb/console@1", "payload": {"payload": ["\"twice\""]}}});
        check(
            &[lost, line.clone(), line],
            &[(0, "text", "nobody saw the page"), (1, "console", "twice"), (2, "console", "twice")],
        );
    }

    #[test]
    fn a_long_line_that_changes_often_costs_what_changes_and_a_little_around_it() {
        let words = "lorem ipsum ".repeat(50_000);
        let mut events = vec![page(json!([element(10, "pre", json!([text(11, &words), text(12, "0")]))]))];
        for n in 1..200 {
            events.push(change(json!({"texts": [{"id": 12, "value": format!("tick{n}")}]})));
        }
        let found = appearing(&events);
        let later: usize = found.iter().filter(|(at, ..)| *at > 0).map(|(.., text)| text.len()).sum();
        assert!(later < 200 * 300, "{later} bytes for 200 changes of a few letters");
        assert!(found.iter().any(|(at, _, text)| *at == 7 && text.ends_with("ipsum tick7")));
        assert!(found.iter().all(|(.., text)| !text.starts_with("psum")), "no word is cut");
    }
}
