//! Pictures of a screen, and which parts of them are new.

use crate::RecorderError;

/// Bytes of a pixel: blue, green, red, and one that says nothing.
pub const PIXEL: usize = 4;

/// The longest side of a picture, in pixels.
pub const MAX_SIDE: u32 = 16_384;
/// The most pixels of a picture: 256 MB of them.
const MAX_PIXELS: u64 = 64 << 20;
/// Past this many, damage is one rectangle around all of it: many small grabs cost more than a large one.
const MAX_RECTS: usize = 32;

/// A size in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Extent {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

impl Extent {
    /// A size that a picture can have: neither empty nor beyond what memory is bounded to.
    pub fn new(width: u32, height: u32) -> Result<Self, RecorderError> {
        let fits = (1..=MAX_SIDE).contains(&width)
            && (1..=MAX_SIDE).contains(&height)
            && u64::from(width) * u64::from(height) <= MAX_PIXELS;
        if fits { Ok(Self { width, height }) } else { Err(RecorderError::Size { width, height }) }
    }

    /// All of it.
    pub fn rect(self) -> Rect {
        Rect { x: 0, y: 0, width: self.width, height: self.height }
    }

    fn bytes(self) -> usize {
        self.width as usize * self.height as usize * PIXEL
    }
}

/// A rectangle of pixels; its place may lie outside of a picture, to the left and above too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Rect {
    /// Pixels from the left.
    pub x: i32,
    /// Pixels from the top.
    pub y: i32,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

impl Rect {
    /// A rectangle at a place.
    pub fn new(x: i32, y: i32, width: u32, height: u32) -> Self {
        Self { x, y, width, height }
    }

    fn ends(self) -> (i64, i64) {
        (i64::from(self.x) + i64::from(self.width), i64::from(self.y) + i64::from(self.height))
    }

    /// What lies in both.
    pub fn intersection(self, other: Self) -> Option<Self> {
        let (x, y) = (self.x.max(other.x), self.y.max(other.y));
        let ((right, bottom), (other_right, other_bottom)) = (self.ends(), other.ends());
        let (width, height) =
            (right.min(other_right) - i64::from(x), bottom.min(other_bottom) - i64::from(y));
        match (u32::try_from(width), u32::try_from(height)) {
            (Ok(width), Ok(height)) if width > 0 && height > 0 => Some(Self { x, y, width, height }),
            _ => None,
        }
    }

    /// The smallest that has both.
    pub fn union(self, other: Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let ((right, bottom), (other_right, other_bottom)) = (self.ends(), other.ends());
        let side = |end: i64, start: i32| u32::try_from(end - i64::from(start)).unwrap_or(u32::MAX);
        Self { x, y, width: side(right.max(other_right), x), height: side(bottom.max(other_bottom), y) }
    }

    /// Whether `other` lies in it as a whole.
    pub fn contains(self, other: Self) -> bool {
        self.intersection(other) == Some(other)
    }

    /// Whether the point lies in it.
    pub fn has(self, x: i32, y: i32) -> bool {
        self.contains(Self::new(x, y, 1, 1))
    }

    /// The same, moved.
    pub fn moved(self, x: i32, y: i32) -> Self {
        Self { x: self.x.saturating_add(x), y: self.y.saturating_add(y), ..self }
    }

    /// Pixels in it.
    pub fn area(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

/// The parts of a picture that are new: few rectangles, all within it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Damage {
    rects: Vec<Rect>,
}

impl Damage {
    /// Adds what of `rect` lies in a picture of this size.
    pub fn add(&mut self, rect: Rect, extent: Extent) {
        let Some(rect) = rect.intersection(extent.rect()) else { return };
        if self.rects.iter().any(|known| known.contains(rect)) {
            return;
        }
        self.rects.retain(|known| !rect.contains(*known));
        self.rects.push(rect);
        if self.rects.len() > MAX_RECTS
            && let Some(all) = self.rects.iter().copied().reduce(Rect::union)
        {
            self.rects = vec![all];
        }
    }

    /// The rectangles.
    pub fn rects(&self) -> &[Rect] {
        &self.rects
    }

    /// Whether nothing is new.
    pub fn is_empty(&self) -> bool {
        self.rects.is_empty()
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.rects.clear();
    }
}

/// A picture with its latest damage, lent by who holds it.
#[derive(Clone, Copy, Debug)]
pub struct Picture<'a> {
    /// Rows of blue, green, red and a byte that says nothing.
    pub pixels: &'a [u8],
    /// Bytes from one row to the next.
    pub stride: usize,
    /// Its size.
    pub extent: Extent,
    /// What changed since the picture before.
    pub damage: &'a [Rect],
    /// When it was looked at, in microseconds of the recorder's one clock.
    pub at_us: u64,
}

