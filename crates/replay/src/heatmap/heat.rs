//! All grids of a recording, and of many recordings together.
//!
//! **Invariant:** heat that is merged and subtracted again leaves what was there before, to the last count; what
//! cannot be merged or subtracted as a whole changes nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    bucket::WidthBucket,
    counts::{self, Counts},
    grid::{Grid, GridError},
    layer::{Anchor, Layer},
    scroll::ScrollDepth,
};

/// A page at the widths of a bucket.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PageKey {
    /// Its name by [`super::page::Rules`].
    pub page: String,
    pub bucket: WidthBucket,
}

/// One grid of a page.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct GridKey {
    #[serde(flatten)]
    pub page: PageKey,
    pub layer: Layer,
    pub anchor: Anchor,
}

/// Why a click is on no grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unplaced {
    /// In an iframe whose box nobody gave.
    InIframe,
    /// Before a viewport was known, or in one without a width.
    WithoutViewport,
    /// Without coordinates.
    WithoutPlace,
    /// After more clicks or pages than one recording may have.
    BeyondLimit,
}

/// What the pages and clicks of recordings come to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heat {
    #[serde(with = "pairs")]
    grids: BTreeMap<GridKey, Grid>,
    #[serde(with = "pairs")]
    scroll: BTreeMap<PageKey, ScrollDepth>,
    /// Visits by the width that they were at, in whole pixels: a page is drawn at a width that it was seen at.
    #[serde(serialize_with = "pairs::serialize", deserialize_with = "pairs::deserialize_counts")]
    visits: Counts<(PageKey, u32)>,
    /// Documents by their measured height, in whole pixels.
    #[serde(default, serialize_with = "pairs::serialize", deserialize_with = "pairs::deserialize_counts")]
    heights: Counts<(PageKey, u32)>,
    #[serde(deserialize_with = "counts::deserialize")]
    unplaced: Counts<Unplaced>,
}

impl Heat {
    pub(super) fn put_grid(&mut self, key: GridKey, grid: Grid) {
        if !grid.is_blank() {
            self.grids.insert(key, grid);
        }
    }

    pub(super) fn put_scroll(&mut self, key: PageKey, depth: ScrollDepth) {
        if !depth.is_blank() {
            self.scroll.insert(key, depth);
        }
    }

    pub(super) fn count_visits(&mut self, key: PageKey, width_px: u32, visits: u64) {
        *self.visits.entry((key, width_px)).or_insert(0) += visits;
    }

    pub(super) fn count_heights(&mut self, key: PageKey, height_px: u32, documents: u64) {
        *self.heights.entry((key, height_px)).or_insert(0) += documents;
    }

    pub(super) fn count_unplaced(&mut self, why: Unplaced, clicks: u64) {
        *self.unplaced.entry(why).or_insert(0) += clicks;
    }

    pub fn grid(&self, key: &GridKey) -> Option<&Grid> {
        self.grids.get(key)
    }

    pub fn grids(&self) -> impl Iterator<Item = (&GridKey, &Grid)> {
        self.grids.iter()
    }

    pub fn scroll(&self, key: &PageKey) -> Option<&ScrollDepth> {
        self.scroll.get(key)
    }

    /// Every page with its visits at widths of each bucket.
    pub fn pages(&self) -> BTreeMap<&PageKey, u64> {
        let mut pages = BTreeMap::new();
        for ((key, _), visits) in &self.visits {
            *pages.entry(key).or_insert(0) += visits;
        }
        pages
    }

    /// Visits of a page by the width that they were at, in whole pixels.
    pub(super) fn widths(&self, key: &PageKey) -> Counts<u32> {
        let widths = self.visits.range((key.clone(), 0)..=(key.clone(), u32::MAX));
        widths.map(|((_, width), visits)| (*width, *visits)).collect()
    }

    /// The width at which most visits of a page were, in CSS pixels; the narrowest of several.
    pub fn width_px(&self, key: &PageKey) -> Option<u32> {
        let widths = self.visits.range((key.clone(), 0)..=(key.clone(), u32::MAX));
        let most = widths.max_by(|a, b| a.1.cmp(b.1).then(b.0.1.cmp(&a.0.1)));
        most.map(|((_, width), _)| *width)
    }

