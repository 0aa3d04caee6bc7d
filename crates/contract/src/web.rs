//! Web sessions: `/recordings`.

use hindsight_domain::{ActorType, DeviceType, RecordingId, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, de};
use serde_json::value::RawValue;

/// A time as clients send it: RFC 3339, or milliseconds since 1970. Only its schema; the type is [`Timestamp`].
#[derive(Clone, Debug)]
pub struct AnyTime;

/// The same in a query, where it may also be empty. Only its schema.
#[derive(Clone, Debug)]
pub struct QueryTime;

/// A word or its number in the audit service. Only its schema; the types are [`DeviceType`] and [`ActorType`].
#[derive(Clone, Debug)]
pub struct AnyWord;

/// A whole number, also where it is written with a point: `7.0` is one in JSON Schema.
pub(crate) fn whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let number = f64::deserialize(deserializer)?;
    if number < 0.0 || number.fract() != 0.0 || number > MAX_SEQUENCE as f64 {
        return Err(de::Error::custom(format_args!(
            "{number} is not a whole number from 0 to {MAX_SEQUENCE}"
        )));
    }
    Ok(number as u64)
}

/// Text that a browser may leave out or send as null: then it is empty.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.unwrap_or_default())
}

/// `POST /recordings/sessions`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "action", rename_all = "lowercase")]
pub enum SessionSignal {
    /// A session began.
    Start(Box<StartSession>),
    /// A session ended.
    End(EndSession),
}

/// A session began. What is not known of it may be absent.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct StartSession {
    /// The SDK's own id.
    pub session_id: RecordingId,
    /// When.
    #[cfg_attr(feature = "openapi", schema(value_type = AnyTime))]
    pub started_at: Timestamp,
    /// Who.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 200))]
    pub actor_id: Option<String>,
    /// What kind of who.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<AnyWord>))]
    pub actor_type: ActorType,
    /// The actor's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 320))]
    pub actor_email: Option<String>,
    /// The service that is used.
    #[serde(default, deserialize_with = "text")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, max_length = 200))]
    pub service_slug: String,
    /// The browser's name.
    #[serde(default, deserialize_with = "text")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, max_length = 200))]
    pub browser: String,
    /// The operating system's name.
    #[serde(default, deserialize_with = "text")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, max_length = 200))]
    pub os: String,
    /// The device.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<AnyWord>))]
    pub device_type: DeviceType,
    /// `1920x1080`.
    #[serde(default, deserialize_with = "text")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, max_length = 200))]
    pub screen_resolution: String,
    /// An IANA name.
    #[serde(default, deserialize_with = "text")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, max_length = 200))]
    pub timezone: String,
    /// A BCP 47 tag.
    #[serde(default, deserialize_with = "text")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, max_length = 200))]
    pub language: String,
    /// The browser in its own words.
    #[serde(default, deserialize_with = "text")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, max_length = 2000))]
    pub user_agent: String,
    /// The SDK's guess at one device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 2000))]
    pub device_fingerprint: Option<String>,
}

/// A session ended.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct EndSession {
    /// The SDK's own id.
    pub session_id: RecordingId,
    /// When.
    #[cfg_attr(feature = "openapi", schema(value_type = AnyTime))]
    pub ended_at: Timestamp,
    /// Milliseconds from its start, by the browser's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub duration: Option<f64>,
}

/// `POST /recordings/events`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PostEvents {
    /// The SDK's own id.
    pub session_id: RecordingId,
    /// Number of the first event in the session, up to [`MAX_SEQUENCE`].
    #[serde(deserialize_with = "whole")]
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 9007199254740991_u64))]
    pub sequence_start: u64,
    /// Number of the last.
    #[serde(deserialize_with = "whole")]
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 9007199254740991_u64))]
    pub sequence_end: u64,
    /// rrweb events, plain or packed.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<RrwebEvent>))]
    pub events: Vec<Box<RawValue>>,
    /// When the batch was sent.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<AnyTime>))]
    pub timestamp: Option<Timestamp>,
    /// Whatever the SDK adds; it is not kept.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Value, required = false))]
    pub metadata: Option<Box<RawValue>>,
}

