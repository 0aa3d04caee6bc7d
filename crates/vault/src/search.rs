//! Full-text search over all texts of this vault.
//!
//! Hits are not ranked by words: a reviewer wants the newest, and the order of the index gives it without looking at
//! every hit. Of a word that stands everywhere only the newest [`SEARCH_TOTAL_CAP`] hits are looked at.

use std::cmp::Reverse;
use std::collections::HashMap;

use hindsight_contract::view::{Items, SearchHit};
use rusqlite::{Connection, OptionalExtension};

use crate::listing::{Page, Query, RecordingFilter, RecordingOrder};
use crate::row::{first_of, last_of, number_of, recording_of};
use crate::{Result, Vault};

pub(crate) use crate::query::Expression;

/// Totals of a search are exact up to here; this number means "at least".
pub const SEARCH_TOTAL_CAP: u64 = 5_000;

const CAP: usize = SEARCH_TOTAL_CAP as usize;
/// Up to so many recordings a filter is turned around: each is searched by itself.
const FEW_RECORDINGS: u32 = 200;
/// So many of the newest texts with the first letters of a beginning are looked at, to see which have all of it.
const CANDIDATES: usize = 2 * CAP;
/// Words around a hit.
const SNIPPET_WORDS: u32 = 16;

impl Vault {
    /// Texts that hold all words of `query`, the last one also as the beginning of a word; `"…"` holds words
    /// together. Hits of the recording that came last stand first, within a recording in order.
    pub fn search(&self, query: &str, filter: &RecordingFilter, page: Page) -> Result<Items<SearchHit>> {
        self.database().read(|c| {
            let Some(expression) = Expression::of(c, query)? else { return Ok(Items::all(Vec::new())) };
            let filter = match filter {
                filter if *filter == RecordingFilter::default() => None,
                filter => Some(Query::of(c, filter)?),
            };
            let mut ids = hits(c, &expression, filter.as_ref())?;
            ids.sort_unstable_by_key(|&id| (Reverse(recording_of(id)), number_of(id)));
            let total = ids.len() as u64;
            let offset = usize::try_from(page.offset).unwrap_or(usize::MAX);
            let ids: Vec<i64> = ids.into_iter().skip(offset).take(page.limit as usize).collect();
            Ok(Items { items: snippets(c, expression, &ids)?, total })
        })
    }
}

/// Ids of the hits, [`CAP`] at most.
fn hits(connection: &Connection, expression: &Expression, filter: Option<&Query>) -> Result<Vec<i64>> {
    let all = || find(connection, &expression.clone().into_fts(), filter, CAP);
    let Some((indexed, beginning)) = expression.by_beginning() else { return all() };
    // FTS5 would merge the places of all words with this beginning first.
    let Some(beginning) = beginning else { return find(connection, &indexed, filter, CAP) };
    let candidates = find(connection, &indexed, filter, CANDIDATES)?;
    let is_all = candidates.len() < CANDIDATES;
    let mut ids = Vec::new();
    let mut unclear = Vec::new();
    each_text(connection, &candidates, |id, text| {
        match has_word(&text, beginning) {
            Some(true) => ids.push(id),
            Some(false) => {}
            None => unclear.push(id),
        }
        Ok(())
    })?;
    ids.extend(Scratch::of(connection, &unclear)?.find(&format!("\"{beginning}\"*"))?);
    // Rare among the candidates: then there is not much to merge.
    if ids.len() < CAP && !is_all {
        return all();
    }
    // The newest stay, whichever way they were found.
    ids.sort_unstable_by_key(|&id| Reverse(id));
    ids.truncate(CAP);
    Ok(ids)
}

/// Whether a word of `text` begins with `beginning`, as the index reads words. `None` where only the index can tell: it
/// drops the marks of letters.
fn has_word(text: &str, beginning: &str) -> Option<bool> {
    // A mark of its own splits a word here, and not there.
    let is_clear = text.is_ascii();
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        let mut letters = word.chars();
        let mut wanted = beginning.chars();
        loop {
            let Some(wanted) = wanted.next() else { return Some(true) };
            match letters.next() {
                Some(letter) if letter.eq_ignore_ascii_case(&wanted) => {}
                Some(_) | None => break,
            }
        }
    }
    is_clear.then_some(false)
}

