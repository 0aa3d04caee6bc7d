//! The system's own dialog for files. What is chosen goes to the console; the window never sees a path.

use std::path::PathBuf;

use tauri::{AppHandle, Runtime};
use tokio::sync::oneshot;

/// Lets the person choose files; `None` when nothing was chosen.
pub(crate) async fn files<R: Runtime>(app: &AppHandle<R>) -> Option<Vec<PathBuf>> {
    let (send, chosen) = oneshot::channel();
    // Toolkits want their dialogs begun on the thread that draws.
    let asked = app.run_on_main_thread(move || {
        let dialog = rfd::AsyncFileDialog::new()
            .set_title("Import recordings")
            .add_filter("Recordings", &["json", "jsonl", "ndjson", "gz", "zst"])
            .add_filter("All files", &["*"])
            .pick_files();
        tauri::async_runtime::spawn(async move {
            let files = dialog.await.map(|files| files.iter().map(|file| file.path().to_owned()).collect());
            // A window that is gone meanwhile wants no answer.
            let _gone = send.send(files);
        });
    });
    asked.ok()?;
    chosen.await.ok().flatten()
}
