//! Events of agent recordings: one at a time, or many at once.

use axum::Json;
use axum::extract::{Request, State};
use hindsight_contract::agent::{Envelope, EventRecorded, EventsAccepted, PostEvent};
use hindsight_contract::error::{ErrorCode, ErrorEnvelope};
use hindsight_domain::{AgentEvent, RecordingId, Timestamp};
use http::HeaderMap;

use super::envelope;
use super::start::must_be_enabled;
use crate::api::check::{self, NAME_CHARS};
use crate::api::extract::{self, JsonBody, PathId};
use crate::app::App;
use crate::auth::Principal;
use crate::error::ApiError;
use crate::redact;
use crate::store::runs::{self, Batch};
use crate::store::{Store, StoreError, pack};

/// Limit of one event's body, in bytes: a screenshot as text fits.
const EVENT_BYTES: usize = 8 << 20;
/// Limit of a body of many events.
const EVENTS_BYTES: usize = 32 << 20;
/// Up to so many events, of so many bytes, join the tail instead of making a segment of their own.
const FEW_EVENTS: usize = 100;
const FEW_BYTES: usize = 64 << 10;

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, ApiError> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let key = value.to_str().unwrap_or_default();
    runs::check_key(key)?;
    Ok(Some(key.to_owned()))
}

/// What is stored of an event: no secrets are in it.
fn cleared(event: PostEvent, now: Timestamp) -> Result<AgentEvent, ApiError> {
    check::text("event_type", &event.event_type, NAME_CHARS)?;
    Ok(AgentEvent {
        timestamp: event.timestamp.unwrap_or(now),
        event_type: redact::text(&event.event_type),
        data: redact::object(event.event_data),
    })
}

/// Records one event. It is durable once this is answered.
#[utoipa::path(
    post, path = "/api/canvas/recording/{id}/event", tag = "agent recordings",
    params(
        ("id" = String, Path, description = "The recording"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same again counts once", min_length = 1, max_length = 200, pattern = "^[!-~]+$"),
    ),
    request_body = PostEvent,
    responses(
        (status = 200, body = Envelope<EventRecorded>, description = "It stands"),
        (status = 400, body = ErrorEnvelope, description = "Not what the call takes"),
        (status = 401, body = ErrorEnvelope, description = "No valid token"),
        (status = 403, body = ErrorEnvelope, description = "Another user's recording"),
        (status = 404, body = ErrorEnvelope, description = "Not there, or not visible"),
        (status = 409, body = ErrorEnvelope, description = "The recording has ended"),
        (status = 413, body = ErrorEnvelope, description = "Over the limit"),
        (status = 415, body = ErrorEnvelope, description = "Not JSON"),
        (status = 503, body = ErrorEnvelope, description = "Recording is switched off, or the store takes no writes"),
    ),
    security(("bearer" = []))
)]
pub(crate) async fn event(
    State(app): State<App>,
    principal: Principal,
    PathId(id): PathId<RecordingId>,
    headers: HeaderMap,
    JsonBody(request): JsonBody<PostEvent, EVENT_BYTES>,
) -> Result<Json<Envelope<EventRecorded>>, ApiError> {
    must_be_enabled(&app)?;
    let key = idempotency_key(&headers)?;
    let event = cleared(request, app.clock.now())?;
    let idle_ms = app.config.idle_ms();
    let recording_id = id.clone();
    let (_, event_count) = app
        .store
        .write(move |tx| runs::append(tx, &id, &principal, idle_ms, Batch::Few(vec![event]), key.as_deref()))
        .await?;
    let data = EventRecorded { recording_id, event_count };
    Ok(Json(envelope(&app, data).with_message("Event recorded successfully")))
}

/// Records many events, one JSON object per line: all of them or none.
#[utoipa::path(
    post, path = "/api/canvas/recording/{id}/events", tag = "agent recordings",
    params(
        ("id" = String, Path, description = "The recording"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same again counts once", min_length = 1, max_length = 200, pattern = "^[!-~]+$"),
    ),
    request_body(
        content((PostEvent = "application/json"), (String = "application/x-ndjson")),
        description = "One event (as for `/event`) per line; a single one is JSON"
    ),
    responses(
        (status = 200, body = Envelope<EventsAccepted>, description = "They stand"),
        (status = 400, body = ErrorEnvelope, description = "A line is not an event; nothing was stored"),
        (status = 401, body = ErrorEnvelope, description = "No valid token"),
        (status = 403, body = ErrorEnvelope, description = "Another user's recording"),
        (status = 404, body = ErrorEnvelope, description = "Not there, or not visible"),
        (status = 409, body = ErrorEnvelope, description = "The recording has ended"),
        (status = 413, body = ErrorEnvelope, description = "Over the limit"),
        (status = 415, body = ErrorEnvelope, description = "Not lines of JSON"),
        (status = 503, body = ErrorEnvelope, description = "Recording is switched off, or the store takes no writes"),
    ),
    security(("bearer" = []))
)]
pub(crate) async fn events(
    State(app): State<App>,
    principal: Principal,
    PathId(id): PathId<RecordingId>,
    request: Request,
) -> Result<Json<Envelope<EventsAccepted>>, ApiError> {
    must_be_enabled(&app)?;
    let key = idempotency_key(request.headers())?;
    let kind = extract::content_type(request.headers());
    let bytes = extract::read_body(request, EVENTS_BYTES).await?;
    let lines = ["application/x-ndjson", "application/ndjson", "application/jsonl", "text/plain"];
    if kind.is_some_and(|kind| !lines.contains(&kind.as_str()) && !extract::is_json(&kind)) {
        return Err(ApiError::new(ErrorCode::UnsupportedMediaType, "this call takes application/x-ndjson"));
    }
    let (store, now) = (app.store.clone(), app.clock.now());
    let batch = extract::off_the_loop(move || batch(&store, &bytes, now)).await?;
    let idle_ms = app.config.idle_ms();
    let (accepted, _) =
        app.store.write(move |tx| runs::append(tx, &id, &principal, idle_ms, batch, key.as_deref())).await?;
    Ok(Json(envelope(&app, EventsAccepted { accepted }).with_message("Events recorded successfully")))
}

fn batch(store: &Store, body: &[u8], now: Timestamp) -> Result<Batch, ApiError> {
    let mut events = Vec::new();
    for (n, line) in body.split(|byte| *byte == b'\n').enumerate() {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let event = extract::parse(line).and_then(|event| cleared(event, now));
        let named = |error: ApiError| ApiError::invalid(format!("line {}: {}", n + 1, error.message()));
        events.push(event.map_err(named)?);
    }
    if events.len() <= FEW_EVENTS && body.len() <= FEW_BYTES {
        return Ok(Batch::Few(events));
    }
    let latest = events.iter().map(|event| event.timestamp).max().unwrap_or(now);
    let tallies = events.iter().map(runs::tally);
    let counts = tallies.fold((0, 0, 0), |(events, completes, errors), tally| {
        (events + 1, completes + u64::from(tally.completes), errors + u64::from(tally.errors))
    });
    let lines = events.iter().map(runs::line).collect::<Result<Vec<_>, StoreError>>()?;
    let staged = store.stage_segments(pack::pack(lines)?)?;
    Ok(Batch::Many { staged, latest, counts })
}
