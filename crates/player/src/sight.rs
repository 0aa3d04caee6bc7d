//! What of a picture is seen: zoom and pan, in points of a window, without one.

/// How far in a picture can be looked at.
const MOST: f32 = 16.0;
/// A step of a key.
const STEP: f32 = 1.25;

/// Where the whole picture lies in its room; parts of it may lie outside.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placed {
    pub left: f32,
    pub top: f32,
    pub width: f32,
    pub height: f32,
}

/// 1 is the whole picture, as large as fits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sight {
    zoom: f32,
    /// The point of the picture in the middle of the room, as ratios.
    middle: (f32, f32),
}

impl Default for Sight {
    fn default() -> Self {
        Self { zoom: 1.0, middle: (0.5, 0.5) }
    }
}

impl Sight {
    #[must_use]
    pub fn zoom(&self) -> f32 {
        self.zoom
    }

    pub fn closer(&mut self) {
        self.by(STEP);
    }

    pub fn farther(&mut self) {
        self.by(1.0 / STEP);
    }

    /// Zooms about the middle.
    fn by(&mut self, factor: f32) {
        self.zoom_at(factor, (0.5, 0.5), (1.0, 1.0), (1.0, 1.0));
    }

    /// Zooms by `factor`; what is at `point` of the room stays there.
    pub fn zoom_at(&mut self, factor: f32, point: (f32, f32), picture: (f32, f32), room: (f32, f32)) {
        if !factor.is_finite() || factor <= 0.0 {
            return;
        }
        let before = self.placed(picture, room);
        if before.width <= 0.0 || before.height <= 0.0 {
            return;
        }
        let held = ((point.0 - before.left) / before.width, (point.1 - before.top) / before.height);
        let zoom = (self.zoom * factor).clamp(1.0, MOST);
        let grown = zoom / self.zoom;
        self.zoom = zoom;
        self.middle.0 = held.0 + (room.0 / 2.0 - point.0) / (before.width * grown);
        self.middle.1 = held.1 + (room.1 / 2.0 - point.1) / (before.height * grown);
        self.keep_within(picture, room);
    }

    /// Moves the picture by so many points.
    pub fn pan(&mut self, by: (f32, f32), picture: (f32, f32), room: (f32, f32)) {
        let placed = self.placed(picture, room);
        if placed.width > 0.0 && placed.height > 0.0 && by.0.is_finite() && by.1.is_finite() {
            self.middle.0 -= by.0 / placed.width;
            self.middle.1 -= by.1 / placed.height;
            self.keep_within(picture, room);
        }
    }

    /// Where the picture lies in a room of this size.
    #[must_use]
    pub fn placed(&self, picture: (f32, f32), room: (f32, f32)) -> Placed {
        let fit = (room.0 / picture.0.max(1.0)).min(room.1 / picture.1.max(1.0)).max(0.0);
        let (width, height) = (picture.0 * fit * self.zoom, picture.1 * fit * self.zoom);
        let middle = (kept(self.middle.0, width, room.0), kept(self.middle.1, height, room.1));
        Placed { left: room.0 / 2.0 - middle.0 * width, top: room.1 / 2.0 - middle.1 * height, width, height }
    }

    fn keep_within(&mut self, picture: (f32, f32), room: (f32, f32)) {
        let placed = self.placed(picture, room);
        self.middle = (kept(self.middle.0, placed.width, room.0), kept(self.middle.1, placed.height, room.1));
    }
}

/// The middle that leaves no room empty which the picture could fill.
fn kept(middle: f32, length: f32, room: f32) -> f32 {
    if length <= room || length <= 0.0 {
        return 0.5;
    }
    let half = room / 2.0 / length;
    middle.max(half).min(1.0 - half)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn at_first_the_whole_picture_is_seen_in_the_middle() {
        let placed = Sight::default().placed((1920.0, 1080.0), (960.0, 1000.0));
        assert_eq!(placed, Placed { left: 0.0, top: 230.0, width: 960.0, height: 540.0 });
    }

    proptest! {
        #[test]
        fn however_it_is_moved_the_picture_fills_what_it_can(
            moves in prop::collection::vec((0.1f32..10.0, (0f32..800.0, 0f32..600.0), (-900f32..900.0, -900f32..900.0)), 0..20),
        ) {
            let (picture, room) = ((640.0, 480.0), (800.0, 600.0));
            let mut sight = Sight::default();
            for (factor, point, by) in moves {
                sight.zoom_at(factor, point, picture, room);
                sight.pan(by, picture, room);
                let Placed { left, top, width, height } = sight.placed(picture, room);
                prop_assert!(left <= 0.01 && top <= 0.01, "{sight:?}");
                prop_assert!(left + width >= room.0 - 0.01 && top + height >= room.1 - 0.01, "{sight:?}");
                prop_assert!((1.0..=MOST).contains(&sight.zoom()));
            }
        }

        #[test]
        fn what_is_under_the_pointer_stays_there(point in (0f32..800.0, 0f32..600.0), factor in 1.1f32..4.0) {
            let (picture, room) = ((800.0, 600.0), (800.0, 600.0));
            let mut sight = Sight::default();
            let ratio = |sight: &Sight| {
                let placed = sight.placed(picture, room);
                ((point.0 - placed.left) / placed.width, (point.1 - placed.top) / placed.height)
            };
            let before = ratio(&sight);
            sight.zoom_at(factor, point, picture, room);
            let after = ratio(&sight);
            prop_assert!((before.0 - after.0).abs() < 1e-3 && (before.1 - after.1).abs() < 1e-3);
        }
    }
}
