//! One pass over CSS, token by token, without recursion.

use super::{
    NO_URL,
    function::{self, Function},
    token::{self, Place, StringEnd},
};
use crate::harmless::url;

/// Properties whose address is a program.
const BINDING_PROPERTIES: [&str; 3] = ["behavior", "-ms-behavior", "-moz-binding"];

/// An open bracket.
#[derive(Debug)]
struct Frame {
    close: char,
    function: Function,
    /// Where in the output the function's name begins.
    from: usize,
    poisoned: bool,
}

/// An `@import` that is being read in order to be dropped.
#[derive(Debug)]
struct Import {
    from: usize,
    depth: usize,
}

#[derive(Debug)]
pub(super) struct Cleaner<'c> {
    css: &'c str,
    at: usize,
    out: String,
    frames: Vec<Frame>,
    /// How many of the open brackets are parentheses: those are closed at the end, braces may go on in
    /// the next piece.
    parentheses: usize,
    /// Positions in `frames` of the functions that mind what is inside them.
    guards: Vec<usize>,
    import: Option<Import>,
    /// The last token was the name of a binding property.
    names_binding: bool,
    /// We are in the value of one.
    in_binding: bool,
    removed: u32,
    marks: &'c [usize],
    cuts: Vec<usize>,
}

impl<'c> Cleaner<'c> {
    /// Cleans preprocessed CSS. Gives the text, the positions in it for `marks` (ascending positions in
    /// `css`), and how much was removed.
    pub(super) fn run(css: &'c str, marks: &'c [usize]) -> (String, Vec<usize>, u32) {
        let mut cleaner = Self {
            css,
            at: 0,
            out: String::with_capacity(css.len()),
            frames: Vec::new(),
            parentheses: 0,
            guards: Vec::new(),
            import: None,
            names_binding: false,
            in_binding: false,
            removed: 0,
            marks,
            cuts: Vec::new(),
        };
        cleaner.cut();
        while cleaner.at < css.len() {
            cleaner.token();
        }
        cleaner.end();
        (cleaner.out, cleaner.cuts, cleaner.removed)
    }

