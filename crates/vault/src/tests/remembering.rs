//! Where vaults were opened is remembered, so that one that is gone is missed.

use std::path::{Path, PathBuf};

use super::bed::{PASSPHRASE, chance, clock, words};
use crate::{KnownVaults, Vault, VaultError};

struct Home {
    dir: tempfile::TempDir,
    known: KnownVaults,
}

impl Home {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let known = KnownVaults::in_file(dir.path().join("config/hindsight/vaults.json"));
        Self { dir, known }
    }

    fn at(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    /// Opens the vault there, or makes one, and remembers it.
    fn open(&self, path: &str, seed: u64) {
        let vault = Vault::open_or_create(&self.at(path), &words(PASSPHRASE), clock(), chance(seed)).unwrap();
        self.known.remember(&vault).unwrap();
    }

    fn missed(&self, dir: &Path) -> Option<PathBuf> {
        match self.known.none_was_in(dir) {
            Err(VaultError::Gone { dir, .. }) => Some(dir),
            other => {
                other.unwrap();
                None
            }
        }
    }
}

#[test]
fn a_folder_is_missed_only_where_a_vault_was_opened_in_it() {
    let home = Home::new();
    assert_eq!(home.missed(&home.at("disk/vault")), None, "a first start is asked nothing");
    home.open("disk/vault", 1);
    home.open("other", 2);
    std::fs::rename(home.at("disk"), home.at("unmounted")).unwrap();
    for spelling in ["disk/vault", "disk/./vault", "other/../disk/vault"] {
        assert_eq!(home.missed(&home.at(spelling)), Some(home.at(spelling)));
    }
    std::fs::create_dir(home.at("disk")).unwrap();
    assert!(home.missed(&home.at("disk/vault")).is_some(), "the place of a disk without the disk");
    assert_eq!(home.missed(&home.at("disk/vault2")), None);
}

#[cfg(unix)]
#[test]
fn a_folder_is_missed_behind_a_link_that_leads_nowhere_now() {
    let home = Home::new();
    std::fs::create_dir(home.at("disk")).unwrap();
    std::os::unix::fs::symlink(home.at("disk"), home.at("link")).unwrap();
    home.open("link/vault", 1);
    std::fs::rename(home.at("disk"), home.at("unmounted")).unwrap();
    assert!(home.missed(&home.at("link/vault")).is_some(), "as it was given");
    assert!(home.missed(&home.at("disk/vault")).is_some(), "and where it was");
}

#[test]
fn a_vault_that_was_moved_is_named_where_it_is_now() {
    let home = Home::new();
    home.open("one", 1);
    std::fs::rename(home.at("one"), home.at("two")).unwrap();
    home.open("two", 1);
    let error = home.known.none_was_in(&home.at("one")).unwrap_err();
    assert!(
        matches!(&error, VaultError::Gone { since_in: Some(dir), .. } if *dir == home.at("two")),
        "{error}"
    );
    assert!(error.to_string().contains(&home.at("two").display().to_string()), "{error}");
}

#[test]
fn what_is_remembered_stays_bounded_and_keeps_the_latest() {
    let home = Home::new();
    home.open("first", 0);
    let text = std::fs::read_to_string(home.at("config/hindsight/vaults.json")).unwrap();
    let mut list: serde_json::Value = serde_json::from_str(&text).unwrap();
    let one = list["vaults"][0].clone();
    let many = (0..1_000).map(|n| {
        let mut other = one.clone();
        other["dir"] = format!("/elsewhere/{n}").into();
        other["real"] = other["dir"].clone();
        other
    });
    list["vaults"] = many.collect();
    std::fs::write(home.at("config/hindsight/vaults.json"), list.to_string()).unwrap();
    home.open("first", 0);
    let list: serde_json::Value =
        serde_json::from_slice(&std::fs::read(home.at("config/hindsight/vaults.json")).unwrap()).unwrap();
    assert_eq!(list["vaults"].as_array().unwrap().len(), 200);
    assert!(home.missed(&home.at("first")).is_some());
    assert!(home.missed(Path::new("/elsewhere/999")).is_some());
    assert!(home.missed(Path::new("/elsewhere/0")).is_none(), "the earliest was left out");
}

#[test]
fn a_list_that_cannot_be_read_is_no_reason_to_begin_anew_and_none_to_stay_shut() {
    let home = Home::new();
    home.open("vault", 1);
    std::fs::write(home.at("config/hindsight/vaults.json"), "{\"vaul").unwrap();
    let error = home.known.none_was_in(&home.at("vault")).unwrap_err();
    assert!(matches!(error, VaultError::KnownUnreadable { .. }), "{error}");
    home.open("vault", 1);
    assert!(home.missed(&home.at("vault")).is_some(), "it is remembered again");
}
