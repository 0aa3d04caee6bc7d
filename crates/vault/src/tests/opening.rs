use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use zeroize::Zeroizing;

use super::bed::{Bed, PASSPHRASE, chance, clock, words};
use crate::database::{Database, DatabaseKey};
use crate::{Keychain, KeychainError, MemoryKeychain, Slot, Unlock, Vault, VaultError};

fn create(dir: &Path, unlock: &Unlock) -> Result<Vault, VaultError> {
    Vault::create(dir, unlock, clock(), chance(1))
}

fn open(dir: &Path, unlock: &Unlock) -> Result<Vault, VaultError> {
    Vault::open(dir, unlock, clock(), chance(2))
}

fn content(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    files
        .filter(|path| path.is_file())
        .map(|path| (path.display().to_string(), std::fs::read(&path).unwrap()))
        .collect()
}

#[test]
fn what_was_made_opens_again_as_the_same_console() {
    let bed = Bed::new();
    let client_id = bed.vault.client_id().to_owned();
    assert_eq!(bed.vault.slot(), Slot::Passphrase);
    let again = bed.reopen(5).unwrap();
    assert_eq!(again.client_id(), client_id);
    assert!(Vault::exists(bed.dir.path()));
}

#[test]
fn a_wrong_passphrase_a_missing_one_and_an_empty_one_are_told_apart() {
    let bed = Bed::new();
    let open = |unlock: &Unlock| open(bed.dir.path(), unlock).err().unwrap();
    assert!(matches!(open(&words("wrong")), VaultError::WrongPassphrase));
    assert!(matches!(open(&words("")), VaultError::EmptyPassphrase));
    assert!(matches!(open(&Unlock::by(Arc::new(crate::NoKeychain))), VaultError::PassphraseNeeded));
}

#[test]
fn without_keychain_and_passphrase_a_new_vault_says_what_to_set() {
    let dir = tempfile::tempdir().unwrap();
    let error = create(dir.path(), &Unlock::by(Arc::new(crate::NoKeychain))).err().unwrap();
    assert!(error.to_string().contains("HINDSIGHT_PASSPHRASE"), "{error}");
    assert!(!Vault::exists(dir.path()), "nothing was made");
    assert!(create(dir.path(), &words(PASSPHRASE)).is_ok(), "and a second try works");
}

#[test]
fn a_keychain_that_works_is_taken_before_a_passphrase() {
    let keychain = Arc::new(MemoryKeychain::default());
    let unlock = Unlock::by(keychain.clone()).or_passphrase(PASSPHRASE);
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let vault = create(one.path(), &unlock).unwrap();
    Vault::create(two.path(), &unlock, clock(), chance(9)).unwrap();
    assert_eq!(vault.slot(), Slot::Keychain);
    assert_eq!(keychain.secrets().len(), 2, "two vaults do not share an entry");
    drop(vault);
    assert!(open(one.path(), &Unlock::by(keychain.clone())).is_ok());

    for account in keychain.secrets().keys() {
        keychain.delete(account).unwrap();
    }
    let error = open(one.path(), &unlock).err().unwrap();
    assert!(matches!(error, VaultError::KeyMissing { .. }), "{error}");
}

/// Fails in one way only.
struct Broken(fn() -> KeychainError);

impl Keychain for Broken {
    fn get(&self, _: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
        Err(self.0())
    }
    fn set(&self, _: &str, _: &[u8]) -> Result<(), KeychainError> {
        Err(self.0())
    }
    fn delete(&self, _: &str) -> Result<(), KeychainError> {
        Err(self.0())
    }
}

/// Takes secrets and gives none.
struct Forgetful;

impl Keychain for Forgetful {
    fn get(&self, _: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
        Ok(None)
    }
    fn set(&self, _: &str, _: &[u8]) -> Result<(), KeychainError> {
        Ok(())
    }
    fn delete(&self, _: &str) -> Result<(), KeychainError> {
        Ok(())
    }
}

#[test]
fn a_keychain_that_forgets_is_not_trusted_with_the_key() {
    let dir = tempfile::tempdir().unwrap();
    let unlock = words(PASSPHRASE);
    let unlock = Unlock { keychain: Arc::new(Forgetful), ..unlock };
    assert_eq!(create(dir.path(), &unlock).unwrap().slot(), Slot::Passphrase);
}

