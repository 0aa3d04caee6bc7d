//! Agent recordings and the register of agents.

mod agents;
mod events;
mod read;
mod socket;
mod start;
pub(crate) mod stop;
mod view;

use axum::Router;
use axum::routing::{get, post, put};
use hindsight_contract::agent::Envelope;
use utoipa::OpenApi;

use crate::app::App;

/// The routes, with their full paths.
pub(crate) fn routes() -> Router<App> {
    let base = "/api/canvas/recording";
    let at = |rest: &str| format!("{base}{rest}");
    Router::new()
        .route(base, get(read::list))
        .route(&at("/"), get(read::list))
        .route(&at("/start"), post(start::start))
        .route(&at("/auto"), post(start::auto))
        .route(&at("/health"), get(read::health))
        .route(&at("/ws"), get(socket::listen))
        .route(&at("/{id}"), get(read::one).delete(stop::delete))
        .route(&at("/{id}/event"), post(events::event))
        .route(&at("/{id}/events"), post(events::events))
        .route(&at("/{id}/stop"), post(stop::stop))
        .route(&at("/{id}/flag"), post(stop::flag))
        .route(&at("/{id}/replay"), get(read::replay))
        .route("/api/agents", get(agents::list))
        .route("/api/agents/{id}", put(agents::put))
}

/// Their part of the OpenAPI document.
#[derive(OpenApi)]
#[openapi(paths(
    start::start,
    start::auto,
    events::event,
    events::events,
    stop::stop,
    stop::flag,
    stop::delete,
    read::list,
    read::one,
    read::replay,
    read::health,
    agents::put,
    agents::list,
))]
pub(crate) struct Described;

/// `{success:true, data, timestamp}`.
fn envelope<T>(app: &App, data: T) -> Envelope<T> {
    Envelope { success: true, data, message: None, metadata: None, timestamp: app.clock.now() }
}
