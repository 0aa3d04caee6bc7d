//! Many recordings in numbers, as a console shows them. How each number is counted stands in [`crate::analytics`].

use hindsight_domain::Timestamp;
use serde::{Deserialize, Serialize};

use super::FacetValue;

/// Whose numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum NumbersSource {
    /// Of what this vault lists; what only events tell, of those that are here.
    #[default]
    Here,
    /// Of the server: of everything for the governance role, of their own for a member.
    Server,
}

/// What `analytics` takes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct NumbersAsk {
    /// Whose.
    pub source: NumbersSource,
    /// Began at or after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Timestamp>,
    /// Began before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Timestamp>,
    /// Sessions of this service; agent recordings have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
}

/// Many recordings in numbers.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct Numbers {
    /// Whose.
    pub source: NumbersSource,
    /// When they held: of a server, now by this machine's clock; of this vault, when it last heard from its server,
    /// or now where it never did.
    pub as_of: Timestamp,
    /// The server that they are of, or that this vault was filled from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_url: Option<String>,
    /// Whether they are only of what the user sees: of this vault always, of a server for a member.
    pub only_seen: bool,
    /// Sessions.
    pub sessions: SessionNumbers,
    /// Sessions by device, the most frequent first.
    pub devices: Vec<FacetValue>,
    /// Sessions by service, the most frequent first; without a service, the value is empty. 500 at most.
    pub services: Vec<FacetValue>,
    /// The pages that were viewed most: 100 at most.
    pub pages: Vec<PageNumbers>,
    /// Days (UTC) on which sessions began, in order: the latest 500. Others are left out.
    pub days: Vec<DayNumbers>,
    /// Agent recordings.
    pub runs: RunNumbers,
    /// Those by agent, the most frequent first: 100 at most.
    pub agents: Vec<AgentNumbers>,
    /// How much was read, where what only events tell is not of all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read: Option<ReadHere>,
}

/// Sessions in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct SessionNumbers {
    /// Sessions that began in the range, also those that go on.
    pub sessions: u64,
    /// Mean length in ms of those that ended; absent where none did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean_ms: Option<f64>,
    /// Pages that were opened.
    pub page_views: u64,
    /// Clicks and taps.
    pub clicks: u64,
    /// Actors by their ids, each once; who is not named is not counted.
    pub users: u64,
}

/// A page.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct PageNumbers {
    /// Its path.
    pub path: String,
    /// Its title; empty where it is not known.
    pub title: String,
    /// Views.
    pub views: u64,
    /// Sessions with at least one of them.
    pub sessions: u64,
}

/// A day of sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct DayNumbers {
    /// When it begins, in UTC.
    pub day: Timestamp,
    /// Sessions that began in it.
    pub sessions: u64,
    /// Their page views.
    pub page_views: u64,
    /// Their clicks.
    pub clicks: u64,
}

/// Agent recordings in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct RunNumbers {
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
    /// Mean length in ms of those that ended; absent where none did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean_ms: Option<f64>,
}

/// Those of one agent.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct AgentNumbers {
    /// The agent.
    pub agent: String,
    /// Its name, else its id.
    pub name: String,
    /// Its recordings.
    pub runs: RunNumbers,
}

/// Of how many recordings what only events tell is counted: clicks and page views where the server did not count
/// them, pages, and errors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct ReadHere {
    /// Sessions whose clicks and page views are known.
    pub sessions_counted: u64,
    /// Sessions whose pages are known.
    pub sessions_read: u64,
    /// Sessions in all.
    pub sessions: u64,
    /// Agent recordings whose errors are known.
    pub runs_read: u64,
    /// Agent recordings in all.
    pub runs: u64,
}