/// rrweb numbers the types of its events from 0; there are seven. What is far beyond is no rrweb event.
pub const MAX_RRWEB_TYPE: i64 = 1_000_000;
/// The highest sequence number: what JavaScript counts exactly.
pub const MAX_SEQUENCE: u64 = (1 << 53) - 1;

/// An rrweb event: an object with a `type` and a `timestamp`, or such an object packed into a string.
/// Only its schema; events travel as they are.
#[derive(Clone, Debug)]
pub struct RrwebEvent;

/// `POST /recordings/pageviews`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PostPageView {
    /// The SDK's own id.
    pub session_id: RecordingId,
    /// The page's path.
    #[cfg_attr(feature = "openapi", schema(max_length = 2000))]
    pub path: String,
    /// The page's title.
    #[serde(default, deserialize_with = "text")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, max_length = 2000))]
    pub title: String,
    /// Where the visitor came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 2000))]
    pub referrer: Option<String>,
    /// When.
    #[cfg_attr(feature = "openapi", schema(value_type = AnyTime))]
    pub timestamp: Timestamp,
    /// Who.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 200))]
    pub actor_id: Option<String>,
    /// The service that is used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 200))]
    pub service_slug: Option<String>,
}

/// `POST /recordings/events/custom`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PostCustomEvent {
    /// The SDK's own id.
    pub session_id: RecordingId,
    /// A name, or an object that the page made.
    #[cfg_attr(feature = "openapi", schema(value_type = Value))]
    pub event: Box<RawValue>,
    /// When.
    #[cfg_attr(feature = "openapi", schema(value_type = AnyTime))]
    pub timestamp: Timestamp,
}

/// The reply to all of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Success {
    /// Always true.
    pub success: bool,
}

/// A session, as lists, exports and imports have it.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SessionSummary {
    /// The SDK's own id.
    pub session_id: RecordingId,
    /// Who.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor_id: Option<String>,
    /// What kind of who.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub actor_type: Option<ActorType>,
    /// What was sent as the kind, where that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor_type_original: Option<String>,
    /// The actor's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor_email: Option<String>,
    /// The service that was used.
    #[serde(default, deserialize_with = "text")]
    pub service_slug: String,
    /// When it began.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub started_at: Timestamp,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub ended_at: Option<Timestamp>,
    /// From its start to its end, or to its latest event.
    #[serde(default)]
    pub duration_seconds: f64,
    /// rrweb events.
    #[serde(default)]
    pub total_events: u64,
    /// Pages that were opened.
    #[serde(default)]
    pub page_views: u64,
    /// Clicks and taps.
    #[serde(default)]
    pub clicks: u64,
    /// The first page's path.
    #[serde(default, deserialize_with = "text")]
    pub entry_page: String,
    /// The latest page's path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit_page: Option<String>,
    /// The browser's name.
    #[serde(default, deserialize_with = "text")]
    pub browser: String,
    /// The operating system's name.
    #[serde(default, deserialize_with = "text")]
    pub os: String,
    /// The device.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub device_type: DeviceType,
    /// What was sent as the device, where that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_type_original: Option<String>,
    /// Two letters, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country_code: Option<String>,
    /// Whether it goes on.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub status: SessionStatus,
}

/// Whether a session goes on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SessionStatus {
    /// Not known; the original, where there is one.
    #[default]
    Unspecified,
    /// It goes on.
    Active,
    /// It ended; also what was sent as `completed`, `aborted` or `error`.
    Ended,
    /// Not known here; what was sent, as text.
    Other(String),
}

impl SessionStatus {
    /// Reads a word in any case, or the audit service's number as text.
    pub fn from_word(word: &str) -> Self {
        match word.to_ascii_lowercase().as_str() {
            "" | "0" | "unspecified" => Self::Unspecified,
            "1" | "active" | "recording" => Self::Active,
            "2" | "ended" | "completed" | "aborted" | "error" => Self::Ended,
            _ => Self::Other(word.chars().take(64).collect()),
        }
    }

    /// The word in JSON.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Ended => "ended",
            Self::Unspecified | Self::Other(_) => "unspecified",
        }
    }
}

