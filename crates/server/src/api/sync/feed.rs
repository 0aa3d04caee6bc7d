//! `GET /sync/v1/feed`, `GET /sync/v1/recordings/{id}/segments` and `GET /sync/v1/whoami`.

use std::time::Duration;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use hindsight_contract::auth::WhoAmI;
use hindsight_contract::error::{ErrorCode, ErrorEnvelope};
use hindsight_contract::sync::{
    FEED_LIMIT, FEED_WAIT_S, FeedPage, FeedQuery, Head, SEGMENT_PAGE, SegmentPage,
};
use hindsight_domain::RecordingId;
use http::header;
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, sleep, sleep_until};

use crate::api::extract::{Params, PathId};
use crate::app::App;
use crate::auth::Principal;
use crate::error::ApiError;
use crate::store::feed::{Answer, Ask, Cursor, Entry, Page};
use crate::store::{feed, recordings, segments, tail};

/// Entries of a page whose request names no limit.
const USUAL_LIMIT: u32 = 500;
/// How long news is left to gather before a waiting request is answered: a recording that gets a hundred events a
/// second is no reason for a hundred pages.
const GATHER: Duration = Duration::from_millis(250);

/// Who the token belongs to, and which server this is.
#[utoipa::path(
    get,
    path = "/sync/v1/whoami",
    tag = "sync",
    responses(
        (status = 200, body = WhoAmI, description = "The principal and the server"),
        (status = 401, body = ErrorEnvelope, description = "No valid token"),
    ),
    security(("bearer" = []))
)]
pub(crate) async fn whoami(
    State(app): State<App>,
    principal: Principal,
) -> Result<axum::Json<WhoAmI>, ApiError> {
    let server_id = app.store.read(feed::server_id).await?;
    Ok(axum::Json(WhoAmI {
        user: principal.user,
        role: principal.role,
        server_id,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        at: app.clock.now(),
    }))
}

/// What changed after the cursor and is for this principal.
#[utoipa::path(
    get,
    path = "/sync/v1/feed",
    tag = "sync",
    params(
        (
            "cursor" = Option<String>, Query, description = "`next` of the page before; absent for the beginning",
            pattern = "^[0-9]{1,18}\\.[0-9a-f]{32}$"
        ),
        ("limit" = Option<u32>, Query, description = "Entries at most; 500 without it", minimum = 1, maximum = 1000),
        (
            "wait" = Option<u32>, Query, description = "Seconds to wait where there is no news behind the cursor",
            minimum = 0, maximum = 60
        ),
        (
            "witness" = Option<String>, Query, description = "`witness` of a reply to mutations; see there",
            pattern = "^[0-9]{1,18}\\.[0-9a-f]{32}$"
        ),
    ),
    responses(
        (status = 200, body = FeedPage, description = "A page"),
        (status = 400, body = ErrorEnvelope, description = "Not what the call takes"),
        (status = 401, body = ErrorEnvelope, description = "No valid token"),
        (
            status = 409,
            body = ErrorEnvelope,
            description = "`EPOCH_CHANGED`: the cursor belongs to another history: begin at the start"
        ),
    ),
    security(("bearer" = []))
)]
pub(crate) async fn page(
    State(app): State<App>,
    principal: Principal,
    Params(query): Params<FeedQuery>,
) -> Result<Response, ApiError> {
    let wait_s = within("wait", query.wait.unwrap_or(0), 0, FEED_WAIT_S)?;
    let ask = Ask {
        user: principal.user,
        role: principal.role,
        cursor: query.cursor.as_deref().map(read_cursor).transpose()?,
        witness: query.witness.as_deref().map(read_cursor).transpose()?,
        limit: within("limit", query.limit.unwrap_or(USUAL_LIMIT), 1, FEED_LIMIT)?,
    };
    let (mut changed, mut stopping) = (app.store.changed(), app.stopping.clone());
    // Who begins gets a cursor to wait with, also where nothing is yet.
    let wait_s = if ask.cursor.is_some() { wait_s } else { 0 };
    let deadline = Instant::now() + Duration::from_secs(wait_s.into());
    loop {
        // What changes from here on wakes the wait below, seen by this read or not.
        changed.mark_unchanged();
        let page = settled(&app, &ask).await?;
        if !page.entries.is_empty() || Instant::now() >= deadline {
            return write(&app, page);
        }
        tokio::select! {
            news = changed.changed() => match news {
                Ok(()) => sleep(GATHER.min(deadline - Instant::now())).await,
                Err(_) => return write(&app, page),
            },
            () = sleep_until(deadline) => return write(&app, page),
            // What is said of the end does not matter, only that it comes.
            _ = stopping.changed() => return write(&app, page),
        }
    }
}

