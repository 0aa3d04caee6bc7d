//! The scanner: a state per place in the document, one item per call.

use std::{io::Read, ops::Range};

use super::{
    Arrays, Item, Layout, Limits, ScanError, SkipReason, StopReason,
    balance::{Balance, is_space},
    buffer::Buffer,
};

/// The name of a member of the top-level object may be this long.
const MAX_KEY_BYTES: usize = 4 << 10;
/// How much of a stream is looked at to guess its layout.
const SNIFF_BYTES: usize = 64 << 10;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Start,
    Lines,
    /// In an array that is split, before an element.
    Element,
    /// In the top-level object, before a name.
    Key {
        first: bool,
    },
    /// In the top-level object, after an array that was split.
    AfterArray,
    /// After the document.
    Tail,
    /// The stream ended inside the array; its last whole element has been handed over.
    Cut,
    Done,
}

/// What was found, as positions: the item borrows from the buffer only once the state has moved on.
enum Found {
    Member(Result<Range<usize>, SkipReason>, u64),
    Element(Result<Range<usize>, SkipReason>, u64),
    Stopped(StopReason, u64),
    Nothing,
}

/// How a value ended.
struct Ending {
    /// The delimiter after it; `None` at the end of the stream.
    delimiter: Option<u8>,
    /// The stream's offset of its first byte.
    offset: u64,
    /// The value without white space, unless it is `skipped` or `empty`.
    range: Range<usize>,
    empty: bool,
    skipped: Option<SkipReason>,
}

/// Splits a stream into the elements of its arrays. See [the module](super) for what it promises.
#[derive(Debug)]
pub struct Scanner<R> {
    buffer: Buffer<R>,
    layout: Layout,
    limits: Limits,
    balance: Balance,
    state: State,
    /// The array or member that we are in; empty at the top level.
    key: String,
    /// The index of the next element in it.
    index: u64,
    byte_order_mark: bool,
}

impl<R: Read> Scanner<R> {
    /// A scanner for a stream whose layout is known.
    pub fn new(source: R, layout: Layout, limits: Limits) -> Self {
        Self {
            buffer: Buffer::new(source),
            layout,
            limits,
            balance: Balance::new(limits.max_depth),
            state: State::Start,
            key: String::new(),
            index: 0,
            byte_order_mark: false,
        }
    }

    /// A scanner that looks at the beginning of the stream to tell its layout. Where that is an object,
    /// `arrays` says what of it is split. See [`Layout::sniff`].
    pub fn sniffed(source: R, arrays: Arrays, limits: Limits) -> Result<Self, ScanError> {
        let mut scanner = Self::new(source, Layout::Lines, limits);
        let looked = scanner.buffer.look_ahead(SNIFF_BYTES);
        looked.map_err(|source| ScanError::Io { offset: 0, source })?;
        scanner.layout = Layout::sniff(scanner.buffer.ahead(), arrays);
        Ok(scanner)
    }

    /// How the stream is read.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Whether the stream began with a UTF-8 byte order mark. It is not part of the document: it is
    /// stepped over.
    pub fn saw_byte_order_mark(&self) -> bool {
        self.byte_order_mark
    }

    /// The stream's offset up to which everything has been looked at.
    pub fn offset(&self) -> u64 {
        self.buffer.offset(self.buffer.at)
    }

