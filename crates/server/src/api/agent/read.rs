//! Looking at agent recordings.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use hindsight_contract::agent::{AgentRecording, AgentReplay, Envelope, Health, ListMetadata};
use hindsight_contract::error::ErrorEnvelope;
use hindsight_domain::{Kind, RecordingId, Status};
use http::header;
use serde::Deserialize;
use serde_json::json;

use super::envelope;
use super::view;
use crate::api::check;
use crate::api::events::{document, open_object};
use crate::api::extract::{Params, PathId};
use crate::app::App;
use crate::auth::Principal;
use crate::error::ApiError;
use crate::store::listing::{self, Filter};
use crate::store::{runs, timeline};

/// Recordings of a page at most.
const PAGE: u32 = 500;
/// Recordings of a page where nothing is said.
const USUAL_PAGE: u32 = 50;

/// The query of a list.
#[derive(Debug, Deserialize)]
pub(crate) struct ListQuery {
    agent_id: Option<String>,
    status: Option<Status>,
    flagged: Option<bool>,
    tag: Option<String>,
    session_id: Option<String>,
    from: Option<String>,
    to: Option<String>,
    limit: Option<u32>,
    offset: Option<u64>,
}

/// Lists recordings, the latest first, without their events.
#[utoipa::path(
    get, path = "/api/canvas/recording", tag = "agent recordings",
    params(
        ("agent_id" = Option<String>, Query, description = "Of this agent"),
        ("status" = Option<Status>, Query, description = "In this state"),
        ("flagged" = Option<bool>, Query, description = "Whether a person should look at it"),
        ("tag" = Option<String>, Query, description = "With this tag"),
        ("session_id" = Option<String>, Query, description = "Of this session"),
        ("from" = Option<hindsight_contract::web::QueryTime>, Query, description = "Began at or after"),
        ("to" = Option<hindsight_contract::web::QueryTime>, Query, description = "Began at or before"),
        ("limit" = Option<u32>, Query, description = "Of a page; 50 without it", minimum = 1, maximum = 500),
        ("offset" = Option<u64>, Query, description = "How many to pass over", minimum = 0, maximum = 9007199254740991_u64),
    ),
    responses(
        (status = 200, body = Envelope<Vec<AgentRecording>>, description = "A page; `metadata.total` counts all matches"),
        (status = 400, body = ErrorEnvelope, description = "Not what the call takes"),
        (status = 401, body = ErrorEnvelope, description = "No valid token"),
    ),
    security(("bearer" = []))
)]
pub(crate) async fn list(
    State(app): State<App>,
    principal: Principal,
    Params(query): Params<ListQuery>,
) -> Result<Json<Envelope<Vec<AgentRecording>>>, ApiError> {
    let given = |text: Option<String>| text.filter(|text| !text.is_empty());
    let limit = check::within("limit", query.limit, USUAL_PAGE, 1, PAGE)?;
    let offset = check::within("offset", query.offset, 0, 0, check::MAX_OFFSET)?;
    let filter = Filter {
        agent_id: given(query.agent_id),
        session_id: given(query.session_id),
        statuses: query.status.map(|status| vec![status]),
        flagged: query.flagged,
        tag: given(query.tag),
        from: check::time("from", query.from.as_deref())?,
        to: check::end_time("to", query.to.as_deref())?,
        ..Filter::default()
    };
    let page = app
        .store
        .read(move |connection| {
            let viewer = (principal.user.as_str(), principal.role);
            listing::page(connection, Kind::Agent, &filter, viewer, limit, offset)
        })
        .await?;
    let metadata = ListMetadata { total: page.total, limit, offset };
    let mut reply = envelope(&app, page.rows.into_iter().map(view::recording).collect());
    reply.metadata = Some(metadata);
    Ok(Json(reply))
}

/// A recording with its events.
#[utoipa::path(
    get, path = "/api/canvas/recording/{id}", tag = "agent recordings",
    params(("id" = String, Path, description = "The recording")),
    responses(
        (status = 200, body = AgentRecording, description = "The recording"),
        (status = 401, body = ErrorEnvelope, description = "No valid token"),
        (status = 404, body = ErrorEnvelope, description = "Not there, or not visible"),
    ),
    security(("bearer" = []))
)]
pub(crate) async fn one(
    State(app): State<App>,
    principal: Principal,
    PathId(id): PathId<RecordingId>,
) -> Result<Response, ApiError> {
    let (stored, timeline) = read(&app, principal, id).await?;
    let before = open_object(json!(view::recording(stored)).to_string()) + "\"events\":[";
    Ok(json_document(document(app.store, timeline, before, "]}".into())))
}

/// A recording as a player reads it.
#[utoipa::path(
    get, path = "/api/canvas/recording/{id}/replay", tag = "agent recordings",
    params(("id" = String, Path, description = "The recording")),
    responses(
        (status = 200, body = Envelope<AgentReplay>, description = "The recording"),
        (status = 401, body = ErrorEnvelope, description = "No valid token"),
        (status = 404, body = ErrorEnvelope, description = "Not there, or not visible"),
    ),
    security(("bearer" = []))
)]
pub(crate) async fn replay(
    State(app): State<App>,
    principal: Principal,
    PathId(id): PathId<RecordingId>,
) -> Result<Response, ApiError> {
    let (stored, timeline) = read(&app, principal, id).await?;
    let duration_ms = stored.recording.duration_ms;
    let view = view::recording(stored);
    let replay = AgentReplay {
        recording_id: view.recording_id,
        agent_id: view.agent_id,
        started_at: view.started_at,
        duration_seconds: view::seconds(duration_ms),
        events: Vec::new(),
        recording_metadata: view.recording_metadata,
    };
    let mut data = json!(replay);
    if let Some(members) = data.as_object_mut() {
        members.remove("events");
    }
    let around = json!({ "success": true, "timestamp": app.clock.now() }).to_string();
    let before = format!("{}\"data\":{}\"events\":[", open_object(around), open_object(data.to_string()));
    Ok(json_document(document(app.store, timeline, before, "]}}".into())))
}

async fn read(
    app: &App,
    principal: Principal,
    id: RecordingId,
) -> Result<(crate::store::recordings::Stored, timeline::Timeline), ApiError> {
    let read = app.store.read(move |connection| {
        let stored = runs::visible(connection, &id, &principal)?;
        Ok((stored, timeline::begin(connection, &id, None, None)?))
    });
    Ok(read.await?)
}

fn json_document(body: axum::body::Body) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], body).into_response()
}

/// Whether this part of the server works.
#[utoipa::path(
    get, path = "/api/canvas/recording/health", tag = "agent recordings",
    responses(
        (status = 200, body = Envelope<Health>, description = "It does"),
        (status = 503, body = ErrorEnvelope, description = "The store does not answer"),
    ),
)]
pub(crate) async fn health(State(app): State<App>) -> Result<Json<Envelope<Health>>, ApiError> {
    app.store.answers().await?;
    let data = Health { status: "healthy".into(), service: "canvas_recording".into() };
    Ok(Json(envelope(&app, data)))
}
