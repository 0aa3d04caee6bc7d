//! The demo recordings, and real data nobody here wrote where it lies beside the checkout.

use std::path::{Path, PathBuf};

/// The demo's agent runs (`kind` `agents`) or web sessions (`web`), in order of their names.
///
/// # Panics
///
/// When the folder is not there: it belongs to this crate.
pub fn demo(kind: &str) -> Vec<PathBuf> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo").join(kind);
    let entries = std::fs::read_dir(&dir).unwrap_or_else(|error| panic!("{}: {error}", dir.display()));
    let mut files: Vec<_> =
        entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|p| p.is_file()).collect();
    files.sort();
    files
}

/// A file of the shared test data, or `None` with a word to the test's output where it is not there.
pub fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    if path.exists() {
        return Some(path);
    }
    #[expect(clippy::print_stdout, reason = "a skipped test must say so")]
    {
        println!("skipped: {} is not there", path.display());
    }
    None
}
