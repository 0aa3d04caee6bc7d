//! The scanner against what `serde_json` sees, and against damage.

use std::io::{self, Read};

use hindsight_rrweb::scan::{Arrays, Item, Layout, Limits, ScanError, Scanner, SkipReason, StopReason};
use proptest::prelude::*;
use serde_json::Value;

#[derive(Clone, Debug, PartialEq)]
enum Seen {
    Member(String, String),
    MemberSkipped(String, SkipReason),
    Element(String, u64, String),
    Skipped(String, u64, SkipReason),
    Stopped(u64, u64, StopReason),
}

fn read_all(source: impl Read, layout: Layout, limits: Limits) -> Result<Vec<Seen>, ScanError> {
    let mut scanner = Scanner::new(source, layout, limits);
    let mut seen = Vec::new();
    loop {
        seen.push(match scanner.read()? {
            Item::Member { key, json, .. } => Seen::Member(key.to_owned(), json.to_owned()),
            Item::MemberSkipped { key, reason, .. } => Seen::MemberSkipped(key.to_owned(), reason),
            Item::Element { array, index, json, .. } => {
                Seen::Element(array.to_owned(), index, json.to_owned())
            }
            Item::Skipped { array, index, reason, .. } => Seen::Skipped(array.to_owned(), index, reason),
            Item::Stopped { index, offset, reason, .. } => Seen::Stopped(index, offset, reason),
            Item::End => {
                assert!(matches!(scanner.read(), Ok(Item::End)), "the end is the end");
                return Ok(seen);
            }
        });
    }
}

const SMALL: Limits = Limits { max_element_bytes: 40, max_member_bytes: 20, max_depth: 4 };

fn object(names: &[&str]) -> Layout {
    Layout::Object(Arrays::named(names))
}

fn element(index: u64, json: &str) -> Seen {
    Seen::Element(String::new(), index, json.to_owned())
}

fn skipped(index: u64, reason: SkipReason) -> Seen {
    Seen::Skipped(String::new(), index, reason)
}

#[track_caller]
fn check(input: impl AsRef<[u8]>, layout: &Layout, expected: &[Seen]) {
    let input = input.as_ref();
    assert_eq!(read_all(input, layout.clone(), SMALL).unwrap(), expected);
    assert_eq!(
        read_all(Drops::of(input), layout.clone(), SMALL).unwrap(),
        expected,
        "byte by byte it is the same"
    );
}

/// A source that gives one byte at a time and is interrupted before each.
struct Drops<'b> {
    left: &'b [u8],
    interrupts: bool,
}

impl<'b> Drops<'b> {
    fn of(left: &'b [u8]) -> Self {
        Self { left, interrupts: false }
    }
}

impl Read for Drops<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.interrupts = !self.interrupts;
        if self.interrupts { Err(io::ErrorKind::Interrupted.into()) } else { self.left.read(&mut into[..1]) }
    }
}

#[test]
fn an_array_is_split_into_its_elements() {
    check("[]", &Layout::Array, &[]);
    check(" [ \n] \n", &Layout::Array, &[]);
    check(
        "[1 , \"a,]\\\"\" ,{\"b\":[2,{}]}\n, null ]",
        &Layout::Array,
        &[element(0, "1"), element(1, "\"a,]\\\"\""), element(2, "{\"b\":[2,{}]}"), element(3, "null")],
    );
}

