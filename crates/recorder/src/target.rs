//! What can be recorded: monitors and windows; and what happens to it meanwhile.

use serde::{Deserialize, Serialize};

use crate::frame::{Extent, Rect};
use crate::remote::WindowRule;

/// A window, by its number at the display server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WindowId(pub u32);

/// One monitor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Monitor {
    /// As the system calls it.
    pub name: String,
    /// Its place on the screen that all monitors share.
    pub rect: Rect,
    /// Whether it is the main one.
    pub is_primary: bool,
}

/// One window of a person's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct WindowInfo {
    /// Its number.
    pub id: WindowId,
    /// Its title, cut after [`MAX_TITLE_CHARS`].
    pub title: String,
    /// Its application, as window managers know it.
    pub class: String,
    /// The process, where the window says so.
    pub pid: Option<u32>,
    /// The name of that process, where it can be read.
    pub process: Option<String>,
    /// Its place on the screen.
    pub rect: Rect,
    /// Whether it is on the screen: neither minimised nor on another workspace. It may still be covered.
    pub is_shown: bool,
}

impl Default for WindowId {
    /// No window.
    fn default() -> Self {
        Self(0)
    }
}

/// The longest title that is kept.
pub const MAX_TITLE_CHARS: usize = 500;
/// The most windows that are looked at.
pub const MAX_WINDOWS: usize = 512;

/// The desktop at one time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Desktop {
    /// All windows, the lowest first.
    pub windows: Vec<WindowInfo>,
    /// The one that has the focus.
    pub active: Option<WindowId>,
}

impl Desktop {
    /// The window of this number.
    pub fn window(&self, id: WindowId) -> Option<&WindowInfo> {
        self.windows.iter().find(|window| window.id == id)
    }
}

/// What a source shows, as a person chose it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// All monitors as one picture.
    AllMonitors,
    /// The monitor of this name.
    Monitor(String),
    /// A part of the screen.
    Region(Rect),
    /// The remote-desktop window.
    RemoteWindow,
    /// The window that has the focus, whichever that is.
    ActiveWindow,
    /// One window.
    Window(WindowId),
}

/// What the picture shows, and what is told beside it.
#[derive(Clone, Debug)]
pub struct Wish {
    /// What is in the picture.
    pub choice: Choice,
    /// Which windows are remote desktops.
    pub rules: Vec<WindowRule>,
    /// Words in the title of the right one: the connection's address and name.
    pub hints: Vec<String>,
    /// Whether the pointer's places and buttons are told.
    pub pointer: bool,
}

/// A button of a pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Button {
    /// The first.
    Left,
    /// The wheel's.
    Middle,
    /// The second.
    Right,
    /// The wheel, a step up, down, left or right.
    Wheel,
    /// One that has no name.
    Other,
}

/// What happened on the screen since the last look. Places are pixels of the picture before it is scaled.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "event_type", content = "data")]
pub enum Happening {
    /// What is recorded appeared for the first time.
    TargetFound {
        /// Its title.
        title: String,
        /// Its application.
        application: String,
    },
    /// It appeared again, as the same window or another one of its kind.
    TargetReturned {
        /// Its title.
        title: String,
        /// Its application.
        application: String,
    },
    /// It is gone; it may come back.
    TargetLost,
    /// It is minimised or on another workspace: the picture stays as it was.
    TargetHidden,
    /// It is on the screen again.
    TargetShown,
    /// It has another size.
    TargetResized {
        /// The new one.
        extent: Extent,
    },
    /// The title of what is recorded is another.
    #[serde(rename = "window_title")]
    TitleChanged {
        /// The new one.
        title: String,
    },
    /// Another window has the focus.
    #[serde(rename = "window_focus")]
    WindowSwitched {
        /// Its title.
        title: String,
        /// Its application.
        #[serde(rename = "app")]
        application: String,
    },
    /// The focus left or reached the one window that is recorded. Other windows are not named.
    FocusChanged {
        /// Whether it has the focus.
        is_focused: bool,
    },
    /// The pointer is elsewhere in the picture.
    #[serde(rename = "pointer")]
    PointerMoved {
        /// Pixels from the left.
        x: i32,
        /// Pixels from the top.
        y: i32,
    },
    /// A button went down in the picture.
    #[serde(rename = "click")]
    PointerClicked {
        /// Pixels from the left.
        x: i32,
        /// Pixels from the top.
        y: i32,
        /// Which.
        button: Button,
    },
}