    fn bytes(&self) -> &'c [u8] {
        self.css.as_bytes()
    }

    fn token(&mut self) {
        let bytes = self.bytes();
        let byte = bytes[self.at];
        let names_binding = std::mem::take(&mut self.names_binding);
        match byte {
            _ if token::is_space(byte) => {
                let space = bytes[self.at..].iter().take_while(|&&byte| token::is_space(byte)).count();
                self.copy(space);
                self.names_binding = names_binding;
            }
            b'/' if bytes.get(self.at + 1) == Some(&b'*') => {
                self.skip_comment();
                self.space();
                self.names_binding = names_binding;
            }
            b'"' | b'\'' => self.string(),
            b'#' => {
                self.copy(1);
                if token::continues_name(bytes, self.at) {
                    self.name(Place::AfterHash);
                }
            }
            b'@' if token::starts_name(bytes, self.at + 1) => self.at_rule(),
            b'+' | b'-' | b'.' | b'0'..=b'9' if token::starts_number(bytes, self.at) => {
                self.copy(token::number_end(bytes, self.at) - self.at);
                if token::starts_name(bytes, self.at) {
                    self.name(Place::AfterNumber);
                }
            }
            _ if token::starts_name(bytes, self.at) => self.name(Place::Alone),
            // It escapes nothing, and could come to stand before something.
            b'\\' => self.at += 1,
            b'(' => self.open(')', Function::Plain, self.out.len()),
            b'[' => self.open(']', Function::Plain, self.out.len()),
            b'{' => {
                self.in_binding = false;
                self.open('}', Function::Plain, self.out.len());
            }
            b')' | b']' | b'}' => self.close(char::from(byte)),
            b':' => {
                self.in_binding |= names_binding;
                self.copy(1);
            }
            b';' => {
                self.in_binding = false;
                self.copy(1);
                self.end_import();
                self.cut();
            }
            _ => {
                let length = self.css[self.at..].chars().next().map_or(1, char::len_utf8);
                self.copy(length);
            }
        }
    }

    fn copy(&mut self, length: usize) {
        self.out.push_str(&self.css[self.at..self.at + length]);
        self.at += length;
    }

    /// Keeps what is before and what comes apart. A space that is there already does not do: it may be
    /// the end of an escape.
    fn space(&mut self) {
        if !self.out.is_empty() {
            self.out.push(' ');
        }
    }

    fn skip_comment(&mut self) {
        let inside = self.at + 2;
        self.at = self.css[inside..].find("*/").map_or(self.css.len(), |end| inside + end + 2);
    }

    fn string(&mut self) {
        let from = self.at;
        let (read, end) = token::read_string(self.css, from);
        self.at = read.end;
        if let Some(&guard) = self.guards.last()
            && self.frames[guard].function == Function::Image
        {
            let names_format = self.frames.last().is_some_and(|frame| frame.function == Function::Format);
            let fits =
                if names_format { !read.value.contains(':') } else { url::is_harmless_in_css(&read.value) };
            if end == StringEnd::Line || !fits {
                self.poison();
            }
        }
        if end == StringEnd::Line {
            // Crude readers would look for the quote on the next lines.
            self.out.push_str("\"\"");
            return;
        }
        let inside = &self.css[from + 1..self.at - usize::from(end == StringEnd::Quote)];
        if end == StringEnd::Quote && token::is_plain_string(inside) {
            self.out.push_str(&self.css[from..self.at]);
        } else {
            token::write_string(&read.value, &mut self.out);
        }
    }

    fn at_rule(&mut self) {
        let read = token::read_name(self.css, self.at + 1);
        let ascii =
            read.value.find(|last: char| !last.is_ascii()).map_or(&*read.value, |at| &read.value[..at]);
        if ascii.eq_ignore_ascii_case("import") && self.import.is_none() {
            self.removed += 1;
            self.import = Some(Import { from: self.out.len(), depth: self.frames.len() });
        }
        self.copy(1);
        self.name(Place::Alone);
    }

    /// A name, and the parenthesis that makes it a function.
    fn name(&mut self, place: Place) {
        let start = self.at;
        let from = self.out.len();
        let read = token::read_name(self.css, start);
        let raw = &self.css[start..read.end];
        self.at = read.end;
        if raw.contains('\\') {
            token::write_name(&read.value, place, &mut self.out);
        } else {
            self.out.push_str(raw);
        }
        if self.bytes().get(self.at) != Some(&b'(') {
            self.names_binding = BINDING_PROPERTIES.iter().any(|name| name.eq_ignore_ascii_case(&read.value));
            return;
        }
        match Function::of(&read.value) {
            Function::Url => self.url(from),
            function => {
                self.inside_guard(&read.value, function);
                self.open(')', function, from);
            }
        }
    }

    /// Poisons the function around another one that may not stand in it.
    fn inside_guard(&mut self, name: &str, function: Function) {
        let Some(&guard) = self.guards.last() else { return };
        let takes_images = self.frames[guard].function == Function::Image;
        if !takes_images || !function::fits_in_images(name, function) {
            self.poison();
        }
    }

    fn poison(&mut self) {
        if let Some(&guard) = self.guards.last() {
            self.frames[guard].poisoned = true;
        }
    }

    /// `url(`, from its parenthesis on; its name is in the output from `from`.
    fn url(&mut self, from: usize) {
        let bytes = self.bytes();
        let open = self.at;
        let skip_space = |mut at: usize| {
            while bytes.get(at).is_some_and(|&byte| token::is_space(byte)) {
                at += 1;
            }
            at
        };
        let inside = skip_space(open + 1);
        let value = if matches!(bytes.get(inside), Some(b'"' | b'\'')) {
            let (read, end) = token::read_string(self.css, inside);
            let after = skip_space(read.end);
            match bytes.get(after) {
                Some(b')') if end == StringEnd::Quote => {
                    self.at = after + 1;
                    Some(read.value)
                }
                None if end != StringEnd::Line => {
                    self.at = after;
                    Some(read.value)
                }
                _ => {
                    // Something follows the string: an address with conditions, or damage.
                    self.poison_from(from);
                    return;
                }
            }
        } else {
            self.unquoted_url(inside)
        };
        let value = value.filter(|value| !self.in_binding && url::is_harmless_in_css(value));
        self.removed += u32::from(value.is_none());
        self.out.push('(');
        token::write_string(value.as_deref().unwrap_or(NO_URL), &mut self.out);
        self.out.push(')');
    }

    /// Opens a function that will be removed when it closes.
    fn poison_from(&mut self, from: usize) {
        self.open(')', Function::Forbidden, from);
    }

    /// The address that stands without quotes from `at` on; `None` for a bad one.
    fn unquoted_url(&mut self, mut at: usize) -> Option<String> {
        let bytes = self.bytes();
        let mut value = String::new();
        let mut good = true;
        loop {
            match bytes.get(at) {
                None => break,
                Some(b')') => {
                    at += 1;
                    break;
                }
                Some(b'\\') if bytes.get(at + 1).is_some_and(|&next| next != b'\n') => {
                    good &= !value.ends_with(['\t', '\n', ' ']);
                    at = token::read_escape(self.css, at, &mut value);
                }
                Some(&byte) => {
                    // White space may only stand before the end.
                    good &= !matches!(byte, b'"' | b'\'' | b'(' | b'\\' | 0..=8 | 0x0b | 0x0e..=0x1f | 0x7f);
                    good &= token::is_space(byte) || !value.ends_with(['\t', '\n', ' ']);
                    let length = self.css[at..].chars().next().map_or(1, char::len_utf8);
                    value.push_str(&self.css[at..at + length]);
                    at += length;
                }
            }
        }
        self.at = at;
        value.truncate(value.trim_end_matches(['\t', '\n', ' ']).len());
        good.then_some(value)
    }

    fn open(&mut self, close: char, function: Function, from: usize) {
        if close == '}' && !self.guards.is_empty() {
            self.poison();
        }
        if matches!(function, Function::Image | Function::Attr | Function::Forbidden) {
            self.guards.push(self.frames.len());
        }
        self.parentheses += usize::from(close == ')');
        let poisoned = function == Function::Forbidden;
        self.frames.push(Frame { close, function, from, poisoned });
        self.copy(1);
    }

    fn close(&mut self, close: char) {
        let fits = self.frames.last().is_some_and(|frame| frame.close == close);
        if (fits || close == '}')
            && self.import.as_ref().is_some_and(|import| import.depth == self.frames.len())
        {
            // The block that the import stands in ends, and with it the import.
            self.end_import();
        }
        if fits {
            self.at += 1;
            self.close_frame();
        } else {
            self.copy(1);
        }
        if close == '}' {
            self.in_binding = false;
            self.end_import();
            self.cut();
        }
    }

    fn close_frame(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        self.parentheses -= usize::from(frame.close == ')');
        if self.guards.last() == Some(&self.frames.len()) {
            self.guards.pop();
        }
        if frame.poisoned {
            self.removed += 1;
            self.out.truncate(frame.from);
            self.out.push_str("url(\"");
            self.out.push_str(NO_URL);
            self.out.push_str("\")");
        } else {
            self.out.push(frame.close);
        }
    }

    /// Drops what an import has left in the output, once it has ended.
    fn end_import(&mut self) {
        if let Some(import) = self.import.take_if(|import| import.depth >= self.frames.len()) {
            self.out.truncate(import.from);
            self.space();
        }
    }

    /// Marks that lie behind us are set here, between rules.
    fn cut(&mut self) {
        while self.frames.is_empty()
            && self.import.is_none()
            && self.marks.first().is_some_and(|&mark| mark <= self.at)
        {
            self.cuts.push(self.out.len());
            self.marks = &self.marks[1..];
        }
    }

    fn end(&mut self) {
        if let Some(import) = self.import.take() {
            while self.frames.len() > import.depth {
                self.close_frame();
            }
            self.out.truncate(import.from);
        }
        while self.parentheses > 0 {
            self.close_frame();
        }
        self.cuts.extend(self.marks.iter().map(|_| self.out.len()));
    }
}
