//! Changes of single CSS declarations, kept as the shortest list that has the same effect.
//!
//! CSS is not parsed here: which value is valid, and which longhands a shorthand stands for, is known to
//! browsers. So changes are kept as what they were, and stated again in an order in which those of related
//! properties still follow each other as they came.

use super::shape::PropertyShape;

/// An element has a few changed properties; a thousand are an attack.
const MAX_CHANGES: usize = 2_000;

/// A declaration that was set, or that was removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Change {
    Set { value: Box<str>, priority: Box<str> },
    Remove,
}

impl Change {
    pub(super) fn of(shape: &PropertyShape<'_>) -> Option<Self> {
        match shape {
            PropertyShape::Set { value, priority } => {
                Some(Self::Set { value: value.as_ref().into(), priority: priority.as_ref().into() })
            }
            PropertyShape::Remove => Some(Self::Remove),
            PropertyShape::Other => None,
        }
    }
}

/// Changes by property, in the order in which they are to be made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Declarations(Vec<(Box<str>, Change)>);

impl Declarations {
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Change)> {
        self.0.iter().map(|(property, change)| (&**property, change))
    }

    /// Makes a change. `false` where there are too many.
    ///
    /// A property that is set again keeps its place among the declarations, as in a browser; after it was
    /// removed it comes last.
    pub(super) fn change(&mut self, property: &str, change: Change) -> bool {
        let family = family(property);
        let last = self.0.iter().rposition(|(other, _)| **other == *property);
        if let Some(last) = last {
            let is_set = matches!(self.0[last].1, Change::Set { .. });
            let later = &self.0[last + 1..];
            let is_free = later.iter().all(|(other, _)| are_unrelated(family, self::family(other)));
            match (is_set, &change) {
                (true, Change::Set { .. }) if is_free => {
                    self.0[last].1 = change;
                    return true;
                }
                (false, Change::Remove) if is_free => return true,
                // It was set, and what was set is overridden.
                (true, _) => {
                    self.0.remove(last);
                    let removed = self.0.iter().rposition(|(other, _)| **other == *property);
                    if change == Change::Remove
                        && let Some(removed) = removed
                    {
                        self.0.remove(removed);
                    }
                }
                (false, Change::Remove) => {
                    self.0.remove(last);
                }
                (false, Change::Set { .. }) => {}
            }
        }
        if self.0.len() >= MAX_CHANGES {
            return false;
        }
        self.0.push((property.into(), change));
        true
    }

    /// The changes in groups that name each property once, so that each can be written as one object.
    pub(super) fn groups(&self) -> Vec<&[(Box<str>, Change)]> {
        let mut groups = Vec::new();
        let mut from = 0;
        for at in 0..self.0.len() {
            if self.0[from..at].iter().any(|(other, _)| *other == self.0[at].0) {
                groups.push(&self.0[from..at]);
                from = at;
            }
        }
        if from < self.0.len() {
            groups.push(&self.0[from..]);
        }
        groups
    }
}

/// Properties of one family may set each other.
fn family(property: &str) -> &str {
    if property.starts_with("--") {
        return property;
    }
    let bare = match property.strip_prefix('-') {
        Some(vendor) => vendor.split_once('-').map_or(vendor, |(_, bare)| bare),
        None => property,
    };
    match bare {
        "top" | "right" | "bottom" | "left" => "inset",
        "line-height" => "font",
        "row-gap" | "column-gap" | "grid-gap" | "grid-row-gap" | "grid-column-gap" => "gap",
        "align-content" | "align-items" | "align-self" | "justify-content" | "justify-items"
        | "justify-self" => "place",
        "width" | "height" | "inline-size" | "block-size" => "size",
        "min-width" | "min-height" | "max-width" | "max-height" => bare,
        _ => bare.split('-').next().unwrap_or(bare),
    }
}

fn are_unrelated(one: &str, other: &str) -> bool {
    one != other && one != "all" && other != "all"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(changes: &[(&str, Option<&str>)], expected: &[(&str, Option<&str>)]) {
        let mut declarations = Declarations::default();
        for &(property, value) in changes {
            let change = match value {
                Some(value) => Change::Set { value: value.into(), priority: "".into() },
                None => Change::Remove,
            };
            assert!(declarations.change(property, change));
        }
        let found: Vec<_> = declarations
            .iter()
            .map(|(property, change)| match change {
                Change::Set { value, .. } => (property, Some(&**value)),
                Change::Remove => (property, None),
            })
            .collect();
        assert_eq!(found, expected, "{changes:?}");
    }

    #[test]
    fn a_property_that_changes_all_the_time_is_kept_once() {
        check(
            &[("left", Some("1px")), ("color", Some("red")), ("left", Some("2px")), ("left", Some("3px"))],
            &[("left", Some("3px")), ("color", Some("red"))],
        );
    }

    #[test]
    fn a_longhand_that_follows_its_shorthand_still_follows_it() {
        check(
            &[
                ("background-color", Some("red")),
                ("background", Some("blue")),
                ("background-color", Some("green")),
            ],
            &[("background", Some("blue")), ("background-color", Some("green"))],
        );
        check(
            &[("top", Some("1px")), ("inset", Some("0")), ("top", None)],
            &[("inset", Some("0")), ("top", None)],
        );
    }

    #[test]
    fn what_was_removed_and_set_again_is_stated_as_both() {
        check(&[("color", None), ("color", Some("red"))], &[("color", None), ("color", Some("red"))]);
        check(&[("color", None), ("color", Some("red")), ("color", None)], &[("color", None)]);
        let mut declarations = Declarations::default();
        declarations.change("color", Change::Remove);
        declarations.change("color", Change::Set { value: "red".into(), priority: "".into() });
        assert_eq!(declarations.groups().len(), 2);
    }

    #[test]
    fn no_more_are_kept_than_an_element_can_have() {
        let mut declarations = Declarations::default();
        for number in 0..MAX_CHANGES {
            assert!(declarations.change(&format!("--{number}"), Change::Remove));
        }
        assert!(!declarations.change("color", Change::Remove));
        assert!(declarations.change("--7", Change::Remove));
    }
}
