//! What a session is doing, for whoever shows it.

use hindsight_domain::Timestamp;
use serde::Serialize;

/// What a session does now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Doing {
    /// Pictures are recorded.
    Recording,
    /// What is to be recorded is not on the screen.
    Waiting,
    /// A person paused it.
    Paused,
    /// It ended.
    Stopped,
}

/// One session, as it is or as it ended.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SessionStatus {
    /// The integrator's id.
    pub session_id: String,
    /// What it does now.
    pub doing: Doing,
    /// When it began.
    pub started_at: Timestamp,
    /// How long it has been going on, pauses too.
    pub elapsed_ms: u64,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// What went wrong. It ended by this, and what was recorded is saved.
    pub failure: Option<String>,
    /// Pictures so far; one stays until the next.
    pub frames: u64,
    /// Looks that could not be made in time.
    pub missed: u64,
    /// Bytes of pictures in the latest file.
    pub bytes: u64,
    /// The common parts of its files' names, the first one first.
    pub files: Vec<String>,
}

impl SessionStatus {
    pub(crate) fn new(id: &str, started_at: Timestamp) -> Self {
        Self {
            session_id: id.to_owned(),
            doing: Doing::Waiting,
            started_at,
            elapsed_ms: 0,
            ended_at: None,
            failure: None,
            frames: 0,
            missed: 0,
            bytes: 0,
            files: Vec::new(),
        }
    }

    pub(crate) fn at(&mut self, elapsed_us: u64, missed: u64) {
        self.elapsed_ms = elapsed_us / 1_000;
        self.missed += missed;
    }
}
