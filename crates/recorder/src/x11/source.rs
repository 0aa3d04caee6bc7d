//! The source: events in, a picture out.

use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{AtomEnum, ChangeWindowAttributesAux, ConnectionExt as _, EventMask};

use super::Display;
use super::cursor::Cursor;
use super::grab::{Grabber, Piece};
use super::pointer::{self, At, Pointer};
use super::view::{Found, ScreenView, WindowView};
use crate::RecorderError;
use crate::follow::{Follower, Quarry};
use crate::frame::{Canvas, Damage, Extent, Picture, Rect};
use crate::sizing::Sizing;
use crate::source::{Look, Source};
use crate::target::{Choice, Desktop, Happening, WindowId, Wish};

/// Events that are taken in at one look; the rest is there at the next.
const MAX_EVENTS: usize = 4_096;

/// A screen or a window by X11.
pub struct X11Source {
    display: Display,
    choice: Choice,
    follower: Follower,
    heard: Heard,
    desktop: Desktop,
    view: View,
    sizing: Sizing,
    grabber: Grabber,
    cursor: Cursor,
    pointer: Pointer,
    canvas: Option<Canvas>,
    damage: Damage,
    at_us: u64,
}

enum View {
    None,
    Screen(ScreenView),
    Window(WindowView),
}

/// What events said since the last look.
#[derive(Debug)]
struct Heard {
    windows: bool,
    screen: bool,
    shape: bool,
    damaged: bool,
    remapped: Vec<u32>,
}

impl X11Source {
    /// Begins to watch. Refuses a monitor or a region that is not there.
    pub fn new(display: Display, wish: Wish) -> Result<Self, RecorderError> {
        display.listen()?;
        let pointer = Pointer::new(wish.pointer);
        if wish.pointer && !display.listen_to_buttons()? {
            tracing::warn!("the display has no XInput extension: clicks are not noted");
        }
        let quarry = match &wish.choice {
            Choice::AllMonitors | Choice::Monitor(_) | Choice::Region(_) => Quarry::Screen,
            Choice::RemoteWindow => Quarry::Remote { rules: wish.rules, hints: wish.hints },
            Choice::ActiveWindow => Quarry::Active,
            Choice::Window(id) => Quarry::Picked(*id),
        };
        if quarry == Quarry::Screen && area(&display, &wish.choice)?.is_none() {
            let monitors = display.monitors()?.into_iter().map(|monitor| monitor.name).collect::<Vec<_>>();
            return Err(RecorderError::NoSuchPlace { choice: wish.choice, monitors: monitors.join(", ") });
        }
        let grabber = Grabber::new(&display)?;
        let heard = Heard { windows: true, screen: true, shape: true, damaged: true, remapped: Vec::new() };
        Ok(Self {
            display,
            choice: wish.choice,
            follower: Follower::new(quarry),
            heard,
            desktop: Desktop::default(),
            view: View::None,
            sizing: Sizing::default(),
            grabber,
            cursor: Cursor::default(),
            pointer,
            canvas: None,
            damage: Damage::default(),
            at_us: 0,
        })
    }

    /// The window in the picture, where it is one.
    pub fn window(&self) -> Option<WindowId> {
        self.follower.window()
    }

    fn hear(&mut self) -> Result<(), RecorderError> {
        for _ in 0..MAX_EVENTS {
            let event = self.display.connection.poll_for_event().map_err(|e| self.display.lost(e))?;
            let Some(event) = event else { break };
            match event {
                Event::DamageNotify(_) => self.heard.damaged = true,
                Event::XfixesCursorNotify(_) => self.heard.shape = true,
                Event::XinputRawButtonPress(press) => self.pointer.press(press.detail),
                Event::PropertyNotify(event) if self.tells_of_windows(event.atom) => {
                    self.heard.windows = true;
                }
                Event::ConfigureNotify(event) if event.window == self.display.root => {
                    self.heard.screen = true;
                }
                Event::MapNotify(event) => self.hear_of(event.window),
                Event::UnmapNotify(event) => self.hear_of(event.window),
                Event::ReparentNotify(event) => self.hear_of(event.window),
                Event::DestroyNotify(_) => self.heard.windows = true,
                Event::Error(error) => tracing::debug!(?error, "the display refused a request"),
                _ => {}
            }
        }
        Ok(())
    }

    /// Others, such as when a key was last pressed, change all the time and say nothing here.
    fn tells_of_windows(&self, property: u32) -> bool {
        let atoms = &self.display.atoms;
        let names = [AtomEnum::WM_NAME.into(), AtomEnum::WM_CLASS.into(), atoms._NET_WM_NAME];
        let lists = [atoms._NET_ACTIVE_WINDOW, atoms._NET_CLIENT_LIST, atoms._NET_CLIENT_LIST_STACKING];
        names.contains(&property) || lists.contains(&property)
    }

