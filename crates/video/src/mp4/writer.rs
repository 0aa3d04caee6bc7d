//! Puts fragments where they stay: each in one write, and durable before the next.

use std::fs::File;
use std::io::{self, Write};

use super::fragment::{Fragment, Fragmenter};
use super::{Start, Track};
use crate::VideoError;
use crate::encode::EncodedFrame;

/// What can promise that its bytes outlive a loss of power.
pub trait Durable: Write {
    /// # Errors
    ///
    /// Of the medium.
    fn make_durable(&mut self) -> io::Result<()>;
}

impl Durable for File {
    fn make_durable(&mut self) -> io::Result<()> {
        self.sync_data()
    }
}

impl Durable for Vec<u8> {
    fn make_durable(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A growing MP4 that plays to its last whole fragment at every instant, whatever ends its writer.
pub struct FragmentWriter<W> {
    sink: W,
    fragmenter: Fragmenter,
    written: u64,
}

impl<W: Durable> FragmentWriter<W> {
    /// Begins the film in an empty `sink`.
    ///
    /// # Errors
    ///
    /// [`VideoError::Write`].
    pub fn new(mut sink: W, track: Track, start: Start) -> Result<Self, VideoError> {
        let fragmenter = Fragmenter::new(track, start);
        let init = fragmenter.init_segment();
        put(&mut sink, &init)?;
        Ok(Self { sink, fragmenter, written: init.len() as u64 })
    }

    /// Bytes in the sink; the open fragment is not among them.
    #[must_use]
    pub fn written(&self) -> u64 {
        self.written
    }

    /// See [`Fragmenter::open_since_us`].
    #[must_use]
    pub fn open_since_us(&self) -> Option<u64> {
        self.fragmenter.open_since_us()
    }

    /// Takes a frame; says what was written where it closed a fragment.
    ///
    /// # Errors
    ///
    /// As [`Fragmenter::push`], and [`VideoError::Write`]: the fragment that could not be written is in the error's
    /// place lost, those before it play; end this film (`recover` takes off what was begun of it) and begin another.
    pub fn push(&mut self, frame: &EncodedFrame) -> Result<Option<Fragment>, VideoError> {
        let closed = self.fragmenter.push(frame)?;
        self.keep(closed)
    }

    /// See [`Fragmenter::close`].
    ///
    /// # Errors
    ///
    /// [`VideoError::Write`].
    pub fn close(&mut self, at_us: u64) -> Result<Option<Fragment>, VideoError> {
        let closed = self.fragmenter.close(at_us);
        self.keep(closed)
    }

    /// Ends the film, whose last frame was shown until `end_us`, and gives the sink back.
    ///
    /// # Errors
    ///
    /// [`VideoError::Write`].
    pub fn finish(mut self, end_us: u64) -> Result<W, VideoError> {
        self.close(end_us)?;
        Ok(self.sink)
    }

    fn keep(&mut self, closed: Option<Fragment>) -> Result<Option<Fragment>, VideoError> {
        if let Some(fragment) = &closed {
            put(&mut self.sink, &fragment.bytes)?;
            self.written += fragment.bytes.len() as u64;
        }
        Ok(closed)
    }
}

fn put<W: Durable>(sink: &mut W, bytes: &[u8]) -> Result<(), VideoError> {
    // One buffer, one write: a reader that finds a cut within a `moof` can open none of it.
    sink.write_all(bytes)
        .and_then(|()| sink.flush())
        .and_then(|()| sink.make_durable())
        .map_err(VideoError::Write)
}
