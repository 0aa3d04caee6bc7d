//! What an import has taken so far, and the way from a file to it.

use std::io::Read;

use hindsight_contract::view::Skipped;
use hindsight_domain::{Kind, Recording, RecordingId, limits};
use hindsight_rrweb::scan::{Item, Layout, Limits, Scanner, StopReason};
use serde_json::Map;

use super::Ids;
use super::about::{self, Format, Origin};
use super::column::{Column, Outcome};
use super::error::{ImportFault, MAX_RECORDINGS, MAX_SKIPPED, Place};
use super::sink::Sink;
use super::take::{Take, Taken};

/// Members of a document that are kept are at most this long.
const MAX_MEMBER_BYTES: usize = 1 << 20;

/// A recording that waits for the end of its file.
pub(super) struct Ready<D> {
    pub(super) recording: Recording,
    pub(super) taken: Taken<D>,
    /// Why the file asks for a person's look at it, where it does.
    pub(super) flag: Option<String>,
}

/// What an import has taken so far.
pub(super) struct Intake<'s, S: Sink> {
    pub(super) sink: &'s mut S,
    pub(super) origin: Origin,
    ids: Ids<'s>,
    pub(super) ready: Vec<Ready<S::Draft>>,
    begun: u32,
    skipped: usize,
    /// Whether the file's cut was noted.
    pub(super) cut: bool,
}

impl<'s, S: Sink> Intake<'s, S> {
    pub(super) fn new(sink: &'s mut S, origin: Origin, ids: Ids<'s>) -> Self {
        Self { sink, origin, ids, ready: Vec::new(), begun: 0, skipped: 0, cut: false }
    }

    /// Where the next recording would stand.
    pub(super) fn next_place(&self, array: &str) -> Place {
        Place { recording: self.begun, name: name_of(array) }
    }

    /// Begins a recording.
    pub(super) fn begin(&mut self, kind: Kind, array: &str) -> Result<Take<S::Draft>, ImportFault<S::Error>> {
        if self.begun as usize >= MAX_RECORDINGS {
            return Err(ImportFault::TooManyRecordings { limit: MAX_RECORDINGS });
        }
        let place = self.next_place(array);
        self.begun += 1;
        Take::new(place, kind, self.sink.draft().map_err(ImportFault::Store)?)
    }

    /// Counts a skipped event of the file.
    pub(super) fn count_skip(
        &mut self,
        place: &Place,
        skipped: &Skipped,
    ) -> Result<(), ImportFault<S::Error>> {
        self.skipped += 1;
        if self.skipped <= MAX_SKIPPED {
            return Ok(());
        }
        let (place, index, reason) = (place.clone(), skipped.index, skipped.reason.clone());
        Err(ImportFault::TooManySkipped { limit: MAX_SKIPPED, place, index, reason })
    }

    /// The end of a recording, whose document has these members.
    pub(super) fn finish(
        &mut self,
        format: Format,
        mut taken: Taken<S::Draft>,
        members: &Map<String, serde_json::Value>,
    ) -> Result<(), ImportFault<S::Error>> {
        if taken.events == 0
            && let Some(first) = taken.skipped.first()
        {
            let (index, reason, skipped) = (first.index, first.reason.clone(), taken.skipped.len() as u64);
            return Err(ImportFault::NothingTaken { place: taken.place, index, reason, skipped });
        }
        let id = RecordingId::new(self.ids.now, self.ids.chance);
        let beside = std::mem::take(&mut taken.beside);
        let mut recording = about::recording(id, format, &taken, members, &self.origin);
        if !beside.is_empty() && recording.session_id.is_none() {
            recording.session_id = Some(recording.id.to_string());
        }
        let session = recording.session_id.clone();
        self.ready.push(Ready { recording, taken, flag: about::flag_of(members) });
        for taken in beside {
            let id = RecordingId::new(self.ids.now, self.ids.chance);
            let recording = about::recording(id, format, &taken, members, &self.origin);
            let recording = Recording { session_id: session.clone(), ..recording };
            self.ready.push(Ready { recording, taken, flag: None });
        }
        Ok(())
    }

