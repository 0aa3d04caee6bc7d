//! Names the window's commands, so that each is denied unless a capability grants it, and embeds the replay frame.

use std::path::Path;
use std::{env, fs, io};

const COMMANDS: &[&str] = &[
    "state",
    "open",
    "begin_anew",
    "unlock",
    "sign_in",
    "sign_out",
    "list",
    "facets",
    "show",
    "search",
    "window",
    "track",
    "facts",
    "outline",
    "insight",
    "numbers",
    "events",
    "find_in_run",
    "flag",
    "note",
    "notes",
    "queue",
    "claim",
    "release",
    "give_verdict",
    "policy",
    "outbox",
    "retry_parked",
    "sync",
    "upload",
    "import_chosen",
    "import_dropped",
    "cancel",
    "doctor",
    "heatmap",
    "export_heatmap",
    "choose_background",
    "take_measure",
];

/// The only files that the frame's origin serves.
const FRAME: [&str; 3] = ["replay.html", "replay.js", "replay.css"];

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=../capabilities");
    embed_frame()?;
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    let attributes = tauri_build::Attributes::new()
        .app_manifest(manifest)
        .capabilities_path_pattern("../capabilities/**/*.json");
    tauri_build::try_build(attributes).map_err(io::Error::other)
}

/// Copies the frame's files to where the code includes them from. A checkout whose UI is not built yet has empty ones:
/// it compiles and tests, and shows no replay.
fn embed_frame() -> io::Result<()> {
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    for name in FRAME {
        let built = Path::new("../ui/dist/replay").join(name);
        println!("cargo:rerun-if-changed={}", built.display());
        let bytes = if built.exists() { fs::read(built)? } else { Vec::new() };
        fs::write(Path::new(&out).join(name), bytes)?;
    }
    Ok(())
}
