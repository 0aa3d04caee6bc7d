//! What stands between the replay frame and the commands, beside the frame's own policy and what Tauri has: its key of
//! each start, and the cipher of the isolation frame.
//!
//! **Invariant:** each wall goes by something that the WebView says and a page cannot: where a request comes from, who
//! sent a message.

use tauri::ipc::{InvokeBody, InvokeMessage};
use tauri::{Manager as _, Runtime, WebviewWindow};

/// Keeps messages of frames away from Tauri's own listener; runs in the window, before any other script.
pub(crate) const GUARD: &str = include_str!("guard.js");

/// The window's origins: by a scheme of its own, and as a host where WebViews know none.
const WINDOW: [&str; 3] = ["tauri://localhost", "http://tauri.localhost", "https://tauri.localhost"];

/// Why a call is not taken; nothing for one of the window's.
pub(crate) fn refusal<R: Runtime>(message: &InvokeMessage<R>) -> Option<&'static str> {
    let origin = message.headers().get("origin").and_then(|origin| origin.to_str().ok());
    // Tauri takes every scheme that is registered for the app itself; the frame's is not.
    if !origin.is_some_and(|origin| WINDOW.contains(&origin) || is_development(message, origin)) {
        return Some("not allowed: this call does not come from the window");
    }
    // Without a body nothing is deciphered, and Tauri hands on empty bytes: no call of the window has bytes.
    if matches!(message.payload(), InvokeBody::Raw(_)) {
        return Some("not allowed: this call did not pass the isolation frame");
    }
    None
}

/// A development build shows the page of Vite's server.
fn is_development<R: Runtime>(message: &InvokeMessage<R>, origin: &str) -> bool {
    let webview = message.webview_ref();
    let url = webview.config().build.dev_url.as_ref();
    tauri::is_dev() && url.is_some_and(|url| url.origin().ascii_serialization() == origin)
}

/// Takes away the second way of calls, messages to a handler: WebKitGTK gives it to every frame, and what comes by it
/// says nothing of where it comes from. The window's calls are requests.
#[cfg(target_os = "linux")]
pub(crate) fn close_second_way<R: Runtime>(window: &WebviewWindow<R>) -> tauri::Result<()> {
    use webkit2gtk::{UserContentManagerExt as _, WebViewExt as _};
    window.with_webview(|view| {
        if let Some(manager) = view.inner().user_content_manager() {
            manager.unregister_script_message_handler("ipc");
        }
    })
}

/// On other systems the handler stays: what comes by it has no origin and is refused, as long as it forges none.
#[cfg(not(target_os = "linux"))]
#[expect(clippy::unnecessary_wraps, reason = "as on Linux, where it can fail")]
pub(crate) fn close_second_way<R: Runtime>(_window: &WebviewWindow<R>) -> tauri::Result<()> {
    Ok(())
}
