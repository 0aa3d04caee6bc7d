//! One connection to a display server, checked for what a recorder needs.

use x11rb::connection::{Connection, RequestConnection};
use x11rb::cookie::Cookie;
use x11rb::errors::{ConnectionError, ReplyError, ReplyOrIdError};
use x11rb::protocol::composite::{self, ConnectionExt as _};
use x11rb::protocol::damage::{self, ConnectionExt as _};
use x11rb::protocol::randr::{self, ConnectionExt as _};
use x11rb::protocol::xfixes::{self, ConnectionExt as _};
use x11rb::protocol::xinput::{self, ConnectionExt as _};
use x11rb::protocol::xproto::{
    AtomEnum, ChangeWindowAttributesAux, ConnectionExt as _, EventMask, ImageOrder, Screen, Window,
};
use x11rb::rust_connection::RustConnection;

use crate::RecorderError;
use crate::frame::{Extent, Rect};
use crate::target::Monitor;

x11rb::atom_manager! {
    /// Names that window managers agree on.
    pub(super) Atoms: AtomsCookie {
        _NET_ACTIVE_WINDOW,
        _NET_CLIENT_LIST,
        _NET_CLIENT_LIST_STACKING,
        _NET_WM_NAME,
        _NET_WM_PID,
        UTF8_STRING,
    }
}

/// A connection to a display server.
pub struct Display {
    pub(super) connection: RustConnection,
    pub(super) atoms: Atoms,
    pub(super) root: Window,
    name: String,
}

impl Display {
    /// Connects to a display such as `:0`; without a name, to the one that the environment has.
    pub fn open(name: Option<&str>) -> Result<Self, RecorderError> {
        let shown = name.map_or_else(|| std::env::var("DISPLAY").unwrap_or_default(), str::to_owned);
        let refused = |cause: String| RecorderError::NoDisplay { name: shown.clone(), cause };
        let (connection, number) =
            RustConnection::connect(name).map_err(|error| refused(error.to_string()))?;
        let screen =
            connection.setup().roots.get(number).ok_or_else(|| refused("it has no screen".into()))?;
        let root = screen.root;
        check_pixels(&connection, screen)?;
        let atoms = Atoms::new(&connection)
            .and_then(|cookie| cookie.reply().map_err(reply_to_connection))
            .map_err(|error| refused(error.to_string()))?;
        let display = Self { connection, atoms, root, name: shown };
        display.greet_extensions()?;
        Ok(display)
    }

    fn greet_extensions(&self) -> Result<(), RecorderError> {
        for name in [composite::X11_EXTENSION_NAME, damage::X11_EXTENSION_NAME, xfixes::X11_EXTENSION_NAME] {
            let known = self.connection.extension_information(name).map_err(|e| self.lost(e))?;
            if known.is_none() {
                return Err(RecorderError::Unsupported {
                    what: format!("the display {} has no {name} extension", self.name),
                });
            }
        }
        let connection = &self.connection;
        self.ask(connection.composite_query_version(0, 4).map(Cookie::reply))?;
        self.ask(connection.damage_query_version(1, 1).map(Cookie::reply))?;
        self.ask(connection.xfixes_query_version(5, 0).map(Cookie::reply))?;
        Ok(())
    }

    /// Asks to hear of windows and of the screen's size.
    pub(super) fn listen(&self) -> Result<(), RecorderError> {
        let mask = EventMask::PROPERTY_CHANGE | EventMask::SUBSTRUCTURE_NOTIFY | EventMask::STRUCTURE_NOTIFY;
        let aux = ChangeWindowAttributesAux::new().event_mask(mask);
        self.connection.change_window_attributes(self.root, &aux).map_err(|e| self.lost(e))?;
        self.connection
            .xfixes_select_cursor_input(self.root, xfixes::CursorNotifyMask::DISPLAY_CURSOR)
            .map_err(|e| self.lost(e))?;
        Ok(())
    }

    /// Asks to hear of buttons, wherever the pointer is. Says whether the display can.
    pub(super) fn listen_to_buttons(&self) -> Result<bool, RecorderError> {
        let name = xinput::X11_EXTENSION_NAME;
        if self.connection.extension_information(name).map_err(|e| self.lost(e))?.is_none() {
            return Ok(false);
        }
        self.ask(self.connection.xinput_xi_query_version(2, 2).map(Cookie::reply))?;
        let mask = xinput::EventMask {
            // All master devices: each press once, by whatever it was made.
            deviceid: 1,
            mask: vec![xinput::XIEventMask::RAW_BUTTON_PRESS],
        };
        self.connection.xinput_xi_select_events(self.root, &[mask]).map_err(|e| self.lost(e))?;
        Ok(true)
    }

