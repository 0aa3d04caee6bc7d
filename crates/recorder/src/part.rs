//! One file of a session, with its metadata and its track.

use std::path::PathBuf;
use std::sync::Arc;

use hindsight_domain::Timestamp;

use crate::film::{Film, Films};
use crate::folder::{self, Folder};
use crate::frame::{Extent, Picture, Rect};
use crate::metadata::{Metadata, State};
use crate::settings::Settings;
use crate::target::Choice;
use crate::track::{Occurrence, Track};
use crate::{ConnectionInfo, RecorderError, names};

/// More files of one session do not begin in one second.
const MAX_AGAIN: u32 = 1_000;

/// How often is written down where the picture changed, and how many places are held until then.
const CHANGES_EVERY_US: u64 = 1_000_000;
const MOST_CHANGES: usize = 64;

/// What a part is to be.
pub(crate) struct Plan {
    pub(crate) session_id: String,
    pub(crate) connection: ConnectionInfo,
    pub(crate) choice: Choice,
    pub(crate) number: u32,
    pub(crate) start_us: u64,
    pub(crate) start: Timestamp,
    pub(crate) settings: Arc<Settings>,
}

pub(crate) struct Part {
    pub(crate) track: Track,
    pub(crate) metadata: Metadata,
    folder: Arc<Folder>,
    stem: String,
    video: PathBuf,
    metadata_path: PathBuf,
    start_us: u64,
    max_bytes: u64,
    max_us: u64,
    running: Option<Running>,
    /// Where the picture changed since that was last written down, and when that was.
    changed: Vec<[i64; 4]>,
    changes_told_us: u64,
}

/// The film, once there was a first picture.
struct Running {
    film: Box<dyn Film>,
    extent: Extent,
    /// What the largest picture so far added.
    largest: u64,
}

impl Part {
    pub(crate) fn begin(folder: &Arc<Folder>, plan: Plan) -> Result<Self, RecorderError> {
        let settings = &plan.settings;
        // A name that is taken is one of the same second, of this session or of one whose name looks the same.
        let (stem, track) = (0..MAX_AGAIN)
            .find_map(|again| {
                let stem = names::stem(&plan.session_id, &plan.connection.name, plan.start, again);
                let is_taken = folder.path(&format!("{stem}{}", names::METADATA)).exists()
                    || folder.path(&format!("{stem}{}", names::VIDEO)).exists();
                if is_taken {
                    return None;
                }
                match Track::create(&folder.path(&format!("{stem}{}", names::TRACK))) {
                    Err(RecorderError::File { source, .. })
                        if source.kind() == std::io::ErrorKind::AlreadyExists =>
                    {
                        None
                    }
                    Err(error) => Some(Err(error)),
                    Ok(track) => Some(Ok((stem, track))),
                }
            })
            .unwrap_or_else(|| {
                let taken = std::io::Error::from(std::io::ErrorKind::AlreadyExists);
                Err(RecorderError::file("made", folder.root(), taken))
            })?;
        let metadata = Metadata {
            session_id: plan.session_id,
            connection_info: plan.connection,
            start_time: plan.start,
            recorder_settings: (&**settings).into(),
            state: State::Recording,
            end_time: None,
            reason: None,
            mode: word(&plan.choice).to_owned(),
            part: plan.number,
            file: None,
            first_frame_time: None,
            width: 0,
            height: 0,
            frames: 0,
            missed: 0,
            bytes: 0,
            events: 0,
            on_hold: false,
            upload: None,
        };
        let metadata_path = folder.path(&format!("{stem}{}", names::METADATA));
        metadata.write(&metadata_path)?;
        Ok(Self {
            folder: Arc::clone(folder),
            track,
            metadata,
            video: folder.path(&format!("{stem}{}", names::VIDEO)),
            stem,
            metadata_path,
            start_us: plan.start_us,
            max_bytes: settings.max_file_bytes(),
            max_us: settings.max_duration_us(),
            running: None,
            changed: Vec::new(),
            changes_told_us: plan.start_us,
        })
    }

    /// The common part of the names of its files.
    pub(crate) fn stem(&self) -> &str {
        &self.stem
    }

