//! Starting a recording: by hand, or because an autonomous agent acts.

use axum::Json;
use axum::extract::State;
use hindsight_contract::agent::{
    Agent, AutoRecord, AutoRecorded, Maturity, NotRecorded, Notice, StartRecording, StartedRecording, Tag,
};
use hindsight_contract::error::{ErrorCode, ErrorEnvelope};
use hindsight_domain::{Status, limits};
use serde_json::json;

use crate::api::check::{self, NAME_CHARS};
use crate::api::extract::JsonBody;
use crate::app::App;
use crate::auth::Principal;
use crate::error::ApiError;
use crate::redact;
use crate::store::recordings::Stored;
use crate::store::runs::{self, NewRun};
use crate::store::{StoreError, Tx, agents};

/// The reason that an automatic recording gives.
const AUTO_REASON: &str = "autonomous_action";

/// Refuses where recording is switched off.
pub(crate) fn must_be_enabled(app: &App) -> Result<(), ApiError> {
    if app.config.recording_enabled {
        return Ok(());
    }
    Err(ApiError::new(ErrorCode::RecordingDisabled, "recording is switched off on this server"))
}

/// Starts a recording by hand.
#[utoipa::path(
    post, path = "/api/canvas/recording/start", tag = "agent recordings",
    request_body = StartRecording,
    responses(
        (status = 200, body = StartedRecording, description = "It runs"),
        (status = 400, body = ErrorEnvelope, description = "Not what the call takes"),
        (status = 401, body = ErrorEnvelope, description = "No valid token"),
        (status = 403, body = ErrorEnvelope, description = "Only a service token names another user"),
        (status = 413, body = ErrorEnvelope, description = "Over the limit"),
        (status = 415, body = ErrorEnvelope, description = "Not JSON"),
        (status = 503, body = ErrorEnvelope, description = "Recording is switched off, or the store takes no writes"),
    ),
    security(("bearer" = []))
)]
pub(crate) async fn start(
    State(app): State<App>,
    principal: Principal,
    JsonBody(request): JsonBody<StartRecording>,
) -> Result<Json<StartedRecording>, ApiError> {
    must_be_enabled(&app)?;
    let tags = request.tags.unwrap_or_default();
    check::text("agent_id", &request.agent_id, NAME_CHARS)?;
    check::text("reason", &request.reason, limits::TEXT_CHARS)?;
    check::maybe("canvas_id", request.canvas_id.as_deref(), NAME_CHARS)?;
    check::maybe("session_id", request.session_id.as_deref(), NAME_CHARS)?;
    check::tags(tags.iter().map(|Tag(tag)| tag.as_str()))?;
    let user_id = in_whose_name(&principal, request.user_id)?;
    let mut seen = Vec::new();
    for Tag(tag) in tags {
        let tag = redact::text(&tag);
        if !seen.contains(&tag) {
            seen.push(tag);
        }
    }
    let new = NewRun {
        agent_id: request.agent_id,
        user_id,
        recorder: principal.user,
        canvas_id: given(request.canvas_id),
        session_id: given(request.session_id),
        reason: redact::text(&request.reason),
        action: None,
        tags: seen,
    };
    let notices = app.notices.clone();
    let stored = app
        .store
        .write(move |tx| {
            let agent = agents::get(tx.conn(), &new.agent_id)?;
            start_and_tell(tx, new, agent.as_ref(), &notices)
        })
        .await?;
    let view = super::view::recording(stored);
    Ok(Json(StartedRecording {
        recording_id: view.recording_id,
        agent_id: view.agent_id,
        user_id: view.user_id,
        reason: view.reason,
        status: view.status,
    }))
}

/// Whose the recording will be.
fn in_whose_name(principal: &Principal, named: Option<String>) -> Result<String, ApiError> {
    let Some(named) = named else { return Ok(principal.user.clone()) };
    check::text("user_id", &named, NAME_CHARS)?;
    if named != principal.user && !principal.service {
        return Err(ApiError::forbidden("only a service token may record in another user's name"));
    }
    Ok(named)
}

/// An empty id is none.
fn given(id: Option<String>) -> Option<String> {
    id.filter(|id| !id.is_empty())
}

