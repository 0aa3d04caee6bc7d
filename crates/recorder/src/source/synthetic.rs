//! A desktop that follows a script: the same pictures for the same times, on every machine.
//!
//! What it shows is a function of the time alone, whatever looks came before; the damage is what differs from the look
//! before. For tests and figures.

use crate::RecorderError;
use crate::frame::{Canvas, Damage, Extent, PIXEL, Picture, Rect};
use crate::source::{Look, Source};
use crate::target::Happening;

/// What goes on on the desktop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scene {
    /// Nothing moves.
    Idle,
    /// A terminal in which eight characters a second appear.
    Typing,
    /// A document that moves up by 30 pixels, twice a second.
    Scrolling,
    /// A window that moves by 12 pixels, ten times a second.
    Moving,
    /// Typing, scrolling and moving in turns of five seconds, then five seconds of nothing.
    Office,
}

/// A scripted desktop.
#[derive(Debug)]
pub struct Synthetic {
    scene: Scene,
    canvas: Canvas,
    damage: Damage,
    shown: Option<State>,
    at_us: u64,
}

/// All that the picture depends on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct State {
    characters: u32,
    scrolled: u32,
    moved: u32,
}

const SECOND: u64 = 1_000_000;
const PAPER: [u8; PIXEL] = [250, 250, 250, 255];
const INK: [u8; PIXEL] = [40, 30, 20, 255];
const DESK: [u8; PIXEL] = [120, 90, 60, 255];
const SCREEN: [u8; PIXEL] = [30, 20, 16, 255];
const GLOW: [u8; PIXEL] = [120, 230, 140, 255];
const FRAME: [u8; PIXEL] = [200, 140, 60, 255];
const LINE: u32 = 15;
const CELL: u32 = 8;

impl State {
    fn at(scene: Scene, at_us: u64) -> Self {
        // Saturates after years, where the picture stays as it is.
        let steps = |micros: u64, per_second: u64| {
            u32::try_from(micros.saturating_mul(per_second) / SECOND).unwrap_or(u32::MAX)
        };
        let mut state = Self::default();
        match scene {
            Scene::Idle => {}
            Scene::Typing => state.characters = steps(at_us, 8),
            Scene::Scrolling => state.scrolled = steps(at_us, 2),
            Scene::Moving => state.moved = steps(at_us, 10),
            Scene::Office => {
                let (turn, within) = (at_us / (20 * SECOND), at_us % (20 * SECOND));
                let busy =
                    |part: u64| turn * 5 * SECOND + within.saturating_sub(part * 5 * SECOND).min(5 * SECOND);
                state.characters = steps(busy(0), 8);
                state.scrolled = steps(busy(1), 2);
                state.moved = steps(busy(2), 10);
            }
        }
        state
    }
}

impl Synthetic {
    /// A desktop of this size; at least 64 pixels along each side.
    pub fn new(scene: Scene, width: u32, height: u32) -> Result<Self, RecorderError> {
        let extent = Extent::new(width, height)?;
        if width < 64 || height < 64 {
            return Err(RecorderError::Size { width, height });
        }
        Ok(Self { scene, canvas: Canvas::new(extent), damage: Damage::default(), shown: None, at_us: 0 })
    }

    fn terminal(&self) -> Rect {
        let Extent { width, height } = self.canvas.extent();
        Rect::new(8, 8, width / 2 - 16, height - 16)
    }

    fn document(&self) -> Rect {
        let Extent { width, height } = self.canvas.extent();
        Rect::new((width / 2) as i32, 8, width / 2 - 8, height - 16)
    }

    fn window(&self, state: State) -> Rect {
        let Extent { width, height } = self.canvas.extent();
        let (w, h) = (width / 4, height / 4);
        let room = width - w;
        // There and back again.
        let along = (state.moved.wrapping_mul(12)) % (2 * room);
        let x = if along < room { along } else { 2 * room - along };
        Rect::new(x as i32, (height / 3) as i32, w, h)
    }

    fn cell(&self, index: u32) -> Rect {
        let area = self.terminal();
        let (columns, lines) = ((area.width / CELL).max(1), (area.height / LINE).max(1));
        let (column, line) = (index % columns, index / columns % lines);
        Rect::new(area.x + (column * CELL) as i32, area.y + (line * LINE) as i32, CELL - 2, LINE - 4)
    }

    fn mark(&mut self, rect: Rect) {
        let extent = self.canvas.extent();
        self.damage.add(rect, extent);
    }

