//! One session: looks at its source, and what it sees goes into files, one after another.
//!
//! **Invariant:** every picture that was seen is in exactly one file, and files end where the next begins.
//!
//! Time comes in with every call; the thread around it is `running`.

use std::sync::Arc;

use hindsight_domain::Timestamp;

use crate::film::Films;
use crate::folder::{Disk, Folder};
use crate::metadata::State;
use crate::pace::{Clocks, Oddity};
use crate::part::{Part, Plan};
use crate::settings::Settings;
use crate::source::{Look, Source};
use crate::status::{Doing, SessionStatus};
use crate::target::{Choice, Happening};
use crate::track::{Connection, Occurrence};
use crate::{ConnectionInfo, RecorderError, said};

/// How often the disk is asked what is free.
const DISK_EVERY_US: u64 = 5_000_000;
/// The longest note of a mark.
const MAX_NOTE_CHARS: usize = 4_000;

/// What a session is made of.
pub(crate) struct Stuff {
    pub(crate) id: String,
    pub(crate) connection: ConnectionInfo,
    pub(crate) choice: Choice,
    pub(crate) settings: Arc<Settings>,
    pub(crate) source: Box<dyn Source>,
    pub(crate) films: Arc<dyn Films>,
    pub(crate) folder: Arc<Folder>,
    pub(crate) disk: Arc<dyn Disk>,
}

/// What a person or a program asks of a running session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Pause,
    Resume,
    Mark(String),
}

pub(crate) struct Session {
    stuff: Stuff,
    start_us: u64,
    start: Timestamp,
    clocks: Clocks,
    part: Part,
    status: SessionStatus,
    disk_asked_us: Option<u64>,
    happened: Vec<Happening>,
}

impl Session {
    /// Begins with the first file, in which nothing is yet.
    pub(crate) fn begin(stuff: Stuff, at_us: u64, wall: Timestamp) -> Result<Self, RecorderError> {
        check_disk(&stuff)?;
        let plan = plan(&stuff, 1, at_us, wall);
        let mut part = Part::begin(&stuff.folder, plan)?;
        part.track.occurrence(wall, &Connection::connected(&stuff.connection))?;
        let mut status = SessionStatus::new(&stuff.id, wall);
        status.files.push(part.stem().to_owned());
        tracing::info!("{}", said::started(&stuff.id));
        Ok(Self {
            stuff,
            start_us: at_us,
            start: wall,
            clocks: Clocks::default(),
            part,
            status,
            disk_asked_us: Some(at_us),
            happened: Vec::new(),
        })
    }

    pub(crate) fn status(&self) -> &SessionStatus {
        &self.status
    }

    /// The time of day of the recorder's one clock: what steps the clock on the wall makes meanwhile are told, not taken.
    fn time(&self, at_us: u64) -> Timestamp {
        let passed_ms = at_us.saturating_sub(self.start_us) / 1_000;
        self.start.plus(i64::try_from(passed_ms).unwrap_or(i64::MAX))
    }

    /// Looks once. `missed` looks before this one could not be made. After an error only [`Session::end`] is left.
    pub(crate) fn step(&mut self, at_us: u64, wall: Timestamp, missed: u64) -> Result<(), RecorderError> {
        let time = self.time(at_us);
        for oddity in self.clocks.look(at_us, wall.millis()) {
            let told = match oddity {
                Oddity::Gap { from_us, to_us } => Occurrence::Gap { for_ms: (to_us - from_us) / 1_000 },
                Oddity::ClockJumped { by_ms } => Occurrence::ClockJumped { by_ms },
            };
            self.part.track.occurrence(time, &told)?;
        }
        self.status.at(at_us.saturating_sub(self.start_us), missed);
        self.part.metadata.missed += missed;
        if self.disk_asked_us.is_none_or(|asked| at_us.saturating_sub(asked) >= DISK_EVERY_US) {
            self.disk_asked_us = Some(at_us);
            check_disk(&self.stuff)?;
        }
        if self.status.doing == Doing::Paused {
            return self.part.tend(at_us);
        }
        let mut happened = std::mem::take(&mut self.happened);
        let look = self.stuff.source.look(at_us, &mut happened);
        for one in happened.drain(..) {
            self.part.track.happening(time, &one)?;
        }
        self.happened = happened;
        let look = look?;
        self.status.doing = if look == Look::Nothing { Doing::Waiting } else { Doing::Recording };
        self.rotate(look, at_us, time)?;
        if look == Look::Changed
            && let Some(picture) = self.stuff.source.picture()
        {
            self.part.add(&picture, at_us, time, &*self.stuff.films, &self.stuff.settings)?;
            self.status.frames += 1;
        }
        self.part.tend(at_us)?;
        self.status.bytes = self.part.bytes();
        Ok(())
    }

