//! Recordings and the segments that they are stored in.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de};
use serde_json::{Map, Value};
use thiserror::Error;

use crate::{BlobHash, RecordingId, Timestamp};

/// Sizes that every part agrees on, so that nothing accepted in one place is refused in the next.
pub mod limits {
    /// One event of any kind, as JSON. A full snapshot of a large page with inlined images is the largest.
    pub const EVENT_BYTES: usize = 32 << 20;
    /// How deep an event's JSON may nest.
    pub const EVENT_DEPTH: usize = 2_000;
    /// Where a segment of events is closed: plain bytes before compression.
    pub const SEGMENT_BYTES: usize = 1 << 20;
    /// Where a segment of events is closed: events.
    pub const SEGMENT_EVENTS: usize = 2_000;
    /// The most that one segment of events may inflate to: one event of the largest size, and a segment's rest.
    pub const SEGMENT_INFLATED_BYTES: usize = EVENT_BYTES + SEGMENT_BYTES;
    /// Titles, reasons, summaries.
    pub const TEXT_CHARS: usize = 4_000;
    /// A note or a verdict's note.
    pub const NOTE_CHARS: usize = 20_000;
    /// Tags of one recording.
    pub const TAGS: usize = 100;
    /// One tag.
    pub const TAG_CHARS: usize = 200;
}

/// A word that is not one of a closed set.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("`{word}` is not one of {known}")]
pub struct UnknownWord {
    /// What was given.
    pub word: String,
    /// What is known, separated by commas.
    pub known: &'static str,
}

