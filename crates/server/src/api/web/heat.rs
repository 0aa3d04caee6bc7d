//! Heatmaps over the sessions of a server, so that a console with few of them sees the whole.
//!
//! **Invariant:** bounded work. One answer reads the latest sessions that the asker may see, up to a number of them
//! and of bytes, one answer at a time, and says how many it did not read.

mod count;

use std::collections::BTreeMap;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use hindsight_contract::error::WebError;
use hindsight_contract::heatmap::{HeatmapReply, HeatmapReplyPage};
use hindsight_contract::web::QueryTime;
use hindsight_domain::Kind;
use hindsight_replay::heatmap::heat::PageKey;
use hindsight_replay::heatmap::page::Rules;
use hindsight_replay::heatmap::part::{self, Part};
use hindsight_replay::heatmap::{Anchor, Heat, Layer, WidthBucket};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::read::device;
use crate::api::check;
use crate::api::extract::Params;
use crate::app::App;
use crate::auth::Principal;
use crate::error::ApiError;
use crate::store::listing::{self, Filter};
use crate::store::recordings::Stored;
use crate::store::sessions::detail;
use count::count;

/// Sessions that are read for one answer.
const SESSIONS: u32 = 500;
/// Bytes of events that are read for one answer.
const BYTES: usize = 256 << 20;
/// How long one answer may read; it tells what it has by then.
const TIME: Duration = Duration::from_secs(20);
/// Pages that an answer lists.
const PAGES: usize = 200;
/// Letters of an address: what browsers themselves allow to be sent.
const ADDRESS_CHARS: usize = 8 << 10;

/// What is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum HeatmapLayer {
    #[default]
    Click,
    Rage,
    Dead,
    FirstClick,
    Attention,
    Scroll,
}

/// Widths that share a heatmap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum HeatmapWidth {
    Phone,
    Tablet,
    Laptop,
    Desktop,
    Wide,
}

/// The query.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HeatmapQuery {
    path: Option<String>,
    layer: Option<HeatmapLayer>,
    width: Option<HeatmapWidth>,
    service_slug: Option<String>,
    device_type: Option<String>,
    actor_type: Option<String>,
    start_date: Option<String>,
    end_date: Option<String>,
}

impl HeatmapLayer {
    /// The names of its pieces.
    fn names(self) -> Vec<String> {
        let layer = match self {
            Self::Click => Layer::Click,
            Self::Rage => Layer::Rage,
            Self::Dead => Layer::Dead,
            Self::FirstClick => Layer::FirstClick,
            Self::Attention => Layer::Attention,
            Self::Scroll => return vec![part::SCROLL.to_owned()],
        };
        vec![part::grid_name(layer, Anchor::Document), part::grid_name(layer, Anchor::Viewport)]
    }
}

impl HeatmapWidth {
    fn bucket(self) -> WidthBucket {
        match self {
            Self::Phone => WidthBucket::Phone,
            Self::Tablet => WidthBucket::Tablet,
            Self::Laptop => WidthBucket::Laptop,
            Self::Desktop => WidthBucket::Desktop,
            Self::Wide => WidthBucket::Wide,
        }
    }
}

/// Counts clicks, dwell or scrolling on a page, over the latest sessions that the asker may see.
#[utoipa::path(
    get, path = "/recordings/sessions/heatmap", tag = "web sessions",
    params(
        ("path" = Option<String>, Query, description = "The page, as an address or as it is normalised; without it, the most visited", max_length = 8192),
        ("layer" = Option<HeatmapLayer>, Query, description = "What is counted; clicks without it"),
        ("width" = Option<HeatmapWidth>, Query, description = "The viewport's width; without it, the most visited. Widths are never mixed"),
        ("serviceSlug" = Option<String>, Query, description = "Of this service"),
        ("deviceType" = Option<String>, Query, description = "On this device: a word or its number"),
        ("actorType" = Option<String>, Query, description = "Of this kind of actor, as it was sent"),
        ("startDate" = Option<QueryTime>, Query, description = "Began at or after"),
        ("endDate" = Option<QueryTime>, Query, description = "Began at or before; a date alone means all of that day"),
    ),
    responses(
        (status = 200, body = HeatmapReply, description = "The counts"),
        (status = 400, body = WebError, description = "Not what the call takes"),
        (status = 401, body = WebError, description = "No valid token"),
    ),
    security(("bearer" = []))
)]
pub(crate) async fn heatmap(
    State(app): State<App>,
    principal: Principal,
    Params(query): Params<HeatmapQuery>,
) -> Result<Json<HeatmapReply>, ApiError> {
    check::maybe("path", query.path.as_deref(), ADDRESS_CHARS)?;
    let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let filter = Filter {
        service: given(&query.service_slug),
        device: given(&query.device_type).map(|text| device(&text).word().to_owned()),
        from: check::time("startDate", query.start_date.as_deref())?,
        to: check::end_time("endDate", query.end_date.as_deref())?,
        ..Filter::default()
    };
    let (sessions, total) = found(&app, principal, filter, given(&query.actor_type)).await?;
    let _one_at_a_time = app.limits.heatmaps.acquire().await.map_err(|error| ApiError::internal(&error))?;
    let wanted = Wanted::of(&query);
    let (mut sums, mut read, mut bytes) = (Sums::default(), 0, BYTES);
    let began = app.clock.now();
    for stored in sessions {
        if bytes == 0 || app.clock.now().since(began) > TIME.as_millis() as i64 {
            break;
        }
        // One that is gone, damaged or larger than what is left counts as not read.
        if let Some(parts) = count(&app, stored, &mut bytes).await? {
            sums.add(&wanted, parts)?;
            read += 1;
        }
    }
    Ok(Json(sums.reply(&query, &wanted, read, total.saturating_sub(read))?))
}

