//! How the window is drawn where the system's own WebView decides it well.

use tauri::{Runtime, WebviewWindow};

/// Nothing to do.
#[expect(clippy::unnecessary_wraps, reason = "as on Linux, where it can fail")]
pub(crate) fn suit<R: Runtime>(_window: &WebviewWindow<R>) -> tauri::Result<()> {
    Ok(())
}
