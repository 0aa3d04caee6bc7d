//! `name = value` in text, in the many ways in which it is written: query strings, headers, JSON and
//! Python literals (at any depth of escaping), YAML, `.env`, command lines, XML, code.
//!
//! A name that promises a secret is not enough: source code and prose are full of `password: string`
//! and `token = next()`. The looser the notation, the more the value has to look like one.

use crate::SecretKind;
use crate::bytes::{is_base64url, is_hex, run_end, skip_blanks};
use crate::marker;
use crate::names::{Sensitive, classify, is_header, looks_random};
use crate::values::{Quote, bare_end, header_end, is_code, is_listed, is_reference, without_punctuation};
use crate::web::{self, Credentials, Span};

/// A name that was looked at.
pub(crate) struct Named {
    /// Where the name ends; nothing before it needs another look.
    pub(crate) end: usize,
    /// Whether it promises a secret, found or not.
    pub(crate) promises: bool,
    pub(crate) secret: Option<Span>,
}

/// Longest part of a name on either side of its anchor.
const NAME_PART: usize = 64;

/// How name and value are joined.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joint {
    /// `name=value` without blanks.
    Tight,
    /// `name = value`.
    Spaced,
    /// `name: value`.
    Colon,
    /// `--name value`.
    Flag,
    /// `"name", "value"`.
    Comma,
    /// `<name>value<`.
    Element,
    /// `name%3Dvalue`.
    Escaped,
}

/// Looks at the name around `anchor`, and at the value that it may have.
pub(crate) fn look(text: &str, anchor: usize) -> Named {
    let bytes = text.as_bytes();
    let mut start = name_start(bytes, anchor);
    let run = bytes[anchor..].iter().take(NAME_PART).take_while(|&&byte| is_base64url(byte)).count();
    let mut end = anchor + run;
    while end > anchor && bytes[end - 1] == b'-' {
        end -= 1;
    }
    let nothing = Named { end, promises: false, secret: None };
    if run == NAME_PART {
        return nothing;
    }
    let mut found = classify(&text[start..end]);
    if found.is_none()
        && text[start..end].eq_ignore_ascii_case("key")
        && start > 0
        && bytes[start - 1] == b' '
    {
        // "API key: …", "secret access key = …"
        start = name_start(bytes, start - 1);
        start = if start > 0 && bytes[start - 1] == b' ' { name_start(bytes, start - 1) } else { start };
        found = classify(&text[start..end]);
    }
    let Some(sensitive) = found else { return nothing };
    let secret = Assignment { text, bytes, start, end, sensitive }.value();
    let end = secret.map_or(end, |secret| secret.end.max(end));
    Named { end, promises: true, secret }
}

/// The start of the name that runs through `anchor`, without what an escape before it left.
fn name_start(bytes: &[u8], anchor: usize) -> usize {
    let run = bytes[..anchor].iter().rev().take(NAME_PART).take_while(|&&byte| is_base64url(byte)).count();
    let start = anchor - run;
    let escaped = match (&bytes[..start], &bytes[start..anchor]) {
        ([.., b'\\'], [b'u', a, b, c, d, ..]) if [a, b, c, d].into_iter().all(|&digit| is_hex(digit)) => 5,
        ([.., b'\\'], [b'n' | b'r' | b't' | b'b' | b'f', ..]) => 1,
        ([.., b'%'], [a, b, ..]) if is_hex(*a) && is_hex(*b) => 2,
        _ => 0,
    };
    start + escaped
}

struct Assignment<'t> {
    text: &'t str,
    bytes: &'t [u8],
    start: usize,
    end: usize,
    sensitive: Sensitive,
}

