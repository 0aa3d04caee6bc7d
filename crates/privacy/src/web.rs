//! What the web carries secrets in: the schemes of `Authorization`, cookies, JWTs, URLs, bots.

use memchr::{memchr, memmem};

use crate::bytes::{begins_run, begins_word, is_base64, is_base64url, is_word, run_end, skip_blanks};
use crate::values::{Quote, bare_end, header_end, is_reference, without_punctuation};
use crate::{SecretKind, marker};

/// A secret in a text, as a range of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: SecretKind,
}

/// The kind of an `Authorization` value, by its scheme (RFC 9110, section 11).
pub(crate) fn authorization_kind(value: &str) -> SecretKind {
    let scheme = value.trim_start().split([' ', '\t', '%', '+']).next().unwrap_or_default();
    match scheme {
        scheme if scheme.eq_ignore_ascii_case("bearer") => SecretKind::BearerToken,
        scheme if scheme.eq_ignore_ascii_case("basic") => SecretKind::BasicAuth,
        _ => SecretKind::Authorization,
    }
}

/// An `Authorization` value.
pub(crate) enum Credentials {
    /// A value without a scheme, if it is one.
    Bare,
    /// A scheme and what stands for a secret that is not there.
    Hidden,
    Secret(Span),
}

/// Looks at the `Authorization` value that begins at `start`; its secret is what follows the scheme. The
/// token of `Bearer`, `Basic` and `Token` is one word; other schemes go on to the end of the header.
pub(crate) fn authorization(text: &str, start: usize, around: Option<Quote>) -> Credentials {
    let bytes = text.as_bytes();
    let scheme_end = start + bytes[start..].iter().take(32).take_while(|&&byte| is_base64url(byte)).count();
    let secret = skip_blanks(bytes, scheme_end, 8);
    if scheme_end == start || secret == scheme_end || secret == bytes.len() {
        return Credentials::Bare;
    }
    let scheme = &text[start..scheme_end];
    let word = ["bearer", "basic", "token", "apikey"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
        && !bytes[secret..].starts_with(b"token=");
    let end = if word { bare_end(bytes, secret, false) } else { header_end(bytes, secret, around) };
    let kept = without_punctuation(bytes, secret, end);
    let named = is_reference(&text[secret..end]) || is_reference(&text[secret..kept]);
    if kept == secret || named || marker::length(&bytes[secret..]).is_some() {
        return Credentials::Hidden;
    }
    Credentials::Secret(Span { start: secret, end: kept, kind: authorization_kind(scheme) })
}

/// `Bearer …` anywhere (RFC 6750): the token, unless it is a word of a sentence about bearer tokens.
pub(crate) fn bearer(text: &[u8], scheme: usize, after: usize) -> Option<Span> {
    let start = skip_blanks(text, after, 4);
    let end = run_end(text, start, |byte| is_base64(byte) || matches!(byte, b'.' | b'~'));
    let end = without_punctuation(text, start, end);
    let token = &text[start..end];
    let word = token.iter().all(|byte| byte.is_ascii_alphabetic() || *byte == b'-');
    let least = if word { 20 } else { 8 };
    let hyphenated = word && token.contains(&b'-') && token.len() >= 12;
    (begins_word(text, scheme) && (token.len() >= least || hyphenated)).then_some(Span {
        start,
        end,
        kind: SecretKind::BearerToken,
    })
}

/// `Basic …` anywhere (RFC 7617): base64 of a text with a colon.
pub(crate) fn basic(text: &[u8], scheme: usize, after: usize) -> Option<Span> {
    let start = skip_blanks(text, after, 4);
    let end = run_end(text, start, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='));
    (begins_word(text, scheme) && decodes_to_userinfo(&text[start..end])).then_some(Span {
        start,
        end,
        kind: SecretKind::BasicAuth,
    })
}

fn decodes_to_userinfo(encoded: &[u8]) -> bool {
    let digits = encoded.iter().take_while(|&&byte| byte != b'=').count();
    let padding = encoded.len() - digits;
    if digits < 6 || padding > 2 || !(digits + padding).is_multiple_of(4) {
        return false;
    }
    // The user name, and so the colon, stands at the beginning.
    let mut colon = false;
    for quad in encoded[..digits.min(256)].chunks(4) {
        let mut bits = 0_u32;
        for &byte in quad {
            bits = bits << 6 | sextet(byte);
        }
        bits <<= 6 * (4 - quad.len());
        let decoded = &bits.to_be_bytes()[1..quad.len()];
        if decoded.iter().any(u8::is_ascii_control) {
            return false;
        }
        colon |= decoded.contains(&b':');
    }
    colon
}

fn sextet(byte: u8) -> u32 {
    u32::from(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        _ => 63,
    })
}

/// The password in `curl -u user:password`, where `-u` or `--user` and a blank end at `after`.
pub(crate) fn curl_user(text: &[u8], flag: usize, after: usize) -> Option<Span> {
    const LINE: usize = 512;
    let from = skip_blanks(text, after, 8);
    let from = Quote::at(text, from).map_or(from, |(_, inside)| inside);
    let end = from
        + text[from..]
            .iter()
            .take(LINE)
            .take_while(|&&byte| byte > b' ' && !b"\"'\\".contains(&byte))
            .count();
    let start = from + memchr(b':', &text[from..end])? + 1;
    let before = &text[flag.saturating_sub(LINE)..flag];
    let line = memchr::memrchr(b'\n', before).map_or(before, |newline| &before[newline..]);
    let secret = std::str::from_utf8(&text[start..end]).ok()?;
    let hidden = secret.is_empty() || is_reference(secret) || marker::length(secret.as_bytes()).is_some();
    let is_curl = memmem::find(line, b"curl").is_some();
    (is_curl && !hidden).then_some(Span { start, end, kind: SecretKind::BasicAuth })
}

/// A JWT (RFC 7519) in compact form: at least two dots between base64url, beginning with `{"`.
pub(crate) fn jwt(text: &[u8], at: usize) -> Option<Span> {
    if !text[at..].starts_with(b"eyJ") || !begins_run(text, at) {
        return None;
    }
    let header = run_end(text, at, is_base64url);
    let claims = run_end(text, header + 1.min(text.len() - header), is_base64url);
    let dots = text.get(header) == Some(&b'.') && text.get(claims) == Some(&b'.');
    if !dots || header - at < 12 || claims - header < 8 {
        return None;
    }
    // A JWS has three parts, a JWE five.
    let end = run_end(text, claims, |byte| is_base64url(byte) || byte == b'.');
    let end = without_punctuation(text, at, end).max(claims);
    Some(Span { start: at, end, kind: SecretKind::Jwt })
}

/// Longest part of a URL that is searched for its `@`.
const AUTHORITY: usize = 1024;

/// The password in a URL (RFC 3986, section 3.2.1) whose `://` stands at `at`. A user without a
/// password stays, unless the user is a token.
pub(crate) fn userinfo(text: &[u8], at: usize) -> Option<Span> {
    let start = at + b"://".len();
    let rest = &text[start..text.len().min(start + AUTHORITY)];
    let outside = |byte: u8| byte <= b' ' || b"\"'`<>\\".contains(&byte);
    let authority =
        rest.iter().position(|&byte| outside(byte) || b"/?#".contains(&byte)).unwrap_or(rest.len());
    let mut at_sign = rest[..authority].iter().rposition(|&byte| byte == b'@');
    if at_sign.is_none() {
        // A password with an unescaped `/`, `?` or `#`: what stands behind the colon is no port.
        let port = &rest[memchr(b':', &rest[..authority])? + 1..authority];
        if port.iter().all(u8::is_ascii_digit) || rest.first() == Some(&b'[') {
            return None;
        }
        let word = rest.iter().position(|&byte| outside(byte)).unwrap_or(rest.len());
        let word = memmem::find(&rest[..word], b"://").unwrap_or(word);
        at_sign = rest[..word].iter().rposition(|&byte| byte == b'@');
    }
    let at_sign = at_sign?;
    if marker::length(rest) == Some(at_sign) {
        return None;
    }
    let (from, secret) = match memchr(b':', &rest[..at_sign]) {
        Some(colon) => (colon + 1, true),
        None => (0, at_sign >= 20 && rest[..at_sign].iter().any(u8::is_ascii_digit)),
    };
    let value = &rest[from..at_sign];
    let shown = std::str::from_utf8(value).is_ok_and(|value| is_reference(value) || marker::is_marker(value));
    (secret && !value.is_empty() && !shown).then_some(Span {
        start: start + from,
        end: start + at_sign,
        kind: SecretKind::UrlPassword,
    })
}

/// A Telegram bot's token, `<digits>:A…` with 35 characters behind the colon at `colon`
/// (<https://core.telegram.org/bots/api#authorizing-your-bot>).
pub(crate) fn telegram(text: &[u8], colon: usize) -> Option<Span> {
    let digits = text[..colon].iter().rev().take(17).take_while(|byte| byte.is_ascii_digit()).count();
    let start = colon - digits;
    if !(6..=16).contains(&digits) {
        return None;
    }
    let begins = start == 0 || begins_word(text, start) || text[..start].ends_with(b"bot");
    let secret = text[colon + 1..].iter().take(64).take_while(|&&byte| is_base64url(byte)).count();
    let end = colon + 1 + secret;
    (begins && (30..=40).contains(&secret)).then_some(Span { start, end, kind: SecretKind::TelegramToken })
}

/// The secret access key (40 characters) that stands close behind an AWS key id, as in a CSV or a log.
pub(crate) fn aws_secret_behind(text: &[u8], id_end: usize) -> Option<Span> {
    let mut at = id_end;
    let window = text.len().min(id_end + 160);
    while at < window {
        if !is_aws_secret(text[at]) {
            at += 1;
            continue;
        }
        let end = at + text[at..].iter().take(41).take_while(|&&byte| is_aws_secret(byte)).count();
        let run = &text[at..end];
        let mixed = run.iter().any(u8::is_ascii_digit)
            && run.iter().any(u8::is_ascii_uppercase)
            && run.iter().any(u8::is_ascii_lowercase);
        if run.len() == 40 && mixed && !text.get(end).is_some_and(|&next| is_word(next)) {
            return Some(Span { start: at, end, kind: SecretKind::AwsSecretKey });
        }
        at = end.max(at + 1);
        while at < window && is_aws_secret(text[at]) {
            at += 1;
        }
    }
    None
}

fn is_aws_secret(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'+')
}

/// An Entra client secret: three characters, a digit, `Q~` at `at`, 31 to 34 more
/// (<https://learn.microsoft.com/en-us/purview/sit-defn-azure-ad-client-secret>).
pub(crate) fn entra_secret(text: &[u8], at: usize) -> Option<Span> {
    let is_body = |byte: u8| is_base64url(byte) || matches!(byte, b'.' | b'~');
    let before = text[..at].iter().rev().take(5).take_while(|&&byte| is_body(byte)).count();
    let digit = at > 0 && text[at - 1].is_ascii_digit();
    let after = text[at + 2..].iter().take(48).take_while(|&&byte| is_body(byte)).count();
    let whole = text[at..].starts_with(b"Q~") && digit && before >= 4 && after >= 30;
    whole.then(|| Span { start: at - 4, end: at + 2 + after, kind: SecretKind::AzureKey })
}
