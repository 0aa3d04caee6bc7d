//! Heat layers of a screen recording: where its picture changed, where the pointer rested, where somebody clicked.

use hindsight_domain::Timestamp;

use super::{Button, Connection, ScreenEvent, ScreenFact};
use crate::heatmap::change::{Damage, PictureChange};
use crate::heatmap::grid::{Grid, Lattice};
use crate::heatmap::layer::Layer;
use crate::sketch::IDLE_MS;

/// Reads a side track, event by event, in their order.
#[derive(Clone, Debug)]
pub struct ScreenHeat {
    /// The picture's size; without one nothing can be placed.
    picture: (f64, f64),
    changes: PictureChange,
    pointer: Grid,
    clicks: Grid,
    /// Since when the pointer rests where, as ratios of the picture's sides.
    rest: Option<(Timestamp, f64, f64)>,
}

/// What a screen recording has in each layer. All are grids of ratios: a screen that was resized keeps one picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScreenLayers {
    /// [`Layer::PictureChange`].
    pub changes: Grid,
    /// [`Layer::Attention`], in ms; blank where the recorder kept no pointer.
    pub pointer: Grid,
    /// [`Layer::Click`].
    pub clicks: Grid,
}

impl Default for ScreenHeat {
    fn default() -> Self {
        Self {
            picture: (0.0, 0.0),
            changes: PictureChange::new(),
            pointer: Grid::new(Lattice::View, Layer::Attention),
            clicks: Grid::new(Lattice::View, Layer::Click),
            rest: None,
        }
    }
}

impl ScreenHeat {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an event. What lies outside of the picture, or came before its size was told, is counted as outside.
    pub fn add(&mut self, event: &ScreenEvent) {
        match &event.what {
            ScreenFact::Picture { width, height } => self.picture = (*width, *height),
            ScreenFact::Pointer { x, y } => {
                self.rested_until(event.timestamp);
                let (x, y) = self.place(*x, *y);
                self.rest = Some((event.timestamp, x, y));
            }
            ScreenFact::Click { button: Button::Wheel, .. } => {}
            ScreenFact::Click { x, y, .. } => {
                let (x, y) = self.place(*x, *y);
                self.clicks.add(x, y, 1);
            }
            ScreenFact::Damage { rects } => {
                for &[left, top, width, height] in rects {
                    let damage = Damage { left, top, right: left + width, bottom: top + height };
                    self.changes.add(self.picture, damage, 1);
                }
            }
            // Nobody looks at a desktop that is not there.
            ScreenFact::Connection { state: Connection::Disconnected, .. } => {
                self.rested_until(event.timestamp);
                self.rest = None;
            }
            ScreenFact::Connection { .. }
            | ScreenFact::WindowFocus { .. }
            | ScreenFact::WindowTitle { .. }
            | ScreenFact::Other => {}
        }
    }

    /// Ends the recording, at the time at which its picture does.
    pub fn finish(mut self, ended_at: Timestamp) -> ScreenLayers {
        self.rested_until(ended_at);
        ScreenLayers { changes: self.changes.grid(), pointer: self.pointer, clicks: self.clicks }
    }

    /// A rest counts as long as somebody may have been there: what is longer is a gap.
    fn rested_until(&mut self, now: Timestamp) {
        let Some((since, x, y)) = self.rest else { return };
        let ms = now.since(since).clamp(0, IDLE_MS);
        self.pointer.add(x, y, u32::try_from(ms).unwrap_or(u32::MAX));
        self.rest = Some((now, x, y));
    }

    /// As ratios of the picture's sides; not a number where there is no picture.
    fn place(&self, x: f64, y: f64) -> (f64, f64) {
        let ratio = |at: f64, side: f64| if side > 0.0 { at / side } else { f64::NAN };
        (ratio(x, self.picture.0), ratio(y, self.picture.1))
    }
}