/// Ids of texts that match, `most` at most: those of the recordings that came last.
fn find(connection: &Connection, fts: &str, filter: Option<&Query>, most: usize) -> Result<Vec<i64>> {
    let mut all = connection
        .prepare_cached("SELECT rowid FROM texts_index WHERE texts_index MATCH ?1 ORDER BY rowid DESC")?;
    let Some(filter) = filter else {
        let ids = all.query_map([fts], |row| row.get(0))?.take(most);
        return Ok(ids.collect::<Result<_, _>>()?);
    };
    let few = Page { limit: FEW_RECORDINGS + 1, offset: 0 };
    let mut numbers = filter.numbers(connection, RecordingOrder::Newest, few)?;
    let mut found = Vec::new();
    if numbers.len() <= FEW_RECORDINGS as usize {
        numbers.sort_unstable_by_key(|&n| Reverse(n));
        let mut one = connection.prepare_cached(
            "SELECT rowid FROM texts_index WHERE texts_index MATCH ?1 AND rowid BETWEEN ?2 AND ?3
             ORDER BY rowid DESC",
        )?;
        for n in numbers {
            let ids = one.query_map((fts, first_of(n), last_of(n)), |row| row.get(0))?;
            for id in ids.take(most - found.len()) {
                found.push(id?);
            }
        }
        return Ok(found);
    }
    let mut passed = HashMap::new();
    let mut ids = all.query([fts])?;
    while let Some(row) = ids.next()? {
        let id: i64 = row.get(0)?;
        let n = recording_of(id);
        let passes = match passed.get(&n) {
            Some(&passes) => passes,
            None => {
                let passes = filter.passes(connection, n)?;
                passed.insert(n, passes);
                passes
            }
        };
        if passes {
            found.push(id);
        }
        if found.len() == most {
            break;
        }
    }
    Ok(found)
}

/// Calls `each` with these texts, as far as they are still there.
fn each_text(
    connection: &Connection,
    ids: &[i64],
    mut each: impl FnMut(i64, String) -> Result<()>,
) -> Result<()> {
    let mut select = connection.prepare_cached("SELECT text FROM texts WHERE id = ?1")?;
    for &id in ids {
        let text: Option<String> = select.query_row([id], |row| row.get(0)).optional()?;
        text.map_or(Ok(()), |text| each(id, text))?;
    }
    Ok(())
}

/// A few texts in an index of their own, in memory: asking it costs the same however common a word is.
struct Scratch {
    index: Connection,
}

impl Scratch {
    fn of(connection: &Connection, ids: &[i64]) -> Result<Self> {
        let index = Connection::open_in_memory()?;
        index.execute_batch(
            "CREATE VIRTUAL TABLE few USING fts5 (text, tokenize = 'unicode61 remove_diacritics 2'); BEGIN",
        )?;
        {
            let mut insert = index.prepare("INSERT INTO few (rowid, text) VALUES (?1, ?2)")?;
            each_text(connection, ids, |id, text| Ok(insert.execute((id, text)).map(drop)?))?;
        }
        Ok(Self { index })
    }

    fn find(&self, fts: &str) -> Result<Vec<i64>> {
        let mut select = self.index.prepare("SELECT rowid FROM few WHERE few MATCH ?1")?;
        let ids = select.query_map([fts], |row| row.get(0))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }

    fn snippets(&self, fts: &str) -> Result<HashMap<i64, String>> {
        let sql = format!(
            "SELECT rowid, snippet(few, 0, '[', ']', '…', {SNIPPET_WORDS}) FROM few WHERE few MATCH ?1"
        );
        let mut select = self.index.prepare(&sql)?;
        let rows = select.query_map([fts], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// The hits of a page, in the order of `ids`.
fn snippets(connection: &Connection, expression: Expression, ids: &[i64]) -> Result<Vec<SearchHit>> {
    let mut snippets = Scratch::of(connection, ids)?.snippets(&expression.into_fts())?;
    let mut select = connection.prepare_cached(
        "SELECT r.id, t.at_ms, t.field FROM texts t JOIN recordings r ON r.n = t.id >> 24 WHERE t.id = ?1",
    )?;
    let mut hits = Vec::new();
    for id in ids {
        let found = select.query_row([id], |row| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?)));
        if let (Some((recording_id, at_ms, field)), Some(snippet)) = (found.optional()?, snippets.remove(id))
        {
            hits.push(SearchHit { recording_id: recording_id.parse()?, at_ms, field, snippet });
        }
    }
    Ok(hits)
}