    /// What differs between two states.
    fn compare(&mut self, before: Option<State>, now: State) {
        let Some(before) = before else {
            self.mark(self.canvas.extent().rect());
            return;
        };
        let typed = before.characters.min(now.characters)..before.characters.max(now.characters);
        if typed.len() > 200 {
            self.mark(self.terminal());
        } else {
            for index in typed {
                self.mark(self.cell(index));
            }
        }
        if before.scrolled != now.scrolled {
            self.mark(self.document());
        }
        if before.moved != now.moved {
            self.mark(self.window(before));
            self.mark(self.window(now));
        }
    }

    /// Draws all of a state; only rows of the damage would do, but the script's truth is the state alone.
    fn draw(&mut self, state: State) {
        let canvas_rect = self.canvas.extent().rect();
        self.canvas.fill(canvas_rect, DESK);
        let (terminal, document, window) = (self.terminal(), self.document(), self.window(state));
        self.canvas.fill(terminal, SCREEN);
        let cells = (terminal.width / CELL).max(1) * (terminal.height / LINE).max(1);
        // One character out of five is a space, so that lines look like words.
        for index in state.characters.saturating_sub(cells)..state.characters {
            let cell = self.cell(index);
            self.canvas.fill(cell, if index % 5 == 4 { SCREEN } else { GLOW });
        }
        self.canvas.fill(document, PAPER);
        let top = i64::from(state.scrolled) * 30;
        for line in 0..document.height / LINE {
            let place = top + i64::from(line * LINE);
            // Lines of different lengths, by where in the document they are.
            let length = 40 + (place / i64::from(LINE)).rem_euclid(17) as u32 * (document.width / 24);
            let text = Rect::new(document.x + 12, document.y + (line * LINE) as i32 + 4, length, 6);
            if let Some(text) = text.intersection(document) {
                self.canvas.fill(text, INK);
            }
        }
        self.canvas.fill(window, FRAME);
        self.canvas.fill(
            Rect::new(window.x + 4, window.y + 20, window.width - 8, window.height.saturating_sub(24)),
            PAPER,
        );
    }
}

impl Source for Synthetic {
    fn look(&mut self, at_us: u64, _happened: &mut Vec<Happening>) -> Result<Look, RecorderError> {
        let state = State::at(self.scene, at_us);
        if self.shown == Some(state) {
            return Ok(Look::Unchanged);
        }
        self.damage.clear();
        self.compare(self.shown, state);
        self.draw(state);
        self.shown = Some(state);
        self.at_us = at_us;
        Ok(Look::Changed)
    }

    fn picture(&self) -> Option<Picture<'_>> {
        self.shown.map(|_| self.canvas.picture(&self.damage, self.at_us))
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    const SCENES: [Scene; 5] = [Scene::Idle, Scene::Typing, Scene::Scrolling, Scene::Moving, Scene::Office];

    #[test]
    fn a_desktop_too_small_for_its_windows_is_refused() {
        assert!(Synthetic::new(Scene::Idle, 63, 200).is_err());
        assert!(Synthetic::new(Scene::Idle, 64, 64).is_ok());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn pixels_change_only_where_damage_says_so(
            scene in select(&SCENES[..]),
            mut times in vec(0_u64..90_000_000, 1..6),
            (width, height) in (64_u32..200, 64_u32..160),
        ) {
            times.sort_unstable();
            let mut source = Synthetic::new(scene, width, height).unwrap();
            let mut before = Canvas::new(Extent { width, height });
            for at_us in times {
                match source.look(at_us, &mut Vec::new()).unwrap() {
                    Look::Changed => {}
                    look => {
                        prop_assert_eq!(look, Look::Unchanged);
                        continue;
                    }
                }
                let picture = source.picture().unwrap();
                for rect in picture.damage {
                    for (old, new) in before.rows_mut(*rect).zip(source.canvas.rows(*rect)) {
                        old.copy_from_slice(new);
                    }
                }
                prop_assert!(before.pixels() == picture.pixels, "{scene:?} at {at_us} changed outside of its damage");
            }
        }

        #[test]
        fn what_is_shown_depends_on_the_time_alone(scene in select(&SCENES[..]), first in 0_u64..60_000_000, then in 0_u64..60_000_000) {
            let mut looked = Synthetic::new(scene, 96, 80).unwrap();
            looked.look(first, &mut Vec::new()).unwrap();
            looked.look(then, &mut Vec::new()).unwrap();
            let mut fresh = Synthetic::new(scene, 96, 80).unwrap();
            fresh.look(then, &mut Vec::new()).unwrap();
            prop_assert!(looked.picture().unwrap().pixels == fresh.picture().unwrap().pixels);
        }
    }
}
