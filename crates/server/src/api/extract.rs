//! What handlers take from a request. Every refusal is an [`ApiError`], never a text of the framework.

use std::fmt::Display;
use std::str::FromStr;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use futures_util::StreamExt;
use hindsight_contract::error::ErrorCode;
use http::request::Parts;
use http::{HeaderMap, header};
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::error::ApiError;

/// Limit of an ordinary JSON body, in bytes.
pub const JSON_BYTES: usize = 1 << 20;
/// How long a body may take to arrive.
const BODY_TIME: Duration = Duration::from_secs(120);
/// What is read of a refused body, so that its sender gets to see the answer.
const DRAIN_BYTES: usize = 256 << 20;

/// A JSON body of at most `LIMIT` bytes.
#[derive(Debug)]
pub struct JsonBody<T, const LIMIT: usize = JSON_BYTES>(pub T);

impl<T: DeserializeOwned, const LIMIT: usize> FromRequest<App> for JsonBody<T, LIMIT> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &App) -> Result<Self, ApiError> {
        let kind = content_type(request.headers());
        let bytes = read_body(request, LIMIT).await?;
        must_be_json(kind.as_deref())?;
        parse(&bytes).map(Self)
    }
}

/// Reads a JSON object; the error says where it is wrong.
///
/// Serde would read a struct from an array as well, which no client means.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    if bytes.trim_ascii_start().first().is_some_and(|first| *first != b'{') {
        return Err(ApiError::invalid("the body is not what this call takes: it takes a JSON object"));
    }
    serde_json::from_slice(bytes)
        .map_err(|error| ApiError::invalid(format!("the body is not what this call takes: {error}")))
}

/// The content type without its parameters, in lower case.
pub fn content_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::CONTENT_TYPE)?;
    let text = value.to_str().unwrap_or("unreadable");
    Some(text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
}

/// Whether a content type is JSON.
pub fn is_json(kind: &str) -> bool {
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}

/// Refuses a body that says it is something else than JSON.
pub fn must_be_json(kind: Option<&str>) -> Result<(), ApiError> {
    if kind.is_none_or(is_json) {
        return Ok(());
    }
    Err(ApiError::new(ErrorCode::UnsupportedMediaType, "this call takes application/json"))
}

/// Runs what takes long on a thread that may block.
pub async fn off_the_loop<T: Send + 'static>(
    job: impl FnOnce() -> Result<T, ApiError> + Send + 'static,
) -> Result<T, ApiError> {
    match tokio::task::spawn_blocking(job).await {
        Ok(done) => done,
        Err(error) => Err(ApiError::internal(&error)),
    }
}

/// Reads a whole body of at most `limit` bytes.
pub async fn read_body(request: Request, limit: usize) -> Result<Bytes, ApiError> {
    let length = request.headers().get(header::CONTENT_LENGTH);
    let announced = length.and_then(|value| value.to_str().ok()?.parse::<u64>().ok()).unwrap_or(0);
    let encoded = request.headers().get(header::CONTENT_ENCODING).is_some_and(|value| value != "identity");
    let body = request.into_body();
    let read = async {
        if announced > limit as u64 {
            drain(body).await;
            return Err(ApiError::too_large(limit));
        }
        let bytes = collect(body, limit).await?;
        if encoded {
            return Err(ApiError::new(
                ErrorCode::UnsupportedMediaType,
                "send the body without a content encoding",
            ));
        }
        Ok(bytes)
    };
    tokio::time::timeout(BODY_TIME, read)
        .await
        .map_err(|_| ApiError::invalid("the body took too long to arrive"))?
}

async fn collect(body: Body, limit: usize) -> Result<Bytes, ApiError> {
    let mut stream = body.into_data_stream();
    let mut bytes = Vec::new();
    while let Some(piece) = stream.next().await {
        let piece = piece.map_err(|_| ApiError::invalid("the body was cut"))?;
        if bytes.len() + piece.len() > limit {
            drain(Body::from_stream(stream)).await;
            return Err(ApiError::too_large(limit));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes.into())
}

async fn drain(body: Body) {
    let mut stream = body.into_data_stream();
    let mut left = DRAIN_BYTES;
    while let Some(Ok(piece)) = stream.next().await {
        let Some(rest) = left.checked_sub(piece.len()) else { return };
        left = rest;
    }
}

/// The query of a request.
#[derive(Debug)]
pub struct Params<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for Params<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, ApiError> {
        match Query::try_from_uri(&parts.uri) {
            Ok(Query(params)) => Ok(Self(params)),
            Err(error) => Err(ApiError::invalid(format!("the query is not what this call takes: {error}"))),
        }
    }
}

/// The id in a path. What cannot be an id names nothing: 404.
#[derive(Debug)]
pub struct PathId<T>(pub T);

impl<T> FromRequestParts<App> for PathId<T>
where
    T: FromStr + Send,
    T::Err: Display,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let Ok(Path(text)) = Path::<String>::from_request_parts(parts, app).await else {
            return Err(ApiError::not_found("there is nothing with an id like this"));
        };
        text.parse().map(Self).map_err(|error| ApiError::not_found(format!("there is nothing here: {error}")))
    }
}
