//! Looking at web sessions, and taking them away.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use hindsight_contract::error::WebError;
use hindsight_contract::web::{
    EXPORT_VERSION, ExportSession, ExportedSession, QueryTime, SessionEvents, SessionPage, SessionStatus,
};
use hindsight_domain::{DeviceType, Kind, RecordingId, Status, Timestamp};
use http::{HeaderName, HeaderValue, header};
use serde::Deserialize;
use serde_json::json;

use super::view::summary;
use crate::api::check;
use crate::api::events::{document, open_object};
use crate::api::extract::{JsonBody, Params, PathId};
use crate::app::App;
use crate::auth::Principal;
use crate::error::ApiError;
use crate::store::StoreError;
use crate::store::listing::{self, Filter};
use crate::store::recordings::{self, Stored};
use crate::store::timeline::{self, Timeline};

/// Sessions of a page at most.
const PAGE: u32 = 500;
/// Sessions of a page where nothing is said.
const USUAL_PAGE: u32 = 20;
/// `from` and `to` below this are offsets from the session's start; above, times (both in ms). It is in 1973: of a
/// session that began before, all are times.
const OFFSETS_BELOW_MS: i64 = 100_000_000_000;

/// What is said of a session's document.
const HEAD: [(HeaderName, &str); 2] =
    [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "private, no-store")];

/// The query of a list.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListQuery {
    service_slug: Option<String>,
    actor_id: Option<String>,
    device_type: Option<String>,
    status: Option<String>,
    start_date: Option<String>,
    end_date: Option<String>,
    page: Option<u64>,
    limit: Option<u32>,
}

/// Lists sessions, the latest first.
#[utoipa::path(
    get, path = "/recordings/sessions", tag = "web sessions",
    params(
        ("serviceSlug" = Option<String>, Query, description = "Of this service"),
        ("actorId" = Option<String>, Query, description = "Of this actor"),
        ("deviceType" = Option<String>, Query, description = "On this device: a word or its number"),
        ("status" = Option<String>, Query, description = "`active` or `ended`: a word or its number"),
        ("startDate" = Option<QueryTime>, Query, description = "Began at or after"),
        ("endDate" = Option<QueryTime>, Query, description = "Began at or before; a date alone means all of that day"),
        ("page" = Option<u64>, Query, description = "From 1", minimum = 1, maximum = 9007199254740991_u64),
        ("limit" = Option<u32>, Query, description = "Of a page; 20 without it", minimum = 1, maximum = 500),
    ),
    responses(
        (status = 200, body = SessionPage, description = "A page"),
        (status = 400, body = WebError, description = "Not what the call takes"),
        (status = 401, body = WebError, description = "No valid token"),
    ),
    security(("bearer" = []))
)]
pub(crate) async fn list(
    State(app): State<App>,
    principal: Principal,
    Params(query): Params<ListQuery>,
) -> Result<Json<SessionPage>, ApiError> {
    let given = |text: Option<String>| text.filter(|text| !text.is_empty());
    let limit = check::within("limit", query.limit, USUAL_PAGE, 1, PAGE)?;
    let page = check::within("page", query.page, 1, 1, check::MAX_OFFSET)?;
    let filter = Filter {
        service: given(query.service_slug),
        user_id: given(query.actor_id),
        device: given(query.device_type).map(|text| device(&text).word().to_owned()),
        statuses: given(query.status).map(|text| statuses(&text)),
        from: check::time("startDate", query.start_date.as_deref())?,
        to: check::end_time("endDate", query.end_date.as_deref())?,
        ..Filter::default()
    };
    let offset = (page - 1).saturating_mul(u64::from(limit));
    let found = app
        .store
        .read(move |connection| {
            let viewer = (principal.user.as_str(), principal.role);
            listing::page(connection, Kind::Web, &filter, viewer, limit, offset)
        })
        .await?;
    Ok(Json(SessionPage {
        data: found.rows.iter().map(summary).collect(),
        total: found.total,
        page,
        limit,
        total_pages: found.total.div_ceil(u64::from(limit)),
    }))
}

/// The device of a query: a word or its number.
pub(super) fn device(text: &str) -> DeviceType {
    text.parse().map_or_else(|_| DeviceType::from_word(text), DeviceType::from_number)
}

fn statuses(text: &str) -> Vec<Status> {
    match SessionStatus::from_word(text) {
        SessionStatus::Active => vec![Status::Recording],
        SessionStatus::Ended => vec![Status::Completed, Status::Failed, Status::Cancelled],
        // No session is in a state that is not known.
        SessionStatus::Unspecified | SessionStatus::Other(_) => Vec::new(),
    }
}

/// The part of a session.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct PartQuery {
    from: Option<i64>,
    to: Option<i64>,
}

