//! Screens and windows by `xcap`: macOS, Windows, and the portal of Wayland.
//!
//! Each look takes the whole picture, which costs more than asking what changed; what did not change is found by
//! comparing, and is not encoded. The pointer is not in these pictures.

use xcap::image::RgbaImage;
use xcap::{Monitor, Window, XCapError, XCapResult};

use super::compare;
use crate::RecorderError;
use crate::follow::{Follower, Quarry};
use crate::frame::{Canvas, Damage, Extent, Picture, Rect};
use crate::sizing::Sizing;
use crate::source::{Look, Source};
use crate::target::{
    self, Choice, Desktop, Happening, MAX_TITLE_CHARS, MAX_WINDOWS, WindowId, WindowInfo, Wish,
};

/// More monitors than this are not looked at.
const MAX_MONITORS: usize = 64;

/// A screen or a window by `xcap`. Handles are asked for anew at each look: they belong to a thread on some systems.
pub struct PortableSource {
    choice: Choice,
    follower: Follower,
    sizing: Sizing,
    canvas: Option<Canvas>,
    damage: Damage,
    at_us: u64,
    /// The canvas was made and nothing is on it yet.
    is_fresh: bool,
}

impl PortableSource {
    /// Begins to watch. Refuses a monitor or a region that is not there, and windows where the system names none.
    pub fn new(wish: Wish) -> Result<Self, RecorderError> {
        let quarry = match &wish.choice {
            Choice::AllMonitors | Choice::Monitor(_) | Choice::Region(_) => Quarry::Screen,
            Choice::RemoteWindow => Quarry::Remote { rules: wish.rules, hints: wish.hints },
            Choice::ActiveWindow => Quarry::Active,
            Choice::Window(id) => Quarry::Picked(*id),
        };
        if quarry == Quarry::Screen {
            let monitors = monitors()?;
            if area(&monitors, &wish.choice).is_none() {
                let names: Vec<_> = monitors.into_iter().map(|monitor| monitor.name).collect();
                return Err(RecorderError::NoSuchPlace { choice: wish.choice, monitors: names.join(", ") });
            }
        } else {
            Window::all().map_err(|error| RecorderError::Unsupported {
                what: format!("its windows are not named ({error}); record the full screen instead"),
            })?;
        }
        Ok(Self {
            choice: wish.choice,
            follower: Follower::new(quarry),
            sizing: Sizing::default(),
            canvas: None,
            damage: Damage::default(),
            at_us: 0,
            is_fresh: false,
        })
    }

    fn look_at_screen(&mut self, at_us: u64, happened: &mut Vec<Happening>) -> Result<Look, RecorderError> {
        let is_wanted = |name: &str| !matches!(&self.choice, Choice::Monitor(wanted) if wanted != name);
        let mut pictures = Vec::new();
        for monitor in Monitor::all().map_err(lost)?.into_iter().take(MAX_MONITORS) {
            let known = read(&monitor).map_err(lost)?;
            if is_wanted(&known.name) {
                let image = monitor.capture_image().map_err(lost)?;
                // Places are in points on some systems, pictures in pixels everywhere.
                let scale = f64::from(image.width()) / f64::from(known.rect.width.max(1));
                let pixels = |points: i32| (f64::from(points) * scale).round() as i32;
                pictures.push((image, (pixels(known.rect.x), pixels(known.rect.y))));
            }
        }
        let rects = pictures.iter().map(|(image, at)| Rect::new(at.0, at.1, image.width(), image.height()));
        let Some(screen) = rects.reduce(Rect::union) else { return Ok(Look::Nothing) };
        let area = match self.choice {
            Choice::Region(region) => region.intersection(screen),
            _ => Some(screen),
        };
        let Some(area) = area else { return Ok(Look::Nothing) };
        for (_, at) in &mut pictures {
            *at = (at.0 - area.x, at.1 - area.y);
        }
        self.resize(Extent::new(area.width, area.height)?, happened);
        Ok(self.update(at_us, &pictures))
    }

    fn look_at_window(&mut self, at_us: u64, happened: &mut Vec<Happening>) -> Result<Look, RecorderError> {
        let (desktop, handles) = desktop()?;
        let before = self.follower.window();
        let Some(id) = self.follower.look(&desktop, happened) else { return Ok(Look::Nothing) };
        let is_shown = desktop.window(id).is_some_and(|window| window.is_shown);
        let handle = handles.into_iter().find(|(known, _)| *known == id).filter(|_| is_shown);
        // It may go between two questions: the next look finds that out.
        let Some(Ok(image)) = handle.map(|(_, window)| window.capture_image()) else {
            return Ok(Look::Nothing);
        };
        let size = Extent::new(image.width(), image.height())?;
        let extent = match self.choice {
            Choice::ActiveWindow => area(&monitors()?, &Choice::AllMonitors)
                .map_or(Ok(size), |screen| Extent::new(screen.width, screen.height))?,
            _ => self.sizing.look(size, at_us),
        };
        if before.is_some_and(|before| before != id) {
            // Nothing of another window stays in the picture.
            self.canvas = None;
        }
        self.resize(extent, happened);
        Ok(self.update(at_us, &[(image, (0, 0))]))
    }

