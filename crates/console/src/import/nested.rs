//! Recordings inside of arrays and envelopes, each as a text of its own, without holding one whole.
//!
//! [`Elements`] walks an array; [`member`] finds a member of an object. Both hand out what they found as a reader
//! that ends where the value ends, so that a recording of any size streams, and a file that is cut inside of one
//! still gives its whole events.

use std::io::{self, Read};

use super::detect::Nesting;

/// Bytes asked of the source at a time.
const READ_BYTES: usize = 64 << 10;

/// What stands next in an array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// An object: read it with [`Elements::value`].
    Object,
    /// Something else, which begins with this byte.
    Other(u8),
    /// The array's end, and nothing after it.
    End,
    /// The array's end, and more after it.
    Trailing,
    /// The text ends before the array does.
    Cut,
}

/// Walks the elements of an array.
pub(super) struct Elements<'r> {
    text: Window<'r>,
    begun: bool,
}

impl<'r> Elements<'r> {
    /// An array that `source` begins with, white space and a byte order mark aside.
    pub(super) fn new(source: &'r mut dyn Read) -> Self {
        Self { text: Window::new(source), begun: false }
    }

    /// Goes to the next element; what was left of the one before is skipped.
    pub(super) fn next(&mut self) -> io::Result<Next> {
        io::copy(&mut self.value(), &mut io::sink())?;
        loop {
            let Some(byte) = self.text.peek_solid()? else { return Ok(Next::Cut) };
            match byte {
                b'[' if !self.begun => self.begun = true,
                b',' if self.begun => {}
                b']' if self.begun => {
                    self.text.at += 1;
                    let more = self.text.peek_solid()?.is_some();
                    return Ok(if more { Next::Trailing } else { Next::End });
                }
                b'{' => {
                    self.text.open = Some(Nesting::default());
                    return Ok(Next::Object);
                }
                other => return Ok(Next::Other(other)),
            }
            self.text.at += 1;
        }
    }

    /// Where we stand, in bytes from the beginning of the text.
    pub(super) fn offset(&self) -> u64 {
        self.text.base + self.text.at as u64
    }

    /// The text of the element that [`Self::next`] found.
    pub(super) fn value(&mut self) -> Value<'_, 'r> {
        Value(&mut self.text)
    }
}

/// The value of the member `key` of the object that `source` begins with, if it is an object or an array; then also
/// its first byte. Where there is none, the text has been read to its end.
pub(super) fn member<'r>(source: &'r mut dyn Read, key: &str) -> io::Result<Option<(u8, Member<'r>)>> {
    let mut text = Window::new(source);
    if text.peek_solid()? != Some(b'{') {
        return Ok(None);
    }
    text.at += 1;
    loop {
        let Some(byte) = text.peek_solid()? else { return Ok(None) };
        if byte != b'"' {
            text.at += 1;
            continue;
        }
        let name = text.short_string()?;
        if text.peek_solid()? != Some(b':') {
            continue;
        }
        text.at += 1;
        let Some(byte) = text.peek_solid()? else { return Ok(None) };
        if matches!(byte, b'{' | b'[' | b'"') {
            text.open = Some(Nesting::default());
            if byte != b'"' && name.as_deref() == Some(key) {
                return Ok(Some((byte, Member(text))));
            }
            io::copy(&mut Value(&mut text), &mut io::sink())?;
        }
    }
}

/// The text of one value.
pub(super) struct Value<'e, 'r>(&'e mut Window<'r>);

impl Read for Value<'_, '_> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        self.0.read_open(target)
    }
}

/// The text of a member's value.
pub(super) struct Member<'r>(Window<'r>);

impl Read for Member<'_> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        self.0.read_open(target)
    }
}

/// What has been read of the source and not yet handed on.
struct Window<'r> {
    source: &'r mut dyn Read,
    bytes: Vec<u8>,
    at: usize,
    filled: usize,
    /// The text's offset of `bytes[0]`.
    base: u64,
    /// The value that begins or goes on at `at`.
    open: Option<Nesting>,
    /// Byte order marks are stepped over where the text begins.
    begun: bool,
}

impl<'r> Window<'r> {
    fn new(source: &'r mut dyn Read) -> Self {
        Self { source, bytes: vec![0; READ_BYTES], at: 0, filled: 0, base: 0, open: None, begun: false }
    }

    /// More bytes, when all were handed on. `false` at the end of the text.
    fn fill(&mut self) -> io::Result<bool> {
        if self.at < self.filled {
            return Ok(true);
        }
        self.base += self.filled as u64;
        self.at = 0;
        self.filled = self.source.read(&mut self.bytes)?;
        Ok(self.filled > 0)
    }

