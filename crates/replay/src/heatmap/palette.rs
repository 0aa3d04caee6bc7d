//! Colours that stay apart for every kind of colour vision: from dark to light, evenly, also in grey.

use serde::{Deserialize, Serialize};

/// A row of colours from little to much.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Palette {
    /// Violet, green, yellow.
    #[default]
    Viridis,
    /// Blue, grey, yellow: looks nearly the same with and without a deficiency of colour vision.
    Cividis,
    /// Black, red, yellow: what people take for heat.
    Inferno,
}

impl Palette {
    pub const ALL: [Self; 3] = [Self::Viridis, Self::Cividis, Self::Inferno];

    /// Who made it, and on what terms.
    pub fn source(self) -> &'static str {
        match self {
            Self::Viridis => {
                "viridis by Nathaniel Smith, Stéfan van der Walt and Eric Firing, BIDS/colormap, CC0-1.0"
            }
            Self::Inferno => "inferno by Nathaniel Smith and Stéfan van der Walt, BIDS/colormap, CC0-1.0",
            Self::Cividis => {
                "cividis by Jamie Nuñez, Christopher Anderton and Ryan Renslow, \
                 doi:10.1371/journal.pone.0199239, pnnl/cmaputil, BSD-2-Clause (Battelle)"
            }
        }
    }

    /// The colour of a ratio; the ends where it lies beyond them.
    pub fn rgb(self, ratio: f32) -> [u8; 3] {
        let colours = self.colours();
        let last = colours.len() - 1;
        let at = ratio.clamp(0.0, 1.0) * last as f32;
        // A ratio that is no number is none.
        let from = (at as usize).min(last - 1);
        let part = (at - from as f32).max(0.0);
        std::array::from_fn(|n| {
            let (low, high) = (f32::from(colours[from][n]), f32::from(colours[from + 1][n]));
            (low + (high - low) * part).round() as u8
        })
    }

    /// Every sixteenth colour of 256, at most 11 of 255 from the whole table in between.
    fn colours(self) -> &'static [[u8; 3]; 17] {
        match self {
            Self::Viridis => &VIRIDIS,
            Self::Cividis => &CIVIDIS,
            Self::Inferno => &INFERNO,
        }
    }
}

#[rustfmt::skip]
const VIRIDIS: [[u8; 3]; 17] = [
    [68, 1, 84], [72, 24, 106], [71, 45, 123], [66, 64, 134], [59, 82, 139], [51, 99, 141],
    [44, 114, 142], [38, 130, 142], [33, 145, 140], [31, 159, 136], [39, 173, 129], [61, 188, 116],
    [92, 200, 99], [129, 211, 77], [170, 220, 50], [213, 226, 26], [253, 231, 37],
];

#[rustfmt::skip]
const CIVIDIS: [[u8; 3]; 17] = [
    [0, 34, 78], [0, 46, 106], [26, 56, 111], [50, 67, 109], [67, 78, 108], [83, 90, 109],
    [97, 101, 111], [111, 112, 115], [125, 124, 120], [139, 135, 120], [154, 147, 118], [170, 160, 115],
    [187, 173, 109], [204, 186, 100], [221, 200, 88], [239, 215, 72], [254, 232, 56],
];

#[rustfmt::skip]
const INFERNO: [[u8; 3]; 17] = [
    [0, 0, 4], [11, 7, 36], [33, 12, 74], [61, 9, 101], [87, 16, 110], [113, 25, 110],
    [138, 34, 106], [163, 44, 97], [188, 55, 84], [208, 69, 69], [227, 89, 51], [241, 113, 31],
    [249, 140, 10], [252, 170, 15], [249, 201, 50], [242, 232, 101], [252, 255, 164],
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_is_always_lighter() {
        for palette in Palette::ALL {
            // Relative luminance with the weights of sRGB (IEC 61966-2-1).
            let luminance = |n: u16| {
                let linear =
                    palette.rgb(f32::from(n) / 255.0).map(|part| (f64::from(part) / 255.0).powf(2.2));
                0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
            };
            assert!((0..=32).map(|n| n * 255 / 32).map(luminance).is_sorted(), "{palette:?}");
        }
    }

    #[test]
    fn beyond_the_ends_are_the_ends() {
        for (ratio, rgb) in [
            (-1.0, [68, 1, 84]),
            (f32::NAN, [68, 1, 84]),
            (0.5, [33, 145, 140]),
            (f32::INFINITY, [253, 231, 37]),
        ] {
            assert_eq!(Palette::Viridis.rgb(ratio), rgb, "{ratio}");
        }
    }
}
