//! Which source shows what is wished for on this machine.

use crate::source::Source;
use crate::target::{Desktop, Monitor, Wish};
use crate::{RecorderError, Screens};

/// The screens of the session that the recorder was started in.
#[derive(Clone, Debug, Default)]
pub struct SystemScreens {
    /// A display such as `:0`; without it, the one that the environment has.
    pub display: Option<String>,
}

impl SystemScreens {
    /// The monitors and windows that can be recorded.
    #[cfg(target_os = "linux")]
    pub fn list(&self) -> Result<(Vec<Monitor>, Desktop), RecorderError> {
        let display = self.connect()?;
        Ok((display.monitors()?, display.desktop()?))
    }

    /// The monitors and windows that can be recorded.
    #[cfg(not(target_os = "linux"))]
    pub fn list(&self) -> Result<(Vec<Monitor>, Desktop), RecorderError> {
        Err(not_yet())
    }

    #[cfg(target_os = "linux")]
    fn connect(&self) -> Result<crate::x11::Display, RecorderError> {
        let has = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        if self.display.is_none() && !has("DISPLAY") && has("WAYLAND_DISPLAY") {
            return Err(RecorderError::Unsupported {
                what: "this is a Wayland session without an X display; sign in to an X11 session to record"
                    .into(),
            });
        }
        crate::x11::Display::open(self.display.as_deref())
    }
}

#[cfg(not(target_os = "linux"))]
fn not_yet() -> RecorderError {
    RecorderError::Unsupported { what: "this system's screens are not known yet, only those of X11".into() }
}

impl Screens for SystemScreens {
    #[cfg(target_os = "linux")]
    fn open(&self, wish: Wish) -> Result<Box<dyn Source>, RecorderError> {
        let display = self.connect()?;
        Ok(Box::new(crate::x11::X11Source::new(display, wish)?))
    }

    #[cfg(not(target_os = "linux"))]
    fn open(&self, _wish: Wish) -> Result<Box<dyn Source>, RecorderError> {
        Err(not_yet())
    }
}
