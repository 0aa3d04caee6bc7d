//! The application: plugins, state, the frame's origin, the window.

use std::sync::Arc;

use anyhow::Context as _;
use hindsight_console::{Desktop, Place, Say};
use tauri::ipc::Invoke;
use tauri::{
    AppHandle, Builder, DragDropEvent, Emitter, Manager, Runtime, Url, WebviewUrl, WebviewWindowBuilder,
    WindowEvent,
};

use crate::{commands, drawing, frame, walls};

type InvokeHandler<R> = dyn Fn(Invoke<R>) -> bool + Send + Sync;

/// The window's label, by which its capability names it.
const MAIN: &str = "main";
/// Nobody listens there. Rust does all networking; a WebView that tries finds nothing, not even a resolver.
const DEAD_PROXY: &str = "http://127.0.0.1:1";

/// Lists the commands once: by their names, and as the handler that knows them.
macro_rules! commands {
    ($($name:ident)*) => {
        /// The window's commands; what is not among them is nobody's to call.
        pub const COMMANDS: &[&str] = &[$(stringify!($name)),*];

        fn handler<R: Runtime>() -> Box<InvokeHandler<R>> {
            Box::new(tauri::generate_handler![$(commands::$name),*])
        }
    };
}

commands! {
    state
    open
    begin_anew
    unlock
    sign_in
    sign_out
    list
    facets
    show
    search
    window
    track
    facts
    outline
    insight
    numbers
    events
    find_in_run
    flag
    note
    notes
    queue
    claim
    release
    give_verdict
    policy
    outbox
    retry_parked
    sync
    upload
    import_chosen
    import_dropped
    cancel
    doctor
    heatmap
    export_heatmap
    choose_background
    take_measure
}

/// Everything but the runtime, the context and the window.
pub fn build<R: Runtime>(builder: Builder<R>) -> Builder<R> {
    let commands = handler();
    builder.register_uri_scheme_protocol(frame::SCHEME, |_, request| frame::serve(&request)).invoke_handler(
        move |invoke| match walls::refusal(&invoke.message) {
            Some(why) => {
                invoke.resolver.reject(why);
                true
            }
            None => commands(invoke),
        },
    )
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
        .initialization_script(walls::GUARD)
        .on_navigation(|url| {
            ["tauri", "replay", "isolation", "about"].contains(&url.scheme()) || is_local(url)
        })
        .build()
        .context("the window could not be opened")?;
    walls::close_second_way(&window).context("the window could not be closed to frames")?;
    drawing::suit(&window).context("the window could not be told how to draw")?;
    let desktop = desktop.clone();
    window.on_window_event(move |event| match event {
        WindowEvent::DragDrop(DragDropEvent::Enter { paths, .. }) => desktop.hover(paths.len()),
        WindowEvent::DragDrop(DragDropEvent::Leave) => desktop.hover(0),
        WindowEvent::DragDrop(DragDropEvent::Drop { paths, .. }) => desktop.drop_files(paths.clone()),
        _ => {}
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
