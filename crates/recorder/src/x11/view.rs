//! What is looked at: the screen's own pixels, or one window's.

use x11rb::cookie::{Cookie, VoidCookie};
use x11rb::protocol::composite::{ConnectionExt as _, Redirect};
use x11rb::protocol::damage::{ConnectionExt as _, ReportLevel};
use x11rb::protocol::xfixes::ConnectionExt as _;
use x11rb::protocol::xproto::{
    ChangeWindowAttributesAux, ConnectionExt as _, Drawable, EventMask, MapState, Window,
};

use super::Display;
use crate::RecorderError;
use crate::frame::{Extent, Rect};
use crate::target::WindowId;

/// What of a drawable changed since it was last asked. The server keeps it, however much that is.
#[derive(Debug)]
pub(super) struct Watched {
    pub(super) id: u32,
    region: u32,
}

impl Watched {
    /// `None` when the drawable is gone.
    fn new(display: &Display, drawable: Drawable) -> Result<Option<Self>, RecorderError> {
        let (id, region) = (display.new_id()?, display.new_id()?);
        let connection = &display.connection;
        let made = connection.damage_create(id, drawable, ReportLevel::NON_EMPTY);
        if display.ask_about(made.map(VoidCookie::check))?.is_none() {
            return Ok(None);
        }
        connection.xfixes_create_region(region, &[]).map_err(|e| display.lost(e))?;
        Ok(Some(Self { id, region }))
    }

    /// What changed, and begins anew. What changes after this is told again, so that nothing is missed.
    pub(super) fn take(&self, display: &Display) -> Result<Vec<Rect>, RecorderError> {
        let connection = &display.connection;
        connection.damage_subtract(self.id, x11rb::NONE, self.region).map_err(|e| display.lost(e))?;
        let region = connection.xfixes_fetch_region(self.region).map(Cookie::reply);
        // Gone with its window.
        let Some(region) = display.ask_about(region)? else { return Ok(Vec::new()) };
        let rects = region.rectangles.iter();
        Ok(rects.map(|r| Rect::new(r.x.into(), r.y.into(), r.width.into(), r.height.into())).collect())
    }

    fn end(self, display: &Display) -> Result<(), RecorderError> {
        display.connection.damage_destroy(self.id).map_err(|e| display.lost(e))?;
        display.connection.xfixes_destroy_region(self.region).map_err(|e| display.lost(e))?;
        Ok(())
    }
}

/// A part of the screen.
#[derive(Debug)]
pub(super) struct ScreenView {
    pub(super) area: Rect,
    pub(super) watched: Watched,
}

impl ScreenView {
    pub(super) fn new(display: &Display, area: Rect) -> Result<Self, RecorderError> {
        let watched =
            Watched::new(display, display.root)?.ok_or_else(|| display.lost("it has no root window"))?;
        Ok(Self { area, watched })
    }
}

/// One window, by its own pixels.
#[derive(Debug)]
pub(super) struct WindowView {
    pub(super) id: WindowId,
    pub(super) watched: Watched,
    /// The child of the root that the window lies in: what a window manager put around it.
    top_level: Window,
    pixels: Option<Pixels>,
}

/// The pixmap that the window drew into when it was named.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pixels {
    pub(super) pixmap: u32,
    pub(super) extent: Extent,
    /// Where the window's content begins in it.
    pub(super) border: i32,
}

/// How a window is found.
#[derive(Clone, Copy, Debug)]
pub(super) enum Found {
    Gone,
    /// Minimised, on another workspace, or not mapped yet.
    Hidden,
    /// On the screen, perhaps covered.
    Shown {
        pixels: Pixels,
        /// Its place on the screen.
        place: (i32, i32),
        /// Whether these pixels were not looked at before.
        is_new: bool,
    },
}

impl WindowView {
    /// `None` when the window is gone.
    pub(super) fn new(display: &Display, id: WindowId) -> Result<Option<Self>, RecorderError> {
        let connection = &display.connection;
        let aux = ChangeWindowAttributesAux::new()
            .event_mask(EventMask::PROPERTY_CHANGE | EventMask::STRUCTURE_NOTIFY);
        let listening = connection.change_window_attributes(id.0, &aux).map(VoidCookie::check);
        if display.ask_about(listening)?.is_none() {
            return Ok(None);
        }
        let redirected = connection.composite_redirect_window(id.0, Redirect::AUTOMATIC);
        if display.ask_about(redirected.map(VoidCookie::check))?.is_none() {
            return Ok(None);
        }
        let Some(watched) = Watched::new(display, id.0)? else { return Ok(None) };
        Ok(Some(Self { id, watched, top_level: display.top_level(id.0)?, pixels: None }))
    }

