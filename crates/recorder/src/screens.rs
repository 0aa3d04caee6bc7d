//! Which source shows what is wished for on this machine.

use crate::source::Source;
#[cfg(any(not(target_os = "linux"), feature = "portable"))]
use crate::source::portable;
#[cfg(target_os = "linux")]
use crate::target::Choice;
use crate::target::{Desktop, Monitor, Wish};
use crate::{RecorderError, Screens};

/// The screens of the session that the recorder was started in.
#[derive(Clone, Debug, Default)]
pub struct SystemScreens {
    /// An X display such as `:0`; without it, the one that the environment has.
    pub display: Option<String>,
}

impl SystemScreens {
    /// The monitors and windows that can be recorded.
    pub fn list(&self) -> Result<(Vec<Monitor>, Desktop), RecorderError> {
        #[cfg(target_os = "linux")]
        if self.has_x(false) {
            let display = crate::x11::Display::open(self.display.as_deref())?;
            return Ok((display.monitors()?, display.desktop()?));
        }
        #[cfg(any(not(target_os = "linux"), feature = "portable"))]
        return Ok((
            portable::monitors()?,
            portable::desktop().map(|(desktop, _)| desktop).unwrap_or_default(),
        ));
        #[cfg(not(any(not(target_os = "linux"), feature = "portable")))]
        Err(without_portal())
    }

    /// A Wayland session's X display has the windows of X programs, remote desktops among them, and nothing else: good for
    /// one window, and not for the screen.
    #[cfg(target_os = "linux")]
    fn has_x(&self, is_window: bool) -> bool {
        let has = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        self.display.is_some() || !has("WAYLAND_DISPLAY") || (is_window && has("DISPLAY"))
    }
}

#[cfg(target_os = "linux")]
fn is_window(choice: &Choice) -> bool {
    matches!(choice, Choice::RemoteWindow | Choice::ActiveWindow | Choice::Window(_))
}

#[cfg(not(any(not(target_os = "linux"), feature = "portable")))]
fn without_portal() -> RecorderError {
    RecorderError::Unsupported {
        what: "this is a Wayland session, and this recorder was built without the portal: sign in to an X11 session".into(),
    }
}

impl Screens for SystemScreens {
    fn open(&self, wish: Wish) -> Result<Box<dyn Source>, RecorderError> {
        #[cfg(target_os = "linux")]
        if self.has_x(is_window(&wish.choice)) {
            let display = crate::x11::Display::open(self.display.as_deref())?;
            return Ok(Box::new(crate::x11::X11Source::new(display, wish)?));
        }
        #[cfg(any(not(target_os = "linux"), feature = "portable"))]
        return Ok(Box::new(portable::PortableSource::new(wish)?));
        #[cfg(not(any(not(target_os = "linux"), feature = "portable")))]
        {
            drop(wish);
            Err(without_portal())
        }
    }
}
