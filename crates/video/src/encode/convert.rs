//! Scales a picture, turns it into planes, and fills up what a stream needs beyond it.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use yuv::{BufferStoreMut, YuvConversionMode, YuvPlanarImageMut, YuvRange, YuvStandardMatrix};

use super::{Picture, PixelFormat};
use crate::VideoError;

/// What level 5.2 holds: 36,864 blocks of 16 × 16.
const MAX_PIXELS: u64 = 36_864 * 256;
/// Below it the encoder has no block.
const MIN_SIDE: u32 = 16;

/// Planes of a picture with half the colour in each direction, without gaps. Width and height are even.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct I420 {
    width: u32,
    height: u32,
    data: Vec<u8>,
}

impl I420 {
    pub(crate) fn new(width: u32, height: u32) -> Self {
        let (width, height) = (width.next_multiple_of(2), height.next_multiple_of(2));
        Self { width, height, data: vec![0; width as usize * height as usize * 3 / 2] }
    }

    #[must_use]
    pub fn width(&self) -> u32 {
        self.width
    }

    #[must_use]
    pub fn height(&self) -> u32 {
        self.height
    }

    /// Y with a byte for each pixel, then U and V with one for each four.
    #[must_use]
    pub fn data(&self) -> &[u8] {
        &self.data
    }

    pub(crate) fn planes(&self) -> (&[u8], &[u8], &[u8]) {
        let luma = self.width as usize * self.height as usize;
        let (y, chroma) = self.data.split_at(luma);
        let (u, v) = chroma.split_at(luma / 4);
        (y, u, v)
    }

    pub(crate) fn planes_mut(&mut self) -> (&mut [u8], &mut [u8], &mut [u8]) {
        let luma = self.width as usize * self.height as usize;
        let (y, chroma) = self.data.split_at_mut(luma);
        let (u, v) = chroma.split_at_mut(luma / 4);
        (y, u, v)
    }

    /// Repeats the last column and row of `width` × `height` to the edges: black there would bleed into the picture.
    pub(crate) fn fill_beyond(&mut self, width: u32, height: u32) {
        let whole = (self.width as usize, self.height as usize);
        let (width, height) = (width as usize, height as usize);
        let (y, u, v) = self.planes_mut();
        extend(y, whole, (width, height));
        for plane in [u, v] {
            extend(plane, (whole.0 / 2, whole.1 / 2), (width.div_ceil(2), height.div_ceil(2)));
        }
    }
}

fn extend(plane: &mut [u8], whole: (usize, usize), used: (usize, usize)) {
    if used.0 < whole.0 {
        for row in plane.chunks_exact_mut(whole.0).take(used.1) {
            let last = row[used.0 - 1];
            row[used.0..].fill(last);
        }
    }
    for row in used.1..whole.1 {
        plane.copy_within((used.1 - 1) * whole.0..used.1 * whole.0, row * whole.0);
    }
}

/// Keeps its buffers: a picture costs no allocation.
pub(super) struct Converter {
    visible: (u32, u32),
    canvas: I420,
    resizer: Option<Resize>,
    packed: Vec<u8>,
}

struct Resize {
    resizer: Resizer,
    options: ResizeOptions,
    scaled: Image<'static>,
}

