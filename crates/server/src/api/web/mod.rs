//! Web sessions: browsers send them, people look at them.

mod batch;
pub(crate) mod gate;
mod ingest;
mod read;
mod view;

use axum::Router;
use axum::routing::{get, post};
use utoipa::OpenApi;

use crate::app::App;

/// The routes, with their full paths.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/recordings/sessions", post(ingest::signal).get(read::list))
        .route("/recordings/events", post(ingest::events))
        .route("/recordings/pageviews", post(ingest::page_view))
        .route("/recordings/events/custom", post(ingest::custom_event))
        .route("/recordings/sessions/{id}/events", get(read::events))
        .route("/recordings/sessions/{id}/export", post(read::export))
}

/// Their part of the OpenAPI document.
#[derive(OpenApi)]
#[openapi(paths(
    ingest::signal,
    ingest::events,
    ingest::page_view,
    ingest::custom_event,
    read::list,
    read::events,
    read::export,
))]
pub(crate) struct Described;