    /// Events one after the other, in an array or in lines: one recording.
    pub(super) fn events(
        &mut self,
        text: &mut dyn Read,
        layout: Layout,
    ) -> Result<(), ImportFault<S::Error>> {
        let mut scanner = Scanner::new(text, layout, limits_of_elements());
        let mut column = Column::new("");
        let mut cut = None;
        loop {
            match scanner.read().map_err(ImportFault::of_scan)? {
                Item::Element { index, json, .. } => column.element(self, index, json, 0)?,
                Item::Skipped { index, reason, .. } => column.skip(self, index, reason.to_string())?,
                Item::Stopped { index, offset, reason, .. } => {
                    cut = Some(self.stopped("", column.place(), index, offset, reason)?);
                }
                Item::End => break,
                // Neither an array nor lines have members.
                Item::Member { .. } | Item::MemberSkipped { .. } => {}
            }
        }
        let nothing = match column.close()? {
            Outcome::Taken(format, mut taken) => {
                if let Some(cut) = cut {
                    taken.skipped.push(cut);
                    self.cut = true;
                }
                return self.finish(format, taken, &Map::new());
            }
            Outcome::Recordings => return self.cut_after(cut),
            Outcome::Words(_) => Vec::new(),
            Outcome::Nothing(skips) => skips,
        };
        self.nothing(nothing.into_iter().chain(cut).collect())
    }

    /// One recording per line.
    pub(super) fn lines(&mut self, text: &mut dyn Read) -> Result<(), ImportFault<S::Error>> {
        self.events(text, Layout::Lines)
    }

    /// What a place means at which the scanner could not go on: a cut gives the row that names it, anything else is
    /// an error, since nobody can tell how many events follow.
    ///
    /// `begun` is the place of the recording that was being read, where one was.
    pub(super) fn stopped(
        &self,
        array: &str,
        begun: Option<Place>,
        index: u64,
        offset: u64,
        reason: StopReason,
    ) -> Result<Skipped, ImportFault<S::Error>> {
        match reason {
            StopReason::CutShort => Ok(Skipped { index, reason: cut_reason() }),
            StopReason::TrailingData | StopReason::Malformed { .. } => {
                let place = begun.unwrap_or_else(|| self.next_place(array));
                Err(ImportFault::Broken { place, index, offset, reason: reason.to_string() })
            }
        }
    }

    /// A cut after the last whole recording: the row that names it stands with that one.
    pub(super) fn cut_after(&mut self, cut: Option<Skipped>) -> Result<(), ImportFault<S::Error>> {
        let Some(cut) = cut.filter(|_| !self.cut) else { return Ok(()) };
        self.cut = true;
        match self.ready.last_mut() {
            Some(last) => {
                let index = last.taken.next_index();
                last.taken.skipped.push(Skipped { index, ..cut });
                Ok(())
            }
            None => self.nothing(vec![cut]),
        }
    }

    /// A file or a document in which no event could be read.
    pub(super) fn nothing(&self, skips: Vec<Skipped>) -> Result<(), ImportFault<S::Error>> {
        let skipped = skips.len() as u64;
        Err(match skips.into_iter().next() {
            Some(Skipped { index, reason }) => {
                ImportFault::NothingTaken { place: self.next_place(""), index, reason, skipped }
            }
            None => ImportFault::NoRecording { looked_for: "it has no events".to_owned() },
        })
    }
}

/// The reason in the row that names a cut.
pub(super) fn cut_reason() -> String {
    "the file is cut short here".to_owned()
}

/// Names that files give to arrays of every recording say nothing of one.
pub(super) fn name_of(array: &str) -> Option<String> {
    let usual = matches!(array, "" | "events" | "steps" | "traj" | "messages" | "data");
    (!usual).then(|| array.chars().take(200).collect())
}

pub(super) fn limits_of_elements() -> Limits {
    Limits {
        max_element_bytes: limits::EVENT_BYTES,
        max_member_bytes: MAX_MEMBER_BYTES,
        max_depth: limits::EVENT_DEPTH,
    }
}
