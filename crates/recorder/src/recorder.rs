//! The recorder as integrators know it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hindsight_domain::Clock;
use hindsight_domain::retention::{Limits, Plan};

use crate::film::Films;
use crate::folder::{Disk, Folder};
use crate::metadata::Upload;
use crate::running::Running;
use crate::session::{Order, Session, Stuff};
use crate::settings::{RefusedSettings, Settings, ranges};
use crate::source::{Source, Stopwatch};
use crate::status::SessionStatus;
use crate::storage::{CleanedUp, Storage, StorageInfo};
use crate::target::{Choice, Wish};
use crate::{ConnectionInfo, Mode, RecorderError, recovery};

/// Sessions at a time: each looks at the screen by itself.
const MAX_SESSIONS: usize = 8;
/// The longest id of a session.
const MAX_ID_CHARS: usize = 200;

/// What a recorder needs of its surroundings.
#[derive(Clone)]
pub struct Surroundings {
    /// The time of day.
    pub clock: Arc<dyn Clock>,
    /// The one clock of all recordings.
    pub stopwatch: Arc<dyn Stopwatch>,
    /// What is free on the disk.
    pub disk: Arc<dyn Disk>,
    /// Opens what a session is to show.
    pub screens: Arc<dyn Screens>,
    /// Writes pictures to files.
    pub films: Arc<dyn Films>,
}

/// Opens sources.
pub trait Screens: Send + Sync {
    /// A source of what is wished for.
    fn open(&self, wish: Wish) -> Result<Box<dyn Source>, RecorderError>;
}

/// Records sessions into one folder.
pub struct Recorder {
    settings: Arc<Settings>,
    around: Surroundings,
    folder: Arc<Folder>,
    sessions: Mutex<Sessions>,
}

#[derive(Default)]
struct Sessions {
    running: BTreeMap<String, Running>,
    is_shut_down: bool,
}

impl Recorder {
    /// Takes the folder of the settings, which no other recorder may have, and repairs what a crash left in it.
    pub fn initialize(settings: Settings, around: Surroundings) -> Result<Self, RecorderError> {
        settings.check()?;
        if !settings.enabled {
            return Err(RecorderError::Disabled);
        }
        let root = settings.output_dir.as_ref().ok_or(RecorderError::NoFolder)?;
        let folder = Arc::new(Folder::take(root)?);
        recovery::adopt(&folder, &*around.films, around.clock.now())?;
        Ok(Self { settings: Arc::new(settings), around, folder, sessions: Mutex::default() })
    }

    /// Begins to record a session in the mode of the settings. Returns once its source is open and its first file is
    /// there.
    pub fn start_session_recording(
        &self,
        session_id: &str,
        connection: ConnectionInfo,
    ) -> Result<SessionStatus, RecorderError> {
        let choice = match self.settings.mode {
            Mode::RdpWindow => Choice::RemoteWindow,
            Mode::FullScreen => Choice::AllMonitors,
            Mode::ActiveWindow => Choice::ActiveWindow,
        };
        self.start_recording_of(choice, session_id, connection)
    }

    /// Begins to record one monitor, a region, or a window that was picked.
    pub fn start_recording_of(
        &self,
        choice: Choice,
        session_id: &str,
        connection: ConnectionInfo,
    ) -> Result<SessionStatus, RecorderError> {
        let chars = session_id.chars().count();
        if !(1..=MAX_ID_CHARS).contains(&chars) || session_id.chars().any(char::is_control) {
            return Err(RecorderError::SessionId { chars });
        }
        let mut sessions = self.sessions()?;
        if let Some(known) = sessions.running.get(session_id)
            && known.is_alive()
        {
            return Err(RecorderError::SessionRuns { id: session_id.to_owned() });
        }
        let alive = sessions.running.values().filter(|running| running.is_alive()).count();
        if alive >= MAX_SESSIONS {
            return Err(RecorderError::TooMany { most: MAX_SESSIONS });
        }
        let source = self.around.screens.open(Wish {
            choice: choice.clone(),
            rules: self.settings.remote_windows.clone(),
            hints: vec![connection.ip.clone(), connection.name.clone()],
            pointer: self.settings.pointer,
        })?;
        let stuff = Stuff {
            id: session_id.to_owned(),
            connection,
            choice,
            settings: Arc::clone(&self.settings),
            source,
            films: Arc::clone(&self.around.films),
            folder: Arc::clone(&self.folder),
            disk: Arc::clone(&self.around.disk),
        };
        let (clock, stopwatch) = (Arc::clone(&self.around.clock), Arc::clone(&self.around.stopwatch));
        let session = Session::begin(stuff, stopwatch.micros(), clock.now())?;
        let running = Running::start(session, self.settings.fps, clock, stopwatch)?;
        let status = running.status();
        sessions.running.insert(session_id.to_owned(), running);
        Ok(status)
    }

    /// Ends a session, or the only one, and returns once all of it is saved. One that ended by an error says so.
    pub fn stop_session_recording(&self, session_id: Option<&str>) -> Result<SessionStatus, RecorderError> {
        let mut sessions = self.sessions()?;
        let id = match session_id {
            Some(id) => id.to_owned(),
            None if sessions.running.len() > 1 => {
                return Err(RecorderError::WhichSession { count: sessions.running.len() });
            }
            None => sessions.running.keys().next().cloned().ok_or(RecorderError::NothingRuns)?,
        };
        let running = sessions.running.remove(&id).ok_or(RecorderError::NoSuchSession { id })?;
        // Others may start and stop while this one is being saved.
        drop(sessions);
        Ok(running.stop())
    }