impl Serialize for SessionStatus {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

impl<'de> Deserialize<'de> for SessionStatus {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match serde_json::Value::deserialize(deserializer)? {
            serde_json::Value::Null => Self::Unspecified,
            serde_json::Value::String(word) => Self::from_word(&word),
            other => Self::from_word(&other.to_string()),
        })
    }
}

/// `GET /recordings/sessions`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SessionPage {
    /// This page.
    pub data: Vec<SessionSummary>,
    /// All matches.
    pub total: u64,
    /// From 1.
    pub page: u64,
    /// Sessions of a page.
    pub limit: u32,
    /// Pages there are.
    pub total_pages: u64,
}

/// `GET /recordings/sessions/{id}/events`.
#[derive(Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SessionEvents {
    /// The SDK's own id.
    pub session_id: RecordingId,
    /// About the session.
    pub metadata: SessionSummary,
    /// In order of their times.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Object>))]
    pub events: Vec<Box<RawValue>>,
}

/// `POST /recordings/sessions/{id}/export`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ExportSession {
    /// `json`.
    #[serde(default)]
    pub format: ExportFormat,
    /// Whether the summary goes with it.
    #[serde(default = "yes")]
    pub include_metadata: bool,
    /// Whether the events go with it.
    #[serde(default = "yes")]
    pub include_events: bool,
}

fn yes() -> bool {
    true
}

/// What a session is exported as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum ExportFormat {
    /// [`ExportedSession`].
    #[default]
    Json,
}

/// The attachment `session-<id>.json`, which an import reads again.
#[derive(Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ExportedSession {
    /// `1.0`.
    pub version: String,
    /// When.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub exported_at: Timestamp,
    /// The SDK's own id.
    pub session_id: RecordingId,
    /// About the session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<SessionSummary>,
    /// In order of their times.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<Object>>))]
    pub events: Option<Vec<Box<RawValue>>>,
}

/// The version of [`ExportedSession`].
pub const EXPORT_VERSION: &str = "1.0";

#[cfg(feature = "openapi")]
mod schemas {
    use utoipa::openapi::RefOr;
    use utoipa::openapi::schema::{AnyOf, KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
    use utoipa::{PartialSchema, ToSchema};

    use super::{AnyTime, AnyWord, QueryTime, RrwebEvent};
    use hindsight_domain::Timestamp;

    fn of_type(kind: Type) -> ObjectBuilder {
        ObjectBuilder::new().schema_type(kind)
    }

    fn any_of(items: Vec<RefOr<Schema>>) -> RefOr<Schema> {
        RefOr::T(Schema::AnyOf(AnyOf { items, ..AnyOf::new() }))
    }

    fn date_time() -> ObjectBuilder {
        of_type(Type::String).format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
    }

    fn epoch_millis() -> ObjectBuilder {
        let range = (Timestamp::MIN.millis(), Timestamp::MAX.millis());
        of_type(Type::Number).minimum(Some(range.0)).maximum(Some(range.1))
    }

    impl PartialSchema for AnyTime {
        fn schema() -> RefOr<Schema> {
            any_of(vec![date_time().into(), epoch_millis().into()])
        }
    }
    impl ToSchema for QueryTime {}

    impl PartialSchema for QueryTime {
        fn schema() -> RefOr<Schema> {
            let absent = of_type(Type::String).max_length(Some(0));
            any_of(vec![date_time().into(), epoch_millis().into(), absent.into()])
        }
    }
    impl ToSchema for AnyTime {}

    impl PartialSchema for AnyWord {
        fn schema() -> RefOr<Schema> {
            any_of(vec![of_type(Type::String).into(), of_type(Type::Number).into()])
        }
    }
    impl ToSchema for AnyWord {}

    impl PartialSchema for RrwebEvent {
        fn schema() -> RefOr<Schema> {
            of_type(Type::Object)
                .property(
                    "type",
                    of_type(Type::Integer).minimum(Some(0)).maximum(Some(super::MAX_RRWEB_TYPE)),
                )
                .property(
                    "timestamp",
                    of_type(Type::Number).minimum(Some(0)).maximum(Some(Timestamp::MAX.millis())),
                )
                .required("type")
                .required("timestamp")
                .into()
        }
    }
    impl ToSchema for RrwebEvent {}
}