    /// The next item. After [`Item::End`] or an error there is only [`Item::End`].
    pub fn read(&mut self) -> Result<Item<'_>, ScanError> {
        let found = match self.find() {
            Ok(found) => found,
            Err(error) => {
                self.state = State::Done;
                return Err(error);
            }
        };
        let index = match found {
            Found::Element(..) => self.index - 1,
            _ => self.index,
        };
        let key = self.key.as_str();
        Ok(match found {
            Found::Nothing => Item::End,
            Found::Stopped(reason, offset) => Item::Stopped { array: key, index, offset, reason },
            Found::Member(Ok(range), offset) => match self.text(range) {
                Ok(json) => Item::Member { key, offset, json },
                Err(reason) => Item::MemberSkipped { key, offset, reason },
            },
            Found::Member(Err(reason), offset) => Item::MemberSkipped { key, offset, reason },
            Found::Element(Ok(range), offset) => match self.text(range) {
                Ok(json) => Item::Element { array: key, index, offset, json },
                Err(reason) => Item::Skipped { array: key, index, offset, reason },
            },
            Found::Element(Err(reason), offset) => Item::Skipped { array: key, index, offset, reason },
        })
    }

    fn text(&self, range: Range<usize>) -> Result<&str, SkipReason> {
        std::str::from_utf8(self.buffer.slice(range.start, range.end)).map_err(|_| SkipReason::InvalidUtf8)
    }

    fn find(&mut self) -> Result<Found, ScanError> {
        loop {
            match self.state {
                State::Start => self.start()?,
                State::Lines => {
                    if let Some(found) = self.line()? {
                        return Ok(found);
                    }
                }
                State::Element => {
                    if let Some(found) = self.element()? {
                        return Ok(found);
                    }
                }
                State::Key { first } => {
                    if let Some(found) = self.member(first)? {
                        return Ok(found);
                    }
                }
                State::AfterArray => match self.skip_space()? {
                    Some(b',') => {
                        self.buffer.at += 1;
                        self.state = State::Key { first: false };
                    }
                    Some(b'}') => {
                        self.buffer.at += 1;
                        self.state = State::Tail;
                    }
                    found => return Ok(self.stop(found.is_some(), "a comma or } after the array")),
                },
                State::Tail => {
                    let more = self.skip_space()?.is_some();
                    self.state = State::Done;
                    if more {
                        return Ok(Found::Stopped(StopReason::TrailingData, self.offset()));
                    }
                }
                State::Cut => {
                    self.state = State::Done;
                    return Ok(Found::Stopped(StopReason::CutShort, self.offset()));
                }
                State::Done => return Ok(Found::Nothing),
            }
        }
    }

    fn start(&mut self) -> Result<(), ScanError> {
        self.buffer.look_ahead(3).map_err(|source| ScanError::Io { offset: 0, source })?;
        match *self.buffer.ahead() {
            [0xef, 0xbb, 0xbf, ..] => {
                self.byte_order_mark = true;
                self.buffer.at += 3;
            }
            [0xfe, 0xff, ..] | [0xff, 0xfe, ..] | [0, _, ..] | [_, 0, ..] => return Err(ScanError::Utf16),
            _ => {}
        }
        let found = self.skip_space()?.ok_or(ScanError::Empty)?;
        let (state, expected) = match (&self.layout, found) {
            (Layout::Lines, b'{' | b'[' | b'"') => {
                self.state = State::Lines;
                return Ok(());
            }
            (Layout::Array, b'[') => (State::Element, ""),
            (Layout::Object(_), b'{') => (State::Key { first: true }, ""),
            (Layout::Lines, _) => (State::Done, "one JSON value per line"),
            (Layout::Array, _) => (State::Done, "a JSON array"),
            (Layout::Object(_), _) => (State::Done, "a JSON object"),
        };
        if state == State::Done {
            return Err(ScanError::NotTheLayout { expected, found, offset: self.offset() });
        }
        self.buffer.at += 1;
        self.state = state;
        Ok(())
    }

    fn line(&mut self) -> Result<Option<Found>, ScanError> {
        if self.skip_space()?.is_none() {
            self.state = State::Done;
            return Ok(None);
        }
        let offset = self.offset();
        let max_bytes = self.limits.max_element_bytes;
        self.balance.reset();
        self.buffer.keep_from_here();
        let mut too_large = false;
        let ended = loop {
            let ahead = self.buffer.ahead();
            let end = memchr::memchr(b'\n', ahead);
            let read = end.unwrap_or(ahead.len());
            self.balance.read_all(&ahead[..read]);
            self.buffer.at += read;
            too_large |= self.buffer.at - self.buffer.kept_from() > max_bytes;
            if end.is_some() {
                break true;
            }
            if too_large {
                self.buffer.keep_from_here();
            }
            if !self.read_more()? {
                break false;
            }
        };
        if !ended && !self.balance.is_closed() {
            self.state = State::Done;
            return Ok(Some(Found::Stopped(StopReason::CutShort, offset)));
        }
        self.index += 1;
        let skipped = if too_large { Some(SkipReason::TooLarge { max_bytes }) } else { self.misfit() };
        let found = skipped.map_or_else(|| Ok(self.trimmed()), Err);
        Ok(Some(Found::Element(found, offset)))
    }

    fn element(&mut self) -> Result<Option<Found>, ScanError> {
        let ending = self.value(b']', self.limits.max_element_bytes)?;
        match ending.delimiter {
            Some(b']') => {
                self.state = match self.layout {
                    Layout::Object(_) => State::AfterArray,
                    Layout::Array | Layout::Lines => State::Tail,
                };
                if ending.empty && self.index == 0 {
                    return Ok(None);
                }
            }
            Some(_) => {}
            None if self.balance.is_closed() => self.state = State::Cut,
            None => {
                self.state = State::Done;
                return Ok(Some(Found::Stopped(StopReason::CutShort, ending.offset)));
            }
        }
        self.index += 1;
        Ok(Some(Found::Element(ending.skipped.map_or(Ok(ending.range), Err), ending.offset)))
    }

    fn member(&mut self, first: bool) -> Result<Option<Found>, ScanError> {
        match self.skip_space()? {
            Some(b'"') => {}
            Some(b'}') if first => {
                self.buffer.at += 1;
                self.state = State::Tail;
                return Ok(None);
            }
            found => return Ok(Some(self.stop(found.is_some(), "the name of a member"))),
        }
        // A name ends where a value would: at a delimiter outside quotes.
        let name = self.value(b':', MAX_KEY_BYTES)?;
        let key = match (name.delimiter, name.skipped) {
            (Some(b':'), None) => {
                serde_json::from_slice(self.buffer.slice(name.range.start, name.range.end)).ok()
            }
            (None, _) => return Ok(Some(self.stop(self.balance.is_misfit(), "a colon"))),
            _ => None,
        };
        let Some(key) = key else {
            return Ok(Some(self.stop(true, "a name and a colon")));
        };
        self.key = key;
        self.index = 0;
        let splits = matches!(&self.layout, Layout::Object(arrays) if arrays.include(&self.key));
        match self.skip_space()? {
            Some(b'[') if splits => {
                self.buffer.at += 1;
                self.state = State::Element;
                return Ok(None);
            }
            Some(_) => {}
            None => return Ok(Some(self.stop(false, "a value"))),
        }
        let value = self.value(b'}', self.limits.max_member_bytes)?;
        self.state = match value.delimiter {
            Some(b'}') => State::Tail,
            Some(_) => State::Key { first: false },
            None if self.balance.is_closed() => State::Cut,
            None => {
                self.state = State::Done;
                return Ok(Some(Found::Stopped(StopReason::CutShort, value.offset)));
            }
        };
        Ok(Some(Found::Member(value.skipped.map_or(Ok(value.range), Err), value.offset)))
    }

    /// Reads one value and the delimiter after it.
    fn value(&mut self, close: u8, max_bytes: usize) -> Result<Ending, ScanError> {
        self.balance.reset();
        self.buffer.keep_from_here();
        let mut begun = false;
        let mut offset = self.offset();
        let mut too_large = false;
        let delimiter = loop {
            let ahead = self.buffer.ahead();
            let end = self.balance.read_until(ahead, close);
            let delimiter = end.map(|end| ahead[end]);
            self.buffer.at += end.unwrap_or(ahead.len());
            if self.balance.is_empty() {
                // White space before a value may be endless: it is not kept.
                self.buffer.keep_from_here();
                offset = self.offset();
            } else if !begun {
                begun = true;
                self.buffer.keep_from(self.trimmed().start);
                offset = self.buffer.offset(self.buffer.kept_from());
            }
            // White space after a value counts: it is held until the delimiter comes.
            too_large |= self.buffer.at - self.buffer.kept_from() > max_bytes;
            if delimiter.is_some() {
                break delimiter;
            }
            if too_large {
                self.buffer.keep_from_here();
            }
            if !self.read_more()? {
                break None;
            }
        };
        let empty = self.balance.is_empty();
        let skipped = if empty {
            Some(SkipReason::Empty)
        } else if too_large {
            Some(SkipReason::TooLarge { max_bytes })
        } else {
            self.misfit()
        };
        let range = self.trimmed();
        self.buffer.at += usize::from(delimiter.is_some());
        Ok(Ending { delimiter, offset, range, empty, skipped })
    }

    fn misfit(&self) -> Option<SkipReason> {
        if self.balance.is_too_deep() {
            Some(SkipReason::TooDeep { max_depth: self.limits.max_depth })
        } else if self.balance.is_misfit() || !self.balance.is_whole() {
            Some(SkipReason::Malformed)
        } else {
            None
        }
    }

    /// What has been kept, without the white space around it.
    fn trimmed(&self) -> Range<usize> {
        let (mut from, mut to) = (self.buffer.kept_from(), self.buffer.at);
        let bytes = self.buffer.slice(from, to);
        from += bytes.iter().take_while(|&&byte| is_space(byte)).count();
        to -= bytes.iter().rev().take_while(|&&byte| is_space(byte)).count().min(to - from);
        from..to
    }

    fn skip_space(&mut self) -> Result<Option<u8>, ScanError> {
        loop {
            let ahead = self.buffer.ahead();
            if let Some(found) = ahead.iter().position(|&byte| !is_space(byte)) {
                let byte = ahead[found];
                self.buffer.at += found;
                return Ok(Some(byte));
            }
            self.buffer.at += ahead.len();
            self.buffer.keep_from_here();
            if !self.read_more()? {
                return Ok(None);
            }
        }
    }

    fn stop(&mut self, malformed: bool, expected: &'static str) -> Found {
        self.state = State::Done;
        let reason = if malformed { StopReason::Malformed { expected } } else { StopReason::CutShort };
        Found::Stopped(reason, self.offset())
    }

    fn read_more(&mut self) -> Result<bool, ScanError> {
        let offset = self.offset();
        self.buffer.read_more().map_err(|source| ScanError::Io { offset, source })
    }
}
