//! What the machine offers: keychain, folder, display, codecs.

use std::io::{Read, Write};
use std::path::Path;

use hindsight_contract::view::Check;
use hindsight_vault::{Keychain, KeychainError};

use super::{failed, free_space, ok, warning};

/// An entry that nothing else uses; only asked for, never made.
const PROBE: &str = "doctor";

pub(super) fn keychain(keychain: &dyn Keychain) -> Check {
    match keychain.get(PROBE) {
        Ok(_) => ok("keychain", "the system's keychain answers"),
        Err(KeychainError::Locked) => {
            failed("keychain", "the keychain is locked", "Unlock it and try again.")
        }
        Err(error) => warning(
            "keychain",
            &error.to_string(),
            "Set HINDSIGHT_PASSPHRASE to protect the vault by a passphrase, or start the desktop's keychain.",
        ),
    }
}

/// Whether the folder can be written, and read by its owner alone.
pub(super) fn folder(dir: &Path) -> Check {
    let shown = dir.display();
    if !dir.exists() {
        return ok("folder", &format!("{shown} is not there; a new vault makes it"));
    }
    let probe = dir.join(format!(".doctor-{}", std::process::id()));
    let written = std::fs::File::create(&probe).and_then(|mut file| file.write_all(b"probe"));
    // Where it could not be made there is nothing to remove.
    let _absent = std::fs::remove_file(&probe);
    if let Err(error) = written {
        let hint = "Give this user the right to write there, or name another folder with --data.";
        return failed("folder", &format!("{shown} cannot be written: {error}"), hint);
    }
    match others_may(dir) {
        Some(mode) => failed(
            "folder",
            &format!("{shown} is open to others (mode {mode:o})"),
            &format!("chmod 700 {shown}"),
        ),
        None => ok("folder", &format!("{shown} belongs to this user alone")),
    }
}

/// The free space where a vault is, or will be.
pub(super) fn space(dir: &Path) -> Check {
    let there = dir.ancestors().find(|dir| dir.exists()).unwrap_or(dir);
    match fs4::available_space(there) {
        Ok(free_bytes) => free_space(free_bytes, ""),
        Err(error) => failed("space", &format!("{} cannot be measured: {error}", there.display()), ""),
    }
}

/// The mode of a folder that others than its owner may enter.
#[cfg(unix)]
fn others_may(dir: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(dir).ok()?.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then_some(mode)
}

/// Folders below a user's profile are the user's own there.
#[cfg(not(unix))]
fn others_may(_dir: &Path) -> Option<u32> {
    None
}

pub(super) fn display(env: impl Fn(&str) -> Option<String>) -> Check {
    if !cfg!(target_os = "linux") {
        return ok("display", "the system's own");
    }
    let named = |name: &str| env(name).filter(|value| !value.is_empty());
    match (named("WAYLAND_DISPLAY"), named("DISPLAY")) {
        (Some(display), _) => ok("display", &format!("Wayland ({display})")),
        (None, Some(display)) => ok("display", &format!("X11 ({display})")),
        (None, None) => warning("display", "there is none", "The command line needs none; a window does."),
    }
}

/// Unpacks what this build packs: a codec that fails here would fail on a recording.
pub(super) fn codecs() -> Check {
    let sample = b"a recording in small".as_slice();
    let zstd =
        zstd::bulk::compress(sample, 1).and_then(|packed| zstd::bulk::decompress(&packed, sample.len()));
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    let zlib = packed.write_all(sample).and_then(|()| packed.finish()).and_then(|packed| {
        let mut text = Vec::new();
        flate2::read::ZlibDecoder::new(packed.as_slice()).read_to_end(&mut text)?;
        Ok(text)
    });
    let works = |result: std::io::Result<Vec<u8>>| result.is_ok_and(|text| text == sample);
    if works(zstd) && works(zlib) {
        ok(
            "codecs",
            "zstd and zlib work; this build has no video codec, and neither web nor agent recordings need one",
        )
    } else {
        failed(
            "codecs",
            "zstd or zlib does not give back what it was given",
            "This build is broken: install it anew.",
        )
    }
}

#[cfg(test)]
mod tests {
    use hindsight_contract::view::CheckState;
    use hindsight_vault::{MemoryKeychain, NoKeychain};

    use super::*;

    #[test]
    fn a_missing_keychain_is_a_warning_with_a_way_out() {
        assert_eq!(keychain(&MemoryKeychain::default()).state, CheckState::Ok);
        let check = keychain(&NoKeychain);
        assert_eq!(check.state, CheckState::Warn);
        assert!(check.hint.contains("HINDSIGHT_PASSPHRASE"));
    }

    #[test]
    #[cfg(unix)]
    fn a_folder_that_others_may_read_fails() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        for (mode, state) in [(0o700, CheckState::Ok), (0o755, CheckState::Fail)] {
            std::fs::set_permissions(dir.path(), std::fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(folder(dir.path()).state, state, "{mode:o}");
        }
        assert!(std::fs::read_dir(dir.path()).unwrap().next().is_none(), "the probe is gone");
    }

    #[test]
    fn the_display_is_named_and_an_empty_one_is_none() {
        let with = |name: &'static str, value: &'static str| {
            display(move |asked| (asked == name).then(|| value.to_owned()))
        };
        assert!(with("DISPLAY", ":1").detail.contains(":1"));
        assert_eq!(with("DISPLAY", "").state, CheckState::Warn);
    }

    #[test]
    fn this_builds_codecs_work() {
        assert_eq!(codecs().state, CheckState::Ok);
    }
}
