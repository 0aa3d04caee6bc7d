//! CSS that can fetch nothing and run nothing, whatever reads it afterwards.
//!
//! What goes: every `url()` but `data:` images and fonts and `#fragments`, `@import`, the functions that
//! take an address as a string (`image-set()`, `src()`, …) unless all they hold is known to be harmless,
//! `expression()`, the addresses of `behavior` and `-moz-binding`.
//!
//! **Invariants.** The text is read as CSS Syntax Level 3 does and written so that cruder readers see the
//! same: rrweb runs style sheets through postcss, strips comments from `style` attributes with a regular
//! expression, and joins and cuts sheets at its own marks. So comments go; a string keeps no `(`, no `@`
//! and no comment in the clear; escapes in names are in hexadecimal; what is open at the end is closed.
//! A piece of text is harmless by itself, and stays so behind and before any other such piece.
//! Cleaning what is clean changes nothing.

mod cleaner;
mod function;
mod token;

use cleaner::Cleaner;

/// Where rrweb joins the text nodes of one style sheet.
const SPLIT_MARK: &str = "/* rr_split */";

/// What stands where an address was: an image that is none, from nowhere.
pub(super) const NO_URL: &str = "data:,";

/// Cleaned CSS.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Clean {
    pub(super) css: String,
    /// How many things were taken out.
    pub(super) removed: u32,
}

/// Cleans a sheet, a rule, a list of declarations or a value.
pub(super) fn clean(css: &str) -> Clean {
    // rrweb removes its marks and joins what they separate: that is what counts.
    if css.contains(SPLIT_MARK) {
        return clean(&css.replace(SPLIT_MARK, ""));
    }
    let (css, _, removed) = Cleaner::run(&token::preprocess(css), &[]);
    Clean { css, removed }
}

/// Cleans the text of a node that stands in a style sheet beside others: line breaks keep it apart.
pub(super) fn clean_node(css: &str) -> Clean {
    let mut clean = clean(css);
    clean.css = apart(clean.css);
    clean
}

/// Cleans a sheet that rrweb joined from several nodes, and splits it again. A split that would fall into
/// a rule falls behind it.
pub(super) fn clean_split(css: &str) -> (Vec<String>, u32) {
    let mut joined = String::with_capacity(css.len());
    let mut marks = Vec::new();
    for (index, part) in css.split(SPLIT_MARK).enumerate() {
        if index > 0 {
            marks.push(joined.len());
        }
        joined.push_str(part);
    }
    let preprocessed = token::preprocess(&joined);
    if preprocessed.len() != joined.len() {
        // Positions have moved, which is too rare to be worth following.
        marks.clear();
    }
    if joined.contains(SPLIT_MARK) {
        // Joining made a new mark: nobody but an attacker writes that.
        let clean = clean(&joined);
        return (vec![apart(clean.css)], clean.removed);
    }
    let (css, cuts, removed) = Cleaner::run(&preprocessed, &marks);
    let mut parts = Vec::new();
    let mut from = 0;
    for cut in cuts.into_iter().chain([css.len()]) {
        parts.push(apart(css[from..cut].to_owned()));
        from = cut;
    }
    (parts, removed)
}

/// Whether a sheet consists of several joined nodes.
pub(super) fn is_split(css: &str) -> bool {
    css.contains(SPLIT_MARK)
}

fn apart(mut css: String) -> String {
    if css.is_empty() {
        return css;
    }
    if !css.starts_with('\n') {
        css.insert(0, '\n');
    }
    if !css.ends_with('\n') {
        css.push('\n');
    }
    css
}

/// Keeps text of which nobody knows if it is CSS apart from CSS beside it, if it could be part of what
/// fetches. What a page shows of it stays the same, but for white space.
pub(super) fn keep_apart(text: String) -> String {
    if text.contains(['(', '@', '\\', '"', '\'', '/', '*']) { apart(text) } else { text }
}

/// Whether text of which nobody knows if it is CSS would be changed by cleaning in a way that matters.
/// Strings and comments count too: what this says no to is harmless however it is read.
pub(super) fn could_fetch(text: &str) -> bool {
    if !text.contains(['(', '@', '\\']) {
        return false;
    }
    // With comments and without, and without those that appear once escapes are decoded.
    let plain = decoded(text);
    let forms = [without_comments(&plain), decoded(&without_comments(text)), plain];
    let forms = forms.map(|form| form.to_ascii_lowercase());
    forms.iter().any(|form| {
        form.contains("@import") || form.match_indices('(').any(|(at, _)| function::is_suspect(&form[..at]))
    })
}

fn decoded(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(found) = text[at..].find('\\') {
        decoded.push_str(&text[at..at + found]);
        at = token::read_escape(text, at + found, &mut decoded);
    }
    decoded.push_str(&text[at..]);
    decoded
}

fn without_comments(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("/*") {
        bare.push_str(&rest[..start]);
        rest = rest[start + 2..].split_once("*/").map_or("", |(_, after)| after);
    }
    bare.push_str(rest);
    bare
}

#[cfg(test)]
mod tests;
