//! `POST /sync/v1/uploads`, `PATCH` and `GET /sync/v1/uploads/{hash}`.

use axum::extract::{Extension, Request, State};
use hindsight_contract::error::{ErrorCode, ErrorEnvelope};
use hindsight_contract::sync::{BLOB_BYTES, StartUpload, UPLOAD_CHUNK_BYTES, UPLOAD_OFFSET, UploadState};
use hindsight_domain::BlobHash;
use http::HeaderMap;
use serde_json::json;

use super::Shared;
use super::described::Octets;
use crate::api::extract::{JsonBody, PathId, read_body};
use crate::app::App;
use crate::auth::Principal;
use crate::error::ApiError;
use crate::store::uploads::{Received, UploadKey};

/// Announces a blob, or asks how far it is.
#[utoipa::path(
    post,
    path = "/sync/v1/uploads",
    tag = "sync",
    request_body = StartUpload,
    responses(
        (status = 200, body = UploadState, description = "How far it is; complete where this principal has the blob"),
        (status = 400, body = ErrorEnvelope, description = "Not what the call takes"),
        (status = 401, body = ErrorEnvelope, description = "No valid token"),
        (status = 409, body = ErrorEnvelope, description = "Over this user's limits, or not the length of this blob"),
        (status = 413, body = ErrorEnvelope, description = "The body is over the limit"),
        (status = 415, body = ErrorEnvelope, description = "The body is not JSON"),
        (status = 503, body = ErrorEnvelope, description = "The store cannot take writes now"),
    ),
    security(("bearer" = []))
)]
pub(crate) async fn start(
    State(app): State<App>,
    principal: Principal,
    JsonBody(new): JsonBody<StartUpload>,
) -> Result<axum::Json<UploadState>, ApiError> {
    if new.bytes > BLOB_BYTES {
        let message = format!("a blob has {BLOB_BYTES} bytes at most, this one would have {}", new.bytes);
        return Err(ApiError::invalid(message).with_details(json!({ "limit": BLOB_BYTES })));
    }
    let key = UploadKey { user: principal.user, hash: new.hash };
    Ok(axum::Json(app.store.start_upload(key, principal.role, new.bytes).await?))
}

/// The next bytes of an upload.
#[utoipa::path(
    patch,
    path = "/sync/v1/uploads/{hash}",
    tag = "sync",
    params(
        ("hash" = String, Path, description = "As announced", pattern = "^[0-9a-f]{64}$"),
        (
            "upload-offset" = u64, Header, description = "Where these bytes belong: the offset of the last reply",
            minimum = 0, maximum = 8589934592_u64
        ),
    ),
    request_body(
        content = Option<Octets>,
        content_type = "application/octet-stream",
        description = "Up to 8 MiB; none asks for the check of an upload whose bytes are all here"
    ),
    responses(
        (status = 200, body = UploadState, description = "They are durable, and verified where they are the last"),
        (status = 400, body = ErrorEnvelope, description = "Not what the call takes"),
        (status = 401, body = ErrorEnvelope, description = "No valid token"),
        (status = 404, body = ErrorEnvelope, description = "Not announced by this principal"),
        (
            status = 409,
            body = ErrorEnvelope,
            description = "`WRONG_OFFSET`: the upload stands at `details.offset`. `CONFLICT`: more bytes than announced. \
                           `HASH_MISMATCH`: the bytes are not those of the hash; the upload is gone"
        ),
        (status = 413, body = ErrorEnvelope, description = "The body is over the limit"),
        (status = 415, body = ErrorEnvelope, description = "The body has a content encoding"),
        (status = 503, body = ErrorEnvelope, description = "The store cannot take writes now"),
    ),
    security(("bearer" = []))
)]
pub(crate) async fn receive(
    State(app): State<App>,
    Extension(shared): Extension<Shared>,
    principal: Principal,
    PathId(hash): PathId<BlobHash>,
    headers: HeaderMap,
    request: Request,
) -> Result<axum::Json<UploadState>, ApiError> {
    let offset = offset(&headers)?;
    let bytes = read_body(request, UPLOAD_CHUNK_BYTES).await?;
    let key = UploadKey { user: principal.user, hash };
    let received =
        app.store.receive(key.clone(), principal.role, offset, bytes.into(), &shared.finishing).await?;
    answer(received.ok_or_else(|| unknown(&key.hash))?)
}

/// How far an upload is.
#[utoipa::path(
    get,
    path = "/sync/v1/uploads/{hash}",
    tag = "sync",
    params(("hash" = String, Path, description = "As announced", pattern = "^[0-9a-f]{64}$")),
    responses(
        (status = 200, body = UploadState, description = "How far it is; complete where this principal has the blob"),
        (status = 401, body = ErrorEnvelope, description = "No valid token"),
        (status = 404, body = ErrorEnvelope, description = "Not announced by this principal"),
        (status = 409, body = ErrorEnvelope, description = "The bytes are not those of the hash; the upload is gone"),
    ),
    security(("bearer" = []))
)]
pub(crate) async fn state(
    State(app): State<App>,
    Extension(shared): Extension<Shared>,
    principal: Principal,
    PathId(hash): PathId<BlobHash>,
) -> Result<axum::Json<UploadState>, ApiError> {
    let key = UploadKey { user: principal.user, hash };
    let state = app.store.upload_state(key.clone(), principal.role, &shared.finishing).await?;
    answer(state.ok_or_else(|| unknown(&key.hash))?)
}

fn offset(headers: &HeaderMap) -> Result<u64, ApiError> {
    let value = headers.get(UPLOAD_OFFSET).and_then(|value| value.to_str().ok());
    let digits = value.filter(|text| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()));
    digits.and_then(|text| text.parse().ok()).ok_or_else(|| {
        ApiError::invalid(format!("the header {UPLOAD_OFFSET} says where the bytes belong, as a number"))
    })
}

fn unknown(hash: &BlobHash) -> ApiError {
    ApiError::not_found(format!("there is no upload of {hash} under way: announce it first"))
}

fn answer(received: Received) -> Result<axum::Json<UploadState>, ApiError> {
    match received {
        Received::Kept(state) => Ok(axum::Json(state)),
        Received::WrongOffset(offset) => Err(ApiError::new(
            ErrorCode::WrongOffset,
            format!("the upload stands at {offset}: go on from there"),
        )
        .with_details(json!({ "offset": offset }))),
        Received::OtherBytes => Err(ApiError::new(
            ErrorCode::HashMismatch,
            "the bytes are not those of the hash that they were announced by; they are dropped: begin anew",
        )),
    }
}
