//! Style sheets that scripts change or make: rules, declarations, adopted sheets.

use std::fmt;

use serde::{
    Deserializer,
    de::{Deserialize, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use super::{
    Mirror, Skip,
    arena::{Key, NO_ID, Node},
    declarations::Change,
    loose::{List, Loose, Members, Name, Object, otherwise},
    mutation::members,
    node::Body,
    rules::{NoRule, Rules},
    split,
};
use crate::json;

/// Sheets that scripts made: one per component of a page is some hundreds.
const MAX_SHEETS: usize = 10_000;

/// A sheet that a script made, which documents and shadow trees adopt.
#[derive(Clone, Debug)]
pub(super) struct Sheet {
    /// The document that it was made for; no other can adopt it.
    pub(super) document_id: i64,
    pub(super) rules: Rules,
}

/// Where a rule is: an index, or indices from the sheet down. Empty where it says nothing.
#[derive(Clone, Debug, Default)]
struct Path {
    indices: Vec<usize>,
    is_list: bool,
    is_wrong: bool,
}

struct PathReader;

impl<'de> Visitor<'de> for PathReader {
    type Value = Path;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an index or a list of indices")
    }

    fn visit_u64<E>(self, index: u64) -> Result<Path, E> {
        let indices = usize::try_from(index).into_iter().collect();
        Ok(Path { indices, ..Path::default() })
    }

    fn visit_i64<E>(self, _: i64) -> Result<Path, E> {
        Ok(Path { is_wrong: true, ..Path::default() })
    }

    fn visit_f64<E>(self, index: f64) -> Result<Path, E> {
        let index = Loose::Number(index).whole().and_then(|index| usize::try_from(index).ok());
        Ok(Path { indices: index.into_iter().collect(), is_wrong: index.is_none(), is_list: false })
    }

    fn visit_bool<E>(self, _: bool) -> Result<Path, E> {
        Ok(Path { is_wrong: true, ..Path::default() })
    }

    fn visit_str<E>(self, _: &str) -> Result<Path, E> {
        Ok(Path { is_wrong: true, ..Path::default() })
    }

    fn visit_unit<E>(self) -> Result<Path, E> {
        Ok(Path::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Path, A::Error> {
        let mut path = Path { is_list: true, ..Path::default() };
        while let Some(index) = items.next_element::<Loose<'de>>()? {
            match index.whole().and_then(|index| usize::try_from(index).ok()) {
                Some(index) => path.indices.push(index),
                None => path.is_wrong = true,
            }
        }
        Ok(path)
    }

    otherwise!(object => Path { is_wrong: true, ..Path::default() });
}

impl<'de> Deserialize<'de> for Path {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PathReader)
    }
}

impl Path {
    /// Of a rule to insert or to delete: the first, where nothing is said. In a list rrweb takes the last
    /// for the place inside of a rule, so one alone is nowhere.
    fn of_rule(&self) -> Option<&[usize]> {
        match (self.is_wrong, self.is_list, self.indices.as_slice()) {
            (true, ..) | (_, true, [] | [_]) => None,
            (_, false, []) => Some(&[0]),
            (_, _, indices) => Some(indices),
        }
    }
}

#[derive(Debug, Default)]
struct RuleData<'j> {
    id: Loose<'j>,
    style_id: Loose<'j>,
    adds: List<Object<AddRule<'j>>>,
    removes: List<Object<RemoveRule>>,
    replace: Loose<'j>,
    replace_sync: Loose<'j>,
    index: Path,
    set: Object<Declare<'j>>,
    remove: Object<Declare<'j>>,
}

#[derive(Clone, Debug, Default)]
struct AddRule<'j> {
    rule: Loose<'j>,
    index: Path,
}

#[derive(Clone, Debug, Default)]
struct RemoveRule {
    index: Path,
}

#[derive(Clone, Debug, Default)]
struct Declare<'j> {
    property: Loose<'j>,
    value: Loose<'j>,
    priority: Loose<'j>,
}

#[derive(Debug, Default)]
struct AdoptedData<'j> {
    id: Loose<'j>,
    styles: List<Object<NewSheet<'j>>>,
    style_ids: List<Loose<'j>>,
}

#[derive(Clone, Debug, Default)]
struct NewSheet<'j> {
    style_id: Loose<'j>,
    rules: List<Object<AddRule<'j>>>,
}

members!(RuleData {
    "id" => id, "styleId" => style_id, "adds" => adds, "removes" => removes, "replace" => replace,
    "replaceSync" => replace_sync, "index" => index, "set" => set, "remove" => remove
});
members!(AddRule { "rule" => rule, "index" => index });
members!(Declare { "property" => property, "value" => value, "priority" => priority });
members!(AdoptedData { "id" => id, "styles" => styles, "styleIds" => style_ids });
members!(NewSheet { "styleId" => style_id, "rules" => rules });

impl<'j> Members<'j> for RemoveRule {
    fn member<A: MapAccess<'j>>(&mut self, name: &Name<'j>, map: &mut A) -> Result<bool, A::Error> {
        if name.0 == "index" {
            self.index = map.next_value()?;
            return Ok(true);
        }
        map.next_value::<IgnoredAny>().map(|_| true)
    }
}

