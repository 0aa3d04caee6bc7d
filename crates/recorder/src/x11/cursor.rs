//! The pointer's picture, drawn into the canvas and lifted off again.

use x11rb::cookie::Cookie;
use x11rb::protocol::xfixes::{ConnectionExt as _, GetCursorImageReply};

use super::Display;
use crate::RecorderError;
use crate::frame::{Canvas, PIXEL, Rect};

/// Larger ones are cut: no desktop has them.
const MAX_SIDE: u32 = 256;

/// The pointer as it is drawn now.
#[derive(Debug, Default)]
pub(super) struct Cursor {
    shape: Shape,
    under: Vec<u8>,
    drawn: Option<Drawn>,
}

#[derive(Debug, Default)]
struct Shape {
    serial: u32,
    width: u32,
    height: u32,
    hot: (i32, i32),
    /// Premultiplied alpha, red, green, blue.
    pixels: Vec<u32>,
}

/// Where which shape is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Drawn {
    rect: Rect,
    at: (i32, i32),
    serial: u32,
}

impl Cursor {
    /// Asks for the shape that the pointer has now.
    pub(super) fn fetch(&mut self, display: &Display) -> Result<(), RecorderError> {
        let cookie = display.connection.xfixes_get_cursor_image();
        // Right after the start some servers have no cursor yet.
        if let Some(image) = display.ask_about(cookie.map(Cookie::reply))? {
            self.shape = Shape::from(image);
        }
        Ok(())
    }

    /// Whether the picture with the pointer at `place` (or without it) is another than the one that is drawn.
    pub(super) fn differs(&self, place: Option<(i32, i32)>) -> bool {
        self.drawn.map(|drawn| (drawn.at, drawn.serial)) != place.map(|at| (at, self.shape.serial))
    }

    /// The canvas is another one; nothing is drawn on it.
    pub(super) fn forget(&mut self) {
        self.drawn = None;
    }

    /// Takes the pointer off the canvas. Says where it was.
    pub(super) fn lift(&mut self, canvas: &mut Canvas) -> Option<Rect> {
        let drawn = self.drawn.take()?;
        let mut under = self.under.as_slice();
        for row in canvas.rows_mut(drawn.rect) {
            let (saved, rest) = under.split_at(row.len());
            row.copy_from_slice(saved);
            under = rest;
        }
        Some(drawn.rect)
    }

    /// Draws the pointer with its hot spot at `at`. Says where.
    pub(super) fn draw(&mut self, canvas: &mut Canvas, at: (i32, i32)) -> Rect {
        let whole = Rect::new(
            at.0.saturating_sub(self.shape.hot.0),
            at.1.saturating_sub(self.shape.hot.1),
            self.shape.width,
            self.shape.height,
        );
        let rect = whole.intersection(canvas.extent().rect()).unwrap_or_default();
        self.under.clear();
        for row in canvas.rows(rect) {
            self.under.extend_from_slice(row);
        }
        // Both differences are positive: the rectangle lies within the whole.
        let (left, top) = ((rect.x - whole.x).max(0) as usize, (rect.y - whole.y).max(0) as usize);
        let shape_rows = self.shape.pixels.chunks_exact(self.shape.width.max(1) as usize).skip(top);
        for (row, shape) in canvas.rows_mut(rect).zip(shape_rows) {
            for (pixel, &over) in row.as_chunks_mut::<PIXEL>().0.iter_mut().zip(shape.iter().skip(left)) {
                blend(pixel, over);
            }
        }
        self.drawn = Some(Drawn { rect, at, serial: self.shape.serial });
        rect
    }
}

fn blend(pixel: &mut [u8; PIXEL], over: u32) {
    let [blue, green, red, alpha] = over.to_le_bytes();
    for (channel, over) in pixel.iter_mut().zip([blue, green, red]) {
        let kept = u32::from(*channel) * u32::from(255 - alpha) / 255;
        // A shape that is not premultiplied as it says stays within a byte.
        *channel = (kept + u32::from(over)).min(255) as u8;
    }
}

impl From<GetCursorImageReply> for Shape {
    fn from(image: GetCursorImageReply) -> Self {
        let (width, height) = (u32::from(image.width), u32::from(image.height));
        let is_whole = image.cursor_image.len() as u64 == u64::from(width) * u64::from(height);
        if !is_whole || width > MAX_SIDE || height > MAX_SIDE {
            return Self { serial: image.cursor_serial, ..Self::default() };
        }
        Self {
            serial: image.cursor_serial,
            width,
            height,
            hot: (image.xhot.into(), image.yhot.into()),
            pixels: image.cursor_image,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::frame::Extent;

    fn cursor() -> Cursor {
        let pixels = (0..35).map(|index| if index % 3 == 0 { 0 } else { 0xff00_00ff + index }).collect();
        Cursor { shape: Shape { serial: 1, width: 5, height: 7, hot: (2, 3), pixels }, ..Cursor::default() }
    }

    #[test]
    fn an_opaque_pixel_covers_and_a_clear_one_shows_what_is_below() {
        let mut pixel = [10, 20, 30, 0];
        blend(&mut pixel, 0);
        assert_eq!(pixel, [10, 20, 30, 0]);
        blend(&mut pixel, 0x8000_0080);
        assert_eq!(pixel, [128 + 4, 9, 14, 0]);
        blend(&mut pixel, 0xff01_0203);
        assert_eq!(pixel, [3, 2, 1, 0]);
    }

    proptest! {
        #[test]
        fn a_pointer_that_is_lifted_leaves_the_picture_as_it_was(x in -20..60_i32, y in -20..60_i32, seed: u8) {
            let mut canvas = Canvas::new(Extent { width: 40, height: 30 });
            canvas.fill(Rect::new(0, 0, 20, 30), [seed, 1, 2, 3]);
            let before = canvas.pixels().to_vec();
            let mut cursor = cursor();
            let drawn = cursor.draw(&mut canvas, (x, y));
            prop_assert!(!cursor.differs(Some((x, y))) && cursor.differs(None));
            prop_assert_eq!(cursor.lift(&mut canvas), Some(drawn));
            prop_assert!(before == canvas.pixels());
            prop_assert!(cursor.differs(Some((x, y))) && !cursor.differs(None));
        }
    }
}
