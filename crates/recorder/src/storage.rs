//! What recordings take up, and how they go.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::PoisonError;

use hindsight_domain::Timestamp;
use hindsight_domain::retention::{self, CleanupStats, Limits, Plan, Shield, Stored};
use serde::Serialize;

use crate::folder::{self, Disk, Folder, STATS};
use crate::metadata::{Metadata, State, Upload};
use crate::settings::Settings;
use crate::{RecorderError, names, said};

/// What recordings take up, for people and programs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StorageInfo {
    /// Where.
    pub output_dir: PathBuf,
    /// Recordings: each a file with its metadata and its track.
    pub recordings: u64,
    /// Files of them.
    pub file_count: u64,
    /// Bytes of them.
    pub total_size_bytes: u64,
    /// The same in GB (10⁹ bytes).
    pub total_size_gb: f64,
    /// What they may take up.
    pub max_total_size_gb: f64,
    /// How much of that they do, in percent.
    pub size_usage_percent: f64,
    /// When the oldest began.
    pub oldest: Option<Timestamp>,
    /// When the newest began.
    pub newest: Option<Timestamp>,
    /// What else could be written to the disk.
    pub free_bytes: u64,
    /// Clean-ups so far.
    pub cleanup: CleanupStats,
}

/// What a clean-up did.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CleanedUp {
    /// Recordings that are gone, by the common part of their files' names.
    pub deleted: Vec<String>,
    /// Files that are gone.
    pub files: u64,
    /// Bytes that became free.
    pub freed_bytes: u64,
    /// Recordings that a limit wants gone and that stay, and why.
    pub kept: Vec<(String, Shield)>,
    /// Files that could not be deleted, and why. What is left of their recordings is tried again next time.
    pub failed: Vec<(PathBuf, String)>,
}

/// What the recordings in the settings' folder take up, also while a recorder writes to it.
pub fn storage_info(settings: &Settings, disk: &dyn Disk) -> Result<StorageInfo, RecorderError> {
    let root = settings.output_dir.as_ref().ok_or(RecorderError::NoFolder)?;
    Storage::new(&Folder::look(root), BTreeSet::new()).info(settings.max_total_bytes(), disk)
}

/// What a clean-up by the settings' limits would delete, also while a recorder writes to their folder.
pub fn preview_cleanup(settings: &Settings, now: Timestamp) -> Result<Plan<String>, RecorderError> {
    let root = settings.output_dir.as_ref().ok_or(RecorderError::NoFolder)?;
    let limits = Limits::of_store(settings.max_file_age_days, settings.max_total_bytes());
    Storage::new(&Folder::look(root), BTreeSet::new()).plan(&limits, now)
}

/// The recordings in a folder.
pub(crate) struct Storage<'f> {
    folder: &'f Folder,
    /// Stems that are being written.
    growing: BTreeSet<String>,
}

/// Files of one recording, the one that says most about it last: a crash in between leaves that one to tell of the rest.
type Files = Vec<(PathBuf, u64)>;

impl<'f> Storage<'f> {
    pub(crate) fn new(folder: &'f Folder, growing: BTreeSet<String>) -> Self {
        Self { folder, growing }
    }

