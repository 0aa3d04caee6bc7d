use std::sync::Arc;

use super::bed::{Bed, PASSPHRASE, chance, clock, files_with};
use crate::{MemoryKeychain, Unlock, Vault};

/// A vault with a secret in every place that takes one.
fn filled(bed: &Bed) {
    let large: Vec<u8> = b"planted-payload ".repeat(10_000);
    let id = bed.import("rec_1", b"planted-payload", "planted-text");
    let mut draft = bed.vault.draft().unwrap();
    draft.add_segment(super::bed::segment(0, &large), &large).unwrap();
    for _ in 0..500 {
        draft.add_text(&super::bed::payload(0, &"planted-text ".repeat(300))).unwrap();
    }
    bed.vault.store_token("http://127.0.0.1:1", "planted-token").unwrap();
    let (_, review) = bed.flag(&id);
    bed.note(&id, "planted-note");
    bed.verdict(&id, &review);
    // Still open: what a crash would leave.
    std::mem::forget(draft);
}

const PLANTED: [&str; 9] = [
    "planted-payload",
    "planted-text",
    "planted-token",
    "planted-note",
    "run of rec_1",
    "rec_1",
    "refunds without asking",
    "policy_breach",
    PASSPHRASE,
];

#[test]
fn nothing_that_was_put_in_stands_in_any_file_in_plain_text() {
    let bed = Bed::new();
    filled(&bed);
    for needle in PLANTED {
        assert_eq!(files_with(bed.dir.path(), needle), Vec::<String>::new(), "{needle}");
    }
}

#[test]
fn the_search_for_plain_text_would_find_it() {
    let bed = Bed::in_plain_text();
    filled(&bed);
    for needle in ["planted-text", "planted-note", "run of rec_1", "refunds without asking", "policy_breach"]
    {
        assert!(!files_with(bed.dir.path(), needle).is_empty(), "{needle}");
    }
    for needle in ["planted-payload", "planted-token", PASSPHRASE] {
        assert!(files_with(bed.dir.path(), needle).is_empty(), "{needle} is sealed by itself");
    }
}

#[test]
fn a_token_is_kept_replaced_and_forgotten_by_keychain_and_by_row() {
    let keychain = Arc::new(MemoryKeychain::default());
    let dir = tempfile::tempdir().unwrap();
    let by_keychain = Vault::create(dir.path(), &Unlock::by(keychain.clone()), clock(), chance(1)).unwrap();
    let by_row = Bed::new().vault;
    for vault in [&by_keychain, &by_row] {
        let url = "https://hindsight.example";
        assert!(vault.token(url).unwrap().is_none());
        vault.store_token(url, "one").unwrap();
        vault.store_token(url, "two").unwrap();
        assert_eq!(vault.token(url).unwrap().unwrap().as_str(), "two");
        assert!(vault.token("https://other.example").unwrap().is_none());
        vault.forget_token(url).unwrap();
        vault.forget_token(url).unwrap();
        assert!(vault.token(url).unwrap().is_none());
    }
    assert_eq!(keychain.secrets().len(), 1, "the vault's key alone is left");
}

#[test]
fn two_vaults_of_one_user_keep_their_tokens_apart() {
    let keychain = Arc::new(MemoryKeychain::default());
    let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let vaults: Vec<Vault> = dirs
        .iter()
        .zip(1..)
        .map(|(dir, seed)| {
            Vault::create(dir.path(), &Unlock::by(keychain.clone()), clock(), chance(seed)).unwrap()
        })
        .collect();
    vaults[0].store_token("http://one", "secret").unwrap();
    assert!(vaults[1].token("http://one").unwrap().is_none());
}
