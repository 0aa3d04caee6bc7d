//! Who may send sessions: anybody within the limits, with the write key where there is one.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, Request};
use hindsight_contract::error::ErrorCode;
use hindsight_domain::RecordingId;
use http::header;
use http::request::Parts;
use ring::digest;
use serde::de::DeserializeOwned;

use crate::api::extract;
use crate::app::App;
use crate::error::ApiError;

/// A visitor's request that passed the gate.
#[derive(Debug)]
pub(crate) struct Visitor {
    /// Two letters, where they are known.
    pub(crate) country: Option<String>,
}

impl FromRequestParts<App> for Visitor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let address = address(parts, app);
        app.limits.addresses.take(address, app.clock.now())?;
        if let Some(key) = &app.config.write_key
            && !shown(parts).is_some_and(|shown| is_same(shown, key))
        {
            return Err(ApiError::unauthorized("sending sessions needs the write key of this server"));
        }
        Ok(Self { country: country(parts, app, address) })
    }
}

/// The address that a request came from: its connection's, or what a trusted proxy says.
pub(crate) fn address(parts: &Parts, app: &App) -> Option<IpAddr> {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    let Some(name) = &app.config.address_header else { return peer };
    let said = parts.headers.get(name).and_then(|value| value.to_str().ok());
    // The last entry is the one that the proxy itself added.
    said.and_then(|text| text.rsplit(',').next()?.trim().parse().ok()).or(peer)
}

fn country(parts: &Parts, app: &App, address: Option<IpAddr>) -> Option<String> {
    let said = app.config.country_header.as_ref().and_then(|name| parts.headers.get(name)?.to_str().ok());
    let known = |code: &str| {
        let code = code.trim().to_ascii_uppercase();
        // `XX` and `T1` are how proxies say that they do not know.
        (code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase()) && code != "XX").then_some(code)
    };
    said.and_then(known).or_else(|| app.countries.as_ref()?.of(address?))
}

/// The write key as the SDK can send it: a beacon has no headers, so the address may carry it. It is no secret:
/// every visitor's browser has it.
fn shown(parts: &Parts) -> Option<&str> {
    let named = parts.headers.get("x-write-key").and_then(|value| value.to_str().ok());
    let bearer = || parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ");
    let query = || {
        let pairs = parts.uri.query()?.split('&').filter_map(|pair| pair.split_once('='));
        pairs.into_iter().find(|(name, _)| matches!(*name, "writeKey" | "write_key")).map(|(_, value)| value)
    };
    named.or_else(bearer).or_else(query)
}

/// Compares in a time that tells nothing about where the two differ.
fn is_same(shown: &str, key: &str) -> bool {
    let hash = |text: &str| digest::digest(&digest::SHA256, text.as_bytes());
    hash(shown).as_ref() == hash(key).as_ref()
}

/// A body that a browser sends: JSON, also where a beacon calls it text.
#[derive(Debug)]
pub(crate) struct Sent<T, const LIMIT: usize>(pub T);

impl<T: DeserializeOwned + Send + 'static, const LIMIT: usize> FromRequest<App> for Sent<T, LIMIT> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &App) -> Result<Self, ApiError> {
        let kind = extract::content_type(request.headers());
        let bytes = extract::read_body(request, LIMIT).await?;
        if kind.is_some_and(|kind| kind != "text/plain" && !extract::is_json(&kind)) {
            return Err(ApiError::new(ErrorCode::UnsupportedMediaType, "this call takes application/json"));
        }
        if bytes.len() <= extract::JSON_BYTES {
            return extract::parse(&bytes).map(Self);
        }
        extract::off_the_loop(move || extract::parse(&bytes)).await.map(Self)
    }
}

/// Counts a request against its session.
pub(crate) fn take_session(app: &App, id: &RecordingId) -> Result<(), ApiError> {
    app.limits.sessions.take(id, app.clock.now())
}
