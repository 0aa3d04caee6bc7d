//! The system's own dialogs for files. What is chosen goes to the console; the window never sees a path.

use std::path::PathBuf;

use rfd::{AsyncFileDialog, FileHandle};
use tauri::{AppHandle, Runtime};
use tokio::sync::oneshot;

/// Lets the person choose files; `None` when nothing was chosen.
pub(crate) async fn files<R: Runtime>(app: &AppHandle<R>) -> Option<Vec<PathBuf>> {
    let files = ask(app, || {
        AsyncFileDialog::new()
            .set_title("Import recordings")
            .add_filter("Recordings", &["json", "jsonl", "ndjson", "gz", "zst"])
            .add_filter("All files", &["*"])
            .pick_files()
    });
    Some(files.await?.iter().map(|file| file.path().to_owned()).collect())
}

/// Lets the person choose a picture.
pub(crate) async fn picture<R: Runtime>(app: &AppHandle<R>) -> Option<PathBuf> {
    let picture = ask(app, || {
        AsyncFileDialog::new().set_title("Draw on a picture").add_filter("PNG pictures", &["png"]).pick_file()
    });
    picture.await.map(path)
}

/// Lets the person say where a new file goes, under a proposed name with this ending.
pub(crate) async fn new_file<R: Runtime>(
    app: &AppHandle<R>,
    name: String,
    ending: &'static str,
) -> Option<PathBuf> {
    let file = ask(app, move || {
        AsyncFileDialog::new()
            .set_title("Export heatmap")
            .set_file_name(name)
            .add_filter(ending.to_uppercase(), &[ending])
            .save_file()
    });
    file.await.map(path)
}

fn path(file: FileHandle) -> PathBuf {
    file.path().to_owned()
}

/// Shows a dialog, begun on the thread that draws, as toolkits want it.
async fn ask<R: Runtime, T: Send + 'static, F: Future<Output = Option<T>> + Send + 'static>(
    app: &AppHandle<R>,
    dialog: impl FnOnce() -> F + Send + 'static,
) -> Option<T> {
    let (send, chosen) = oneshot::channel();
    let asked = app.run_on_main_thread(move || {
        let dialog = dialog();
        tauri::async_runtime::spawn(async move {
            // A window that is gone meanwhile wants no answer.
            let _gone = send.send(dialog.await);
        });
    });
    asked.ok()?;
    chosen.await.ok().flatten()
}
