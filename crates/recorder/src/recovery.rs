//! What a crash left is repaired before anything new is recorded.

use hindsight_domain::Timestamp;

use crate::film::Films;
use crate::folder::Folder;
use crate::metadata::{Metadata, State};
use crate::{RecorderError, names};

/// Repairs all recordings in the folder that a dead recorder left; says how many. One that cannot be repaired is named in
/// the log and stays as it is: it must not keep others from being recorded.
pub(crate) fn adopt(folder: &Folder, films: &dyn Films, now: Timestamp) -> Result<u64, RecorderError> {
    let root = folder.root();
    let failed = |error| RecorderError::file("listed", root, error);
    let mut adopted = 0;
    for entry in std::fs::read_dir(root).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name();
        let Some(stem) = name.to_str().and_then(|name| name.strip_suffix(names::METADATA)) else { continue };
        if names::stem_of(&format!("{stem}{}", names::METADATA)).is_none() {
            continue;
        }
        match repair(folder, films, stem, now) {
            Ok(true) => adopted += 1,
            Ok(false) => {}
            Err(error) => tracing::error!("a recording that was cut short could not be repaired: {error}"),
        }
    }
    Ok(adopted)
}

fn repair(folder: &Folder, films: &dyn Films, stem: &str, now: Timestamp) -> Result<bool, RecorderError> {
    let path = folder.path(&format!("{stem}{}", names::METADATA));
    let Some(mut metadata) = Metadata::read(&path)?.filter(|metadata| metadata.state == State::Recording)
    else {
        return Ok(false);
    };
    let video = folder.path(&format!("{stem}{}", names::VIDEO));
    let salvaged = if video.exists() { films.recover(&video)? } else { Default::default() };
    let begun = metadata.first_frame_time.unwrap_or(metadata.start_time);
    metadata.state = State::Recovered;
    metadata.end_time = Some(begun.plus(i64::try_from(salvaged.duration_ms).unwrap_or(i64::MAX)).min(now));
    metadata.bytes = salvaged.kept_bytes;
    metadata.frames = salvaged.frames;
    metadata.reason = Some(match salvaged.lost_bytes {
        0 => "the recorder ended without warning; all that was written is whole".to_owned(),
        lost => {
            format!("the recorder ended without warning; its last {lost} bytes were not whole and are gone")
        }
    });
    metadata.write(&path)?;
    tracing::warn!("{stem} was cut short and has been repaired");
    Ok(true)
}
