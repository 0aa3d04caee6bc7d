//! Which page an address is: the same one for every claim, customer and session.
//!
//! Rules are data, so that the UI can show what was folded and why. The address is text of the recorded page's
//! choosing: it is read by hand, never followed, and whatever it holds, the page's name is short and has no
//! control character, no user name and no password.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

/// What a folded part is written as.
pub const FOLDED: &str = ":id";
/// Characters of a page's name.
pub const MAX_CHARS: usize = 300;
/// Bytes of an address that are looked at: what browsers themselves allow to be sent.
const MAX_BYTES: usize = 8 << 10;
/// Parts of a path and keys of a query that are kept.
const MAX_PARTS: usize = 32;

/// A shape of a path's part that tells one thing of many, not one page of many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "shape", rename_all = "snake_case")]
pub enum Fold {
    /// Digits only.
    Number,
    /// 8-4-4-4-12 hexadecimal digits.
    Uuid,
    /// Hexadecimal digits only, this many or more.
    Hex { min_chars: usize },
    /// Letters, digits, `-`, `_`, `.`, `=` and `~`, this many or more, with a digit, and either without a separator
    /// or with letters of both cases: so that the words of a title are no token.
    Token { min_chars: usize },
}

/// What becomes of the query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Query {
    Dropped,
    /// The names, in order of the alphabet, without their values.
    Keys,
}

/// How addresses become pages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Parts of the path (and of a hash route) that are any of these become [`FOLDED`].
    pub folds: Vec<Fold>,
    pub query: Query,
    /// Whether `#/…` and `#!/…` name a page. Other fragments are places on a page, and always dropped.
    pub keeps_hash_routes: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            folds: vec![Fold::Number, Fold::Uuid, Fold::Hex { min_chars: 8 }, Fold::Token { min_chars: 20 }],
            query: Query::Dropped,
            keeps_hash_routes: true,
        }
    }
}

impl Fold {
    /// What it folds, for the UI.
    pub fn describe(self) -> String {
        match self {
            Self::Number => format!("Numbers become {FOLDED}"),
            Self::Uuid => format!("UUIDs become {FOLDED}"),
            Self::Hex { min_chars } => format!("{min_chars} or more hexadecimal digits become {FOLDED}"),
            Self::Token { min_chars } => format!("Tokens of {min_chars} or more characters become {FOLDED}"),
        }
    }

    fn folds(self, part: &str) -> bool {
        match self {
            Self::Number => !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()),
            Self::Uuid => is_uuid(part),
            Self::Hex { min_chars } => {
                part.len() >= min_chars.max(1) && part.bytes().all(|byte| byte.is_ascii_hexdigit())
            }
            Self::Token { min_chars } => part.len() >= min_chars.max(1) && is_token(part),
        }
    }
}

fn is_uuid(part: &str) -> bool {
    let lengths = part.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && part.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

fn is_token(part: &str) -> bool {
    let has = |of: fn(&u8) -> bool| part.bytes().any(|byte| of(&byte));
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.=~".contains(&byte);
    let has_separator = part.bytes().any(|byte| b"-_.".contains(&byte));
    part.bytes().all(is_plain)
        && has(u8::is_ascii_digit)
        && (!has_separator || (has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase)))
}

impl Rules {
    /// The page's name: `https://host/path` with folded parts; empty where there is no address.
    ///
    /// An address that is no place on a host (`data:`, `blob:`, `javascript:`) is named by its scheme alone, and a
    /// path alone stays a path.
    pub fn page(&self, href: &str) -> String {
        let href = up_to(href.trim(), MAX_BYTES);
        let (href, fragment) = href.split_once('#').unwrap_or((href, ""));
        let (href, query) = href.split_once('?').unwrap_or((href, ""));
        let (mut page, path) = match split_origin(href) {
            Origin::Host { origin, path } => (origin, path),
            Origin::None => (String::new(), href),
            Origin::Opaque { scheme } => return shortened(&format!("{scheme}:")),
        };
        self.push_path(&mut page, path);
        if self.query == Query::Keys {
            push_keys(&mut page, query);
        }
        let route = fragment.strip_prefix('!').unwrap_or(fragment);
        if self.keeps_hash_routes && route.starts_with('/') {
            page.push('#');
            self.push_path(&mut page, route.split_once('?').map_or(route, |(route, _)| route));
        }
        shortened(&page)
    }

