//! Sessions and agent recordings in numbers: `/recordings/analytics`.
//!
//! How each number is counted stands here, and holds for the server and for a console's own numbers alike.
//! Durations are in seconds.

use hindsight_domain::{DeviceType, Timestamp};
use serde::{Deserialize, Serialize};

/// `GET /recordings/analytics/stats`: of the sessions that began in the range.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SessionStats {
    /// Sessions that began in the range, also those that go on.
    pub total_sessions: u64,
    /// Mean length in seconds of those that ended, as their summaries have it; 0 where none did.
    pub avg_duration: f64,
    /// Pages that were opened: as the SDK reported them; of a session that reported none, each page that its events
    /// show, once.
    pub total_page_views: u64,
    /// Clicks and taps in the sessions' events.
    pub total_clicks: u64,
    /// Actors (`actorId`), each once. Who is not named is not counted.
    pub unique_users: u64,
}

/// `GET /recordings/analytics/devices`: sessions by device, the most frequent first.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DeviceShare {
    /// The device; `unspecified` where it is not known.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub device_type: DeviceType,
    /// Sessions.
    pub count: u64,
    /// Of a hundred sessions, to one place after the point.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 100))]
    pub percentage: f64,
}

/// `GET /recordings/analytics/pages`: a page, the most viewed first.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PageStats {
    /// Its path.
    pub path: String,
    /// Its title as it was last reported; empty where none was.
    pub title: String,
    /// Views; over all pages they add up to `totalPageViews`.
    pub views: u64,
    /// Sessions with at least one of them.
    pub unique_sessions: u64,
}

/// `GET /recordings/analytics/services`: sessions by service, the most frequent first.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ServiceShare {
    /// The service; empty where none is named.
    pub service_slug: String,
    /// Sessions.
    pub count: u64,
}

/// `GET /recordings/analytics/days`: a day on which sessions began; days without any are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DayStats {
    /// When it begins, in UTC.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub day: Timestamp,
    /// Sessions that began in it.
    pub sessions: u64,
    /// Their page views.
    pub page_views: u64,
    /// Their clicks.
    pub clicks: u64,
}

/// `GET /recordings/analytics/agents`: of the agent recordings that began in the range.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AgentStats {
    /// All of them.
    pub total: RunStats,
    /// By agent, those with the most recordings first.
    pub agents: Vec<AgentShare>,
}

/// Agent recordings in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RunStats {
    /// Recordings; the sum of the next four.
    pub recordings: u64,
    /// That still run.
    pub recording: u64,
    /// That ended as they should.
    pub completed: u64,
    /// That failed or fell silent.
    pub failed: u64,
    /// That a person ended.
    pub cancelled: u64,
    /// Events of type `error` in them.
    pub errors: u64,
    /// Recordings with at least one of those.
    pub with_errors: u64,
    /// Mean length in seconds of those that ended; 0 where none did.
    pub avg_duration: f64,
}

/// Those of one agent.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AgentShare {
    /// The agent.
    pub agent_id: String,
    /// Its name in the register of agents, else its id.
    pub name: String,
    /// Its recordings.
    #[serde(flatten)]
    pub runs: RunStats,
}
