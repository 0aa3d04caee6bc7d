//! Where one JSON value ends: brackets are counted, strings are stepped over, nothing is parsed.

/// What a byte means outside a string.
const PLAIN: u8 = 0;
const QUOTE: u8 = 1;
const OPEN: u8 = 2;
const CLOSE: u8 = 3;

const CLASS: [u8; 256] = {
    let mut class = [PLAIN; 256];
    class[b'"' as usize] = QUOTE;
    class[b'{' as usize] = OPEN;
    class[b'[' as usize] = OPEN;
    class[b'}' as usize] = CLOSE;
    class[b']' as usize] = CLOSE;
    class
};

/// Strings of DOM snapshots are mostly shorter than what a vectorised search needs to pay off.
const SHORT_STRING_BYTES: usize = 24;

/// White space as JSON has it: fewer characters than ASCII has.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    Nothing,
    /// A number or a word has begun.
    Scalar,
    /// A whole value; only white space may follow.
    Value,
}

/// Follows one value through any number of pieces of input.
#[derive(Debug)]
pub(super) struct Balance {
    max_depth: usize,
    depth: usize,
    /// The kind of bracket that each level was opened with, as far as `max_depth` goes.
    opened: Vec<u8>,
    in_string: bool,
    escaped: bool,
    seen: Seen,
    misfit: bool,
    too_deep: bool,
}

impl Balance {
    pub(super) fn new(max_depth: usize) -> Self {
        Self {
            max_depth,
            depth: 0,
            opened: Vec::new(),
            in_string: false,
            escaped: false,
            seen: Seen::Nothing,
            misfit: false,
            too_deep: false,
        }
    }

    pub(super) fn reset(&mut self) {
        self.depth = 0;
        self.opened.clear();
        self.in_string = false;
        self.escaped = false;
        self.seen = Seen::Nothing;
        self.misfit = false;
        self.too_deep = false;
    }

    /// Nothing but white space so far.
    pub(super) fn is_empty(&self) -> bool {
        self.seen == Seen::Nothing && self.depth == 0 && !self.in_string && !self.misfit
    }

    /// A whole value stands here and could be followed by a comma.
    pub(super) fn is_whole(&self) -> bool {
        self.depth == 0 && !self.in_string && self.seen != Seen::Nothing
    }

    /// The same, and no further byte could lengthen it: a number at the end of the input may be half one.
    pub(super) fn is_closed(&self) -> bool {
        self.depth == 0 && !self.in_string && self.seen == Seen::Value
    }

    pub(super) fn is_misfit(&self) -> bool {
        self.misfit
    }

    pub(super) fn is_too_deep(&self) -> bool {
        self.too_deep
    }

    /// Reads on until a comma or `close` outside all brackets, and says where that delimiter is.
    /// `None` means that all of `bytes` belongs to the value.
    pub(super) fn read_until(&mut self, bytes: &[u8], close: u8) -> Option<usize> {
        let mut at = 0;
        loop {
            if self.in_string {
                at = self.read_string(bytes, at)?;
            } else if self.depth > 0 {
                at = self.read_nested(bytes, at)?;
            } else {
                let &byte = bytes.get(at)?;
                if byte == b',' || byte == close {
                    return Some(at);
                }
                self.read_outermost(byte);
                at += 1;
            }
        }
    }

    /// Reads all of `bytes` as one value: a comma outside brackets is a misfit like any other.
    pub(super) fn read_all(&mut self, bytes: &[u8]) {
        let mut at = 0;
        // NUL is in no JSON text outside strings, so only commas end the inner reading.
        while let Some(delimiter) = self.read_until(&bytes[at..], 0) {
            self.misfit = true;
            at += delimiter + 1;
        }
    }

    fn read_outermost(&mut self, byte: u8) {
        match (CLASS[usize::from(byte)], self.seen) {
            (PLAIN, Seen::Nothing) if is_space(byte) => {}
            (PLAIN, Seen::Nothing) => self.seen = Seen::Scalar,
            (PLAIN, Seen::Scalar) if is_space(byte) => self.seen = Seen::Value,
            (PLAIN, Seen::Scalar) => {}
            (PLAIN, Seen::Value) => self.misfit |= !is_space(byte),
            (QUOTE, seen) => {
                self.misfit |= seen != Seen::Nothing;
                self.in_string = true;
            }
            (OPEN, seen) => {
                self.misfit |= seen != Seen::Nothing;
                self.open(byte);
            }
            (_, _) => self.misfit = true,
        }
    }

