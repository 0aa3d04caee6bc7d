//! Where a value in text begins and ends: in quotes at any depth of escaping, or bare.

use memchr::{memchr2, memchr3};

use crate::bytes::is_word;
use crate::names::classify;

/// A quotation mark, with the backslashes that stand before it when the text is a string inside a
/// string: none, 1, 3, 7, …
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Quote {
    mark: u8,
    backslashes: usize,
}

impl Quote {
    /// The quotation mark at `at`, and where it ends.
    pub(crate) fn at(text: &[u8], at: usize) -> Option<(Self, usize)> {
        let backslashes = text[at..].iter().take(32).take_while(|&&byte| byte == b'\\').count();
        let mark = *text.get(at + backslashes)?;
        let quotes = matches!(mark, b'"' | b'\'' | b'`') && (backslashes + 1).is_power_of_two();
        quotes.then_some((Self { mark, backslashes }, at + backslashes + 1))
    }

    /// The quotation mark that ends at `end`.
    pub(crate) fn before(text: &[u8], end: usize) -> Option<Self> {
        let mark = *text[..end].last()?;
        let backslashes = trailing_backslashes(&text[..end - 1]);
        let quotes = matches!(mark, b'"' | b'\'' | b'`') && (backslashes + 1).is_power_of_two();
        quotes.then_some(Self { mark, backslashes })
    }

    /// Bytes of the mark and its backslashes.
    pub(crate) fn length(self) -> usize {
        self.backslashes + 1
    }

    /// Where the content that begins at `from` ends: before the closing mark, at a line's end, or with
    /// the text.
    pub(crate) fn content_end(self, text: &[u8], from: usize) -> usize {
        let mut at = from;
        while let Some(found) = memchr2(self.mark, b'\n', &text[at..]) {
            let found = at + found;
            if text[found] == b'\n' {
                return found;
            }
            let escapes = trailing_backslashes(&text[from..found]);
            // A mark of the same depth closes, with escaped backslashes before it or not; one of a lesser
            // depth closes what is around; one of a greater depth belongs to the content.
            if escapes < self.backslashes || escapes % (2 * (self.backslashes + 1)) == self.backslashes {
                return found - escapes.min(self.backslashes);
            }
            at = found + 1;
        }
        text.len()
    }
}

/// At most 64 of them: deeper escaping than that is no text of ours, and counting stays cheap.
fn trailing_backslashes(text: &[u8]) -> usize {
    text.iter().rev().take(64).take_while(|&&byte| byte == b'\\').count()
}

/// Where a bare value that begins at `from` ends: at a blank or a quotation mark, in a list of
/// parameters at its separators too.
pub(crate) fn bare_end(text: &[u8], from: usize, parameters: bool) -> usize {
    let end = text[from..].iter().enumerate().position(|(at, &byte)| match byte {
        b'"' | b'\'' | b'`' | b'<' | b'>' => true,
        b'&' | b';' => parameters,
        b'\\' => escapes_line(&text[from + at..]) || Quote::at(text, from + at).is_some(),
        byte => byte <= b' ',
    });
    end.map_or(text.len(), |length| from + length)
}

/// `end` without the punctuation of the sentence or the call around the value.
pub(crate) fn without_punctuation(text: &[u8], from: usize, end: usize) -> usize {
    let kept = text[from..end].iter().rposition(|byte| !b".,:;!?)]}".contains(byte));
    kept.map_or(from, |last| from + last + 1)
}

/// Where a header's value that begins at `from` ends: at the line's end, be it escaped, or at the
/// quotation mark that was opened before the header's name. A quoted part of the value belongs to it.
pub(crate) fn header_end(text: &[u8], from: usize, around: Option<Quote>) -> usize {
    if let Some(quote) = around {
        return quote.content_end(text, from);
    }
    let mut at = from;
    while let Some(found) = memchr3(b'\n', b'\\', b'"', &text[at..]) {
        let found = at + found;
        match text[found] {
            b'\n' => return if text[from..found].ends_with(b"\r") { found - 1 } else { found },
            b'"' if found > from && text[found - 1] == b'=' => {
                at = found + 1 + memchr2(b'"', b'\n', &text[found + 1..]).unwrap_or(text.len() - found - 1);
                if text.get(at) == Some(&b'"') {
                    at += 1;
                }
            }
            b'"' => return found,
            _ if escapes_line(&text[found..]) || Quote::at(text, found).is_some() => return found,
            _ => at = found + 1,
        }
    }
    text.len()
}

