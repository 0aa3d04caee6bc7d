//! `/sync/v1`: the feed down, mutations and uploads up, blobs by hash.

use axum::Router;

use crate::app::App;

/// The routes, with their full paths.
pub fn routes() -> Router<App> {
    Router::new()
}

/// Their part of the OpenAPI document.
pub fn describe() -> utoipa::openapi::OpenApi {
    utoipa::openapi::OpenApi::default()
}
