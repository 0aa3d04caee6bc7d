//! Agent recordings: `/api/canvas/recording` and `/api/agents`.

use hindsight_domain::{AgentEvent, RecordingId, Status, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// `POST /start`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StartRecording {
    /// Who is recorded.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 200))]
    pub agent_id: String,
    /// Where the agent works.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 200))]
    pub canvas_id: Option<String>,
    /// In whose name; only a service token may name another than its own user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 200))]
    pub user_id: Option<String>,
    /// Why it is recorded, in words.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 4000))]
    pub reason: String,
    /// Recordings that share it play on one clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 200))]
    pub session_id: Option<String>,
    /// Words to find it by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_items = 100))]
    pub tags: Option<Vec<Tag>>,
}

/// One word to find a recording by.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(max_length = 200))]
#[serde(transparent)]
pub struct Tag(pub String);

/// Its reply.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StartedRecording {
    /// The new recording.
    pub recording_id: RecordingId,
    /// Who is recorded.
    pub agent_id: String,
    /// Whose it is.
    pub user_id: String,
    /// Why.
    pub reason: String,
    /// `recording`.
    pub status: Status,
}

/// `POST /auto`: records what an autonomous agent does.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AutoRecord {
    /// Who acts.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 200))]
    pub agent_id: String,
    /// What it is about to do.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 200))]
    pub action: String,
    /// In whose name; only a service token may name another than its own user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 200))]
    pub user_id: Option<String>,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<AutoContext>,
}

/// Where an autonomous agent acts.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AutoContext {
    /// Where the agent works.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 200))]
    pub canvas_id: Option<String>,
    /// Recordings that share it play on one clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 200))]
    pub session_id: Option<String>,
}

/// Its reply.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AutoRecorded {
    /// The recording that runs now; null when there is none, then `reason` says why.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub recording_id: Option<RecordingId>,
    /// Why nothing is recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<NotRecorded>,
}

/// Why `/auto` records nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum NotRecorded {
    /// The agent's maturity asks for a recording by hand.
    NotAutonomous,
    /// No agent of this id is registered.
    UnknownAgent,
    /// Recording is switched off.
    Disabled,
}

/// How far an agent is trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Maturity {
    /// It learns.
    Student,
    /// It acts when told.
    Intern,
    /// It acts while watched.
    Supervised,
    /// It acts by itself, and is always recorded.
    Autonomous,
}

impl Maturity {
    /// The word that JSON and the store write.
    pub fn word(self) -> &'static str {
        match self {
            Self::Student => "student",
            Self::Intern => "intern",
            Self::Supervised => "supervised",
            Self::Autonomous => "autonomous",
        }
    }

    /// Reads [`Maturity::word`].
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Student, Self::Intern, Self::Supervised, Self::Autonomous]
            .into_iter()
            .find(|maturity| maturity.word() == word)
    }
}

/// `PUT /api/agents/{id}`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PutAgent {
    /// Its name for people.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 200))]
    pub name: String,
    /// How far it is trusted.
    pub maturity: Maturity,
}

/// An agent.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Agent {
    /// Its id, as its back end gives it.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// How far it is trusted.
    pub maturity: Maturity,
    /// When that was last set.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub updated_at: Timestamp,
}

/// `POST /{id}/event`, and one line of `POST /{id}/events`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PostEvent {
    /// When; the time of its arrival without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<crate::web::AnyTime>))]
    pub timestamp: Option<Timestamp>,
    /// One of the standard types, or any other name, which is a custom type.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 200))]
    pub event_type: String,
    /// Its payload. Secrets in it are redacted before it is stored.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub event_data: Map<String, Value>,
}

/// The data of the reply to `POST /{id}/event`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventRecorded {
    /// Of which recording.
    pub recording_id: RecordingId,
    /// Events of the recording, this one counted.
    pub event_count: u64,
}

/// The data of the reply to `POST /{id}/events`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventsAccepted {
    /// Events of this request that stand in the recording.
    pub accepted: u64,
}

/// `POST /{id}/stop`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StopRecording {
    /// How it ended.
    #[serde(default)]
    pub status: StopStatus,
    /// What came of it; the server writes one where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 4000))]
    pub summary: Option<String>,
}

/// How a recording ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum StopStatus {
    /// As it should.
    #[default]
    Completed,
    /// By an error.
    Failed,
    /// By a person.
    Cancelled,
}