    /// The height that most replays measured, in CSS pixels; the largest of several. `None` where nobody did.
    pub fn height_px(&self, key: &PageKey) -> Option<u32> {
        let heights = self.heights.range((key.clone(), 0)..=(key.clone(), u32::MAX));
        heights.max_by(|a, b| a.1.cmp(b.1).then(a.0.1.cmp(&b.0.1))).map(|((_, height), _)| *height)
    }

    /// Clicks that are on no grid, by why.
    pub fn unplaced(&self) -> &BTreeMap<Unplaced, u64> {
        &self.unplaced
    }

    /// Adds other recordings.
    pub fn merge(&mut self, other: &Self) -> Result<(), GridError> {
        for (key, its) in &other.grids {
            self.grids.get(key).map_or(Ok(()), |mine| mine.can_merge(its))?;
        }
        for (key, its) in &other.scroll {
            self.scroll.get(key).map_or(Ok(()), |mine| mine.can_merge(its))?;
        }
        counts::can_merge(&self.visits, &other.visits)?;
        counts::can_merge(&self.heights, &other.heights)?;
        counts::can_merge(&self.unplaced, &other.unplaced)?;
        for (key, its) in &other.grids {
            match self.grids.get_mut(key) {
                Some(mine) => mine.merge(its)?,
                None => self.put_grid(key.clone(), its.clone()),
            }
        }
        for (key, its) in &other.scroll {
            match self.scroll.get_mut(key) {
                Some(mine) => mine.merge(its)?,
                None => self.put_scroll(key.clone(), its.clone()),
            }
        }
        counts::merge(&mut self.visits, &other.visits);
        counts::merge(&mut self.heights, &other.heights);
        counts::merge(&mut self.unplaced, &other.unplaced);
        Ok(())
    }

    /// Takes out recordings that were merged before.
    pub fn subtract(&mut self, other: &Self) -> Result<(), GridError> {
        for (key, its) in &other.grids {
            self.grids.get(key).ok_or(GridError::NotWithin)?.can_subtract(its)?;
        }
        for (key, its) in &other.scroll {
            self.scroll.get(key).ok_or(GridError::NotWithin)?.can_subtract(its)?;
        }
        counts::can_subtract(&self.visits, &other.visits)?;
        counts::can_subtract(&self.heights, &other.heights)?;
        counts::can_subtract(&self.unplaced, &other.unplaced)?;
        for (key, its) in &other.grids {
            if let Some(mine) = self.grids.get_mut(key) {
                mine.subtract(its)?;
            }
        }
        for (key, its) in &other.scroll {
            if let Some(mine) = self.scroll.get_mut(key) {
                mine.subtract(its)?;
            }
        }
        self.grids.retain(|_, grid| !grid.is_blank());
        self.scroll.retain(|_, depth| !depth.is_blank());
        counts::subtract(&mut self.visits, &other.visits);
        counts::subtract(&mut self.heights, &other.heights);
        counts::subtract(&mut self.unplaced, &other.unplaced);
        Ok(())
    }
}

/// Maps whose keys are no text, as lists of pairs: JSON has only text as keys.
mod pairs {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    use crate::heatmap::counts::{self, Counts};

    pub(super) fn serialize<K: Serialize, V: Serialize, S: Serializer>(
        map: &BTreeMap<K, V>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(map)
    }

    pub(super) fn deserialize<'de, K, V, D>(deserializer: D) -> Result<BTreeMap<K, V>, D::Error>
    where
        K: Deserialize<'de> + Ord,
        V: Deserialize<'de>,
        D: Deserializer<'de>,
    {
        Vec::<(K, V)>::deserialize(deserializer).map(|pairs| pairs.into_iter().collect())
    }

    pub(super) fn deserialize_counts<'de, K, D>(deserializer: D) -> Result<Counts<K>, D::Error>
    where
        K: Deserialize<'de> + Ord,
        D: Deserializer<'de>,
    {
        counts::checked(deserialize(deserializer)?).map_err(D::Error::custom)
    }
}