    /// Whether a session, or any, is being recorded.
    pub fn is_recording(&self, session_id: Option<&str>) -> bool {
        let sessions = self.lock();
        match session_id {
            Some(id) => sessions.running.get(id).is_some_and(Running::is_alive),
            None => sessions.running.values().any(Running::is_alive),
        }
    }

    /// All sessions that were not stopped; those that ended by an error too, until they are.
    pub fn get_recording_status(&self) -> Vec<SessionStatus> {
        self.lock().running.values().map(Running::status).collect()
    }

    /// Makes no pictures until it is resumed.
    pub fn pause(&self, session_id: &str) -> Result<(), RecorderError> {
        self.order(session_id, Order::Pause)
    }

    /// Makes pictures again.
    pub fn resume(&self, session_id: &str) -> Result<(), RecorderError> {
        self.order(session_id, Order::Resume)
    }

    /// Marks this moment.
    pub fn mark(&self, session_id: &str, note: &str) -> Result<(), RecorderError> {
        self.order(session_id, Order::Mark(note.to_owned()))
    }

    fn order(&self, session_id: &str, order: Order) -> Result<(), RecorderError> {
        let sessions = self.sessions()?;
        let running = sessions.running.get(session_id).filter(|running| running.order(order));
        running.map(drop).ok_or_else(|| RecorderError::NoSuchSession { id: session_id.to_owned() })
    }

    /// Deletes what the settings' limits no longer allow.
    pub fn perform_cleanup(&self) -> Result<CleanedUp, RecorderError> {
        self.clean_up(&self.limits())
    }

    /// Deletes what is older than so many days.
    pub fn force_cleanup_by_age(&self, days: u32) -> Result<CleanedUp, RecorderError> {
        self.clean_up(&Limits::by_age(days))
    }

    /// Deletes the oldest until no more than this is left.
    pub fn force_cleanup_by_size(&self, target_size_gb: f64) -> Result<CleanedUp, RecorderError> {
        if !(0.0..=ranges::MAX_TOTAL_SIZE_GB.max).contains(&target_size_gb) {
            let allowed = format!("0 to {}", ranges::MAX_TOTAL_SIZE_GB.max);
            return Err(crate::settings::Refused::new(
                "target_size_gb",
                &target_size_gb.to_string(),
                allowed,
            )
            .into());
        }
        self.clean_up(&Limits::to_size((target_size_gb * 1e9) as u64))
    }

    /// What [`Recorder::perform_cleanup`] would delete now, and what it would keep though a limit wants it gone.
    pub fn preview_cleanup(&self) -> Result<Plan<String>, RecorderError> {
        self.storage().plan(&self.limits(), self.around.clock.now())
    }

    /// Cleans up, where the last clean-up is longer ago than the settings say. To be called every now and then.
    pub fn tend(&self) -> Result<Option<CleanedUp>, RecorderError> {
        let now = self.around.clock.now();
        let interval_ms = i64::from(self.settings.cleanup_interval_hours) * 3_600_000;
        let is_due = self.storage().stats()?.last_cleanup.is_none_or(|last| now.since(last) >= interval_ms);
        if is_due { self.perform_cleanup().map(Some) } else { Ok(None) }
    }

    fn limits(&self) -> Limits {
        Limits::of_store(self.settings.max_file_age_days, self.settings.max_total_bytes())
    }

    fn clean_up(&self, limits: &Limits) -> Result<CleanedUp, RecorderError> {
        self.storage().clean_up(limits, self.around.clock.now())
    }

    fn storage(&self) -> Storage<'_> {
        let running =
            self.lock().running.values().filter(|r| r.is_alive()).flat_map(|r| r.status().files).collect();
        Storage::new(&self.folder, running)
    }

    /// What recordings take up.
    pub fn get_storage_info(&self) -> Result<StorageInfo, RecorderError> {
        self.storage().info(self.settings.max_total_bytes(), &*self.around.disk)
    }

    /// Puts a recording on hold, so that nothing deletes it, or ends that. `recording` is the common part of its files'
    /// names.
    pub fn set_hold(&self, recording: &str, on_hold: bool) -> Result<(), RecorderError> {
        self.storage().change(recording, |metadata| metadata.on_hold = on_hold)
    }

    /// Says whether the server is to have a recording, or has it; one that is wanted there and is not there stays here.
    pub fn set_upload(&self, recording: &str, upload: Option<Upload>) -> Result<(), RecorderError> {
        self.storage().change(recording, |metadata| metadata.upload = upload)
    }

    /// The settings in use.
    pub fn get_recording_config(&self) -> &Settings {
        &self.settings
    }

    /// Whether settings could be used; says all that is wrong with them.
    pub fn validate_recording_config(settings: &Settings) -> Result<(), RefusedSettings> {
        settings.check()
    }

    /// Ends all sessions and gives up the folder with the last reference. Returns what they became.
    pub fn shutdown(&self) -> Vec<SessionStatus> {
        let running = {
            let mut sessions = self.lock();
            sessions.is_shut_down = true;
            std::mem::take(&mut sessions.running)
        };
        running.into_values().map(Running::stop).collect()
    }

    fn sessions(&self) -> Result<MutexGuard<'_, Sessions>, RecorderError> {
        let sessions = self.lock();
        if sessions.is_shut_down { Err(RecorderError::ShutDown) } else { Ok(sessions) }
    }

    /// A panic elsewhere leaves the map as it was: sessions are put in and taken out whole.
    fn lock(&self) -> MutexGuard<'_, Sessions> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Recorder {
    /// What was recorded is saved, whoever forgot to shut down.
    fn drop(&mut self) {
        self.shutdown();
    }
}

#[cfg(test)]
#[path = "recorder_tests.rs"]
mod tests;
