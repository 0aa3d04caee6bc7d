//! Errors at the door: what a client is told, and in which family's shape.
//!
//! **Invariant:** the cause of a fault of ours goes to the log under the request's id, never to the client.
//! A handler gives an [`ApiError`]; [`render`] alone writes bodies, so that a refusal by an extractor, by the
//! router or by a handler looks the same.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use hindsight_contract::error::{ErrorBody, ErrorCode, ErrorEnvelope, WebError};
use hindsight_domain::Timestamp;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde_json::{Value, json};

use crate::app::App;
use crate::store::StoreError;

/// The header that names a request in the log.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Seconds after which a client should try a store again that could not take its write.
const STORE_RETRY_S: u64 = 2;

/// What a call answers when it does not do what it was asked.
#[derive(Clone, Debug)]
pub struct ApiError {
    code: ErrorCode,
    message: String,
    details: Option<Value>,
    retry_after_s: Option<u64>,
}

impl ApiError {
    /// An error with its message for people.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), details: None, retry_after_s: None }
    }

    /// 400.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::ValidationError, message)
    }

    /// 401.
    pub fn unauthorized(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Unauthorized, message)
    }

    /// 403.
    pub fn forbidden(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::PermissionDenied, message)
    }

    /// 404.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::NotFound, message)
    }

    /// 409.
    pub fn conflict(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Conflict, message)
    }

    /// 413.
    pub fn too_large(limit_bytes: usize) -> Self {
        Self::new(ErrorCode::PayloadTooLarge, format!("the body is over the limit of {limit_bytes} bytes"))
            .with_details(json!({ "limit": limit_bytes }))
    }

    /// 429.
    pub fn too_many(retry_after_s: u64) -> Self {
        let mut error = Self::new(
            ErrorCode::RateLimitExceeded,
            format!("too many requests: try again in {retry_after_s} s"),
        )
        .with_details(json!({ "retry_after": retry_after_s }));
        error.retry_after_s = Some(retry_after_s);
        error
    }

    /// 500; `cause` goes to the log.
    pub fn internal(cause: &(dyn std::error::Error + 'static)) -> Self {
        tracing::error!(cause = %chain(cause), "a request failed");
        Self::new(
            ErrorCode::InternalError,
            "the server failed; the request's id leads to the cause in its log",
        )
    }

    /// The same with what the code's documentation promises.
    #[must_use]
    pub fn with_details(mut self, details: Value) -> Self {
        self.details = Some(details);
        self
    }

    /// What went wrong.
    pub fn code(&self) -> ErrorCode {
        self.code
    }

    /// For people.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The inside of an envelope, for replies that carry errors in their rows.
    pub fn body(&self, now: Timestamp) -> ErrorBody {
        ErrorBody {
            code: self.code,
            message: self.message.clone(),
            details: self.details.clone(),
            timestamp: now,
        }
    }

    fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// A cause with all the causes under it.
pub(crate) fn chain(cause: &(dyn std::error::Error + 'static)) -> String {
    let mut text = cause.to_string();
    let mut next = cause.source();
    while let Some(under) = next {
        text.push_str(": ");
        text.push_str(&under.to_string());
        next = under.source();
    }
    text
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound(message) => Self::not_found(message),
            StoreError::Conflict(message) => Self::conflict(message),
            StoreError::Forbidden(message) => Self::forbidden(message),
            StoreError::Invalid(message) => Self::invalid(message),
            error if error.is_transient() => {
                tracing::warn!(cause = %chain(&error), "the store could not do it now");
                let mut unavailable = Self::new(
                    ErrorCode::StoreUnavailable,
                    format!(
                        "the server's store cannot do this now; nothing was changed: try again in {STORE_RETRY_S} s"
                    ),
                );
                unavailable.retry_after_s = Some(STORE_RETRY_S);
                unavailable
            }
            error => Self::internal(&error),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Which shape a path's errors have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Envelope,
    Web,
}

impl Family {
    fn of(path: &str) -> Self {
        let under = |prefix: &str| {
            path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if under("/recordings") || under("/admin") { Self::Web } else { Self::Envelope }
    }
}

/// Names each request, and writes the bodies of errors.
pub async fn render(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let id = app.new_request_id();
    let family = Family::of(request.uri().path());
    let Ok(header) = HeaderValue::from_str(&id) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    request.headers_mut().insert(REQUEST_ID, header.clone());
    let span = tracing::info_span!("request", %id, method = %request.method(), path = request.uri().path());
    let mut response = tracing::Instrument::instrument(next.run(request), span).await;
    if let Some(error) = response.extensions_mut().remove::<ApiError>() {
        response = write(&error, family, &id, app.clock.now(), response.headers());
    }
    response.headers_mut().insert(REQUEST_ID, header);
    response
}

fn write(error: &ApiError, family: Family, id: &str, now: Timestamp, refused: &HeaderMap) -> Response {
    let status = error.status();
    let mut body = error.body(now);
    if status.is_server_error() {
        body.message = format!("{} (request {id})", body.message);
    }
    let text = match family {
        Family::Envelope => json!(ErrorEnvelope { success: false, error: body }),
        Family::Web => json!(WebError {
            status_code: status.as_u16(),
            message: body.message,
            error: status.canonical_reason().unwrap_or("Error").to_owned(),
        }),
    };
    let mut response =
        (status, [(header::CONTENT_TYPE, "application/json")], text.to_string()).into_response();
    // What the refusal already carried (`Allow`) stays; what described its empty body does not.
    for (name, value) in refused {
        if name != header::CONTENT_TYPE && name != header::CONTENT_LENGTH {
            response.headers_mut().insert(name, value.clone());
        }
    }
    if let Some(seconds) = error.retry_after_s {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if status == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}
