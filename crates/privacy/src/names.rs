//! Which names promise a secret: field names, header names, variables, flags, query parameters.
//!
//! A name counts by how it *ends*: `db_password` holds a password, `password_changed_at` a date. Case and
//! convention do not matter: `clientSecret`, `client-secret`, `CLIENT_SECRET` and `clientsecret` are one.

use crate::SecretKind;
use crate::marker::without_markers;

/// A name that promises a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sensitive {
    pub(crate) kind: SecretKind,
    pub(crate) proof: Proof,
}

/// What a value under such a name has to look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Proof {
    /// Anything that is not empty.
    Any,
    /// Random enough: the name alone (`token`, `pass`) also means harmless things.
    Random,
    /// Three to twelve digits: `pin`.
    Digits,
    /// Anything but a folder: `PWD` is a shell's working directory.
    NotPath,
    /// Anything but the modes of `fetch`: `credentials: "include"`.
    NotFetchMode,
}

impl Proof {
    pub(crate) fn accepts(self, value: &str) -> bool {
        match self {
            Self::Any => !value.is_empty(),
            Self::Random => looks_random(value),
            Self::Digits => {
                (3..=12).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_digit())
            }
            Self::NotPath => !value.is_empty() && !looks_like_path(value),
            Self::NotFetchMode => !matches!(value, "" | "include" | "omit" | "same-origin"),
        }
    }
}

/// Long, or mixed from letters, digits and signs as words and identifiers are not.
pub(crate) fn looks_random(value: &str) -> bool {
    let (mut letter, mut digit, mut sign) = (false, false, false);
    for byte in value.bytes().take(64) {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => letter = true,
            b'0'..=b'9' => digit = true,
            b'_' => {}
            byte if byte <= b' ' => return false,
            _ => sign = true,
        }
    }
    let word = letter && !digit && !sign;
    match value.len() {
        0..6 => false,
        6..8 => letter && digit,
        8..20 => !word && (letter || value.len() >= 16),
        _ => !word || value.bytes().any(|byte| byte.is_ascii_lowercase()),
    }
}

fn looks_like_path(value: &str) -> bool {
    let bytes = value.as_bytes();
    matches!(bytes[0], b'/' | b'~' | b'.')
        || (bytes.len() > 2 && bytes[1] == b':' && matches!(bytes[2], b'\\' | b'/'))
}

const fn any(kind: SecretKind) -> Sensitive {
    Sensitive { kind, proof: Proof::Any }
}

const fn random(kind: SecretKind) -> Sensitive {
    Sensitive { kind, proof: Proof::Random }
}

/// Endings without separators; the first that fits counts.
const ENDINGS: &[(&str, Sensitive)] = &[
    ("password", any(SecretKind::Password)),
    ("passwords", any(SecretKind::Password)),
    ("passwd", any(SecretKind::Password)),
    ("passphrase", any(SecretKind::Password)),
    ("passcode", any(SecretKind::Password)),
    ("passwordhash", any(SecretKind::Password)),
    ("passwordconfirm", any(SecretKind::Password)),
    ("passwordconfirmation", any(SecretKind::Password)),
    ("passwordrepeat", any(SecretKind::Password)),
    ("passwordagain", any(SecretKind::Password)),
    ("userpwd", any(SecretKind::Password)),
    ("secret", any(SecretKind::Secret)),
    ("secrets", any(SecretKind::Secret)),
    ("secretaccesskey", any(SecretKind::AwsSecretKey)),
    ("sharedaccesskey", any(SecretKind::AzureKey)),
    ("accountkey", any(SecretKind::AzureKey)),
    ("accesskey", random(SecretKind::ApiKey)),
    ("apikey", any(SecretKind::ApiKey)),
    ("apikeys", any(SecretKind::ApiKey)),
    ("subscriptionkey", any(SecretKind::ApiKey)),
    ("consumerkey", random(SecretKind::ApiKey)),
    ("appkey", random(SecretKind::ApiKey)),
    ("authkey", any(SecretKind::ApiKey)),
    ("secretkey", any(SecretKind::Secret)),
    ("secretkeybase", any(SecretKind::Secret)),
    ("signingkey", any(SecretKind::Secret)),
    ("encryptionkey", any(SecretKind::Secret)),
    ("sharedkey", any(SecretKind::Secret)),
    ("masterkey", any(SecretKind::Secret)),
    ("sessionkey", any(SecretKind::Secret)),
    ("privatekey", any(SecretKind::PrivateKey)),
    ("privatekeypem", any(SecretKind::PrivateKey)),
    ("sshkey", any(SecretKind::PrivateKey)),
    ("deploykey", any(SecretKind::PrivateKey)),
    ("cookie", any(SecretKind::Cookie)),
    ("cookies", any(SecretKind::Cookie)),
    ("authorization", any(SecretKind::Authorization)),
    ("basicauth", any(SecretKind::BasicAuth)),
    ("proxyauth", any(SecretKind::BasicAuth)),
    ("httpauth", any(SecretKind::BasicAuth)),
    ("credential", any(SecretKind::Credential)),
    ("credentials", Sensitive { kind: SecretKind::Credential, proof: Proof::NotFetchMode }),
    ("connectionstring", any(SecretKind::ConnectionString)),
    ("onetimecode", any(SecretKind::OneTimeCode)),
    ("xamzsignature", any(SecretKind::Signature)),
    ("xgoogsignature", any(SecretKind::Signature)),
];

