//! Lists of recordings: filters, order, pages.

use hindsight_contract::view::{Items, RecordingView};
use hindsight_domain::{Kind, Status, Timestamp};

use crate::{Result, Vault};

/// Which recordings. What is `None` does not filter; all that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordingFilter {
    /// Of this kind.
    pub kind: Option<Kind>,
    /// Flagged, or not.
    pub flagged: Option<bool>,
    /// Of this agent.
    pub agent: Option<String>,
    /// In this status.
    pub status: Option<Status>,
    /// With this tag.
    pub tag: Option<String>,
    /// Started at or after.
    pub from: Option<Timestamp>,
    /// Started before.
    pub to: Option<Timestamp>,
    /// Of this session.
    pub session: Option<String>,
    /// Of this service.
    pub service: Option<String>,
    /// On this device.
    pub device: Option<String>,
    /// Of this user.
    pub user: Option<String>,
    /// With all segments in this vault, or not.
    pub cached: Option<bool>,
    /// Known only here, or not.
    pub local_only: Option<bool>,
    /// With a hit of this search, or with it in the title.
    pub text: Option<String>,
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RecordingOrder {
    /// Latest start first.
    #[default]
    Newest,
    /// Earliest start first.
    Oldest,
    /// Longest first.
    Longest,
    /// Most events first.
    MostEvents,
    /// By title, A first.
    Title,
}

/// Which part of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Items at most.
    pub limit: u32,
    /// Items to leave out before.
    pub offset: u64,
}

impl Vault {
    /// Recordings that pass `filter`, and how many do in all.
    pub fn recordings(
        &self,
        filter: &RecordingFilter,
        order: RecordingOrder,
        page: Page,
    ) -> Result<Items<RecordingView>> {
        let _ = (filter, order, page);
        todo!()
    }
}
