//! How large the picture of a window is while the window's size changes. Pure.
//!
//! A stream has one size from its beginning to its end, and a person who drags a window's edge makes hundreds of them.
//! So the picture keeps its size, with the window in its upper left corner, until the window's has settled.

use crate::frame::Extent;

/// How long a window must keep its size until the picture takes it.
pub const SETTLE_US: u64 = 1_000_000;

/// The size of one window's picture.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sizing {
    picture: Option<Extent>,
    pending: Option<(Extent, u64)>,
}

impl Sizing {
    /// The picture's size now that the window has this one.
    pub fn look(&mut self, window: Extent, at_us: u64) -> Extent {
        let picture = *self.picture.get_or_insert(window);
        if window == picture {
            self.pending = None;
            return picture;
        }
        match self.pending {
            Some((pending, since)) if pending == window => {
                if at_us.saturating_sub(since) >= SETTLE_US {
                    self.pending = None;
                    self.picture = Some(window);
                    return window;
                }
            }
            _ => self.pending = Some((window, at_us)),
        }
        picture
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn extent(width: u32) -> Extent {
        Extent { width, height: 100 }
    }

    #[test]
    fn a_window_that_is_dragged_larger_makes_one_new_picture() {
        let mut sizing = Sizing::default();
        assert_eq!(sizing.look(extent(100), 0), extent(100));
        for step in 1..50 {
            assert_eq!(sizing.look(extent(100 + step), u64::from(step) * 100_000), extent(100));
        }
        assert_eq!(sizing.look(extent(149), 5_800_000), extent(100), "not settled for a second");
        assert_eq!(sizing.look(extent(149), 5_900_000), extent(149));
    }

    proptest! {
        #[test]
        fn pictures_change_at_most_once_a_second_and_to_the_windows_size(widths in vec(1_u32..5, 1..200), step in 1_000_u64..700_000) {
            let (mut sizing, mut changes) = (Sizing::default(), Vec::new());
            let mut picture = sizing.look(extent(widths[0]), 0);
            for (index, width) in widths.iter().enumerate() {
                let at_us = index as u64 * step;
                let now = sizing.look(extent(*width), at_us);
                if now != picture {
                    prop_assert_eq!(now, extent(*width));
                    changes.push(at_us);
                }
                picture = now;
            }
            prop_assert!(changes.windows(2).all(|pair| pair[1] - pair[0] >= SETTLE_US));
        }
    }
}