#[test]
fn a_damaged_element_costs_only_itself() {
    let malformed = SkipReason::Malformed;
    check(
        r#"[{"a":1], {"b":2}, {"c":3}}, [4}, 5 6, "x" y, 7]"#,
        &Layout::Array,
        &[
            skipped(0, malformed),
            element(1, r#"{"b":2}"#),
            skipped(2, malformed),
            skipped(3, malformed),
            skipped(4, malformed),
            skipped(5, malformed),
            element(6, "7"),
        ],
    );
    check(
        "[,1,,2,]",
        &Layout::Array,
        &[
            skipped(0, SkipReason::Empty),
            element(1, "1"),
            skipped(2, SkipReason::Empty),
            element(3, "2"),
            skipped(4, SkipReason::Empty),
        ],
    );
    check(b"[\"\xff\",1]", &Layout::Array, &[skipped(0, SkipReason::InvalidUtf8), element(1, "1")]);
}

#[test]
fn what_is_too_large_or_too_deep_is_stepped_over() {
    let large = "x".repeat(39);
    let just = "y".repeat(38);
    check(
        format!("[\"{large}\",\"{just}\",[[[[1]]]],[[[[[2]]]]],{}3,4]", " ".repeat(100)),
        &Layout::Array,
        &[
            skipped(0, SkipReason::TooLarge { max_bytes: 40 }),
            element(1, &format!("\"{just}\"")),
            element(2, "[[[[1]]]]"),
            skipped(3, SkipReason::TooDeep { max_depth: 4 }),
            element(4, "3"),
            element(5, "4"),
        ],
    );
}

#[test]
fn a_cut_is_told_with_its_place_after_what_is_whole() {
    let cut = |index, offset| Seen::Stopped(index, offset, StopReason::CutShort);
    check("[1,{\"a\":[2", &Layout::Array, &[element(0, "1"), cut(1, 3)]);
    check("[1,2", &Layout::Array, &[element(0, "1"), cut(1, 3)]);
    check("[1,{} ", &Layout::Array, &[element(0, "1"), element(1, "{}"), cut(2, 6)]);
    check("[1,", &Layout::Array, &[element(0, "1"), cut(1, 3)]);
    check("[", &Layout::Array, &[cut(0, 1)]);
    check(
        "{\"a\":1,\"events\":[1,\"x",
        &object(&["events"]),
        &[
            Seen::Member("a".to_owned(), "1".to_owned()),
            Seen::Element("events".to_owned(), 0, "1".to_owned()),
            cut(1, 19),
        ],
    );
    check(
        "{\"events\":[1]",
        &object(&["events"]),
        &[Seen::Element("events".to_owned(), 0, "1".to_owned()), cut(1, 13)],
    );
    check("{\"a\":\"b", &object(&[]), &[cut(0, 5)]);
    check("{\"a\"", &object(&[]), &[cut(0, 4)]);
    check("{\"a\":1}\n{\"b\":", &Layout::Lines, &[element(0, "{\"a\":1}"), cut(1, 8)]);
}

#[test]
fn members_come_in_any_order_around_the_elements() {
    let member = |key: &str, json: &str| Seen::Member(key.to_owned(), json.to_owned());
    let event = |index, json: &str| Seen::Element("events".to_owned(), index, json.to_owned());
    check(
        r#"{"a" : {"events":[0]}, "events":[1,2], "\u0062":"x", "events":null, "tags":[3]}"#,
        &object(&["events"]),
        &[
            member("a", r#"{"events":[0]}"#),
            event(0, "1"),
            event(1, "2"),
            member("b", "\"x\""),
            member("events", "null"),
            member("tags", "[3]"),
        ],
    );
    check(
        r#"{"a":[1],"b":[],"c":[2]}"#,
        &Layout::Object(Arrays::All),
        &[Seen::Element("a".to_owned(), 0, "1".to_owned()), Seen::Element("c".to_owned(), 0, "2".to_owned())],
    );
    check(
        format!("{{\"a\":\"{}\",\"b\":[}},\"c\":1}}", "x".repeat(30)),
        &object(&[]),
        &[
            Seen::MemberSkipped("a".to_owned(), SkipReason::TooLarge { max_bytes: 20 }),
            Seen::MemberSkipped("b".to_owned(), SkipReason::Malformed),
            member("c", "1"),
        ],
    );
    check("{}", &object(&["events"]), &[]);
}

#[test]
fn each_line_is_an_element_and_blank_lines_are_none() {
    check(
        "{\"a\":1}\r\n\n  \n\"x\\n\"\n{\"b\":\n[2]\n{} {}\n1,2",
        &Layout::Lines,
        &[
            element(0, "{\"a\":1}"),
            element(1, "\"x\\n\""),
            skipped(2, SkipReason::Malformed),
            element(3, "[2]"),
            skipped(4, SkipReason::Malformed),
            Seen::Stopped(5, 35, StopReason::CutShort),
        ],
    );
    let long = format!("{{\"a\":\"{}\"}}", "x".repeat(50));
    check(
        format!("{long}\n1\n"),
        &Layout::Lines,
        &[skipped(0, SkipReason::TooLarge { max_bytes: 40 }), element(1, "1")],
    );
}

#[test]
fn what_comes_after_the_document_is_told() {
    for (input, offset) in [("[1] x", 4), ("[1],[2]", 3), ("[1]]", 3)] {
        let seen = read_all(input.as_bytes(), Layout::Array, SMALL).unwrap();
        assert_eq!(seen, [element(0, "1"), Seen::Stopped(1, offset, StopReason::TrailingData)], "{input}");
    }
    let seen = read_all(&b"{\"a\":1 \"b\":2}"[..], object(&[]), SMALL).unwrap();
    assert_eq!(seen, [Seen::MemberSkipped("a".to_owned(), SkipReason::Malformed)]);
    for input in ["{a:1}", "{\"a\":1,}", "{\"events\":[1] 2}", "{\"a\" 1}", "{1:2}"] {
        let seen = read_all(input.as_bytes(), object(&["events"]), SMALL).unwrap();
        assert!(
            matches!(seen.last(), Some(Seen::Stopped(_, _, StopReason::Malformed { .. }))),
            "{input}: {seen:?}"
        );
    }
}

#[test]
fn a_byte_order_mark_is_stepped_over_and_told() {
    let mut scanner = Scanner::new(&b"\xef\xbb\xbf[1]"[..], Layout::Array, SMALL);
    assert_eq!(scanner.read().unwrap(), Item::Element { array: "", index: 0, offset: 4, json: "1" });
    assert!(scanner.saw_byte_order_mark());
    for utf16 in [&b"\xff\xfe[\0"[..], b"\xfe\xff\0[", b"\0[", b"[\0"] {
        assert!(matches!(read_all(utf16, Layout::Array, SMALL), Err(ScanError::Utf16)));
    }
}

#[test]
fn what_is_no_document_is_an_error() {
    for empty in ["", " \n", "\u{feff}"] {
        assert!(matches!(read_all(empty.as_bytes(), Layout::Array, SMALL), Err(ScanError::Empty)));
    }
    for (input, layout) in
        [("x", Layout::Array), ("{", Layout::Array), ("[", object(&[])), ("\u{1f}\u{8b}", Layout::Lines)]
    {
        let error = read_all(input.as_bytes(), layout, SMALL).unwrap_err();
        assert!(matches!(error, ScanError::NotTheLayout { offset: 0, .. }), "{error}");
    }
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::ErrorKind::ConnectionReset.into())
        }
    }
    assert!(matches!(read_all(Broken, Layout::Array, SMALL), Err(ScanError::Io { .. })));
}

