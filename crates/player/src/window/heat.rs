//! A picture that is laid over the film, as the console paints it.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use eframe::egui::ColorImage;
use png::{ColorType, Decoder, Limits, Transformations};

use crate::PlayerError;

/// Larger ones than a screen are no heatmap of one.
const MOST_BYTES: usize = 64 << 20;
/// What each machine's graphics can hold.
const MOST_SIDE: u32 = 8_192;

pub(super) fn read(path: &Path) -> Result<ColorImage, PlayerError> {
    let refuse = |reason: String| PlayerError::Heat { path: path.to_owned(), reason };
    let file = File::open(path).map_err(|error| refuse(error.to_string()))?;
    let mut decoder = Decoder::new_with_limits(BufReader::new(file), Limits { bytes: MOST_BYTES });
    decoder.set_transformations(Transformations::normalize_to_color8() | Transformations::ALPHA);
    let mut reader = decoder.read_info().map_err(|error| refuse(error.to_string()))?;
    let (width, height) = (reader.info().width, reader.info().height);
    let bytes = reader.output_buffer_size().filter(|&bytes| bytes <= MOST_BYTES);
    let (Some(bytes), true) = (bytes, width.max(height) <= MOST_SIDE) else {
        return Err(refuse(format!("{width} × {height} pixels are too many")));
    };
    let mut pixels = vec![0; bytes];
    let info = reader.next_frame(&mut pixels).map_err(|error| refuse(error.to_string()))?;
    pixels.truncate(info.buffer_size());
    let size = [width as usize, height as usize];
    match info.color_type {
        ColorType::Rgba => Ok(ColorImage::from_rgba_unmultiplied(size, &pixels)),
        ColorType::GrayscaleAlpha => {
            let rgba = pixels.as_chunks::<2>().0.iter().flat_map(|&[gray, alpha]| [gray, gray, gray, alpha]);
            Ok(ColorImage::from_rgba_unmultiplied(size, &rgba.collect::<Vec<_>>()))
        }
        other => Err(refuse(format!("it is coloured as {other:?}"))),
    }
}
