//! Progress for a person: one line on a terminal's stderr, nothing anywhere else.

use std::io::{IsTerminal, Write};
use std::sync::Mutex;

use hindsight_console::{Phase, Progress};

/// Draws what the console reports, if somebody is looking.
pub(crate) struct Line {
    drawn: Mutex<Option<(Phase, u64)>>,
    shown: bool,
}

impl Line {
    pub(crate) fn new(json: bool) -> Self {
        Self { drawn: Mutex::new(None), shown: !json && std::io::stderr().is_terminal() }
    }

    /// Draws a step when its hundredth changed, so that a fast sync does not spend itself on a terminal.
    pub(crate) fn draw(&self, progress: Progress) {
        if !self.shown {
            return;
        }
        let (done, of) = match progress.of_bytes {
            Some(of) => (progress.bytes, Some(of)),
            None => (progress.items, progress.of_items),
        };
        let share = of.map(|of| (done * 100).checked_div(of).unwrap_or(100).min(100));
        let Ok(mut drawn) = self.drawn.lock() else { return };
        let mark = share.unwrap_or(done);
        if *drawn == Some((progress.phase, mark)) {
            return;
        }
        *drawn = Some((progress.phase, mark));
        let what = match progress.phase {
            Phase::Push => "sending",
            Phase::Upload => "uploading",
            Phase::Pull => "receiving",
            Phase::Download => "downloading",
        };
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
