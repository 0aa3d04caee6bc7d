//! What is new in a picture that came as a whole.

use crate::frame::{Canvas, Damage, PIXEL, Rect};

/// Damage is told in squares of this side.
const SIDE: u32 = 64;

/// Copies a picture of red, green, blue and alpha, rows without gaps, to a place of the canvas, and adds the squares in
/// which it differs from what was there. What lies outside of the canvas is left out.
pub(crate) fn update(canvas: &mut Canvas, damage: &mut Damage, rgba: &[u8], width: u32, at: (i32, i32)) {
    let row_bytes = width as usize * PIXEL;
    if row_bytes == 0 {
        return;
    }
    let extent = canvas.extent();
    let height = u32::try_from(rgba.len() / row_bytes).unwrap_or(u32::MAX);
    let Some(within) = Rect::new(at.0, at.1, width, height).intersection(extent.rect()) else { return };
    // Both differences are positive: the rectangle lies within the picture.
    let (left, top) = ((within.x - at.0) as usize, (within.y - at.1) as usize);
    let columns = within.width.div_ceil(SIDE) as usize;
    let mut differs = vec![false; columns];
    let sent = rgba.chunks_exact(row_bytes).skip(top).map(|row| &row[left * PIXEL..]);
    let mut band = within.y;
    for (y, (row, sent)) in (within.y..).zip(canvas.rows_mut(within).zip(sent)) {
        let pixels = row.as_chunks_mut::<PIXEL>().0.chunks_mut(SIDE as usize);
        let sent = sent.as_chunks::<PIXEL>().0.chunks(SIDE as usize);
        for (differs, (pixels, sent)) in differs.iter_mut().zip(pixels.zip(sent)) {
            for (pixel, [red, green, blue, _]) in pixels.iter_mut().zip(sent) {
                let new = [*blue, *green, *red, 0];
                *differs |= *pixel != new;
                *pixel = new;
            }
        }
        let is_last = y + 1 == within.y.saturating_add_unsigned(within.height);
        if is_last || (y + 1 - band).unsigned_abs() == SIDE {
            for (column, differs) in differs.iter_mut().enumerate() {
                if std::mem::take(differs) {
                    let x = within.x.saturating_add_unsigned(column as u32 * SIDE);
                    let square = Rect::new(x, band, SIDE, (y + 1 - band).unsigned_abs());
                    if let Some(square) = square.intersection(within) {
                        damage.add(square, extent);
                    }
                }
            }
            band = y + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::frame::Extent;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn what_differs_is_in_the_damage_and_the_canvas_shows_what_was_sent(
            (x, y) in (-80_i32..150, -80_i32..150),
            (width, height) in (1_u32..200, 1_u32..200),
            changed in vec((0_u32..200, 0_u32..200), 0..6),
        ) {
            let extent = Extent { width: 160, height: 140 };
            let (mut canvas, mut damage) = (Canvas::new(extent), Damage::default());
            let mut sent = vec![9_u8; (width * height) as usize * PIXEL];
            update(&mut canvas, &mut damage, &sent, width, (x, y));
            let before = canvas.pixels().to_vec();
            damage.clear();
            update(&mut canvas, &mut damage, &sent, width, (x, y));
            prop_assert!(damage.is_empty() && canvas.pixels() == before, "the same again is nothing new");
            for (column, row) in changed.iter().filter(|(column, row)| *column < width && *row < height) {
                let start = (row * width + column) as usize * PIXEL;
                sent[start..start + 3].copy_from_slice(&[1, 2, 3]);
            }
            update(&mut canvas, &mut damage, &sent, width, (x, y));
            for (index, (pixel, old)) in canvas.pixels().as_chunks::<PIXEL>().0.iter().zip(before.as_chunks::<PIXEL>().0).enumerate() {
                let place = ((index % 160) as i32, (index / 160) as i32);
                let inside = Rect::new(x, y, width, height).has(place.0, place.1);
                let expected = if inside {
                    let start = ((place.1 - y) as u32 * width + (place.0 - x) as u32) as usize * PIXEL;
                    [sent[start + 2], sent[start + 1], sent[start], 0]
                } else {
                    [0; 4]
                };
                prop_assert_eq!(*pixel, expected);
                if pixel != old {
                    prop_assert!(damage.rects().iter().any(|rect| rect.has(place.0, place.1)));
                }
            }
        }
    }
}