/// Sessions to read, the latest first, and how many there are.
async fn found(
    app: &App,
    principal: Principal,
    filter: Filter,
    actor: Option<String>,
) -> Result<(Vec<Stored>, u64), ApiError> {
    let page = app.store.read(move |connection| {
        let viewer = (principal.user.as_str(), principal.role);
        listing::page(connection, Kind::Web, &filter, viewer, SESSIONS, 0)
    });
    let page = page.await?;
    let Some(actor) = actor else { return Ok((page.rows, page.total)) };
    let beyond = page.total.saturating_sub(page.rows.len() as u64);
    let is_of = |stored: &Stored| {
        stored.recording.details.get(detail::ACTOR_TYPE).is_some_and(|of| *of == json!(actor))
    };
    let rows: Vec<_> = page.rows.into_iter().filter(is_of).collect();
    // Of those beyond nobody looked who the actor was: at most so many.
    let total = rows.len() as u64 + beyond;
    Ok((rows, total))
}

/// Which pieces an answer adds up.
struct Wanted {
    page: Option<String>,
    bucket: Option<WidthBucket>,
    names: Vec<String>,
}

impl Wanted {
    fn of(query: &HeatmapQuery) -> Self {
        let mut names = query.layer.unwrap_or_default().names();
        names.extend([part::VISITS, part::HEIGHTS, part::UNPLACED].map(ToOwned::to_owned));
        let path = query.path.as_deref().filter(|path| !path.is_empty());
        Self {
            page: path.map(|path| Rules::default().page(path)),
            bucket: query.width.map(HeatmapWidth::bucket),
            names,
        }
    }

    fn is_it(&self, key: &PageKey) -> bool {
        self.page.as_ref().is_none_or(|page| *page == key.page)
            && self.bucket.is_none_or(|bucket| bucket == key.bucket)
    }
}

/// What the sessions so far come to.
#[derive(Default)]
struct Sums {
    visits: BTreeMap<PageKey, u64>,
    heats: BTreeMap<PageKey, Heat>,
}

impl Sums {
    fn add(&mut self, wanted: &Wanted, parts: Vec<Part>) -> Result<(), ApiError> {
        for Part { key, name, weight, bytes } in parts {
            if name == part::VISITS {
                *self.visits.entry(key.clone()).or_default() += weight;
            }
            if wanted.is_it(&key) && wanted.names.contains(&name) {
                let heat = self.heats.entry(key.clone()).or_default();
                heat.add_part(&key, &name, &bytes).map_err(|error| ApiError::internal(&error))?;
            }
        }
        Ok(())
    }

    fn reply(
        mut self,
        query: &HeatmapQuery,
        wanted: &Wanted,
        sessions: u64,
        unread: u64,
    ) -> Result<HeatmapReply, ApiError> {
        let most = self.visits.iter().filter(|(key, _)| wanted.is_it(key)).max_by_key(|(_, visits)| **visits);
        let key = most.map(|(key, _)| key.clone());
        let heat = key.as_ref().and_then(|key| self.heats.remove(key)).unwrap_or_default();
        let heat = serde_json::to_value(heat).map_err(|error| ApiError::internal(&error))?;
        let mut pages: Vec<_> = self.visits.into_iter().collect();
        pages.sort_by_key(|(_, visits)| std::cmp::Reverse(*visits));
        let page = |(key, visits): (PageKey, u64)| HeatmapReplyPage {
            page: key.page,
            width: word(&key.bucket),
            visits,
        };
        let asked = wanted.bucket.unwrap_or(WidthBucket::Laptop);
        let key = key.unwrap_or(PageKey { page: wanted.page.clone().unwrap_or_default(), bucket: asked });
        Ok(HeatmapReply {
            page: key.page,
            width: word(&key.bucket),
            layer: word(&query.layer.unwrap_or_default()),
            sessions,
            unread,
            pages: pages.into_iter().take(PAGES).map(page).collect(),
            heat,
        })
    }
}

/// The word of a closed set.
fn word(of: &impl Serialize) -> String {
    json!(of).as_str().unwrap_or_default().to_owned()
}