    /// From inside a string to just past its closing quote.
    fn read_string(&mut self, bytes: &[u8], mut at: usize) -> Option<usize> {
        loop {
            if self.escaped {
                if at >= bytes.len() {
                    return None;
                }
                self.escaped = false;
                at += 1;
            }
            let rest = bytes.get(at..)?;
            let near = &rest[..rest.len().min(SHORT_STRING_BYTES)];
            let found = near.iter().position(|&byte| byte == b'"' || byte == b'\\').or_else(|| {
                memchr::memchr2(b'"', b'\\', &rest[near.len()..]).map(|found| found + near.len())
            })?;
            at += found + 1;
            if bytes[at - 1] == b'"' {
                self.in_string = false;
                if self.depth == 0 {
                    self.seen = Seen::Value;
                }
                return Some(at);
            }
            self.escaped = true;
        }
    }

    /// From inside brackets to just past the byte that opens a string or closes the outermost bracket.
    fn read_nested(&mut self, bytes: &[u8], mut at: usize) -> Option<usize> {
        loop {
            let &byte = bytes.get(at)?;
            at += 1;
            match CLASS[usize::from(byte)] {
                PLAIN => {}
                QUOTE => {
                    self.in_string = true;
                    return Some(at);
                }
                OPEN => self.open(byte),
                _ => {
                    self.close(byte);
                    if self.depth == 0 {
                        self.seen = Seen::Value;
                        return Some(at);
                    }
                }
            }
        }
    }

    fn open(&mut self, byte: u8) {
        self.depth += 1;
        if self.depth <= self.max_depth {
            self.opened.push(byte);
        } else {
            self.too_deep = true;
        }
    }

    fn close(&mut self, byte: u8) {
        if self.depth <= self.max_depth {
            // In ASCII each closing bracket stands two after its opening one.
            self.misfit |= self.opened.pop().is_none_or(|opened| opened + 2 != byte);
        }
        self.depth -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Balance {
        let mut balance = Balance::new(4);
        balance.read_all(bytes);
        balance
    }

    #[test]
    fn a_value_may_come_in_pieces_of_any_size() {
        let value = br#"{"a\"]":[1,"}",{"b":null}],"c\\":"\u0041"}"#;
        for piece in 1..value.len() {
            let mut balance = Balance::new(4);
            for part in value.chunks(piece) {
                assert_eq!(balance.read_until(part, b']'), None, "commas inside brackets delimit nothing");
            }
            assert!(balance.is_closed() && !balance.is_misfit());
            assert_eq!(balance.read_until(b" ]", b']'), Some(1));
        }
    }

    #[test]
    fn what_does_not_fit_together_is_seen() {
        for misfit in ["{]", "[}", "1 2", "\"a\" b", "{} {}", "]", "1,2", "a\"b\"", "}"] {
            assert!(read(misfit.as_bytes()).is_misfit(), "{misfit}");
        }
        for fit in ["{}", " 12 ", "\"a,b\"", "[[],{}]", "true"] {
            assert!(!read(fit.as_bytes()).is_misfit(), "{fit}");
            assert!(read(fit.as_bytes()).is_whole(), "{fit}");
        }
    }

    #[test]
    fn half_a_value_is_not_whole_and_a_bare_number_may_go_on() {
        for half in ["{", "[1,", "\"ab", "\"ab\\\"", "{\"a\":\"", ""] {
            assert!(!read(half.as_bytes()).is_whole(), "{half}");
        }
        assert!(read(b"12").is_whole() && !read(b"12").is_closed());
        assert!(read(b"12 ").is_closed());
    }

    #[test]
    fn depth_is_counted_past_its_limit_without_being_stored() {
        let deep = [vec![b'['; 100_000], vec![b']'; 100_000]].concat();
        let balance = read(&deep);
        assert!(balance.is_too_deep() && balance.is_closed());
        assert!(balance.opened.capacity() <= 8, "the stack stops at the limit");
    }
}
