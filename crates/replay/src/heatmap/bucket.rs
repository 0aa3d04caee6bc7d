//! Widths that may share a heatmap.

use serde::{Deserialize, Serialize};

/// A range of viewport widths in CSS pixels. Pages lay themselves out anew at other widths, so that a click at
/// 390 px says nothing about a place at 1280 px.
///
/// The bounds are the breakpoints that style sheets commonly use: 600 is Material's compact class, 1024 the
/// landscape tablet, 1440 and 1920 the usual panels. A phone whose page has no viewport meta lays it out 980 px
/// wide, and so belongs to the tablets: what counts is the layout, not the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WidthBucket {
    /// Up to 599.
    Phone,
    /// 600 to 1023.
    Tablet,
    /// 1024 to 1439.
    Laptop,
    /// 1440 to 1919.
    Desktop,
    /// 1920 and more.
    Wide,
}

impl WidthBucket {
    pub const ALL: [Self; 5] = [Self::Phone, Self::Tablet, Self::Laptop, Self::Desktop, Self::Wide];

    /// The bucket of a viewport's width. `None` where that is no width: zero, negative, not a number, endless.
    pub fn of(width_px: f64) -> Option<Self> {
        if !width_px.is_finite() || width_px <= 0.0 {
            return None;
        }
        Self::ALL.into_iter().rev().find(|bucket| width_px >= f64::from(bucket.min_px()))
    }

    /// The narrowest width in it.
    pub fn min_px(self) -> u32 {
        match self {
            Self::Phone => 0,
            Self::Tablet => 600,
            Self::Laptop => 1024,
            Self::Desktop => 1440,
            Self::Wide => 1920,
        }
    }

    /// The widest width in it; `None` for [`Self::Wide`].
    pub fn max_px(self) -> Option<u32> {
        Self::ALL.into_iter().find(|other| *other > self).map(|next| next.min_px() - 1)
    }

    /// A width to draw at where no recorded one is known: a common device of the bucket.
    pub fn usual_px(self) -> u32 {
        match self {
            Self::Phone => 384,
            Self::Tablet => 768,
            Self::Laptop => 1280,
            Self::Desktop => 1536,
            Self::Wide => 1920,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_width_has_one_bucket_and_what_is_no_width_has_none() {
        for (width, bucket) in [
            (0.5, Some(WidthBucket::Phone)),
            (599.9, Some(WidthBucket::Phone)),
            (600.0, Some(WidthBucket::Tablet)),
            (1280.0, Some(WidthBucket::Laptop)),
            (1440.0, Some(WidthBucket::Desktop)),
            (1e300, Some(WidthBucket::Wide)),
            (0.0, None),
            (-1280.0, None),
            (f64::NAN, None),
            (f64::INFINITY, None),
        ] {
            assert_eq!(WidthBucket::of(width), bucket, "{width}");
        }
        for bucket in WidthBucket::ALL {
            assert_eq!(WidthBucket::of(f64::from(bucket.usual_px())), Some(bucket));
            assert!(bucket.max_px().is_none_or(|max| WidthBucket::of(f64::from(max)) == Some(bucket)));
        }
    }
}
