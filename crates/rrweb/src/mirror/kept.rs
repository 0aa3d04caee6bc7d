//! What no snapshot can hold and a keyframe carries on: commands of canvases, fonts, documents of frames
//! that are not there yet, where the pointer was, what was selected.

use std::collections::VecDeque;

use serde::de::{Deserialize, MapAccess};
use serde_json::value::RawValue;

use super::{
    Mirror, Skip,
    insert::{Add, NO_SUCH_ID},
    loose::{List, Members, Name, Object},
};
use crate::json;

/// Commands of canvases, in bytes of their JSON. A page that draws all the time would have every keyframe
/// repeat them; our player does not run them, so the last ones are enough.
const MAX_CANVAS_BYTES: usize = 1 << 20;
/// Fonts that scripts loaded, in bytes of their JSON.
const MAX_FONT_BYTES: usize = 4 << 20;
const MAX_FONTS: usize = 64;
/// Documents whose frame has not come, and their bytes.
const MAX_PENDING: usize = 64;
const MAX_PENDING_BYTES: usize = 16 << 20;

#[derive(Clone, Debug, Default)]
pub(super) struct Kept {
    /// `data` of commands with the canvas that they are for, the oldest first.
    pub(super) canvas: VecDeque<(i64, Box<str>)>,
    canvas_bytes: usize,
    /// `data` of fonts, each once.
    pub(super) fonts: Vec<Box<str>>,
    font_bytes: usize,
    pub(super) pending: Vec<Pending>,
    pub(super) pointer: Option<Pointer>,
    pub(super) focus: Option<i64>,
    /// `data` of the last selection.
    pub(super) selection: Option<Box<str>>,
}

/// The document of a frame that is not there yet.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    pub(super) frame_id: i64,
    /// Its add as JSON.
    pub(super) add: Box<str>,
}

/// Where the pointer was last.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pointer {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) id: i64,
    /// rrweb's number of the source: the mouse moved, or a finger.
    pub(super) source: i64,
}

impl Kept {
    /// Fonts and waiting documents outlive a page in rrweb's player, the rest does not.
    pub(super) fn page_is_new(&mut self) {
        self.canvas.clear();
        self.canvas_bytes = 0;
        self.pointer = None;
        self.focus = None;
        self.selection = None;
    }

    /// Keeps a command, and says how many had to go for it.
    pub(super) fn keep_canvas(&mut self, id: i64, data: &str) -> usize {
        self.canvas_bytes += data.len();
        self.canvas.push_back((id, data.into()));
        let mut gone = 0;
        while self.canvas_bytes > MAX_CANVAS_BYTES
            && let Some((_, oldest)) = self.canvas.pop_front()
        {
            self.canvas_bytes -= oldest.len();
            gone += 1;
        }
        gone
    }

    /// Keeps a font, unless there are too many.
    pub(super) fn keep_font(&mut self, data: &str) -> bool {
        if self.fonts.iter().any(|font| **font == *data) {
            return true;
        }
        if self.fonts.len() >= MAX_FONTS || self.font_bytes + data.len() > MAX_FONT_BYTES {
            return false;
        }
        self.font_bytes += data.len();
        self.fonts.push(data.into());
        true
    }
}

#[derive(Default)]
struct Adds<'j> {
    adds: List<&'j RawValue>,
}

impl<'j> Members<'j> for Adds<'j> {
    fn member<A: MapAccess<'j>>(&mut self, name: &Name<'j>, map: &mut A) -> Result<bool, A::Error> {
        if name.0 == "adds" {
            self.adds = map.next_value()?;
            return Ok(true);
        }
        Ok(false)
    }
}

impl Mirror {
    /// Keeps the document of a frame that is not there yet: item `at` of a mutation's adds.
    pub(super) fn keep_document(&mut self, frame_id: i64, data: &str, at: usize) {
        let read = json::with_text(data, |json| {
            let Object(Adds { adds }) = Object::<Adds<'_>>::deserialize(json)?;
            Ok(adds.0.get(at).map(|add| add.get().to_owned()))
        });
        let Some(add) = read.ok().flatten().filter(|_| frame_id != NO_SUCH_ID) else {
            self.skipped.one(Skip::Malformed);
            return;
        };
        let bytes: usize = self.kept.pending.iter().map(|pending| pending.add.len()).sum();
        if self.kept.pending.len() >= MAX_PENDING || bytes + add.len() > MAX_PENDING_BYTES {
            self.skipped.one(Skip::TooMuch);
            return;
        }
        self.kept.pending.push(Pending { frame_id, add: add.into() });
    }

    /// Gives frames that are there the documents that waited for them, the frames inside of those too.
    pub(super) fn attach_pending(&mut self) {
        loop {
            let is_there =
                |pending: &Pending| self.key(pending.frame_id).is_some_and(|key| self.is_frame(key));
            let Some(at) = self.kept.pending.iter().position(is_there) else { return };
            let pending = self.kept.pending.remove(at);
            let Some(frame) = self.key(pending.frame_id) else { return };
            let read = json::with_text(&pending.add, |json| {
                let Object(add) = Object::<Add<'_>>::deserialize(json)?;
                self.attach_document(frame, &add.node.0);
                Ok(())
            });
            if read.is_err() {
                self.skipped.one(Skip::Malformed);
            }
        }
    }
}
