//! `/sync/v1`: the feed down, mutations and uploads up, blobs by hash.

mod blobs;
mod described;
mod feed;
mod mutations;
mod range;
mod stream;
mod uploads;
mod verify;

use std::sync::Arc;

use axum::routing::{get, patch, post};
use axum::{Extension, Router};
use tokio::sync::Semaphore;
use utoipa::OpenApi;

use crate::app::App;
use crate::store::uploads::FinishLocks;

/// Uploaded recordings that are checked at once; each holds a segment in memory, inflated.
const VERIFIED_AT_ONCE: usize = 2;

/// What the calls of one server share.
#[derive(Clone)]
pub(crate) struct Shared {
    finishing: FinishLocks,
    verifying: Arc<Semaphore>,
}

/// The routes, with their full paths.
pub fn routes() -> Router<App> {
    let shared =
        Shared { finishing: FinishLocks::default(), verifying: Arc::new(Semaphore::new(VERIFIED_AT_ONCE)) };
    Router::new()
        .route("/sync/v1/whoami", get(feed::whoami))
        .route("/sync/v1/feed", get(feed::page))
        .route("/sync/v1/recordings/{id}/segments", get(feed::segments))
        .route("/sync/v1/blobs/batch", post(blobs::batch))
        .route("/sync/v1/blobs/{hash}", get(blobs::get))
        .route("/sync/v1/mutations", post(mutations::post))
        .route("/sync/v1/uploads", post(uploads::start))
        .route("/sync/v1/uploads/{hash}", patch(uploads::receive).get(uploads::state))
        .layer(Extension(shared))
}

/// Their part of the OpenAPI document.
pub fn describe() -> utoipa::openapi::OpenApi {
    Described::openapi()
}

#[derive(OpenApi)]
#[openapi(
    paths(
        feed::whoami,
        feed::page,
        feed::segments,
        blobs::get,
        blobs::batch,
        mutations::post,
        uploads::start,
        uploads::receive,
        uploads::state
    ),
    components(schemas(hindsight_domain::Mutation))
)]
struct Described;