impl Mirror {
    /// A change of rules, or of one rule's declarations.
    pub(super) fn change_rules(&mut self, data: &str) {
        let read = json::with_text(data, |json| {
            let Object(data) = Object::<RuleData<'_>>::deserialize(json)?;
            self.change_sheet(&data);
            Ok(())
        });
        if read.is_err() {
            self.skipped.one(Skip::Malformed);
        }
    }

    fn change_sheet(&mut self, data: &RuleData<'_>) {
        let id = data.id.whole().filter(|&id| id != 0);
        let style_id = data.style_id.whole().filter(|&id| id != 0);
        let mut skipped = std::mem::take(&mut self.skipped);
        let rules = match style_id {
            Some(id) => self.sheets.get_mut(&id).map(|sheet| &mut sheet.rules),
            None => id.and_then(|id| self.rules_of(id)),
        };
        let mut tell = |done: Result<(), NoRule>| match done {
            Ok(()) => {}
            Err(NoRule::Unknown) => skipped.one(Skip::UnknownSheet),
            Err(NoRule::TooMuch) => skipped.one(Skip::TooMuch),
        };
        match rules {
            None => tell(Err(NoRule::Unknown)),
            Some(rules) => {
                for Object(add) in &data.adds.0 {
                    tell(insert(rules, add));
                }
                for Object(remove) in &data.removes.0 {
                    tell(remove.index.of_rule().ok_or(NoRule::Unknown).and_then(|path| rules.delete(path)));
                }
                // Only a sheet that a script made can be replaced.
                if style_id.is_some()
                    && let Some(css) = data.replace_sync.text().or(data.replace.text())
                {
                    *rules = replaced(css);
                }
                for (declare, is_set) in [(&data.set.0, true), (&data.remove.0, false)] {
                    if let Some(property) = declare.property.text() {
                        tell(rules.declare(&data.index.indices, property, declare.change(is_set)));
                    }
                }
            }
        }
        self.skipped = skipped;
    }

    /// The rules of a style element, or of a link that is shown as one.
    fn rules_of(&mut self, id: i64) -> Option<&mut Rules> {
        let node = self.key(id).and_then(|key| self.arena.get_mut(key))?;
        if !node.body.element()?.holds_css() {
            return None;
        }
        Some(node.extra().rules.get_or_insert_with(|| Box::new(Rules::of_text())))
    }

    /// A document or a shadow tree adopts sheets, some of which are made for it.
    pub(super) fn adopt(&mut self, data: &str) {
        let read = json::with_text(data, |json| {
            let Object(data) = Object::<AdoptedData<'_>>::deserialize(json)?;
            if let Some(host) = self.known(data.id.whole()) {
                self.adopt_sheets(host, &data);
            }
            Ok(())
        });
        if read.is_err() {
            self.skipped.one(Skip::Malformed);
        }
    }

    fn adopt_sheets(&mut self, host: Key, data: &AdoptedData<'_>) {
        let is_document =
            |key: Key| self.arena.get(key).is_some_and(|node| matches!(node.body, Body::Document { .. }));
        let has_shadow = self
            .arena
            .get(host)
            .and_then(Node::inner)
            .and_then(|inner| self.arena.get(inner))
            .is_some_and(|inner| matches!(inner.body, Body::Shadow));
        let document = std::iter::once(host).chain(self.arena.ancestors(host)).find(|&key| is_document(key));
        let Some(document) = document.filter(|&document| document == host || has_shadow) else {
            self.skipped.one(Skip::UnknownSheet);
            return;
        };
        let document_id = self.arena.get(document).map_or(NO_ID, |node| node.id);
        for Object(style) in &data.styles.0 {
            let Some(id) = style.style_id.whole() else {
                self.skipped.one(Skip::Malformed);
                continue;
            };
            if self.sheets.len() >= MAX_SHEETS && !self.sheets.contains_key(&id) {
                self.skipped.one(Skip::TooMuch);
                continue;
            }
            let mut rules = Rules::empty();
            for Object(rule) in &style.rules.0 {
                if insert(&mut rules, rule).is_err() {
                    self.skipped.one(Skip::UnknownSheet);
                }
            }
            self.sheets.insert(id, Sheet { document_id, rules });
        }
        let ids = data.style_ids.0.iter().filter_map(Loose::whole).take(MAX_SHEETS).collect();
        if let Some(node) = self.arena.get_mut(host) {
            node.extra().adopted = Some(ids);
        }
    }
}

impl Declare<'_> {
    fn change(&self, is_set: bool) -> Change {
        if !is_set {
            return Change::Remove;
        }
        let text = |text: &Loose<'_>| text.text().unwrap_or_default().into();
        Change::Set { value: text(&self.value), priority: text(&self.priority) }
    }
}

fn insert(rules: &mut Rules, add: &AddRule<'_>) -> Result<(), NoRule> {
    let path = add.index.of_rule().ok_or(NoRule::Unknown)?;
    rules.insert(path, add.rule.text().ok_or(NoRule::Unknown)?)
}

/// The rules of a sheet whose text was replaced. It cannot import others.
fn replaced(css: &str) -> Rules {
    let mut rules = Rules::empty();
    let imports = |rule: &str| rule.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("@import"));
    for (index, rule) in split::rules(css).into_iter().filter(|rule| !imports(rule)).enumerate() {
        if rules.insert(&[index], rule).is_err() {
            break;
        }
    }
    rules
}
