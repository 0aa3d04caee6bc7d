//! Private keys in blocks of lines: PEM, OpenSSH, PGP, SSH2 and PuTTY.
//!
//! Line breaks may be real, escaped (`\n`) or missing; only the border lines count.

use memchr::memmem;

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
pub(crate) fn pem(text: &[u8], at: usize) -> Option<Block> {
    // The longest label in use is "ENCRYPTED PRIVATE KEY" with an algorithm before it.
    let border = &text[at..text.len().min(at + 80)];
    let label = border.get(PEM_BEGIN.len()..)?;
    let label = &label[..memmem::find(label, b"----")?];
    let private =
        memmem::find(label, b"PRIVATE KEY").is_some() || memmem::find(label, b"PRIVATE  KEY").is_some();
    private.then(|| close(text, at + PEM_BEGIN.len()))
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

/// The private part of a PuTTY key file (`PuTTY-User-Key-File-2` and `-3`): from its line count up to
/// the check sum.
pub(crate) fn putty(text: &[u8], at: usize) -> Block {
    let from = at + PUTTY_BEGIN.len();
    match memmem::find(&text[from..], b"Private-MAC:") {
        Some(found) => Block { end: from + found, closed: true },
        None => Block { end: text.len(), closed: false },
    }
}
