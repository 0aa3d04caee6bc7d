//! Who may use whom. Adding an arrow here is a design decision: say why in ARCHITECTURE.md.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, MetadataCommand, Package};

/// Beside `domain`, which all may use. `tests` and `xtask` are the outside; `testkit` may use anything.
const ARROWS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("contract", &[]),
    ("authz", &[]),
    ("privacy", &[]),
    ("seal", &[]),
    ("rrweb", &[]),
    ("video", &[]),
    ("replay", &["rrweb", "video"]),
    ("evidence", &[]),
    ("vault", &["contract", "evidence", "seal"]),
    ("recorder", &["video", "vault", "contract"]),
    ("sync", &["contract", "vault", "evidence"]),
    ("export", &["replay", "video", "privacy", "evidence", "authz"]),
    (
        "console",
        &[
            "contract", "sync", "export", "recorder", "replay", "vault", "evidence", "rrweb", "privacy",
            "authz",
        ],
    ),
    ("player", &["replay", "video", "vault", "contract"]),
    ("server", &["contract", "rrweb", "replay", "privacy", "evidence", "authz", "seal"]),
    ("cli", &["console", "contract"]),
    ("desktop", &["console", "contract"]),
];

/// Crates of others that one part alone may know.
const GUARDED: &[(&str, &[&str])] = &[
    ("rusqlite", &["vault", "server"]),
    ("reqwest", &["sync"]),
    ("tokio-tungstenite", &["sync"]),
    ("axum", &["server"]),
    ("keyring", &["vault"]),
    ("tauri", &["desktop"]),
    ("eframe", &["player"]),
    ("egui", &["player"]),
    ("x11rb", &["recorder"]),
];

fn members() -> Vec<Package> {
    let metadata = MetadataCommand::new().no_deps().exec().expect("cargo metadata runs in the workspace");
    metadata.packages
}

fn short(package: &str) -> &str {
    package.strip_prefix("hindsight-").unwrap_or(package)
}

/// What ships: neither for tests nor for the build.
fn shipped(package: &Package) -> BTreeSet<String> {
    let normal = package.dependencies.iter().filter(|d| d.kind == DependencyKind::Normal);
    normal.map(|d| d.name.to_string()).collect()
}

#[test]
fn crates_use_only_whom_they_may() {
    let allowed: BTreeMap<_, _> = ARROWS.iter().copied().collect();
    let outside = ["tests", "testkit", "xtask"];
    let mut checked = 0;
    for package in members() {
        let name = short(&package.name);
        if outside.contains(&name) {
            continue;
        }
        let may = allowed.get(name).unwrap_or_else(|| panic!("{name} has no row in the table of arrows"));
        for used in shipped(&package).iter().filter_map(|d| d.strip_prefix("hindsight-")) {
            assert!(used == "domain" || may.contains(&used), "{name} may not use {used}");
        }
        checked += 1;
    }
    assert!(checked >= 10, "only {checked} crates were found");
}

#[test]
fn sql_network_and_windows_each_have_one_home() {
    for package in members() {
        let name = short(&package.name).to_owned();
        if ["tests", "testkit", "xtask"].contains(&name.as_str()) {
            continue;
        }
        let used = shipped(&package);
        for (guarded, homes) in GUARDED {
            assert!(
                !used.contains(*guarded) || homes.contains(&name.as_str()),
                "{name} may not know {guarded}"
            );
        }
    }
}

/// SQL outside the two stores would be a second owner of their tables.
#[test]
fn the_server_has_sql_in_its_store_alone() {
    let src = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/server/src");
    let mut stack = vec![src.clone()];
    let mut seen = 0;
    while let Some(dir) = stack.pop() {
        for entry in std::fs::read_dir(dir).expect("the server's sources are readable") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                stack.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") && !path.starts_with(src.join("store")) {
                let text = std::fs::read_to_string(&path).expect("a source file is text");
                let sql = ["SELECT ", "INSERT ", "UPDATE ", "DELETE FROM", "rusqlite::"];
                let found = sql.iter().find(|word| text.contains(**word) && !path.ends_with("store.rs"));
                assert!(found.is_none(), "{} has SQL: {found:?}", path.display());
                seen += 1;
            }
        }
    }
    assert!(seen > 3, "only {seen} files were read");
}
