//! Who asks: bearer tokens, looked up at every request.
//!
//! Nothing about a token is cached: the command line may revoke it in another process at any time.

use axum::extract::FromRequestParts;
use hindsight_domain::Role;
use http::request::Parts;
use http::{HeaderMap, header};

use crate::app::App;
use crate::error::ApiError;
use crate::store::recordings::{self, Stored};
use crate::store::tokens;

/// The subprotocol that a browser offers in front of its token: `Sec-WebSocket-Protocol: bearer, TOKEN`.
pub const SOCKET_PROTOCOL: &str = "bearer";
/// The cookie in which a browser may send its token for a WebSocket.
const COOKIE: &str = "hindsight_token";

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
        match bearer(&parts.headers)? {
            Some(token) => by_token(app, token).await,
            None => Err(ApiError::unauthorized("this call needs a bearer token in the Authorization header")),
        }
    }
}

/// Who opens a WebSocket. A browser cannot set its headers, so the token may also come as a subprotocol or in a
/// cookie, but never in the address, which is written into logs.
pub struct SocketPrincipal {
    /// Who.
    pub principal: Principal,
    /// The token, to be looked up again while the socket is open.
    pub token: String,
}

impl FromRequestParts<App> for SocketPrincipal {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let headers = &parts.headers;
        let token = match bearer(headers)?.or_else(|| offered(headers)) {
            Some(token) => token,
            None => match cookie(headers) {
                // A browser sends cookies from any page; only our own pages and the configured ones may use it.
                Some(token) if is_own_origin(headers, &app.config.cors_origins) => token,
                Some(_) => {
                    return Err(ApiError::forbidden("pages of this origin may not listen with a cookie"));
                }
                None => {
                    return Err(ApiError::unauthorized(
                        "this call needs a bearer token: in the Authorization header, as a subprotocol or in a cookie",
                    ));
                }
            },
        };
        Ok(Self { principal: by_token(app, token).await?, token: token.to_owned() })
    }
}

/// The token of the `Authorization` header.
fn bearer(headers: &HeaderMap) -> Result<Option<&str>, ApiError> {
    let Some(value) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let token = value
        .to_str()
        .ok()
        .and_then(|text| text.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim());
    token.map(Some).ok_or_else(|| ApiError::unauthorized("the Authorization header holds no bearer token"))
}

fn offered(headers: &HeaderMap) -> Option<&str> {
    let offers =
        headers.get_all(header::SEC_WEBSOCKET_PROTOCOL).iter().filter_map(|value| value.to_str().ok());
    let mut offers = offers.flat_map(|value| value.split(',')).map(str::trim);
    offers.find(|offer| offer.eq_ignore_ascii_case(SOCKET_PROTOCOL))?;
    offers.next()
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE).map(|(_, value)| value)
}

fn is_own_origin(headers: &HeaderMap, allowed: &[String]) -> bool {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    // A client that is no browser sends no origin, and no cookie that it was not given.
    let Some(origin) = text(header::ORIGIN) else { return true };
    let host = origin.split_once("://").map(|(_, host)| host);
    allowed.iter().any(|known| known == origin) || (host.is_some() && host == text(header::HOST))
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