/// Pixels that are drawn on, rows without gaps.
#[derive(Debug, Default)]
pub struct Canvas {
    pixels: Vec<u8>,
    extent: Extent,
}

impl Canvas {
    /// A black one.
    pub fn new(extent: Extent) -> Self {
        Self { pixels: vec![0; extent.bytes()], extent }
    }

    /// Its size.
    pub fn extent(&self) -> Extent {
        self.extent
    }

    /// Bytes from one row to the next.
    pub fn stride(&self) -> usize {
        self.extent.width as usize * PIXEL
    }

    /// All rows.
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// The bytes of a rectangle's rows, top down; what lies outside of the canvas is left out.
    pub fn rows_mut(&mut self, rect: Rect) -> impl Iterator<Item = &mut [u8]> {
        let (stride, within) = (self.stride(), rect.intersection(self.extent.rect()));
        // In range by the intersection, so that none of these conversions loses anything.
        let (x, y, width, height) = within
            .map_or((0, 0, 0, 0), |r| (r.x as usize, r.y as usize, r.width as usize, r.height as usize));
        let rows = self.pixels.chunks_exact_mut(stride.max(1)).skip(y).take(height);
        rows.map(move |row| &mut row[x * PIXEL..(x + width) * PIXEL])
    }

    /// The bytes of a rectangle's rows, top down, as in [`Canvas::rows_mut`].
    pub fn rows(&self, rect: Rect) -> impl Iterator<Item = &[u8]> {
        let (stride, within) = (self.stride(), rect.intersection(self.extent.rect()));
        let (x, y, width, height) = within
            .map_or((0, 0, 0, 0), |r| (r.x as usize, r.y as usize, r.width as usize, r.height as usize));
        let rows = self.pixels.chunks_exact(stride.max(1)).skip(y).take(height);
        rows.map(move |row| &row[x * PIXEL..(x + width) * PIXEL])
    }

    /// Paints a rectangle in one colour.
    pub fn fill(&mut self, rect: Rect, colour: [u8; PIXEL]) {
        for row in self.rows_mut(rect) {
            row.as_chunks_mut::<PIXEL>().0.fill(colour);
        }
    }

    /// Lends it as a picture.
    pub fn picture<'a>(&'a self, damage: &'a Damage, at_us: u64) -> Picture<'a> {
        Picture {
            pixels: &self.pixels,
            stride: self.stride(),
            extent: self.extent,
            damage: damage.rects(),
            at_us,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn rects() -> impl Strategy<Value = Rect> {
        (-50..150_i32, -50..150_i32, 0..120_u32, 0..120_u32).prop_map(|(x, y, w, h)| Rect::new(x, y, w, h))
    }

    #[test]
    fn a_picture_is_neither_empty_nor_without_bounds() {
        for (width, height) in [(0, 5), (5, 0), (16_385, 1), (16_384, 16_384), (u32::MAX, u32::MAX)] {
            assert!(Extent::new(width, height).is_err(), "{width}×{height}");
        }
        assert!(Extent::new(16_384, 4_096).is_ok() && Extent::new(1, 1).is_ok());
    }

    proptest! {
        #[test]
        fn damage_covers_what_was_added_and_stays_few_and_within(added in vec(rects(), 0..80)) {
            let extent = Extent { width: 100, height: 90 };
            let mut damage = Damage::default();
            for rect in &added {
                damage.add(*rect, extent);
            }
            prop_assert!(damage.rects().len() <= MAX_RECTS);
            prop_assert!(damage.rects().iter().all(|rect| extent.rect().contains(*rect)));
            for within in added.iter().filter_map(|rect| rect.intersection(extent.rect())) {
                prop_assert!(damage.rects().iter().any(|rect| rect.contains(within)), "{within:?} was lost");
            }
        }

        #[test]
        fn painting_stays_within_its_rectangle(rect in rects()) {
            let mut canvas = Canvas::new(Extent { width: 100, height: 90 });
            canvas.fill(rect, [1, 2, 3, 4]);
            for (index, pixel) in canvas.pixels().as_chunks::<PIXEL>().0.iter().enumerate() {
                let inside = rect.has((index % 100) as i32, (index / 100) as i32);
                prop_assert_eq!(*pixel, if inside { [1, 2, 3, 4] } else { [0; 4] });
            }
        }
    }
}
