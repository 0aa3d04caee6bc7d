//! What happened beside the picture: one line of JSON for each, `{timestamp, event_type, data}`, as `replay::screen`
//! reads them.
//!
//! **Invariant:** a line is written as a whole and at once, so that a crash loses nothing that was told.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use hindsight_domain::Timestamp;
use serde::Serialize;

use crate::target::Happening;
use crate::{ConnectionInfo, RecorderError, folder};

/// What happened to the recording itself.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "event_type", content = "data")]
pub(crate) enum Occurrence {
    Connection(Connection),
    /// How large the picture is from here on, before it is scaled.
    Picture {
        width: u32,
        height: u32,
    },
    /// Where it changed since the line before: left, top, width, height.
    Damage {
        rects: Vec<[i64; 4]>,
    },
    RecordingPaused,
    RecordingResumed,
    /// A person's mark.
    Moment {
        note: String,
    },
    /// Nobody looked from here on, for so long: the machine slept or stood still.
    Gap {
        for_ms: u64,
    },
    ClockJumped {
        by_ms: i64,
    },
    RecordingFailed {
        cause: String,
    },
    /// The recording goes on in another file.
    FileContinued {
        file: String,
    },
}

/// What became of the connection that is recorded.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub(crate) enum Connection {
    Connected {
        host: String,
        #[serde(flatten)]
        info: ConnectionInfo,
    },
    Disconnected {
        host: String,
        reason: String,
    },
}

impl Connection {
    pub(crate) fn connected(info: &ConnectionInfo) -> Occurrence {
        Occurrence::Connection(Self::Connected { host: info.ip.clone(), info: info.clone() })
    }

    pub(crate) fn disconnected(info: &ConnectionInfo, reason: &str) -> Occurrence {
        Occurrence::Connection(Self::Disconnected { host: info.ip.clone(), reason: reason.to_owned() })
    }
}

/// A line as it is written.
#[derive(Serialize)]
struct Line<T> {
    timestamp: Timestamp,
    #[serde(flatten)]
    event: T,
}

/// The track of one file.
#[derive(Debug)]
pub(crate) struct Track {
    file: File,
    path: PathBuf,
    lines: u64,
}

impl Track {
    /// Begins a track in a new file.
    pub(crate) fn create(path: &Path) -> Result<Self, RecorderError> {
        let file = folder::create_new(path)?;
        Ok(Self { file, path: path.to_owned(), lines: 0 })
    }

    /// Lines so far.
    pub(crate) fn lines(&self) -> u64 {
        self.lines
    }

    pub(crate) fn happening(&mut self, at: Timestamp, happening: &Happening) -> Result<(), RecorderError> {
        self.write(&Line { timestamp: at, event: happening })
    }

    pub(crate) fn occurrence(&mut self, at: Timestamp, occurrence: &Occurrence) -> Result<(), RecorderError> {
        self.write(&Line { timestamp: at, event: occurrence })
    }

    fn write(&mut self, line: &impl Serialize) -> Result<(), RecorderError> {
        let written = serde_json::to_value(line).map_err(std::io::Error::from).and_then(|mut line| {
            if let Some(line) = line.as_object_mut() {
                line.entry("data").or_insert_with(|| serde_json::Value::Object(serde_json::Map::new()));
            }
            let mut bytes = serde_json::to_vec(&line)?;
            bytes.push(b'\n');
            self.file.write_all(&bytes)
        });
        written.map_err(|source| RecorderError::file("written", &self.path, source))?;
        self.lines += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::Button;

    #[test]
    fn a_line_has_its_time_its_type_and_its_data() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("track.jsonl");
        let mut track = Track::create(&path).unwrap();
        let at: Timestamp = "2026-03-01T12:00:00.250Z".parse().unwrap();
        track.happening(at, &Happening::TargetLost).unwrap();
        track.happening(at, &Happening::PointerClicked { x: -1, y: 2, button: Button::Left }).unwrap();
        track.occurrence(at, &Connection::connected(&ConnectionInfo::default())).unwrap();
        track.occurrence(at, &Occurrence::Moment { note: "line\nbreak".into() }).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let expected = [
            r#"{"timestamp":"2026-03-01T12:00:00.250Z","event_type":"target_lost","data":{}}"#,
            r#"{"timestamp":"2026-03-01T12:00:00.250Z","event_type":"click","data":{"x":-1,"y":2,"button":"left"}}"#,
            r#"{"timestamp":"2026-03-01T12:00:00.250Z","event_type":"connection","data":{"state":"connected","host":"","con_codigo":"","ip":"","name":"","user":"","connection_type":""}}"#,
            r#"{"timestamp":"2026-03-01T12:00:00.250Z","event_type":"moment","data":{"note":"line\nbreak"}}"#,
        ];
        assert_eq!(text.lines().collect::<Vec<_>>(), expected);
        assert_eq!(track.lines(), 4);
        assert!(Track::create(&path).is_err(), "what is there is never written over");
    }
}
