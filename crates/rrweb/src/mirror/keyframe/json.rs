//! Writes JSON text piece by piece.

use std::fmt::Write as _;

#[derive(Debug, Default)]
pub(super) struct Json(String);

impl Json {
    pub(super) fn done(self) -> String {
        self.0
    }

    /// Text that is JSON.
    pub(super) fn raw(&mut self, json: &str) -> &mut Self {
        self.0.push_str(json);
        self
    }

    pub(super) fn integer(&mut self, integer: i64) -> &mut Self {
        // Writing to a string cannot fail.
        let _ = write!(self.0, "{integer}");
        self
    }

    /// A number; as a whole one where it is, as a script writes it.
    pub(super) fn number(&mut self, number: f64) -> &mut Self {
        let number = if number.is_finite() { number } else { 0.0 };
        // `-0` is 0 to whoever reads it.
        let _ = write!(self.0, "{}", number + 0.0);
        self
    }

    pub(super) fn boolean(&mut self, boolean: bool) -> &mut Self {
        self.raw(if boolean { "true" } else { "false" })
    }

    /// A text, in quotes.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        self.0.push('"');
        // Most texts have nothing to escape, which is seen many bytes at a time where no byte decides alone.
        let has_escapes =
            text.bytes().fold(false, |has, byte| has | (byte < 0x20) | (byte == b'"') | (byte == b'\\'));
        if !has_escapes {
            self.raw(text).0.push('"');
            return self;
        }
        let mut plain = 0;
        for (at, byte) in text.bytes().enumerate() {
            let escape = match byte {
                b'"' => "\\\"",
                b'\\' => "\\\\",
                b'\n' => "\\n",
                b'\r' => "\\r",
                b'\t' => "\\t",
                0..0x20 => "",
                _ => continue,
            };
            self.0.push_str(&text[plain..at]);
            plain = at + 1;
            if escape.is_empty() {
                let _ = write!(self.0, "\\u{byte:04x}");
            } else {
                self.0.push_str(escape);
            }
        }
        self.0.push_str(&text[plain..]);
        self.0.push('"');
        self
    }

    /// Items with commas between them.
    pub(super) fn list<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T),
    ) -> &mut Self {
        self.0.push('[');
        for (index, item) in items.into_iter().enumerate() {
            if index > 0 {
                self.0.push(',');
            }
            write(self, item);
        }
        self.0.push(']');
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        for text in ["", "a\"b\\c\n\r\t\u{0}\u{1f}", "é😀\u{7f}\u{2028}", "</script>"] {
            let mut json = Json::default();
            json.text(text);
            assert_eq!(serde_json::from_str::<String>(&json.done()).unwrap(), text);
        }
        for (number, expected) in [
            (1.0, "1"),
            (-2.5, "-2.5"),
            (0.1, "0.1"),
            (-0.0, "0"),
            (f64::NAN, "0"),
            (1e21, "1000000000000000000000"),
        ] {
            let mut json = Json::default();
            json.number(number);
            assert_eq!(json.done(), expected);
        }
    }
}
