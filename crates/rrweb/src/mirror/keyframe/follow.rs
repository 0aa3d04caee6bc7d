//! What a snapshot cannot hold, as events after it.

use std::ops::Range;

use super::{Writer, json::Json, snapshot};
use crate::mirror::{
    arena::{Key, NO_ID},
    declarations::Change,
    node::{Body, Extra},
    rules::{Rules, Step},
};

/// rrweb's numbers of the sources of incremental events.
const MUTATION: i64 = 0;
const MOUSE_INTERACTION: i64 = 2;
const SCROLL: i64 = 3;
const INPUT: i64 = 5;
const STYLE_SHEET_RULE: i64 = 8;
const STYLE_DECLARATION: i64 = 13;
const ADOPTED_STYLE_SHEET: i64 = 15;
const FOCUS: i64 = 5;

impl Writer<'_> {
    /// Nodes that have more to say, with their ids.
    fn noted(&self, range: Range<usize>) -> Vec<(i64, Key, &'_ Extra)> {
        let noted = self.written.noted.get(range).unwrap_or_default();
        let find = |&key: &Key| {
            let node = self.mirror.arena.get(key)?;
            Some((node.id, key, &**node.extra.as_ref()?))
        };
        noted.iter().filter_map(find).collect()
    }

    pub(super) fn fonts(&mut self) {
        for font in &self.mirror.kept.fonts {
            self.event(super::INCREMENTAL, |json| {
                json.raw(font);
            });
        }
    }

    /// Sheets that scripts made, and who adopted them: the page, or the documents of its frames.
    pub(super) fn adoptions(&mut self, documents: &[Key], noted: Range<usize>) {
        let mirror = self.mirror;
        let keys: Vec<Key> = self.written.noted.get(noted).unwrap_or_default().to_vec();
        // Sheets are made with their document, before any shadow tree adopts them.
        for &document in documents {
            if let Some(node) = mirror.arena.get(document).filter(|node| node.id != NO_ID) {
                self.adopted(node.id, true, node.extra.as_deref());
            }
        }
        for key in keys {
            let Some(node) = mirror.arena.get(key) else { continue };
            if !matches!(node.body, Body::Document { .. }) {
                self.adopted(node.id, false, node.extra.as_deref());
            }
        }
    }

    /// What scripts did to the rules of style elements.
    pub(super) fn rules(&mut self) {
        let mirror = self.mirror;
        let rules = |key: &Key| {
            let node = mirror.arena.get(*key)?;
            Some((node.id, node.extra.as_ref()?.rules.as_deref()?))
        };
        let changed: Vec<(i64, &Rules)> = self.written.noted.iter().filter_map(rules).collect();
        if changed.iter().all(|(_, rules)| rules.steps().is_empty()) {
            return;
        }
        if !self.has_mutation {
            self.mutation(|json| {
                json.raw(",\"adds\":[],\"removes\":[],\"texts\":[],\"attributes\":[]");
            });
        }
        for (id, rules) in changed {
            self.rules_of("id", id, rules, false);
        }
    }

    fn mutation(&mut self, write: impl FnOnce(&mut Json)) {
        self.has_mutation = true;
        self.change(MUTATION, write);
    }

    fn adopted(&mut self, id: i64, is_document: bool, extra: Option<&Extra>) {
        let mirror = self.mirror;
        let adopted = extra.and_then(|extra| extra.adopted.as_deref()).unwrap_or_default();
        let sheets: Vec<_> =
            mirror.sheets.iter().filter(|(_, sheet)| is_document && sheet.document_id == id).collect();
        if adopted.is_empty() && sheets.is_empty() {
            return;
        }
        self.change(ADOPTED_STYLE_SHEET, |json| {
            json.raw(",\"id\":").integer(id).raw(",\"styles\":");
            json.list(&sheets, |json, (style_id, sheet)| {
                json.raw("{\"styleId\":").integer(**style_id).raw(",\"rules\":");
                let inserts = sheet.rules.steps().into_iter().filter_map(|step| match step {
                    Step::Insert(path, css) if path.len() == 1 => Some((path, css)),
                    _ => None,
                });
                json.list(inserts, |json, (path, css)| inserted(json, &path, css)).raw("}");
            });
            json.raw(",\"styleIds\":").list(adopted, |json, id| {
                json.integer(*id);
            });
        });
        for (style_id, sheet) in sheets {
            self.rules_of("styleId", *style_id, &sheet.rules, true);
        }
    }

    /// The steps that make a sheet out of its text; without those that insert rules into the sheet itself
    /// where it was made with them.
    fn rules_of(&mut self, name: &str, id: i64, rules: &Rules, is_made: bool) {
        let steps = rules.steps();
        let is_done = |step: &Step<'_>| is_made && matches!(step, Step::Insert(path, _) if path.len() == 1);
        let steps: Vec<Step<'_>> = steps.into_iter().filter(|step| !is_done(step)).collect();
        for steps in steps.chunk_by(is_same_event) {
            let whose = |json: &mut Json| {
                json.raw(",").text(name).raw(":").integer(id);
            };
            match steps {
                [Step::Declare(path, property, change), ..] => self.change(STYLE_DECLARATION, |json| {
                    whose(json);
                    json.raw(",\"index\":").list(path, |json, index| place(json, *index));
                    declared(json, property, change);
                }),
                [Step::Delete(_), ..] => self.change(STYLE_SHEET_RULE, |json| {
                    whose(json);
                    json.raw(",\"removes\":").list(steps, |json, step| {
                        if let Step::Delete(path) = step {
                            json.raw("{\"index\":");
                            self::path(json, path);
                            json.raw("}");
                        }
                    });
                }),
                _ => self.change(STYLE_SHEET_RULE, |json| {
                    whose(json);
                    json.raw(",\"adds\":").list(steps, |json, step| {
                        if let Step::Insert(path, css) = step {
                            inserted(json, path, css);
                        }
                    });
                }),
            }
        }
    }

    /// The documents of frames, outer ones first.
    pub(super) fn frames(&mut self) {
        let mut done = 0;
        while let Some(&(frame_id, document)) = self.written.frames.get(done) {
            done += 1;
            let (mirror, at_ms) = (self.mirror, self.at_ms);
            let mut written = std::mem::take(&mut self.written);
            self.mutation(|json| {
                json.raw(",\"adds\":[{\"parentId\":").integer(frame_id).raw(",\"nextId\":null,\"node\":");
                snapshot::write(mirror, document, at_ms, json, &mut written);
                json.raw("}],\"removes\":[],\"texts\":[],\"attributes\":[],\"isAttachIframe\":true");
            });
            self.written = written;
        }
    }

    /// What waits for a frame or a sibling goes on waiting.
    pub(super) fn waiting(&mut self) {
        let (mirror, at_ms) = (self.mirror, self.at_ms);
        // To what is there and no frame rrweb would add the document itself.
        for pending in mirror.kept.pending.iter().filter(|pending| mirror.key(pending.frame_id).is_none()) {
            self.mutation(|json| {
                json.raw(",\"adds\":[").raw(&pending.add);
                json.raw("],\"removes\":[],\"texts\":[],\"attributes\":[],\"isAttachIframe\":true");
            });
        }
        for missing in mirror.missing.values() {
            let Some(node) = mirror.arena.get(missing.key).filter(|node| node.id != NO_ID) else { continue };
            let mut written = std::mem::take(&mut self.written);
            self.mutation(|json| {
                let place = missing.place;
                json.raw(",\"adds\":[{\"parentId\":").integer(place.parent);
                for (name, id) in [("nextId", place.next), ("previousId", place.previous)] {
                    json.raw(",").text(name).raw(":");
                    match id {
                        Some(id) => json.integer(id),
                        None => json.raw("null"),
                    };
                }
                json.raw(",\"node\":");
                snapshot::begin(mirror, missing.key, node, false, at_ms, json, &mut written);
                json.raw(",\"childNodes\":[]}}],\"removes\":[],\"texts\":[],\"attributes\":[]");
            });
            self.written = written;
        }
    }

    /// Attributes and styles that only a mutation sets.
    pub(super) fn late(&mut self, range: Range<usize>) {
        let mut changes = Json::default();
        let mut count = 0;
        for (id, _, extra) in self.noted(range) {
            let mut begin = |changes: &mut Json| {
                changes.raw(if count == 0 { "" } else { "," }).raw("{\"id\":").integer(id);
                changes.raw(",\"attributes\":{");
                count += 1;
            };
            for late in &extra.late {
                begin(&mut changes);
                changes.text(&late.name).raw(":");
                snapshot::value(&mut changes, &late.value);
                changes.raw("}}");
            }
            for group in extra.style.groups() {
                begin(&mut changes);
                changes.raw("\"style\":{");
                for (index, (property, change)) in group.iter().enumerate() {
                    changes.raw(if index == 0 { "" } else { "," }).text(property).raw(":");
                    match change {
                        Change::Remove => changes.raw("false"),
                        Change::Set { value, priority } if priority.is_empty() => changes.text(value),
                        Change::Set { value, priority } => {
                            changes.raw("[").text(value).raw(",").text(priority).raw("]")
                        }
                    };
                }
                changes.raw("}}}");
            }
        }
        if count > 0 {
            let changes = changes.done();
            self.mutation(|json| {
                json.raw(",\"adds\":[],\"removes\":[],\"texts\":[],\"attributes\":[").raw(&changes).raw("]");
            });
        }
    }

    pub(super) fn scrolls(&mut self, root: Key) {
        let noted = self.noted(0..self.written.noted.len());
        let scrolled = noted.iter().filter_map(|(id, key, extra)| Some((*id, *key, extra.scroll?)));
        // The page is at its top to begin with.
        let scrolled: Vec<_> =
            scrolled.filter(|&(_, key, scroll)| key != root || scroll != (0.0, 0.0)).collect();
        for (id, _, (x, y)) in scrolled {
            self.change(SCROLL, |json| {
                json.raw(",\"id\":").integer(id).raw(",\"x\":").number(x).raw(",\"y\":").number(y);
            });
        }
    }

    pub(super) fn inputs(&mut self) {
        let noted = self.noted(0..self.written.noted.len());
        let mut inputs: Vec<_> =
            noted.into_iter().filter_map(|(id, _, extra)| Some((id, extra.input.clone()?))).collect();
        inputs.sort_by_key(|(_, input)| input.order);
        for (id, input) in inputs {
            self.change(INPUT, |json| {
                json.raw(",\"text\":").text(&input.text).raw(",\"isChecked\":").boolean(input.is_checked);
                json.raw(",\"id\":").integer(id);
            });
        }
    }

    /// Canvases, what is selected, what has the focus, where the pointer is.
    pub(super) fn rest(&mut self) {
        let mirror = self.mirror;
        let kept = &mirror.kept;
        for (_, command) in kept.canvas.iter().filter(|(id, _)| mirror.key(*id).is_some()) {
            self.event(super::INCREMENTAL, |json| {
                json.raw(command);
            });
        }
        if let Some(selection) = &kept.selection {
            self.event(super::INCREMENTAL, |json| {
                json.raw(selection);
            });
        }
        if let Some(id) = kept.focus.filter(|&id| mirror.key(id).is_some()) {
            self.change(MOUSE_INTERACTION, |json| {
                json.raw(",\"type\":").integer(FOCUS).raw(",\"id\":").integer(id);
            });
        }
        if let Some(pointer) = kept.pointer {
            self.change(pointer.source, |json| {
                json.raw(",\"positions\":[{\"x\":").number(pointer.x).raw(",\"y\":").number(pointer.y);
                json.raw(",\"id\":").integer(pointer.id).raw(",\"timeOffset\":0}]");
            });
        }
    }
}

fn is_same_event(one: &Step<'_>, other: &Step<'_>) -> bool {
    matches!((one, other), (Step::Delete(_), Step::Delete(_)) | (Step::Insert(..), Step::Insert(..)))
}

fn place(json: &mut Json, index: usize) {
    json.integer(i64::try_from(index).unwrap_or(i64::MAX));
}

/// A rule of the sheet itself has an index, one inside of another a list.
fn path(json: &mut Json, path: &[usize]) {
    match path {
        [index] => place(json, *index),
        path => {
            json.list(path, |json, index| place(json, *index));
        }
    }
}

fn inserted(json: &mut Json, path: &[usize], css: &str) {
    json.raw("{\"rule\":").text(css).raw(",\"index\":");
    self::path(json, path);
    json.raw("}");
}

fn declared(json: &mut Json, property: &str, change: &Change) {
    match change {
        Change::Remove => {
            json.raw(",\"remove\":{\"property\":").text(property).raw("}");
        }
        Change::Set { value, priority } => {
            json.raw(",\"set\":{\"property\":").text(property).raw(",\"value\":").text(value);
            if !priority.is_empty() {
                json.raw(",\"priority\":").text(priority);
            }
            json.raw("}");
        }
    }
}