/// A page whose recordings have all their events in segments, as of when it was asked for.
async fn settled(app: &App, ask: &Ask) -> Result<Page, ApiError> {
    let page = read(app, ask).await?;
    if page.with_tail.is_empty() {
        return Ok(page);
    }
    let ids = page.with_tail.clone();
    match app.store.write(move |tx| tail::seal(tx, &ids)).await {
        // They stand at later places of the feed now.
        Ok(()) => read(app, ask).await,
        // A store that cannot take writes can still be read: the tails come with a later page.
        Err(error) if error.is_transient() => Ok(page),
        Err(error) => Err(error.into()),
    }
}

async fn read(app: &App, ask: &Ask) -> Result<Page, ApiError> {
    let ask = ask.clone();
    match app.store.read(move |connection| feed::page(connection, &ask)).await? {
        Answer::Page(page) => Ok(page),
        Answer::OtherHistory => Err(other_history()),
    }
}

/// What a client is told that remembers what this store never was.
pub(super) fn other_history() -> ApiError {
    ApiError::new(
        ErrorCode::EpochChanged,
        "this cursor belongs to another history of the server, which was restored from an older backup: \
         begin at the start, and send again what the server may have lost",
    )
}

/// [`FeedPage`], with what is stored as JSON passed through.
#[derive(Serialize)]
struct Written {
    entries: Vec<Entry>,
    next: String,
    more: bool,
    head: Head,
    epoch: String,
}

fn write(app: &App, page: Page) -> Result<Response, ApiError> {
    let written = Written {
        entries: page.entries,
        next: page.next.to_string(),
        more: page.more,
        head: Head { seq: page.head, at: app.clock.now(), checkpoint: None },
        epoch: page.epoch,
    };
    let body = serde_json::to_vec(&written).map_err(|error| ApiError::internal(&error))?;
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}

pub(super) fn read_cursor(text: &str) -> Result<Cursor, ApiError> {
    text.parse().map_err(|error: feed::NotACursor| ApiError::invalid(error.to_string()))
}

fn within(name: &str, value: u32, from: u32, to: u32) -> Result<u32, ApiError> {
    if (from..=to).contains(&value) {
        return Ok(value);
    }
    Err(ApiError::invalid(format!("`{name}` is {from} to {to}, not {value}")))
}

/// `?from`: the first index.
#[derive(Debug, Deserialize)]
pub(crate) struct SegmentQuery {
    #[serde(default)]
    from: u32,
}

/// Segments of a recording from an index on.
#[utoipa::path(
    get,
    path = "/sync/v1/recordings/{id}/segments",
    tag = "sync",
    params(
        ("id" = String, Path, description = "The recording", min_length = 1, max_length = 200),
        ("from" = Option<i64>, Query, description = "The first index; 0 without it", minimum = 0, maximum = 4294967295_u32),
    ),
    responses(
        (status = 200, body = SegmentPage, description = "Up to 1,000 segments"),
        (status = 400, body = ErrorEnvelope, description = "Not what the call takes"),
        (status = 401, body = ErrorEnvelope, description = "No valid token"),
        (status = 404, body = ErrorEnvelope, description = "Not there, or not for this principal"),
    ),
    security(("bearer" = []))
)]
pub(crate) async fn segments(
    State(app): State<App>,
    principal: Principal,
    PathId(id): PathId<RecordingId>,
    Params(query): Params<SegmentQuery>,
) -> Result<axum::Json<SegmentPage>, ApiError> {
    let page = app
        .store
        .read(move |connection| {
            let stored = recordings::get_visible(connection, &id, &principal.user, principal.role)?;
            let segments = segments::list(connection, &id, query.from, SEGMENT_PAGE)?;
            Ok(SegmentPage { segments, total: stored.segment_count })
        })
        .await?;
    Ok(axum::Json(page))
}
