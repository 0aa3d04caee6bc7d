//! How the window is drawn on Linux. WebKitGTK composes layers by OpenGL; without a graphics card a library plays the
//! card, and a frame takes 60 ms and 120 MB more than when WebKit paints without layers.

use std::path::Path;

use tauri::{Runtime, WebviewWindow};
use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt as _, WebViewExt as _};

/// Where the kernel shows what can draw.
const CARDS: &str = "/dev/dri";

/// Leaves OpenGL out where no card would run it.
pub(crate) fn suit<R: Runtime>(window: &WebviewWindow<R>) -> tauri::Result<()> {
    if has_card(Path::new(CARDS)) {
        return Ok(());
    }
    window.with_webview(|view| {
        if let Some(settings) = view.inner().settings() {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
    })
}

/// A card that renders has a node `renderD…`; one that only shows pictures has none.
fn has_card(cards: &Path) -> bool {
    std::fs::read_dir(cards).is_ok_and(|nodes| {
        nodes.flatten().any(|node| node.file_name().to_string_lossy().starts_with("renderD"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_one_that_renders() {
        let dir = tempfile::tempdir().unwrap();
        assert!(!has_card(&dir.path().join("absent")));
        std::fs::write(dir.path().join("card0"), "").unwrap();
        assert!(!has_card(dir.path()));
        std::fs::write(dir.path().join("renderD128"), "").unwrap();
        assert!(has_card(dir.path()));
    }
}