fn start_and_tell(
    tx: &Tx<'_>,
    new: NewRun,
    agent: Option<&Agent>,
    notices: &crate::notices::Notices,
) -> Result<Stored, StoreError> {
    let (agent_id, reason, canvas_id) = (new.agent_id.clone(), new.reason.clone(), new.canvas_id.clone());
    let stored = runs::start(tx, new, agent)?;
    let notice = Notice::Started {
        recording_id: stored.recording.id.clone(),
        agent_name: agent.map_or(&agent_id, |agent| &agent.name).clone(),
        agent_id,
        reason,
        canvas_id,
    };
    notices.tell(tx, &stored, &notice);
    Ok(stored)
}

/// Records an autonomous agent that acts: in the recording that runs, or in a new one.
#[utoipa::path(
    post, path = "/api/canvas/recording/auto", tag = "agent recordings",
    request_body = AutoRecord,
    responses(
        (status = 200, body = AutoRecorded, description = "What is recorded, or why nothing is"),
        (status = 400, body = ErrorEnvelope, description = "Not what the call takes"),
        (status = 401, body = ErrorEnvelope, description = "No valid token"),
        (status = 403, body = ErrorEnvelope, description = "Only a service token names another user"),
        (status = 413, body = ErrorEnvelope, description = "Over the limit"),
        (status = 415, body = ErrorEnvelope, description = "Not JSON"),
        (status = 503, body = ErrorEnvelope, description = "Recording is switched off, or the store takes no writes"),
    ),
    security(("bearer" = []))
)]
pub(crate) async fn auto(
    State(app): State<App>,
    principal: Principal,
    JsonBody(request): JsonBody<AutoRecord>,
) -> Result<Json<AutoRecorded>, ApiError> {
    must_be_enabled(&app).map_err(|error| {
        error.with_details(json!({ "recording_id": null, "reason": NotRecorded::Disabled }))
    })?;
    let context = request.context.unwrap_or_default();
    check::text("agent_id", &request.agent_id, NAME_CHARS)?;
    check::text("action", &request.action, limits::TAG_CHARS)?;
    check::maybe("canvas_id", context.canvas_id.as_deref(), NAME_CHARS)?;
    check::maybe("session_id", context.session_id.as_deref(), NAME_CHARS)?;
    let user_id = in_whose_name(&principal, request.user_id)?;
    let action = redact::text(&request.action);
    let (idle_minutes, idle_ms) = (app.config.idle_minutes, app.config.idle_ms());
    let retention_ms = app.config.retention_ms();
    let notices = app.notices.clone();
    let reply = app
        .store
        .write(move |tx| {
            let Some(agent) = agents::get(tx.conn(), &request.agent_id)? else {
                return Ok(AutoRecorded { recording_id: None, reason: Some(NotRecorded::UnknownAgent) });
            };
            if agent.maturity != Maturity::Autonomous {
                return Ok(AutoRecorded { recording_id: None, reason: Some(NotRecorded::NotAutonomous) });
            }
            let session_id = given(context.session_id);
            if let Some(running) = runs::running(tx, &agent.id, &user_id, session_id.as_deref())? {
                if tx.now().since(running.active_at) <= idle_ms {
                    return Ok(AutoRecorded { recording_id: Some(running.recording.id), reason: None });
                }
                let ended = runs::end_silent(tx, running, idle_minutes, retention_ms)?;
                notices.tell(tx, &ended, &super::stop::stopped(&ended));
            }
            let new = NewRun {
                action: Some(action.clone()),
                agent_id: agent.id.clone(),
                user_id,
                recorder: principal.user,
                canvas_id: given(context.canvas_id),
                session_id,
                reason: AUTO_REASON.into(),
                tags: vec!["autonomous".into(), "governance".into(), action],
            };
            let stored = start_and_tell(tx, new, Some(&agent), &notices)?;
            debug_assert_eq!(stored.recording.status, Status::Recording);
            Ok(AutoRecorded { recording_id: Some(stored.recording.id), reason: None })
        })
        .await?;
    Ok(Json(reply))
}