    /// Bytes of its pictures so far.
    pub(crate) fn bytes(&self) -> u64 {
        self.running.as_ref().map_or(0, |running| running.film.bytes())
    }

    /// Whether what comes now belongs into the next file.
    pub(crate) fn is_over(&self, has_new_picture: bool, extent: Option<Extent>, at_us: u64) -> bool {
        let Some(running) = &self.running else { return false };
        let is_full = running.film.bytes().saturating_add(running.largest) >= self.max_bytes;
        has_new_picture && (is_full || extent.is_some_and(|extent| extent != running.extent))
            || at_us.saturating_sub(self.start_us) >= self.max_us
    }

    pub(crate) fn add(
        &mut self,
        picture: &Picture<'_>,
        at_us: u64,
        time: Timestamp,
        films: &dyn Films,
        settings: &Settings,
    ) -> Result<(), RecorderError> {
        let running = match &mut self.running {
            Some(running) => running,
            none => {
                let file = folder::create_new(&self.video)?;
                let film = films.begin(file, &self.video, picture.extent, settings, at_us, time)?;
                self.metadata.file = self.video.file_name().map(|name| name.to_string_lossy().into_owned());
                self.metadata.first_frame_time = Some(time);
                (self.metadata.width, self.metadata.height) = (picture.extent.width, picture.extent.height);
                self.metadata.write_on(&self.folder, &self.metadata_path)?;
                let Extent { width, height } = picture.extent;
                self.track.occurrence(time, &Occurrence::Picture { width, height })?;
                none.insert(Running { film, extent: picture.extent, largest: 0 })
            }
        };
        // The first picture is no change.
        if running.film.bytes() > 0 {
            let sides = |rect: &Rect| [rect.x.into(), rect.y.into(), rect.width.into(), rect.height.into()];
            self.changed.extend(picture.damage.iter().map(sides));
        }
        let before = running.film.bytes();
        running.film.add(picture, at_us)?;
        running.largest = running.largest.max(running.film.bytes().saturating_sub(before));
        self.metadata.frames += 1;
        let is_due = at_us.saturating_sub(self.changes_told_us) >= CHANGES_EVERY_US;
        if is_due || self.changed.len() >= MOST_CHANGES { self.tell_changes(at_us, time) } else { Ok(()) }
    }

    /// Writes down where the picture changed since it was last told.
    pub(crate) fn tell_changes(&mut self, at_us: u64, time: Timestamp) -> Result<(), RecorderError> {
        if self.changed.is_empty() {
            return Ok(());
        }
        self.changes_told_us = at_us;
        let rects = std::mem::take(&mut self.changed);
        self.track.occurrence(time, &Occurrence::Damage { rects })
    }

    pub(crate) fn tend(&mut self, at_us: u64) -> Result<(), RecorderError> {
        self.running.as_mut().map_or(Ok(()), |running| running.film.tend(at_us))
    }

    /// Ends the file; says how many bytes its pictures have. The metadata is written even where the film cannot be.
    pub(crate) fn end(
        mut self,
        at_us: u64,
        time: Timestamp,
        state: State,
        reason: &str,
    ) -> Result<u64, RecorderError> {
        let held = self.bytes();
        let finished = self.running.take().map_or(Ok(0), |running| running.film.finish(at_us));
        let (state, reason) = match &finished {
            Err(error) if state == State::Completed => (State::Failed, error.to_string()),
            _ => (state, reason.to_owned()),
        };
        self.metadata.state = state;
        self.metadata.reason = Some(reason);
        self.metadata.end_time = Some(time);
        self.metadata.bytes = *finished.as_ref().unwrap_or(&held);
        self.metadata.events = self.track.lines();
        self.metadata.write_on(&self.folder, &self.metadata_path)?;
        finished
    }
}

fn word(choice: &Choice) -> &'static str {
    match choice {
        Choice::AllMonitors | Choice::Monitor(_) => "full_screen",
        Choice::RemoteWindow => "rdp_window",
        Choice::ActiveWindow => "active_window",
        Choice::Window(_) => "window",
        Choice::Region(_) => "region",
    }
}
