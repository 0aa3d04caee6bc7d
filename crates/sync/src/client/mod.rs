//! The HTTP client of `/sync/v1`, `/auth` and `/recordings/analytics`.
//!
//! **Invariant:** the token goes to the one server that it is for. Redirects are not followed, a loopback server
//! is never asked through a proxy, and neither `Debug` nor an error nor a log line holds the token.
//!
//! **Invariant:** no answer is held in memory beyond its limit, and none is waited for without end: a slow server
//! is heard out, a silent one is not.

mod analytics;
mod batch;
mod blob;
mod calls;
mod patience;
mod reply;
mod trouble;
mod upload;

use std::fmt;
use std::sync::Arc;

use reqwest::{Client, ClientBuilder, Method, RequestBuilder, redirect};
use url::Url;
use zeroize::Zeroizing;

pub use analytics::{NumbersQuery, ServerNumbers};
pub use batch::{BatchReader, Parcel};
pub use blob::BlobStream;
pub use calls::TimedPage;
pub use patience::Patience;
pub(crate) use upload::NotTaken;

use crate::{ServerAddress, SyncError};
use reply::Reply;

/// A bearer token. Shows itself nowhere.
#[derive(Clone)]
pub struct Token(Arc<Zeroizing<String>>);

impl Token {
    /// From its text. White space around it is not part of it.
    pub fn new(text: &str) -> Self {
        Self(Arc::new(Zeroizing::new(text.trim().to_owned())))
    }

    fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// How to go out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// As the system says (`HTTPS_PROXY`, `NO_PROXY`, the desktop's settings); to this machine always directly.
    #[default]
    System,
    /// Directly.
    Direct,
    /// Through this proxy, whatever the system says.
    Proxy(Url),
}

/// How a [`Remote`] behaves.
#[derive(Clone, Debug, Default)]
pub struct RemoteOptions {
    /// How long it waits for what.
    pub patience: Patience,
    /// How it goes out.
    pub way: Way,
    /// Certificates (DER) of authorities that are trusted beside the system's.
    pub extra_roots: Vec<Vec<u8>>,
}

/// A server, and the right to ask it. Clones share their connections.
#[derive(Clone)]
pub struct Remote {
    address: ServerAddress,
    token: Option<Token>,
    client: Client,
    upgrading: Client,
    patience: Patience,
}

impl fmt::Debug for Remote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Remote").field("address", &self.address.to_string()).finish_non_exhaustive()
    }
}

impl Remote {
    /// A client for the server at `address`. Nothing is sent yet; without a token only [`Remote::login`] works.
    ///
    /// # Errors
    ///
    /// [`SyncError::Setup`] when the system's certificates or proxy settings cannot be used.
    pub fn new(
        address: ServerAddress,
        token: Option<Token>,
        options: &RemoteOptions,
    ) -> Result<Self, SyncError> {
        // Fails only where a provider is installed already, by us or by the program around us.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let build = |builder: ClientBuilder| {
            prepare(builder, &address, options)
                .and_then(ClientBuilder::build)
                .map_err(|error| SyncError::Setup { detail: trouble::innermost(&error) })
        };
        let client = build(Client::builder().http2_adaptive_window(true))?;
        // An upgrade is a matter of HTTP/1.1 alone.
        let upgrading = build(Client::builder().http1_only())?;
        Ok(Self { address, token, client, upgrading, patience: options.patience })
    }

    /// The same server for another token.
    #[must_use]
    pub fn with_token(&self, token: Token) -> Self {
        Self { token: Some(token), ..self.clone() }
    }

    /// Where it is.
    pub fn address(&self) -> &ServerAddress {
        &self.address
    }

    /// How long it waits for what.
    pub fn patience(&self) -> Patience {
        self.patience
    }

    /// The address as errors name it.
    pub(crate) fn server(&self) -> String {
        self.address.to_string()
    }

    pub(crate) fn protocol(&self, detail: impl Into<String>) -> SyncError {
        SyncError::Protocol { server: self.server(), detail: detail.into() }
    }

    fn request(&self, method: Method, path: &[&str]) -> RequestBuilder {
        self.signed(self.client.request(method, self.address.call(path)))
    }

    fn signed(&self, request: RequestBuilder) -> RequestBuilder {
        match &self.token {
            Some(token) => request.bearer_auth(token.text()),
            None => request,
        }
    }

    /// A request of the client that can be upgraded.
    pub(crate) fn upgrade_request(&self, path: &[&str]) -> RequestBuilder {
        self.signed(self.upgrading.get(self.address.call(path)))
    }

    pub(crate) fn trouble(&self, error: &reqwest::Error) -> SyncError {
        trouble::classify(&self.server(), error, self.patience.connect)
    }

    /// Sends a request; the answer's status is not looked at yet.
    pub(crate) async fn send(&self, request: RequestBuilder) -> Result<Reply, SyncError> {
        let response = self.patience.answer(&self.server(), self.patience.answer, request.send()).await?;
        self.reply(response)
    }

    /// Sends a request and checks the answer's status.
    async fn ask(&self, request: RequestBuilder) -> Result<Reply, SyncError> {
        self.send(request).await?.checked().await
    }

    fn reply(&self, response: reqwest::Result<reqwest::Response>) -> Result<Reply, SyncError> {
        let response = response.map_err(|error| self.trouble(&error))?;
        Ok(Reply::new(self.server(), self.patience, response))
    }
}

fn prepare(
    builder: ClientBuilder,
    address: &ServerAddress,
    options: &RemoteOptions,
) -> reqwest::Result<ClientBuilder> {
    let mut builder = builder
        .user_agent(concat!("hindsight/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(options.patience.connect)
        .redirect(redirect::Policy::none())
        .referer(false)
        .tcp_nodelay(true);
    builder = match &options.way {
        Way::System if !address.is_loopback() => builder,
        Way::System | Way::Direct => builder.no_proxy(),
        Way::Proxy(url) => builder.no_proxy().proxy(reqwest::Proxy::all(url.clone())?),
    };
    if !options.extra_roots.is_empty() {
        let roots = options.extra_roots.iter().map(|der| reqwest::Certificate::from_der(der));
        builder = builder.tls_certs_merge(roots.collect::<Result<Vec<_>, _>>()?);
    }
    Ok(builder)
}
