//! What a recording has of each of its pages, in pieces that can be kept apart and added up again.
//!
//! One piece is one page at widths of one bucket under one name, so that a heatmap over many recordings reads what it
//! shows and nothing else. **Invariant:** the pieces of a recording, added up, are its [`Heat`].

use serde::{Serialize, de::DeserializeOwned};

use super::{
    bucket::WidthBucket,
    collected::Collected,
    counts::{self, Counts},
    elements::Spots,
    grid::{Grid, GridError, Lattice},
    heat::{GridKey, Heat, PageKey, Unplaced},
    layer::{Anchor, Layer},
    layout::Measured,
    scroll::ScrollDepth,
};

pub const SCROLL: &str = "scroll";
/// Weighs as many visits as there were.
pub const VISITS: &str = "visits";
pub const HEIGHTS: &str = "heights";
pub const UNPLACED: &str = "unplaced";
/// Weighs as many ms as lie between the recording's start and its first visit; has nothing in it.
pub const SHOWN: &str = "shown";
/// Layers of pages, which have grids.
pub const LAYERS: [Layer; 5] = [Layer::Click, Layer::Rage, Layer::Dead, Layer::FirstClick, Layer::Attention];
const ANCHORS: [Anchor; 2] = [Anchor::Document, Anchor::Viewport];

/// One piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub key: PageKey,
    pub name: String,
    /// How much is in it, in its unit.
    pub weight: u64,
    /// Packed by [postcard](https://postcard.jamesmunns.com/wire-format): columns of small numbers, a byte each.
    pub bytes: Vec<u8>,
}

/// Why a piece is none.
#[derive(Debug, thiserror::Error)]
pub enum PartError {
    #[error("it cannot be packed or unpacked")]
    Packed(#[from] postcard::Error),
    #[error(transparent)]
    Grid(#[from] GridError),
    #[error("there is no piece of the name {name}")]
    Name { name: String },
}

/// The name of a grid's piece.
pub fn grid_name(layer: Layer, anchor: Anchor) -> String {
    match anchor {
        Anchor::Document => layer.name().to_owned(),
        Anchor::Viewport => format!("{}.fixed", layer.name()),
    }
}

/// The name of the piece with the elements under a grid.
pub fn elements_name(layer: Layer, anchor: Anchor) -> String {
    format!("{}.elements", grid_name(layer, anchor))
}

/// All pieces of a recording.
pub fn parts(collected: &Collected, measured: &Measured, started_ms: i64) -> Result<Vec<Part>, PartError> {
    let heat = collected.heat();
    let mut parts = Vec::new();
    for (key, grid) in heat.grids() {
        let name = grid_name(key.layer, key.anchor);
        parts.push(part(&key.page, name, grid.stats().total, grid)?);
        let page = collected.pages().iter().position(|page| *page == key.page.page);
        let Some(page) = page.filter(|_| key.layer != Layer::Attention) else { continue };
        let spots = Spots::of(collected, page, key.page.bucket, key.layer, key.anchor);
        if !spots.is_empty() {
            parts.push(part(&key.page, elements_name(key.layer, key.anchor), 0, &spots)?);
        }
    }
    for (key, visits) in heat.pages() {
        parts.push(part(key, VISITS.to_owned(), visits, &heat.widths(key))?);
        if let Some(depth) = heat.scroll(key) {
            parts.push(part(key, SCROLL.to_owned(), depth.sessions(), depth)?);
        }
        if let Some(page) = measured.page(&key.page, key.bucket) {
            let height: Counts<u32> = [(page.height_px.ceil() as u32, 1)].into();
            parts.push(part(key, HEIGHTS.to_owned(), 1, &height)?);
        }
    }
    for (&(page, bucket), &at_ms) in &collected.begins {
        let key = PageKey { page: collected.pages()[page].clone(), bucket };
        let weight = u64::try_from(at_ms.saturating_sub(started_ms)).unwrap_or(0);
        parts.push(Part { key, name: SHOWN.to_owned(), weight, bytes: Vec::new() });
    }
    for (key, unplaced) in unplaced(collected) {
        parts.push(part(&key, UNPLACED.to_owned(), counts::sum(unplaced.values()), &unplaced)?);
    }
    Ok(parts)
}

/// Clicks without a place by the page that they were on; those of no page stand under a page without a name.
fn unplaced(collected: &Collected) -> Vec<(PageKey, Counts<Unplaced>)> {
    let mut rest = collected.unplaced.clone();
    let mut by_page: std::collections::BTreeMap<PageKey, Counts<Unplaced>> = Default::default();
    for (&(page, bucket, why), &clicks) in &collected.unplaced_on {
        let key = PageKey { page: collected.pages()[page].clone(), bucket };
        by_page.entry(key).or_default().insert(why, clicks);
        if let Some(rest) = rest.get_mut(&why) {
            *rest = rest.saturating_sub(clicks);
        }
    }
    rest.retain(|_, clicks| *clicks > 0);
    if !rest.is_empty() {
        by_page.insert(nowhere(), rest);
    }
    by_page.into_iter().collect()
}

/// Where clicks stand whose page is not known.
pub fn nowhere() -> PageKey {
    PageKey { page: String::new(), bucket: WidthBucket::Phone }
}

fn part(key: &PageKey, name: String, weight: u64, of: &impl Serialize) -> Result<Part, PartError> {
    Ok(Part { key: key.clone(), name, weight, bytes: postcard::to_allocvec(of)? })
}

fn unpacked<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, PartError> {
    Ok(postcard::from_bytes(bytes)?)
}

/// The elements of a piece.
pub fn spots(bytes: &[u8]) -> Result<Spots, PartError> {
    unpacked(bytes)
}

impl Heat {
    /// Adds a piece. Those with elements belong to [`spots`].
    pub fn add_part(&mut self, key: &PageKey, name: &str, bytes: &[u8]) -> Result<(), PartError> {
        let mut one = Self::default();
        match name {
            SCROLL => one.put_scroll(key.clone(), unpacked::<ScrollDepth>(bytes)?),
            VISITS => {
                for (width, visits) in counts::checked(unpacked::<Counts<u32>>(bytes)?)? {
                    one.count_visits(key.clone(), width, visits);
                }
            }
            HEIGHTS => {
                for (height, documents) in counts::checked(unpacked::<Counts<u32>>(bytes)?)? {
                    one.count_heights(key.clone(), height, documents);
                }
            }
            SHOWN => return Ok(()),
            UNPLACED => {
                for (why, clicks) in counts::checked(unpacked::<Counts<Unplaced>>(bytes)?)? {
                    one.count_unplaced(why, clicks);
                }
            }
            _ => {
                let named = |&(layer, anchor): &(Layer, Anchor)| grid_name(layer, anchor) == name;
                let all = LAYERS.into_iter().flat_map(|layer| ANCHORS.map(|anchor| (layer, anchor)));
                let Some((layer, anchor)) = { all }.find(named) else {
                    return Err(PartError::Name { name: name.chars().take(40).collect() });
                };
                let grid: Grid = unpacked(bytes)?;
                if (grid.lattice(), grid.layer()) != (Lattice::Page(key.bucket), layer) {
                    return Err(GridError::Mixed.into());
                }
                one.put_grid(GridKey { page: key.clone(), layer, anchor }, grid);
            }
        }
        Ok(self.merge(&one)?)
    }
}

#[cfg(test)]
#[path = "part_tests.rs"]
mod tests;
