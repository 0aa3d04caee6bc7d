//! A place for imports in memory, and files to import.

use std::borrow::Cow;
use std::io::Write;
use std::ops::ControlFlow;

use hindsight_domain::{BlobHash, Chance, Kind, Recording, Timestamp};
use serde_json::Value;

use crate::import::sink::{Adopted, Draft, Finished, PackedSegment, Sink, TextAt};
use crate::import::{Ids, ImportError, ImportFault, Report, import_from};
use crate::texts::texts_of;

pub(super) type Fault = ImportFault<Full>;

/// No more than the test allows.
#[derive(Debug, thiserror::Error)]
#[error("the disk is full")]
pub(super) struct Full;

/// What was imported.
#[derive(Default)]
pub(super) struct Memory {
    pub(super) stored: Vec<Stored>,
    /// Segments that may be taken; all of them without it.
    pub(super) room: Option<usize>,
    /// The longest segment that came.
    pub(super) longest: usize,
}

pub(super) struct Stored {
    pub(super) recording: Recording,
    pub(super) draft: Kept,
    source: (BlobHash, u32),
}

#[derive(Default)]
pub(super) struct Kept {
    pub(super) segments: Vec<KeptSegment>,
    pub(super) texts: Vec<TextAt>,
    room: Option<usize>,
}

pub(super) struct KeptSegment {
    pub(super) lines: Vec<String>,
    pub(super) events: u64,
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
    pub(super) keyframes: Vec<Timestamp>,
    packed: usize,
}

impl Sink for Memory {
    type Draft = Kept;
    type Error = Full;

    fn draft(&mut self) -> Result<Kept, Full> {
        Ok(Kept { room: self.room, ..Kept::default() })
    }

    fn adopt(&mut self, finished: Vec<Finished<Kept>>) -> Result<Vec<Adopted>, Full> {
        let mut adopted = Vec::new();
        for Finished { recording, draft, file, index } in finished {
            let source = (file, index);
            let before = self.stored.iter().find(|stored| stored.source == source);
            if let Some(before) = before {
                adopted.push(Adopted { id: before.recording.id.clone(), already: true });
                continue;
            }
            adopted.push(Adopted { id: recording.id.clone(), already: false });
            let longest = draft.segments.iter().map(|segment| segment.packed).max().unwrap_or(0);
            self.longest = self.longest.max(longest);
            self.stored.push(Stored { recording, draft, source });
        }
        Ok(adopted)
    }
}

impl Draft for Kept {
    type Error = Full;

    fn segment(&mut self, segment: PackedSegment<'_>) -> Result<(), Full> {
        if self.room.is_some_and(|room| self.segments.len() >= room) {
            return Err(Full);
        }
        let plain = hindsight_replay::inflate(segment.bytes).expect("a segment inflates");
        let lines = String::from_utf8(plain).expect("a segment is UTF-8");
        self.segments.push(KeptSegment {
            lines: lines.lines().map(str::to_owned).collect(),
            events: segment.events,
            from: segment.from,
            to: segment.to,
            keyframes: segment.keyframes.to_vec(),
            packed: segment.bytes.len(),
        });
        Ok(())
    }

    fn text(&mut self, text: TextAt) -> Result<(), Full> {
        self.texts.push(text);
        Ok(())
    }
}

impl Stored {
    /// All events in the order of replay.
    pub(super) fn events(&self) -> Vec<Value> {
        let lines = self.draft.segments.iter().flat_map(|segment| &segment.lines);
        let mut events: Vec<Value> =
            lines.map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
        // Stable: those of one time stay in the order of segment and line.
        events.sort_by_key(|event| time_of(self.recording.kind, event));
        events
    }

    /// All texts of a field, joined: those that went to the search, or that the events of a web session have.
    pub(super) fn words(&self, field: &str) -> String {
        let of_events = || {
            let lines: Vec<_> =
                self.draft.segments.iter().flat_map(|segment| segment.lines.clone()).collect();
            let texts = texts_of(Kind::Web, lines.join("\n").as_bytes(), self.recording.started_at);
            texts.into_iter().map(|text| (text.field, text.text)).collect()
        };
        let texts: Vec<(Cow<'_, str>, String)> = match self.recording.kind {
            Kind::Web => of_events(),
            _ => self.draft.texts.iter().map(|text| (text.field.into(), text.text.clone())).collect(),
        };
        let of_field = texts.into_iter().filter(|(of, _)| of == field);
        of_field.map(|(_, text)| text).collect::<Vec<_>>().join(" | ")
    }
}