    /// Appends a path, each part folded or written the one way that it can be written.
    fn push_path(&self, page: &mut String, path: &str) {
        let parts = path.split('/').filter(|part| !part.is_empty());
        let before = page.len();
        for (n, part) in parts.enumerate() {
            if n == MAX_PARTS {
                page.push_str("/…");
                break;
            }
            let part = decoded(part);
            let is_folded = self.folds.iter().any(|fold| fold.folds(&part));
            page.push('/');
            page.push_str(if is_folded { FOLDED } else { &part });
        }
        if page.len() == before && (before > 0 || path.starts_with('/')) {
            page.push('/');
        }
    }
}

enum Origin<'a> {
    Host { origin: String, path: &'a str },
    Opaque { scheme: String },
    None,
}

fn split_origin(href: &str) -> Origin<'_> {
    let scheme = href.split_once(':').filter(|(scheme, _)| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    });
    let Some((scheme, rest)) = scheme else {
        return Origin::None;
    };
    let scheme = scheme.to_ascii_lowercase();
    let Some(rest) = rest.strip_prefix("//") else {
        return Origin::Opaque { scheme };
    };
    let (host, path) = rest.split_at(rest.find(['/', '\\']).unwrap_or(rest.len()));
    // What stands before the last `@` is a user name and a password.
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host).to_lowercase();
    let default_port = match scheme.as_str() {
        "http" => ":80",
        "https" => ":443",
        _ => "",
    };
    let host = host.strip_suffix(default_port).unwrap_or(&host);
    Origin::Host { origin: format!("{scheme}://{host}"), path }
}

/// A part with its percent escapes resolved, so that `%C3%A9` and `é` are one page; as it came where that gives
/// no text or text that would not be one part.
fn decoded(part: &str) -> String {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        let escape = if *first == b'%' { after.first_chunk::<2>() } else { None };
        let escape = escape.and_then(|[high, low]| {
            let digit = |byte: u8| char::from(byte).to_digit(16);
            u8::try_from(digit(*high)? * 16 + digit(*low)?).ok()
        });
        if escape.is_some() {
            rest = &after[2..];
        }
        bytes.push(escape.unwrap_or(*first));
    }
    let text = String::from_utf8(bytes).ok();
    let is_part = |text: &String| !text.contains(['/', '?', '#', '%', '\\']) && !text.contains(is_unseen);
    text.filter(is_part).unwrap_or_else(|| part.to_owned())
}

fn push_keys(page: &mut String, query: &str) {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let mut keys: Vec<_> =
        pairs.map(|pair| decoded(pair.split_once('=').map_or(pair, |(key, _)| key))).collect();
    keys.sort_unstable();
    keys.dedup();
    for (n, key) in keys.iter().take(MAX_PARTS).enumerate() {
        page.push(if n == 0 { '?' } else { '&' });
        page.push_str(key);
    }
}

/// Control characters, and those that turn or hide the text around them.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

/// The text that may be shown: without unseen characters, and not longer than a name.
fn shortened(page: &str) -> String {
    let mut short = String::new();
    for (n, c) in page.chars().enumerate() {
        if n == MAX_CHARS {
            short.push('…');
            break;
        }
        if is_unseen(c) {
            // Writing to a string cannot fail.
            let _ = write!(short, "{}", c.escape_unicode());
        } else {
            short.push(c);
        }
    }
    short
}

