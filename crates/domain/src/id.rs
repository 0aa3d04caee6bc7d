//! Ids: a readable prefix over UUIDv7, or a server's own id as it was given.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, de};
use thiserror::Error;
use uuid::Uuid;

use crate::Timestamp;

/// The longest id that is taken from outside, in characters.
pub(crate) const MAX_ID_CHARS: usize = 200;
/// What [`check`] takes, for documents that other programs read.
#[cfg(feature = "openapi")]
const ID_PATTERN: &str = concat!(
    r"^(?!\.\.?$)",
    r#"[^\s\x00-\x1f\x7f-\x9f/\\?#%"<>\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+$"#
);

/// A text that cannot be an id.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum IdError {
    /// No characters at all.
    #[error("an id is empty")]
    Empty,
    /// Over [`MAX_ID_CHARS`].
    #[error("an id of {chars} characters is over the limit of {MAX_ID_CHARS}")]
    TooLong {
        /// Length of what was given.
        chars: usize,
    },
    /// Control characters, white space at an end, or what would break a URL path (`/ \ ? # %`).
    #[error("an id may not contain {character:?}")]
    Character {
        /// The first one that was met.
        character: char,
    },
    /// Not a SHA-256 in lower-case hex.
    #[error("`{0}` is not a SHA-256 in lower-case hex")]
    NotAHash(String),
    /// Not a UUID.
    #[error("`{0}` is not a UUID")]
    NotAUuid(String),
}

/// Random bytes, held by what outlives a call. The composition roots have the real one, tests a seeded one.
pub trait Chance: Send + Sync {
    /// Fills `bytes` with unpredictable ones.
    fn fill(&self, bytes: &mut [u8]);
}

/// A UUIDv7 (RFC 9562) from the given time and chance.
pub fn uuid7(now: Timestamp, chance: &dyn Chance) -> Uuid {
    let mut random = [0; 10];
    chance.fill(&mut random);
    let millis = u64::try_from(now.millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

fn check(text: &str) -> Result<(), IdError> {
    if text.is_empty() {
        return Err(IdError::Empty);
    }
    let chars = text.chars().count();
    if chars > MAX_ID_CHARS {
        return Err(IdError::TooLong { chars });
    }
    let breaks = |c: char| c.is_control() || c.is_whitespace() || "/\\?#%\"<>".contains(c) || bidi(c);
    match text.chars().find(|&c| breaks(c)) {
        Some(character) => Err(IdError::Character { character }),
        // As a path segment these two would name another place.
        None if text == "." || text == ".." => Err(IdError::Character { character: '.' }),
        None => Ok(()),
    }
}

/// Invisible marks that reorder what is read, or that make two ids look the same.
fn bidi(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::schema::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .min_length(Some(1))
                    .max_length(Some(MAX_ID_CHARS))
                    .pattern(Some(ID_PATTERN))
                    .into()
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for $name {}

        #[cfg(feature = "ts")]
        impl ts_rs::TS for $name {
            type WithoutGenerics = Self;
            type OptionInnerType = Self;
            fn name(_: &ts_rs::Config) -> String {
                "string".to_owned()
            }
            fn inline(cfg: &ts_rs::Config) -> String {
                Self::name(cfg)
            }
        }

        impl $name {
            /// A new id of ours: the prefix over a UUIDv7.
            pub fn new(now: Timestamp, chance: &dyn Chance) -> Self {
                Self(format!(concat!($prefix, "_{}"), uuid7(now, chance).simple()))
            }

            /// An id as it was given by somebody else, within [`MAX_ID_CHARS`] and free of control characters.
            pub fn given(text: &str) -> Result<Self, IdError> {
                check(text)?;
                Ok(Self(text.to_owned()))
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::given(text)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::given(&text).map_err(de::Error::custom)
            }
        }
    )*};
}

ids! {
    /// One thing to review. Agent recordings of our server are `rec_…`; a web session keeps the id of its SDK.
    RecordingId = "rec";
    /// Why a recording needs a human.
    FlagId = "flg";
    /// The queue item of a flagged recording.
    ReviewId = "rev";
    /// A decision.
    VerdictId = "vrd";
    /// What a reviewer pinned to a time.
    NoteId = "not";
}

/// The key of a mutation, at the console and at the server for ever: a lost reply never doubles it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MutationId(Uuid);

impl MutationId {
    /// A new one from the given time and chance.
    pub fn new(now: Timestamp, chance: &dyn Chance) -> Self {
        Self(uuid7(now, chance))
    }
}

impl fmt::Display for MutationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for MutationId {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        Uuid::parse_str(text).map(Self).map_err(|_| IdError::NotAUuid(text.chars().take(64).collect()))
    }
}

impl Serialize for MutationId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for MutationId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// SHA-256 of a blob's plain bytes, in lower-case hex.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(pattern = "^[0-9a-f]{64}$"))]
#[serde(transparent)]
pub struct BlobHash(String);

impl BlobHash {
    /// The hash of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(hex::encode(ring::digest::digest(&ring::digest::SHA256, bytes)))
    }

    /// From a finished digest of 32 bytes.
    pub fn from_digest(digest: [u8; 32]) -> Self {
        Self(hex::encode(digest))
    }

    /// 64 lower-case hex digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BlobHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for BlobHash {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        if text.len() == 64 && text.bytes().all(hex) {
            Ok(Self(text.to_owned()))
        } else {
            Err(IdError::NotAHash(text.chars().take(80).collect()))
        }
    }
}

impl<'de> Deserialize<'de> for BlobHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Zeroes;
    impl Chance for Zeroes {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0);
        }
    }

    #[test]
    fn an_id_of_ours_sorts_by_its_time() {
        let at = |ms| RecordingId::new(Timestamp::clamp_millis(ms), &Zeroes);
        assert!(at(1) < at(2), "the time leads the id");
        assert!(at(1).as_str().starts_with("rec_"));
    }

    #[test]
    fn a_foreign_id_is_kept_as_given_when_it_is_safe_to_print_and_to_route() {
        for text in ["sess-42", "b6c9", "Sitzung.ä", "a:b|c"] {
            assert_eq!(RecordingId::given(text).unwrap().as_str(), text);
        }
        for text in ["", " a", "a b", "a/b", "..", ".", "a\0", "a\u{202e}b", "a?b", &"x".repeat(201)] {
            assert!(RecordingId::given(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_hash_is_64_lower_case_hex_digits() {
        let hash = BlobHash::of(b"");
        assert_eq!(hash.as_str(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert!(hash.as_str().to_uppercase().parse::<BlobHash>().is_err());
        assert!("../etc".parse::<BlobHash>().is_err());
    }
}
