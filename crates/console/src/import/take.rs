//! One recording while it is read: events go into segments, texts of agent runs to the search, what they tell is
//! remembered. What is found of a web session was on its screen, and is known once its page is mirrored.

use hindsight_contract::view::Skipped;
use hindsight_domain::{AgentEvent, Kind, Timestamp};

use super::agent;
use super::error::{ImportFault, Place};
use super::packer::{Mark, Packer};
use super::sink::{Draft, TextAt};
use super::timing::Timing;
use super::trajectory::Told;
use super::web::{WebEvent, WebFacts};
use crate::texts::{self, PAYLOAD};

/// A recording that is being read.
pub(super) struct Take<D> {
    packer: Packer,
    timing: Timing,
    taken: Taken<D>,
}

/// A recording whose events were all read: what waits for the rest of its file.
pub(super) struct Taken<D> {
    pub(super) place: Place,
    pub(super) kind: Kind,
    pub(super) draft: D,
    pub(super) web: WebFacts,
    /// What the user said first, of a run.
    pub(super) said: Option<String>,
    /// Whether its times were made up.
    pub(super) timeless: bool,
    /// The earliest and the latest time.
    pub(super) span: Option<(Timestamp, Timestamp)>,
    pub(super) events: u64,
    pub(super) skipped: Vec<Skipped>,
    /// The other windows of its session, where the file has several.
    pub(super) beside: Vec<Taken<D>>,
}

impl<D: Draft> Take<D> {
    pub(super) fn new(place: Place, kind: Kind, draft: D) -> Result<Self, ImportFault<D::Error>> {
        Ok(Self {
            packer: Packer::new().map_err(ImportFault::Pack)?,
            timing: Timing::default(),
            taken: Taken {
                place,
                kind,
                draft,
                web: WebFacts::default(),
                said: None,
                timeless: false,
                span: None,
                events: 0,
                skipped: Vec::new(),
                beside: Vec::new(),
            },
        })
    }

    pub(super) fn place(&self) -> &Place {
        &self.taken.place
    }

    /// Notes an element that is not taken; says of which recording.
    pub(super) fn skip(&mut self, skipped: &Skipped) -> Place {
        self.taken.skipped.push(skipped.clone());
        self.taken.place.clone()
    }

    /// Takes an event of a web session.
    pub(super) fn web(&mut self, taken: WebEvent<'_>) -> Result<(), ImportFault<D::Error>> {
        let WebEvent { event, time, mark } = taken;
        self.taken.web.learn(&event);
        self.push(time, mark, event.json())
    }

    /// Takes an event of an agent's run, which is free of secrets.
    pub(super) fn agent(&mut self, event: &AgentEvent) -> Result<(), ImportFault<D::Error>> {
        let json = serde_json::to_string(event).map_err(|error| ImportFault::Pack(error.into()))?;
        if let Some((at, texts)) = texts::agent_texts(&json) {
            for text in texts {
                self.taken.draft.text(TextAt { at, field: PAYLOAD, text }).map_err(ImportFault::Store)?;
            }
        }
        self.push(event.timestamp, Mark::None, &json)
    }

    /// Takes a message or a step, at a time of its own or at one that is made up once it is known how.
    ///
    /// `Ok(Err(reason))` where it is no event after all.
    pub(super) fn told(
        &mut self,
        told: Told,
        at: Option<Timestamp>,
    ) -> Result<Result<(), String>, ImportFault<D::Error>> {
        // Secrets go before the event waits anywhere.
        let event = match agent::event(Timestamp::default(), &told.event_type, told.data) {
            Ok(event) => event,
            Err(reason) => return Ok(Err(reason)),
        };
        if self.taken.said.is_none() {
            self.taken.said = told.said;
        }
        for event in self.timing.next(event, at) {
            self.agent(&event)?;
        }
        Ok(Ok(()))
    }

    fn push(&mut self, time: Timestamp, mark: Mark, json: &str) -> Result<(), ImportFault<D::Error>> {
        let (first, last) = self.taken.span.unwrap_or((time, time));
        self.taken.span = Some((first.min(time), last.max(time)));
        self.taken.events += 1;
        self.packer.push(time, mark, json);
        if self.packer.is_full() { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), ImportFault<D::Error>> {
        match self.packer.close().map_err(ImportFault::Pack)? {
            Some(segment) => self.taken.draft.segment(segment).map_err(ImportFault::Store),
            None => Ok(()),
        }
    }

    /// Takes what still waits, and lets go of everything that only reading needs.
    pub(super) fn close(mut self) -> Result<Taken<D>, ImportFault<D::Error>> {
        for event in self.timing.rest() {
            self.agent(&event)?;
        }
        self.flush()?;
        self.taken.timeless = self.timing.is_made_up();
        Ok(self.taken)
    }
}

impl<D> Taken<D> {
    /// The index of the element after all that were taken or skipped.
    pub(super) fn next_index(&self) -> u64 {
        self.events + self.skipped.len() as u64
    }
}
