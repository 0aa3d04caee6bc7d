//! Signing in with a password.

use axum::Json;
use axum::extract::FromRequestParts;
use axum::extract::State;
use hindsight_contract::auth::{LoginReply, LoginRequest};
use hindsight_contract::error::ErrorEnvelope;
use http::request::Parts;

use super::check::{self, NAME_CHARS};
use super::extract::{self, JsonBody};
use super::web::gate;
use crate::app::App;
use crate::error::ApiError;
use crate::password;
use crate::store::tokens::{self, NewToken};
use crate::store::{StoreError, users};

/// How long a token holds that was made by signing in: a console may be without a network for weeks.
const TOKEN_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// An attempt that is within the limit of its address.
pub(crate) struct Attempt;

impl FromRequestParts<App> for Attempt {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        app.limits.logins.take(("address", gate::address(parts, app)), app.clock.now())?;
        Ok(Self)
    }
}

/// Signs in: a password for a token.
#[utoipa::path(
    post, path = "/auth/login", tag = "sign-in",
    request_body = LoginRequest,
    responses(
        (status = 200, body = LoginReply, description = "A token that holds for 30 days"),
        (status = 400, body = ErrorEnvelope, description = "Not what the call takes"),
        (status = 401, body = ErrorEnvelope, description = "No such user, another password, or shut out"),
        (status = 413, body = ErrorEnvelope, description = "Over the limit"),
        (status = 415, body = ErrorEnvelope, description = "Not JSON"),
        (status = 429, body = ErrorEnvelope, description = "Too many attempts"),
        (status = 503, body = ErrorEnvelope, description = "The store takes no writes"),
    ),
)]
pub(crate) async fn login(
    State(app): State<App>,
    _: Attempt,
    JsonBody(request): JsonBody<LoginRequest>,
) -> Result<Json<LoginReply>, ApiError> {
    check::text("user", &request.user, NAME_CHARS)?;
    check::text("password", &request.password, password::MAX_CHARS)?;
    app.limits.logins.take(("user", &request.user), app.clock.now())?;
    let name = request.user.clone();
    let user = app.store.read(move |connection| users::get(connection, &name)).await?;
    let known = user.as_ref().map(|user| user.password.clone());
    // Each check takes 19 MiB and tens of milliseconds; a few at once are enough.
    let permit = app.limits.password_checks.acquire().await.map_err(|_| StoreError::Closed)?;
    let is_right =
        extract::off_the_loop(move || Ok(password::is_right(&request.password, known.as_deref()))).await?;
    drop(permit);
    let refused = || ApiError::unauthorized("this user and this password do not fit");
    let user = user.filter(|user| is_right && !user.disabled).ok_or_else(refused)?;
    let expires_at = app.clock.now().plus(TOKEN_MS);
    let new = NewToken {
        user: user.name.clone(),
        role: user.role,
        service: false,
        login: true,
        expires_at: Some(expires_at),
    };
    let made = app.store.write(move |tx| tokens::create(tx, &new, &new.user)).await?;
    Ok(Json(LoginReply { token: made.token, expires_at, user: user.name, role: user.role }))
}
