//! Private keys in blocks of lines: PEM, OpenSSH, PGP, SSH2 and PuTTY.
//!
//! Line breaks may be real, escaped (`\n`) or missing; only the border lines count.

use memchr::memmem;

use crate::bytes::is_base64;

/// Where a block ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) end: usize,
    /// False when the text ends before the block does: the rest may follow elsewhere.
    pub(crate) closed: bool,
}

pub(crate) const PEM_BEGIN: &str = "---- BEGIN ";
pub(crate) const PEM_BEGIN_TIGHT: &str = "-----BEGIN ";
pub(crate) const PUTTY_BEGIN: &str = "Private-Lines:";

/// The block that begins at `at` with one of the `BEGIN` lines (RFC 7468, RFC 4716), if it holds a
/// private key. Certificates and public keys are no secrets.
///
/// `endless` remembers that no block ends behind here, so that a text full of beginnings is searched once.
pub(crate) fn pem(text: &[u8], at: usize, endless: &mut bool) -> Option<Block> {
    // The longest label in use is "ENCRYPTED PRIVATE KEY" with an algorithm before it.
    let border = &text[at..text.len().min(at + 80)];
    let label = border.get(PEM_BEGIN.len()..)?;
    let label = &label[..memmem::find(label, b"----")?];
    let private =
        memmem::find(label, b"PRIVATE KEY").is_some() || memmem::find(label, b"PRIVATE  KEY").is_some();
    let header_end = at + PEM_BEGIN.len() + label.len();
    if !private {
        return None;
    }
    let open = Block { end: text.len(), closed: false };
    let block = if *endless { open } else { close(text, header_end) };
    *endless = !block.closed;
    (block.closed || has_key(&text[header_end..])).then_some(block)
}

/// Whether a key, or nothing at all, follows a `BEGIN` line whose `END` is missing. A sentence that
/// mentions the line is no key.
fn has_key(behind: &[u8]) -> bool {
    // Line breaks, escaped or not, and what joins lines in a list or an expression.
    let mut body = behind.iter().skip_while(|&&byte| byte == b'-').copied().peekable();
    let mut escaped = false;
    while let Some(byte) = body.next_if(|&byte| byte <= b' ' || b"\\\"',+|".contains(&byte) || escaped) {
        escaped = byte == b'\\';
    }
    let line: Vec<u8> = body.take(16).collect();
    let header = line.contains(&b':');
    line.is_empty() || header || (line.len() >= 3 && line.iter().all(|&byte| is_base64(byte)))
}

/// The end of a block whose beginning stood in an earlier piece of text.
pub(crate) fn close(text: &[u8], from: usize) -> Block {
    let Some(found) = memmem::find_iter(&text[from..], b"END ")
        .map(|found| from + found)
        .find(|&end| text[..end].ends_with(b"----") || text[..end].ends_with(b"---- "))
    else {
        return Block { end: text.len(), closed: false };
    };
    let label = found + b"END ".len();
    let line = &text[label..text.len().min(label + 80)];
    let dashes = memmem::find(line, b"----").map_or(label, |dashes| label + dashes);
    let end = dashes + text[dashes..].iter().take_while(|&&byte| byte == b'-').count();
    Block { end, closed: true }
}

/// Whether `text` can be the next piece of a key that did not end: some of its lines, or its end.
pub(crate) fn goes_on(text: &[u8]) -> bool {
    close(text, 0).closed || has_key(text)
}

/// The private part of a PuTTY key file (`PuTTY-User-Key-File-2` and `-3`): from its line count up to
/// the check sum.
pub(crate) fn putty(text: &[u8], at: usize) -> Block {
    let from = at + PUTTY_BEGIN.len();
    match memmem::find(&text[from..], b"Private-MAC:") {
        Some(found) => Block { end: from + found, closed: true },
        None => Block { end: text.len(), closed: false },
    }
}