    fn recordings(&self) -> Result<BTreeMap<String, Files>, RecorderError> {
        let root = self.folder.root();
        let failed = |error| RecorderError::file("listed", root, error);
        let mut recordings: BTreeMap<String, Files> = BTreeMap::new();
        for entry in std::fs::read_dir(root).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = entry.file_name();
            // A link leads elsewhere; what lies there is not ours to delete.
            let Some((name, found)) = name.to_str().zip(entry.metadata().ok()) else { continue };
            if let Some(stem) = names::stem_of(name)
                && found.is_file()
            {
                recordings.entry(stem.to_owned()).or_default().push((entry.path(), found.len()));
            }
        }
        for files in recordings.values_mut() {
            files.sort_by_key(|(path, _)| ends_with(path, names::METADATA));
        }
        Ok(recordings)
    }

    fn stored(&self, stem: &str, files: &Files) -> Stored<String> {
        let bytes = files.iter().map(|(_, bytes)| bytes).sum();
        let metadata = Metadata::read(&self.folder.path(&format!("{stem}{}", names::METADATA)));
        let written = || files.iter().filter_map(|(path, _)| modified(path)).max();
        let (since, from_metadata) = match &metadata {
            Ok(Some(metadata)) => (metadata.end_time.unwrap_or(metadata.start_time), shield_of(metadata)),
            Ok(None) => (written().unwrap_or(Timestamp::MAX), None),
            Err(error) => {
                tracing::warn!("{error}");
                (written().unwrap_or(Timestamp::MAX), Some(Shield::Hold))
            }
        };
        let is_growing = self.growing.contains(stem);
        let is_played =
            || files.iter().any(|(path, _)| ends_with(path, names::VIDEO) && folder::is_played(path));
        let shield = match from_metadata {
            Some(Shield::Hold) => Some(Shield::Hold),
            _ if is_growing => Some(Shield::Growing),
            _ if is_played() => Some(Shield::Playing),
            other => other,
        };
        Stored { key: stem.to_owned(), bytes, since, shield }
    }

    pub(crate) fn plan(&self, limits: &Limits, now: Timestamp) -> Result<Plan<String>, RecorderError> {
        let recordings = self.recordings()?;
        let stored = recordings.iter().map(|(stem, files)| self.stored(stem, files)).collect();
        Ok(retention::plan(stored, limits, now))
    }

    pub(crate) fn clean_up(&self, limits: &Limits, now: Timestamp) -> Result<CleanedUp, RecorderError> {
        let recordings = self.recordings()?;
        let stored = recordings.iter().map(|(stem, files)| self.stored(stem, files)).collect();
        let plan = retention::plan(stored, limits, now);
        let kept = plan.kept.iter().filter_map(|(one, _)| Some((one.key.clone(), one.shield?))).collect();
        let mut done = CleanedUp { deleted: Vec::new(), files: 0, freed_bytes: 0, kept, failed: Vec::new() };
        for (one, _) in &plan.drop {
            let files = recordings.get(&one.key).map_or(&[][..], Vec::as_slice);
            let mut is_whole = true;
            for (path, bytes) in files {
                match std::fs::remove_file(path) {
                    Ok(()) => {
                        done.files += 1;
                        done.freed_bytes += bytes;
                    }
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                    Err(error) => {
                        done.failed.push((path.clone(), error.to_string()));
                        is_whole = false;
                        break;
                    }
                }
            }
            if is_whole {
                done.deleted.push(one.key.clone());
            }
        }
        let mut stats = self.stats()?;
        stats.add(now, done.files, done.freed_bytes, done.kept.len() as u64);
        let path = self.folder.path(STATS);
        let text =
            serde_json::to_vec_pretty(&stats).map_err(|e| RecorderError::file("written", &path, e.into()))?;
        folder::replace(&path, &text)?;
        tracing::info!("{}", said::cleaned(done.files, done.freed_bytes));
        Ok(done)
    }

    /// Changes what is written about a recording.
    pub(crate) fn change(&self, stem: &str, change: impl FnOnce(&mut Metadata)) -> Result<(), RecorderError> {
        let name = format!("{stem}{}", names::METADATA);
        let unknown = || RecorderError::NoSuchRecording { name: stem.to_owned() };
        // A name with a path in it would lead elsewhere.
        if names::stem_of(&name).is_none() || stem.contains(['/', '\\']) {
            return Err(unknown());
        }
        let path = self.folder.path(&name);
        let _alone = self.folder.metadata.lock().unwrap_or_else(PoisonError::into_inner);
        let mut metadata = Metadata::read(&path)?.ok_or_else(unknown)?;
        change(&mut metadata);
        metadata.write(&path)
    }

    /// What clean-ups did so far. Counts that cannot be read begin anew: nothing depends on them.
    pub(crate) fn stats(&self) -> Result<CleanupStats, RecorderError> {
        let path = self.folder.path(STATS);
        match std::fs::read(&path) {
            Ok(text) => Ok(serde_json::from_slice(&text).unwrap_or_else(|error| {
                tracing::warn!("{} cannot be read and begins anew: {error}", path.display());
                CleanupStats::default()
            })),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(CleanupStats::default()),
            Err(error) => Err(RecorderError::file("read", &path, error)),
        }
    }

    pub(crate) fn info(&self, max_bytes: u64, disk: &dyn Disk) -> Result<StorageInfo, RecorderError> {
        let root = self.folder.root();
        let recordings = self.recordings()?;
        let stored: Vec<_> = recordings.iter().map(|(stem, files)| self.stored(stem, files)).collect();
        let total: u64 = stored.iter().map(|one| one.bytes).sum();
        Ok(StorageInfo {
            output_dir: root.to_owned(),
            recordings: recordings.len() as u64,
            file_count: recordings.values().map(|files| files.len() as u64).sum(),
            total_size_bytes: total,
            total_size_gb: total as f64 / 1e9,
            max_total_size_gb: max_bytes as f64 / 1e9,
            size_usage_percent: total as f64 * 100.0 / max_bytes.max(1) as f64,
            oldest: stored.iter().map(|one| one.since).min(),
            newest: stored.iter().map(|one| one.since).max(),
            free_bytes: disk
                .free_bytes(root)
                .map_err(|e| RecorderError::file("asked for its space", root, e))?,
            cleanup: self.stats()?,
        })
    }
}

fn shield_of(metadata: &Metadata) -> Option<Shield> {
    if metadata.on_hold {
        return Some(Shield::Hold);
    }
    // One that a dead recorder left is repaired before anything of it may go.
    if metadata.state == State::Recording {
        return Some(Shield::Growing);
    }
    (metadata.upload == Some(Upload::Wanted)).then_some(Shield::Unsent)
}

fn ends_with(path: &Path, end: &str) -> bool {
    path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.ends_with(end))
}

fn modified(path: &Path) -> Option<Timestamp> {
    let since = std::fs::metadata(path).ok()?.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some(Timestamp::clamp_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX)))
}

#[cfg(test)]
#[path = "storage_tests.rs"]
mod tests;