/// Last words that are too short to be looked for inside a longer one (`ekspwd`, `spin`, `footprint`).
const LAST_WORDS: &[(&str, Sensitive)] = &[
    ("pwd", Sensitive { kind: SecretKind::Password, proof: Proof::NotPath }),
    ("otp", any(SecretKind::OneTimeCode)),
    ("totp", any(SecretKind::OneTimeCode)),
    ("jwt", any(SecretKind::Jwt)),
    ("bearer", any(SecretKind::BearerToken)),
    ("sig", Sensitive { kind: SecretKind::Signature, proof: Proof::Random }),
];

/// `page_token`, `eos_token`, `cost_per_token`: places in lists and pieces of text.
const TOKENS_OF_ANOTHER_SORT: &str = "next page continuation pagination sync cancellation eos bos pad unk sep cls mask stop \
    special start end first last per to input output prompt completion cached reasoning total \
    max min num delta text image audio chunk each single vocab design syntax lexer";
/// The same where no separator shows a word; only those that end nothing else.
const TOKENS_WITHOUT_SEPARATOR: &str = "nextpage next continuation pagination cancellation";
/// Plural `tokens` count something, except these.
const TOKENS_IN_PLURAL: &str = "access refresh auth api bearer session security oauth";
const PASS_OF: &str = "db database smtp imap mail email mysql postgres pg redis mongo rabbitmq ldap ftp ssh sudo \
    vpn wifi user admin root login proxy auth key cert keystore";
const PIN_OF: &str = "user card sim security account access login door unlock bank";
const CODE_OF: &str = "otp totp mfa 2fa verification factor backup recovery auth authorization";
/// `has_password`, `showToken`: about a secret, not one.
const QUESTIONS: &str = "is has show forgot needs need require requires enable enables allow allows use uses hide \
    toggle no without missing";

/// Whether the name `name` promises a secret, and of what sort.
pub(crate) fn classify(name: &str) -> Option<Sensitive> {
    let name = without_markers(name);
    let spelled = Spelled::of(name.as_bytes());
    if spelled.is_question() {
        return None;
    }
    let squashed = spelled.squashed();
    let last = spelled.word(0);
    let before = spelled.word(1);
    if last == b"tokens" {
        return contains(TOKENS_IN_PLURAL, before).then_some(any(SecretKind::Token));
    }
    if let Some(owner) = squashed.strip_suffix(b"token") {
        return classify_token(owner, last, before);
    }
    if let Some((_, found)) = ENDINGS.iter().find(|(ending, _)| squashed.ends_with(ending.as_bytes())) {
        return Some(*found);
    }
    if let Some((_, found)) = LAST_WORDS.iter().find(|(word, _)| last == word.as_bytes()) {
        return Some(*found);
    }
    match last {
        b"pass" if contains(PASS_OF, before) => Some(any(SecretKind::Password)),
        b"pass" if before.is_empty() => Some(random(SecretKind::Password)),
        b"pin" if before.is_empty() || contains(PIN_OF, before) => {
            Some(Sensitive { kind: SecretKind::Pin, proof: Proof::Digits })
        }
        b"code" if contains(CODE_OF, before) => Some(any(SecretKind::OneTimeCode)),
        _ => None,
    }
}

