//! Which windows there are.

use x11rb::cookie::Cookie;
use x11rb::protocol::xproto::{AtomEnum, ConnectionExt as _, MapState, Window};

use super::Display;
use crate::RecorderError;
use crate::frame::Rect;
use crate::target::{Desktop, MAX_TITLE_CHARS, MAX_WINDOWS, WindowId, WindowInfo};

/// The most of a property that is read, in 32-bit units.
const MAX_TEXT_UNITS: u32 = 1_024;

impl Display {
    /// All windows of people's, the lowest first, and which has the focus.
    pub fn desktop(&self) -> Result<Desktop, RecorderError> {
        let most = MAX_WINDOWS as u32;
        let mut ids = self.numbers(self.root, self.atoms._NET_CLIENT_LIST_STACKING, most)?;
        if ids.is_empty() {
            ids = self.numbers(self.root, self.atoms._NET_CLIENT_LIST, most)?;
        }
        let is_managed = !ids.is_empty();
        if !is_managed {
            let tree = self.ask(self.connection.query_tree(self.root).map(Cookie::reply))?;
            ids = tree.children;
        }
        let mut windows = Vec::new();
        for id in ids.into_iter().take(MAX_WINDOWS) {
            if let Some(window) = self.window(id)?
                && (is_managed || (window.is_shown && !window.class.is_empty()))
            {
                windows.push(window);
            }
        }
        Ok(Desktop { windows, active: self.active()? })
    }

    fn active(&self) -> Result<Option<WindowId>, RecorderError> {
        let named = self.numbers(self.root, self.atoms._NET_ACTIVE_WINDOW, 1)?;
        if let Some(&id) = named.first() {
            return Ok((id != 0).then_some(WindowId(id)));
        }
        // Without a window manager the focus itself says it; 1 and below are no windows.
        let focus = self.ask(self.connection.get_input_focus().map(Cookie::reply))?.focus;
        if focus <= 1 || focus == self.root {
            return Ok(None);
        }
        Ok(Some(WindowId(self.top_level(focus)?)))
    }

    /// The child of the root that `window` lies in.
    pub(super) fn top_level(&self, window: Window) -> Result<Window, RecorderError> {
        let mut at = window;
        // Deeper than any desktop nests; a tree that changes meanwhile cannot keep this going.
        for _ in 0..32 {
            let tree = self.ask_about(self.connection.query_tree(at).map(Cookie::reply))?;
            match tree {
                Some(tree) if tree.parent != tree.root && tree.parent != 0 => at = tree.parent,
                _ => break,
            }
        }
        Ok(at)
    }

    /// What is known of a window; `None` when it is gone.
    fn window(&self, id: Window) -> Result<Option<WindowInfo>, RecorderError> {
        let connection = &self.connection;
        let geometry = connection.get_geometry(id).map_err(|e| self.lost(e))?;
        let place = connection.translate_coordinates(id, self.root, 0, 0).map_err(|e| self.lost(e))?;
        let attributes = connection.get_window_attributes(id).map_err(|e| self.lost(e))?;
        let (geometry, place, attributes) = (
            self.ask_about(Ok(geometry.reply()))?,
            self.ask_about(Ok(place.reply()))?,
            self.ask_about(Ok(attributes.reply()))?,
        );
        let (Some(geometry), Some(place), Some(attributes)) = (geometry, place, attributes) else {
            return Ok(None);
        };
        let title = match self.text(id, self.atoms._NET_WM_NAME)? {
            title if title.is_empty() => self.text(id, AtomEnum::WM_NAME.into())?,
            title => title,
        };
        // Instance and class, each ended by a zero; the class is the application.
        let class = self.text(id, AtomEnum::WM_CLASS.into())?;
        let class =
            class.split('\0').nth(1).or_else(|| class.split('\0').next()).unwrap_or_default().to_owned();
        let pid = self.numbers(id, self.atoms._NET_WM_PID, 1)?.first().copied().filter(|&pid| pid != 0);
        Ok(Some(WindowInfo {
            id: WindowId(id),
            title: title.chars().take(MAX_TITLE_CHARS).collect(),
            class: class.chars().take(MAX_TITLE_CHARS).collect(),
            pid,
            process: pid.and_then(process_name),
            rect: Rect::new(
                place.dst_x.into(),
                place.dst_y.into(),
                geometry.width.into(),
                geometry.height.into(),
            ),
            is_shown: attributes.map_state == MapState::VIEWABLE,
        }))
    }

    fn text(&self, window: Window, name: u32) -> Result<String, RecorderError> {
        let cookie = self.connection.get_property(false, window, name, AtomEnum::ANY, 0, MAX_TEXT_UNITS);
        let reply = self.ask_about(cookie.map(Cookie::reply))?;
        let Some(reply) = reply.filter(|reply| reply.format == 8) else { return Ok(String::new()) };
        // Old programs write Latin-1; what is no UTF-8 is read as that.
        Ok(String::from_utf8(reply.value)
            .unwrap_or_else(|error| error.into_bytes().iter().map(|&byte| char::from(byte)).collect()))
    }
}

/// What the system calls a process; a window may name one that is not its own, so that this is a hint and no proof.
fn process_name(pid: u32) -> Option<String> {
    let name = std::fs::read_to_string(format!("/proc/{pid}/comm")).ok()?;
    Some(name.trim().to_owned())
}
