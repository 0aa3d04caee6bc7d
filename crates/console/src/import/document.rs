//! Objects and arrays that hold recordings: an exported session, an agent's recording, a trajectory, arrays of events
//! by name, and arrays and envelopes of these.
//!
//! Members may come in any order, so what a recording is about is put together at the end of its document.

use std::io::Read;

use hindsight_contract::view::Skipped;
use hindsight_domain::Kind;
use hindsight_rrweb::scan::{Arrays, Item, Layout, Scanner, SkipReason};
use serde_json::{Map, Value};

use super::about::Format;
use super::column::{Column, Outcome, is_own};
use super::error::ImportFault;
use super::intake::{Intake, cut_reason, limits_of_elements};
use super::nested::{self, Elements, Next};
use super::sink::Sink;
use super::take::Taken;

/// Recordings within recordings: sub-agents of sub-agents.
const MAX_DEPTH: u8 = 4;
/// Members of one document that are kept at most.
const MAX_MEMBERS: usize = 500;

/// What was read of a document so far.
struct Document<D> {
    members: Map<String, Value>,
    taken: Vec<(Format, Taken<D>)>,
    /// Arrays in which nothing could be read, and why not.
    unread: Vec<(String, Vec<Skipped>)>,
    cut: Option<Skipped>,
}

impl<S: Sink> Intake<'_, S> {
    /// An array of recordings.
    pub(super) fn recordings(&mut self, text: &mut dyn Read) -> Result<(), ImportFault<S::Error>> {
        let mut elements = Elements::new(text);
        loop {
            let broken = match elements.next().map_err(ImportFault::of_io)? {
                Next::Object => {
                    self.document(&mut elements.value(), 0)?;
                    continue;
                }
                Next::End if self.ready.is_empty() => return self.nothing(Vec::new()),
                Next::End => return Ok(()),
                Next::Cut => return self.cut_after(Some(Skipped { index: 0, reason: cut_reason() })),
                Next::Trailing => "there is more data after the end of the document".to_owned(),
                Next::Other(byte) => {
                    format!("a recording is an object, and this begins with {:?}", char::from(byte))
                }
            };
            let place = self.next_place("");
            return Err(ImportFault::Broken { place, index: 0, offset: elements.offset(), reason: broken });
        }
    }

    /// A recording or several as `data` of an envelope.
    pub(super) fn envelope(&mut self, text: &mut dyn Read) -> Result<(), ImportFault<S::Error>> {
        match nested::member(text, "data").map_err(ImportFault::of_io)? {
            Some((b'{', mut data)) => self.document(&mut data, 0),
            Some((_, mut data)) => self.recordings(&mut data),
            None => self.nothing(Vec::new()),
        }
    }

    /// One object.
    pub(super) fn document(&mut self, text: &mut dyn Read, depth: u8) -> Result<(), ImportFault<S::Error>> {
        if depth > MAX_DEPTH {
            let (place, reason) =
                (self.next_place(""), format!("more than {MAX_DEPTH} recordings within each other"));
            return Err(ImportFault::Broken { place, index: 0, offset: 0, reason });
        }
        let within = self.ready.len();
        let document = self.read(text, depth)?;
        self.put_together(document, within)
    }

    fn read(&mut self, text: &mut dyn Read, depth: u8) -> Result<Document<S::Draft>, ImportFault<S::Error>> {
        let mut scanner = Scanner::new(text, Layout::Object(Arrays::All), limits_of_elements());
        let mut document = Document { members: Map::new(), taken: Vec::new(), unread: Vec::new(), cut: None };
        let mut open: Option<Column<S::Draft>> = None;
        loop {
            match scanner.read().map_err(ImportFault::of_scan)? {
                Item::Element { array, index, json, .. } => {
                    let column = document.column(&mut open, array, index)?;
                    column.element(self, index, json, depth)?;
                }
                Item::Skipped { array, index, reason, .. } => {
                    let column = document.column(&mut open, array, index)?;
                    column.skip(self, index, reason.to_string())?;
                }
                Item::Member { key, offset, json } => match serde_json::from_str(json) {
                    Ok(value) if document.members.len() < MAX_MEMBERS => {
                        document.members.insert(key.to_owned(), value);
                    }
                    Ok(_) => {}
                    // Nested deeper than we parse: not what a recording is about.
                    Err(error) if error.to_string().starts_with("recursion limit") => {}
                    Err(error) => {
                        let (place, reason) =
                            (self.next_place(key), format!("`{key}` is not valid JSON: {error}"));
                        return Err(ImportFault::Broken { place, index: 0, offset, reason });
                    }
                },
                // Not what a recording is about; what it is made of comes as elements.
                Item::MemberSkipped {
                    reason: SkipReason::TooLarge { .. } | SkipReason::TooDeep { .. },
                    ..
                } => {}
                Item::MemberSkipped { key, offset, reason } => {
                    let (place, reason) = (self.next_place(key), format!("`{key}`: {reason}"));
                    return Err(ImportFault::Broken { place, index: 0, offset, reason });
                }
                Item::Stopped { array, index, offset, reason } => {
                    let begun = open.as_ref().filter(|column| column.array == array).and_then(Column::place);
                    document.cut = Some(self.stopped(array, begun, index, offset, reason)?);
                }
                Item::End => break,
            }
        }
        document.close(open)?;
        Ok(document)
    }

    /// Makes recordings of what was read; `within` is how many there were before.
    fn put_together(
        &mut self,
        document: Document<S::Draft>,
        within: usize,
    ) -> Result<(), ImportFault<S::Error>> {
        let Document { mut members, mut taken, mut unread, cut } = document;
        check_version(&members)?;
        if let Some(cut) = cut {
            match taken.last_mut() {
                Some((_, last)) => {
                    last.skipped.push(Skipped { index: last.next_index(), ..cut });
                    self.cut = true;
                }
                None => return self.cut_after(Some(cut)),
            }
        }
        // A document that says of itself what it is has other arrays too; one that is nothing but arrays does not.
        let is_map = members.is_empty() && !taken.iter().any(|(_, t)| t.place.name.is_none());
        let lost = |(array, skips): &(String, Vec<Skipped>)| is_own(array) || is_map && !skips.is_empty();
        if let Some(lost) = unread.iter().position(lost) {
            let (_, skips) = unread.swap_remove(lost);
            return self.nothing(skips);
        }
        if taken.is_empty() && self.ready.len() == within {
            return self.without_events(&members);
        }
        if !unread.is_empty() {
            let names = unread.iter().map(|(array, _)| Value::from(array.as_str())).collect();
            members.insert("arrays_left_out".to_owned(), Value::Array(names));
        }
        let session = members.get("session_id").and_then(Value::as_str).map(str::to_owned);
        for inner in &mut self.ready[within..] {
            // Sub-agents that do not say so belong to the run that they stand in.
            inner.recording.session_id = inner.recording.session_id.take().or_else(|| session.clone());
        }
        let alone = taken.len() == 1;
        for (format, taken) in taken {
            let own = alone || taken.place.name.is_none();
            let none = Map::new();
            self.finish(format, taken, if own { &members } else { &none })?;
        }
        Ok(())
    }

    /// A document without events: an agent's recording that has none is one all the same.
    fn without_events(&mut self, members: &Map<String, Value>) -> Result<(), ImportFault<S::Error>> {
        let count = members.get("event_count").and_then(Value::as_u64).unwrap_or(0);
        if members.contains_key("recording_id") && members.contains_key("agent_id") {
            if count > 0 {
                let looked_for = format!(
                    "it says that it has {count} events, and has none; lists leave them out: export each recording by itself"
                );
                return Err(ImportFault::NoRecording { looked_for });
            }
            let taken = self.begin(Kind::Agent, "")?.close()?;
            return self.finish(Format::AgentRecording, taken, members);
        }
        let looked_for = "neither `events`, `steps` nor `traj` with an element, nor arrays of events by name";
        Err(ImportFault::NoRecording { looked_for: looked_for.to_owned() })
    }
}