    fn resize(&mut self, extent: Extent, happened: &mut Vec<Happening>) {
        if self.canvas.as_ref().is_some_and(|canvas| canvas.extent() != extent) {
            happened.push(Happening::TargetResized { extent });
            self.canvas = None;
        }
        if self.canvas.is_none() {
            self.canvas = Some(Canvas::new(extent));
            self.is_fresh = true;
        }
    }

    fn update(&mut self, at_us: u64, pictures: &[(RgbaImage, (i32, i32))]) -> Look {
        let Some(canvas) = &mut self.canvas else { return Look::Nothing };
        let mut news = Damage::default();
        for (image, at) in pictures {
            compare::update(canvas, &mut news, image.as_raw(), image.width(), *at);
        }
        if std::mem::take(&mut self.is_fresh) {
            news.add(canvas.extent().rect(), canvas.extent());
        }
        if news.is_empty() {
            return Look::Unchanged;
        }
        self.damage = news;
        self.at_us = at_us;
        Look::Changed
    }
}

/// All monitors.
pub(crate) fn monitors() -> Result<Vec<target::Monitor>, RecorderError> {
    Monitor::all().and_then(|all| all.iter().take(MAX_MONITORS).map(read).collect()).map_err(lost)
}

fn read(monitor: &Monitor) -> XCapResult<target::Monitor> {
    Ok(target::Monitor {
        name: monitor.name()?,
        rect: Rect::new(monitor.x()?, monitor.y()?, monitor.width()?, monitor.height()?),
        is_primary: monitor.is_primary()?,
    })
}

/// All windows, the lowest first, with what reaches them.
pub(crate) fn desktop() -> Result<(Desktop, Vec<(WindowId, Window)>), RecorderError> {
    let mut found = Vec::new();
    for window in Window::all().map_err(lost)?.into_iter().take(MAX_WINDOWS) {
        let read = |window: &Window| -> XCapResult<(WindowInfo, i32, bool)> {
            let info = WindowInfo {
                id: WindowId(window.id()?),
                title: window.title()?.chars().take(MAX_TITLE_CHARS).collect(),
                class: window.app_name()?,
                pid: Some(window.pid()?),
                process: None,
                rect: Rect::new(window.x()?, window.y()?, window.width()?, window.height()?),
                is_shown: !window.is_minimized()?,
            };
            Ok((info, window.z()?, window.is_focused()?))
        };
        // One that closes meanwhile cannot be read.
        if let Ok((info, z, is_focused)) = read(&window) {
            found.push((info, z, is_focused, window));
        }
    }
    found.sort_by_key(|(_, z, _, _)| *z);
    let active = found.iter().find(|(_, _, is_focused, _)| *is_focused).map(|(info, _, _, _)| info.id);
    let mut handles = Vec::new();
    let mut windows = Vec::new();
    for (info, _, _, window) in found {
        handles.push((info.id, window));
        windows.push(info);
    }
    Ok((Desktop { windows, active }, handles))
}

fn area(monitors: &[target::Monitor], choice: &Choice) -> Option<Rect> {
    let screen = monitors.iter().map(|monitor| monitor.rect).reduce(Rect::union)?;
    match choice {
        Choice::Monitor(name) => {
            monitors.iter().find(|monitor| monitor.name == *name).map(|monitor| monitor.rect)
        }
        Choice::Region(region) => region.intersection(screen),
        _ => Some(screen),
    }
}

fn lost(error: XCapError) -> RecorderError {
    RecorderError::DisplayLost { name: "of this session".into(), cause: error.to_string() }
}

impl Source for PortableSource {
    fn look(&mut self, at_us: u64, happened: &mut Vec<Happening>) -> Result<Look, RecorderError> {
        match self.choice {
            Choice::AllMonitors | Choice::Monitor(_) | Choice::Region(_) => {
                self.look_at_screen(at_us, happened)
            }
            Choice::RemoteWindow | Choice::ActiveWindow | Choice::Window(_) => {
                self.look_at_window(at_us, happened)
            }
        }
    }

    fn picture(&self) -> Option<Picture<'_>> {
        let canvas = self.canvas.as_ref().filter(|_| !self.is_fresh)?;
        Some(canvas.picture(&self.damage, self.at_us))
    }
}
