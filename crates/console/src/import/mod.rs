//! Importing files: any format, any compression, known by content and never by name.
//!
//! | format | known by |
//! |---|---|
//! | rrweb events, plain or packed | `[…]`, `{"events": […]}`, one per line, or several arrays by name |
//! | an exported session | `{"sessionId", "metadata", "events"}` |
//! | agent recordings | `{"recording_id", "agent_id", "events"}`, their replay, both in an envelope, arrays, bare events |
//! | tool-calling trajectories | messages with roles, alone or as `traj` of runs |
//! | ATIF v1.x | `steps` with sources; sub-agents are recordings of their own in the same session |
//!
//! Each of them as it is, in gzip or in zstd.
//!
//! **Invariant:** an import is whole or it did not happen. Recordings become visible in one transaction at the end.
//!
//! **Invariant:** `events + skipped` of what was imported is what the file holds. A skipped event is named by its
//! index and a reason; so is the place at which a file is cut short. What cannot be counted (a document that cannot
//! be followed, a recording without a single event that can be read) is an error that names file, event and reason.
//!
//! **Invariant:** bounded memory: one element and one segment at a time, whatever the size of the file.
//!
//! **Invariant:** secrets in agents' events, titles and details are gone before anything is stored. Events of web
//! sessions are stored as they were recorded.

mod about;
mod agent;
mod clean;
mod column;
mod detect;
mod document;
mod error;
mod intake;
mod into_vault;
mod nested;
mod packer;
mod sink;
mod source;
mod tabs;
mod take;
#[cfg(test)]
pub(crate) mod tests;
mod timing;
mod trajectory;
mod web;

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;

use hindsight_contract::view::{Imported, Skipped};
use hindsight_domain::{BlobHash, Chance, Timestamp};

use about::Origin;
use detect::Shape;
pub(crate) use error::{ImportError, ImportFault};
use intake::{Intake, Ready, cut_reason};
pub(crate) use into_vault::IntoVault;
pub(crate) use sink::{Finished, Sink};
use source::Source;
pub(crate) use source::{Progress, Watch};

/// How much of a text is looked at to tell its format.
const DETECT_BYTES: u64 = 64 << 10;

/// What came of a file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Report {
    /// Its recordings, in its order.
    pub items: Vec<Item>,
    /// SHA-256 of the file as it lies on the disk.
    pub file: BlobHash,
    /// Its length.
    pub bytes: u64,
}

/// One recording of a file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Item {
    /// As the command line prints it.
    pub imported: Imported,
    /// Its title.
    pub title: String,
    /// Why the file asks for a person's look at it, where it does: the caller makes a flag of it, unless the recording
    /// was here already.
    pub flag_reason: Option<String>,
}

/// What an import takes its ids from.
#[derive(Clone, Copy)]
pub(crate) struct Ids<'c> {
    /// Now.
    pub now: Timestamp,
    /// Randomness.
    pub chance: &'c dyn Chance,
}

/// Imports the file at `path`.
pub(crate) fn import_path<S: Sink>(
    path: &Path,
    sink: &mut S,
    ids: Ids<'_>,
    watch: Watch<'_>,
) -> Result<Report, ImportError<S::Error>> {
    let file = path.display().to_string();
    let fail = |fault| ImportError { file: file.clone(), fault };
    let metadata = std::fs::metadata(path).map_err(|error| fail(ImportFault::Unreadable(error)))?;
    if !metadata.is_file() {
        return Err(fail(ImportFault::NotAFile));
    }
    let opened = File::open(path).map_err(|error| fail(ImportFault::Unreadable(error)))?;
    import_from(&file, opened, sink, ids, watch)
}

/// Imports what `file` gives; `name` stands in messages and, without its folders, in the recordings' details.
pub(crate) fn import_from<S: Sink>(
    name: &str,
    file: impl Read,
    sink: &mut S,
    ids: Ids<'_>,
    watch: Watch<'_>,
) -> Result<Report, ImportError<S::Error>> {
    take_in(name, file, sink, ids, watch).map_err(|fault| ImportError { file: name.to_owned(), fault })
}

fn take_in<S: Sink>(
    name: &str,
    file: impl Read,
    sink: &mut S,
    ids: Ids<'_>,
    watch: Watch<'_>,
) -> Result<Report, ImportFault<S::Error>> {
    let mut source = Source::open(file, watch).map_err(ImportFault::of_io)?;
    let mut head = Vec::new();
    (&mut source).take(DETECT_BYTES).read_to_end(&mut head).map_err(ImportFault::of_io)?;
    if let Some(found) = source::foreign(&head) {
        return Err(ImportFault::Foreign { found });
    }
    let file_name = Path::new(name).file_name().unwrap_or_default().to_string_lossy();
    let origin = Origin { file_name: clean::line(&file_name, 200), compression: source.compression() };
    let mut intake = Intake::new(sink, origin, ids);
    let shape = detect::detect(&head);
    let mut text = Cursor::new(head).chain(&mut source);
    match shape {
        Shape::Events(layout) => intake.events(&mut text, layout)?,
        Shape::RecordingLines => intake.lines(&mut text)?,
        Shape::Document => intake.document(&mut text, 0)?,
        Shape::Envelope => intake.envelope(&mut text)?,
        Shape::Recordings => intake.recordings(&mut text)?,
    }
    if source.is_cut() {
        // The text ended where it could have ended; what followed is lost all the same.
        intake.cut_after(Some(Skipped { index: 0, reason: cut_reason() }))?;
    }
    let (file, bytes) = source.finish().map_err(ImportFault::of_io)?;
    let Intake { sink, ready, .. } = intake;
    let (mut finished, mut told) = (Vec::new(), Vec::new());
    for Ready { recording, taken, flag } in ready {
        told.push((recording.title.clone(), recording.kind, taken.events, taken.skipped, flag));
        finished.push(Finished {
            recording,
            draft: taken.draft,
            file: file.clone(),
            index: taken.place.recording,
        });
    }
    let adopted = sink.adopt(finished).map_err(ImportFault::Store)?;
    let items =
        told.into_iter().zip(adopted).map(|((title, kind, events, skipped, flag_reason), adopted)| Item {
            imported: Imported { id: adopted.id, kind, events, skipped, already: adopted.already },
            title,
            flag_reason,
        });
    Ok(Report { items: items.collect(), file, bytes })
}
