//! Where the pointer is, and which buttons went down. Never keys.

use x11rb::cookie::Cookie;
use x11rb::protocol::xproto::{ConnectionExt as _, Window};

use super::Display;
use crate::RecorderError;
use crate::target::{Button, Happening};

/// More presses than this between two looks are no person's.
const MAX_PRESSES: usize = 64;

/// What was heard of the pointer since the last look.
#[derive(Debug, Default)]
pub(super) struct Pointer {
    is_told: bool,
    presses: Vec<Button>,
    told: Option<(i32, i32)>,
}

/// Where the pointer is on the screen.
#[derive(Clone, Copy, Debug)]
pub(super) struct At {
    pub(super) x: i32,
    pub(super) y: i32,
    /// The child of the root that it is over.
    pub(super) top_level: Window,
}

impl Pointer {
    /// `is_told`: whether it is to be told, and not only drawn.
    pub(super) fn new(is_told: bool) -> Self {
        Self { is_told, ..Self::default() }
    }

    pub(super) fn press(&mut self, detail: u32) {
        if self.is_told && self.presses.len() < MAX_PRESSES {
            self.presses.push(match detail {
                1 => Button::Left,
                2 => Button::Middle,
                3 => Button::Right,
                4..=7 => Button::Wheel,
                _ => Button::Other,
            });
        }
    }

    /// Tells what was heard, with the pointer at this place of the picture, or outside of it.
    pub(super) fn tell(&mut self, place: Option<(i32, i32)>, happened: &mut Vec<Happening>) {
        let presses = std::mem::take(&mut self.presses);
        let Some((x, y)) = place.filter(|_| self.is_told) else { return };
        if self.told != place {
            self.told = place;
            happened.push(Happening::PointerMoved { x, y });
        }
        happened.extend(presses.into_iter().map(|button| Happening::PointerClicked { x, y, button }));
    }
}

/// `None` where the pointer is on another screen.
pub(super) fn at(display: &Display) -> Result<Option<At>, RecorderError> {
    let reply = display.ask(display.connection.query_pointer(display.root).map(Cookie::reply))?;
    let at = At { x: reply.root_x.into(), y: reply.root_y.into(), top_level: reply.child };
    Ok(reply.same_screen.then_some(at))
}
