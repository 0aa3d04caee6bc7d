//! Keyframes: events from which rrweb's player shows the page as it stands.
//!
//! A keyframe is a Meta event (where the page's size is known), a full snapshot, and events that state what
//! a snapshot cannot hold. Their order is that in which rrweb can act upon them. With the first mutation it
//! begins to collect what it is to do, where it seeks. Sheets that scripts made come before, for what it
//! collects of those it does before they exist; changed rules come after, for what it has done to a sheet it
//! does not undo where the same text is set again. Documents of frames come after the snapshot, which cannot
//! hold them; scrolling and fields come last, when everything has its size.

mod follow;
mod json;
mod snapshot;

use super::{Mirror, arena::Key};
use json::Json;
use snapshot::Written;

/// A state from which replay can start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keyframe {
    /// When the page stood so; every event carries this time.
    pub at_ms: i64,
    /// JSON of its events, in order.
    pub events: Vec<String>,
}

impl Keyframe {
    /// Bytes of its events, a line break after each.
    pub fn bytes(&self) -> usize {
        self.events.iter().map(|event| event.len() + 1).sum()
    }
}

/// rrweb's numbers of kinds of events.
const FULL_SNAPSHOT: u8 = 2;
const INCREMENTAL: u8 = 3;
const META: u8 = 4;

/// Collects the events of a keyframe.
struct Writer<'m> {
    mirror: &'m Mirror,
    at_ms: i64,
    events: Vec<String>,
    written: Written,
    /// Whether rrweb has begun to collect what it is to do.
    has_mutation: bool,
}

impl Mirror {
    /// Writes the page as it stands. `None` where there is no page.
    pub fn keyframe(&self, at_ms: i64) -> Option<Keyframe> {
        let root = self.root?;
        let mut writer = Writer {
            mirror: self,
            at_ms,
            events: Vec::new(),
            written: Written::default(),
            has_mutation: false,
        };
        writer.meta();
        writer.snapshot(root);
        let in_page = writer.written.noted.len();
        writer.fonts();
        writer.adoptions(&[root], 0..in_page);
        writer.frames();
        writer.waiting();
        writer.late(0..writer.written.noted.len());
        let framed: Vec<Key> = writer.written.frames.iter().map(|&(_, document)| document).collect();
        writer.adoptions(&framed, in_page..writer.written.noted.len());
        writer.rules();
        writer.scrolls(root);
        writer.inputs();
        writer.rest();
        Some(Keyframe { at_ms, events: writer.events })
    }
}

impl Writer<'_> {
    /// Adds an event whose data `write` writes.
    fn event(&mut self, kind: u8, write: impl FnOnce(&mut Json)) {
        let mut json = Json::default();
        json.raw("{\"type\":").integer(i64::from(kind)).raw(",\"data\":");
        write(&mut json);
        json.raw(",\"timestamp\":").integer(self.at_ms).raw("}");
        self.events.push(json.done());
    }

    /// Adds an incremental event; `write` writes the members of its data that follow the source.
    fn change(&mut self, source: i64, write: impl FnOnce(&mut Json)) {
        self.event(INCREMENTAL, |json| {
            json.raw("{\"source\":").integer(source);
            write(json);
            json.raw("}");
        });
    }

    fn meta(&mut self) {
        let Some(page) = &self.mirror.page else { return };
        self.event(META, |json| {
            json.raw("{\"href\":").text(&page.href).raw(",\"width\":").number(page.width);
            json.raw(",\"height\":").number(page.height).raw("}");
        });
    }

    fn snapshot(&mut self, root: Key) {
        let (left, top) = self.mirror.scroll_of(root).unwrap_or_default();
        let (mirror, at_ms) = (self.mirror, self.at_ms);
        let mut written = std::mem::take(&mut self.written);
        self.event(FULL_SNAPSHOT, |json| {
            json.raw("{\"node\":");
            snapshot::write(mirror, root, at_ms, json, &mut written);
            json.raw(",\"initialOffset\":{\"left\":").number(left).raw(",\"top\":").number(top).raw("}}");
        });
        self.written = written;
    }
}
