//! The pieces of CSS Syntax Level 3 that matter here: names, strings and escapes, read and written.

use std::borrow::Cow;

/// A string or a name, decoded.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) value: String,
    /// Just past it.
    pub(super) end: usize,
}

/// How a string ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StringEnd {
    Quote,
    /// At the end of the text, which closes it.
    Text,
    /// At a line break, which makes it a bad string.
    Line,
}

/// What the CSS standard does before it reads: one kind of line break, no NUL.
pub(super) fn preprocess(css: &str) -> Cow<'_, str> {
    if css.bytes().any(|byte| matches!(byte, b'\r' | 0x0c | 0)) {
        let css = css.replace("\r\n", "\n").replace(['\r', '\u{c}'], "\n").replace('\0', "\u{fffd}");
        Cow::Owned(css)
    } else {
        Cow::Borrowed(css)
    }
}

pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n')
}

fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn is_name(byte: u8) -> bool {
    is_name_start(byte) || byte.is_ascii_digit() || byte == b'-'
}

/// A backslash escapes whatever follows but a line break. At the end of the text it stands for U+FFFD by
/// the standard; here it is no escape, so that nothing can be put behind it.
fn is_escape(bytes: &[u8], at: usize) -> bool {
    bytes.get(at) == Some(&b'\\') && bytes.get(at + 1).is_some_and(|&next| next != b'\n')
}

/// Whether a name (an identifier) begins here.
pub(super) fn starts_name(bytes: &[u8], at: usize) -> bool {
    match bytes.get(at) {
        Some(b'-') => {
            bytes.get(at + 1).is_some_and(|&next| is_name_start(next) || next == b'-')
                || is_escape(bytes, at + 1)
        }
        Some(b'\\') => is_escape(bytes, at),
        Some(&byte) => is_name_start(byte),
        None => false,
    }
}

/// Whether what follows `#` is its name.
pub(super) fn continues_name(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_some_and(|&byte| is_name(byte)) || is_escape(bytes, at)
}

/// Whether a number begins here.
pub(super) fn starts_number(bytes: &[u8], at: usize) -> bool {
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    match bytes.get(at) {
        Some(b'+' | b'-') => digit(at + 1) || (bytes.get(at + 1) == Some(&b'.') && digit(at + 2)),
        Some(b'.') => digit(at + 1),
        Some(byte) => byte.is_ascii_digit(),
        None => false,
    }
}

/// The end of the number that begins here, its unit left out.
pub(super) fn number_end(bytes: &[u8], mut at: usize) -> usize {
    let digits = |mut at: usize| {
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        at
    };
    if matches!(bytes.get(at), Some(b'+' | b'-')) {
        at += 1;
    }
    at = digits(at);
    if bytes.get(at) == Some(&b'.') && bytes.get(at + 1).is_some_and(u8::is_ascii_digit) {
        at = digits(at + 1);
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        let signed = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        if bytes.get(at + 1 + signed).is_some_and(u8::is_ascii_digit) {
            at = digits(at + 1 + signed);
        }
    }
    at
}

/// Decodes the name that begins here.
pub(super) fn read_name(css: &str, mut at: usize) -> Read {
    let bytes = css.as_bytes();
    let mut value = String::new();
    loop {
        let plain = bytes[at..].iter().take_while(|&&byte| is_name(byte)).count();
        value.push_str(&css[at..at + plain]);
        at += plain;
        if !is_escape(bytes, at) {
            return Read { value, end: at };
        }
        at = read_escape(css, at, &mut value);
    }
}

/// Decodes an escape, from its backslash to just past it.
pub(super) fn read_escape(css: &str, at: usize, into: &mut String) -> usize {
    let digits = css.as_bytes()[at + 1..].iter().take(6).take_while(|byte| byte.is_ascii_hexdigit()).count();
    if digits == 0 {
        let Some(escaped) = css[at + 1..].chars().next() else { return at + 1 };
        into.push(escaped);
        return at + 1 + escaped.len_utf8();
    }
    let end = at + 1 + digits;
    let code = u32::from_str_radix(&css[at + 1..end], 16).unwrap_or(0);
    into.push(char::from_u32(code).filter(|&decoded| decoded != '\0').unwrap_or('\u{fffd}'));
    end + usize::from(css.as_bytes().get(end).is_some_and(|&byte| is_space(byte)))
}

/// Decodes the string whose quote stands here.
pub(super) fn read_string(css: &str, at: usize) -> (Read, StringEnd) {
    let bytes = css.as_bytes();
    let quote = bytes[at];
    let mut at = at + 1;
    let mut value = String::new();
    loop {
        let plain = memchr::memchr3(quote, b'\\', b'\n', &bytes[at..]).unwrap_or(bytes.len() - at);
        value.push_str(&css[at..at + plain]);
        at += plain;
        match bytes.get(at) {
            None => return (Read { value, end: at }, StringEnd::Text),
            Some(b'\n') => return (Read { value, end: at }, StringEnd::Line),
            Some(b'\\') => match bytes.get(at + 1) {
                None => at += 1,
                Some(b'\n') => at += 2,
                Some(_) => at = read_escape(css, at, &mut value),
            },
            Some(_) => return (Read { value, end: at + 1 }, StringEnd::Quote),
        }
    }
}

/// Whether a string's inside can be written as it stands, in the quotes that it came in.
pub(super) fn is_plain_string(inside: &str) -> bool {
    !inside.bytes().any(|byte| matches!(byte, b'\\' | b'(' | b'@' | 0..0x20 | 0x7f)) && !inside.contains("/*")
}

/// Writes a string that means `value` and holds nothing that could mean more than text to a reader who
/// loses track of the quotes: no `(`, no `@`, no comment.
pub(super) fn write_string(value: &str, out: &mut String) {
    out.push('"');
    let mut previous = ' ';
    for character in value.chars() {
        match character {
            '"' | '\\' => {
                out.push('\\');
                out.push(character);
            }
            '(' | '@' | '\0'..'\u{20}' | '\u{7f}' => write_escape(character, out),
            '*' if previous == '/' => write_escape(character, out),
            _ => out.push(character),
        }
        previous = character;
    }
    out.push('"');
}

/// Where a name is written, which decides what its first character may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// On its own, or after `@`.
    Alone,
    AfterHash,
    AfterNumber,
}

/// Writes a name that came with escapes: what is not of a name's characters is escaped in hexadecimal, so
/// that no reader can take it for anything else.
pub(super) fn write_name(value: &str, place: Place, out: &mut String) {
    for (index, character) in value.chars().enumerate() {
        let plain = match character {
            'a'..='z' | 'A'..='Z' | '_' => true,
            '0'..='9' => place == Place::AfterHash || (index > 0 && !(index == 1 && value.starts_with('-'))),
            '-' => place == Place::AfterHash || value.len() > 1,
            _ => !character.is_ascii() && character.is_alphanumeric(),
        };
        // After a number, `e1` would be its exponent.
        if plain && !(place == Place::AfterNumber && index == 0) {
            out.push(character);
        } else {
            write_escape(character, out);
        }
    }
}

fn write_escape(character: char, out: &mut String) {
    use std::fmt::Write as _;
    // Writing to a string cannot fail.
    let _ = write!(out, "\\{:x} ", u32::from(character));
}
