//! Bodies that browsers send.
//!
//! **Invariant:** all bodies that are held at once have at most [`Budget::BYTES`]; one more is read on, so that its
//! sender gets to see the answer, and not kept.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use futures_util::StreamExt;
use hindsight_contract::error::ErrorCode;
use hindsight_rrweb::json::mend_surrogates;
use serde::de::DeserializeOwned;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::gate;
use crate::api::extract;
use crate::app::App;
use crate::error::ApiError;
use crate::store::StoreError;

/// What a browser sent, once it passed the gate.
#[derive(Debug)]
pub(crate) struct Sent<T, const LIMIT: usize> {
    /// The visitor's country in two letters, where it is known.
    pub(crate) country: Option<String>,
    /// The body: JSON, also where a beacon calls it text.
    pub(crate) body: T,
    /// To be kept as long as the body is.
    pub(crate) share: Share,
}

impl<T: DeserializeOwned + Send + 'static, const LIMIT: usize> FromRequest<App> for Sent<T, LIMIT> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> Result<Self, ApiError> {
        let (parts, body) = request.into_parts();
        let country = match gate::admit(&parts, app) {
            Ok(country) => country,
            Err(refusal) => {
                // Read, not kept: a client that still writes would not read the refusal.
                let _unread = extract::read_body(Request::from_parts(parts, body), 0).await;
                return Err(refusal);
            }
        };
        let kind = extract::content_type(&parts.headers);
        let budget = parts.extensions.get::<Budget>().cloned().unwrap_or_default();
        let (body, account) = budget.meter(body);
        let bytes = extract::read_body(Request::from_parts(parts, body), LIMIT).await?;
        let share = account.close()?;
        if kind.is_some_and(|kind| kind != "text/plain" && !extract::is_json(&kind)) {
            return Err(ApiError::new(ErrorCode::UnsupportedMediaType, "this call takes application/json"));
        }
        let body = if bytes.len() <= extract::JSON_BYTES {
            parse(&bytes)
        } else {
            extract::off_the_loop(move || parse(&bytes)).await
        };
        Ok(Self { country, body: body?, share })
    }
}

/// Reads JSON. A script that cuts a text in the middle of an emoji sends half of it, which no text can hold: it is
/// replaced.
fn parse<T: DeserializeOwned>(bytes: &Bytes) -> Result<T, ApiError> {
    extract::parse(bytes).or_else(|error| match std::str::from_utf8(bytes).map(mend_surrogates) {
        Ok(Cow::Owned(mended)) => extract::parse(mended.as_bytes()),
        _ => Err(error),
    })
}

/// What bodies may take of the memory.
#[derive(Clone, Debug)]
pub(crate) struct Budget(Arc<Semaphore>);

impl Default for Budget {
    fn default() -> Self {
        Self::of(Self::BYTES)
    }
}

impl Budget {
    /// Bytes of bodies that are held at once; each is in memory a few times while it is taken apart.
    pub(crate) const BYTES: usize = 128 << 20;

    fn of(bytes: usize) -> Self {
        Self(Arc::new(Semaphore::new(bytes)))
    }

    /// The body, each piece of which is paid for as it comes. What cannot be paid for comes empty.
    fn meter(&self, body: Body) -> (Body, Account) {
        let account = Account::default();
        let (budget, paying) = (Arc::clone(&self.0), account.clone());
        let pieces = body.into_data_stream().map(move |piece| {
            piece.map(|piece| if paying.pay(&budget, piece.len()) { piece } else { Bytes::new() })
        });
        (Body::from_stream(pieces), account)
    }
}

/// What a body has taken of the budget; given back when it is dropped.
#[derive(Debug, Default)]
pub(crate) struct Share {
    held: Option<OwnedSemaphorePermit>,
    is_over: bool,
}

#[derive(Clone, Debug, Default)]
struct Account(Arc<Mutex<Share>>);

impl Account {
    fn pay(&self, budget: &Arc<Semaphore>, bytes: usize) -> bool {
        let mut share = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if share.is_over {
            return false;
        }
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        match Arc::clone(budget).try_acquire_many_owned(bytes) {
            Ok(permit) => match &mut share.held {
                Some(held) => held.merge(permit),
                None => share.held = Some(permit),
            },
            Err(_) => share.is_over = true,
        }
        !share.is_over
    }

    fn close(&self) -> Result<Share, ApiError> {
        let share = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        if share.is_over { Err(ApiError::from(StoreError::Overloaded)) } else { Ok(share) }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    async fn read(body: Body) -> usize {
        axum::body::to_bytes(body, usize::MAX).await.unwrap().len()
    }

    #[tokio::test]
    async fn bodies_beyond_the_budget_are_not_kept_until_others_are_gone() {
        let budget = Budget::of(10);
        let (body, first) = budget.meter(Body::from("123456"));
        assert_eq!(read(body).await, 6);
        let first = first.close().unwrap();

        let (body, second) = budget.meter(Body::from("12345"));
        assert_eq!(read(body).await, 0, "what is refused is read and not kept");
        assert_eq!(second.close().unwrap_err().code(), ErrorCode::StoreUnavailable);

        drop(first);
        let (body, third) = budget.meter(Body::from("12345"));
        assert_eq!(read(body).await, 5);
        assert!(third.close().is_ok());
    }

    #[test]
    fn half_an_emoji_does_not_cost_the_rest() {
        let read: Value = parse(&Bytes::from_static(br#"{"title":"cut \ud83d"}"#)).unwrap();
        assert_eq!(read["title"], "cut \u{fffd}");
        assert!(parse::<Value>(&Bytes::from_static(b"{\"title\":\"\xff\"}")).is_err());
    }
}