    /// The whole screen: all monitors.
    pub fn screen(&self) -> Result<Extent, RecorderError> {
        let geometry = self.ask(self.connection.get_geometry(self.root).map(Cookie::reply))?;
        Extent::new(geometry.width.into(), geometry.height.into())
    }

    /// All monitors, the main one first. A display that knows none has one: the screen.
    pub fn monitors(&self) -> Result<Vec<Monitor>, RecorderError> {
        let randr =
            self.connection.extension_information(randr::X11_EXTENSION_NAME).map_err(|e| self.lost(e))?;
        let mut monitors = Vec::new();
        if randr.is_some() {
            let version = self.ask(self.connection.randr_query_version(1, 5).map(Cookie::reply))?;
            if (version.major_version, version.minor_version) >= (1, 5) {
                let reply =
                    self.ask(self.connection.randr_get_monitors(self.root, true).map(Cookie::reply))?;
                for monitor in reply.monitors.iter().take(64) {
                    let name = self.ask(self.connection.get_atom_name(monitor.name).map(Cookie::reply))?;
                    monitors.push(Monitor {
                        name: String::from_utf8_lossy(&name.name).into_owned(),
                        rect: Rect::new(
                            monitor.x.into(),
                            monitor.y.into(),
                            monitor.width.into(),
                            monitor.height.into(),
                        ),
                        is_primary: monitor.primary,
                    });
                }
            }
        }
        if monitors.is_empty() {
            let rect = self.screen()?.rect();
            monitors.push(Monitor { name: "screen".into(), rect, is_primary: true });
        }
        monitors.sort_by_key(|monitor| !monitor.is_primary);
        Ok(monitors)
    }

    /// The answer to a question that only a lost display does not answer.
    pub(super) fn ask<T>(
        &self,
        reply: Result<Result<T, ReplyError>, ConnectionError>,
    ) -> Result<T, RecorderError> {
        match reply {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(self.lost(error)),
            Err(error) => Err(self.lost(error)),
        }
    }

    /// The answer to a question about something that may be gone by now: `None` when it is.
    pub(super) fn ask_about<T>(
        &self,
        reply: Result<Result<T, ReplyError>, ConnectionError>,
    ) -> Result<Option<T>, RecorderError> {
        match reply {
            Ok(Ok(answer)) => Ok(Some(answer)),
            Ok(Err(ReplyError::X11Error(_))) => Ok(None),
            Ok(Err(error)) => Err(self.lost(error)),
            Err(error) => Err(self.lost(error)),
        }
    }

    /// A number for a new thing at the server.
    pub(super) fn new_id(&self) -> Result<u32, RecorderError> {
        self.connection.generate_id().map_err(|error: ReplyOrIdError| self.lost(error))
    }

    pub(super) fn lost(&self, cause: impl std::fmt::Display) -> RecorderError {
        RecorderError::DisplayLost { name: self.name.clone(), cause: cause.to_string() }
    }

    /// Up to `max` values of a property of 32-bit numbers; empty when the window or the property is not there.
    pub(super) fn numbers(&self, window: Window, name: u32, max: u32) -> Result<Vec<u32>, RecorderError> {
        let cookie = self.connection.get_property(false, window, name, AtomEnum::ANY, 0, max);
        let reply = self.ask_about(cookie.map(Cookie::reply))?;
        Ok(reply.and_then(|reply| reply.value32().map(Iterator::collect)).unwrap_or_default())
    }
}

fn reply_to_connection(error: ReplyError) -> ConnectionError {
    match error {
        ReplyError::ConnectionError(error) => error,
        ReplyError::X11Error(_) => ConnectionError::UnknownError,
    }
}

/// Blue, green, red and a byte that says nothing, in this order: what every desktop of today has.
fn check_pixels(connection: &RustConnection, screen: &Screen) -> Result<(), RecorderError> {
    let setup = connection.setup();
    let format = setup.pixmap_formats.iter().find(|format| format.depth == screen.root_depth);
    let masks = screen
        .allowed_depths
        .iter()
        .flat_map(|depth| &depth.visuals)
        .find(|visual| visual.visual_id == screen.root_visual)
        .map(|visual| (visual.red_mask, visual.green_mask, visual.blue_mask));
    let is_known = setup.image_byte_order == ImageOrder::LSB_FIRST
        && format.is_some_and(|format| format.bits_per_pixel == 32)
        && masks == Some((0x00ff_0000, 0xff00, 0xff));
    if is_known {
        Ok(())
    } else {
        Err(RecorderError::Unsupported {
            what: format!(
                "the display has {} bits per pixel in an order that is not known: set it to 24-bit colour",
                screen.root_depth
            ),
        })
    }
}
