//! What ends a recording, or sends it to a person.

use axum::Json;
use axum::extract::{FromRequest, Request, State};
use hindsight_contract::agent::{AgentRecording, Envelope, FlagRecording, Notice, StopRecording};
use hindsight_contract::error::ErrorEnvelope;
use hindsight_domain::{Flag, FlagId, FlagSource, RecordingId, Severity, limits};

use super::envelope;
use super::view;
use crate::api::check;
use crate::api::extract::{self, JsonBody, PathId};
use crate::app::App;
use crate::auth::Principal;
use crate::error::ApiError;
use crate::redact;
use crate::store::recordings::{self, Stored};
use crate::store::runs::{self, Ending};

/// How a recording stops; an empty body means that it is completed.
pub(crate) struct Stop(StopRecording);

impl FromRequest<App> for Stop {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &App) -> Result<Self, ApiError> {
        let kind = extract::content_type(request.headers());
        let bytes = extract::read_body(request, extract::JSON_BYTES).await?;
        if bytes.is_empty() {
            return Ok(Self(StopRecording::default()));
        }
        extract::must_be_json(kind.as_deref())?;
        extract::parse(&bytes).map(Self)
    }
}

/// Ends a recording.
#[utoipa::path(
    post, path = "/api/canvas/recording/{id}/stop", tag = "agent recordings",
    params(("id" = String, Path, description = "The recording")),
    request_body = StopRecording,
    responses(
        (status = 200, body = Envelope<AgentRecording>, description = "It ended"),
        (status = 400, body = ErrorEnvelope, description = "Not what the call takes"),
        (status = 401, body = ErrorEnvelope, description = "No valid token"),
        (status = 403, body = ErrorEnvelope, description = "Another user's recording"),
        (status = 404, body = ErrorEnvelope, description = "Not there, or not visible"),
        (status = 409, body = ErrorEnvelope, description = "It had ended already"),
        (status = 413, body = ErrorEnvelope, description = "Over the limit"),
        (status = 415, body = ErrorEnvelope, description = "Not JSON"),
        (status = 503, body = ErrorEnvelope, description = "The store takes no writes"),
    ),
    security(("bearer" = []))
)]
pub(crate) async fn stop(
    State(app): State<App>,
    principal: Principal,
    PathId(id): PathId<RecordingId>,
    Stop(request): Stop,
) -> Result<Json<Envelope<AgentRecording>>, ApiError> {
    check::maybe("summary", request.summary.as_deref(), limits::TEXT_CHARS)?;
    let ending = Ending {
        status: request.status.into(),
        summary: redact::maybe(request.summary.as_deref()),
        retention_ms: app.config.retention_ms(),
    };
    let notices = app.notices.clone();
    let stored = app
        .store
        .write(move |tx| {
            let stored = runs::stop(tx, &id, &principal, &ending)?;
            notices.tell(tx, &stored, &stopped(&stored));
            Ok(stored)
        })
        .await?;
    Ok(Json(envelope(&app, view::recording(stored)).with_message("Recording stopped successfully")))
}

/// The notice of a recording that ended.
pub(crate) fn stopped(stored: &Stored) -> Notice {
    let recording = &stored.recording;
    let summary = recording.details.get("summary").and_then(serde_json::Value::as_str).unwrap_or_default();
    Notice::Stopped {
        recording_id: recording.id.clone(),
        status: recording.status,
        duration_seconds: view::seconds(recording.duration_ms),
        event_count: recording.event_count,
        summary: summary.to_owned(),
        expires_at: stored.expires_at,
    }
}

/// Sends a recording to the governance queue.
#[utoipa::path(
    post, path = "/api/canvas/recording/{id}/flag", tag = "agent recordings",
    params(("id" = String, Path, description = "The recording")),
    request_body = FlagRecording,
    responses(
        (status = 200, body = Envelope<AgentRecording>, description = "It is flagged"),
        (status = 400, body = ErrorEnvelope, description = "Not what the call takes"),
        (status = 401, body = ErrorEnvelope, description = "No valid token"),
        (status = 404, body = ErrorEnvelope, description = "Not there, or not visible"),
        (status = 413, body = ErrorEnvelope, description = "Over the limit"),
        (status = 415, body = ErrorEnvelope, description = "Not JSON"),
        (status = 503, body = ErrorEnvelope, description = "The store takes no writes"),
    ),
    security(("bearer" = []))
)]
pub(crate) async fn flag(
    State(app): State<App>,
    principal: Principal,
    PathId(id): PathId<RecordingId>,
    JsonBody(request): JsonBody<FlagRecording>,
) -> Result<Json<Envelope<AgentRecording>>, ApiError> {
    check::text("flag_reason", &request.flag_reason, limits::TEXT_CHARS)?;
    let reason = redact::text(&request.flag_reason);
    let notices = app.notices.clone();
    let stored = app
        .store
        .write(move |tx| {
            let flag = Flag {
                id: FlagId::new(tx.now(), tx.chance()),
                recording_id: id.clone(),
                reason,
                severity: Severity::Medium,
                at_ms: None,
                by: principal.user.clone(),
                source: FlagSource::Server,
                at: tx.now(),
            };
            let notice = Notice::Flagged {
                recording_id: id.clone(),
                flag_reason: flag.reason.clone(),
                flagged_by: flag.by.clone(),
                flagged_at: flag.at,
            };
            let stored = runs::flag(tx, &id, &principal, flag)?;
            notices.tell(tx, &stored, &notice);
            Ok(stored)
        })
        .await?;
    Ok(Json(envelope(&app, view::recording(stored)).with_message("Recording flagged for review")))
}

/// Deletes a recording for good, before it expires.
#[utoipa::path(
    delete, path = "/api/canvas/recording/{id}", tag = "agent recordings",
    params(("id" = String, Path, description = "The recording")),
    responses(
        (status = 204, description = "It is gone, here and at every console that syncs"),
        (status = 401, body = ErrorEnvelope, description = "No valid token"),
        (status = 403, body = ErrorEnvelope, description = "Only an admin deletes"),
        (status = 404, body = ErrorEnvelope, description = "Not there"),
        (status = 409, body = ErrorEnvelope, description = "A legal hold keeps it"),
        (status = 503, body = ErrorEnvelope, description = "The store takes no writes"),
    ),
    security(("bearer" = []))
)]
pub(crate) async fn delete(
    State(app): State<App>,
    principal: Principal,
    PathId(id): PathId<RecordingId>,
) -> Result<http::StatusCode, ApiError> {
    principal.must_be_admin()?;
    app.store
        .write(move |tx| {
            let stored = runs::visible(tx.conn(), &id, &principal)?;
            recordings::purge(tx, &stored, &principal.user, "deleted by an admin")
        })
        .await?;
    Ok(http::StatusCode::NO_CONTENT)
}
