//! Texts: what the search finds, and where.

use std::borrow::Cow;
use std::hash::{BuildHasher as _, RandomState};

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
    /// read from `basis` segments: nothing changes where others are here by now. What stands there already stays.
    pub fn replace_texts(
        &self,
        id: &RecordingId,
        basis: u64,
        texts: impl IntoIterator<Item = Text>,
    ) -> Result<()> {
        self.database().write(|tx| {
            let Some(n) = derived::with_stored(tx, id, basis)? else { return Ok(()) };
            let mut standing = Standing::read(tx, n)?;
            let mut to_index = ToIndex::default();
            let new = texts.into_iter().filter(|text| !standing.keep(text.at_ms, &text.field, &text.text));
            add(tx, n, new, &mut to_index)?;
            to_index.index(tx)?;
            take_out(tx, &standing.rest())
        })?;
        self.merge_texts()
    }

    /// Takes all texts of a recording out of the search, but for its title and notes.
    pub fn drop_texts(&self, id: &RecordingId) -> Result<()> {
        self.database().write(|tx| drop_of_segments(tx, recordings::must_find(tx, id)?.n))?;
        self.merge_texts()?;
        self.database().empty_log()
    }

    /// Merges the index until no word is left in it of texts that were taken out in bulk. A piece in each transaction, so
    /// that others can write in between.
    pub(crate) fn merge_texts(&self) -> Result<()> {
        let is_unmerged = "SELECT EXISTS (SELECT 1 FROM unmerged)";
        if !self.database().read(|c| Ok(c.query_row(is_unmerged, [], |row| row.get(0))?))? {
            return Ok(());
        }
        while self.database().write(|tx| merge_some(tx))? {}
        Ok(())
    }
}

/// Whether there is more to merge.
fn merge_some(connection: &Connection) -> Result<bool> {
    let before = connection.total_changes();
    configure(connection, "merge", -MERGED_PAGES)?;
    // The statement itself counts as one.
    let is_done = connection.total_changes() - before < 2;
    if is_done {
        connection.execute("DELETE FROM unmerged", [])?;
    }
    Ok(!is_done)
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

/// The texts of a recording's segments that stand in the vault, while others take their place.
struct Standing {
    hashers: [RandomState; 2],
    /// A digest of each text, its id, and whether it stays; in the order of digests.
    texts: Vec<([u64; 2], i64, bool)>,
}

impl Standing {
    fn read(connection: &Connection, n: i64) -> Result<Self> {
        let mut standing = Self { hashers: [RandomState::new(), RandomState::new()], texts: Vec::new() };
        let sql =
            format!("SELECT id, at_ms, field, text FROM texts WHERE id BETWEEN ?1 AND ?2 AND {OF_SEGMENTS}");
        let mut select = connection.prepare_cached(&sql)?;
        let mut rows = select.query((first_of(n), last_of(n)))?;
        while let Some(row) = rows.next()? {
            let field = row.get_ref(2)?.as_str().unwrap_or_default();
            let text = row.get_ref(3)?.as_str().unwrap_or_default();
            let digest = standing.digest(row.get(1)?, field, text);
            standing.texts.push((digest, row.get(0)?, false));
        }
        standing.texts.sort_unstable();
        Ok(standing)
    }

    fn digest(&self, at_ms: i64, field: &str, text: &str) -> [u64; 2] {
        [0, 1].map(|which| self.hashers[which].hash_one((at_ms, field, text)))
    }

    /// Whether a text stands there, each as often as it does; then it stays.
    fn keep(&mut self, at_ms: i64, field: &str, text: &str) -> bool {
        let digest = self.digest(at_ms, field, text);
        let from = self.texts.partition_point(|(other, ..)| *other < digest);
        let alike = self.texts[from..].iter_mut().take_while(|(other, ..)| *other == digest);
        alike.filter(|(.., stays)| !stays).map(|(.., stays)| *stays = true).next().is_some()
    }

    /// Those that do not stay.
    fn rest(&self) -> Vec<i64> {
        let mut ids: Vec<i64> =
            self.texts.iter().filter(|(.., stays)| !stays).map(|(_, id, _)| *id).collect();
        ids.sort_unstable();
        ids
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
    drop_where(connection, n, OF_SEGMENTS)
}

/// Takes one text out of the search.
pub(crate) fn drop_one(connection: &Connection, id: i64) -> Result<()> {
    drop_where(connection, recording_of(id), &format!("id = {id}"))
}

/// What was found in segments, of all texts of a recording. `?1` is the title's id.
const OF_SEGMENTS: &str = "id <> ?1 AND field <> 'note'";

/// Of more texts than this each is not taken out of its place in the index: that looks through the places of each of its
/// words anew, which for a whole long recording never ends. They are crossed out instead, and [`Vault::merge_texts`] puts
/// the index together without them.
const MANY: usize = 1_000;

/// Pages of the index that are merged in one transaction.
const MERGED_PAGES: i64 = 2_000;

/// How texts go. The index holds no text of its own: it must be told what stood there, before that goes.
const DROPS: [&str; 2] = [
    "INSERT INTO texts_index (texts_index, rowid, text) SELECT 'delete', id, text FROM texts",
    "DELETE FROM texts",
];

/// Takes the texts of recording `n` for which `which` holds out of the search. `?1` is the title's id.
fn drop_where(connection: &Connection, n: i64, which: &str) -> Result<()> {
    let sql = format!("SELECT id FROM texts WHERE id BETWEEN ?1 AND ?2 AND {which} ORDER BY id");
    let mut select = connection.prepare_cached(&sql)?;
    let ids = select.query_map((first_of(n), last_of(n)), |row| row.get(0))?;
    take_out(connection, &ids.collect::<Result<Vec<_>, _>>()?)
}

/// Takes these texts out of the search, in ascending order. Where they are many, [`Vault::merge_texts`] has to follow.
fn take_out(connection: &Connection, ids: &[i64]) -> Result<()> {
    let in_bulk = ids.len() > MANY;
    if in_bulk {
        configure(connection, "secure-delete", 0)?;
    }
    for what in DROPS {
        let mut statement = connection.prepare_cached(&format!("{what} WHERE id = ?1"))?;
        for id in ids {
            statement.execute([id])?;
        }
    }
    if in_bulk {
        // Writes out what was gathered, before it would be taken out one by one.
        configure(connection, "merge", 1)?;
        configure(connection, "secure-delete", 1)?;
        connection.execute("INSERT OR IGNORE INTO unmerged (one) VALUES (1)", [])?;
    }
    Ok(())
}

fn configure(connection: &Connection, what: &str, value: i64) -> Result<()> {
    let mut insert =
        connection.prepare_cached("INSERT INTO texts_index (texts_index, rank) VALUES (?1, ?2)")?;
    insert.execute((what, value))?;
    Ok(())
}
