//! A way to the server that can be shut: what was asked for then waits.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// A forwarder on loopback to a port of loopback. It lives as long as the test.
pub(crate) struct Gate {
    port: u16,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    shut: Mutex<bool>,
    changed: Condvar,
}

impl Gate {
    pub(crate) fn to(target: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let state = Arc::<State>::default();
        let carried = state.clone();
        spawn(move || {
            for client in listener.incoming().flatten() {
                // A server that is gone is one that hangs up.
                let Ok(server) = TcpStream::connect(("127.0.0.1", target)) else { continue };
                let (requests, replies) = (pair(&client, &server), pair(&server, &client));
                let (one, other) = (carried.clone(), carried.clone());
                spawn(move || carry(requests, &one));
                spawn(move || carry(replies, &other));
            }
        });
        Self { port, state }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Shuts it, or opens it again.
    pub(crate) fn shut(&self, shut: bool) {
        *self.state.shut.lock().unwrap_or_else(PoisonError::into_inner) = shut;
        self.state.changed.notify_all();
    }
}

fn spawn(work: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().name("gate".into()).spawn(work).expect("a thread");
}

fn pair(from: &TcpStream, to: &TcpStream) -> (TcpStream, TcpStream) {
    (from.try_clone().expect("a handle"), to.try_clone().expect("a handle"))
}

/// Copies until either side ends, and waits where the gate is shut.
fn carry((mut from, mut to): (TcpStream, TcpStream), state: &State) {
    let mut buffer = vec![0; 16 << 10];
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        let shut = state.shut.lock().unwrap_or_else(PoisonError::into_inner);
        drop(state.changed.wait_while(shut, |shut| *shut));
        if to.write_all(&buffer[..read]).is_err() {
            break;
        }
    }
    // The other side may be gone already.
    let _gone = to.shutdown(Shutdown::Both);
}
