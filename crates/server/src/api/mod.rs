//! The HTTP surface: handlers parse, ask the store, and answer.

pub(crate) mod agent;
mod check;
mod events;
pub mod extract;
mod login;
pub mod openapi;
pub mod sync;
mod web;

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;

/// All routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/auth/login", post(login::login))
        .route("/openapi.json", get(openapi::serve))
        .merge(agent::routes())
        .merge(web::routes())
        .merge(sync::routes())
}
