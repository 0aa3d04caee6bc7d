//! Progress for a person: one line on a terminal's stderr, nothing anywhere else.

use std::io::{IsTerminal, Write};
use std::sync::Mutex;

use hindsight_console::{Phase, Progress};

/// Draws what the console reports, if somebody is looking.
pub(crate) struct Line {
    drawn: Mutex<Option<(&'static str, u64)>>,
    shown: bool,
}

impl Line {
    pub(crate) fn new(json: bool) -> Self {
        Self { drawn: Mutex::new(None), shown: !json && std::io::stderr().is_terminal() }
    }

    /// How far a sync or an upload is.
    pub(crate) fn draw(&self, progress: Progress) {
        let what = match progress.phase {
            Phase::Push => "sending",
            Phase::Upload => "uploading",
            Phase::Pull => "receiving",
            Phase::Download => "downloading",
        };
        match progress.of_bytes {
            Some(of) => self.draw_share(what, progress.bytes, Some(of)),
            None => self.draw_share(what, progress.items, progress.of_items),
        }
    }

    /// Draws when the hundredth changed, so that fast work does not spend itself on a terminal.
    pub(crate) fn draw_share(&self, what: &'static str, done: u64, of: Option<u64>) {
        if !self.shown {
            return;
        }
        let share = of.map(|of| (done * 100).checked_div(of).unwrap_or(100).min(100));
        let mark = (what, share.unwrap_or(done));
        let Ok(mut drawn) = self.drawn.lock() else { return };
        if *drawn == Some(mark) {
            return;
        }
        *drawn = Some(mark);
        let words = match share {
            Some(share) => {
                let filled = usize::try_from(share / 4).unwrap_or(0);
                format!("{what} {:<25} {share:>3} %", "█".repeat(filled))
            }
            None => format!("{what} {done}"),
        };
        let _closed = write!(std::io::stderr(), "\r\x1b[K{words}");
    }

    /// Takes the line away again.
    pub(crate) fn clear(&self) {
        if self.shown && self.drawn.lock().is_ok_and(|drawn| drawn.is_some()) {
            let _closed = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}
