//! `doctor`: what works here and what does not, each with what to do about it.

mod machine;
mod server;

use hindsight_contract::view::{Check, CheckState, Items};
use hindsight_vault::{OsKeychain, Slot, StorageUse, Vault, VaultError};

use crate::place::{Place, on_thread};
use crate::settings;

/// Below this the next download or import is likely to end in a full disk.
const LOW_SPACE_BYTES: u64 = 1 << 30;
/// Below this the vault cannot even take a verdict with confidence.
const NO_SPACE_BYTES: u64 = 64 << 20;

/// Runs every check, also those after one that failed. Opens the vault where there is one, makes none.
pub async fn doctor(place: Place) -> Items<Check> {
    let mut checks = vec![machine::keychain(&OsKeychain), machine::folder(&place.dir)];
    let opened = {
        let place = place.clone();
        let open = move || Ok(Vault::open(&place.dir, &place.unlock(), place.clock, place.chance));
        on_thread(open).await
    };
    match opened {
        Ok(Ok(vault)) => {
            let on_vault = vault.clone();
            let looked = on_thread(move || Ok(vault_checks(&on_vault))).await;
            checks.extend(looked.unwrap_or_else(|error| vec![failed("vault", &error.to_string(), "")]));
            checks.extend(server::checks(vault, place.clock.clone(), place.chance.clone()).await);
        }
        Ok(Err(VaultError::NoVault { .. })) => {
            let asked = place.clone();
            checks.push(match on_thread(move || asked.is_new()).await {
                Ok(()) => {
                    let detail = format!("there is none in {} yet", place.dir.display());
                    ok("vault", &format!("{detail}; the first import or sign-in makes it"))
                }
                Err(error) => failed("vault", &error.to_string(), "The message says what to do."),
            });
            checks.push(machine::space(&place.dir));
            checks.extend(server::signed_out());
        }
        Ok(Err(error)) => {
            checks.push(failed("vault", &error.to_string(), "The message says what to do."));
            checks.push(machine::space(&place.dir));
        }
        Err(error) => checks.push(failed("vault", &error.to_string(), "")),
    }
    checks.push(machine::display(|name| std::env::var(name).ok()));
    checks.push(machine::codecs());
    let faults = settings::faults(|name| std::env::var(name).ok());
    checks.push(match faults.as_slice() {
        [] => ok("limits", "all settings make sense"),
        faults => failed("limits", &faults.join("; "), "Correct or unset these environment variables."),
    });
    Items::all(checks)
}

fn vault_checks(vault: &Vault) -> Vec<Check> {
    let mut checks = Vec::new();
    checks.push(match vault.integrity() {
        Ok(faults) if faults.is_empty() => {
            let slot = match vault.slot() {
                Slot::Keychain => "its key is in the keychain",
                Slot::Passphrase => "its key is behind the passphrase",
            };
            ok("vault", &format!("{} is whole; {slot}", vault.dir().display()))
        }
        Ok(faults) => {
            let found: Vec<_> =
                faults.iter().map(|fault| format!("{}: {}", fault.what, fault.detail)).collect();
            // Rights of others are no damage: what to do about them stands at the folder's own check too.
            if faults.iter().all(|fault| fault.what == "folder") {
                let hint = format!("Take others' rights away: chmod -R go= {}", vault.dir().display());
                failed("vault", &found.join("; "), &hint)
            } else {
                let hint =
                    "Stop using this vault and restore it from a backup, or move its folder away and sync again.";
                failed("vault", &found.join("; "), hint)
            }
        }
        Err(error) => failed("vault", &error.to_string(), "The message says what to do."),
    });
    checks.push(match vault.verify_journal() {
        Ok(state) => ok("journal", &format!("{} entries, each follows from the one before", state.entries)),
        Err(error) => failed(
            "journal",
            &error.to_string(),
            "Keep the folder as evidence and tell whoever is in charge.",
        ),
    });
    checks.push(match vault.storage() {
        Ok(storage) => space(&storage),
        Err(error) => failed("space", &error.to_string(), ""),
    });
    checks
}

fn space(storage: &StorageUse) -> Check {
    let used = storage.database_bytes + storage.blob_bytes;
    free_space(storage.free_bytes, &format!("; the vault takes {}", bytes(used)))
}

fn free_space(free_bytes: u64, more: &str) -> Check {
    let detail = format!("{} free{more}", bytes(free_bytes));
    let hint = "Free some space, or keep fewer recordings offline.";
    match free_bytes {
        free if free < NO_SPACE_BYTES => failed("space", &detail, hint),
        free if free < LOW_SPACE_BYTES => warning("space", &detail, hint),
        _ => ok("space", &detail),
    }
}

fn bytes(count: u64) -> String {
    match count {
        0..=9_999 => format!("{count} bytes"),
        10_000..=9_999_999 => format!("{} KB", count / 1000),
        10_000_000..=9_999_999_999 => format!("{} MB", count / 1_000_000),
        _ => format!("{} GB", count / 1_000_000_000),
    }
}

fn check(name: &str, state: CheckState, detail: &str, hint: &str) -> Check {
    Check { name: name.to_owned(), state, detail: detail.to_owned(), hint: hint.to_owned() }
}

fn ok(name: &str, detail: &str) -> Check {
    check(name, CheckState::Ok, detail, "")
}

fn warning(name: &str, detail: &str, hint: &str) -> Check {
    check(name, CheckState::Warn, detail, hint)
}

fn failed(name: &str, detail: &str, hint: &str) -> Check {
    check(name, CheckState::Fail, detail, hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_space_is_a_warning_and_none_a_failure() {
        let with = |free_bytes| space(&StorageUse { free_bytes, ..StorageUse::default() }).state;
        assert_eq!(with(LOW_SPACE_BYTES), CheckState::Ok);
        assert_eq!(with(LOW_SPACE_BYTES - 1), CheckState::Warn);
        assert_eq!(with(NO_SPACE_BYTES - 1), CheckState::Fail);
    }
}
