//! White space collapsed, long texts in pieces.

/// What recorders write in place of each masked character.
const MASKS: [char; 3] = ['*', '•', '\u{25cf}'];

/// Collapses white space and hands over pieces of at most `max_bytes`, split at spaces where possible.
/// Nothing is handed over for a text of white space and masks.
pub(super) fn pieces(text: &str, max_bytes: usize, mut take: impl FnMut(String)) {
    if text.chars().all(|character| character.is_whitespace() || MASKS.contains(&character)) {
        return;
    }
    let mut piece = String::new();
    for mut word in text.split_whitespace() {
        if !piece.is_empty() && piece.len() + 1 + word.len() > max_bytes {
            take(std::mem::take(&mut piece));
        }
        while word.len() > max_bytes {
            let (head, rest) = word.split_at(word.floor_char_boundary(max_bytes));
            take(head.to_owned());
            word = rest;
        }
        if !piece.is_empty() {
            piece.push(' ');
        }
        piece.push_str(word);
    }
    if !piece.is_empty() {
        take(piece);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, max_bytes: usize, expected: &[&str]) {
        let mut found = Vec::new();
        pieces(text, max_bytes, |piece| found.push(piece));
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn white_space_collapses_and_nothing_is_nothing() {
        check(" a \n\t b\u{a0}c ", 99, &["a b c"]);
        check(" \n ", 99, &[]);
        check("**** ••", 99, &[]);
        check("**a**", 99, &["**a**"]);
    }

    #[test]
    fn long_texts_are_split_at_spaces_or_between_characters() {
        check("aa bb cc", 5, &["aa bb", "cc"]);
        check("éééé b", 6, &["ééé", "é b"]);
    }
}
