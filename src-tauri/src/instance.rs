//! Which window is a vault's: there is one for each vault, however its folder is spelled.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;

use hindsight_console::real_dir;

/// What tells a vault's window from that of the usual vault; nothing for the usual one.
pub fn vault_name(dir: &Path, usual: Option<&Path>) -> Option<String> {
    let real = real_dir(dir);
    if usual.is_some_and(|usual| real_dir(usual) == real) {
        return None;
    }
    let mut hasher = DefaultHasher::new();
    real.hash(&mut hasher);
    Some(format!(".vault-{:016x}", hasher.finish()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vault_has_one_name_however_its_folder_is_spelled() {
        let dir = tempfile::tempdir().unwrap();
        let at = |path: &str| dir.path().join(path);
        std::fs::create_dir_all(at("a/b")).unwrap();
        let name = |path: &str| vault_name(&at(path), None).unwrap();
        for (one, other) in [
            ("a/b", "a/./b/"),
            ("a/b", "a/b/../../a/b"),
            ("a/b", "absent/../a/b"),
            ("a/vault", "a/b/../vault"),
            ("a/vault", "absent/deeper/../../a/vault"),
        ] {
            assert_eq!(name(one), name(other), "{one} and {other} are one folder");
        }
        for (one, other) in [("a/b", "a"), ("a/vault", "a/b/vault"), ("absent", "absent/vault")] {
            assert_ne!(name(one), name(other), "{one} and {other} are two folders");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_lead_to_the_same_name() {
        let dir = tempfile::tempdir().unwrap();
        let at = |path: &str| dir.path().join(path);
        std::fs::create_dir_all(at("real/b")).unwrap();
        std::os::unix::fs::symlink(at("real"), at("link")).unwrap();
        let name = |path: &str| vault_name(&at(path), None).unwrap();
        for path in ["link/vault", "absent/../link/vault", "link/b/../vault"] {
            assert_eq!(name("real/vault"), name(path), "{path}");
        }
    }

    #[test]
    fn the_usual_vault_has_no_name_also_by_another_spelling() {
        let dir = tempfile::tempdir().unwrap();
        let usual = dir.path().join("hindsight");
        assert_eq!(vault_name(&usual.join("../hindsight"), Some(&usual)), None);
        assert!(vault_name(&usual.join("other"), Some(&usual)).is_some());
        assert!(vault_name(&usual, None).is_some(), "without a usual one there is none to be");
    }
}
