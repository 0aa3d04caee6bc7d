//! What stands beside a recording: `_metadata.json`.

use std::path::Path;
use std::sync::PoisonError;

use hindsight_domain::Timestamp;
use serde::{Deserialize, Serialize};

use crate::folder::{self, Folder};
use crate::settings::{Quality, Scale, Settings};
use crate::{ConnectionInfo, RecorderError};

/// More than this is no metadata of ours.
const MAX_BYTES: u64 = 1 << 20;

/// How far a recording has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It grows; or the recorder died, and the next one will take care of it.
    Recording,
    /// It ended as it should.
    Completed,
    /// It was ended by an error; what was recorded until then is whole.
    Failed,
    /// Its recorder died, and a later one saved what was whole.
    Recovered,
}

/// Whether the server is to have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Upload {
    /// A person or a policy wants it there.
    Wanted,
    /// It is there.
    Done,
}

/// The settings that the recording was made with, as integrators know them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UsedSettings {
    /// Frames per second at most.
    pub fps: u32,
    /// 0–51, lower is better.
    pub quality: Quality,
    /// Of the screen's pixels along each side.
    pub resolution_scale: Scale,
    /// Where a file ends, in MB.
    pub max_file_size_mb: u32,
    /// Where a file ends, in minutes.
    pub max_duration_minutes: u32,
}

impl From<&Settings> for UsedSettings {
    fn from(settings: &Settings) -> Self {
        Self {
            fps: settings.fps,
            quality: settings.quality,
            resolution_scale: settings.resolution_scale,
            max_file_size_mb: settings.max_file_size_mb,
            max_duration_minutes: settings.max_duration_minutes,
        }
    }
}

/// All that is known of one file of a session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Metadata {
    /// The integrator's id of the session.
    pub session_id: String,
    /// As the integrator gave it.
    pub connection_info: ConnectionInfo,
    /// When this file began.
    pub start_time: Timestamp,
    /// How it was recorded.
    pub recorder_settings: UsedSettings,
    /// How far it has come.
    pub state: State,
    /// When it ended.
    #[serde(default)]
    pub end_time: Option<Timestamp>,
    /// Why it ended, in words.
    #[serde(default)]
    pub reason: Option<String>,
    /// What is in the picture: the mode's word, or `window` and `region`.
    pub mode: String,
    /// Which of the session's files this is, from 1.
    pub part: u32,
    /// The file with the pictures; none until there was one.
    #[serde(default)]
    pub file: Option<String>,
    /// When the first picture was seen.
    #[serde(default)]
    pub first_frame_time: Option<Timestamp>,
    /// Pixels across, before scaling.
    pub width: u32,
    /// Pixels down, before scaling.
    pub height: u32,
    /// Pictures in the file; one stays until the next.
    pub frames: u64,
    /// Looks that could not be made in time.
    pub missed: u64,
    /// Bytes of the pictures.
    pub bytes: u64,
    /// Lines of the track of events.
    pub events: u64,
    /// Whether somebody put it on hold: then nothing deletes it.
    #[serde(default)]
    pub on_hold: bool,
    /// Whether the server is to have it.
    #[serde(default)]
    pub upload: Option<Upload>,
}

impl Metadata {
    /// Reads the metadata at a path; `None` when there is none. What cannot be read is an error: it may say that the
    /// recording is on hold.
    pub fn read(path: &Path) -> Result<Option<Self>, RecorderError> {
        let size = match std::fs::metadata(path) {
            Ok(found) => found.len(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(RecorderError::file("read", path, error)),
        };
        let unreadable = |cause: String| RecorderError::Metadata { path: path.to_owned(), cause };
        if size > MAX_BYTES {
            return Err(unreadable(format!("it has {size} bytes")));
        }
        let text = std::fs::read(path).map_err(|e| RecorderError::file("read", path, e))?;
        serde_json::from_slice(&text).map(Some).map_err(|error| unreadable(error.to_string()))
    }

    /// Writes it, with what others decided about the recording since it was last written.
    pub(crate) fn write_on(&mut self, folder: &Folder, path: &Path) -> Result<(), RecorderError> {
        let _alone = folder.metadata.lock().unwrap_or_else(PoisonError::into_inner);
        match Self::read(path) {
            Ok(Some(written)) => (self.on_hold, self.upload) = (written.on_hold, written.upload),
            Ok(None) => {}
            // Somebody wrote something else there; what is known here is written again.
            Err(error) => tracing::warn!("{error}"),
        }
        self.write(path)
    }

    pub(crate) fn write(&self, path: &Path) -> Result<(), RecorderError> {
        let text = serde_json::to_vec_pretty(self)
            .map_err(|error| RecorderError::file("written", path, error.into()))?;
        folder::replace(path, &text)
    }
}
