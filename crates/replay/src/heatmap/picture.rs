//! A picture in memory, and as PNG.

use std::io::{BufRead, Cursor, Seek};

use png::{BitDepth, ColorType, Compression, Decoder, Encoder, Limits, Transformations};

/// Pixels that a picture may have: a page 1280 wide and 31,250 high.
pub const MAX_PIXELS: u64 = 40_000_000;

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    #[error("a picture of {width} × {height} pixels has more than {most} or none")]
    Size { width: u64, height: u64, most: u64 },
    #[error("a picture of {width} × {height} pixels does not have {bytes} bytes of RGBA")]
    Bytes { width: u32, height: u32, bytes: usize },
    #[error("the picture could not be written as PNG")]
    Write(#[source] png::EncodingError),
    #[error("it is not a PNG that can be read")]
    Read(#[source] png::DecodingError),
}

/// Pixels in rows from the top, each red, green, blue and alpha, where alpha is not multiplied into the colours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    width: u32,
    height: u32,
    rgba: Vec<u8>,
}

impl Picture {
    /// A picture of these bytes.
    pub fn from_rgba(width: u32, height: u32, rgba: Vec<u8>) -> Result<Self, PictureError> {
        check_size(width.into(), height.into(), MAX_PIXELS)?;
        if rgba.len() as u64 != u64::from(width) * u64::from(height) * 4 {
            return Err(PictureError::Bytes { width, height, bytes: rgba.len() });
        }
        Ok(Self { width, height, rgba })
    }

    /// A picture without anything on it.
    pub fn transparent(width: u32, height: u32) -> Result<Self, PictureError> {
        check_size(width.into(), height.into(), MAX_PIXELS)?;
        Ok(Self { width, height, rgba: vec![0; width as usize * height as usize * 4] })
    }

    pub fn width(&self) -> u32 {
        self.width
    }

    pub fn height(&self) -> u32 {
        self.height
    }

    pub fn rgba(&self) -> &[u8] {
        &self.rgba
    }

    pub(super) fn rgba_mut(&mut self) -> &mut [u8] {
        &mut self.rgba
    }

    pub fn to_png(&self) -> Result<Vec<u8>, PictureError> {
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes, self.width, self.height);
        encoder.set_color(ColorType::Rgba);
        encoder.set_depth(BitDepth::Eight);
        encoder.set_compression(Compression::Fast);
        let mut writer = encoder.write_header().map_err(PictureError::Write)?;
        writer.write_image_data(&self.rgba).map_err(PictureError::Write)?;
        writer.finish().map_err(PictureError::Write)?;
        Ok(bytes)
    }

    /// Reads a PNG of any kind, for a background that somebody gives.
    pub fn from_png(bytes: &[u8]) -> Result<Self, PictureError> {
        Self::read_png(Cursor::new(bytes), MAX_PIXELS)
    }

    /// The same of no more than `most` pixels, from where it lies.
    pub fn read_png(from: impl BufRead + Seek, most: u64) -> Result<Self, PictureError> {
        let mut decoder = Decoder::new_with_limits(from, Limits { bytes: most as usize * 4 });
        decoder.set_transformations(Transformations::normalize_to_color8() | Transformations::ALPHA);
        let mut reader = decoder.read_info().map_err(PictureError::Read)?;
        let (width, height) = reader.info().size();
        check_size(width.into(), height.into(), most)?;
        let size = reader.output_buffer_size().ok_or(PictureError::Size {
            width: width.into(),
            height: height.into(),
            most,
        })?;
        let mut pixels = vec![0; size];
        let frame = reader.next_frame(&mut pixels).map_err(PictureError::Read)?;
        pixels.truncate(frame.buffer_size());
        if frame.color_type == ColorType::GrayscaleAlpha {
            pixels = pixels.chunks_exact(2).flat_map(|grey| [grey[0], grey[0], grey[0], grey[1]]).collect();
        }
        Self::from_rgba(width, height, pixels)
    }
}

fn check_size(width: u64, height: u64, most: u64) -> Result<(), PictureError> {
    let is_size = (1..=most).contains(&(width * height));
    if is_size { Ok(()) } else { Err(PictureError::Size { width, height, most }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_that_is_none_is_refused() {
        for (width, height) in [(0, 5), (5, 0), (u32::MAX, u32::MAX)] {
            assert!(matches!(Picture::transparent(width, height), Err(PictureError::Size { .. })));
            assert!(matches!(Picture::from_rgba(width, height, Vec::new()), Err(PictureError::Size { .. })));
        }
        assert!(matches!(Picture::from_rgba(2, 2, vec![0; 15]), Err(PictureError::Bytes { bytes: 15, .. })));
        assert!(Picture::from_png(b"no picture").is_err());
        let whole = Picture::transparent(9, 9).unwrap().to_png().unwrap();
        assert!((0..whole.len() - 12).all(|cut| Picture::from_png(&whole[..cut]).is_err()), "cut short");
    }

    #[test]
    fn a_png_of_every_kind_is_read_as_rgba() {
        for (color, pixel, rgba) in [
            (ColorType::Grayscale, vec![7], [7, 7, 7, 255]),
            (ColorType::GrayscaleAlpha, vec![7, 9], [7, 7, 7, 9]),
            (ColorType::Rgb, vec![1, 2, 3], [1, 2, 3, 255]),
            (ColorType::Rgba, vec![1, 2, 3, 4], [1, 2, 3, 4]),
        ] {
            let mut bytes = Vec::new();
            let mut encoder = Encoder::new(&mut bytes, 1, 1);
            encoder.set_color(color);
            encoder.write_header().unwrap().write_image_data(&pixel).unwrap();
            assert_eq!(Picture::from_png(&bytes).unwrap().rgba(), rgba, "{color:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_png_decodes_to_the_same_pixels(width in 1..40_u32, height in 1..40_u32, seed in proptest::num::u8::ANY) {
            let rgba = (0..width * height * 4).map(|n| (n as u8).wrapping_mul(seed)).collect();
            let picture = Picture::from_rgba(width, height, rgba).unwrap();
            proptest::prop_assert_eq!(Picture::from_png(&picture.to_png().unwrap()).unwrap(), picture);
        }
    }
}