fn classify_token(owner: &[u8], last: &[u8], before: &[u8]) -> Option<Sensitive> {
    let harmless = if last == b"token" {
        contains(TOKENS_OF_ANOTHER_SORT, before)
    } else {
        TOKENS_WITHOUT_SEPARATOR.split(' ').any(|word| owner.ends_with(word.as_bytes()))
    };
    match (harmless, owner.is_empty()) {
        (true, _) => None,
        (false, true) => Some(random(SecretKind::Token)),
        (false, false) => Some(any(SecretKind::Token)),
    }
}

/// Whether `name` is that of an HTTP header whose value is a secret. Such names mean nothing else, so
/// less context is asked for.
pub(crate) fn is_header(name: &str) -> bool {
    let exact = ["authorization", "proxy-authorization", "cookie", "set-cookie", "cookie2"];
    exact.iter().any(|header| name.eq_ignore_ascii_case(header))
        || (name.len() > 2 && name[..].as_bytes()[..2].eq_ignore_ascii_case(b"x-"))
}

/// Whether `word` is one of `words`, which blanks divide.
fn contains(words: &str, word: &[u8]) -> bool {
    words.split(' ').any(|listed| listed.as_bytes() == word)
}

/// The end of a name in lower case, once with `_` between its words and once without.
struct Spelled {
    words: [u8; 2 * Self::KEPT],
    words_len: usize,
    squashed: [u8; Self::KEPT],
    squashed_len: usize,
    whole: bool,
}

impl Spelled {
    /// Bytes of a name that are looked at, from its end.
    const KEPT: usize = 64;

    fn of(name: &[u8]) -> Self {
        // `password2` and `api_key_1` are further ones of the same.
        let name = name.trim_ascii_end();
        let numbered = name.iter().rposition(|byte| !byte.is_ascii_digit()).map_or(0, |at| at + 1);
        let name = &name[..numbered];
        let kept = &name[name.len().saturating_sub(Self::KEPT)..];
        let mut spelled = Self {
            words: [0; 2 * Self::KEPT],
            words_len: 0,
            squashed: [0; Self::KEPT],
            squashed_len: 0,
            whole: kept.len() == name.len(),
        };
        for (at, &byte) in kept.iter().enumerate() {
            if !byte.is_ascii_alphanumeric() && byte.is_ascii() {
                spelled.part();
                continue;
            }
            let before = at.checked_sub(1).map_or(0, |at| kept[at]);
            let after = kept.get(at + 1).copied().unwrap_or(0);
            let hump = byte.is_ascii_uppercase()
                && (before.is_ascii_lowercase()
                    || (before.is_ascii_uppercase() && after.is_ascii_lowercase()));
            if hump {
                spelled.part();
            }
            let lower = byte.to_ascii_lowercase();
            spelled.words[spelled.words_len] = lower;
            spelled.words_len += 1;
            spelled.squashed[spelled.squashed_len] = lower;
            spelled.squashed_len += 1;
        }
        if spelled.words[..spelled.words_len].ends_with(b"_") {
            spelled.words_len -= 1;
        }
        spelled
    }

    fn part(&mut self) {
        if self.words_len > 0 && self.words[self.words_len - 1] != b'_' {
            self.words[self.words_len] = b'_';
            self.words_len += 1;
        }
    }

    fn squashed(&self) -> &[u8] {
        &self.squashed[..self.squashed_len]
    }

    /// The word at `from_end` (0 = the last); empty when there are not that many.
    fn word(&self, from_end: usize) -> &[u8] {
        self.words[..self.words_len].rsplit(|&byte| byte == b'_').nth(from_end).unwrap_or_default()
    }

    fn is_question(&self) -> bool {
        let mut words = self.words[..self.words_len].split(|&byte| byte == b'_');
        let first = words.next().unwrap_or_default();
        self.whole && words.next().is_some() && contains(QUESTIONS, first)
    }
}
