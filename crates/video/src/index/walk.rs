//! The boxes of a file, one after another, by their headers.

use std::io::{self, SeekFrom};

use super::Source;

/// A file of eight hours in fragments of a second has 60,000.
const MAX_BOXES: usize = 1 << 20;

/// A box of the file: where it begins, where its body begins, and where it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) name: [u8; 4],
    pub(crate) start: u64,
    pub(crate) body: u64,
    pub(crate) end: u64,
}

/// What stands next in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece {
    Whole(Head),
    /// Its length reaches beyond the file.
    Cut(Head),
    /// No header: fewer than eight bytes are left, or a length that cannot be.
    NoBox {
        at: u64,
    },
    TooMany,
}

/// Goes over a file's boxes; one header is in memory.
pub(crate) struct Walk {
    at: u64,
    len: u64,
    count: usize,
}

impl Walk {
    pub(crate) fn new(source: &mut dyn Source) -> io::Result<Self> {
        let len = source.seek(SeekFrom::End(0))?;
        Ok(Self { at: 0, len, count: 0 })
    }

    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    /// After anything but a whole box there is nothing.
    pub(crate) fn next(&mut self, source: &mut dyn Source) -> io::Result<Option<Piece>> {
        let start = self.at;
        if start >= self.len {
            return Ok(None);
        }
        if self.count == MAX_BOXES {
            self.at = self.len;
            return Ok(Some(Piece::TooMany));
        }
        self.count += 1;
        let piece = self.head(source, start)?;
        self.at = if let Piece::Whole(head) = piece { head.end } else { self.len };
        Ok(Some(piece))
    }

    fn head(&self, source: &mut dyn Source, start: u64) -> io::Result<Piece> {
        let left = self.len - start;
        let mut header = [0; 16];
        let known = left.min(16) as usize;
        if known < 8 {
            return Ok(Piece::NoBox { at: start });
        }
        read_at(source, start, &mut header[..known])?;
        let [a, b, c, d, n0, n1, n2, n3, wide @ ..] = header;
        let short = u32::from_be_bytes([a, b, c, d]);
        let (length, body) = match short {
            // To the end of the file.
            0 => (left, 8),
            1 if known == 16 => (u64::from_be_bytes(wide), 16),
            _ => (short.into(), 8),
        };
        if length < body {
            return Ok(Piece::NoBox { at: start });
        }
        let name = [n0, n1, n2, n3];
        let end = start.saturating_add(length);
        let head = Head { name, start, body: start + body, end };
        Ok(if end <= self.len { Piece::Whole(head) } else { Piece::Cut(head) })
    }
}

pub(crate) fn read_at(source: &mut dyn Source, at: u64, into: &mut [u8]) -> io::Result<()> {
    source.seek(SeekFrom::Start(at))?;
    source.read_exact(into)
}
