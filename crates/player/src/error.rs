//! What can go wrong, and what to do about it.

use std::path::PathBuf;

use hindsight_video::VideoError;

/// One situation each. Messages are for a person.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlayerError {
    #[error("{} is not there: check the name, or whether it was moved or cleaned up", path.display())]
    NoFile { path: PathBuf },

    #[error("{} is a folder: name a film in it", path.display())]
    Folder { path: PathBuf },

    #[error("{} could not be opened ({source}): check that you may read it", path.display())]
    Open {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },

    #[error("{} cannot be shown: {source}", path.display())]
    Film {
        path: PathBuf,
        #[source]
        source: VideoError,
    },

    #[error("{} has no picture in it: its recording ended before the first one", path.display())]
    Empty { path: PathBuf },

    #[error("the heatmap {} cannot be laid over the film: {reason}; open the film without it", path.display())]
    Heat { path: PathBuf, reason: String },

    #[error("{source}")]
    At {
        #[from]
        source: hindsight_replay::AtError,
    },

    #[error("the thread that {what} could not be started: {source}; close other programs and try again")]
    Thread {
        what: &'static str,
        #[source]
        source: std::io::Error,
    },

    #[error(
        "no window can be opened ({reason}): this needs a desktop with OpenGL 2 or newer; over ssh, set DISPLAY or sign \
         in at the machine"
    )]
    NoWindow { reason: String },

    #[error("whoever started this player ended before it said what to open; start it with a file")]
    NobodyThere,

    #[error("the player was started for a console that speaks another version of its protocol; update both")]
    Refused,
}

impl PlayerError {
    /// For programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoFile { .. } => "no_file",
            Self::Folder { .. } | Self::Open { .. } => "unreadable",
            Self::Film { .. } | Self::Empty { .. } => "unplayable",
            Self::Heat { .. } => "no_heat",
            Self::At { .. } => "no_place",
            Self::Thread { .. } | Self::NoWindow { .. } => "no_window",
            Self::NobodyThere => "nobody_there",
            Self::Refused => "unknown_version",
        }
    }
}
