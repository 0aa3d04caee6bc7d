//! Forms that were filled, and whether they were submitted.

use std::collections::{HashMap, HashSet};

use hindsight_rrweb::json;
use hindsight_rrweb::loose::Loose;
use serde::Deserialize;

use super::super::{ENTER_MS, LOOSE_FIELDS};
use super::controls::{Controls, Field, Place, Role};
use super::{Found, MomentKind};

/// Forms of a document that are remembered.
const FORMS: usize = 500;
/// Fields of a form that are counted.
const FIELDS: usize = 500;

/// What was entered into a field, as far as it matters here: nothing of its words.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) node_id: i64,
    is_by_person: bool,
    is_empty: bool,
}

impl Entry {
    /// Reads the data of an input event.
    pub(super) fn read(data: &str) -> Option<Self> {
        #[derive(Deserialize, Default)]
        #[serde(default, rename_all = "camelCase")]
        struct Data<'j> {
            #[serde(borrow)]
            id: Loose<'j>,
            #[serde(borrow)]
            text: Loose<'j>,
            #[serde(borrow)]
            user_triggered: Loose<'j>,
        }
        let read = json::with_text(data, |json| {
            let data = Data::deserialize(json)?;
            Ok(data.id.whole().map(|node_id| Self {
                node_id,
                // Recorders before rrweb 2 do not say.
                is_by_person: data.user_triggered.truth() != Some(false),
                is_empty: data.text.text().is_none_or(str::is_empty),
            }))
        });
        read.ok().flatten()
    }
}

/// A form with something in it.
#[derive(Debug, Default)]
struct Filled {
    fields: HashSet<i64>,
    last_ms: i64,
    submitted: bool,
    /// Whether anything was clicked since the last field.
    clicked: bool,
}

/// The forms of a tab's document. `None` is what stands outside of any.
#[derive(Debug, Default)]
pub(super) struct Forms {
    filled: HashMap<Option<i64>, Filled>,
    /// Fields that were counted in this document.
    counted: HashSet<i64>,
}

impl Forms {
    pub(super) fn enter(&mut self, entry: &Entry, place: Place, at_ms: i64, found: &mut Found) {
        let Some(Role::Field(field)) = place.role else { return };
        if !entry.is_by_person {
            return;
        }
        if !entry.is_empty && self.counted.len() < FORMS * FIELDS && self.counted.insert(entry.node_id) {
            found.field(at_ms);
        }
        // Outside of forms lists and boxes filter what is shown more often than they are lost.
        let counts = match field {
            Field::Text => true,
            Field::Choice => place.form.is_some(),
            Field::Search => false,
        };
        if !counts || self.filled.len() >= FORMS && !self.filled.contains_key(&place.form) {
            return;
        }
        let form = self.filled.entry(place.form).or_default();
        if std::mem::take(&mut form.submitted) {
            form.fields.clear();
        }
        if entry.is_empty {
            form.fields.remove(&entry.node_id);
        } else if form.fields.len() < FIELDS {
            form.fields.insert(entry.node_id);
        }
        form.last_ms = at_ms;
        form.clicked = false;
    }

    pub(super) fn click(&mut self, place: Place, controls: &Controls) {
        for form in self.filled.values_mut() {
            form.clicked = true;
        }
        let submits = match place.role {
            Some(Role::Submit) => true,
            Some(Role::Button) => place.form.is_none_or(|form| !controls.has_submit(form)),
            _ => false,
        };
        if submits && let Some(form) = self.filled.get_mut(&place.form) {
            form.submitted = true;
        }
    }

    /// The page is left, or the recording ends.
    pub(super) fn leave(&mut self, at_ms: i64, found: &mut Found) {
        self.counted.clear();
        let mut filled: Vec<_> = self.filled.drain().collect();
        filled.sort_unstable_by_key(|(form, _)| *form);
        for (form, Filled { fields, last_ms, submitted, clicked }) in filled {
            let enough = fields.len() >= if form.is_some() { 1 } else { LOOSE_FIELDS };
            let may_be_entered = !clicked && at_ms.saturating_sub(last_ms) <= ENTER_MS;
            if enough && !submitted && !may_be_entered {
                let fields = fields.len();
                let s = if fields == 1 { "" } else { "s" };
                let label = format!("{fields} field{s} filled, and left without a submit");
                found.moment(last_ms, MomentKind::FormAbandon, &label);
            }
        }
    }
}
