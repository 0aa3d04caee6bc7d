//! Boxes that hide a part of a film for some time, burned into its pictures.

use serde::{Deserialize, Serialize};

use crate::playhead::Span;

/// What must not be seen. Sides are ratios of the picture (0..=1) from its top left; times are microseconds of the film.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cover {
    pub left: f32,
    pub top: f32,
    pub right: f32,
    pub bottom: f32,
    pub from_us: i64,
    pub until_us: i64,
}

impl Cover {
    /// Whether it says what it hides: a box that lies must be refused, not guessed, or it shows what it should hide.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let sides = [self.left, self.top, self.right, self.bottom];
        sides.iter().all(|side| (0.0..=1.0).contains(side))
            && self.left < self.right
            && self.top < self.bottom
            && self.from_us < self.until_us
    }

    /// A picture is covered for all of its time if it must be for a part of it.
    fn hides(&self, span: Span) -> bool {
        let until_us = span.until_us.max(span.at_us.saturating_add(1));
        self.from_us < until_us && span.at_us < self.until_us
    }
}

/// Blackens in `rgba`, of `width` pixels a row, what must not be seen during `span`; a pixel that is half covered too.
pub fn burn(covers: &[Cover], span: Span, rgba: &mut [u8], width: usize) {
    let row_bytes = width * 4;
    if row_bytes == 0 {
        return;
    }
    let height = rgba.len() / row_bytes;
    for cover in covers.iter().filter(|cover| cover.hides(span)) {
        let (left, right) = pixels(cover.left, cover.right, width);
        let (top, bottom) = pixels(cover.top, cover.bottom, height);
        for row in rgba.chunks_exact_mut(row_bytes).take(bottom).skip(top) {
            for pixel in row[left * 4..right * 4].chunks_exact_mut(4) {
                pixel.copy_from_slice(&[0, 0, 0, 255]);
            }
        }
    }
}

fn pixels(from: f32, until: f32, side: usize) -> (usize, usize) {
    let whole = side as f64;
    let from = (f64::from(from) * whole).floor().clamp(0.0, whole) as usize;
    let until = (f64::from(until) * whole).ceil().clamp(0.0, whole) as usize;
    (from.min(until), until)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cover(sides: [f32; 4], times: (i64, i64)) -> Cover {
        let [left, top, right, bottom] = sides;
        Cover { left, top, right, bottom, from_us: times.0, until_us: times.1 }
    }

    #[test]
    fn what_is_within_a_box_is_black_while_it_must_be_and_nothing_else() {
        let quarter = cover([0.5, 0.0, 1.0, 0.5], (1_000, 2_000));
        for (span, is_hidden) in [
            ((0, 1_000), false),
            ((999, 1_001), true),
            ((1_999, 5_000), true),
            ((2_000, 3_000), false),
            ((1_500, 1_500), true),
        ] {
            let mut rgba = vec![200; 4 * 4 * 4];
            burn(&[quarter], Span { at_us: span.0, until_us: span.1 }, &mut rgba, 4);
            let black: Vec<_> = (0..16).filter(|n| rgba[n * 4..n * 4 + 4] == [0, 0, 0, 255]).collect();
            assert_eq!(black, if is_hidden { vec![2, 3, 6, 7] } else { vec![] }, "{span:?}");
        }
    }

    #[test]
    fn a_box_that_makes_no_sense_is_not_sound() {
        let times = (0, 1);
        assert!(cover([0.0, 0.0, 1.0, 1.0], times).is_sound());
        for sides in
            [[0.5, 0.0, 0.5, 1.0], [0.0, 0.0, 1.1, 1.0], [-0.1, 0.0, 1.0, 1.0], [f32::NAN, 0.0, 1.0, 1.0]]
        {
            assert!(!cover(sides, times).is_sound(), "{sides:?}");
        }
        assert!(!cover([0.0, 0.0, 1.0, 1.0], (5, 5)).is_sound(), "it would never hide anything");
    }

    proptest! {
        #[test]
        fn no_box_reaches_outside_of_a_picture(
            sides in any::<[f32; 4]>(), width in 0usize..9, height in 0usize..9,
        ) {
            let mut rgba = vec![7; width * height * 4];
            burn(&[cover(sides, (0, 10))], Span { at_us: 0, until_us: 5 }, &mut rgba, width);
            prop_assert_eq!(rgba.len(), width * height * 4);
        }
    }
}
