//! One array of elements: what they are is told by the first that can be read.

use hindsight_contract::view::Skipped;
use hindsight_domain::Kind;
use serde_json::Value;

use super::about::Format;
use super::detect::{self, Nature};
use super::error::{ImportFault, Place};
use super::intake::Intake;
use super::sink::{Draft, Sink};
use super::tabs::Tabs;
use super::take::{Take, Taken};
use super::trajectory::{self, Conversation};
use super::{agent, web};

/// Elements that cannot be read, from the first on, after which an array is no array of events.
const MAX_UNREAD: usize = 1_000;
/// Tags of a document at most; more are no tags.
const MAX_WORDS: usize = 1_000;

/// Whether an array is by its name, or as the whole file, the events of a recording.
pub(super) fn is_own(array: &str) -> bool {
    matches!(array, "" | "events" | "steps" | "traj" | "messages")
}

/// One array, while its elements come.
pub(super) struct Column<D> {
    /// The member that it is, empty for an array that is the whole file.
    pub(super) array: String,
    pub(super) found: Found<D>,
}

/// What an array turned out to be.
pub(super) enum Found<D> {
    /// Nothing could be read so far: why not, by element.
    Nothing(Vec<Skipped>),
    /// Something that has no events, after many elements that are none: why the first of them are not.
    Other(Vec<Skipped>),
    /// Short texts, such as tags.
    Words(Vec<Value>),
    Web(Tabs<D>),
    Agent(Take<D>),
    Messages(Take<D>, Conversation),
    Steps(Take<D>),
    /// Recordings, each a document of its own: it is taken already.
    Recordings,
}

/// Makes a column of a recording that begins.
type Make<D> = fn(Take<D>) -> Found<D>;

/// What an array came to.
pub(super) enum Outcome<D> {
    Taken(Format, Taken<D>),
    Words(Vec<Value>),
    Recordings,
    /// No element could be read: why not. None at all where the array is empty.
    Nothing(Vec<Skipped>),
}

impl<D: Draft> Column<D> {
    pub(super) fn new(array: &str) -> Self {
        Self { array: array.to_owned(), found: Found::Nothing(Vec::new()) }
    }

    /// Which recording it is, where it has begun to be one.
    pub(super) fn place(&self) -> Option<Place> {
        match &self.found {
            Found::Web(tabs) => Some(tabs.first().place().clone()),
            Found::Agent(take) | Found::Messages(take, _) | Found::Steps(take) => Some(take.place().clone()),
            Found::Nothing(_) | Found::Other(_) | Found::Words(_) | Found::Recordings => None,
        }
    }

    /// The next element.
    pub(super) fn element<S>(
        &mut self,
        intake: &mut Intake<'_, S>,
        index: u64,
        json: &str,
        depth: u8,
    ) -> Result<(), ImportFault<D::Error>>
    where
        S: Sink<Draft = D, Error = D::Error>,
    {
        if matches!(self.found, Found::Nothing(_) | Found::Words(_)) {
            self.recognise(intake, json)?;
        }
        let taken = match &mut self.found {
            Found::Web(tabs) => match web::read(json) {
                Ok(event) => tabs.web(event, || intake.begin(Kind::Web, &self.array))?,
                Err(reason) => Err(reason),
            },
            Found::Agent(take) => match agent::read(json) {
                Ok(event) => return take.agent(&event),
                Err(reason) => Err(reason),
            },
            Found::Messages(take, talk) => match talk.read(json) {
                Ok(told) => {
                    let at = agent::time(&told.data, "timestamp").ok().flatten();
                    take.told(told, at)?
                }
                Err(reason) => Err(reason),
            },
            Found::Steps(take) => match trajectory::step(json) {
                Ok(told) => match agent::time(&told.data, "timestamp") {
                    Ok(at) => take.told(told, at)?,
                    Err(reason) => Err(reason),
                },
                Err(reason) => Err(reason),
            },
            Found::Recordings if detect::nature(json.as_bytes()) == Nature::Recording => {
                return intake.document(&mut json.as_bytes(), depth + 1);
            }
            Found::Recordings => Err("it is not a recording, and those before it are".to_owned()),
            Found::Words(words) => {
                if words.len() < MAX_WORDS {
                    words.extend(serde_json::from_str(json).ok());
                }
                Ok(())
            }
            Found::Other(_) => Ok(()),
            Found::Nothing(_) => Err(self.reason(json)),
        };
        match taken {
            Ok(()) => Ok(()),
            Err(reason) => self.skip(intake, index, reason),
        }
    }

