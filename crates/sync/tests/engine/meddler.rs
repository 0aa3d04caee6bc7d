//! Stands between the consoles and the server, sees every call, and spoils those that a test wants spoilt.

use std::sync::{Arc, Mutex};

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header;

/// A call as it came.
pub(crate) struct Asked {
    /// `POST /sync/v1/mutations`.
    pub(crate) name: String,
    /// The `Range` header.
    pub(crate) range: Option<String>,
    pub(crate) body: Bytes,
}

/// What becomes of a call.
pub(crate) enum Deed {
    /// The server answers.
    Pass,
    /// The server never hears of it.
    Instead(u16, &'static str),
    /// The server acts, and its answer is lost.
    Lost,
    /// The server's answer comes with other bytes, whole by its own measure.
    Changed(Box<dyn FnOnce(Vec<u8>) -> Vec<u8> + Send>),
    /// The server's answer breaks off after so many bytes.
    CutAfter(usize),
}

type Rule = Box<dyn FnMut(&Asked) -> Deed + Send>;

#[derive(Clone, Default)]
pub(crate) struct Meddler {
    rule: Arc<Mutex<Option<Rule>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Meddler {
    /// From now on every call is put to `rule`.
    pub(crate) fn set(&self, rule: impl FnMut(&Asked) -> Deed + Send + 'static) {
        *self.rule.lock().unwrap() = Some(Box::new(rule));
    }

    /// The first call that begins with `name` gets `deed`, all others pass.
    pub(crate) fn once(&self, name: &'static str, deed: Deed) {
        let mut deed = Some(deed);
        self.set(move |asked| match asked.name.starts_with(name).then(|| deed.take()).flatten() {
            Some(deed) => deed,
            None => Deed::Pass,
        });
    }

    pub(crate) fn rest(&self) {
        *self.rule.lock().unwrap() = None;
    }

    /// Calls since the last time, with their range.
    pub(crate) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }

    fn deed(&self, asked: &Asked) -> Deed {
        let range = asked.range.as_ref().map(|range| format!(" {range}")).unwrap_or_default();
        self.asked.lock().unwrap().push(format!("{}{range}", asked.name));
        match &mut *self.rule.lock().unwrap() {
            Some(rule) => rule(asked),
            None => Deed::Pass,
        }
    }
}

/// The layer around the server's routes.
pub(crate) async fn meddle(State(meddler): State<Meddler>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 64 << 20).await.unwrap();
    let range = parts.headers.get(header::RANGE).map(|range| range.to_str().unwrap().to_owned());
    let asked = Asked { name: format!("{} {}", parts.method, parts.uri), range, body: body.clone() };
    let request = Request::from_parts(parts, Body::from(body));
    match meddler.deed(&asked) {
        Deed::Pass => next.run(request).await,
        Deed::Instead(status, body) => Response::builder()
            .status(status)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body))
            .unwrap(),
        Deed::Lost => cut(next.run(request).await, 0).await,
        Deed::CutAfter(bytes) => cut(next.run(request).await, bytes).await,
        Deed::Changed(change) => {
            let (mut parts, body) = next.run(request).await.into_parts();
            parts.headers.remove(header::CONTENT_LENGTH);
            let bytes = to_bytes(body, 256 << 20).await.unwrap();
            Response::from_parts(parts, Body::from(change(bytes.into())))
        }
    }
}

/// An answer that ends before its end: the connection breaks.
async fn cut(answer: Response, after: usize) -> Response {
    let (parts, body) = answer.into_parts();
    let bytes = to_bytes(body, 256 << 20).await.unwrap();
    let came = bytes.slice(..after.min(bytes.len()));
    let broken = futures_util::stream::iter([Ok(came), Err(std::io::Error::other("cut"))]);
    Response::from_parts(parts, Body::from_stream(broken))
}