impl From<StopStatus> for Status {
    fn from(status: StopStatus) -> Self {
        match status {
            StopStatus::Completed => Self::Completed,
            StopStatus::Failed => Self::Failed,
            StopStatus::Cancelled => Self::Cancelled,
        }
    }
}

/// `POST /{id}/flag`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FlagRecording {
    /// Why a person should look at it.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 4000))]
    pub flag_reason: String,
}

/// `{success:true, data, message?, metadata?, timestamp}`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Envelope<T> {
    /// Always true.
    pub success: bool,
    /// What the call gives.
    pub data: T,
    /// For people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// About the data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<ListMetadata>,
    /// The server's clock.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub timestamp: Timestamp,
}

impl<T> Envelope<T> {
    /// The same with words for people.
    #[must_use]
    pub fn with_message(mut self, message: &str) -> Self {
        self.message = Some(message.to_owned());
        self
    }
}

/// About a page of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ListMetadata {
    /// All matches.
    pub total: u64,
    /// Of this page.
    pub limit: u32,
    /// Of this page.
    pub offset: u64,
}

/// An agent recording, as `GET /{id}` writes it and as an import reads it.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AgentRecording {
    /// Its id.
    pub recording_id: RecordingId,
    /// Who was recorded.
    pub agent_id: String,
    /// Whose it is.
    #[serde(default)]
    pub user_id: String,
    /// Where the agent worked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canvas_id: Option<String>,
    /// Recordings that share it play on one clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// Why it was recorded.
    #[serde(default)]
    pub reason: String,
    /// How far it has come.
    pub status: Status,
    /// Words to find it by.
    #[serde(default)]
    pub tags: Vec<String>,
    /// When it began.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub started_at: Timestamp,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub stopped_at: Option<Timestamp>,
    /// From start to end, once it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_seconds: Option<f64>,
    /// Events so far.
    #[serde(default)]
    pub event_count: u64,
    /// What came of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// In order of their times; absent in lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<AgentEvent>>,
    /// `agent_name`, `agent_maturity`, and whatever its back end added.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub recording_metadata: Map<String, Value>,
    /// When it may be deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub expires_at: Option<Timestamp>,
    /// Where it lies outside of the server, where it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub storage_url: Option<String>,
    /// Whether a person should look at it.
    #[serde(default)]
    pub flagged_for_review: bool,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flag_reason: Option<String>,
    /// Who said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flagged_by: Option<String>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub flagged_at: Option<Timestamp>,
    /// When its row was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub created_at: Option<Timestamp>,
    /// When it last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub updated_at: Option<Timestamp>,
}

/// The data of `GET /{id}/replay`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AgentReplay {
    /// Its id.
    pub recording_id: RecordingId,
    /// Who was recorded.
    pub agent_id: String,
    /// When it began.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub started_at: Timestamp,
    /// From start to end, or to the latest event while it grows.
    pub duration_seconds: f64,
    /// In order of their times.
    pub events: Vec<AgentEvent>,
    /// `agent_name`, `agent_maturity`, and whatever its back end added.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub recording_metadata: Map<String, Value>,
}

/// The data of `GET /health`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Health {
    /// `healthy`.
    pub status: String,
    /// `canvas_recording`.
    pub service: String,
}

/// A notification on the WebSocket, `{"type": …, "data": {…}}`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(tag = "type", content = "data")]
pub enum Notice {
    /// A recording began.
    #[serde(rename = "canvas:recording_started")]
    Started {
        /// Which one.
        recording_id: RecordingId,
        /// Who is recorded.
        agent_id: String,
        /// Its name for people; its id where the agent is not registered.
        agent_name: String,
        /// Why.
        reason: String,
        /// Where the agent works.
        canvas_id: Option<String>,
    },
    /// A recording ended.
    #[serde(rename = "canvas:recording_stopped")]
    Stopped {
        /// Which one.
        recording_id: RecordingId,
        /// How.
        status: Status,
        /// How long it was.
        duration_seconds: f64,
        /// Its events.
        event_count: u64,
        /// What came of it.
        summary: String,
        /// When it may be deleted.
        expires_at: Option<Timestamp>,
    },
    /// A recording was flagged.
    #[serde(rename = "canvas:recording_flagged")]
    Flagged {
        /// Which one.
        recording_id: RecordingId,
        /// Why.
        flag_reason: String,
        /// By whom.
        flagged_by: String,
        /// When.
        flagged_at: Timestamp,
    },
}
