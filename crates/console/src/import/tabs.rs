//! Several windows of one session in one file, told apart by what recorders write beside an event: each is a recording.
//!
//! Two pages that take turns share node ids and mean different nodes: played as one, each would change the other. Without
//! such ids nobody can tell them apart; then the file is one recording, and what cannot be replayed of it is listed.

use hindsight_rrweb::event::Event;
use serde::Deserialize;

use super::error::ImportFault;
use super::sink::Draft;
use super::take::{Take, Taken};
use super::web::WebEvent;

/// Windows of one file at most. More are no windows of a person.
const MAX_WINDOWS: usize = 32;
/// Events without an id, from the first on, after which no id is looked for.
const LOOKED_AT: u64 = 1_000;
const MAX_ID_BYTES: usize = 200;

/// The windows of a file.
pub(super) struct Tabs<D> {
    /// At least one; the first is the recording that the file is.
    takes: Vec<(Option<String>, Take<D>)>,
    /// The window of the event before: what names none belongs there.
    current: usize,
    looked_at: u64,
}

#[derive(Deserialize)]
struct Marked {
    #[serde(alias = "window_id", rename = "windowId")]
    window: Option<String>,
}

impl<D: Draft> Tabs<D> {
    pub(super) fn new(first: Take<D>) -> Self {
        Self { takes: vec![(None, first)], current: 0, looked_at: 0 }
    }

    /// The window of the event that came last.
    pub(super) fn current(&mut self) -> &mut Take<D> {
        let at = self.current;
        &mut self.takes[at].1
    }

    /// The recording that the file is.
    pub(super) fn first(&self) -> &Take<D> {
        &self.takes[0].1
    }

    /// Takes an event; `begin` begins a recording for a window that is new. `Ok(Err(reason))` where it is not taken.
    pub(super) fn web(
        &mut self,
        event: WebEvent<'_>,
        begin: impl FnOnce() -> Result<Take<D>, ImportFault<D::Error>>,
    ) -> Result<Result<(), String>, ImportFault<D::Error>> {
        if let Some(window) = self.window_of(&event.event) {
            let known = self.takes.iter().position(|(id, _)| id.as_deref() == Some(&window));
            self.current = match known {
                Some(at) => at,
                // What came before the first id is of the first window.
                None if self.takes[0].0.is_none() => {
                    self.takes[0].0 = Some(window);
                    0
                }
                None if self.takes.len() == MAX_WINDOWS => {
                    return Ok(Err(format!(
                        "it is of one window more than the {MAX_WINDOWS} that are told apart"
                    )));
                }
                None => {
                    self.takes.push((Some(window), begin()?));
                    self.takes.len() - 1
                }
            };
        }
        self.current().web(event).map(Ok)
    }

    fn window_of(&mut self, event: &Event<'_>) -> Option<String> {
        if self.takes[0].0.is_none() {
            if self.looked_at == LOOKED_AT {
                return None;
            }
            self.looked_at += 1;
        }
        let json = event.json();
        if !json.contains("\"window") {
            return None;
        }
        // One of another type tells nothing apart.
        let marked: Marked = serde_json::from_str(json).ok()?;
        marked.window.filter(|window| !window.is_empty() && window.len() <= MAX_ID_BYTES)
    }

    /// All of them, the recording that the file is first.
    pub(super) fn close(self) -> Result<Taken<D>, ImportFault<D::Error>> {
        let mut closed = self.takes.into_iter().map(|(_, take)| take.close());
        let first = closed.next().transpose()?;
        let beside = closed.collect::<Result<Vec<_>, _>>()?;
        let mut first =
            first.ok_or(ImportFault::NoRecording { looked_for: "it has no windows".to_owned() })?;
        first.beside = beside;
        Ok(first)
    }
}
