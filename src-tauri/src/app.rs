//! The application: plugins, state, the frame's origin, the window.

use std::sync::Arc;

use anyhow::Context as _;
use hindsight_console::{Desktop, Place, Say};
use tauri::http::HeaderMap;
use tauri::ipc::Invoke;
use tauri::{
    AppHandle, Builder, DragDropEvent, Emitter, Manager, Runtime, Url, WebviewUrl, WebviewWindowBuilder,
    WindowEvent,
};

use crate::{commands, drawing, frame};

type InvokeHandler<R> = dyn Fn(Invoke<R>) -> bool + Send + Sync;

/// The window's label, by which its capability names it.
const MAIN: &str = "main";
/// Nobody listens there. Rust does all networking; a WebView that tries finds nothing, not even a resolver.
const DEAD_PROXY: &str = "http://127.0.0.1:1";

/// Everything but the runtime, the context and the window.
pub fn build<R: Runtime>(builder: Builder<R>) -> Builder<R> {
    let commands: Box<InvokeHandler<R>> = Box::new(tauri::generate_handler![
        commands::state,
        commands::open,
        commands::unlock,
        commands::sign_in,
        commands::sign_out,
        commands::list,
        commands::facets,
        commands::show,
        commands::search,
        commands::window,
        commands::track,
        commands::facts,
        commands::outline,
        commands::insight,
        commands::numbers,
        commands::events,
        commands::find_in_run,
        commands::flag,
        commands::note,
        commands::notes,
        commands::queue,
        commands::claim,
        commands::release,
        commands::give_verdict,
        commands::policy,
        commands::outbox,
        commands::retry_parked,
        commands::sync,
        commands::upload,
        commands::import_chosen,
        commands::import_dropped,
        commands::cancel,
        commands::doctor,
        commands::heatmap,
        commands::export_heatmap,
        commands::choose_background,
        commands::take_measure,
    ]);
    builder.register_uri_scheme_protocol(frame::SCHEME, |_, request| frame::serve(&request)).invoke_handler(
        move |invoke| {
            // Tauri takes every scheme that is registered for the app itself; the frame's is not.
            if is_of_the_frame(invoke.message.headers()) {
                invoke.resolver.reject("not allowed from the replay frame");
                return true;
            }
            commands(invoke)
        },
    )
}

fn is_of_the_frame(headers: &HeaderMap) -> bool {
    let origin = headers.get("origin").and_then(|origin| origin.to_str().ok()).unwrap_or_default();
    let scheme = frame::SCHEME;
    // On Windows a scheme is a host of its own: `http://replay.localhost`.
    [format!("{scheme}://"), format!("http://{scheme}."), format!("https://{scheme}.")]
        .iter()
        .any(|frame| origin.starts_with(frame.as_str()))
}

/// The configuration, the capabilities, and the UI's files.
#[expect(clippy::disallowed_methods, reason = "Tauri's macro has it for a case that does not arise here")]
pub fn context<R: Runtime>() -> tauri::Context<R> {
    tauri::generate_context!()
}

/// A desktop on `place` that speaks to the windows of `app`.
pub fn desktop<R: Runtime>(app: &AppHandle<R>, place: Place) -> Desktop {
    let window = app.clone();
    let say: Say = Arc::new(move |heard| {
        // A window that is closing hears nothing any more.
        if let Err(error) = window.emit("hindsight", heard) {
            tracing::debug!(%error, "nobody hears");
        }
    });
    Desktop::new(place, say)
}

/// Opens the window.
pub fn show<R: Runtime>(app: &AppHandle<R>, desktop: &Desktop) -> anyhow::Result<()> {
    let proxy = Url::parse(DEAD_PROXY).context("the proxy has an address")?;
    let window = WebviewWindowBuilder::new(app, MAIN, WebviewUrl::App("index.html".into()))
        .title("Hindsight")
        .inner_size(1440.0, 900.0)
        .min_inner_size(640.0, 360.0)
        .proxy_url(proxy)
        .on_navigation(|url| {
            ["tauri", "replay", "isolation", "about"].contains(&url.scheme()) || is_local(url)
        })
        .build()
        .context("the window could not be opened")?;
    drawing::suit(&window).context("the window could not be told how to draw")?;
    let desktop = desktop.clone();
    window.on_window_event(move |event| {
        if let WindowEvent::DragDrop(DragDropEvent::Drop { paths, .. }) = event {
            desktop.drop_files(paths.clone());
        }
    });
    Ok(())
}

/// Windows and Android write schemes as hosts; a development build shows Vite's page.
fn is_local(url: &Url) -> bool {
    let hosts = ["tauri.localhost", "replay.localhost", "isolation.localhost", "localhost"];
    url.scheme() == "http" && url.host_str().is_some_and(|host| hosts.contains(&host))
}

/// Brings the window to the front: a second start shows the first.
pub fn raise<R: Runtime>(app: &AppHandle<R>) {
    let Some(window) = app.get_webview_window(MAIN) else { return };
    for done in [window.unminimize(), window.show(), window.set_focus()] {
        if let Err(error) = done {
            tracing::warn!(%error, "the window could not be brought to the front");
        }
    }
}
