//! A picture that is laid over the film, as the console paints it.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use eframe::egui::ColorImage;
use hindsight_replay::heatmap::picture::Picture;

use crate::PlayerError;

/// Larger ones than a screen are no heatmap of one: 64 MiB of pixels.
const MOST_PIXELS: u64 = 16 << 20;
/// What each machine's graphics can hold.
const MOST_SIDE: u32 = 8_192;

pub(super) fn read(path: &Path) -> Result<ColorImage, PlayerError> {
    let refuse = |reason: String| PlayerError::Heat { path: path.to_owned(), reason };
    let file = File::open(path).map_err(|error| refuse(error.to_string()))?;
    let picture = Picture::read_png(BufReader::new(file), MOST_PIXELS);
    let picture = picture.map_err(|error| refuse(error.to_string()))?;
    let (width, height) = (picture.width(), picture.height());
    if width.max(height) > MOST_SIDE {
        return Err(refuse(format!("{width} × {height} pixels are too many")));
    }
    Ok(ColorImage::from_rgba_unmultiplied([width as usize, height as usize], picture.rgba()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_read_as_it_is_and_one_that_no_graphics_can_hold_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("heat.png");
        let read_back = |width: u32| {
            let rgba = [10, 20, 30, 255].repeat(width as usize);
            let picture = Picture::from_rgba(width, 1, rgba).expect("a picture");
            std::fs::write(&path, picture.to_png().expect("a PNG")).expect("a file");
            read(&path)
        };
        let image = read_back(2).expect("it is small");
        assert_eq!((image.size, image.pixels[1].to_array()), ([2, 1], [10, 20, 30, 255]));
        let refused = read_back(MOST_SIDE + 1).expect_err("it is too wide").to_string();
        assert!(refused.contains("8193"), "{refused}");
        std::fs::write(&path, "no picture").expect("a file");
        assert!(read(&path).is_err());
    }
}