    fn hear_of(&mut self, window: u32) {
        self.heard.windows = true;
        if self.heard.remapped.len() < MAX_EVENTS {
            self.heard.remapped.push(window);
        }
    }

    /// Finds out which window is to be shown, where any windows came, went or were renamed.
    fn follow(&mut self, happened: &mut Vec<Happening>) -> Result<(), RecorderError> {
        if !std::mem::take(&mut self.heard.windows) {
            return Ok(());
        }
        self.desktop = self.display.desktop()?;
        let wanted = self.follower.look(&self.desktop, happened);
        let shown = match &self.view {
            View::Window(view) => Some(view.id),
            View::None | View::Screen(_) => None,
        };
        if wanted != shown {
            self.show(wanted)?;
        }
        // Titles of the window with the focus are told, so they must be heard of.
        if let Some(active) = self.desktop.active.filter(|id| Some(*id) != wanted)
            && matches!(self.choice, Choice::AllMonitors | Choice::Monitor(_) | Choice::Region(_))
        {
            let aux = ChangeWindowAttributesAux::new().event_mask(EventMask::PROPERTY_CHANGE);
            self.display
                .connection
                .change_window_attributes(active.0, &aux)
                .map_err(|e| self.display.lost(e))?;
        }
        Ok(())
    }

    fn show(&mut self, window: Option<WindowId>) -> Result<(), RecorderError> {
        if matches!(self.view, View::Screen(_)) {
            return Ok(());
        }
        if let View::Window(view) = std::mem::replace(&mut self.view, View::None) {
            view.end(&self.display)?;
        }
        if let Some(id) = window {
            match WindowView::new(&self.display, id)? {
                Some(view) => self.view = View::Window(view),
                // It was there a moment ago: ask again at the next look.
                None => self.heard.windows = true,
            }
        }
        Ok(())
    }

    fn look_at_screen(&mut self, at_us: u64, happened: &mut Vec<Happening>) -> Result<Look, RecorderError> {
        if std::mem::take(&mut self.heard.screen) {
            let Some(area) = area(&self.display, &self.choice)? else {
                if let View::Screen(_) = std::mem::replace(&mut self.view, View::None) {
                    happened.push(Happening::TargetLost);
                }
                return Ok(Look::Nothing);
            };
            match &mut self.view {
                View::Screen(view) => view.area = area,
                _ => {
                    self.view = View::Screen(ScreenView::new(&self.display, area)?);
                    if self.canvas.is_some() {
                        let title = String::new();
                        happened.push(Happening::TargetReturned { title: title.clone(), application: title });
                    }
                }
            }
            let extent = Extent::new(area.width, area.height)?;
            if self.canvas.as_ref().is_some_and(|canvas| canvas.extent() != extent) {
                happened.push(Happening::TargetResized { extent });
            }
            self.canvas = None;
        }
        let View::Screen(view) = &self.view else { return Ok(Look::Nothing) };
        let area = view.area;
        let mut changed = Vec::new();
        if std::mem::take(&mut self.heard.damaged) {
            changed = view.watched.take(&self.display)?;
        }
        let extent = Extent::new(area.width, area.height)?;
        if self.canvas.is_none() {
            changed = vec![area];
        }
        let changed: Vec<_> = changed.into_iter().map(|rect| rect.moved(-area.x, -area.y)).collect();
        let place = pointer::at(&self.display)?.map(|at| (at.x - area.x, at.y - area.y));
        let place = place.filter(|&(x, y)| extent.rect().has(x, y));
        self.pointer.tell(place, happened);
        let drawable = self.display.root;
        self.update(at_us, extent, drawable, (area.x, area.y), extent.rect(), &changed, place)
    }