    /// A window's pixels are others once it, or what it lies in, was mapped or moved elsewhere in the tree.
    pub(super) fn hear_of(&mut self, display: &Display, window: Window) -> Result<(), RecorderError> {
        if window == self.id.0 || window == self.top_level {
            self.forget_pixels(display)?;
            self.top_level = display.top_level(self.id.0)?;
        }
        Ok(())
    }

    /// Whether the pointer, over this child of the root, is over this window and not over one that covers it.
    pub(super) fn is_under(&self, top_level: Window) -> bool {
        top_level == self.top_level
    }

    pub(super) fn find(&mut self, display: &Display) -> Result<Found, RecorderError> {
        let connection = &display.connection;
        let geometry = connection.get_geometry(self.id.0).map_err(|e| display.lost(e))?;
        let place =
            connection.translate_coordinates(self.id.0, display.root, 0, 0).map_err(|e| display.lost(e))?;
        let attributes = connection.get_window_attributes(self.id.0).map_err(|e| display.lost(e))?;
        let (geometry, place, attributes) = (
            display.ask_about(Ok(geometry.reply()))?,
            display.ask_about(Ok(place.reply()))?,
            display.ask_about(Ok(attributes.reply()))?,
        );
        let (Some(geometry), Some(place), Some(attributes)) = (geometry, place, attributes) else {
            return Ok(Found::Gone);
        };
        if attributes.map_state != MapState::VIEWABLE {
            self.forget_pixels(display)?;
            return Ok(Found::Hidden);
        }
        let size = (u32::from(geometry.width), u32::from(geometry.height));
        let known = self.pixels.filter(|pixels| (pixels.extent.width, pixels.extent.height) == size);
        let is_new = known.is_none();
        let pixels = match known {
            Some(pixels) => pixels,
            None => match self.name_pixels(display, geometry.border_width)? {
                Some(pixels) => pixels,
                None => return Ok(Found::Hidden),
            },
        };
        Ok(Found::Shown { pixels, place: (place.dst_x.into(), place.dst_y.into()), is_new })
    }

    /// `None` when the window left the screen just now.
    fn name_pixels(&mut self, display: &Display, border: u16) -> Result<Option<Pixels>, RecorderError> {
        self.forget_pixels(display)?;
        let pixmap = display.new_id()?;
        let named = display.connection.composite_name_window_pixmap(self.id.0, pixmap);
        if display.ask_about(named.map(VoidCookie::check))?.is_none() {
            return Ok(None);
        }
        let geometry = display.connection.get_geometry(pixmap).map(Cookie::reply);
        let Some(geometry) = display.ask_about(geometry)? else { return Ok(None) };
        let inner = |side: u16| u32::from(side).saturating_sub(2 * u32::from(border));
        let extent = Extent::new(inner(geometry.width), inner(geometry.height))?;
        self.pixels = Some(Pixels { pixmap, extent, border: border.into() });
        Ok(self.pixels)
    }

    pub(super) fn forget_pixels(&mut self, display: &Display) -> Result<(), RecorderError> {
        if let Some(pixels) = self.pixels.take() {
            display.connection.free_pixmap(pixels.pixmap).map_err(|e| display.lost(e))?;
        }
        Ok(())
    }

    /// Leaves the window as it was found.
    pub(super) fn end(mut self, display: &Display) -> Result<(), RecorderError> {
        self.forget_pixels(display)?;
        let connection = &display.connection;
        connection
            .composite_unredirect_window(self.id.0, Redirect::AUTOMATIC)
            .map_err(|e| display.lost(e))?;
        let aux = ChangeWindowAttributesAux::new().event_mask(EventMask::NO_EVENT);
        connection.change_window_attributes(self.id.0, &aux).map_err(|e| display.lost(e))?;
        self.watched.end(display)
    }
}
