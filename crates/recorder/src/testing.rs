//! Surroundings of a recorder whose times and sizes a test decides: scripted desktops, and films that are lines of text.

use std::collections::VecDeque;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use hindsight_domain::{Clock, Timestamp};

use crate::film::{Film, Films, Salvaged};
use crate::folder::Disk;
use crate::frame::{Canvas, Damage, Extent, Picture};
use crate::settings::Settings;
use crate::source::synthetic::{Scene, Synthetic};
use crate::source::{Look, Source, Stopwatch};
use crate::target::{Happening, Wish};
use crate::{RecorderError, Screens, Surroundings};

pub(crate) fn noon() -> Timestamp {
    "2026-03-01T12:00:00Z".parse().unwrap()
}

/// One clock that a test moves, as stopwatch and as time of day.
#[derive(Default)]
pub(crate) struct Hand(AtomicU64);

impl Hand {
    pub(crate) fn turn(&self, us: u64) {
        self.0.fetch_add(us, Ordering::SeqCst);
    }
}

impl Stopwatch for Hand {
    fn micros(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

impl Clock for Hand {
    fn now(&self) -> Timestamp {
        noon().plus((self.micros() / 1_000) as i64)
    }
}

/// A disk with as much room as a test says, in MB.
pub(crate) struct Room(pub(crate) AtomicU64);

impl Disk for Room {
    fn free_bytes(&self, _: &Path) -> std::io::Result<u64> {
        Ok(self.0.load(Ordering::SeqCst) * 1_000_000)
    }
}

/// Films of text: a line for each picture, `time sum-of-pixels`; each counts as so many bytes.
pub(crate) struct Lines {
    pub(crate) bytes_each: u64,
    pub(crate) fails_after: u64,
}

struct LinesFilm {
    file: File,
    path: PathBuf,
    bytes: u64,
    bytes_each: u64,
    left: u64,
}

impl Films for Lines {
    fn begin(
        &self,
        file: File,
        path: &Path,
        _: Extent,
        _: &Settings,
        _: u64,
        _: Timestamp,
    ) -> Result<Box<dyn Film>, RecorderError> {
        let path = path.to_owned();
        Ok(Box::new(LinesFilm { file, path, bytes: 0, bytes_each: self.bytes_each, left: self.fails_after }))
    }

    fn recover(&self, path: &Path) -> Result<Salvaged, RecorderError> {
        let text = std::fs::read_to_string(path).map_err(|e| RecorderError::file("read", path, e))?;
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        std::fs::write(path, &text[..whole]).map_err(|e| RecorderError::file("written", path, e))?;
        let frames = text[..whole].lines().count() as u64;
        let lost_bytes = (text.len() - whole) as u64;
        Ok(Salvaged { kept_bytes: whole as u64, lost_bytes, duration_ms: frames * 100, frames })
    }
}

impl Film for LinesFilm {
    fn add(&mut self, picture: &Picture<'_>, at_us: u64) -> Result<(), RecorderError> {
        if self.left == 0 {
            let full = std::io::ErrorKind::StorageFull.into();
            return Err(RecorderError::file("written", &self.path, full));
        }
        self.left -= 1;
        self.bytes += self.bytes_each;
        writeln!(self.file, "{at_us} {}", sum(picture))
            .map_err(|e| RecorderError::file("written", &self.path, e))
    }

    fn bytes(&self) -> u64 {
        self.bytes
    }

    fn tend(&mut self, _: u64) -> Result<(), RecorderError> {
        Ok(())
    }

    fn finish(mut self: Box<Self>, end_us: u64) -> Result<u64, RecorderError> {
        writeln!(self.file, "{end_us} end").map_err(|e| RecorderError::file("written", &self.path, e))?;
        Ok(self.bytes)
    }
}

/// Tells pictures apart.
pub(crate) fn sum(picture: &Picture<'_>) -> u64 {
    picture.pixels.iter().fold(0, |sum: u64, byte| sum.wrapping_mul(31).wrapping_add(u64::from(*byte)))
}

/// What a scripted source shows at one look.
#[derive(Clone, Debug)]
pub(crate) enum Shown {
    Same,
    New { width: u32 },
    Nothing,
    Fails,
}

/// A source that shows what it is told, each new picture in another colour.
pub(crate) struct Script {
    pub(crate) left: VecDeque<Shown>,
    canvas: Option<Canvas>,
    damage: Damage,
    colour: u8,
    at_us: u64,
}

impl Script {
    pub(crate) fn new(shown: impl IntoIterator<Item = Shown>) -> Self {
        let left = shown.into_iter().collect();
        Self { left, canvas: None, damage: Damage::default(), colour: 0, at_us: 0 }
    }
}

impl Source for Script {
    fn look(&mut self, at_us: u64, _: &mut Vec<Happening>) -> Result<Look, RecorderError> {
        match self.left.pop_front().unwrap_or(Shown::Same) {
            Shown::Same if self.canvas.is_none() => Ok(Look::Nothing),
            Shown::Same => Ok(Look::Unchanged),
            Shown::Nothing => Ok(Look::Nothing),
            Shown::Fails => Err(RecorderError::DisplayLost { name: ":9".into(), cause: "it died".into() }),
            Shown::New { width } => {
                let extent = Extent { width, height: 4 };
                self.colour = self.colour.wrapping_add(1);
                let mut canvas = Canvas::new(extent);
                canvas.fill(extent.rect(), [self.colour; 4]);
                self.damage.clear();
                self.damage.add(extent.rect(), extent);
                self.canvas = Some(canvas);
                self.at_us = at_us;
                Ok(Look::Changed)
            }
        }
    }

    fn picture(&self) -> Option<Picture<'_>> {
        self.canvas.as_ref().map(|canvas| canvas.picture(&self.damage, self.at_us))
    }
}

/// Opens one scripted source after another, then typing desktops; keeps what was wished for.
#[derive(Default)]
pub(crate) struct Stages {
    pub(crate) scripts: Mutex<VecDeque<Script>>,
    pub(crate) wishes: Mutex<Vec<Wish>>,
}

impl Screens for Stages {
    fn open(&self, wish: Wish) -> Result<Box<dyn Source>, RecorderError> {
        self.wishes.lock().unwrap().push(wish);
        match self.scripts.lock().unwrap().pop_front() {
            Some(script) => Ok(Box::new(script)),
            None => Ok(Box::new(Synthetic::new(Scene::Typing, 64, 64)?)),
        }
    }
}

pub(crate) struct Around {
    pub(crate) hand: Arc<Hand>,
    pub(crate) stages: Arc<Stages>,
    pub(crate) around: Surroundings,
}

pub(crate) fn around(films: Lines) -> Around {
    let (hand, room, stages) =
        (Arc::new(Hand::default()), Arc::new(Room(AtomicU64::new(9_999))), Arc::new(Stages::default()));
    let around = Surroundings {
        clock: hand.clone(),
        stopwatch: hand.clone(),
        disk: room,
        screens: stages.clone(),
        films: Arc::new(films),
    };
    Around { hand, stages, around }
}

/// Names of the files in a folder, in order.
pub(crate) fn files(dir: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(dir).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
