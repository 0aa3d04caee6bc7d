//! Heatmaps: where on a page, and how much.
//!
//! The way of a recording: [`points`] reads its events into clicks, dwell and scrolling, [`heat`] keeps them as
//! exact grids per page, width and layer, [`scroll`] answers how far down people came, [`paint`] makes a picture
//! and [`table`] the same as numbers. [`given`] takes points that somebody else counted, [`change`] the damage of
//! a screen.
//!
//! **Invariants.** No IO, no clock, no panic and bounded memory on any input. Counts are exact integers, so that
//! a recording that goes leaves a grid as if it had never come. Widths are never mixed: a grid belongs to one
//! [`WidthBucket`]. What cannot be placed is counted as that and drawn nowhere; nothing is clamped into view.

pub mod bucket;
pub mod change;
pub mod collected;
mod counts;
pub mod elements;
mod field;
mod frames;
pub mod given;
pub mod grid;
pub mod heat;
pub mod layer;
pub mod layout;
pub mod page;
pub mod paint;
pub mod palette;
pub mod part;
pub mod picture;
pub mod points;
mod read;
pub mod scroll;
pub mod scroll_picture;
pub mod session;
pub mod table;
mod view;

pub use bucket::WidthBucket;
pub use grid::Grid;
pub use heat::Heat;
pub use layer::{Anchor, Layer, Unit};
