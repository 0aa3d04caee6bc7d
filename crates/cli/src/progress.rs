//! Progress for a person: one line on a terminal's stderr, nothing anywhere else.

use std::io::{IsTerminal, Write};
use std::sync::Mutex;

use hindsight_console::Progress;

/// Draws what the console reports, if somebody is looking.
pub(crate) struct Line {
    drawn: Mutex<Option<u64>>,
    shown: bool,
}

impl Line {
    pub(crate) fn new(json: bool) -> Self {
        Self { drawn: Mutex::new(None), shown: !json && std::io::stderr().is_terminal() }
    }

    /// Draws a step when its hundredth changed, so that a fast sync does not spend itself on a terminal.
    pub(crate) fn draw(&self, progress: &Progress) {
        if !self.shown {
            return;
        }
        let share = (progress.done * 100).checked_div(progress.total.max(1)).unwrap_or(0);
        let Ok(mut drawn) = self.drawn.lock() else { return };
        if *drawn == Some(share) {
            return;
        }
        *drawn = Some(share);
        let filled = usize::try_from(share.min(100) / 4).unwrap_or(0);
        let bar = format!("{:<25}", "█".repeat(filled));
        let _closed = write!(std::io::stderr(), "\r\x1b[K{} {bar} {share:>3} %", progress.phase);
    }

    /// Takes the line away again.
    pub(crate) fn clear(&self) {
        if self.shown && self.drawn.lock().is_ok_and(|drawn| drawn.is_some()) {
            let _closed = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}