    /// The next byte that is no white space.
    fn peek_solid(&mut self) -> io::Result<Option<u8>> {
        while self.fill()? {
            let rest = &self.bytes[self.at..self.filled];
            let mark = !self.begun && matches!(rest.first(), Some(0xef | 0xbb | 0xbf));
            match rest.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r')) {
                _ if mark => self.at += 1,
                Some(space) => {
                    self.begun = true;
                    self.at += space;
                    return Ok(Some(self.bytes[self.at]));
                }
                None => self.at = self.filled,
            }
        }
        Ok(None)
    }

    /// A string without escapes of up to 64 bytes, at whose quote we stand; the longer are stepped over.
    fn short_string(&mut self) -> io::Result<Option<String>> {
        self.open = Some(Nesting::default());
        let mut short = Vec::new();
        (&mut Value(self)).take(66).read_to_end(&mut short)?;
        io::copy(&mut Value(self), &mut io::sink())?;
        Ok(serde_json::from_slice(&short).ok())
    }

    fn read_open(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let Some(mut nesting) = self.open else { return Ok(0) };
        if target.is_empty() || !self.fill()? {
            return Ok(0);
        }
        let room = (self.filled - self.at).min(target.len());
        let piece = &self.bytes[self.at..self.at + room];
        let end = nesting.end(piece);
        let read = end.unwrap_or(room);
        target[..read].copy_from_slice(&piece[..read]);
        self.at += read;
        self.open = if end.is_some() { None } else { Some(nesting) };
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives a text in pieces of one size.
    struct Pieces<'t>(&'t [u8], usize);
    impl Read for Pieces<'_> {
        fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
            let size = self.1.min(target.len());
            self.0.take(size as u64).read(target).inspect(|&read| self.0 = &self.0[read..])
        }
    }

    fn walk(text: &str, size: usize) -> (Vec<String>, Next) {
        let mut source = Pieces(text.as_bytes(), size);
        let mut elements = Elements::new(&mut source);
        let mut found = Vec::new();
        loop {
            match elements.next().unwrap() {
                Next::Object => {
                    let mut element = String::new();
                    elements.value().read_to_string(&mut element).unwrap();
                    found.push(element);
                }
                other => return (found, other),
            }
        }
    }

    #[test]
    fn elements_come_one_by_one_whatever_the_pieces() {
        let text = "\u{feff} [ {\"a\":[1,\"]}\"]} , {} ,{\"b\":\"\\\"\"}] ";
        for size in [1, 2, 3, 7, 100] {
            let (found, end) = walk(text, size);
            assert_eq!(found, ["{\"a\":[1,\"]}\"]}", "{}", "{\"b\":\"\\\"\"}"], "pieces of {size}");
            assert_eq!(end, Next::End);
        }
    }

    #[test]
    fn what_an_array_ends_with_is_told() {
        for (text, count, end) in [
            ("[{}", 1, Next::Cut),
            ("[{},", 1, Next::Cut),
            ("[{\"a\":", 1, Next::Cut),
            ("", 0, Next::Cut),
            ("[{}] x", 1, Next::Trailing),
            ("[{},null]", 1, Next::Other(b'n')),
            ("[]", 0, Next::End),
            ("12", 0, Next::Other(b'1')),
        ] {
            let (found, told) = walk(text, 4);
            assert_eq!((found.len(), told), (count, end), "{text}");
        }
    }

    #[test]
    fn an_element_that_was_not_read_to_its_end_is_skipped() {
        let mut text = &b"[{\"a\":\"long\"},{\"b\":1}]"[..];
        let mut elements = Elements::new(&mut text);
        assert_eq!(elements.next().unwrap(), Next::Object);
        elements.value().read_exact(&mut [0; 3]).unwrap();
        assert_eq!(elements.next().unwrap(), Next::Object);
        let mut second = String::new();
        elements.value().read_to_string(&mut second).unwrap();
        assert_eq!(second, "{\"b\":1}");
    }

    #[test]
    fn a_member_is_found_wherever_it_stands() {
        let long =
            format!("{{\"{}\":\"data\",\"x\":{{\"data\":[1]}},\"data\":{{\"a\":1}}}}", "k".repeat(500));
        for (text, expected) in [
            (r#"{"success":true,"data":{"a":[1]},"timestamp":"x"}"#, Some((b'{', "{\"a\":[1]}"))),
            (r#"{"message":"\"data\":","data" : [1, 2] }"#, Some((b'[', "[1, 2]"))),
            (r#"{"data":null,"b":1}"#, None),
            (r#"{"data":{"cut":"#, Some((b'{', "{\"cut\":"))),
            ("[1]", None),
            (&long, Some((b'{', "{\"a\":1}"))),
        ] {
            for size in [1, 3, 1_000] {
                let mut source = Pieces(text.as_bytes(), size);
                let found = member(&mut source, "data").unwrap().map(|(byte, mut value)| {
                    let mut text = String::new();
                    value.read_to_string(&mut text).unwrap();
                    (byte, text)
                });
                assert_eq!(found, expected.map(|(byte, text)| (byte, text.to_owned())), "{text}");
            }
        }
    }
}
