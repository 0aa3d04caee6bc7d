//! Opens a film to be read: its index for the playhead, one decoder for the picture and one for thumbnails.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use hindsight_domain::Timestamp;
use hindsight_replay::{At, Timeline};
use hindsight_video::VideoError;
use hindsight_video::decode::Film;
use hindsight_video::index::{Damage, Index};

use crate::PlayerError;
use crate::playhead::{Frames, Span};

/// Of pictures decoded for thumbnails, which are wanted once.
const THUMBNAIL_CACHE: usize = 16 << 20;

/// The frames of an open film, without their pictures.
#[derive(Clone)]
pub struct Reel(Arc<Index>);

impl Frames for Reel {
    fn count(&self) -> usize {
        self.0.frames()
    }

    fn span(&self, frame: usize) -> Option<Span> {
        self.0.frame(frame).map(|time| Span { at_us: time.at_us, until_us: time.until_us })
    }

    fn at(&self, at_us: i64) -> usize {
        self.0.frame_at(at_us).unwrap_or_default()
    }

    fn keyframe(&self, frame: usize) -> usize {
        let Some(time) = self.0.frame(frame) else { return frame };
        let shown = self.0.shows(self.0.decode_from(time.sample), frame);
        // An edit may begin behind its keyframe, which then is not to be seen.
        shown.map_or(frame, |key| key.number.min(frame))
    }
}

impl Reel {
    #[must_use]
    pub fn size(&self) -> (u32, u32) {
        self.0.size()
    }

    /// The time of the film that `at` names.
    #[must_use]
    pub fn place(&self, at: At) -> i64 {
        let start = self.0.started_wall_ms().and_then(|ms| i64::try_from(ms).ok()).unwrap_or_default();
        let start = Timestamp::clamp_millis(start);
        let length_ms = self.end_us().saturating_sub(self.start_us()) / 1_000;
        let timeline = Timeline::new(start, start.plus(length_ms));
        self.start_us().saturating_add(at.offset_ms(timeline).saturating_mul(1_000))
    }

    /// What of the film is not there, in a sentence; `None` where it is whole.
    #[must_use]
    pub fn lacks(&self) -> Option<String> {
        let damage = self.0.damage();
        let first = damage.first()?;
        let what = match first {
            Damage::CutShort { missing, .. } => format!("{missing} bytes are missing at its end"),
            Damage::NoBox { at } => format!("from byte {at} on it is not readable"),
            Damage::FragmentUnreadable { at } => format!("the part at byte {at} is not readable"),
            Damage::TableMissing { name } => format!("its table {name} is missing"),
            Damage::SamplesLost { count } => format!("{count} of its pictures are not in the file"),
            Damage::TooManySamples | Damage::TooManyBoxes => "it has more parts than can be read".to_owned(),
            Damage::SeveralDescriptions { .. } => "it changes its format on the way".to_owned(),
            _ => "a part of it is not readable".to_owned(),
        };
        let more = if damage.len() > 1 { format!(" (and {} more)", damage.len() - 1) } else { String::new() };
        Some(format!("This film is damaged: {what}{more}. What is whole is shown."))
    }

    /// Whether there is sound that is not played.
    #[must_use]
    pub fn has_sound(&self) -> bool {
        self.0.other_tracks().iter().any(|track| track.kind == hindsight_video::index::TrackKind::Sound)
    }
}

/// A film that can be shown.
pub struct Opened {
    pub reel: Reel,
    pub film: Film,
    pub thumbnails: Film,
}

/// Opens `path` to be read.
///
/// # Errors
///
/// Of [`PlayerError`] those that name a path.
pub fn open(path: &Path) -> Result<Opened, PlayerError> {
    let of_film = |source: VideoError| PlayerError::Film { path: path.to_owned(), source };
    let mut file = file(path)?;
    let index = Arc::new(Index::open(&mut file).map_err(of_film)?);
    index.playable().map_err(of_film)?;
    if index.frames() == 0 {
        return Err(PlayerError::Empty { path: path.to_owned() });
    }
    let film = Film::new(Box::new(file), Arc::clone(&index)).map_err(of_film)?;
    // A handle of its own: two that share one would share where they read.
    let second = Box::new(self::file(path)?);
    let thumbnails =
        Film::new(second, Arc::clone(&index)).map_err(of_film)?.with_cache_bytes(THUMBNAIL_CACHE);
    Ok(Opened { reel: Reel(index), film, thumbnails })
}

fn file(path: &Path) -> Result<File, PlayerError> {
    let cannot = |source: std::io::Error| match source.kind() {
        std::io::ErrorKind::NotFound => PlayerError::NoFile { path: path.to_owned() },
        _ => PlayerError::Open { path: path.to_owned(), source },
    };
    // Asked before opening: opening a pipe that nobody writes to would wait for ever.
    let kind = std::fs::metadata(path).map_err(cannot)?.file_type();
    if kind.is_dir() {
        return Err(PlayerError::Folder { path: path.to_owned() });
    }
    if !kind.is_file() {
        let source = std::io::Error::other("it is a device or a pipe, not a file");
        return Err(PlayerError::Open { path: path.to_owned(), source });
    }
    File::open(path).map_err(cannot)
}
