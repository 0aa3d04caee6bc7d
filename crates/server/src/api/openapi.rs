//! The OpenAPI document, put together from what stands at the handlers.

use axum::Json;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Components, Info, OpenApi as Document};
use utoipa::{OpenApi, openapi};

use super::{agent, sync, web};

/// Its own part: what belongs to no other.
#[derive(OpenApi)]
#[openapi(paths(super::login::login, serve))]
struct SignIn;

/// The whole document.
pub fn document() -> Document {
    let mut info = Info::new("Hindsight server", env!("CARGO_PKG_VERSION"));
    info.description = Some(
        "Agents and browsers record into it, consoles sync with it. Every reply carries `X-Request-Id`."
            .into(),
    );
    let mut document = openapi::OpenApiBuilder::new().info(info).build();
    for part in [SignIn::openapi(), agent::Described::openapi(), web::Described::openapi(), sync::describe()]
    {
        document.merge(part);
    }
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
    document
        .components
        .get_or_insert_with(Components::new)
        .add_security_scheme("bearer", SecurityScheme::Http(bearer));
    document
}

/// This document.
#[utoipa::path(
    get, path = "/openapi.json", tag = "about",
    responses((status = 200, body = Object, description = "OpenAPI 3.1")),
)]
pub async fn serve() -> Json<Document> {
    Json(document())
}
