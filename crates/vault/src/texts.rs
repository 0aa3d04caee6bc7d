//! Texts: what the search finds, and where.

use std::borrow::Cow;

use hindsight_domain::{Note, RecordingId};
use rusqlite::{Connection, OptionalExtension};

use crate::row::{NUMBERS, first_of, last_of, recording_of};
use crate::{Result, Vault, derived, recordings};

/// A text at a time of a recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Offset in ms from the recording's start.
    pub at_ms: i64,
    /// In what it stands: `text`, `input`, `url`, `console`, `custom`, `payload`, … `title` (the recording's) and
    /// `note` are indexed by the vault itself.
    pub field: Cow<'static, str>,
    /// The text.
    pub text: String,
}

impl Vault {
    /// Adds texts of a recording to the search.
    pub fn index_texts(&self, id: &RecordingId, texts: impl IntoIterator<Item = Text>) -> Result<()> {
        self.database().write(|tx| {
            let n = recordings::must_find(tx, id)?.n;
            let mut to_index = ToIndex::default();
            add(tx, n, texts, &mut to_index)?;
            to_index.index(tx)
        })
    }

    /// Puts texts in place of all that were found in a recording's segments, but for its title and notes. They were
    /// read from `basis` segments: nothing changes where others are here by now.
    pub fn replace_texts(
        &self,
        id: &RecordingId,
        basis: u64,
        texts: impl IntoIterator<Item = Text>,
    ) -> Result<()> {
        self.database().write(|tx| {
            let Some(n) = derived::with_stored(tx, id, basis)? else { return Ok(()) };
            drop_of_segments(tx, n)?;
            let mut to_index = ToIndex::default();
            add(tx, n, texts, &mut to_index)?;
            to_index.index(tx)
        })
    }

    /// Takes all texts of a recording out of the search, but for its title and notes.
    pub fn drop_texts(&self, id: &RecordingId) -> Result<()> {
        self.database().write(|tx| drop_of_segments(tx, recordings::must_find(tx, id)?.n))?;
        self.database().empty_log()
    }
}

/// Texts that stand in their table and not yet in the index.
///
/// FTS5 writes out what it has gathered whenever a statement that may have to be undone begins, which most others
/// are. So a transaction indexes at its end, in one go and in ascending order: that is twice as fast for a batch.
#[derive(Default)]
#[must_use]
pub(crate) struct ToIndex {
    ids: Vec<i64>,
}

impl ToIndex {
    /// Indexes them. Must come before any of them is dropped again.
    pub(crate) fn index(&mut self, connection: &Connection) -> Result<()> {
        let mut ids = std::mem::take(&mut self.ids);
        ids.sort_unstable();
        let mut select = connection.prepare_cached("SELECT text FROM texts WHERE id = ?1")?;
        let mut insert =
            connection.prepare_cached("INSERT INTO texts_index (rowid, text) VALUES (?1, ?2)")?;
        for id in ids {
            let mut row = select.query([id])?;
            if let Some(row) = row.next()? {
                insert.execute((id, row.get_ref(0)?.as_str().unwrap_or_default()))?;
            }
        }
        Ok(())
    }
}

/// Adds texts to recording `n`.
pub(crate) fn add(
    connection: &Connection,
    n: i64,
    texts: impl IntoIterator<Item = Text>,
    to_index: &mut ToIndex,
) -> Result<()> {
    let mut writer = Writer::begin(connection, n, to_index)?;
    for text in texts {
        writer.add(text.at_ms, &text.field, &text.text)?;
    }
    writer.end()
}

/// Adds texts to one recording.
pub(crate) struct Writer<'a> {
    connection: &'a Connection,
    to_index: &'a mut ToIndex,
    n: i64,
    first: i64,
    next: i64,
}

impl<'a> Writer<'a> {
    pub(crate) fn begin(connection: &'a Connection, n: i64, to_index: &'a mut ToIndex) -> Result<Self> {
        let mut select = connection.prepare_cached("SELECT next_text FROM recordings WHERE n = ?1")?;
        let next = select.query_row([n], |row| row.get(0))?;
        Ok(Self { connection, to_index, n, first: next, next })
    }

