//! Heatmaps of what the server has, which is more than what is here.

use hindsight_contract::heatmap::{HeatmapAsk, HeatmapQuery};
use hindsight_replay::heatmap::heat::PageKey;
use hindsight_replay::heatmap::table::hottest;
use hindsight_replay::heatmap::{Anchor, Heat, part};
use hindsight_sync::RemoteOptions;

use super::gather::{Gathered, bucket_of, others};
use super::{Shows, unpaintable};
use crate::{Console, Result};

const HOTTEST: usize = 10;

impl Console {
    /// Asks the server. Elements stay unknown: selectors and texts of pages do not leave it in sums.
    pub(super) async fn gathered_by_server(&self, ask: &HeatmapAsk) -> Result<Gathered> {
        let shows = Shows::of(ask)?;
        let of = ask.filter.clone();
        let query = HeatmapQuery {
            path: ask.page.clone(),
            layer: Some(shows.name().to_owned()),
            width: ask.width.clone(),
            service_slug: of.service,
            device_type: of.device,
            actor_type: of.actor_type,
            start_date: of.from.map(|time| time.to_string()),
            end_date: of.to.map(|time| time.to_string()),
        };
        let reply = self.remote(&RemoteOptions::default()).await?.heatmap(&query).await?;
        let heat: Heat = serde_json::from_value(reply.heat).map_err(|error| unpaintable(&error))?;
        let key = if reply.page.is_empty() {
            part::nowhere()
        } else {
            PageKey { page: reply.page, bucket: bucket_of(&reply.width)? }
        };
        let pages = reply.pages.into_iter().map(|page| (page.page, page.width, page.visits));
        let mut gathered = Gathered {
            shows,
            source: "server",
            anchor: if ask.is_fixed { Anchor::Viewport } else { Anchor::Document },
            heat,
            hottest: Vec::new(),
            elements: Vec::new(),
            recordings: reply.sessions,
            unread: reply.unread,
            others: others(pages, &key),
            shown: None,
            key,
        };
        gathered.hottest = gathered.grid().map(|grid| hottest(grid, HOTTEST)).unwrap_or_default();
        Ok(gathered)
    }
}
