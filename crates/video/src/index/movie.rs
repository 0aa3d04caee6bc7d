//! The movie box: which tracks there are, and what each is made of. Bodies of tables are kept as bytes.

use super::bytes::{Fields, child, children};
use super::entry::Entry;

/// No film has more.
const MAX_TRACKS: usize = 64;
/// Repeats and pauses that an edit list may make of one track.
const MAX_EDITS: usize = 1024;

/// One stretch of an edit list: `media_time` of -1 shows nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Edit {
    /// In ticks of the movie.
    pub(super) duration: u64,
    /// In ticks of the track.
    pub(super) media_time: i64,
}

/// Of samples in fragments, what they do not say themselves.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Defaults {
    pub(super) duration: u32,
    pub(super) size: u32,
    pub(super) flags: u32,
}

pub(super) struct Trak<'a> {
    pub(super) id: u32,
    pub(super) handler: [u8; 4],
    pub(super) timescale: u32,
    pub(super) entry: Option<Entry>,
    /// How many descriptions of samples the track has; one is read.
    pub(super) entries: u32,
    pub(super) edits: Vec<Edit>,
    pub(super) table: &'a [u8],
    pub(super) defaults: Defaults,
}

pub(super) struct Movie<'a> {
    pub(super) timescale: u32,
    pub(super) traks: Vec<Trak<'a>>,
}

impl<'a> Movie<'a> {
    /// `body` is what is in the `moov`. A track that cannot be read is left out.
    pub(super) fn read(body: &'a [u8]) -> Self {
        let timescale = child(body, b"mvhd").and_then(timescale).filter(|&ticks| ticks > 0).unwrap_or(1000);
        let all = children(body).filter(|(name, _)| name == b"trak").take(MAX_TRACKS);
        let mut traks: Vec<_> = all.filter_map(|(_, inside)| trak(inside)).collect();
        let extends = child(body, b"mvex").into_iter().flat_map(children).filter(|(name, _)| name == b"trex");
        for (id, defaults) in extends.take(MAX_TRACKS).filter_map(|(_, inside)| trex(inside)) {
            traks.iter_mut().filter(|trak| trak.id == id).for_each(|trak| trak.defaults = defaults);
        }
        Self { timescale, traks }
    }
}

/// Of an `mvhd` or `mdhd`, whose beginnings are alike.
fn timescale(body: &[u8]) -> Option<u32> {
    let mut fields = Fields(body);
    let (version, _) = fields.version()?;
    fields.time(version)?;
    fields.time(version)?;
    fields.u32()
}

fn trak(body: &[u8]) -> Option<Trak<'_>> {
    let mut header = Fields(child(body, b"tkhd")?);
    let (version, _) = header.version()?;
    header.time(version)?;
    header.time(version)?;
    let id = header.u32()?;
    let media = child(body, b"mdia")?;
    let timescale = child(media, b"mdhd").and_then(timescale).filter(|&ticks| ticks > 0)?;
    let mut handler = Fields(child(media, b"hdlr")?);
    handler.take(8)?;
    let handler = handler.name()?;
    let table = child(child(media, b"minf")?, b"stbl")?;
    let mut descriptions = Fields(child(table, b"stsd").unwrap_or_default());
    let entries = descriptions.version().and_then(|_| descriptions.u32()).unwrap_or_default();
    let entry = children(descriptions.0).next().map(|(name, inside)| Entry::read(name, inside, &handler));
    let edits =
        child(body, b"edts").and_then(|edits| child(edits, b"elst")).and_then(edits).unwrap_or_default();
    Some(Trak { id, handler, timescale, entry, entries, edits, table, defaults: Defaults::default() })
}

fn edits(body: &[u8]) -> Option<Vec<Edit>> {
    let mut fields = Fields(body);
    let (version, _) = fields.version()?;
    let count = fields.u32()?;
    let mut edits = Vec::new();
    for _ in 0..count {
        let duration = fields.time(version)?;
        let media_time = if version == 1 { fields.u64()?.cast_signed() } else { fields.i32()?.into() };
        // The rate; others than 1 are played at 1, as ffmpeg does.
        fields.u32()?;
        edits.push(Edit { duration, media_time });
        if edits.len() == MAX_EDITS {
            break;
        }
    }
    Some(edits)
}

fn trex(body: &[u8]) -> Option<(u32, Defaults)> {
    let mut fields = Fields(body);
    fields.version()?;
    let id = fields.u32()?;
    fields.u32()?;
    Some((id, Defaults { duration: fields.u32()?, size: fields.u32()?, flags: fields.u32()? }))
}
