//! Who may send sessions: anybody within the limits, from a page that is welcome, with the write key where there is one.
//!
//! **Invariant:** a visitor's address is looked at for limits and country only; it is neither stored nor logged.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::{ConnectInfo, Query};
use hindsight_domain::RecordingId;
use http::header;
use http::request::Parts;
use ring::digest;
use serde::Deserialize;

use crate::app::App;
use crate::error::ApiError;

/// Lets a request in or says why not. Two letters for the visitor's country, where they are known.
pub(crate) fn admit(parts: &Parts, app: &App) -> Result<Option<String>, ApiError> {
    let address = address(parts, app);
    app.limits.addresses.take(address.map(network), app.clock.now())?;
    if !is_welcome(parts, app) {
        return Err(ApiError::forbidden("pages of this origin may not send sessions to this server"));
    }
    if let Some(key) = &app.config.write_key
        && !shown(parts).is_some_and(|shown| is_same(&shown, key))
    {
        return Err(ApiError::unauthorized("sending sessions needs the write key of this server"));
    }
    Ok(country(parts, app, address))
}

/// Counts a request against its session.
pub(crate) fn take_session(app: &App, id: &RecordingId) -> Result<(), ApiError> {
    app.limits.sessions.take(id, app.clock.now())
}

/// The address that a request came from: its connection's, or what a trusted proxy says.
pub(crate) fn address(parts: &Parts, app: &App) -> Option<IpAddr> {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    let said = app.config.address_header.as_ref().and_then(|name| {
        // The last entry is the one that the proxy itself added.
        let last = parts.headers.get_all(name).iter().next_back()?.to_str().ok()?;
        last.rsplit(',').next()?.trim().parse::<IpAddr>().ok()
    });
    said.or(peer).map(|address| address.to_canonical())
}

/// What counts as one address: of IPv6 a visitor has 2^64, so their network does.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(whole) => IpAddr::V6(Ipv6Addr::from_bits(whole.to_bits() >> 64 << 64)),
    }
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

/// Whether the page that sends this may. A browser asks first only for some requests, and sends a beacon to anybody;
/// so a page that is not configured is refused here. What is no page says no origin.
fn is_welcome(parts: &Parts, app: &App) -> bool {
    let Some(origin) = parts.headers.get(header::ORIGIN) else { return true };
    let Ok(origin) = origin.to_str() else { return false };
    let listed = &app.config.cors_origins;
    let host = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host = host.or_else(|| Some(parts.uri.authority()?.as_str()));
    let is_own = origin.split_once("://").is_some_and(|(_, authority)| Some(authority) == host);
    let is_public = || {
        let url = app.config.public_url.as_deref()?;
        let after = url.strip_prefix(origin)?;
        (after.is_empty() || after.starts_with('/')).then_some(())
    };
    listed.is_empty() || listed.iter().any(|listed| listed == origin) || is_own || is_public().is_some()
}

/// The write key in an address.
#[derive(Deserialize)]
struct InAddress {
    #[serde(rename = "writeKey", alias = "write_key")]
    write_key: Option<String>,
}

/// The write key as the SDK can send it: a beacon has no headers, so the address may carry it. It is no secret:
/// every visitor's browser has it.
fn shown(parts: &Parts) -> Option<String> {
    let named = parts.headers.get("x-write-key").and_then(|value| value.to_str().ok());
    let bearer = || parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ");
    let in_address = || Query::<InAddress>::try_from_uri(&parts.uri).ok()?.0.write_key;
    named.or_else(bearer).map(ToOwned::to_owned).or_else(in_address)
}

/// Compares in a time that tells nothing about where the two differ.
fn is_same(shown: &str, key: &str) -> bool {
    let hash = |text: &str| digest::digest(&digest::SHA256, text.as_bytes());
    hash(shown).as_ref() == hash(key).as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_of_ipv6_counts_as_one_address() {
        let network = |text: &str| network(text.parse().unwrap());
        assert_eq!(network("2001:db8:1:2::3"), network("2001:db8:1:2:ffff::9"));
        assert_ne!(network("2001:db8:1:2::3"), network("2001:db8:1:3::3"));
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
    }
}
