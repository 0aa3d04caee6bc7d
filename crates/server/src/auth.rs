//! Who asks: bearer tokens, looked up at every request.
//!
//! Nothing about a token is cached: the command line may revoke it in another process at any time.

use axum::extract::FromRequestParts;
use hindsight_domain::Role;
use http::header;
use http::request::Parts;

use crate::app::App;
use crate::error::ApiError;
use crate::store::recordings::{self, Stored};
use crate::store::tokens;

/// Who asks, and what that allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// The user.
    pub user: String,
    /// In which role.
    pub role: Role,
    /// Whether it may record in another user's name.
    pub service: bool,
    /// The token that was shown.
    pub token_id: String,
}

impl Principal {
    /// Whether it sees the recording.
    pub fn sees(&self, stored: &Stored) -> bool {
        recordings::sees(&self.user, self.role, stored)
    }

    /// Whether it may write to the recording: its user, who records it, or an admin.
    pub fn may_write(&self, stored: &Stored) -> bool {
        self.role == Role::Admin
            || stored.recording.user_id.as_deref() == Some(&self.user)
            || stored.recorder.as_deref() == Some(&self.user)
    }

    /// Refuses who is not an admin.
    pub fn must_be_admin(&self) -> Result<(), ApiError> {
        if self.role == Role::Admin {
            return Ok(());
        }
        Err(ApiError::forbidden(format!("{} is a {}; only an admin may do this", self.user, self.role)))
    }
}

impl FromRequestParts<App> for Principal {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let Some(value) = parts.headers.get(header::AUTHORIZATION) else {
            return Err(ApiError::unauthorized("this call needs a bearer token in the Authorization header"));
        };
        let token = value
            .to_str()
            .ok()
            .and_then(|text| text.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim());
        let Some(token) = token else {
            return Err(ApiError::unauthorized("the Authorization header holds no bearer token"));
        };
        by_token(app, token).await
    }
}

/// The principal that a token stands for.
pub async fn by_token(app: &App, token: &str) -> Result<Principal, ApiError> {
    let unknown = || ApiError::unauthorized("this token is unknown, expired or revoked: sign in again");
    let hash = tokens::hash(token);
    let now = app.clock.now();
    let found =
        app.store.read(move |connection| tokens::find(connection, &hash, now)).await?.ok_or_else(unknown)?;
    if found.is_used_long_ago(now) {
        let (store, id) = (app.store.clone(), found.principal.token_id.clone());
        // Nobody waits for this, and a full store must not keep anybody from reading.
        tokio::spawn(async move { store.write(move |tx| tokens::used(tx, &id)).await });
    }
    Ok(found.principal)
}
