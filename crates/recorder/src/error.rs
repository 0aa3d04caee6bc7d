//! What can go wrong while recording, each situation by its own name, and what a person does about it.

use std::io;
use std::path::{Path, PathBuf};

use crate::settings::{Refused, RefusedSettings};
use crate::target::Choice;

/// Why the recorder did not do it. What was recorded before stays.
#[derive(Debug, thiserror::Error)]
pub enum RecorderError {
    // Settings.
    #[error(transparent)]
    Settings(#[from] RefusedSettings),
    #[error(transparent)]
    Setting(#[from] Refused),
    #[error("recording is turned off: set RECORDING_ENABLED to true")]
    Disabled,
    #[error("no folder for recordings is set: set RECORDING_OUTPUT_DIR, or give --out")]
    NoFolder,

    // The screen.
    #[error(
        "a picture cannot be {width}×{height} pixels: from 1×1 to 16384 on a side and 64 million in all are recorded"
    )]
    Size { width: u32, height: u32 },
    #[error(
        "the display {name:?} cannot be reached ({cause}): start the recorder in a desktop session, or set DISPLAY"
    )]
    NoDisplay { name: String, cause: String },
    #[error("this screen cannot be recorded: {what}")]
    Unsupported { what: String },
    #[error(
        "the display {name:?} is gone ({cause}): what was recorded is saved; start again when the desktop is back"
    )]
    DisplayLost { name: String, cause: String },
    #[error("{choice:?} is not on this screen; its monitors are: {monitors}")]
    NoSuchPlace { choice: Choice, monitors: String },
    #[error(
        "memory could not be shared with the display: free some memory and start again; what was recorded is saved"
    )]
    SharedMemory {
        #[source]
        source: io::Error,
    },

    // Sessions.
    #[error("the session {id:?} is being recorded already")]
    SessionRuns { id: String },
    #[error("the session {id:?} is not being recorded")]
    NoSuchSession { id: String },
    #[error("nothing is being recorded")]
    NothingRuns,
    #[error("{count} sessions are being recorded: name the one to stop")]
    WhichSession { count: usize },
    #[error("a session needs an id of 1 to 200 characters, without line breaks; this one has {chars}")]
    SessionId { chars: usize },
    #[error("at most {most} sessions are recorded at a time: stop one first")]
    TooMany { most: usize },
    #[error("the recorder was shut down: initialize it again")]
    ShutDown,

    // Files.
    #[error("another recorder writes to {} already: stop it, or choose another folder", .dir.display())]
    FolderTaken { dir: PathBuf },
    #[error("the disk has {free_mb} MB left in {}, and recording stops below {min_mb} MB: what was recorded is saved; free some space and start again", .dir.display())]
    DiskLow { dir: PathBuf, free_mb: u64, min_mb: u64 },
    #[error("{} could not be {doing}: check who owns it, what it allows, and whether the disk is full; what was recorded before is kept", .path.display())]
    File {
        doing: &'static str,
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("{} cannot be read ({cause}), and may say that the recording is on hold: nothing of it was deleted; repair the file or remove it", .path.display())]
    Metadata { path: PathBuf, cause: String },
    #[error("there is no recording {name:?} in this folder")]
    NoSuchRecording { name: String },
    #[error("the pictures in {} cannot be written: what was recorded before is kept", .path.display())]
    Film {
        path: PathBuf,
        #[source]
        source: hindsight_video::VideoError,
    },
    #[error("a thread for the recording could not be started: close some programs and try again")]
    Thread {
        #[source]
        source: io::Error,
    },
}

impl RecorderError {
    pub(crate) fn file(doing: &'static str, path: &Path, source: io::Error) -> Self {
        Self::File { doing, path: path.to_owned(), source }
    }
}
