//! What was clicked where: the elements under the hottest points.
//!
//! Ids mean something in one recording only; a selector and a short text mean the same in all of a page.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    bucket::WidthBucket,
    collected::Collected,
    grid::{Cell, Lattice},
    layer::{Anchor, Layer},
    layout::Element,
    table::{Hot, is_around},
};

/// Different elements that are kept of one hot point.
const MAX_UNDER: usize = 256;

/// Clicks of one recording on one page, at widths of one bucket, in one layer: on which element, in which cell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spots {
    elements: Vec<Element>,
    /// Row, column, index of the element, clicks.
    spots: Vec<(u32, u32, u32, u64)>,
}

/// An element and how often it was clicked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ElementClicks {
    #[serde(flatten)]
    pub element: Element,
    pub clicks: u64,
}

impl Spots {
    /// What a recording has. Clicks on elements that nobody knew are not in it.
    pub fn of(collected: &Collected, page: usize, bucket: WidthBucket, layer: Layer, anchor: Anchor) -> Self {
        let lattice = Lattice::Page(bucket);
        let mut numbers = BTreeMap::new();
        let mut counts = BTreeMap::new();
        for click in collected.clicks() {
            if (click.page, click.bucket, click.anchor) != (page, bucket, anchor) || !click.is_in(layer) {
                continue;
            }
            let (Some(element), Some(cell)) = (click.element, lattice.cell(click.x_ratio, click.y_px)) else {
                continue;
            };
            let next = numbers.len() as u32;
            let number = *numbers.entry(element).or_insert(next);
            *counts.entry((cell.row, cell.column, number)).or_insert(0_u64) += 1;
        }
        let mut elements = vec![Element::default(); numbers.len()];
        for (element, number) in numbers {
            elements[number as usize] = collected.elements()[element as usize].clone();
        }
        let spots = counts.into_iter().map(|((row, column, number), clicks)| (row, column, number, clicks));
        Self { elements, spots: spots.collect() }
    }

    pub fn is_empty(&self) -> bool {
        self.spots.is_empty()
    }
}

/// Adds up what lies under hot points, over any number of recordings.
#[derive(Clone, Debug)]
pub struct Under {
    cells: Vec<Cell>,
    elements: Vec<BTreeMap<Element, u64>>,
}

impl Under {
    pub fn new(hottest: &[Hot]) -> Self {
        let cells = hottest.iter().map(|hot| hot.place.cell).collect();
        Self { cells, elements: vec![BTreeMap::new(); hottest.len()] }
    }

    /// Adds a recording's clicks that lie at a hot point or around it. What names an element that is not there is left
    /// away.
    pub fn add(&mut self, spots: &Spots) {
        for &(row, column, number, clicks) in &spots.spots {
            let Some(element) = spots.elements.get(number as usize) else { continue };
            for (cell, under) in self.cells.iter().zip(&mut self.elements) {
                if !is_around(*cell, Cell { row, column }) {
                    continue;
                }
                if let Some(sum) = under.get_mut(element) {
                    *sum = sum.saturating_add(clicks);
                } else if under.len() < MAX_UNDER {
                    under.insert(element.clone(), clicks);
                }
            }
        }
    }

    /// The most clicked of each hot point, in the order of the points.
    pub fn list(self, most: usize) -> Vec<Vec<ElementClicks>> {
        let list = |under: BTreeMap<Element, u64>| {
            let mut list: Vec<_> =
                under.into_iter().map(|(element, clicks)| ElementClicks { element, clicks }).collect();
            list.sort_by_key(|one| std::cmp::Reverse(one.clicks));
            list.truncate(most);
            list
        };
        self.elements.into_iter().map(list).collect()
    }
}
