//! Pixels out of the display server.
//!
//! The server writes them into memory of ours by MIT-SHM. That memory is a file without a name, which is read like one:
//! the bytes have to be copied into the canvas anyway, and memory that another process may write to while it is mapped
//! cannot be lent as a slice. Where memory cannot be shared, as over a network, pixels come in replies.

use std::fs::File;
use std::io::IoSliceMut;
use std::os::fd::{AsFd, OwnedFd};

use rustix::fs::MemfdFlags;
use x11rb::connection::RequestConnection;
use x11rb::cookie::{Cookie, VoidCookie};
use x11rb::protocol::shm::{self, ConnectionExt as _};
use x11rb::protocol::xproto::{ConnectionExt as _, Drawable, ImageFormat};

use super::Display;
use crate::RecorderError;
use crate::frame::{Canvas, PIXEL, Rect};

/// Rows that are read by one call; the system takes at most 1,024.
const ROWS_AT_ONCE: usize = 512;

/// How pixels come.
pub(super) struct Grabber {
    shared: Option<Shared>,
    can_share: bool,
}

struct Shared {
    segment: shm::Seg,
    memory: File,
    bytes: u64,
}

/// What is copied: a part of a drawable, and where in the canvas it goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    /// In pixels of the drawable, within it.
    pub(super) from: Rect,
    /// Its upper left corner in the canvas.
    pub(super) to: (i32, i32),
}

impl Grabber {
    pub(super) fn new(display: &Display) -> Result<Self, RecorderError> {
        let connection = &display.connection;
        let known = connection.extension_information(shm::X11_EXTENSION_NAME).map_err(|e| display.lost(e))?;
        let mut can_share = false;
        if known.is_some() {
            let version = display.ask(connection.shm_query_version().map(Cookie::reply))?;
            can_share = (version.major_version, version.minor_version) >= (1, 2);
        }
        Ok(Self { shared: None, can_share })
    }

    /// Copies pieces of `drawable` into the canvas. `false` when the drawable is gone or smaller than it was.
    pub(super) fn grab(
        &mut self,
        display: &Display,
        drawable: Drawable,
        pieces: &[Piece],
        canvas: &mut Canvas,
    ) -> Result<bool, RecorderError> {
        for piece in pieces {
            let rect = Rect::new(piece.to.0, piece.to.1, piece.from.width, piece.from.height);
            debug_assert!(canvas.extent().rect().contains(rect), "a piece lies within its canvas");
            let is_there = if self.can_share {
                self.grab_shared(display, drawable, piece.from, rect, canvas)?
            } else {
                grab_replied(display, drawable, piece.from, rect, canvas)?
            };
            if !is_there {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn grab_shared(
        &mut self,
        display: &Display,
        drawable: Drawable,
        from: Rect,
        to: Rect,
        canvas: &mut Canvas,
    ) -> Result<bool, RecorderError> {
        let wanted = from.area() * PIXEL as u64;
        if self.shared.as_ref().is_none_or(|shared| shared.bytes < wanted) {
            self.share(display, wanted.max(canvas.pixels().len() as u64))?;
        }
        let Some(shared) = &self.shared else { return grab_replied(display, drawable, from, to, canvas) };
        let cookie = display.connection.shm_get_image(
            drawable,
            from.x as i16,
            from.y as i16,
            from.width as u16,
            from.height as u16,
            u32::MAX,
            ImageFormat::Z_PIXMAP.into(),
            shared.segment,
            0,
        );
        if display.ask_about(cookie.map(Cookie::reply))?.is_none() {
            return Ok(false);
        }
        shared.read(to, canvas).map_err(|source| RecorderError::SharedMemory { source })?;
        Ok(true)
    }

    /// Makes memory that the server may write to. A server that does not take it is asked for replies from then on.
    fn share(&mut self, display: &Display, bytes: u64) -> Result<(), RecorderError> {
        self.release(display)?;
        let memory = memory(bytes).map_err(|source| RecorderError::SharedMemory { source })?;
        let lent: OwnedFd =
            memory.as_fd().try_clone_to_owned().map_err(|source| RecorderError::SharedMemory { source })?;
        let segment = display.new_id()?;
        let attached = display.connection.shm_attach_fd(segment, lent, false).map(VoidCookie::check);
        if display.ask_about(attached)?.is_some() {
            self.shared = Some(Shared { segment, memory, bytes });
        } else {
            tracing::warn!("the display takes no shared memory; pixels come in replies, which costs more");
            self.can_share = false;
        }
        Ok(())
    }

    fn release(&mut self, display: &Display) -> Result<(), RecorderError> {
        if let Some(shared) = self.shared.take() {
            display.connection.shm_detach(shared.segment).map_err(|e| display.lost(e))?;
        }
        Ok(())
    }
}

fn memory(bytes: u64) -> std::io::Result<File> {
    let file = File::from(rustix::fs::memfd_create("hindsight-screen", MemfdFlags::CLOEXEC)?);
    file.set_len(bytes)?;
    Ok(file)
}

impl Shared {
    /// Reads rows that lie behind one another into a rectangle of the canvas.
    fn read(&self, to: Rect, canvas: &mut Canvas) -> std::io::Result<()> {
        let mut offset = 0;
        let mut rows = canvas.rows_mut(to);
        loop {
            let mut slices: Vec<_> = rows.by_ref().take(ROWS_AT_ONCE).map(IoSliceMut::new).collect();
            let wanted: usize = slices.iter().map(|slice| slice.len()).sum();
            if wanted == 0 {
                return Ok(());
            }
            let read = rustix::io::preadv(&self.memory, &mut slices, offset)?;
            if read != wanted {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            offset += wanted as u64;
        }
    }
}

fn grab_replied(
    display: &Display,
    drawable: Drawable,
    from: Rect,
    to: Rect,
    canvas: &mut Canvas,
) -> Result<bool, RecorderError> {
    let cookie = display.connection.get_image(
        ImageFormat::Z_PIXMAP,
        drawable,
        from.x as i16,
        from.y as i16,
        from.width as u16,
        from.height as u16,
        u32::MAX,
    );
    let Some(image) = display.ask_about(cookie.map(Cookie::reply))? else { return Ok(false) };
    let row_bytes = from.width as usize * PIXEL;
    if image.data.len() < row_bytes * from.height as usize {
        return Err(display.lost("it sent fewer pixels than it was asked for"));
    }
    for (row, sent) in canvas.rows_mut(to).zip(image.data.chunks_exact(row_bytes)) {
        row.copy_from_slice(sent);
    }
    Ok(true)
}