fn escapes_line(text: &[u8]) -> bool {
    let text = &text[text.iter().take(8).take_while(|&&byte| byte == b'\\').count()..];
    matches!(text.first(), Some(b'n' | b'r'))
}

/// Bytes of a bare value that are looked at to tell code from content.
const LOOKED_AT: usize = 128;

/// Whether a value stands for a secret that is elsewhere: a variable, a placeholder, a mask.
pub(crate) fn is_reference(value: &str) -> bool {
    if value.len() > LOOKED_AT {
        return false;
    }
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| is_word(byte) || byte == b'.' || byte == b'-')
    };
    let is_words =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_alphabetic() || b" _-.'/".contains(&byte));
    let enclosed =
        |open: &str, close: &str| value.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
    let placeholder = [("<", ">"), ("{", "}"), ("[", "]"), ("%(", ")s")];
    let expression = [("${", "}"), ("$(", ")"), ("{{", "}}")];
    let variable = value.strip_prefix('$').is_some_and(|name| {
        is_name(name) && (name.bytes().all(|byte| !byte.is_ascii_lowercase()) || name.starts_with("env"))
    });
    variable
        || expression.iter().any(|(open, close)| enclosed(open, close).is_some())
        || placeholder.iter().any(|(open, close)| enclosed(open, close).is_some_and(is_words))
        || value.bytes().all(|byte| b"*.xX-_%s?".contains(&byte))
        || value.chars().all(|char| matches!(char, '•' | '●' | '…' | '*'))
}

/// Whether a bare value is an expression or a type rather than content: `get_token()`, `string`,
/// `Optional[str]`, `settings.PASSWORD`, `None`. Where `loose` notation leaves blanks around the value,
/// source code is likelier, and less is enough.
pub(crate) fn is_code(value: &str, loose: bool) -> bool {
    const WORDS: &str = "string str bytes number int any object text char varchar none null nil undefined true false \
        yes no on off required optional self this await new function bool boolean let const var input field f b r";
    const OWNERS: &str =
        "self this cls os env process config settings args options opts conf cfg ctx req request";
    if value.len() > LOOKED_AT {
        return false;
    }
    let value = value.trim_start_matches(['&', '*', '(']);
    let bytes = value.as_bytes();
    let path_len = bytes.iter().take_while(|&&byte| is_word(byte) || matches!(byte, b'.' | b':')).count();
    let (path, behind) = value.split_at(path_len);
    if path_len > 0 && calls(behind, loose) {
        return true;
    }
    let word = value.trim_end_matches('?');
    if is_listed(WORDS, &word.to_ascii_lowercase()) || word.contains("::") {
        return true;
    }
    let is_name =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    let path = path == word && word.contains('.') && word.split('.').all(is_name);
    let owned = word.split('.').next().is_some_and(|owner| is_listed(OWNERS, owner));
    // What ends like a secret's name is that name: `password=args.password`.
    path && (loose || owned)
        || (word.bytes().all(|byte| is_word(byte) || byte == b'.') && classify(word).is_some())
}

/// Whether what stands behind an identifier makes it a call, an index, a literal or a macro.
fn calls(behind: &str, loose: bool) -> bool {
    let bracket = behind.strip_prefix('!').unwrap_or(behind);
    let closing = match bracket.bytes().next() {
        Some(b'(') => ')',
        Some(b'[') => ']',
        Some(b'{') => '}',
        _ => return false,
    };
    bracket.len() == 1
        || bracket.contains(closing)
        || (loose && bracket.ends_with(','))
        || (bracket.len() < behind.len() && loose)
}

/// Whether `word` is one of `words`, which blanks divide.
pub(crate) fn is_listed(words: &str, word: &str) -> bool {
    words.split_ascii_whitespace().any(|listed| listed == word)
}
