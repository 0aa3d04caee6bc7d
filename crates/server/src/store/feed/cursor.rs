//! A place in the feed, and the proof that client and server share the history up to there.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// Characters of a mark: 16 random bytes in hex.
pub(crate) const MARK_CHARS: usize = 32;

/// `<seq>.<mark>`: everything up to `seq` was seen, in the history whose newest mark at or before `seq` is `mark`.
///
/// A server inserts a new random mark at each start. Restored from an older backup it takes other marks from then
/// on, so a cursor from the lost time names a mark that does not stand where the cursor says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cursor {
    /// Position of the last change that was seen.
    pub(crate) seq: u64,
    /// The newest mark at or before it.
    pub(crate) mark: String,
}

/// A text that this server never handed out as a cursor.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("this is not a cursor of the feed; leave it out to begin at the start")]
pub(crate) struct NotACursor;

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.seq, self.mark)
    }
}

impl FromStr for Cursor {
    type Err = NotACursor;

    fn from_str(text: &str) -> Result<Self, NotACursor> {
        let (seq, mark) = text.split_once('.').ok_or(NotACursor)?;
        let digits = !seq.is_empty() && seq.bytes().all(|b| b.is_ascii_digit());
        let hex = mark.len() == MARK_CHARS && mark.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if !digits || !hex {
            return Err(NotACursor);
        }
        // The store counts in i64; a number beyond it was never a position.
        let seq = seq.parse::<i64>().ok().and_then(|seq| u64::try_from(seq).ok()).ok_or(NotACursor)?;
        Ok(Self { seq, mark: mark.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_its_trip() {
        let cursor = Cursor { seq: 42, mark: "0123456789abcdef".repeat(2) };
        assert_eq!(cursor.to_string().parse::<Cursor>().unwrap(), cursor);
    }

    #[test]
    fn what_the_server_never_wrote_is_no_cursor() {
        let mark = "0".repeat(MARK_CHARS);
        for text in [
            "".to_owned(),
            "1".to_owned(),
            format!(".{mark}"),
            format!("-1.{mark}"),
            format!("+1.{mark}"),
            format!("9223372036854775808.{mark}"),
            format!("1.{}", "g".repeat(MARK_CHARS)),
            format!("1.{mark}0"),
            format!("1.{mark}.1"),
        ] {
            assert_eq!(text.parse::<Cursor>(), Err(NotACursor), "{text}");
        }
    }
}
