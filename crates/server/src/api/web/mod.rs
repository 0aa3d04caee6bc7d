//! Web sessions: browsers send them, people look at them.

mod analytics;
mod batch;
mod body;
pub(crate) mod gate;
mod heat;
mod ingest;
mod read;
mod view;

use axum::routing::{get, post};
use axum::{Extension, Router};
use hindsight_contract::web::QueryTime;
use utoipa::OpenApi;

use crate::app::App;

use body::Budget;

/// The routes, with their full paths.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/recordings/sessions", post(ingest::signal).get(read::list))
        .route("/recordings/events", post(ingest::events))
        .route("/recordings/pageviews", post(ingest::page_view))
        .route("/recordings/events/custom", post(ingest::custom_event))
        .route("/recordings/sessions/heatmap", get(heat::heatmap))
        .route("/recordings/sessions/{id}/events", get(read::events))
        .route("/recordings/sessions/{id}/export", post(read::export))
        .route("/recordings/analytics/stats", get(analytics::stats))
        .route("/recordings/analytics/devices", get(analytics::devices))
        .route("/recordings/analytics/pages", get(analytics::pages))
        .route("/recordings/analytics/services", get(analytics::services))
        .route("/recordings/analytics/days", get(analytics::days))
        .route("/recordings/analytics/agents", get(analytics::agents))
        .layer(Extension(Budget::default()))
}

/// Their part of the OpenAPI document.
#[derive(OpenApi)]
#[openapi(
    paths(
        ingest::signal,
        ingest::events,
        ingest::page_view,
        ingest::custom_event,
        read::list,
        read::events,
        read::export,
        heat::heatmap,
        analytics::stats,
        analytics::devices,
        analytics::pages,
        analytics::services,
        analytics::days,
        analytics::agents,
    ),
    components(schemas(QueryTime))
)]
pub(crate) struct Described;
