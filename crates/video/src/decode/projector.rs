//! A thread that decodes, so that a window never waits for it.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use super::{Film, Frame, Step};
use crate::VideoError;

/// Frames that wait to be fetched; a window that does not fetch stops the thread, not the machine.
const WAITING: usize = 4;
/// Decoded ahead while nothing is wanted, so that playing on finds them.
const AHEAD: usize = 4;

/// What a [`Projector`] has for the screen. Each answers the seek of its ticket.
#[derive(Debug)]
pub enum Shown {
    /// Not the frame that was wanted, but one on the way to it.
    Near {
        ticket: u64,
        frame: Frame,
    },
    Exact {
        ticket: u64,
        frame: Frame,
    },
    Failed {
        ticket: u64,
        error: VideoError,
    },
}

#[derive(Default)]
struct Wanted {
    ticket: u64,
    frame: Option<usize>,
    is_closed: bool,
}

#[derive(Default)]
struct Desk {
    wanted: Mutex<Wanted>,
    changed: Condvar,
}

impl Desk {
    fn wanted(&self) -> MutexGuard<'_, Wanted> {
        // Nobody panics between two fields of it.
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_wanted(&self, ticket: u64) -> bool {
        let wanted = self.wanted();
        !wanted.is_closed && wanted.ticket == ticket
    }

    /// Waits for the next wish; `None` at the end.
    fn next(&self) -> Option<(u64, usize)> {
        let mut wanted = self.wanted();
        loop {
            if wanted.is_closed {
                return None;
            }
            if let Some(frame) = wanted.frame.take() {
                return Some((wanted.ticket, frame));
            }
            wanted = self.changed.wait(wanted).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Decodes one film on a thread of its own. The latest seek counts; what was wanted before is dropped.
pub struct Projector {
    desk: Arc<Desk>,
    shown: Option<Receiver<Shown>>,
    thread: Option<JoinHandle<()>>,
}

impl Projector {
    /// `on_shown` is called on the thread after each frame that can be fetched: a window repaints.
    ///
    /// # Errors
    ///
    /// [`VideoError::Thread`].
    pub fn start(film: Film, on_shown: impl Fn() + Send + 'static) -> Result<Self, VideoError> {
        let desk = Arc::new(Desk::default());
        let (send, shown) = sync_channel(WAITING);
        let at_desk = Arc::clone(&desk);
        let thread = std::thread::Builder::new()
            .name("decode".to_owned())
            .spawn(move || work(film, &at_desk, &send, &on_shown))
            .map_err(VideoError::Thread)?;
        Ok(Self { desk, shown: Some(shown), thread: Some(thread) })
    }

    /// Wants this frame and no other; gives the ticket that its answers carry.
    pub fn seek(&self, frame: usize) -> u64 {
        let mut wanted = self.desk.wanted();
        wanted.ticket += 1;
        wanted.frame = Some(frame);
        self.desk.changed.notify_one();
        wanted.ticket
    }

    /// The next frame, if one is there. Answers to an earlier ticket may be among them.
    #[must_use]
    pub fn fetch(&self) -> Option<Shown> {
        self.shown.as_ref()?.try_recv().ok()
    }

    /// Waits for the next frame; `None` where the thread has ended.
    #[must_use]
    pub fn wait(&self) -> Option<Shown> {
        self.shown.as_ref()?.recv().ok()
    }
}

impl Drop for Projector {
    fn drop(&mut self) {
        self.desk.wanted().is_closed = true;
        self.desk.changed.notify_one();
        // A thread that waits to hand over a frame ends when nobody can take it.
        self.shown = None;
        if let Some(thread) = self.thread.take() {
            // Its panic was printed, and there is nobody here to tell.
            let _ = thread.join();
        }
    }
}

fn work(mut film: Film, desk: &Desk, send: &SyncSender<Shown>, on_shown: &dyn Fn()) {
    let hand_over = |shown| {
        let is_taken = send.send(shown).is_ok();
        on_shown();
        is_taken
    };
    while let Some((ticket, number)) = desk.next() {
        let sought = film.seek(number, &mut |step| {
            desk.is_wanted(ticket)
                && match step {
                    Step::Decoded => true,
                    Step::Near(frame) => hand_over(Shown::Near { ticket, frame }),
                }
        });
        let answer = match sought {
            Ok(None) => continue,
            Ok(Some(frame)) => Shown::Exact { ticket, frame },
            Err(error) => Shown::Failed { ticket, error },
        };
        if !hand_over(answer) {
            return;
        }
        let last = film.index().frames().saturating_sub(1);
        for ahead in number + 1..=number.saturating_add(AHEAD).min(last) {
            // What fails ahead of time is told when it is wanted.
            if !desk.is_wanted(ticket) || film.seek(ahead, &mut |_| desk.is_wanted(ticket)).is_err() {
                break;
            }
        }
    }
}