fn check_version<E: std::error::Error>(members: &Map<String, Value>) -> Result<(), ImportFault<E>> {
    let version = members.get("schema_version").and_then(Value::as_str).unwrap_or_default();
    let later =
        version.strip_prefix("ATIF-v").is_some_and(|number| number != "1" && !number.starts_with("1."));
    if later {
        let found = version.chars().take(40).collect();
        return Err(ImportFault::Version { found, known: "ATIF-v1.0 to ATIF-v1.x" });
    }
    Ok(())
}

impl<D: super::sink::Draft> Document<D> {
    /// The column that an element of `array` belongs to.
    fn column<'c>(
        &mut self,
        open: &'c mut Option<Column<D>>,
        array: &str,
        index: u64,
    ) -> Result<&'c mut Column<D>, ImportFault<D::Error>> {
        // The same name may come twice; its first element says so.
        if open.as_ref().is_some_and(|column| column.array != array || index == 0) {
            self.close(open.take())?;
        }
        Ok(open.get_or_insert_with(|| Column::new(array)))
    }

    fn close(&mut self, column: Option<Column<D>>) -> Result<(), ImportFault<D::Error>> {
        let Some(column) = column else { return Ok(()) };
        let array = column.array.clone();
        match column.close()? {
            Outcome::Taken(format, taken) => self.taken.push((format, taken)),
            Outcome::Words(words) => {
                self.members.insert(array, Value::Array(words));
            }
            Outcome::Recordings => {}
            Outcome::Nothing(skips) => self.unread.push((array, skips)),
        }
        Ok(())
    }
}
