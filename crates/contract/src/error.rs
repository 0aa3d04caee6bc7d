//! Error bodies. Sections 1 and the sync API speak [`ErrorEnvelope`], web sessions speak [`WebError`].

use hindsight_domain::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What went wrong, as a word that programs branch on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ErrorCode {
    /// 400: the request is not what the call takes.
    ValidationError,
    /// 401: no token, or one that is unknown, expired or revoked.
    Unauthorized,
    /// 403: the role does not allow it.
    PermissionDenied,
    /// 404: not there, or not visible to this principal.
    NotFound,
    /// 405: the path is there, the method is not.
    MethodNotAllowed,
    /// 409: it contradicts what stands.
    Conflict,
    /// 409: the upload stands at another offset; `details.offset` has it.
    WrongOffset,
    /// 409: this cursor belongs to another history; rebuild from the start.
    EpochChanged,
    /// 413: over a size limit; `details.limit` has it in bytes.
    PayloadTooLarge,
    /// 415: not a content type that the call takes.
    UnsupportedMediaType,
    /// 409: the bytes are not those of the hash that they were announced by.
    HashMismatch,
    /// 422: segments that the recording names are not here; `details.missing` lists their hashes.
    SegmentsMissing,
    /// 422: an event of a segment cannot be read, or carries a secret that should have been redacted.
    BadSegment,
    /// 429: too many; `details.retry_after` in seconds.
    RateLimitExceeded,
    /// 500: a fault of the server; the cause is in its log under the request id.
    InternalError,
    /// 503: recording is switched off.
    RecordingDisabled,
    /// 503: the store cannot take writes now; `Retry-After` says when to try again.
    StoreUnavailable,
}

impl ErrorCode {
    /// The HTTP status that it travels with.
    pub fn status(self) -> u16 {
        match self {
            Self::ValidationError => 400,
            Self::Unauthorized => 401,
            Self::PermissionDenied => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::Conflict | Self::WrongOffset | Self::EpochChanged | Self::HashMismatch => 409,
            Self::PayloadTooLarge => 413,
            Self::UnsupportedMediaType => 415,
            Self::SegmentsMissing | Self::BadSegment => 422,
            Self::RateLimitExceeded => 429,
            Self::InternalError => 500,
            Self::RecordingDisabled | Self::StoreUnavailable => 503,
        }
    }
}

/// `{success:false, error:{…}}`: the error body of `/api` and `/sync`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ErrorEnvelope {
    /// Always false.
    pub success: bool,
    /// What went wrong.
    pub error: ErrorBody,
}

/// The inside of an [`ErrorEnvelope`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ErrorBody {
    /// For programs.
    pub code: ErrorCode,
    /// For people.
    pub message: String,
    /// What the code's documentation promises.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<Value>,
    /// The server's clock.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub timestamp: Timestamp,
}

/// `{statusCode, message, error}`: the error body of web sessions and authorization models.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct WebError {
    /// The HTTP status again.
    pub status_code: u16,
    /// For people.
    pub message: String,
    /// The status in words.
    pub error: String,
}
