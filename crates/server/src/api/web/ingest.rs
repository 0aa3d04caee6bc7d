//! What browsers send.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use hindsight_contract::error::{ErrorCode, WebError};
use hindsight_contract::web::{
    EndSession, PostCustomEvent, PostEvents, PostPageView, SessionSignal, StartSession, Success,
};
use hindsight_domain::limits;

use super::batch;
use super::body::Sent;
use super::gate::take_session;
use crate::api::check::{self, NAME_CHARS};
use crate::api::extract::{self, JSON_BYTES};
use crate::app::App;
use crate::error::ApiError;
use crate::store::StoreError;
use crate::store::sessions::{self, Numbers, Taken};

/// Limit of a body of events, in bytes: one event of the largest size, and a segment's rest.
const EVENTS_BYTES: usize = limits::SEGMENT_INFLATED_BYTES;
/// Letters of an address, a title or a user agent.
const LINE_CHARS: usize = 2_000;
/// Letters of an e-mail address (RFC 3696, erratum 1690, and its angle brackets).
const EMAIL_CHARS: usize = 320;
/// How often a batch is staged anew because others came meanwhile that lie over it.
const OVERLAPS: usize = 5;
const DONE: Json<Success> = Json(Success { success: true });

/// Begins or ends a session.
#[utoipa::path(
    post, path = "/recordings/sessions", tag = "web sessions",
    params(("X-Write-Key" = Option<String>, Header, description = "The server's write key, where it has one; a beacon \
        sends it as `writeKey` in the address")),
    request_body = SessionSignal,
    responses(
        (status = 200, body = Success, description = "It is known"),
        (status = 400, body = WebError, description = "Not what the call takes"),
        (status = 401, body = WebError, description = "The write key is missing"),
        (status = 403, body = WebError, description = "Pages of this origin may not"),
        (status = 409, body = WebError, description = "The id is that of another recording"),
        (status = 413, body = WebError, description = "Over the limit"),
        (status = 415, body = WebError, description = "Not JSON"),
        (status = 429, body = WebError, description = "Too many requests"),
        (status = 503, body = WebError, description = "The store takes no writes"),
    ),
)]
pub(crate) async fn signal(
    State(app): State<App>,
    Sent { country, body: signal, share: _share }: Sent<SessionSignal, JSON_BYTES>,
) -> Result<Json<Success>, ApiError> {
    match signal {
        SessionSignal::Start(start) => {
            take_session(&app, &start.session_id)?;
            check_start(&start)?;
            app.store.write(move |tx| sessions::start(tx, &start, country.as_deref())).await?;
        }
        SessionSignal::End(end) => {
            take_session(&app, &end.session_id)?;
            check_end(&end)?;
            app.store.write(move |tx| sessions::end(tx, &end)).await?;
        }
    }
    Ok(DONE)
}

fn check_start(start: &StartSession) -> Result<(), ApiError> {
    check::maybe("actorId", start.actor_id.as_deref(), NAME_CHARS)?;
    check::maybe("actorEmail", start.actor_email.as_deref(), EMAIL_CHARS)?;
    check::maybe("deviceFingerprint", start.device_fingerprint.as_deref(), LINE_CHARS)?;
    check::at_most("userAgent", &start.user_agent, LINE_CHARS)?;
    let names = [
        ("serviceSlug", &start.service_slug),
        ("browser", &start.browser),
        ("os", &start.os),
        ("screenResolution", &start.screen_resolution),
        ("timezone", &start.timezone),
        ("language", &start.language),
    ];
    names.into_iter().try_for_each(|(field, text)| check::at_most(field, text, NAME_CHARS))
}

fn check_end(end: &EndSession) -> Result<(), ApiError> {
    match end.duration {
        Some(duration) if duration < 0.0 => {
            Err(ApiError::invalid(format!("`duration` is {duration}; it must be milliseconds, 0 or more")))
        }
        _ => Ok(()),
    }
}