impl Assignment<'_> {
    fn value(&self) -> Option<Span> {
        let (joint, from) = self.joint()?;
        let around = Quote::before(self.bytes, self.start);
        match self.sensitive.kind {
            SecretKind::Authorization if matches!(joint, Joint::Colon | Joint::Comma) => {
                let inside = Quote::at(self.bytes, from).map_or(from, |(_, inside)| inside);
                match web::authorization(self.text, inside, around) {
                    Credentials::Bare => self.quoted_or_bare(joint, from),
                    Credentials::Hidden => None,
                    Credentials::Secret(span) => Some(span),
                }
            }
            SecretKind::Cookie if joint == Joint::Colon && self.is_cookie_header(from) => {
                self.cookie(from, around)
            }
            _ if around.is_some() && self.closes(from, around) => None,
            _ => self.quoted_or_bare(joint, from),
        }
    }

    /// Whether the mark at `at` ends the string that the name stands in: `prompt='Password: ', …`.
    fn closes(&self, at: usize, around: Option<Quote>) -> bool {
        Quote::at(self.bytes, self.end).is_none()
            && Quote::at(self.bytes, at).map(|(quote, _)| quote) == around
    }

    /// What joins the name to a value, and where the value begins.
    fn joint(&self) -> Option<(Joint, usize)> {
        let quoted = Quote::at(self.bytes, self.end);
        let mut at = quoted.map_or(self.end, |(_, behind)| behind);
        if quoted.is_some() && self.bytes.get(at) == Some(&b']') {
            at += 1;
        }
        let sign = skip_blanks(self.bytes, at, 8);
        let rest = &self.bytes[sign..];
        let (joint, length) = match rest {
            [b'=', ..] if self.is_parameter() => return Some((Joint::Tight, sign + 1)),
            [b'=', b'=', ..] | [b'=', b'~', b' ', ..] | [b':', b':', ..] => return None,
            [b'=', b'>', ..] | [b':', b'=', ..] => (Joint::Spaced, 2),
            [b'=', ..] => (Joint::Tight, 1),
            [b':', ..] => (Joint::Colon, 1),
            [b',', ..] if quoted.is_some() && is_header(self.name()) && self.opens_pair() => {
                (Joint::Comma, 1)
            }
            [b'>', ..] if self.bytes[..self.start].ends_with(b"<") => {
                return Some((Joint::Element, sign + 1));
            }
            [b'%', b'3', b'D' | b'd', ..] => return Some((Joint::Escaped, sign + 3)),
            [b'%', b'3', b'A' | b'a', ..] => return Some((Joint::Escaped, sign + 3)),
            _ if sign > at && self.text[self.start..].starts_with('-') => return Some((Joint::Flag, sign)),
            _ => return None,
        };
        let from = skip_blanks(self.bytes, sign + length, 16);
        let spaced = sign > at || from > sign + length;
        let joint = if joint == Joint::Tight && spaced { Joint::Spaced } else { joint };
        (from < self.bytes.len()).then_some((joint, from))
    }

    fn name(&self) -> &str {
        self.text[self.start..self.end].trim_start_matches('-')
    }

    /// `("name", …` or `["name", …`, not a list of names that goes on.
    fn opens_pair(&self) -> bool {
        let quoted = Quote::before(self.bytes, self.start).map_or(0, Quote::length);
        matches!(self.bytes[..self.start - quoted], [.., b'(' | b'['])
    }

    fn quoted_or_bare(&self, joint: Joint, from: usize) -> Option<Span> {
        match Quote::at(self.bytes, from) {
            Some((quote, inside)) if joint != Joint::Element => {
                let end = quote.content_end(self.bytes, inside);
                let value = &self.text[inside..end];
                let content = match self.sensitive.kind {
                    // `cookie = "0.18"` is a dependency, `'Cookie': 'http.cookies'` a module.
                    SecretKind::Cookie => value.contains('=') || (looks_random(value) && has_digit(value)),
                    // `["authorization", "range"]` are names.
                    _ => joint != Joint::Comma || value.contains([' ', '=']) || has_digit(value),
                };
                let content = content && has_content(value) && !is_reference(value);
                content.then(|| self.accept(inside, end)).flatten()
            }
            _ if joint == Joint::Comma => None,
            _ => self.bare(joint, from),
        }
    }

    fn bare(&self, joint: Joint, from: usize) -> Option<Span> {
        let parameter = joint == Joint::Escaped || self.is_parameter();
        let end = match joint {
            Joint::Element => run_end(self.bytes, from, |byte| byte != b'<' && byte != b'\n'),
            Joint::Escaped => run_end(self.bytes, from, |byte| is_base64url(byte) || byte == b'.'),
            Joint::Tight => bare_end(self.bytes, from, true),
            Joint::Spaced | Joint::Colon | Joint::Flag | Joint::Comma => bare_end(self.bytes, from, false),
        };
        let kept = without_punctuation(self.bytes, from, end);
        let value = &self.text[from..kept];
        // A shell's `$(…)` goes on behind its first blank.
        if !has_content(value)
            || value.starts_with("$(")
            || is_reference(value)
            || is_reference(&self.text[from..end])
        {
            return None;
        }
        let loose = joint != Joint::Tight;
        let code = is_code(value, loose) || is_code(&self.text[from..end], loose);
        let content = match joint {
            _ if parameter => true,
            Joint::Escaped => true,
            Joint::Element => self.bytes[end..].starts_with(b"</"),
            Joint::Tight => self.is_environment() || !code,
            Joint::Flag => !value.starts_with('-') && !code && !is_prose(value),
            // Tokens are random, and source code is full of tokens of another sort.
            _ if self.sensitive.kind == SecretKind::Token => !code && looks_random(value),
            _ if self.sensitive.kind == SecretKind::Authorization => {
                !code && looks_random(value) && !value.contains("://")
            }
            Joint::Spaced | Joint::Colon | Joint::Comma => {
                !code && (self.ends_line(end) || looks_random(value))
            }
        };
        if parameter && self.sensitive.kind != SecretKind::Pin {
            return self.accept_any(from, kept);
        }
        content.then(|| self.accept(from, kept)).flatten()
    }

    /// `?name=value`, `&name=value`, `;name=value`: a value by its notation alone.
    fn is_parameter(&self) -> bool {
        matches!(self.bytes[..self.start], [.., b'?' | b'&' | b'#'])
            && self.bytes.get(self.end) == Some(&b'=')
    }

    /// `DB_PASSWORD=value`, as in a shell or an `.env` file.
    fn is_environment(&self) -> bool {
        !self.name().bytes().any(|byte| byte.is_ascii_lowercase())
    }

    fn ends_line(&self, at: usize) -> bool {
        let rest = &self.bytes[skip_blanks(self.bytes, at, 16)..];
        matches!(rest, [] | [b'\n' | b'\r', ..] | [b'\\', b'n' | b'r', ..] | [b'"' | b'\'' | b'`', ..])
    }

    fn is_cookie_header(&self, from: usize) -> bool {
        let header =
            ["cookie", "set-cookie", "cookie2"].iter().any(|name| self.name().eq_ignore_ascii_case(name));
        header && Quote::at(self.bytes, from).is_none()
    }

    /// `Cookie: a=b; c=d` up to the end of the header. Without a `=` it is a sentence about cookies.
    fn cookie(&self, from: usize, around: Option<Quote>) -> Option<Span> {
        const FIRST_NAME: usize = 4096;
        let near = &self.bytes[from..self.bytes.len().min(from + FIRST_NAME)];
        memchr::memchr2(b'=', b'\n', near).filter(|&at| near[at] == b'=')?;
        let end = header_end(self.bytes, from, around);
        self.text[from..end].contains('=').then(|| self.accept(from, end)).flatten()
    }

    fn accept(&self, start: usize, end: usize) -> Option<Span> {
        let proven = self.sensitive.proof.accepts(&self.text[start..end]);
        proven.then(|| self.accept_any(start, end)).flatten()
    }

    fn accept_any(&self, start: usize, end: usize) -> Option<Span> {
        // The marker's own bracket may have been taken for punctuation.
        let marked = marker::length(&self.bytes[start..]).is_some_and(|length| end <= start + length);
        (start < end && !marked).then_some(Span { start, end, kind: self.sensitive.kind })
    }
}

/// Whether a value is more than punctuation: an opening bracket, a closing mark.
fn has_content(value: &str) -> bool {
    value.len() >= 8 || value.bytes().any(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii())
}

fn has_digit(value: &str) -> bool {
    value.bytes().any(|byte| byte.is_ascii_digit())
}

/// A word that follows a flag's name in a sentence: "use the --password option".
fn is_prose(value: &str) -> bool {
    const WORDS: &str = "flag flags option options argument parameter switch and or is to for with in from if when \
        instead as on via which that was has value the a";
    is_listed(WORDS, value)
}