#[test]
fn each_way_of_a_keychain_to_fail_has_its_own_error() {
    let keychain = Arc::new(MemoryKeychain::default());
    let dir = tempfile::tempdir().unwrap();
    create(dir.path(), &Unlock::by(keychain)).unwrap();
    let open =
        |how: fn() -> KeychainError| open(dir.path(), &Unlock::by(Arc::new(Broken(how)))).err().unwrap();
    assert!(matches!(open(|| KeychainError::Locked), VaultError::KeychainLocked));
    let absent = || KeychainError::Absent { cause: "no bus".into() };
    assert!(matches!(open(absent), VaultError::KeychainAbsent { .. }));
    let refused = || KeychainError::Refused { cause: "denied".into() };
    assert!(matches!(open(refused), VaultError::KeychainRefused { .. }));
    let made =
        create(tempfile::tempdir().unwrap().path(), &Unlock::by(Arc::new(Broken(|| KeychainError::Locked))));
    assert!(matches!(made.err().unwrap(), VaultError::KeychainLocked), "a locked keychain is to be unlocked");
}

#[test]
fn a_vault_from_a_newer_console_is_left_alone() {
    let bed = Bed::new();
    bed.import("rec_1", b"events", "words");
    bed.vault.database().maintain(|c| Ok(c.pragma_update(None, "user_version", 99)?)).unwrap();
    let (dir, vault) = (bed.dir, bed.vault);
    drop(vault);
    let before = content(dir.path());
    let error = open(dir.path(), &words(PASSPHRASE)).err().unwrap();
    assert!(matches!(error, VaultError::Newer { what: "schema", found: 99, .. }), "{error}");
    assert_eq!(content(dir.path()), before, "not a byte was changed");
}

