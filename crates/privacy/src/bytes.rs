//! Runs and borders of bytes. All delimiters are ASCII, so every border is one of characters too.

pub(crate) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

pub(crate) fn is_base64url(byte: u8) -> bool {
    is_word(byte) || byte == b'-'
}

pub(crate) fn is_base64(byte: u8) -> bool {
    is_base64url(byte) || matches!(byte, b'+' | b'/' | b'=' | b'%')
}

pub(crate) fn is_hex(byte: u8) -> bool {
    byte.is_ascii_hexdigit()
}

/// Where the run of `class` that begins at `from` ends.
pub(crate) fn run_end(text: &[u8], from: usize, class: fn(u8) -> bool) -> usize {
    text[from..].iter().position(|&byte| !class(byte)).map_or(text.len(), |length| from + length)
}

/// Skips at most `most` spaces and tabs.
pub(crate) fn skip_blanks(text: &[u8], from: usize, most: usize) -> usize {
    let blanks = text[from..].iter().take(most).take_while(|byte| matches!(byte, b' ' | b'\t'));
    from + blanks.count()
}

/// Whether a word begins at `at`: nothing of a word stands before it, or the end of an escape does
/// (`\n`, `\u0022`, `%3D`, a terminal's colour).
pub(crate) fn begins_word(text: &[u8], at: usize) -> bool {
    begins(text, at, is_word)
}

/// As [`begins_word`], where `-` belongs to words. Two such beginnings never lie in one run of
/// [`is_base64url`] bytes, so whoever reads to a run's end from each reads every byte once.
pub(crate) fn begins_run(text: &[u8], at: usize) -> bool {
    begins(text, at, is_base64url)
}

fn begins(text: &[u8], at: usize, class: fn(u8) -> bool) -> bool {
    let before = &text[..at];
    match before.last() {
        Some(&last) if class(last) => escape_len(before) > 0,
        _ => true,
    }
}

/// The length of the escape that `text` ends with; 0 when it ends with none.
pub(crate) fn escape_len(text: &[u8]) -> usize {
    match text {
        [.., b'\\', b'n' | b'r' | b't' | b'b' | b'f'] => 2,
        [.., b'%', a, b] if is_hex(*a) && is_hex(*b) => 3,
        [.., b'\\', b'u', a, b, c, d] if [a, b, c, d].into_iter().all(|&digit| is_hex(digit)) => 6,
        [.., b'm'] => {
            let digits = text[..text.len() - 1].iter().rev().take(12);
            let digits = digits.take_while(|&&byte| byte.is_ascii_digit() || byte == b';').count();
            if text[..text.len() - 1 - digits].ends_with(b"[") { digits + 2 } else { 0 }
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_begin_behind_signs_and_escapes_but_not_inside_words() {
        for fresh in ["", " ", "=", "(", "\\n", "\\\\t", "%3D", "%20", "\\u0022", "\u{1b}[32m", "é"] {
            let text = format!("{fresh}x");
            assert!(begins_word(text.as_bytes(), fresh.len()), "{fresh:?}");
            assert!(begins_run(text.as_bytes(), fresh.len()), "{fresh:?}");
        }
        for inside in ["a", "_", "n", "3D", "u0022", "m", "32m", "7"] {
            let text = format!("{inside}x");
            assert!(!begins_word(text.as_bytes(), inside.len()), "{inside:?}");
            assert!(!begins_run(text.as_bytes(), inside.len()), "{inside:?}");
        }
        assert!(begins_word(b"-x", 1) && !begins_run(b"-x", 1));
    }
}
