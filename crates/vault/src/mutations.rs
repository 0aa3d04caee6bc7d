//! Doing something: one transaction makes the journal entry, the row of the outbox and the projection.

use hindsight_domain::{BlobHash, Mutation, MutationKind, canonical_json};
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::texts::ToIndex;
use crate::{Result, Vault, VaultError, account, journal, notes, outbox, recordings, reviews};

impl Vault {
    /// Records what the signed-in user (or [`NOBODY`](crate::NOBODY)) did. It is visible at once and travels when
    /// there is a network. The same mutation again changes nothing.
    ///
    /// Whether it is allowed is the caller's to check; here only its recording must exist, and be
    /// [local](crate::VaultError::NotLocal) for a `recording`.
    pub fn perform(&self, mutation: &Mutation) -> Result<()> {
        let now = self.now();
        self.database().write(|tx| {
            if outbox::has(tx, mutation.id)? {
                return Ok(());
            }
            let id = mutation.kind.recording_id();
            let known = recordings::must_find(tx, id)?;
            if matches!(mutation.kind, MutationKind::Recording(_)) && !known.local_only {
                return Err(VaultError::NotLocal(id.clone()));
            }
            let (user, role) = account::actor(tx)?;
            let canonical = canonical_json(mutation)?;
            journal::append(tx, now, &user, mutation.kind.word(), journaled(mutation, &canonical)?)?;
            outbox::add(tx, mutation, &canonical, &user, role)?;
            self.show(tx, mutation, &user)
        })
    }

    /// Makes it visible.
    fn show(&self, connection: &Connection, mutation: &Mutation, user: &str) -> Result<()> {
        match &mutation.kind {
            MutationKind::Recording(_) => Ok(()),
            MutationKind::Note(_) => {
                let mut to_index = ToIndex::default();
                if let Some(note) = notes::of(mutation, user) {
                    notes::add(connection, &note, &mut to_index)?;
                }
                to_index.index(connection)
            }
            MutationKind::Flag(_)
            | MutationKind::Claim(_)
            | MutationKind::Release(_)
            | MutationKind::Verdict(_) => {
                reviews::project(connection, mutation.kind.recording_id(), self.client_id())
            }
        }
    }
}

/// What the journal keeps of a mutation: all of a decision; of what repeats recorded content its SHA-256.
fn journaled(mutation: &Mutation, canonical: &[u8]) -> Result<Value> {
    let sha256 = BlobHash::of(canonical);
    let body = match &mutation.kind {
        MutationKind::Recording(new) => json!({
            "recording_id": new.recording.id,
            "segments": new.segments.iter().map(|segment| &segment.hash).collect::<Vec<_>>(),
        }),
        MutationKind::Note(new) => json!({
            "note_id": new.note_id,
            "recording_id": new.recording_id,
            "at_ms": new.at_ms,
        }),
        kind => serde_json::to_value(kind)?["body"].take(),
    };
    Ok(json!({ "mutation": mutation.id, "at": mutation.at, "sha256": sha256, "body": body }))
}
