//! A server of one answer per request, written byte by byte, so that every answer can be wrong in its own way.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hindsight_sync::{Cleartext, Patience, Remote, RemoteOptions, ServerAddress, Token};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What no error, log or `Debug` may hold.
pub(crate) const SECRET: &str = "hs_planted_token_7f3a";

/// What happens after the last byte of an answer.
#[derive(Clone, Copy)]
pub(crate) enum End {
    /// The connection is closed in order.
    Close,
    /// Nothing more comes, for ever.
    Hold,
}

/// A request: its head as it came.
pub(crate) type Answer = dyn Fn(&str) -> (Vec<u8>, End) + Send + Sync;

pub(crate) struct Door {
    pub(crate) address: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Door {
    pub(crate) async fn new(answer: impl Fn(&str) -> (Vec<u8>, End) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (heads, answer) = (Arc::new(Mutex::new(Vec::new())), Arc::new(answer));
        let seen = Arc::clone(&heads);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&seen), answer.clone()));
            }
        });
        Self { address, heads }
    }

    /// One that always answers the same.
    pub(crate) async fn saying(answer: impl Into<Vec<u8>>) -> Self {
        let answer = answer.into();
        Self::new(move |_| (answer.clone(), End::Close)).await
    }

    /// The heads of the requests so far.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }

    pub(crate) fn remote(&self) -> Remote {
        remote(
            &format!("http://{}", self.address),
            &RemoteOptions { patience: brief(), ..Default::default() },
        )
    }
}

/// Reads one request and answers it, as often as requests come.
pub(crate) async fn serve<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: S,
    seen: Arc<Mutex<Vec<String>>>,
    answer: Arc<Answer>,
) {
    while let Some(head) = read_request(&mut stream).await {
        seen.lock().unwrap().push(head.clone());
        let (bytes, end) = answer(&head);
        if stream.write_all(&bytes).await.is_err() {
            return;
        }
        let _ = stream.flush().await;
        match end {
            End::Close => {
                let _ = stream.shutdown().await;
                return;
            }
            End::Hold => std::future::pending::<()>().await,
        }
    }
}

async fn read_request(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).unwrap();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    stream.read_exact(&mut vec![0; length.unwrap_or(0)]).await.ok()?;
    Some(head)
}

pub(crate) fn remote(address: &str, options: &RemoteOptions) -> Remote {
    let address = ServerAddress::parse(address, Cleartext::LoopbackOnly).unwrap();
    Remote::new(address, Some(Token::new(SECRET)), options).unwrap()
}

/// Short, for servers that say nothing; long enough for those that do.
pub(crate) fn brief() -> Patience {
    Patience {
        connect: Duration::from_secs(5),
        answer: Duration::from_millis(400),
        silence: Duration::from_millis(400),
    }
}

/// An answer with its length.
pub(crate) fn http(status: &str, headers: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let mut bytes =
        format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n", body.len()).into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

pub(crate) fn json(status: &str, body: &str) -> Vec<u8> {
    http(status, "content-type: application/json\r\n", body)
}

/// An error in the envelope of `/sync`.
pub(crate) fn refusal(status: &str, code: &str) -> Vec<u8> {
    json(
        status,
        &format!(
            r#"{{"success":false,"error":{{"code":"{code}","message":"because","timestamp":"2026-01-01T00:00:00.000Z"}}}}"#
        ),
    )
}

pub(crate) const WHO: &str =
    r#"{"user":"ann","role":"reviewer","server_id":"s","version":"0","at":"2026-01-01T00:00:00.000Z"}"#;

/// A port where nothing listens.
pub(crate) async fn nobody() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
}

/// A listener whose connections are given to `handle`.
pub(crate) async fn listen<F: Future<Output = ()> + Send + 'static>(
    handle: impl Fn(TcpStream) -> F + Send + 'static,
) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(handle(stream));
        }
    });
    address
}