    fn look_at_window(&mut self, at_us: u64, happened: &mut Vec<Happening>) -> Result<Look, RecorderError> {
        let View::Window(view) = &mut self.view else { return Ok(Look::Nothing) };
        for window in self.heard.remapped.drain(..) {
            view.hear_of(&self.display, window)?;
        }
        let (pixels, place, is_new) = match view.find(&self.display)? {
            Found::Gone => {
                // The list of windows tells of it a moment later; until then there is nothing to see.
                self.heard.windows = true;
                return Ok(Look::Nothing);
            }
            Found::Hidden => return Ok(Look::Nothing),
            Found::Shown { pixels, place, is_new } => (pixels, place, is_new),
        };
        let changed = if std::mem::take(&mut self.heard.damaged) {
            view.watched.take(&self.display)?
        } else {
            Vec::new()
        };
        let at: Option<At> = pointer::at(&self.display)?.filter(|at| view.is_under(at.top_level));
        // One that shows many windows in turn has room for each of them.
        let extent = match self.choice {
            Choice::ActiveWindow => self.display.screen()?,
            _ => self.sizing.look(pixels.extent, at_us),
        };
        if self.canvas.as_ref().is_some_and(|canvas| canvas.extent() != extent) {
            happened.push(Happening::TargetResized { extent });
        }
        let shown = pixels.extent.rect().intersection(extent.rect()).unwrap_or_default();
        let pointer = at.map(|at| (at.x - place.0, at.y - place.1)).filter(|&(x, y)| shown.has(x, y));
        self.pointer.tell(pointer, happened);
        let is_new = is_new || self.canvas.as_ref().is_none_or(|canvas| canvas.extent() != extent);
        if is_new {
            // Nothing of another window, nor of another size of this one, stays in the picture.
            self.canvas = None;
        }
        let whole = [shown];
        let changed = if is_new { &whole[..] } else { &changed[..] };
        let border = (pixels.border, pixels.border);
        self.update(at_us, extent, pixels.pixmap, border, shown, changed, pointer)
    }

    /// Brings the canvas up to date: `changed` and `within` are in the picture's pixels, `origin` is where the picture
    /// begins in the drawable.
    #[expect(clippy::too_many_arguments, reason = "one call from two places, each with all of it at hand")]
    fn update(
        &mut self,
        at_us: u64,
        extent: Extent,
        drawable: u32,
        origin: (i32, i32),
        within: Rect,
        changed: &[Rect],
        pointer: Option<(i32, i32)>,
    ) -> Result<Look, RecorderError> {
        if std::mem::take(&mut self.heard.shape) {
            self.cursor.fetch(&self.display)?;
        }
        let is_fresh = self.canvas.is_none();
        if is_fresh {
            self.cursor.forget();
        }
        let mut news = Damage::default();
        for rect in changed.iter().filter_map(|rect| rect.intersection(within)) {
            news.add(rect, extent);
        }
        let cursor_differs = self.cursor.differs(pointer);
        if !is_fresh && news.is_empty() && !cursor_differs {
            return Ok(Look::Unchanged);
        }
        let canvas = self.canvas.get_or_insert_with(|| Canvas::new(extent));
        let lifted = self.cursor.lift(canvas);
        let pieces: Vec<_> = news
            .rects()
            .iter()
            .map(|rect| Piece { from: rect.moved(origin.0, origin.1), to: (rect.x, rect.y) })
            .collect();
        let is_there = self.grabber.grab(&self.display, drawable, &pieces, canvas)?;
        if !is_there {
            // It shrank or went between two questions: the next look finds what it is now.
            self.canvas = None;
            self.heard.windows = true;
            if let View::Window(view) = &mut self.view {
                view.forget_pixels(&self.display)?;
            }
            return Ok(Look::Nothing);
        }
        let drawn = pointer.map(|place| self.cursor.draw(canvas, place));
        if cursor_differs {
            for rect in lifted.into_iter().chain(drawn) {
                news.add(rect, extent);
            }
        }
        if is_fresh {
            news.add(extent.rect(), extent);
        }
        self.damage = news;
        self.at_us = at_us;
        Ok(Look::Changed)
    }
}

/// Where on the screen the choice lies; `None` where that is nowhere.
fn area(display: &Display, choice: &Choice) -> Result<Option<Rect>, RecorderError> {
    let screen = display.screen()?.rect();
    Ok(match choice {
        Choice::Monitor(name) => {
            let monitor = display.monitors()?.into_iter().find(|monitor| monitor.name == *name);
            monitor.and_then(|monitor| monitor.rect.intersection(screen))
        }
        Choice::Region(region) => region.intersection(screen),
        _ => Some(screen),
    })
}

impl Source for X11Source {
    fn look(&mut self, at_us: u64, happened: &mut Vec<Happening>) -> Result<Look, RecorderError> {
        self.hear()?;
        self.follow(happened)?;
        let look = match self.choice {
            Choice::AllMonitors | Choice::Monitor(_) | Choice::Region(_) => {
                self.look_at_screen(at_us, happened)
            }
            Choice::RemoteWindow | Choice::ActiveWindow | Choice::Window(_) => {
                self.look_at_window(at_us, happened)
            }
        };
        self.heard.remapped.clear();
        look
    }

    fn picture(&self) -> Option<Picture<'_>> {
        self.canvas.as_ref().map(|canvas| canvas.picture(&self.damage, self.at_us))
    }
}
