//! Recordings that are being made here: an import, later a screen. Nothing of a draft is visible before
//! [`Vault::import`] adopts it, whole, in one transaction; what a dead process left is swept away.
//!
//! **Invariant:** a draft's memory is bounded whatever is put into it: what is more goes to sealed files.

use std::io::{self, Write};

use hindsight_domain::{BlobHash, Recording, RecordingId, Segment};
use hindsight_seal::{Key, seal_bytes};
use rusqlite::Connection;
use serde_json::json;

use crate::blob::{BlobWriter, INLINE_BYTES, Living};
use crate::recordings::NewRow;
use crate::segments::{Place, check, insert};
use crate::spool::Spool;
use crate::texts::{self, Text, ToIndex};
use crate::{Result, Vault, VaultError, account, folder, journal, recordings};

/// Small segments of a draft that wait in memory, in bytes.
const INLINE_BUDGET: usize = 8 << 20;

/// The segments and texts of one recording to come. Dropped, it leaves nothing.
pub struct Draft {
    vault: Vault,
    /// Begun with its first file: a file of thousands of small recordings needs none.
    living: Option<Living>,
    key: Key,
    segments: Vec<Segment>,
    places: Vec<Place>,
    inline_bytes: usize,
    texts: Spool,
    shift_ms: i64,
}

/// A segment that is streamed into a draft.
pub struct SegmentWriter(BlobWriter);

/// A streamed segment: what it takes to describe it in a [`Segment`].
pub struct WrittenSegment {
    /// SHA-256 of its bytes.
    pub hash: BlobHash,
    /// How many.
    pub bytes: u64,
    name: String,
}

/// Which part of which file a recording comes from, so that the same is not imported twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// SHA-256 of the file.
    pub file: BlobHash,
    /// Position of the recording in it, from 0.
    pub index: u32,
}

/// A recording to adopt.
pub struct Import {
    /// Its data.
    pub recording: Recording,
    /// Where it comes from.
    pub source: Option<Source>,
    /// Its segments and texts.
    pub draft: Draft,
}

/// What became of an [`Import`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adopted {
    /// The recording: the new one, or the one that came from the same source before.
    pub id: RecordingId,
    /// Whether it had been imported before; then nothing was stored.
    pub already: bool,
}

impl Draft {
    /// Adds the next segment. Its hash and length are checked.
    pub fn add_segment(&mut self, segment: Segment, bytes: &[u8]) -> Result<()> {
        self.check_next(&segment)?;
        check(&segment, &BlobHash::of(bytes), bytes.len() as u64)?;
        if bytes.len() <= INLINE_BYTES && self.inline_bytes + bytes.len() <= INLINE_BUDGET {
            self.inline_bytes += bytes.len();
            let id = segment.hash.as_str().as_bytes();
            let sealed = seal_bytes(&self.key, id, self.vault.salt(), bytes)?;
            self.push(segment, Place::Row(sealed));
            return Ok(());
        }
        let mut blob = Living::of(&mut self.living, &self.vault)?.write_blob(&self.key)?;
        blob.add(bytes)?;
        let written = blob.finish()?;
        self.push(segment, Place::File(written.name));
        Ok(())
    }

    /// Begins a segment that is too large to hold in memory.
    pub fn stream_segment(&mut self) -> Result<SegmentWriter> {
        Ok(SegmentWriter(Living::of(&mut self.living, &self.vault)?.write_blob(&self.key)?))
    }

    /// Adds the next segment from a finished writer of this draft.
    pub fn adopt_segment(&mut self, segment: Segment, written: WrittenSegment) -> Result<()> {
        self.check_next(&segment)?;
        check(&segment, &written.hash, written.bytes)?;
        self.push(segment, Place::File(written.name));
        Ok(())
    }

    /// Adds a text for the search.
    pub fn add_text(&mut self, text: &Text) -> Result<()> {
        let Self { texts, living, vault, key, .. } = self;
        texts.add(text, || Living::of(living, vault)?.write_blob(key))
    }

    /// Moves all offsets that were given (of texts and keyframes) by `by_ms`: where a recording starts is known for
    /// certain only at its end.
    pub fn shift(&mut self, by_ms: i64) {
        self.shift_ms = self.shift_ms.saturating_add(by_ms);
    }