/// Takes a batch of rrweb events. It is durable once this is answered.
#[utoipa::path(
    post, path = "/recordings/events", tag = "web sessions",
    params(("X-Write-Key" = Option<String>, Header, description = "The server's write key, where it has one; a beacon \
        sends it as `writeKey` in the address")),
    request_body = PostEvents,
    responses(
        (status = 200, body = Success, description = "They stand; a sequence range that came before counts once"),
        (status = 400, body = WebError, description = "Not what the call takes; nothing was stored"),
        (status = 401, body = WebError, description = "The write key is missing"),
        (status = 403, body = WebError, description = "Pages of this origin may not"),
        (status = 409, body = WebError, description = "The id is that of another recording, or the range of sequence numbers ends before it begins"),
        (status = 413, body = WebError, description = "Over the limit"),
        (status = 415, body = WebError, description = "Not JSON"),
        (status = 429, body = WebError, description = "Too many requests"),
        (status = 503, body = WebError, description = "The store takes no writes"),
    ),
)]
pub(crate) async fn events(
    State(app): State<App>,
    Sent { body: request, share: _share, .. }: Sent<PostEvents, EVENTS_BYTES>,
) -> Result<Json<Success>, ApiError> {
    take_session(&app, &request.session_id)?;
    let numbers = Numbers { first: request.sequence_start, last: request.sequence_end };
    if numbers.last < numbers.first {
        let (first, last) = (numbers.first, numbers.last);
        // No schema can say this, so it is no bad request but one that contradicts itself.
        let message = format!("`sequenceEnd` is {last}, before `sequenceStart`, which is {first}");
        return Err(ApiError::new(ErrorCode::Conflict, message));
    }
    let (id, events) = (request.session_id, Arc::new(request.events));
    let mut repeated = Vec::new();
    for _ in 0..OVERLAPS {
        let (store, all, id) = (app.store.clone(), Arc::clone(&events), id.clone());
        let batch = extract::off_the_loop(move || batch::stage(&store, &all, repeated)).await?;
        match app.store.write(move |tx| sessions::events(tx, &id, numbers, batch)).await? {
            Taken::New | Taken::Repeated => return Ok(DONE),
            Taken::Partly(known) => repeated = known,
        }
    }
    Err(ApiError::from(StoreError::Busy))
}

/// Takes a page view.
#[utoipa::path(
    post, path = "/recordings/pageviews", tag = "web sessions",
    params(("X-Write-Key" = Option<String>, Header, description = "The server's write key, where it has one; a beacon \
        sends it as `writeKey` in the address")),
    request_body = PostPageView,
    responses(
        (status = 200, body = Success, description = "It is known"),
        (status = 400, body = WebError, description = "Not what the call takes"),
        (status = 401, body = WebError, description = "The write key is missing"),
        (status = 403, body = WebError, description = "Pages of this origin may not"),
        (status = 409, body = WebError, description = "The id is that of another recording"),
        (status = 413, body = WebError, description = "Over the limit"),
        (status = 415, body = WebError, description = "Not JSON"),
        (status = 429, body = WebError, description = "Too many requests"),
        (status = 503, body = WebError, description = "The store takes no writes"),
    ),
)]
pub(crate) async fn page_view(
    State(app): State<App>,
    Sent { body: view, share: _share, .. }: Sent<PostPageView, JSON_BYTES>,
) -> Result<Json<Success>, ApiError> {
    take_session(&app, &view.session_id)?;
    check::at_most("path", &view.path, LINE_CHARS)?;
    check::at_most("title", &view.title, LINE_CHARS)?;
    check::maybe("referrer", view.referrer.as_deref(), LINE_CHARS)?;
    check::maybe("actorId", view.actor_id.as_deref(), NAME_CHARS)?;
    check::maybe("serviceSlug", view.service_slug.as_deref(), NAME_CHARS)?;
    app.store.write(move |tx| sessions::page_view(tx, &view)).await?;
    Ok(DONE)
}

/// Takes an event of the page's own making.
#[utoipa::path(
    post, path = "/recordings/events/custom", tag = "web sessions",
    params(("X-Write-Key" = Option<String>, Header, description = "The server's write key, where it has one; a beacon \
        sends it as `writeKey` in the address")),
    request_body = PostCustomEvent,
    responses(
        (status = 200, body = Success, description = "It stands"),
        (status = 400, body = WebError, description = "Not what the call takes"),
        (status = 401, body = WebError, description = "The write key is missing"),
        (status = 403, body = WebError, description = "Pages of this origin may not"),
        (status = 409, body = WebError, description = "The id is that of another recording"),
        (status = 413, body = WebError, description = "Over the limit"),
        (status = 415, body = WebError, description = "Not JSON"),
        (status = 429, body = WebError, description = "Too many requests"),
        (status = 503, body = WebError, description = "The store takes no writes"),
    ),
)]
pub(crate) async fn custom_event(
    State(app): State<App>,
    Sent { body: request, share: _share, .. }: Sent<PostCustomEvent, JSON_BYTES>,
) -> Result<Json<Success>, ApiError> {
    take_session(&app, &request.session_id)?;
    let line = batch::custom(&request.event, request.timestamp)?;
    let id = request.session_id;
    app.store.write(move |tx| sessions::custom_event(tx, &id, &line)).await?;
    Ok(DONE)
}
