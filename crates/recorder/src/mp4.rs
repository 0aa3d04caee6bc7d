//! Films as H.264 in fragmented MP4.

use std::fs::File;
use std::path::{Path, PathBuf};

use hindsight_domain::Timestamp;
use hindsight_video::VideoError;
use hindsight_video::encode::{self, Encoder, PixelFormat};
use hindsight_video::mp4::{self, FragmentWriter, Start};

use crate::RecorderError;
use crate::film::{Film, Films, Salvaged};
use crate::frame::{Extent, Picture};
use crate::settings::Settings;

/// What a loss of power may cost while nothing changes, too.
const OPEN_US: u64 = 10_000_000;

/// Makes files that every player opens, to their last whole fragment whatever ended their recorder.
#[derive(Clone, Copy, Debug)]
pub struct Mp4Films;

struct Mp4Film {
    encoder: Encoder,
    writer: FragmentWriter<File>,
    path: PathBuf,
    /// Bytes of pictures that are in no fragment yet.
    open: u64,
    last_us: Option<u64>,
}

impl Films for Mp4Films {
    fn begin(
        &self,
        file: File,
        path: &Path,
        extent: Extent,
        settings: &Settings,
        start_us: u64,
        start: Timestamp,
    ) -> Result<Box<dyn Film>, RecorderError> {
        let failed = |source| RecorderError::Film { path: path.to_owned(), source };
        // In range by the types that they have.
        let (quality, fps) = (settings.quality.get() as u8, settings.fps as u8);
        let wished = encode::Settings::new(quality, fps, settings.resolution_scale.get()).map_err(failed)?;
        let encoder = Encoder::new(wished, extent.width, extent.height).map_err(failed)?;
        let wall_ms = u64::try_from(start.millis()).unwrap_or(0);
        let start = Start { wall_ms, origin_us: start_us };
        let writer = FragmentWriter::new(file, encoder.track().clone(), start).map_err(failed)?;
        Ok(Box::new(Mp4Film { encoder, writer, path: path.to_owned(), open: 0, last_us: None }))
    }

    fn recover(&self, path: &Path) -> Result<Salvaged, RecorderError> {
        let open = File::options().read(true).write(true).open(path);
        let mut file = open.map_err(|e| RecorderError::file("opened", path, e))?;
        match mp4::recover(&mut file) {
            Ok(recovered) => Ok(Salvaged {
                kept_bytes: recovered.kept_bytes,
                lost_bytes: recovered.lost_bytes,
                duration_ms: u64::try_from(recovered.duration_us / 1_000).unwrap_or(0),
                frames: recovered.frames as u64,
            }),
            // It died before its first fragment was whole. The file stays as it is.
            Err(VideoError::NothingWhole { bytes }) => {
                Ok(Salvaged { lost_bytes: bytes, ..Salvaged::default() })
            }
            Err(source) => Err(RecorderError::Film { path: path.to_owned(), source }),
        }
    }
}

impl Mp4Film {
    fn failed(&self, source: VideoError) -> RecorderError {
        RecorderError::Film { path: self.path.clone(), source }
    }
}

impl Film for Mp4Film {
    fn add(&mut self, picture: &Picture<'_>, at_us: u64) -> Result<(), RecorderError> {
        // Two looks within one microsecond are one after the other all the same.
        let at_us = self.last_us.map_or(at_us, |last| at_us.max(last + 1));
        let Extent { width, height } = picture.extent;
        let lent = encode::Picture::new(picture.pixels, width, height, picture.stride, PixelFormat::Bgra);
        let frame = lent.and_then(|lent| self.encoder.encode(&lent, at_us)).map_err(|e| self.failed(e))?;
        self.last_us = Some(at_us);
        let closed = self.writer.push(&frame).map_err(|e| self.failed(e))?;
        let before = if closed.is_some() { 0 } else { self.open };
        self.open = before + frame.data.len() as u64;
        Ok(())
    }

    fn bytes(&self) -> u64 {
        self.writer.written() + self.open
    }

    fn tend(&mut self, at_us: u64) -> Result<(), RecorderError> {
        if self.writer.open_since_us().is_some_and(|since| at_us.saturating_sub(since) >= OPEN_US) {
            self.writer.close(at_us).map_err(|e| self.failed(e))?;
            self.open = 0;
        }
        Ok(())
    }

    fn finish(self: Box<Self>, end_us: u64) -> Result<u64, RecorderError> {
        let Self { writer, path, .. } = *self;
        let file =
            writer.finish(end_us).map_err(|source| RecorderError::Film { path: path.clone(), source })?;
        let written = file.sync_all().and_then(|()| file.metadata());
        written.map(|found| found.len()).map_err(|e| RecorderError::file("written", &path, e))
    }
}
