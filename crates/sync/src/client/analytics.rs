//! Many recordings in numbers, as the server has them.

use hindsight_contract::analytics::{
    AgentStats, DayStats, DeviceShare, PageStats, ServiceShare, SessionStats,
};
use hindsight_domain::Timestamp;
use reqwest::Method;
use serde::de::DeserializeOwned;

use super::Remote;
use crate::SyncError;

/// 500 rows of a path and a title of 2,000 characters each, as JSON writes them.
const NUMBERS_BYTES: u64 = 16 << 20;

/// Which recordings are counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NumbersQuery {
    /// Began at or after.
    pub from: Option<Timestamp>,
    /// Began at or before.
    pub to: Option<Timestamp>,
    /// Sessions of this service.
    pub service: Option<String>,
}

/// All that the server counts. Each is of a moment of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct ServerNumbers {
    /// Sessions.
    pub sessions: SessionStats,
    /// Sessions by device.
    pub devices: Vec<DeviceShare>,
    /// Sessions by service.
    pub services: Vec<ServiceShare>,
    /// The most viewed pages.
    pub pages: Vec<PageStats>,
    /// The latest days.
    pub days: Vec<DayStats>,
    /// Agent recordings.
    pub agents: AgentStats,
}

impl Remote {
    /// Many recordings in numbers: the first `rows` pages and agents, and up to 500 devices, services and days.
    ///
    /// # Errors
    ///
    /// [`SyncError::Refused`] by a server that does not count, and what every call can meet.
    pub async fn numbers(&self, query: &NumbersQuery, rows: u32) -> Result<ServerNumbers, SyncError> {
        const MOST: u32 = 500;
        // Services are what a person picks from: of all of them, whichever is picked.
        let all = NumbersQuery { service: None, ..query.clone() };
        let (sessions, devices, services, pages, days, agents) = tokio::try_join!(
            self.counted("stats", query, MOST),
            self.counted("devices", query, MOST),
            self.counted("services", &all, MOST),
            self.counted("pages", query, rows),
            self.counted("days", query, MOST),
            self.counted("agents", query, rows),
        )?;
        Ok(ServerNumbers { sessions, devices, services, pages, days, agents })
    }

    async fn counted<T: DeserializeOwned>(
        &self,
        call: &str,
        query: &NumbersQuery,
        limit: u32,
    ) -> Result<T, SyncError> {
        let mut url = self.address.call(&["recordings", "analytics", call]);
        let time = |time: Option<Timestamp>| time.map(|time| time.to_string());
        let given = [
            ("startDate", time(query.from)),
            ("endDate", time(query.to)),
            ("serviceSlug", query.service.clone()),
        ];
        url.query_pairs_mut()
            .append_pair("limit", &limit.to_string())
            .extend_pairs(given.iter().filter_map(|(name, value)| Some((name, value.as_deref()?))));
        self.ask(self.signed(self.client.request(Method::GET, url))).await?.json(NUMBERS_BYTES).await
    }
}
