//! An answer: its status, its body within a limit, and what an error in it means.

use std::time::Duration;

use bytes::Bytes;
use hindsight_contract::error::{ErrorBody, ErrorCode, ErrorEnvelope, WebError};
use hindsight_domain::Timestamp;
use http::{HeaderMap, StatusCode, header};
use reqwest::{Response, Upgraded};
use serde::de::DeserializeOwned;

use super::{Patience, trouble};
use crate::{OfflineCause, SyncError};

/// What is read of an error's body.
const ERROR_BYTES: u64 = 256 << 10;

pub(crate) struct Reply {
    server: String,
    patience: Patience,
    response: Response,
}

impl Reply {
    pub(super) fn new(server: String, patience: Patience, response: Response) -> Self {
        Self { server, patience, response }
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.response.status()
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    pub(super) fn server(&self) -> &str {
        &self.server
    }

    /// The next bytes; `None` at the end.
    pub(super) async fn next(&mut self) -> Result<Option<Bytes>, SyncError> {
        let chunk = self.patience.next(&self.server, self.response.chunk()).await?;
        chunk.map_err(|error| trouble::classify(&self.server, &error, self.patience.connect))
    }

    /// The connection behind an answer that changes its protocol.
    pub(crate) async fn upgrade(self) -> reqwest::Result<Upgraded> {
        self.response.upgrade().await
    }

    /// The answer if it is a good one, and otherwise what it means.
    pub(super) async fn checked(self) -> Result<Self, SyncError> {
        let status = self.status();
        if status.is_success() { Ok(self) } else { Err(self.into_error().await) }
    }

    /// A JSON body of at most `limit_bytes`.
    pub(super) async fn json<T: DeserializeOwned>(mut self, limit_bytes: u64) -> Result<T, SyncError> {
        if !self.is("application/json") {
            return Err(self.not_hindsight());
        }
        let bytes = self.body(limit_bytes).await?;
        serde_json::from_slice(&bytes).map_err(|error| SyncError::Protocol {
            server: self.server,
            detail: format!("its JSON is not what the call gives: {error}"),
        })
    }

    /// Whether the body is said to be `media_type`.
    pub(crate) fn is(&self, media_type: &str) -> bool {
        media_type_of(self.headers()).eq_ignore_ascii_case(media_type)
    }

    pub(super) fn not_hindsight(&self) -> SyncError {
        let kind = media_type_of(self.headers());
        let kind = if kind.is_empty() { "no content type" } else { kind };
        let found = format!("status {}, {}", self.status().as_u16(), readable(kind));
        SyncError::NotHindsight { server: self.server.clone(), found }
    }

    async fn body(&mut self, limit_bytes: u64) -> Result<Vec<u8>, SyncError> {
        let too_large = |server: &String| SyncError::TooLarge { server: server.clone(), limit_bytes };
        let announced = self.response.content_length().unwrap_or(0);
        if announced > limit_bytes {
            return Err(too_large(&self.server));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(announced).unwrap_or(0));
        while let Some(chunk) = self.next().await? {
            if bytes.len() as u64 + chunk.len() as u64 > limit_bytes {
                return Err(too_large(&self.server));
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }

    /// What an answer that is no success means.
    pub(crate) async fn into_error(mut self) -> SyncError {
        let status = self.status();
        if status.is_redirection() {
            return match self.headers().get(header::LOCATION) {
                Some(to) => SyncError::Redirected {
                    to: readable(&String::from_utf8_lossy(to.as_bytes())),
                    server: self.server,
                },
                None => self.not_hindsight(),
            };
        }
        let said = if self.is("application/json") { self.body(ERROR_BYTES).await } else { Ok(Vec::new()) };
        let said = match said {
            Ok(bytes) => bytes,
            Err(error @ SyncError::Offline { cause: OfflineCause::Silent(_), .. }) => return error,
            // The status alone says enough.
            Err(_) => Vec::new(),
        };
        let body = serde_json::from_slice::<ErrorEnvelope>(&said).ok().map(|envelope| envelope.error);
        let body = body.or_else(|| of_web(status, serde_json::from_slice(&said).ok()?));
        match body {
            Some(body) => self.refusal(body),
            None if status.is_server_error() && status != StatusCode::NETWORK_AUTHENTICATION_REQUIRED => {
                self.fault(None)
            }
            None if status == StatusCode::TOO_MANY_REQUESTS => self.fault(None),
            None => self.not_hindsight(),
        }
    }

    fn refusal(self, body: ErrorBody) -> SyncError {
        let server = self.server.clone();
        match body.code {
            ErrorCode::Unauthorized => SyncError::SignedOut { server, reason: body.message },
            ErrorCode::PermissionDenied => SyncError::Forbidden { server, reason: body.message },
            ErrorCode::EpochChanged => SyncError::EpochChanged { server },
            ErrorCode::RateLimitExceeded => self.fault(Some(body.message)),
            _ if self.status().is_server_error() => self.fault(Some(body.message)),
            _ => SyncError::Refused { server, body: Box::new(body) },
        }
    }

    fn fault(self, detail: Option<String>) -> SyncError {
        let header = |name| self.headers().get(name).and_then(|value| value.to_str().ok());
        let retry_after = header("retry-after").and_then(|s| s.trim().parse().ok()).map(Duration::from_secs);
        let request_id = header("x-request-id").map(readable);
        SyncError::ServerFault {
            status: self.status().as_u16(),
            detail: detail.map(|d| readable(&d)),
            request_id,
            retry_after,
            server: self.server,
        }
    }
}

/// The error of the calls about web sessions, which have a shape of their own and no code but their status.
fn of_web(status: StatusCode, said: WebError) -> Option<ErrorBody> {
    use ErrorCode as C;
    let codes = [C::ValidationError, C::Unauthorized, C::PermissionDenied, C::NotFound, C::RateLimitExceeded];
    let code = codes
        .into_iter()
        .find(|code| code.status() == status.as_u16() && said.status_code == code.status())?;
    Some(ErrorBody { code, message: said.message, details: None, timestamp: Timestamp::default() })
}

fn media_type_of(headers: &HeaderMap) -> &str {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim()
}

/// Foreign text, short and without what would move a terminal's cursor.
pub(super) fn readable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(200).collect()
}
