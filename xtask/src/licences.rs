//! What others made that the program carries, with its licence: the list that the window shows under About.
//!
//! **Invariant:** made from what cargo and the lock file of npm say, without a network.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::processes::command;

const LIST: &str = "ui/src/features/about/licences.json";
const LOCK: &str = "ui/package-lock.json";
/// What is shipped; what only they build or test with is not in the list.
const PROGRAMS: [&str; 5] =
    ["hindsight-desktop", "hindsight-cli", "hindsight-server", "hindsight-recorder", "hindsight-player"];

/// Writes the list.
pub(crate) fn write() -> Result<()> {
    std::fs::write(LIST, list()?).with_context(|| format!("{LIST} could not be written"))
}

/// Whether the list is what it would be if it was written now.
pub(crate) fn is_current() -> Result<bool> {
    let kept = std::fs::read_to_string(LIST).unwrap_or_default();
    Ok(kept == list()?)
}

fn list() -> Result<String> {
    let made = command("cargo metadata --format-version 1 --locked --all-features").output()?;
    if !made.status.success() {
        bail!("cargo metadata: {}", String::from_utf8_lossy(&made.stderr));
    }
    let metadata = serde_json::from_slice(&made.stdout).context("cargo metadata prints JSON")?;
    let lock = std::fs::read(LOCK).with_context(|| format!("{LOCK} cannot be read"))?;
    let lock = serde_json::from_slice(&lock).with_context(|| format!("{LOCK} is not JSON"))?;
    let mut parts = crates(&metadata)?;
    parts.append(&mut packages(&lock)?);
    Ok(written(&parts))
}

/// One part: by name, without regard to case, so that the list reads as one.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Part {
    key: String,
    name: String,
    version: String,
    from: &'static str,
    licence: String,
}

impl Part {
    fn of(name: &str, version: &str, from: &'static str, licence: Option<&str>) -> Result<Self> {
        let Some(licence) = licence.filter(|licence| !licence.trim().is_empty()) else {
            bail!("{name} {version} says no licence");
        };
        Ok(Self {
            key: name.to_lowercase(),
            name: name.to_owned(),
            version: version.to_owned(),
            from,
            licence: licence.replace('/', " OR "),
        })
    }
}

/// All crates of others that the programs are linked from, on any system.
fn crates(metadata: &Value) -> Result<BTreeSet<Part>> {
    let mut nodes = BTreeMap::new();
    for node in metadata["resolve"]["nodes"].as_array().context("a graph of crates")? {
        nodes.insert(text(node, "id")?, node["deps"].as_array().context("the crates that a crate uses")?);
    }
    let mut packages = BTreeMap::new();
    for package in metadata["packages"].as_array().context("a list of crates")? {
        packages.insert(text(package, "id")?, package);
    }
    let is_program = |id: &&str| packages[id]["name"].as_str().is_some_and(|name| PROGRAMS.contains(&name));
    let mut open: Vec<&str> = packages.keys().copied().filter(is_program).collect();
    let mut seen: BTreeSet<&str> = open.iter().copied().collect();
    while let Some(id) = open.pop() {
        for used in nodes.get(id).into_iter().flat_map(|deps| deps.iter()).filter(|used| is_linked(used)) {
            let id = text(used, "pkg")?;
            if seen.insert(id) {
                open.push(id);
            }
        }
    }
    let of_others = seen.into_iter().map(|id| packages[id]).filter(|package| !package["source"].is_null());
    of_others
        .map(|package| {
            let licence = package["license"].as_str();
            Part::of(text(package, "name")?, text(package, "version")?, "crate", licence)
        })
        .collect()
}

/// Whether it becomes part of a program, and does not only build or test one.
fn is_linked(used: &Value) -> bool {
    used["dep_kinds"].as_array().is_some_and(|kinds| kinds.iter().any(|kind| kind["kind"].is_null()))
}

/// All npm packages that the screens are bundled from.
fn packages(lock: &Value) -> Result<BTreeSet<Part>> {
    let all = lock["packages"].as_object().context("a list of npm packages")?;
    let shipped = all.iter().filter(|(path, package)| !path.is_empty() && package["dev"] != true);
    shipped
        .map(|(path, package)| {
            let name = path.rsplit_once("node_modules/").map_or(path.as_str(), |(_, name)| name);
            Part::of(name, text(package, "version")?, "npm", package["license"].as_str())
        })
        .collect()
}

/// One line for each, so that a change reads as one.
fn written(parts: &BTreeSet<Part>) -> String {
    let lines: Vec<String> = parts
        .iter()
        .map(|Part { name, version, from, licence, .. }| {
            let part = json!({ "name": name, "version": version, "from": from, "licence": licence });
            format!("  {part}")
        })
        .collect();
    format!("[\n{}\n]\n", lines.join(",\n"))
}

fn text<'a>(value: &'a Value, name: &str) -> Result<&'a str> {
    value[name].as_str().with_context(|| format!("no {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(parts: &BTreeSet<Part>) -> Vec<&str> {
        parts.iter().map(|part| part.name.as_str()).collect()
    }

    #[test]
    fn crates_that_are_linked_are_listed_and_those_that_build_or_test_are_not() {
        let package = |name: &str, source: Option<&str>| json!({ "id": name, "name": name, "version": "1.0.0", "license": "MIT/Apache-2.0", "source": source });
        let used = |name: &str, kind: Option<&str>| json!({ "pkg": name, "dep_kinds": [{ "kind": kind }] });
        let metadata = json!({
            "packages": [
                package("hindsight-cli", None),
                package("hindsight-domain", None),
                package("Far", Some("registry")),
                package("near", Some("registry")),
                package("builds", Some("registry")),
                package("tests", Some("registry")),
            ],
            "resolve": { "nodes": [
                { "id": "hindsight-cli", "deps": [used("hindsight-domain", None), used("near", None)] },
                { "id": "hindsight-domain", "deps": [used("Far", None), used("tests", Some("dev"))] },
                { "id": "near", "deps": [used("builds", Some("build")), used("Far", None)] },
                { "id": "Far", "deps": [] },
                { "id": "builds", "deps": [] },
            ] },
        });
        let parts = crates(&metadata).unwrap();
        assert_eq!(names(&parts), ["Far", "near"]);
        assert_eq!(parts.first().unwrap().licence, "MIT OR Apache-2.0");
    }

    #[test]
    fn npm_packages_that_are_bundled_are_listed_by_their_own_names() {
        let lock = json!({ "packages": {
            "": { "version": "0.1.0" },
            "node_modules/react": { "version": "19.0.0", "license": "MIT" },
            "node_modules/a/node_modules/@scope/b": { "version": "2.0.0", "license": "ISC" },
            "node_modules/vite": { "version": "8.0.0", "license": "MIT", "dev": true },
        } });
        assert_eq!(names(&packages(&lock).unwrap()), ["@scope/b", "react"]);
    }

    #[test]
    fn what_says_no_licence_is_a_fault() {
        let lock = json!({ "packages": { "node_modules/x": { "version": "1.0.0" } } });
        assert!(packages(&lock).unwrap_err().to_string().contains("x 1.0.0"));
    }
}