impl Converter {
    pub(super) fn new(width: u32, height: u32, scale: f64) -> Result<Self, VideoError> {
        if width == 0 || height == 0 {
            return Err(VideoError::EmptyPicture { width, height });
        }
        // At most twice a u32: the cast saturates.
        let scaled = |side: u32| (f64::from(side) * scale).round().max(1.0) as u32;
        let visible = (scaled(width), scaled(height));
        let pixels = u64::from(visible.0.max(MIN_SIDE)) * u64::from(visible.1.max(MIN_SIDE));
        // A source larger than any screen would make buffers to scale it from.
        let source = u64::from(width) * u64::from(height);
        if pixels > MAX_PIXELS || source > MAX_PIXELS * 100 {
            return Err(VideoError::PictureTooLarge {
                width: visible.0,
                height: visible.1,
                max_pixels: MAX_PIXELS,
            });
        }
        let resizer = (visible != (width, height)).then(|| {
            let filter = if visible.0 < width { FilterType::Hamming } else { FilterType::CatmullRom };
            Resize {
                resizer: Resizer::new(),
                options: ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter)).use_alpha(false),
                scaled: Image::new(visible.0, visible.1, PixelType::U8x4),
            }
        });
        let canvas = I420::new(visible.0.max(MIN_SIDE), visible.1.max(MIN_SIDE));
        Ok(Self { visible, canvas, resizer, packed: Vec::new() })
    }

    /// Of the canvas, what is picture.
    pub(super) fn visible(&self) -> (u32, u32) {
        self.visible
    }

    pub(super) fn canvas(&self) -> &I420 {
        &self.canvas
    }

    pub(super) fn convert(&mut self, picture: &Picture<'_>) -> Result<&I420, VideoError> {
        let failed = |what| VideoError::Encoder { what, code: 0 };
        let (pixels, stride) = match &mut self.resizer {
            None => (picture.data(), picture.stride()),
            Some(Resize { resizer, options, scaled }) => {
                let source = if picture.stride() == picture.width() as usize * 4 {
                    picture.data()
                } else {
                    self.packed.clear();
                    picture.rows().for_each(|row| self.packed.extend_from_slice(row));
                    &self.packed
                };
                let source = ImageRef::new(picture.width(), picture.height(), source, PixelType::U8x4)
                    .map_err(|_| failed("a picture could not be read for scaling"))?;
                resizer
                    .resize(&source, scaled, Some(&*options))
                    .map_err(|_| failed("a picture could not be scaled"))?;
                (scaled.buffer(), self.visible.0 as usize * 4)
            }
        };
        let (width, height) = self.visible;
        let luma_stride = self.canvas.width;
        let (y, u, v) = self.canvas.planes_mut();
        let mut planes = YuvPlanarImageMut {
            y_plane: BufferStoreMut::Borrowed(y),
            y_stride: luma_stride,
            u_plane: BufferStoreMut::Borrowed(u),
            u_stride: luma_stride / 2,
            v_plane: BufferStoreMut::Borrowed(v),
            v_stride: luma_stride / 2,
            width,
            height,
        };
        let turn = match picture.format() {
            PixelFormat::Bgra => yuv::bgra_to_yuv420,
            PixelFormat::Rgba => yuv::rgba_to_yuv420,
        };
        // A stride fits where a picture of that many bytes exists and its width is a u32.
        let stride = u32::try_from(stride).map_err(|_| failed("a row of a picture is too long"))?;
        turn(
            &mut planes,
            pixels,
            stride,
            YuvRange::Limited,
            YuvStandardMatrix::Bt709,
            YuvConversionMode::Balanced,
        )
        .map_err(|_| failed("a picture could not be turned into planes"))?;
        self.canvas.fill_beyond(width, height);
        Ok(&self.canvas)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_odd_picture_is_filled_up_with_its_last_column_and_row() {
        let mut planes = I420::new(3, 3);
        assert_eq!((planes.width(), planes.height()), (4, 4));
        let (y, u, _) = planes.planes_mut();
        for row in 0..3 {
            y[row * 4..row * 4 + 3].copy_from_slice(&[1, 2, row as u8 + 3]);
        }
        u.copy_from_slice(&[7, 8, 9, 10]);
        planes.fill_beyond(3, 3);
        let (y, u, _) = planes.planes();
        assert_eq!(y, [1, 2, 3, 3, 1, 2, 4, 4, 1, 2, 5, 5, 1, 2, 5, 5]);
        assert_eq!(u, [7, 8, 9, 10], "the colour of the last column covers what is beyond it");
    }

    #[test]
    fn sizes_are_scaled_rounded_and_bounded() {
        let visible = |width, height, scale| Converter::new(width, height, scale).map(|c| c.visible());
        assert_eq!(visible(1921, 1081, 0.5).ok(), Some((961, 541)));
        assert_eq!(visible(5, 3, 0.1).ok(), Some((1, 1)));
        assert!(matches!(visible(3840, 2160, 2.0), Err(VideoError::PictureTooLarge { .. })));
        assert!(matches!(visible(u32::MAX, u32::MAX, 0.1), Err(VideoError::PictureTooLarge { .. })));
        assert!(visible(5760, 1080, 1.0).is_ok(), "three monitors are one picture");
    }
}