    /// Ends the file and begins the next, where it is full, old, or of another size than the picture.
    fn rotate(&mut self, look: Look, at_us: u64, time: Timestamp) -> Result<(), RecorderError> {
        let extent = self.stuff.source.extent();
        if !self.part.is_over(look == Look::Changed, extent, at_us) {
            return Ok(());
        }
        let number = self.part.metadata.part + 1;
        let next = Part::begin(&self.stuff.folder, plan(&self.stuff, number, at_us, time))?;
        self.part.tell_changes(at_us, time)?;
        self.part.track.occurrence(time, &Occurrence::FileContinued { file: next.stem().to_owned() })?;
        let before = std::mem::replace(&mut self.part, next);
        self.status.files.push(self.part.stem().to_owned());
        before.end(at_us, time, State::Completed, "continued in the next file")?;
        // What is on the screen is the first picture of the new file, though it did not change just now.
        if look == Look::Unchanged
            && let Some(picture) = self.stuff.source.picture()
        {
            self.part.add(&picture, at_us, time, &*self.stuff.films, &self.stuff.settings)?;
        }
        Ok(())
    }

    pub(crate) fn order(&mut self, order: Order, at_us: u64) -> Result<(), RecorderError> {
        let time = self.time(at_us);
        let told = match order {
            Order::Pause if self.status.doing != Doing::Paused => {
                self.status.doing = Doing::Paused;
                Occurrence::RecordingPaused
            }
            Order::Resume if self.status.doing == Doing::Paused => {
                self.status.doing = Doing::Waiting;
                Occurrence::RecordingResumed
            }
            Order::Pause | Order::Resume => return Ok(()),
            Order::Mark(note) => Occurrence::Moment { note: note.chars().take(MAX_NOTE_CHARS).collect() },
        };
        self.part.track.occurrence(time, &told)
    }

    /// Ends the session. What was recorded is saved, whatever the reason.
    pub(crate) fn end(mut self, at_us: u64, failure: Option<&RecorderError>) -> SessionStatus {
        let time = self.time(at_us);
        let (state, reason) = match failure {
            Some(error) => (State::Failed, error.to_string()),
            None => (State::Completed, "stopped".to_owned()),
        };
        let occurrence = match failure {
            Some(_) => Occurrence::RecordingFailed { cause: reason.clone() },
            None => Connection::disconnected(&self.stuff.connection, &reason),
        };
        let told = self.part.tell_changes(at_us, time);
        let told = told.and(self.part.track.occurrence(time, &occurrence));
        let bytes = self.part.bytes();
        let saved = self.part.end(at_us, time, state, &reason);
        self.status.bytes = *saved.as_ref().unwrap_or(&bytes);
        self.status.ended_at = Some(time);
        self.status.doing = Doing::Stopped;
        // The first thing that went wrong is the one to tell.
        let later = told.err().or(saved.err()).map(|error| error.to_string());
        self.status.failure = failure.map(ToString::to_string).or(later);
        match &self.status.failure {
            Some(cause) => tracing::error!("{}", said::failed(&self.stuff.id, cause)),
            None => tracing::info!("{}", said::stopped(&self.stuff.id)),
        }
        self.status
    }
}

fn plan(stuff: &Stuff, number: u32, at_us: u64, time: Timestamp) -> Plan {
    Plan {
        session_id: stuff.id.clone(),
        connection: stuff.connection.clone(),
        choice: stuff.choice.clone(),
        number,
        start_us: at_us,
        start: time,
        settings: Arc::clone(&stuff.settings),
    }
}

fn check_disk(stuff: &Stuff) -> Result<(), RecorderError> {
    let dir = stuff.folder.root();
    let free = stuff.disk.free_bytes(dir).map_err(|e| RecorderError::file("asked for its space", dir, e))?;
    let (free_mb, min_mb) = (free / 1_000_000, u64::from(stuff.settings.min_free_mb));
    if free_mb < min_mb {
        return Err(RecorderError::DiskLow { dir: dir.to_owned(), free_mb, min_mb });
    }
    Ok(())
}

#[cfg(test)]
#[path = "session_tests.rs"]
mod tests;