/// A text over and over, up to a length. It fails the test when it is offered a buffer that has grown.
struct Repeated {
    text: Vec<u8>,
    left: usize,
}

impl Read for Repeated {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        assert!(into.len() <= 1 << 20, "what is not handed over must not be kept");
        let length = self.text.len().min(into.len()).min(self.left);
        into[..length].copy_from_slice(&self.text[..length]);
        self.left -= length;
        Ok(length)
    }
}

#[test]
fn what_is_endless_passes_through_a_small_buffer() {
    let endless = |byte: u8| Repeated { text: vec![byte; 1 << 16], left: 16 << 20 };
    let all = |before: &'static str, byte: u8, after: &'static str| {
        let source = before.as_bytes().chain(endless(byte)).chain(after.as_bytes());
        read_all(source, Layout::Array, SMALL).unwrap()
    };
    let too_large = SkipReason::TooLarge { max_bytes: 40 };
    assert_eq!(all("[\"", b'x', ""), [Seen::Stopped(0, 1, StopReason::CutShort)]);
    assert_eq!(all("[\"", b'x', "\",2]"), [skipped(0, too_large), element(1, "2")]);
    assert_eq!(all("[", b' ', "1,2]"), [element(0, "1"), element(1, "2")]);
    assert_eq!(all("[1", b' ', ",2]"), [skipped(0, too_large), element(1, "2")]);
    assert_eq!(all("[1", b'[', ""), [Seen::Stopped(0, 1, StopReason::CutShort)]);
    assert_eq!(all("[1]", b' ', ""), [element(0, "1")]);
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[\\PC\"\\\\\\[\\]{},:\n]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec(("[a-z\"\\\\]{0,3}", inner), 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn document() -> impl Strategy<Value = (Vec<Value>, bool)> {
    (prop::collection::vec(json(), 0..8), any::<bool>())
}

fn written(values: &[Value], pretty: bool) -> String {
    let array = Value::from(values.to_vec());
    if pretty { format!("{array:#}") } else { array.to_string() }
}

/// Elements and reports have the indices 0, 1, 2, … with none missing.
fn assert_complete(seen: &[Seen]) {
    let mut next = 0;
    for item in seen {
        match item {
            Seen::Element(_, index, _) | Seen::Skipped(_, index, _) => {
                assert_eq!(*index, next, "{seen:?}");
                next += 1;
            }
            Seen::Stopped(index, ..) => assert_eq!(*index, next, "{seen:?}"),
            Seen::Member(..) | Seen::MemberSkipped(..) => {}
        }
    }
}

proptest! {
    #[test]
    fn elements_are_what_a_parser_sees((values, pretty) in document()) {
        let text = written(&values, pretty);
        let seen = read_all(text.as_bytes(), Layout::Array, Limits::default()).unwrap();
        prop_assert_eq!(seen.len(), values.len());
        for (index, (seen, value)) in seen.iter().zip(&values).enumerate() {
            let Seen::Element(_, at, json) = seen else { panic!("{seen:?}") };
            prop_assert_eq!(*at, index as u64);
            prop_assert_eq!(&serde_json::from_str::<Value>(json).unwrap(), value);
        }
        let lines: String = values.iter().map(|value| format!("{value}\n")).collect();
        if values.first().is_some_and(|value| !value.is_null() && !value.is_boolean() && !value.is_number()) {
            let seen = read_all(lines.as_bytes(), Layout::Lines, Limits::default()).unwrap();
            prop_assert_eq!(seen.len(), values.len());
        }
    }

    #[test]
    fn a_truncated_document_gives_its_whole_elements_and_one_report(
        (values, pretty) in document(),
        cut in any::<prop::sample::Index>(),
    ) {
        let text = written(&values, pretty);
        let cut = 1 + cut.index(text.len() - 1).min(text.len() - 2);
        let seen = read_all(&text.as_bytes()[..cut], Layout::Array, Limits::default()).unwrap();
        assert_complete(&seen);
        let (last, whole) = seen.split_last().expect("a cut is reported");
        prop_assert!(matches!(last, Seen::Stopped(_, _, StopReason::CutShort)));
        for (seen, value) in whole.iter().zip(&values) {
            let Seen::Element(_, _, json) = seen else { panic!("{seen:?}") };
            prop_assert_eq!(&serde_json::from_str::<Value>(json).unwrap(), value);
        }
    }

    #[test]
    fn flipped_bytes_neither_panic_nor_lose_an_element(
        (values, pretty) in document(),
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        layout in prop::sample::select(vec![Layout::Array, Layout::Object(Arrays::All), Layout::Lines]),
    ) {
        let mut text = written(&values, pretty).into_bytes();
        for (index, byte) in flips {
            let at = index.index(text.len());
            text[at] = byte;
        }
        if let Ok(seen) = read_all(&text[..], layout.clone(), Limits::default()) {
            if layout != Layout::Object(Arrays::All) {
                assert_complete(&seen);
            }
            let in_drops = read_all(Drops::of(&text), layout, Limits::default()).unwrap();
            prop_assert_eq!(in_drops, seen);
        }
    }

    #[test]
    fn any_bytes_are_scanned_without_panic(
        bytes in prop::collection::vec(prop_oneof![4 => prop::sample::select(b"[]{}\",:\\ 1a\n".to_vec()), 1 => any::<u8>()], 0..60),
        layout in prop::sample::select(vec![Layout::Array, Layout::Object(Arrays::All), Layout::Lines]),
    ) {
        let _ = read_all(&bytes[..], layout, SMALL);
        let _ = Layout::sniff(&bytes, Arrays::All);
    }
}
