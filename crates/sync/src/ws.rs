//! WebSockets to the server, on the same way out, with the same roots and the same token as everything else.
//!
//! The upgrade is asked for through the HTTP client, so an `https` server is reached through the system's proxy by
//! `CONNECT`, and what the client's errors tell apart is told apart here too.

use futures_util::{SinkExt, StreamExt};
use http::{HeaderMap, StatusCode, header};
use reqwest::Upgraded;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::client::generate_key;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{self, Message};

use crate::{OfflineCause, Remote, SyncError, UpgradeCause};

/// One message at most; the server's notifications have a few hundred bytes.
const MESSAGE_BYTES: usize = 1 << 20;
const PING: &[u8] = b"hindsight";

/// An open WebSocket.
pub struct WebSocket {
    remote: Remote,
    stream: WebSocketStream<Upgraded>,
}

impl Remote {
    /// Opens a WebSocket at `path`, for example `["api", "canvas", "recording", "ws"]`.
    ///
    /// # Errors
    ///
    /// [`SyncError::NoUpgrade`] says where the upgrade failed; before that all that a call can meet.
    pub async fn web_socket(&self, path: &[&str]) -> Result<WebSocket, SyncError> {
        let key = generate_key();
        let call = self
            .upgrade_request(path)
            .header(header::CONNECTION, "Upgrade")
            .header(header::UPGRADE, "websocket")
            .header(header::SEC_WEBSOCKET_VERSION, "13")
            .header(header::SEC_WEBSOCKET_KEY, &key);
        let reply = self.send(call).await?;
        match reply.status() {
            StatusCode::SWITCHING_PROTOCOLS if accepts(reply.headers(), &key) => {}
            StatusCode::SWITCHING_PROTOCOLS => return Err(self.no_upgrade(UpgradeCause::WrongAccept)),
            // What our server answers to a request without the headers of an upgrade.
            status @ (StatusCode::OK | StatusCode::BAD_REQUEST | StatusCode::UPGRADE_REQUIRED)
                if reply.is("application/json") =>
            {
                return Err(self.no_upgrade(UpgradeCause::Stripped { status: status.as_u16() }));
            }
            status => {
                return Err(match reply.into_error().await {
                    SyncError::Refused { .. } => {
                        self.no_upgrade(UpgradeCause::Refused { status: status.as_u16() })
                    }
                    error => error,
                });
            }
        }
        let upgraded = reply.upgrade().await.map_err(|error| self.trouble(&error))?;
        let config = WebSocketConfig::default()
            .max_message_size(Some(MESSAGE_BYTES))
            .max_frame_size(Some(MESSAGE_BYTES));
        let stream = WebSocketStream::from_raw_socket(upgraded, Role::Client, Some(config)).await;
        Ok(WebSocket { remote: self.clone(), stream })
    }

    /// Whether WebSockets pass, frames included.
    ///
    /// # Errors
    ///
    /// As [`Remote::web_socket`].
    pub async fn check_web_socket(&self, path: &[&str]) -> Result<(), SyncError> {
        let mut socket = self.web_socket(path).await?;
        socket.ping().await?;
        socket.close().await;
        Ok(())
    }

    fn no_upgrade(&self, cause: UpgradeCause) -> SyncError {
        SyncError::NoUpgrade { server: self.server(), cause }
    }
}

fn accepts(headers: &HeaderMap, key: &str) -> bool {
    let is = |name, expected: &str| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|v| v.eq_ignore_ascii_case(expected))
    };
    let accept = headers.get(header::SEC_WEBSOCKET_ACCEPT);
    is(header::UPGRADE, "websocket")
        && accept.is_some_and(|accept| accept.as_bytes() == derive_accept_key(key.as_bytes()).as_bytes())
}

impl WebSocket {
    /// The next text; `None` when the server has closed. Waits as long as it takes.
    pub async fn next(&mut self) -> Result<Option<String>, SyncError> {
        loop {
            match self.message().await? {
                None | Some(Message::Close(_)) => return Ok(None),
                Some(Message::Text(text)) => return Ok(Some(text.as_str().to_owned())),
                Some(_) => {}
            }
        }
    }

    /// Sends a ping and waits for its answer; what else comes meanwhile is passed over.
    async fn ping(&mut self) -> Result<(), SyncError> {
        let patience = self.remote.patience().silence;
        let there_and_back = async {
            self.stream
                .send(Message::Ping(PING.into()))
                .await
                .map_err(|error| broken(&self.remote, &error))?;
            loop {
                match self.message().await? {
                    Some(Message::Pong(pong)) if pong == PING => return Ok(()),
                    None | Some(Message::Close(_)) => return Err(cut(&self.remote)),
                    Some(_) => {}
                }
            }
        };
        match tokio::time::timeout(patience, there_and_back).await {
            Ok(done) => done,
            Err(_) => Err(self.remote.no_upgrade(UpgradeCause::NothingThrough)),
        }
    }

    /// Says goodbye, without waiting for it to be heard.
    pub async fn close(mut self) {
        let silence = self.remote.patience().silence;
        // Nothing depends on it: the server sees the end of the connection as well.
        let _ = tokio::time::timeout(silence, self.stream.close(None)).await;
    }

    async fn message(&mut self) -> Result<Option<Message>, SyncError> {
        self.stream.next().await.transpose().map_err(|error| broken(&self.remote, &error))
    }
}

fn cut(remote: &Remote) -> SyncError {
    SyncError::Offline { server: remote.server(), cause: OfflineCause::Cut }
}

fn broken(remote: &Remote, error: &tungstenite::Error) -> SyncError {
    use tungstenite::error::{Error, ProtocolError};
    match error {
        Error::ConnectionClosed
        | Error::AlreadyClosed
        | Error::Io(_)
        | Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => cut(remote),
        other => remote.protocol(format!("its WebSocket: {other}")),
    }
}