    /// The segments so far, in order.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    fn check_next(&self, segment: &Segment) -> Result<()> {
        let expected = u32::try_from(self.segments.len()).unwrap_or(u32::MAX);
        if segment.index == expected {
            return Ok(());
        }
        Err(VaultError::OutOfOrder { expected, found: segment.index })
    }

    fn push(&mut self, segment: Segment, place: Place) {
        self.segments.push(segment);
        self.places.push(place);
    }
}

impl SegmentWriter {
    /// Ends the segment; its bytes are on the disk then.
    pub fn finish(self) -> Result<WrittenSegment> {
        let written = self.0.finish()?;
        Ok(WrittenSegment { hash: written.hash, bytes: written.bytes, name: written.name })
    }
}

impl Write for SegmentWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Vault {
    /// Begins a draft.
    pub fn draft(&self) -> Result<Draft> {
        Ok(Draft {
            vault: self.clone(),
            living: None,
            key: self.new_key(),
            segments: Vec::new(),
            places: Vec::new(),
            inline_bytes: 0,
            texts: Spool::default(),
            shift_ms: 0,
        })
    }

    /// Adopts drafts in one transaction: all of them, or none. Journaled, one entry each.
    ///
    /// One whose source is here already is dropped. Fails with
    /// [`VaultError::AlreadyHere`](crate::VaultError::AlreadyHere) where the id is taken.
    pub fn import(&self, imports: Vec<Import>) -> Result<Vec<Adopted>> {
        let mut imports = imports;
        for import in &mut imports {
            import.draft.texts.end()?;
        }
        folder::sync_parent(&self.folder().blob("any"))?;
        let adopted = self.database().write(|tx| {
            let mut to_index = ToIndex::default();
            let mut adopted = Vec::new();
            for import in &imports {
                adopted.push(self.adopt(tx, import, &mut to_index)?);
            }
            to_index.index(tx)?;
            Ok(adopted)
        })?;
        for (import, adopted) in imports.into_iter().zip(&adopted) {
            if !adopted.already {
                let Draft { living, texts, .. } = import.draft;
                if let Some(living) = living {
                    living.adopted_but(texts.file());
                }
            }
        }
        Ok(adopted)
    }

    fn adopt(&self, connection: &Connection, import: &Import, to_index: &mut ToIndex) -> Result<Adopted> {
        let Import { recording, source, draft } = import;
        if let Some(source) = source
            && let Some(id) = recordings::by_source(connection, source)?
        {
            return Ok(Adopted { id, already: true });
        }
        if recordings::find(connection, &recording.id)?.is_some() {
            return Err(VaultError::AlreadyHere(recording.id.clone()));
        }
        let wrapped_key = self.wrap(&recording.id, &draft.key)?;
        let new = NewRow {
            local_only: true,
            generation: account::generation(connection)?,
            segments: draft.segments.len() as u64,
            source: source.as_ref(),
            wrapped_key: Some(&wrapped_key),
        };
        let n = recordings::insert(connection, recording, &new, to_index)?;
        let shift_ms = draft.shift_ms;
        for (segment, place) in draft.segments.iter().zip(&draft.places) {
            let mut segment = segment.clone();
            segment
                .keyframes_ms
                .iter_mut()
                .for_each(|keyframe_ms| *keyframe_ms = keyframe_ms.saturating_add(shift_ms));
            insert(connection, n, &segment, Some(place))?;
        }
        recordings::recount(connection, n)?;
        let mut texts = texts::Writer::begin(connection, n, to_index)?;
        draft.texts.each(&draft.vault, &draft.key, |at_ms, field, text| {
            texts.add(at_ms.saturating_add(shift_ms), field, text).map(|_| ())
        })?;
        texts.end()?;
        let body = json!({
            "recording_id": recording.id,
            "kind": recording.kind,
            "file": source.as_ref().map(|source| &source.file),
            "index": source.as_ref().map(|source| source.index),
            "segments": draft.segments.iter().map(|segment| &segment.hash).collect::<Vec<_>>(),
        });
        let (actor, _) = account::actor(connection)?;
        journal::append(connection, self.now(), &actor, "import", body)?;
        Ok(Adopted { id: recording.id.clone(), already: false })
    }
}
