//! What a person types into a search, as an expression of FTS5.
//!
//! **Invariant:** nothing that is typed is ever syntax of FTS5: every term is quoted.

use rusqlite::Connection;

use crate::Result;

/// Terms of a search at most; the rest is left out.
const TERMS: usize = 32;
/// Characters of a search at most.
const CHARS: usize = 1_000;
/// Beginnings of fewer ASCII letters stand for themselves only: they begin too many words. The index has the places
/// of all beginnings of this length.
const PREFIX_CHARS: usize = 3;
/// Up to so many words with one beginning are spelled out: each is found lazily, while FTS5 first merges all places
/// of all words of a beginning.
const SPELLED_OUT: usize = 32;

/// A search that has at least one term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Expression {
    /// The terms before the last, quoted.
    before: Vec<String>,
    last: Last,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Last {
    /// A whole word or phrase, quoted.
    Whole(String),
    /// Words that begin alike, quoted: all that there are.
    Spelled(Vec<String>),
    /// A beginning of more words than can be spelled out.
    Beginning {
        quoted: String,
        /// In lower case, where it is one word of ASCII letters and digits.
        word: Option<String>,
    },
}

impl Expression {
    /// Reads a search; `None` when it has no term.
    pub(crate) fn of(connection: &Connection, typed: &str) -> Result<Option<Self>> {
        let mut terms = terms(typed);
        let Some(last) = terms.pop() else { return Ok(None) };
        let before = terms.iter().map(Term::quoted).collect();
        let last = match &last {
            Term::Phrase(_) => Last::Whole(last.quoted()),
            Term::Word(word) if word.is_ascii() && word.len() < PREFIX_CHARS => Last::Whole(last.quoted()),
            Term::Word(word) => match spell_out(connection, word)? {
                Some(words) => Last::Spelled(words),
                None => Last::Beginning {
                    quoted: last.quoted(),
                    word: is_plain(word).then(|| word.to_ascii_lowercase()),
                },
            },
        };
        Ok(Some(Self { before, last }))
    }

    /// All of it, as FTS5 reads it.
    pub(crate) fn into_fts(self) -> String {
        let last = match self.last {
            Last::Whole(term) => term,
            Last::Spelled(words) => format!("({})", words.join(" OR ")),
            Last::Beginning { quoted, .. } => format!("{quoted}*"),
        };
        and(&self.before, Some(&last))
    }

    /// By the index of beginnings, where the last term begins too many words to spell them out: the hits, or where the
    /// index does not have the whole beginning, a superset of them and the beginning that each must have.
    pub(crate) fn by_beginning(&self) -> Option<(String, Option<&str>)> {
        let Last::Beginning { word: Some(word), .. } = &self.last else { return None };
        let (indexed, rest) = word.split_at(PREFIX_CHARS);
        let expression = and(&self.before, Some(&format!("{}*", quote(indexed))));
        Some((expression, (!rest.is_empty()).then_some(word.as_str())))
    }
}

fn and(before: &[String], last: Option<&str>) -> String {
    let terms: Vec<&str> = before.iter().map(String::as_str).chain(last).collect();
    terms.join(" AND ")
}

enum Term {
    Word(String),
    Phrase(String),
}

impl Term {
    fn finds_something(&self) -> bool {
        let (Self::Word(text) | Self::Phrase(text)) = self;
        text.chars().any(char::is_alphanumeric)
    }

    fn quoted(&self) -> String {
        let (Self::Word(text) | Self::Phrase(text)) = self;
        quote(text)
    }
}

fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// Words, and what stands between quotes. What has neither letters nor digits finds nothing and is left out.
fn terms(typed: &str) -> Vec<Term> {
    // FTS5 reads up to a NUL.
    let typed: String = typed.chars().take(CHARS).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mut terms = Vec::new();
    for (part, quoted) in typed.split('"').zip([false, true].into_iter().cycle()) {
        if quoted {
            terms.push(Term::Phrase(part.trim().to_owned()));
        } else {
            terms.extend(part.split_whitespace().map(|word| Term::Word(word.to_owned())));
        }
    }
    terms.retain(Term::finds_something);
    terms.truncate(TERMS);
    terms
}

fn is_plain(word: &str) -> bool {
    word.len() >= PREFIX_CHARS && word.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// All words of the index that begin with `word`, quoted; `None` when there are too many, or when `word` is not one
/// word as the index sees it.
fn spell_out(connection: &Connection, word: &str) -> Result<Option<Vec<String>>> {
    if !is_plain(word) {
        return Ok(None);
    }
    // One look for each word: going through the table visits every place of every word.
    let mut first = connection
        .prepare_cached("SELECT term FROM temp.vocabulary WHERE term >= ?1 AND term < ?2 LIMIT 1")?;
    let mut next = connection
        .prepare_cached("SELECT term FROM temp.vocabulary WHERE term > ?1 AND term < ?2 LIMIT 1")?;
    let beginning = word.to_ascii_lowercase();
    let end = format!("{beginning}\u{10ffff}");
    let mut words: Vec<String> = Vec::new();
    while words.len() <= SPELLED_OUT {
        let (select, after) = match words.last() {
            None => (&mut first, &beginning),
            Some(word) => (&mut next, word),
        };
        let found: Option<String> = select.query_map((after, &end), |row| row.get(0))?.next().transpose()?;
        match found {
            Some(word) => words.push(word),
            None => {
                // The word itself finds nothing then, and says so.
                let words = if words.is_empty() { vec![beginning] } else { words };
                return Ok(Some(words.iter().map(|word| quote(word)).collect()));
            }
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_phrases_are_told_apart_and_quoted() {
        for (typed, expected) in [
            ("", ""),
            ("  \t ", ""),
            ("- * ^ ()", ""),
            ("refund", "\"refund\""),
            ("refund NOT paid", "\"refund\" \"NOT\" \"paid\""),
            ("\"card declined\" now", "\"card declined\" \"now\""),
            ("an open \"quote", "\"an\" \"open\" \"quote\""),
            ("title:x y*", "\"title:x\" \"y*\""),
            ("nul\0byte", "\"nul\" \"byte\""),
            ("\"\" \"-\"", ""),
        ] {
            let quoted: Vec<String> = terms(typed).iter().map(Term::quoted).collect();
            assert_eq!(quoted.join(" "), expected, "{typed:?}");
        }
    }

    #[test]
    fn an_endless_search_is_cut() {
        assert_eq!(terms(&"a ".repeat(100_000)).len(), TERMS);
        assert_eq!(terms(&"a".repeat(100_000))[0].quoted().len(), CHARS + 2);
    }
}
