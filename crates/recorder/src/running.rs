//! The thread around a session.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use hindsight_domain::Clock;

use crate::RecorderError;
use crate::pace::{Due, Pace};
use crate::session::{Order, Session};
use crate::source::Stopwatch;
use crate::status::{Doing, SessionStatus};

/// Orders that may wait; more come from no person.
const MAX_ORDERS: usize = 64;

/// A session in its thread.
pub(crate) struct Running {
    orders: SyncSender<Order>,
    thread: JoinHandle<SessionStatus>,
    status: Arc<Mutex<SessionStatus>>,
}

impl Running {
    pub(crate) fn start(
        session: Session,
        fps: u32,
        clock: Arc<dyn Clock>,
        stopwatch: Arc<dyn Stopwatch>,
    ) -> Result<Self, RecorderError> {
        let (orders, inbox) = sync_channel(MAX_ORDERS);
        let status = Arc::new(Mutex::new(session.status().clone()));
        let shown = Arc::clone(&status);
        let thread = Builder::new()
            .name("hindsight-session".to_owned())
            .spawn(move || go(session, fps, &*clock, &*stopwatch, &inbox, &shown))
            .map_err(|source| RecorderError::Thread { source })?;
        Ok(Self { orders, thread, status })
    }

    pub(crate) fn status(&self) -> SessionStatus {
        self.status.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether it still records: it may have ended by itself.
    pub(crate) fn is_alive(&self) -> bool {
        self.status().doing != Doing::Stopped
    }

    /// `false` when the session ended meanwhile, or does not take orders fast enough.
    pub(crate) fn order(&self, order: Order) -> bool {
        self.orders.try_send(order).is_ok()
    }

    /// Ends it and waits until all is saved.
    pub(crate) fn stop(self) -> SessionStatus {
        drop(self.orders);
        let status = self.status;
        self.thread.join().unwrap_or_else(|_| {
            let mut last = status.lock().unwrap_or_else(PoisonError::into_inner).clone();
            last.doing = Doing::Stopped;
            last.failure =
                Some("the recording's thread died; its files are repaired at the next start".to_owned());
            last
        })
    }
}

fn go(
    mut session: Session,
    fps: u32,
    clock: &dyn Clock,
    stopwatch: &dyn Stopwatch,
    inbox: &Receiver<Order>,
    shown: &Mutex<SessionStatus>,
) -> SessionStatus {
    let mut pace = Pace::new(stopwatch.micros(), fps);
    let failure = loop {
        let done = match pace.ask(stopwatch.micros()) {
            Due::Now { missed } => session.step(stopwatch.micros(), clock.now(), missed),
            Due::In { us } => match inbox.recv_timeout(Duration::from_micros(us)) {
                Ok(order) => session.order(order, stopwatch.micros()),
                Err(RecvTimeoutError::Timeout) => Ok(()),
                Err(RecvTimeoutError::Disconnected) => break None,
            },
        };
        show(shown, session.status());
        if let Err(error) = done {
            break Some(error);
        }
    };
    let ended = session.end(stopwatch.micros(), failure.as_ref());
    show(shown, &ended);
    ended
}

fn show(shown: &Mutex<SessionStatus>, status: &SessionStatus) {
    shown.lock().unwrap_or_else(PoisonError::into_inner).clone_from(status);
}
