//! Secrets that are keys of an object: the member stays, in its place, under another name.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::findings::{Findings, Path};
use crate::names::{Sensitive, classify};
use crate::text;

/// Redacts the keys of an object; says which members' names, after that, promise a secret, in order.
///
/// Two keys that would become the same are numbered: no member is lost.
pub(crate) fn redact_keys(
    map: &mut Map<String, Value>,
    path: &Path<'_>,
    findings: &mut Findings,
) -> Vec<(usize, Sensitive)> {
    let mut promised = Vec::new();
    let mut renamed = HashMap::new();
    for (index, key) in map.keys().enumerate() {
        let mut inside = Findings::default();
        let redacted = text::redact(key, 0, 0, &Path::Root, &mut inside);
        let name = redacted.text.as_deref().unwrap_or(key);
        if (redacted.anchored || is_short_name(name))
            && let Some(sensitive) = classify(name)
        {
            promised.push((index, sensitive));
        }
        if let Some(name) = redacted.text {
            renamed.insert(index, (name, inside));
        }
    }
    if !renamed.is_empty() {
        rename(map, renamed, path, findings);
    }
    promised
}

/// The names that are too short to be anchors in text.
fn is_short_name(name: &str) -> bool {
    let end = name.len().saturating_sub(3);
    name.len() <= 32
        && ["pin", "sig"].iter().any(|short| name.as_bytes()[end..].eq_ignore_ascii_case(short.as_bytes()))
}

fn rename(
    map: &mut Map<String, Value>,
    mut renamed: HashMap<usize, (String, Findings)>,
    path: &Path<'_>,
    findings: &mut Findings,
) {
    let old = std::mem::take(map);
    let mut taken: HashMap<String, usize> = old.keys().map(|key| (key.clone(), 1)).collect();
    for (index, (key, value)) in old.into_iter().enumerate() {
        let Some((name, inside)) = renamed.remove(&index) else {
            map.insert(key, value);
            continue;
        };
        let mut unique = name.clone();
        while let Some(count) = taken.get_mut(&unique) {
            *count += 1;
            // A number at its end changes nothing about what a name promises.
            unique = format!("{name} {count}");
        }
        taken.insert(unique.clone(), 1);
        for finding in inside {
            findings.add(finding.kind, &Path::Key(path, &unique));
        }
        map.insert(unique, value);
    }
}