fn time_of(kind: Kind, event: &Value) -> i64 {
    match kind {
        Kind::Web => event["timestamp"].as_f64().expect("a time").floor() as i64,
        _ => event["timestamp"]
            .as_str()
            .and_then(|time| time.parse::<Timestamp>().ok())
            .expect("a time")
            .millis(),
    }
}

/// Counts up, so that ids differ.
pub(crate) struct Counting(std::sync::atomic::AtomicU64);

impl Chance for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        let next = self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed).to_be_bytes();
        bytes.iter_mut().zip(next.iter().cycle()).for_each(|(byte, next)| *byte = *next);
    }
}

pub(crate) fn counting() -> Counting {
    Counting(std::sync::atomic::AtomicU64::new(1))
}

/// Imports a file into `memory`.
pub(super) fn import_into(memory: &mut Memory, name: &str, file: &[u8]) -> Result<Report, ImportError<Full>> {
    let chance = counting();
    let ids = Ids { now: Timestamp::clamp_millis(1_790_000_000_000), chance: &chance };
    import_from(name, file, memory, ids, &mut |_| ControlFlow::Continue(()))
}

/// Imports a file into an empty place.
pub(super) fn import(file: &[u8]) -> Result<(Report, Memory), ImportError<Full>> {
    let mut memory = Memory::default();
    let report = import_into(&mut memory, "folder/session.json.gz", file)?;
    assert_eq!(report.items.len(), memory.stored.len());
    for (item, stored) in report.items.iter().zip(&memory.stored) {
        let Stored { recording, draft, .. } = stored;
        assert_eq!(item.imported.events, recording.event_count);
        assert_eq!(draft.segments.iter().map(|segment| segment.events).sum::<u64>(), recording.event_count);
        assert_eq!(stored.events().len() as u64, recording.event_count);
        for segment in &draft.segments {
            assert!(recording.started_at <= segment.from && segment.from <= segment.to);
            assert!(segment.to <= recording.started_at.plus(recording.duration_ms));
            assert!(segment.keyframes.iter().all(|keyframe| *keyframe >= recording.started_at));
        }
    }
    Ok((report, memory))
}

/// The fault of a file that cannot be imported, of which nothing may have been stored.
pub(super) fn fault(file: &[u8]) -> Fault {
    let mut memory = Memory::default();
    let error = import_into(&mut memory, "folder/broken.json", file).expect_err("the file is broken");
    assert!(memory.stored.is_empty(), "nothing is stored of a file that fails");
    assert!(error.to_string().starts_with("folder/broken.json was not imported: "), "{error}");
    error.fault
}

pub(super) fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(plain).expect("memory takes it");
    gzip.finish().expect("memory takes it")
}

pub(super) fn zstd(plain: &[u8]) -> Vec<u8> {
    zstd::encode_all(plain, 1).expect("memory takes it")
}

/// A page with a title and a field, as rrweb writes it.
pub(super) const SNAPSHOT: &str = r#"{"type":2,"data":{"node":{"type":0,"id":1,"childNodes":[{"type":2,"tagName":"html","attributes":{},"id":2,"childNodes":[{"type":2,"tagName":"head","attributes":{},"id":3,"childNodes":[{"type":2,"tagName":"title","attributes":{},"id":4,"childNodes":[{"type":3,"textContent":"Larkfield claims","id":5}]}]},{"type":2,"tagName":"body","attributes":{},"id":6,"childNodes":[{"type":3,"textContent":"Broken windscreen","id":7}]}]}]},"initialOffset":{"top":0,"left":0}},"timestamp":1700000000010}"#;

/// A short web session in order: Meta, snapshot, scrolling, a custom event.
pub(super) fn web_events() -> Vec<String> {
    let mut events = vec![
        r#"{"type":4,"data":{"href":"https://claims.example/new","width":1280,"height":720},"timestamp":1700000000000}"#
            .to_owned(),
        SNAPSHOT.to_owned(),
    ];
    for n in 0..5 {
        let time = 1_700_000_001_000_i64 + n * 250;
        events.push(format!(r#"{{"type":3,"data":{{"source":3,"id":1,"x":0,"y":{n}}},"timestamp":{time}}}"#));
    }
    events.push(
        r#"{"type":5,"data":{"tag":"submitted","payload":{"claim":"C-42"}},"timestamp":1700000004000}"#
            .to_owned(),
    );
    events
}

pub(super) fn packed(events: &[String]) -> Vec<String> {
    events.iter().map(|event| hindsight_rrweb::pack::pack(event).expect("an object")).collect()
}

pub(crate) fn array(elements: &[String]) -> String {
    format!("[{}]", elements.join(","))
}