    /// Notes an element that was not taken.
    pub(super) fn skip<S>(
        &mut self,
        intake: &mut Intake<'_, S>,
        index: u64,
        reason: String,
    ) -> Result<(), ImportFault<D::Error>>
    where
        S: Sink<Draft = D, Error = D::Error>,
    {
        let skipped = Skipped { index, reason };
        let place = match &mut self.found {
            Found::Web(tabs) => tabs.current().skip(&skipped),
            Found::Agent(take) | Found::Messages(take, _) | Found::Steps(take) => take.skip(&skipped),
            Found::Nothing(skips) => {
                skips.push(skipped.clone());
                if !is_own(&self.array) {
                    // It may have nothing to do with events: what is skipped counts once it has.
                    if skips.len() >= MAX_UNREAD {
                        self.found = Found::Other(std::mem::take(skips));
                    }
                    return Ok(());
                }
                intake.next_place(&self.array)
            }
            Found::Words(_) | Found::Other(_) => return Ok(()),
            Found::Recordings => {
                let place = intake.next_place(&self.array);
                let (index, reason) = (skipped.index, skipped.reason);
                return Err(ImportFault::Broken { place, index, offset: 0, reason });
            }
        };
        intake.count_skip(&place, &skipped)
    }

    /// Finds out what the elements are, if this one tells.
    fn recognise<S>(&mut self, intake: &mut Intake<'_, S>, json: &str) -> Result<(), ImportFault<D::Error>>
    where
        S: Sink<Draft = D, Error = D::Error>,
    {
        let (kind, make): (Kind, Make<D>) = if web::read(json).is_ok() {
            (Kind::Web, |take| Found::Web(Tabs::new(take)))
        } else if !json.starts_with('{') {
            if json.starts_with('"')
                && self.array == "tags"
                && matches!(&self.found, Found::Nothing(s) if s.is_empty())
            {
                self.found = Found::Words(Vec::new());
            }
            return Ok(());
        } else if detect::nature(json.as_bytes()) == Nature::Recording {
            self.found = Found::Recordings;
            return Ok(());
        } else if agent::read(json).is_ok() {
            (Kind::Agent, Found::Agent)
        } else {
            match agent::object(json) {
                Ok(members) if trajectory::is_message(&members) => {
                    (Kind::Agent, |take| Found::Messages(take, Conversation::default()))
                }
                Ok(members) if trajectory::is_step(&members) => (Kind::Agent, Found::Steps),
                _ => return Ok(()),
            }
        };
        let mut take = intake.begin(kind, &self.array)?;
        if let Found::Nothing(skips) = &mut self.found {
            // What could not be read before the first that can is skipped like what comes after it.
            for skipped in std::mem::take(skips) {
                if !is_own(&self.array) {
                    intake.count_skip(take.place(), &skipped)?;
                }
                take.skip(&skipped);
            }
        }
        self.found = make(take);
        Ok(())
    }

    /// Why an element of an array in which nothing could be read so far is no event: by what it looks most like.
    fn reason(&self, json: &str) -> String {
        let members = if json.starts_with('{') { agent::object(json).ok() } else { None };
        let has = |key: &str| members.as_ref().is_some_and(|members| members.contains_key(key));
        let reason = if self.array == "steps" || has("step_id") {
            trajectory::step(json).err()
        } else if self.array == "traj" || has("role") {
            Conversation::default().read(json).err()
        } else if has("event_type") {
            agent::read(json).err()
        } else {
            web::read(json).err()
        };
        reason.unwrap_or_else(|| "it is no event of a known kind".to_owned())
    }

    /// The array's end.
    pub(super) fn close(self) -> Result<Outcome<D>, ImportFault<D::Error>> {
        Ok(match self.found {
            Found::Web(tabs) => Outcome::Taken(Format::Rrweb, tabs.close()?),
            Found::Agent(take) => Outcome::Taken(Format::AgentRecording, take.close()?),
            Found::Messages(take, _) => Outcome::Taken(Format::ToolCalls, take.close()?),
            Found::Steps(take) => Outcome::Taken(Format::Atif, take.close()?),
            Found::Words(words) => Outcome::Words(words),
            Found::Recordings => Outcome::Recordings,
            Found::Nothing(skips) | Found::Other(skips) => Outcome::Nothing(skips),
        })
    }
}
