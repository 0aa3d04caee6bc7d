//! The texts of a web session as they came onto the screen, for the search.
//!
//! A sync indexes the texts of events as segments come, so that a recording is found before it is whole. Once the page is
//! mirrored, at an import at once, what was on the screen takes their place: each line when it first appeared, put together
//! from whatever brought it, and without what only a later event told to be a secret.

use std::borrow::Cow;

use hindsight_domain::{Recording, Timestamp};
use hindsight_rrweb::event::Event;
use hindsight_rrweb::mirror::Mirror;
use hindsight_rrweb::text::Appearing;
use hindsight_vault::Text;

use super::packed::pack;
use crate::texts::joined;

/// Texts that are packed together, so that few of them are held unpacked.
const PACK_BYTES: usize = 1 << 20;
/// What is held packed at most: some 500 MB of text. What comes later is found by replaying.
const MAX_PACKED_BYTES: usize = 64 << 20;

/// Collects them while a recording is read in order.
pub(super) struct Screen {
    started_at: Timestamp,
    appearing: Appearing,
    open: Vec<(i64, &'static str, String)>,
    open_bytes: usize,
    packed: Vec<Vec<u8>>,
    packed_bytes: usize,
}

/// What was collected.
pub(super) struct Screened(Vec<Vec<u8>>);

impl Screen {
    pub(super) fn new(recording: &Recording) -> Self {
        Self {
            started_at: recording.started_at,
            appearing: Appearing::new(),
            open: Vec::new(),
            open_bytes: 0,
            packed: Vec::new(),
            packed_bytes: 0,
        }
    }

    /// The next event, which the mirror was just applied to.
    pub(super) fn add(&mut self, event: &Event<'_>, mirror: &mut Mirror) {
        let at_ms = Timestamp::clamp_millis(event.timestamp_ms).since(self.started_at);
        joined(self.appearing.read(event, mirror), &mut |field, text| {
            self.open_bytes += text.len();
            self.open.push((at_ms, field, text));
        });
        if self.open_bytes >= PACK_BYTES {
            self.close();
        }
    }

    fn close(&mut self) {
        self.open_bytes = 0;
        let open = std::mem::take(&mut self.open);
        if open.is_empty() || self.packed_bytes >= MAX_PACKED_BYTES {
            return;
        }
        // What cannot be packed is not searched for.
        let Some(packed) = pack(&super::to_json(&open)) else { return };
        self.packed_bytes += packed.len();
        self.packed.push(packed);
    }

    pub(super) fn finish(mut self) -> Screened {
        self.close();
        Screened(self.packed)
    }
}

impl Screened {
    /// The texts, in order of their time. One pack is open at a time.
    pub(super) fn texts(self) -> impl Iterator<Item = Text> {
        self.0.into_iter().flat_map(|packed| {
            // What this program has just packed can be read.
            let plain = hindsight_replay::inflate(&packed).unwrap_or_default();
            let rows: Vec<(i64, String, String)> = serde_json::from_slice(&plain).unwrap_or_default();
            rows.into_iter().map(|(at_ms, field, text)| Text { at_ms, field: Cow::Owned(field), text })
        })
    }
}
