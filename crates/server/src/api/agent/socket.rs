//! The WebSocket on which agent recordings are announced.

use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::response::Response;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{MissedTickBehavior, interval};

use crate::app::App;
use crate::auth::{self, Principal, SOCKET_PROTOCOL, SocketPrincipal};
use crate::error::ApiError;

/// How often the other end is asked whether it lives, and its token whether it holds.
const CHECK: Duration = Duration::from_secs(20);
/// What a listener may send: nothing but control frames is looked at.
const MESSAGE_BYTES: usize = 4 << 10;

/// `GET /api/canvas/recording/ws`
pub(crate) async fn listen(
    State(app): State<App>,
    SocketPrincipal { principal, token }: SocketPrincipal,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, ApiError> {
    let upgrade = upgrade.map_err(|error| ApiError::invalid(format!("this call is a WebSocket: {error}")))?;
    Ok(upgrade
        .max_message_size(MESSAGE_BYTES)
        .max_frame_size(MESSAGE_BYTES)
        .protocols([SOCKET_PROTOCOL])
        .on_upgrade(move |socket| tell(app, principal, token, socket)))
}

async fn tell(app: App, principal: Principal, token: String, mut socket: WebSocket) {
    let mut notices = app.notices.listen();
    let mut stopping = app.stopping.clone();
    let mut check = interval(CHECK);
    check.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut answered = true;
    let why = loop {
        tokio::select! {
            notice = notices.recv() => match notice {
                Ok(notice) if notice.is_for(&principal) => {
                    if socket.send(Message::Text(notice.text.as_str().into())).await.is_err() {
                        return;
                    }
                }
                Ok(_) => {}
                Err(RecvError::Lagged(missed)) => tracing::warn!(missed, "a listener is too slow for its notices"),
                Err(RecvError::Closed) => break (close_code::AWAY, "the server is stopping"),
            },
            message = socket.recv() => match message {
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) => answered = true,
            },
            _ = check.tick() => {
                if !auth::by_token(&app, &token).await.is_ok_and(|now| now == principal) {
                    break (close_code::POLICY, "the token holds no more");
                }
                if !answered || socket.send(Message::Ping(Vec::new().into())).await.is_err() {
                    return;
                }
                answered = false;
            }
            _ = stopping.changed() => break (close_code::AWAY, "the server is stopping"),
        }
    };
    let (code, reason) = why;
    // The other end may be gone already.
    let _gone = socket.send(Message::Close(Some(CloseFrame { code, reason: reason.into() }))).await;
}
