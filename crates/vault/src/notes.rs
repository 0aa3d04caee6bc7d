//! Notes: those that the server has, and those that wait in the outbox.

use hindsight_contract::view::Items;
use hindsight_domain::{Mutation, MutationKind, Note, RecordingId};
use rusqlite::{Connection, params};

use crate::row::{json, to_json};
use crate::texts::{self, ToIndex};
use crate::{Result, Vault, recordings};

impl Vault {
    /// The notes of a recording, by their place in it.
    pub fn notes(&self, id: &RecordingId) -> Result<Items<Note>> {
        self.database().read(|c| {
            let mut select =
                c.prepare_cached("SELECT data FROM notes WHERE recording_id = ?1 ORDER BY at_ms, id")?;
            let notes = select.query_and_then([id.as_str()], |row| json(row, 0))?;
            Ok(Items::all(notes.collect::<Result<_>>()?))
        })
    }
}

/// The note that a mutation of `by` pins.
pub(crate) fn of(mutation: &Mutation, by: &str) -> Option<Note> {
    let MutationKind::Note(new) = &mutation.kind else { return None };
    Some(Note {
        id: new.note_id.clone(),
        recording_id: new.recording_id.clone(),
        at_ms: new.at_ms,
        text: new.text.clone(),
        by: by.to_owned(),
        at: mutation.at,
    })
}

/// A note that was made here and that no server knows yet.
pub(crate) fn add(connection: &Connection, note: &Note, to_index: &mut ToIndex) -> Result<()> {
    write(connection, note, false, 0, to_index)
}

/// A note as the server has it.
pub(crate) fn confirm(
    connection: &Connection,
    note: &Note,
    generation: i64,
    to_index: &mut ToIndex,
) -> Result<()> {
    write(connection, note, true, generation, to_index)
}

fn write(
    connection: &Connection,
    note: &Note,
    confirmed: bool,
    generation: i64,
    to_index: &mut ToIndex,
) -> Result<()> {
    let mut upsert = connection.prepare_cached(
        "INSERT INTO notes (id, recording_id, at_ms, confirmed, generation, data) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (id) DO UPDATE SET at_ms = ?3, confirmed = ?4, generation = ?5, data = ?6",
    )?;
    upsert.execute(params![
        note.id.as_str(),
        note.recording_id.as_str(),
        note.at_ms,
        confirmed,
        generation,
        to_json(note)?
    ])?;
    match recordings::find(connection, &note.recording_id)? {
        Some(known) => texts::add_note(connection, known.n, note, to_index),
        None => Ok(()),
    }
}

/// Puts the notes of a recording that has just come into the search.
pub(crate) fn index(connection: &Connection, n: i64, id: &RecordingId, to_index: &mut ToIndex) -> Result<()> {
    let mut select =
        connection.prepare_cached("SELECT data FROM notes WHERE recording_id = ?1 AND text_id IS NULL")?;
    let notes: Vec<Note> =
        select.query_and_then([id.as_str()], |row| json(row, 0))?.collect::<Result<_>>()?;
    for note in notes {
        texts::add_note(connection, n, &note, to_index)?;
    }
    Ok(())
}

/// Notes that the feed gave before `generation` and not since, and that do not wait in the outbox, are gone.
pub(crate) fn forget_older(connection: &Connection, generation: i64) -> Result<()> {
    let gone = "confirmed = 1 AND generation < ?1
        AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.kind = 'note' AND o.state <> 'sent'
            AND o.recording_id = notes.recording_id AND o.data ->> '$.body.note_id' = notes.id)";
    let mut select =
        connection.prepare(&format!("SELECT text_id FROM notes WHERE text_id IS NOT NULL AND {gone}"))?;
    let ids: Vec<i64> = select.query_map([generation], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for id in ids {
        texts::drop_one(connection, id)?;
    }
    connection.execute(&format!("DELETE FROM notes WHERE {gone}"), [generation])?;
    Ok(())
}
