//! A wire between a console and its server that fails as it is told.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// What happens to one connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// It is closed at once.
    Refused,
    /// The server reads and acts, and after so many bytes of its replies the connection is cut. 0: the reply is
    /// lost as a whole.
    ReplyCutAfter(usize),
    /// After so many bytes of requests the connection is cut.
    RequestCutAfter(usize),
}

type Choice = Arc<dyn Fn() -> Fault + Send + Sync>;

/// A TCP forwarder on loopback. Dropping it cuts what is under way.
pub struct Wire {
    address: SocketAddr,
    target: Arc<Mutex<SocketAddr>>,
    shut: watch::Sender<bool>,
    accepting: JoinHandle<()>,
}

impl Wire {
    /// A wire to `target`; `choose` is asked once for each new connection.
    ///
    /// # Errors
    ///
    /// When no loopback port can be had.
    pub async fn to(
        target: SocketAddr,
        choose: impl Fn() -> Fault + Send + Sync + 'static,
    ) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let target = Arc::new(Mutex::new(target));
        let (aim, choose): (_, Choice) = (target.clone(), Arc::new(choose));
        let (shut, is_shut) = watch::channel(false);
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let aim = *aim.lock().unwrap_or_else(PoisonError::into_inner);
                tokio::spawn(carry(client, aim, choose(), is_shut.clone()));
            }
        });
        Ok(Self { address, target, shut, accepting })
    }

    /// Where the console connects to.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// While it is shut, what is sent either way waits.
    pub fn shut(&self, shut: bool) {
        self.shut.send_replace(shut);
    }

    /// From now on new connections lead there: the server has started again elsewhere.
    pub fn lead_to(&self, target: SocketAddr) {
        *self.target.lock().unwrap_or_else(PoisonError::into_inner) = target;
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn carry(client: TcpStream, target: SocketAddr, fault: Fault, is_shut: watch::Receiver<bool>) {
    if fault == Fault::Refused {
        return;
    }
    let Ok(server) = TcpStream::connect(target).await else { return };
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let (requests, replies) = match fault {
        Fault::RequestCutAfter(bytes) => (Some(bytes), None),
        Fault::ReplyCutAfter(bytes) => (None, Some(bytes)),
        Fault::None | Fault::Refused => (None, None),
    };
    // Whichever side ends first ends both: that is what a cut is.
    tokio::select! {
        () = copy(&mut from_client, &mut to_server, requests, is_shut.clone()) => {}
        () = copy(&mut from_server, &mut to_client, replies, is_shut) => {}
    }
}

/// Copies until the end, an error, or `limit` bytes.
async fn copy(
    from: &mut (impl AsyncReadExt + Unpin),
    to: &mut (impl AsyncWriteExt + Unpin),
    limit: Option<usize>,
    mut is_shut: watch::Receiver<bool>,
) {
    let mut left = limit;
    let mut buffer = vec![0; 16 << 10];
    loop {
        let Ok(read @ 1..) = from.read(&mut buffer).await else { return };
        // A wire that is gone carries nothing more.
        if is_shut.wait_for(|shut| !shut).await.is_err() {
            return;
        }
        let take = left.map_or(read, |left| left.min(read));
        if to.write_all(&buffer[..take]).await.is_err() {
            return;
        }
        if let Some(rest) = &mut left {
            *rest -= take;
            if take < read || *rest == 0 {
                return;
            }
        }
    }
}