/// A session with its events, in the order of their times.
#[utoipa::path(
    get, path = "/recordings/sessions/{id}/events", tag = "web sessions",
    params(
        ("id" = String, Path, description = "The session"),
        ("from" = Option<i64>, Query, description = "Events at or after: ms since 1970, or from the session's start",
            minimum = -9007199254740991_i64, maximum = 9007199254740991_i64),
        ("to" = Option<i64>, Query, description = "Events at or before: the same",
            minimum = -9007199254740991_i64, maximum = 9007199254740991_i64),
    ),
    responses(
        (status = 200, body = SessionEvents, description = "The session"),
        (status = 400, body = WebError, description = "Not what the call takes"),
        (status = 401, body = WebError, description = "No valid token"),
        (status = 404, body = WebError, description = "Not there, or not visible"),
    ),
    security(("bearer" = []))
)]
pub(crate) async fn events(
    State(app): State<App>,
    principal: Principal,
    PathId(id): PathId<RecordingId>,
    Params(part): Params<PartQuery>,
) -> Result<Response, ApiError> {
    for (name, ms) in [("from", part.from), ("to", part.to)] {
        check::within(name, ms, 0, -check::MAX_INTEGER, check::MAX_INTEGER)?;
    }
    let (stored, timeline) = read(&app, principal, id, part).await?;
    let before = json!({ "sessionId": stored.recording.id, "metadata": summary(&stored) }).to_string();
    let before = open_object(before) + "\"events\":[";
    let body = document(app.store, timeline, before, "]}".into());
    Ok((HEAD, body).into_response())
}

async fn read(
    app: &App,
    principal: Principal,
    id: RecordingId,
    part: PartQuery,
) -> Result<(Stored, Timeline), ApiError> {
    let read = app.store.read(move |connection| {
        let stored = recordings::get(connection, &id)?
            .filter(|stored| stored.recording.kind == Kind::Web && principal.sees(stored))
            .ok_or_else(|| StoreError::NotFound(format!("there is no session {id}")))?;
        let start = stored.recording.started_at;
        let is_offset = |ms: i64| ms.abs() < OFFSETS_BELOW_MS && start.millis() >= OFFSETS_BELOW_MS;
        let time = |ms: i64| if is_offset(ms) { start.plus(ms) } else { Timestamp::clamp_millis(ms) };
        let timeline = timeline::begin(connection, &id, part.from.map(time), part.to.map(time))?;
        Ok((stored, timeline))
    });
    Ok(read.await?)
}

/// A session as a file.
#[utoipa::path(
    post, path = "/recordings/sessions/{id}/export", tag = "web sessions",
    params(("id" = String, Path, description = "The session")),
    request_body = ExportSession,
    responses(
        (status = 200, body = ExportedSession, description = "The attachment `session-<id>.json`"),
        (status = 400, body = WebError, description = "Not what the call takes"),
        (status = 401, body = WebError, description = "No valid token"),
        (status = 404, body = WebError, description = "Not there, or not visible"),
        (status = 413, body = WebError, description = "Over the limit"),
        (status = 415, body = WebError, description = "Not JSON"),
        (status = 503, body = WebError, description = "The store takes no writes: who takes a session away is written down first"),
    ),
    security(("bearer" = []))
)]
pub(crate) async fn export(
    State(app): State<App>,
    principal: Principal,
    PathId(id): PathId<RecordingId>,
    JsonBody(request): JsonBody<ExportSession>,
) -> Result<Response, ApiError> {
    let user = principal.user.clone();
    let (stored, timeline) = read(&app, principal, id, PartQuery::default()).await?;
    let id = stored.recording.id.clone();
    let taken = json!({
        "recording_id": id, "metadata": request.include_metadata, "events": request.include_events,
    });
    app.store.write(move |tx| tx.journal(&user, "recording_exported", taken)).await?;
    let exported = ExportedSession {
        version: EXPORT_VERSION.to_owned(),
        exported_at: app.clock.now(),
        session_id: id.clone(),
        metadata: request.include_metadata.then(|| summary(&stored)),
        events: None,
    };
    let text = json!(exported).to_string();
    let body = if request.include_events {
        document(app.store, timeline, open_object(text) + "\"events\":[", "]}".into())
    } else {
        Body::from(text)
    };
    let mut response = (HEAD, body).into_response();
    response.headers_mut().insert(header::CONTENT_DISPOSITION, attachment(id.as_str()));
    Ok(response)
}

/// `Content-Disposition` (RFC 6266) of a session's file, whatever letters its id has.
fn attachment(id: &str) -> HeaderValue {
    let plain: String = id.chars().map(|c| if c.is_ascii_graphic() && c != '"' { c } else { '_' }).collect();
    let is_plain = |b: &u8| b.is_ascii_alphanumeric() || b"-._~".contains(b);
    let escaped: String = id
        .bytes()
        .map(|b| if is_plain(&b) { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect();
    let extended =
        if plain == id { String::new() } else { format!("; filename*=UTF-8''session-{escaped}.json") };
    let text = format!("attachment; filename=\"session-{plain}.json\"{extended}");
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("attachment"))
}