/// A closed set of words: JSON, the command line and SQL write the same ones.
macro_rules! words {
    ($($(#[$doc:meta])* $vis:vis enum $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        $vis enum $name {
            $($(#[$vdoc])* #[serde(rename = $word)] $variant,)*
        }

        impl $name {
            /// All of them, in the order of their declaration.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The word that JSON, the command line and the stores write.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }

        // By hand: the derive does not see a word that a macro was given.
        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::schema::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .enum_values(Some([$($word),*]))
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
                stringify!($name).to_owned()
            }
            fn inline(_: &ts_rs::Config) -> String {
                [$(concat!("\"", $word, "\"")),*].join(" | ")
            }
            fn decl(cfg: &ts_rs::Config) -> String {
                format!("type {} = {};", Self::name(cfg), Self::inline(cfg))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.word())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::UnknownWord;
            fn from_str(word: &str) -> Result<Self, $crate::UnknownWord> {
                match word {
                    $($word => Ok(Self::$variant),)*
                    _ => Err($crate::UnknownWord {
                        word: word.chars().take(64).collect(),
                        known: concat!($($word, " "),*).trim_ascii_end(),
                    }),
                }
            }
        }
    )*};
}
pub(crate) use words;

words! {
    /// What was recorded.
    pub enum Kind {
        /// A browser session (rrweb events).
        Web = "web",
        /// An AI agent's run (an event timeline).
        Agent = "agent",
        /// A screen (H.264).
        Screen = "screen",
    }

    /// Where a recording was made.
    pub enum Origin {
        /// At the server, or came to it from another console.
        Server = "server",
        /// On this laptop: imported or recorded here, and not known to the server.
        Local = "local",
    }

    /// What a segment's bytes are.
    pub enum Media {
        /// zstd over one JSON event per line.
        Events = "events",
        /// A file of fragmented MP4.
        Mp4 = "mp4",
    }

    /// How far a recording has come. A web session that is active is `recording`, one that ended `completed`.
    pub enum Status {
        /// Still growing.
        Recording = "recording",
        /// Ended as it should.
        Completed = "completed",
        /// Ended by an error, or fell silent.
        Failed = "failed",
        /// Ended by a person.
        Cancelled = "cancelled",
    }
}

impl Status {
    /// Whether more events may come.
    pub fn is_growing(self) -> bool {
        self == Self::Recording
    }
}

/// One of the audit service's enums: a known word, or `unspecified` with the original kept.
macro_rules! open_words {
    ($($(#[$doc:meta])* enum $name:ident { $($(#[$vdoc:meta])* $variant:ident = $number:literal $word:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub enum $name {
            /// 0, absent, or a word or number that is not known; the original is kept.
            #[default]
            Unspecified,
            $($(#[$vdoc])* $variant,)*
            /// Not known here; what was sent, as text.
            Other(String),
        }

        impl $name {
            /// Reads a word in any case.
            pub fn from_word(word: &str) -> Self {
                $(if word.eq_ignore_ascii_case($word) { return Self::$variant; })*
                if word.is_empty() || word.eq_ignore_ascii_case("unspecified") { Self::Unspecified }
                else { Self::Other(word.chars().take(64).collect()) }
            }

            /// Reads the number that the audit service exchanges.
            pub fn from_number(number: i64) -> Self {
                match number { 0 => Self::Unspecified, $($number => Self::$variant,)* other => Self::Other(other.to_string()) }
            }

            /// The word in JSON; `unspecified` for all that is not known.
            pub fn word(&self) -> &'static str {
                match self { $(Self::$variant => $word,)* _ => "unspecified" }
            }

            /// The number that the audit service exchanges; 0 for all that is not known.
            pub fn number(&self) -> i64 {
                match self { $(Self::$variant => $number,)* _ => 0 }
            }

            /// What a client sent that is not known, as it was sent.
            pub fn original(&self) -> Option<&str> {
                match self { Self::Other(text) => Some(text), _ => None }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.word())
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                match Value::deserialize(deserializer)? {
                    Value::Null => Ok(Self::Unspecified),
                    Value::String(word) => Ok(Self::from_word(&word)),
                    Value::Number(number) => Ok(match number.as_i64() {
                        Some(number) => Self::from_number(number),
                        None => Self::Other(number.to_string()),
                    }),
                    _ => Err(de::Error::custom("expected a word or a number")),
                }
            }
        }
    )*};
}

open_words! {
    /// What a web session ran on.
    enum DeviceType {
        /// A desktop or laptop.
        Desktop = 1 "desktop",
        /// A phone.
        Mobile = 2 "mobile",
        /// A tablet.
        Tablet = 3 "tablet",
    }

    /// Who a web session belongs to.
    enum ActorType {
        /// An end user.
        User = 1 "USER",
        /// A member of staff.
        Operator = 2 "OPERATOR",
        /// An administrator.
        Admin = 3 "ADMIN",
    }
}

/// A stored piece of a recording. Immutable once it stands in a recording's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Segment {
    /// Position in the recording, from 0.
    pub index: u32,
    /// What the bytes are.
    pub media: Media,
    /// SHA-256 of the bytes as they travel (for events: of the zstd frame).
    pub hash: BlobHash,
    /// Length of the bytes as they travel.
    pub bytes: u64,
    /// Events in it; 0 for video.
    pub events: u64,
    /// Time of its earliest event.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub from: Timestamp,
    /// Time of its latest event.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub to: Timestamp,
    /// Offsets in ms from the recording's start at which replay can begin: full snapshots, video IDRs.
    #[serde(default)]
    pub keyframes_ms: Vec<i64>,
}

/// One thing to review, as every list shows it.
///
/// What only one kind has (browser, agent maturity, recorder settings, …) stands in `details` under the name
/// that the wire gives it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct Recording {
    /// Its id, at the console and at the server.
    pub id: RecordingId,
    /// What was recorded.
    pub kind: Kind,
    /// One line that tells it from its neighbours.
    pub title: String,
    /// Recordings that share it play on one clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The agent, for agent runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<String>,
    /// Whose it is: the user or actor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// The service that a web session belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// The device of a web session, as a word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// How far it has come.
    pub status: Status,
    /// Words to find it by.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Time 0 of its replay.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub started_at: Timestamp,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub ended_at: Option<Timestamp>,
    /// From the start to the end, or to the latest event while it grows.
    pub duration_ms: i64,
    /// Events so far.
    pub event_count: u64,
    /// Whether it is or was in the governance queue.
    pub flagged: bool,
    /// What else its kind has.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    #[cfg_attr(feature = "ts", ts(type = "Record<string, unknown>"))]
    pub details: Map<String, Value>,
}
