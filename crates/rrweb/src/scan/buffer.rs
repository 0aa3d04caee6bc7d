//! A window over a stream: what is still needed, and one read ahead.

use std::io::{self, Read};

/// Bytes asked of the source at a time.
const READ_BYTES: usize = 128 << 10;
/// A buffer that a large element has stretched is given back once it is this much larger than needed.
const SLACK_BYTES: usize = 4 << 20;

#[derive(Debug)]
pub(super) struct Buffer<R> {
    source: R,
    bytes: Vec<u8>,
    /// `bytes[..filled]` is input.
    filled: usize,
    /// Everything before this may be thrown away.
    kept_from: usize,
    /// The next byte to look at.
    pub(super) at: usize,
    /// The stream's offset of `bytes[0]`.
    base: u64,
    ended: bool,
}

impl<R: Read> Buffer<R> {
    pub(super) fn new(source: R) -> Self {
        Self { source, bytes: Vec::new(), filled: 0, kept_from: 0, at: 0, base: 0, ended: false }
    }

    /// The offset in the stream of a position in the buffer.
    pub(super) fn offset(&self, position: usize) -> u64 {
        self.base + position as u64
    }

    pub(super) fn slice(&self, from: usize, to: usize) -> &[u8] {
        &self.bytes[from..to]
    }

    /// What has been read and not yet looked at.
    pub(super) fn ahead(&self) -> &[u8] {
        &self.bytes[self.at..self.filled]
    }

    /// From here on the buffer keeps what it reads.
    pub(super) fn keep_from_here(&mut self) {
        self.kept_from = self.at;
    }

    /// The buffer keeps what it has from this position on.
    pub(super) fn keep_from(&mut self, position: usize) {
        self.kept_from = position;
    }

    pub(super) fn kept_from(&self) -> usize {
        self.kept_from
    }

    /// Looks at everything there is, then reads more. `false` at the end of the stream.
    /// Positions taken before are void: ask [`Self::kept_from`] again.
    pub(super) fn read_more(&mut self) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        if self.kept_from > 0 {
            self.bytes.copy_within(self.kept_from..self.filled, 0);
            self.base += self.kept_from as u64;
            self.filled -= self.kept_from;
            self.at -= self.kept_from;
            self.kept_from = 0;
        }
        let wanted = self.filled + READ_BYTES;
        if self.bytes.len() < wanted {
            // Doubling, so that a large element is copied a few times and not once per read.
            self.bytes.resize(wanted.max(self.bytes.len() * 2), 0);
        } else if self.bytes.len() > wanted + SLACK_BYTES && self.bytes.len() > wanted * 4 {
            self.bytes.truncate(wanted);
            self.bytes.shrink_to_fit();
        }
        loop {
            match self.source.read(&mut self.bytes[self.filled..]) {
                Ok(0) => {
                    self.ended = true;
                    return Ok(false);
                }
                Ok(read) => {
                    self.filled += read;
                    return Ok(true);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Reads ahead until `count` bytes lie ahead, or the stream ends.
    pub(super) fn look_ahead(&mut self, count: usize) -> io::Result<()> {
        while self.ahead().len() < count && self.read_more()? {}
        Ok(())
    }
}
