//! A decoded picture.

use std::sync::Arc;

use yuv::{YuvPlanarImage, YuvRange, YuvStandardMatrix};

use crate::encode::I420;
use crate::index::FrameTime;
use crate::sps::{Colour, Matrix};

/// What came out of the decoder for a sample, before it is known when it is shown.
#[derive(Debug, Clone)]
pub(super) struct Still {
    pub(super) sample: usize,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) planes: Arc<I420>,
}

/// One picture of a film, cheap to hand on.
#[derive(Debug, Clone)]
pub struct Frame {
    time: FrameTime,
    width: u32,
    height: u32,
    colour: Colour,
    planes: Arc<I420>,
}

impl Frame {
    /// `visible` is what a file says is to be seen of its pictures.
    pub(super) fn new(still: &Still, time: FrameTime, colour: Colour, visible: Option<(u32, u32)>) -> Self {
        let (width, height) = visible.unwrap_or((still.width, still.height));
        let (width, height) = (width.min(still.width), height.min(still.height));
        Self { time, width, height, colour, planes: Arc::clone(&still.planes) }
    }

    #[must_use]
    pub fn time(&self) -> FrameTime {
        self.time
    }

    /// Of what is to be seen.
    #[must_use]
    pub fn width(&self) -> u32 {
        self.width
    }

    #[must_use]
    pub fn height(&self) -> u32 {
        self.height
    }

    /// As it was decoded; rows and columns beyond [`Frame::width`] and [`Frame::height`] are not to be seen.
    #[must_use]
    pub fn planes(&self) -> &I420 {
        &self.planes
    }

    /// Red, green, blue and 255 for each pixel, row by row without gaps.
    #[must_use]
    pub fn to_rgba(&self) -> Vec<u8> {
        let mut rgba = vec![0; self.width as usize * self.height as usize * 4];
        let (y, u, v) = self.planes.planes();
        let stride = self.planes.width();
        let image = YuvPlanarImage {
            y_plane: y,
            y_stride: stride,
            u_plane: u,
            u_stride: stride / 2,
            v_plane: v,
            v_stride: stride / 2,
            width: self.width,
            height: self.height,
        };
        let range = if self.colour.is_full_range { YuvRange::Full } else { YuvRange::Limited };
        let matrix = match self.colour.matrix {
            Matrix::Bt601 => YuvStandardMatrix::Bt601,
            Matrix::Bt709 => YuvStandardMatrix::Bt709,
            Matrix::Bt2020 => YuvStandardMatrix::Bt2020,
        };
        let turned = yuv::yuv420_to_rgba(&image, &mut rgba, self.width * 4, range, matrix);
        assert!(turned.is_ok(), "a frame's planes are as large as it says: {turned:?}");
        rgba
    }
}