/// The longest beginning that has at most so many bytes.
fn up_to(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_page_are_one_page() {
        let rules = Rules::default();
        for (href, page) in [
            ("http://127.0.0.1:37131/claims/new?ref=demo", "http://127.0.0.1:37131/claims/new"),
            ("HTTPS://Example.COM:443/Claims/", "https://example.com/Claims"),
            ("https://example.com", "https://example.com/"),
            ("https://example.com//a///b/", "https://example.com/a/b"),
            ("https://example.com/claims/1042/edit#notes", "https://example.com/claims/:id/edit"),
            ("/claims/7f3c9a10-1b2c-4d5e-8f90-a1b2c3d4e5f6?x", "/claims/:id"),
            ("/commit/4925cfb0", "/commit/:id"),
            ("/facade/deadbee", "/facade/deadbee"),
            ("/s/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abc", "/s/:id"),
            ("/s/01ARZ3NDEKTSV4RRFFQ69G5FAV", "/s/:id"),
            ("/help/how-to-file-a-claim-in-2024-quickly", "/help/how-to-file-a-claim-in-2024-quickly"),
            ("/help/internationalisation", "/help/internationalisation"),
            ("https://app/#/claims/12?tab=1", "https://app/#/claims/:id"),
            ("https://app/#!/claims/12", "https://app/#/claims/:id"),
            ("https://app/a#top", "https://app/a"),
            ("https://ex/%D0%BF%D0%BE%D0%B8%D1%81%D0%BA/%31%32", "https://ex/поиск/:id"),
            ("https://ex/поиск/12", "https://ex/поиск/:id"),
            ("file:///home/a/x.html", "file:///home/a/x.html"),
        ] {
            assert_eq!(rules.page(href), page, "{href}");
        }
    }

    #[test]
    fn an_address_that_is_none_or_hostile_gives_a_short_and_harmless_name() {
        let rules = Rules::default();
        for (href, page) in [
            ("", ""),
            ("   ", ""),
            ("?", ""),
            ("#", ""),
            ("/", "/"),
            ("about:blank", "about:"),
            ("about:srcdoc", "about:"),
            ("data:text/html,<script>alert(1)</script>", "data:"),
            ("javascript:alert(1)", "javascript:"),
            ("blob:https://a/7f3c", "blob:"),
            ("https://ann:secret@example.com/a", "https://example.com/a"),
            ("https://a@b@evil.example\\@good/x", "https://evil.example/\\@good/x"),
            ("https://", "https:///"),
            ("https://ex/%", "https://ex/%"),
            ("https://ex/%zz/%c3/%2F", "https://ex/%zz/%c3/%2F"),
            ("https://ex/%00%0d%0a", "https://ex/%00%0d%0a"),
            ("https://ex/a\u{202e}b\u{7}", "https://ex/a\\u{202e}b\\u{7}"),
            ("1:2", "1:2"),
            ("://x", ":/x"),
        ] {
            let page_is = rules.page(href);
            // A relative text without a slash is a path of one part.
            assert!(page_is == page || page_is == format!("/{page}"), "{href}: {page_is}");
        }
        let long = format!("https://ex/{}", "ä".repeat(1 << 20));
        assert_eq!(rules.page(&long).chars().count(), MAX_CHARS + 1);
        let deep = format!("https://ex{}", "/a".repeat(1 << 20));
        assert!(rules.page(&deep).ends_with("/a/…"));
    }

    #[test]
    fn rules_are_data_and_say_what_they_do() {
        let json = r#"{"folds":[{"shape":"hex","min_chars":4}],"query":"keys","keeps_hash_routes":false}"#;
        let rules: Rules = serde_json::from_str(json).unwrap();
        assert_eq!(rules.page("/a/12/beef?b=1&a=%20&b=2#/x"), "/a/12/:id?a&b");
        assert_eq!(rules.page("/a?&&="), "/a?");
        let told: Vec<_> = Rules::default().folds.into_iter().map(Fold::describe).collect();
        assert_eq!(told[2], "8 or more hexadecimal digits become :id");
    }

    proptest::proptest! {
        #[test]
        fn any_text_gives_a_bounded_name_that_stays_what_it_is(href in proptest::prop_oneof![
            "\\PC*", ".{0,400}", "(https?://)?[a-z0-9%/?#@:\\\\.-]{0,60}"
        ]) {
            let page = Rules::default().page(&href);
            proptest::prop_assert!(page.chars().count() <= MAX_CHARS * 10 + 1);
            proptest::prop_assert!(!page.contains(is_unseen));
        }
    }
}
