//! The register of agents.

use axum::Json;
use axum::extract::State;
use hindsight_contract::agent::{Agent, Envelope, ListMetadata, PutAgent};
use hindsight_contract::error::ErrorEnvelope;

use super::envelope;
use crate::api::check::{self, NAME_CHARS};
use crate::api::extract::{JsonBody, PathId};
use crate::app::App;
use crate::auth::Principal;
use crate::error::ApiError;
use crate::redact;
use crate::store::agents;

/// Registers an agent, or says how far it is trusted now.
#[utoipa::path(
    put, path = "/api/agents/{id}", tag = "agents",
    params(("id" = String, Path, description = "The agent", min_length = 1, max_length = 200)),
    request_body = PutAgent,
    responses(
        (status = 200, body = Agent, description = "The agent"),
        (status = 400, body = ErrorEnvelope, description = "Not what the call takes"),
        (status = 401, body = ErrorEnvelope, description = "No valid token"),
        (status = 403, body = ErrorEnvelope, description = "Only an admin registers agents"),
        (status = 413, body = ErrorEnvelope, description = "Over the limit"),
        (status = 415, body = ErrorEnvelope, description = "Not JSON"),
        (status = 503, body = ErrorEnvelope, description = "The store takes no writes"),
    ),
    security(("bearer" = []))
)]
pub(crate) async fn put(
    State(app): State<App>,
    principal: Principal,
    PathId(id): PathId<String>,
    JsonBody(mut request): JsonBody<PutAgent>,
) -> Result<Json<Agent>, ApiError> {
    principal.must_be_admin()?;
    check::text("id", &id, NAME_CHARS)?;
    check::text("name", &request.name, NAME_CHARS)?;
    request.name = redact::text(&request.name);
    let agent = app.store.write(move |tx| agents::put(tx, &id, &request, &principal.user)).await?;
    Ok(Json(agent))
}

/// All agents.
#[utoipa::path(
    get, path = "/api/agents", tag = "agents",
    responses(
        (status = 200, body = Envelope<Vec<Agent>>, description = "By their ids"),
        (status = 401, body = ErrorEnvelope, description = "No valid token"),
    ),
    security(("bearer" = []))
)]
pub(crate) async fn list(
    State(app): State<App>,
    _: Principal,
) -> Result<Json<Envelope<Vec<Agent>>>, ApiError> {
    let agents = app.store.read(agents::list).await?;
    let total = agents.len();
    let mut reply = envelope(&app, agents);
    let limit = u32::try_from(total).unwrap_or(u32::MAX);
    reply.metadata = Some(ListMetadata { total: total as u64, limit, offset: 0 });
    Ok(Json(reply))
}