    /// Says the text's id; `None` for a text without content, and for what is beyond 2^24 texts of a recording.
    pub(crate) fn add(&mut self, at_ms: i64, field: &str, text: &str) -> Result<Option<i64>> {
        if text.trim().is_empty() || self.next >= NUMBERS {
            return Ok(None);
        }
        let id = first_of(self.n) + self.next;
        self.next += 1;
        insert(self.connection, id, at_ms, field, text, self.to_index)?;
        Ok(Some(id))
    }

    pub(crate) fn end(self) -> Result<()> {
        if self.next == NUMBERS {
            tracing::warn!(recording = self.n, "more texts than the search holds for one recording");
        }
        if self.next != self.first {
            let mut update =
                self.connection.prepare_cached("UPDATE recordings SET next_text = ?2 WHERE n = ?1")?;
            update.execute((self.n, self.next))?;
        }
        Ok(())
    }
}

fn insert(
    connection: &Connection,
    id: i64,
    at_ms: i64,
    field: &str,
    text: &str,
    to_index: &mut ToIndex,
) -> Result<()> {
    let mut insert =
        connection.prepare_cached("INSERT INTO texts (id, at_ms, field, text) VALUES (?1, ?2, ?3, ?4)")?;
    insert.execute((id, at_ms, field, text))?;
    to_index.ids.push(id);
    Ok(())
}

/// Puts a recording's title into the search, in place of an earlier one.
pub(crate) fn set_title(
    connection: &Connection,
    n: i64,
    before: Option<&str>,
    title: &str,
    to_index: &mut ToIndex,
) -> Result<()> {
    if before.is_some() {
        to_index.index(connection)?;
        drop_where(connection, n, "id = ?1")?;
    }
    if !title.trim().is_empty() {
        insert(connection, first_of(n), 0, "title", title, to_index)?;
    }
    Ok(())
}

/// Puts a note into the search, if its recording is here and it is not there yet.
pub(crate) fn add_note(connection: &Connection, n: i64, note: &Note, to_index: &mut ToIndex) -> Result<()> {
    let mut select = connection.prepare_cached("SELECT text_id FROM notes WHERE id = ?1")?;
    let known: Option<Option<i64>> = select.query_row([note.id.as_str()], |row| row.get(0)).optional()?;
    if known != Some(None) {
        return Ok(());
    }
    let mut writer = Writer::begin(connection, n, to_index)?;
    let id = writer.add(note.at_ms, "note", &note.text)?;
    writer.end()?;
    let mut update = connection.prepare_cached("UPDATE notes SET text_id = ?2 WHERE id = ?1")?;
    update.execute((note.id.as_str(), id))?;
    Ok(())
}

/// Takes everything of recording `n` out of the search.
pub(crate) fn drop_all(connection: &Connection, n: i64) -> Result<()> {
    drop_where(connection, n, "true")
}

/// Takes what was found in the segments of recording `n` out of the search.
pub(crate) fn drop_of_segments(connection: &Connection, n: i64) -> Result<()> {
    drop_where(connection, n, "id <> ?1 AND field <> 'note'")
}

/// Takes one text out of the search.
pub(crate) fn drop_one(connection: &Connection, id: i64) -> Result<()> {
    drop_where(connection, recording_of(id), &format!("id = {id}"))
}

/// Takes the texts of recording `n` for which `which` holds out of the search. `?1` is the title's id.
///
/// The index holds no text of its own: it must be told what stood there, before that goes.
fn drop_where(connection: &Connection, n: i64, which: &str) -> Result<()> {
    for what in [
        "INSERT INTO texts_index (texts_index, rowid, text) SELECT 'delete', id, text FROM texts",
        "DELETE FROM texts",
    ] {
        let sql = format!("{what} WHERE id BETWEEN ?1 AND ?2 AND {which}");
        connection.prepare_cached(&sql)?.execute((first_of(n), last_of(n)))?;
    }
    Ok(())
}
