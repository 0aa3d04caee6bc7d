//! What browsers send.

use axum::Json;
use axum::extract::State;
use hindsight_contract::error::WebError;
use hindsight_contract::web::{
    EndSession, PostCustomEvent, PostEvents, PostPageView, SessionSignal, StartSession, Success,
};
use hindsight_domain::limits;

use super::batch;
use super::gate::{Sent, Visitor, take_session};
use crate::api::check::{self, NAME_CHARS};
use crate::api::extract::{self, JSON_BYTES};
use crate::app::App;
use crate::error::ApiError;
use crate::store::sessions;

/// Limit of a body of events, in bytes: one event of the largest size, and a segment's rest.
const EVENTS_BYTES: usize = limits::SEGMENT_INFLATED_BYTES;
/// Letters of an address, a title or a user agent.
const LINE_CHARS: usize = 2_000;
/// Letters of an e-mail address (RFC 3696, erratum 1690, and its angle brackets).
const EMAIL_CHARS: usize = 320;
const DONE: Json<Success> = Json(Success { success: true });

/// Begins or ends a session.
#[utoipa::path(
    post, path = "/recordings/sessions", tag = "web sessions",
    request_body = SessionSignal,
    responses(
        (status = 200, body = Success, description = "It is known"),
        (status = 400, body = WebError, description = "Not what the call takes"),
        (status = 401, body = WebError, description = "The write key is missing"),
        (status = 409, body = WebError, description = "The id is that of another recording"),
        (status = 413, body = WebError, description = "Over the limit"),
        (status = 415, body = WebError, description = "Not JSON"),
        (status = 429, body = WebError, description = "Too many requests"),
        (status = 503, body = WebError, description = "The store takes no writes"),
    ),
)]
pub(crate) async fn signal(
    State(app): State<App>,
    visitor: Visitor,
    Sent(signal): Sent<SessionSignal, JSON_BYTES>,
) -> Result<Json<Success>, ApiError> {
    match signal {
        SessionSignal::Start(start) => {
            take_session(&app, &start.session_id)?;
            check_start(&start)?;
            app.store.write(move |tx| sessions::start(tx, &start, visitor.country.as_deref())).await?;
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
        Some(duration) if !(0.0..=1e15).contains(&duration) => {
            Err(ApiError::invalid(format!("`duration` is {duration}; it must be milliseconds, 0 or more")))
        }
        _ => Ok(()),
    }
}

/// Takes a batch of rrweb events. It is durable once this is answered.
#[utoipa::path(
    post, path = "/recordings/events", tag = "web sessions",
    request_body = PostEvents,
    responses(
        (status = 200, body = Success, description = "They stand; a sequence range that came before counts once"),
        (status = 400, body = WebError, description = "Not what the call takes; nothing was stored"),
        (status = 401, body = WebError, description = "The write key is missing"),
        (status = 409, body = WebError, description = "The id is that of another recording"),
        (status = 413, body = WebError, description = "Over the limit"),
        (status = 415, body = WebError, description = "Not JSON"),
        (status = 429, body = WebError, description = "Too many requests"),
        (status = 503, body = WebError, description = "The store takes no writes"),
    ),
)]
pub(crate) async fn events(
    State(app): State<App>,
    _: Visitor,
    Sent(request): Sent<PostEvents, EVENTS_BYTES>,
) -> Result<Json<Success>, ApiError> {
    take_session(&app, &request.session_id)?;
    if request.sequence_end < request.sequence_start {
        return Err(ApiError::invalid("`sequenceEnd` is before `sequenceStart`"));
    }
    let (id, sequence) = (request.session_id.clone(), (request.sequence_start, request.sequence_end));
    let store = app.store.clone();
    let batch = extract::off_the_loop(move || batch::stage(&store, &request.events)).await?;
    app.store.write(move |tx| sessions::events(tx, &id, sequence, batch)).await?;
    Ok(DONE)
}

/// Takes a page view.
#[utoipa::path(
    post, path = "/recordings/pageviews", tag = "web sessions",
    request_body = PostPageView,
    responses(
        (status = 200, body = Success, description = "It is known"),
        (status = 400, body = WebError, description = "Not what the call takes"),
        (status = 401, body = WebError, description = "The write key is missing"),
        (status = 409, body = WebError, description = "The id is that of another recording"),
        (status = 413, body = WebError, description = "Over the limit"),
        (status = 415, body = WebError, description = "Not JSON"),
        (status = 429, body = WebError, description = "Too many requests"),
        (status = 503, body = WebError, description = "The store takes no writes"),
    ),
)]
pub(crate) async fn page_view(
    State(app): State<App>,
    _: Visitor,
    Sent(view): Sent<PostPageView, JSON_BYTES>,
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
    request_body = PostCustomEvent,
    responses(
        (status = 200, body = Success, description = "It stands"),
        (status = 400, body = WebError, description = "Not what the call takes"),
        (status = 401, body = WebError, description = "The write key is missing"),
        (status = 409, body = WebError, description = "The id is that of another recording"),
        (status = 413, body = WebError, description = "Over the limit"),
        (status = 415, body = WebError, description = "Not JSON"),
        (status = 429, body = WebError, description = "Too many requests"),
        (status = 503, body = WebError, description = "The store takes no writes"),
    ),
)]
pub(crate) async fn custom_event(
    State(app): State<App>,
    _: Visitor,
    Sent(request): Sent<PostCustomEvent, JSON_BYTES>,
) -> Result<Json<Success>, ApiError> {
    take_session(&app, &request.session_id)?;
    let line = batch::custom(request.event, request.timestamp);
    let id = request.session_id;
    app.store.write(move |tx| sessions::custom_event(tx, &id, &line)).await?;
    Ok(DONE)
}