#[test]
fn a_key_file_from_a_newer_console_is_left_alone() {
    let bed = Bed::new();
    let path = bed.dir.path().join("vault.json");
    let newer = std::fs::read_to_string(&path).unwrap().replace("\"format\": 1", "\"format\": 2");
    std::fs::write(&path, &newer).unwrap();
    let error = bed.reopen(5).err().unwrap();
    assert!(matches!(error, VaultError::Newer { what: "key file", found: 2, known: 1 }), "{error}");
    let error = create(bed.dir.path(), &words(PASSPHRASE)).err().unwrap();
    assert!(matches!(error, VaultError::Newer { .. }), "{error}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), newer);
}

#[test]
fn damage_is_named_and_never_papered_over_by_an_empty_vault() {
    type Harm = fn(&Path);
    let harms: [(&str, Harm, &str); 5] = [
        (
            "the header is overwritten",
            |dir| std::fs::write(dir.join("vault.db"), [7; 16384]).unwrap(),
            "vault.db",
        ),
        ("the database is gone", |dir| std::fs::remove_file(dir.join("vault.db")).unwrap(), "vault.db"),
        ("the database is empty", |dir| std::fs::write(dir.join("vault.db"), []).unwrap(), "vault.db"),
        ("the key file is gone", |dir| std::fs::remove_file(dir.join("vault.json")).unwrap(), "vault.json"),
        (
            "the key file is cut",
            |dir| std::fs::write(dir.join("vault.json"), "{\"form").unwrap(),
            "vault.json",
        ),
    ];
    for (name, harm, place) in harms {
        let bed = Bed::new();
        bed.import("rec_1", b"events", "words");
        let (dir, vault) = (bed.dir, bed.vault);
        drop(vault);
        harm(dir.path());
        let unlock = words(PASSPHRASE);
        let error = Vault::open_or_create(dir.path(), &unlock, clock(), chance(3)).err();
        let error = error.unwrap_or_else(|| panic!("{name}: it opened"));
        assert!(
            matches!(&error, VaultError::Damaged { path, .. } if path.ends_with(place)),
            "{name}: {error}"
        );
    }
}

#[test]
fn damage_behind_the_header_is_named_once_it_is_met() {
    let bed = Bed::new().signed_in();
    let texts: Vec<_> = (0..200).map(|n| format!("rec_{n}")).collect();
    for id in &texts {
        bed.import(id, b"events", "words");
    }
    let (dir, vault) = (bed.dir, bed.vault);
    drop(vault);
    let path = dir.path().join("vault.db");
    let mut bytes = std::fs::read(&path).unwrap();
    let behind = bytes.len() / 2;
    bytes[behind..].fill(7);
    std::fs::write(&path, bytes).unwrap();
    let met = open(dir.path(), &words(PASSPHRASE)).and_then(|vault| {
        let page = crate::Page { limit: 1000, offset: 0 };
        vault.recordings(&crate::RecordingFilter::default(), crate::RecordingOrder::TitleAscending, page)
    });
    let error = met.expect_err("half of it is gone");
    assert!(matches!(error, VaultError::Damaged { .. }), "{error:?}");
}

#[test]
fn a_vault_whose_maker_died_is_made_anew() {
    let bed = Bed::new();
    let (dir, vault) = (bed.dir, bed.vault);
    drop(vault);
    let path = dir.path().join("vault.json");
    let unfinished = std::fs::read_to_string(&path).unwrap().replace("\"ready\"", "\"making\"");
    std::fs::write(&path, unfinished).unwrap();
    assert!(matches!(open(dir.path(), &words(PASSPHRASE)), Err(VaultError::NoVault { .. })));
    let vault = Vault::open_or_create(dir.path(), &words("other words"), clock(), chance(4)).unwrap();
    drop(vault);
    assert!(open(dir.path(), &words("other words")).is_ok());
}

#[test]
fn processes_that_make_one_vault_at_once_end_up_with_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let clients: Vec<String> = std::thread::scope(|scope| {
        let threads = (0..4).map(|seed| {
            let path = dir.path();
            let open = move || {
                let vault = Vault::open_or_create(path, &words(PASSPHRASE), clock(), chance(seed));
                vault.unwrap().client_id().to_owned()
            };
            std::thread::Builder::new().spawn_scoped(scope, open).unwrap()
        });
        threads.collect::<Vec<_>>().into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(clients.iter().all(|client| *client == clients[0]), "{clients:?}");
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_a_vaults_files() {
    use std::os::unix::fs::PermissionsExt;
    let bed = Bed::new();
    bed.import("rec_1", &[3; 100_000], "words");
    let mut paths = vec![bed.dir.path().to_owned()];
    let mut at = 0;
    while at < paths.len() {
        let path = paths[at].clone();
        at += 1;
        let mode = path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, if path.is_dir() { 0o700 } else { 0o600 }, "{}", path.display());
        if path.is_dir() {
            paths.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        }
    }
    assert!(paths.len() > 6, "{paths:?}");
}

#[test]
fn the_schema_is_made_once_however_many_open_it() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("some.db");
    drop(Database::open(&path, DatabaseKey::None, true).unwrap());
    let again = Database::open(&path, DatabaseKey::None, false).unwrap();
    let version: u32 =
        again.read(|c| Ok(c.pragma_query_value(None, "user_version", |row| row.get(0))?)).unwrap();
    assert_eq!(version, crate::migrations::KNOWN);
}

#[test]
fn what_was_kept_before_versions_is_there_for_no_version() {
    let bed = Bed::new().signed_in();
    bed.receive(&[("r", b"one")]);
    bed.vault.store_batch(vec![super::bed::fetched("r", b"one", &[])]).unwrap();
    let before = bed.vault.database();
    before
        .maintain(|c| {
            Ok(c.execute_batch(
                "DROP INDEX derived_by_version; DROP INDEX page_parts_by_name;
                 ALTER TABLE derived DROP COLUMN version; ALTER TABLE page_parts DROP COLUMN version;
                 CREATE INDEX page_parts_by_name ON page_parts (name, page, weight, n);
                 INSERT INTO derived (n, name, basis, data) SELECT n, 'insight', 1, x'07' FROM recordings;
                 PRAGMA user_version = 7;",
            )?)
        })
        .unwrap();
    let vault = bed.reopen(5).unwrap().deriving(1);
    let id = super::bed::id("r");
    assert_eq!(vault.derived(&id, "insight").unwrap(), None);
    assert_eq!(vault.without_derived("insight", 9).unwrap(), [id]);
}
