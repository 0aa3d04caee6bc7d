//! What a web session told beside its picture: console, errors, addresses and titles, over all of its time.

use hindsight_contract::desk::{Fact, FactKind, Facts};
use hindsight_domain::{Kind, RecordingId};
use hindsight_replay::page_facts::{self, PageFacts};
use hindsight_vault::Vault;

use super::packed::{pack, unpack};
use super::{shape, to_json};
use crate::{Console, Result};

/// Under what they stand among what is derived, packed.
pub(super) const FACTS: &str = "facts";

impl Console {
    /// What a recording told beside its picture, as JSON of [`Facts`]. Of what is no web session: nothing.
    pub async fn facts(&self, id: &RecordingId) -> Result<Vec<u8>> {
        let id = id.clone();
        self.with_vault(move |vault| told(vault, &id)).await
    }
}

fn told(vault: &Vault, id: &RecordingId) -> Result<Vec<u8>> {
    if vault.recording(id)?.recording.kind != Kind::Web {
        return Ok(to_json(&Facts::default()));
    }
    unpack(id, FACTS, &shape::kept(vault, id, FACTS)?)
}

/// As they are kept. Their bounds are far below what cannot be packed.
pub(super) fn packed(told: PageFacts) -> Vec<u8> {
    pack(&to_json(&facts_of(told))).unwrap_or_default()
}

fn facts_of(told: PageFacts) -> Facts {
    let kind = |kind| match kind {
        page_facts::FactKind::Page => FactKind::Page,
        page_facts::FactKind::Title => FactKind::Title,
        page_facts::FactKind::Console => FactKind::Console,
        page_facts::FactKind::Error => FactKind::Error,
        page_facts::FactKind::Event => FactKind::Event,
    };
    let fact = |fact: page_facts::Fact| Fact {
        at_ms: fact.at_ms,
        kind: kind(fact.kind),
        level: Some(fact.level).filter(|level| !level.is_empty()),
        text: fact.text,
    };
    Facts {
        total: told.list.len() as u64 + told.left_out,
        items: told.list.into_iter().map(fact).collect(),
        left_out: told.left_out,
        pages_end_ms: told.pages_end_ms,
    }
}

#[cfg(test)]
mod tests;
