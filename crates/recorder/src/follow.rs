//! Which window is recorded now. Pure: desktops in, a window and what happened out.

use crate::remote::WindowRule;
use crate::target::{Desktop, Happening, WindowId, WindowInfo};

/// What is followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Quarry {
    /// A window that one of the rules knows.
    Remote {
        /// Which applications.
        rules: Vec<WindowRule>,
        /// Words of the connection (its address, its name): of several windows, one with such a title is the one.
        hints: Vec<String>,
    },
    /// The window that has the focus.
    Active,
    /// One window.
    Picked(WindowId),
    /// Nothing: the whole screen is recorded, and only switches of windows are told.
    Screen,
}

/// Follows one quarry.
#[derive(Clone, Debug)]
pub struct Follower {
    quarry: Quarry,
    current: Option<Current>,
    was_found: bool,
    active: Option<Active>,
}

#[derive(Clone, Debug)]
struct Current {
    id: WindowId,
    title: String,
    is_shown: bool,
    is_focused: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Active {
    id: WindowId,
    title: String,
}

impl Follower {
    /// Begins without a window.
    pub fn new(quarry: Quarry) -> Self {
        Self { quarry, current: None, was_found: false, active: None }
    }

    /// The window that is recorded.
    pub fn window(&self) -> Option<WindowId> {
        self.current.as_ref().map(|current| current.id)
    }

    /// Looks at the desktop; says which window is recorded from now on, and adds what happened.
    pub fn look(&mut self, desktop: &Desktop, happened: &mut Vec<Happening>) -> Option<WindowId> {
        match self.choose(desktop) {
            Some(window) => self.stay_with(window, desktop.active == Some(window.id), happened),
            None if self.current.take().is_some() => happened.push(Happening::TargetLost),
            None => {}
        }
        if matches!(self.quarry, Quarry::Active | Quarry::Screen) {
            self.tell_switches(desktop, happened);
        }
        self.window()
    }

    fn choose<'d>(&self, desktop: &'d Desktop) -> Option<&'d WindowInfo> {
        let held = self.window().and_then(|id| desktop.window(id));
        match &self.quarry {
            Quarry::Screen => None,
            Quarry::Picked(id) => desktop.window(*id),
            // Without a focus, as while a menu is open, the window before stays.
            Quarry::Active => desktop.active.and_then(|id| desktop.window(id)).or(held),
            Quarry::Remote { rules, hints } => {
                let is_remote = |window: &&WindowInfo| rules.iter().any(|rule| rule.matches(window));
                held.filter(is_remote).or_else(|| {
                    let rank = |window: &&WindowInfo| {
                        let title = window.title.to_lowercase();
                        let is_hinted =
                            hints.iter().any(|hint| !hint.is_empty() && title.contains(&hint.to_lowercase()));
                        (is_hinted, window.is_shown, desktop.active == Some(window.id))
                    };
                    // The last of the best is the topmost.
                    desktop.windows.iter().filter(is_remote).max_by_key(rank)
                })
            }
        }
    }

    fn stay_with(&mut self, window: &WindowInfo, is_focused: bool, happened: &mut Vec<Happening>) {
        let tells_focus = !matches!(self.quarry, Quarry::Active);
        match &mut self.current {
            Some(current) if current.id == window.id => {
                if current.is_shown != window.is_shown {
                    current.is_shown = window.is_shown;
                    happened.push(if window.is_shown {
                        Happening::TargetShown
                    } else {
                        Happening::TargetHidden
                    });
                }
                if current.title != window.title {
                    current.title.clone_from(&window.title);
                    if tells_focus {
                        happened.push(Happening::TitleChanged { title: window.title.clone() });
                    }
                }
                if tells_focus && current.is_focused != is_focused {
                    current.is_focused = is_focused;
                    happened.push(Happening::FocusChanged { is_focused });
                }
            }
            _ => {
                if self.current.is_some() && tells_focus {
                    happened.push(Happening::TargetLost);
                }
                let (title, application) = (window.title.clone(), window.class.clone());
                if !self.was_found {
                    happened.push(Happening::TargetFound { title, application });
                } else if tells_focus {
                    happened.push(Happening::TargetReturned { title, application });
                }
                self.was_found = true;
                self.current = Some(Current {
                    id: window.id,
                    title: window.title.clone(),
                    is_shown: window.is_shown,
                    is_focused,
                });
            }
        }
    }

    fn tell_switches(&mut self, desktop: &Desktop, happened: &mut Vec<Happening>) {
        let Some(window) = desktop.active.and_then(|id| desktop.window(id)) else { return };
        let now = Active { id: window.id, title: window.title.clone() };
        let before = self.active.replace(now);
        match before {
            Some(before) if before.id == window.id && before.title == window.title => {}
            Some(before) if before.id == window.id => {
                happened.push(Happening::TitleChanged { title: window.title.clone() });
            }
            _ => happened.push(Happening::WindowSwitched {
                title: window.title.clone(),
                application: window.class.clone(),
            }),
        }
    }
}

#[cfg(test)]
#[path = "follow_tests.rs"]
mod tests;
