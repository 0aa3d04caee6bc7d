//! A recording's data: from what its document says of it, and from what its events tell.

use hindsight_contract::web::SessionStatus;
use hindsight_domain::{DeviceType, Kind, Recording, RecordingId, Status, Timestamp, limits};
use serde_json::{Map, Value};

use super::agent::time;
use super::clean;
use super::source::Compression;
use super::take::Taken;

/// A declared start or end that is further than this from the events belongs to something else.
const NEAR_MS: i64 = 24 * 60 * 60 * 1_000;
/// Names of agents, users, services, sessions.
const NAME_CHARS: usize = 200;

/// A longer member of a document is named in the details, and not kept: details travel with every row of a list.
const MAX_DETAIL_BYTES: usize = 16 << 10;

/// What a recording was read as; its word stands in the details.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Rrweb,
    AgentRecording,
    ToolCalls,
    Atif,
}

impl Format {
    fn word(self) -> &'static str {
        match self {
            Self::Rrweb => "rrweb",
            Self::AgentRecording => "agent_recording",
            Self::ToolCalls => "tool_calls",
            Self::Atif => "atif",
        }
    }
}

/// The file that a recording comes from.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    /// Its name without folders.
    pub(super) file_name: String,
    pub(super) compression: Compression,
}

impl Origin {
    /// The file's name without what tells its format.
    fn stem(&self) -> &str {
        let mut stem = self.file_name.as_str();
        for ending in [".gz", ".gzip", ".zst", ".zstd", ".json", ".jsonl", ".ndjson", ".trajectory"] {
            stem = stem.strip_suffix(ending).unwrap_or(stem);
        }
        stem
    }
}

/// Members of a document that are the recording itself, or that stand elsewhere in its data.
const MADE_OF: [&str; 12] = [
    "session_id",
    "sessionId",
    "agent_id",
    "user_id",
    "status",
    "tags",
    "started_at",
    "stopped_at",
    "event_count",
    "duration_seconds",
    "metadata",
    "flagged_for_review",
];

/// The data of a recording that was read as `format` from a document with these members.
///
/// `members` may be empty. Its id is `id`; whether a person should look at it is told by [`flag_of`].
pub(super) fn recording<D>(
    id: RecordingId,
    format: Format,
    taken: &Taken<D>,
    members: &Map<String, Value>,
    origin: &Origin,
) -> Recording {
    let about = About::new(members);
    let agent = members.get("agent").and_then(Value::as_object);
    let agent_id = about.name("agent_id").or_else(|| name_in(agent?, "name"));
    let (start, end) = about.span(taken.span);
    let mut details = about.details();
    taken.web.describe(&mut details);
    details.insert("format".to_owned(), Value::from(format.word()));
    details.insert("source_file".to_owned(), Value::from(origin.file_name.as_str()));
    if let Some(compression) = origin.compression.word() {
        details.insert("compression".to_owned(), Value::from(compression));
    }
    if let Some(name) = &taken.place.name {
        details.insert("name".to_owned(), Value::from(name.as_str()));
    }
    if taken.timeless {
        details.insert("timestamps".to_owned(), Value::from("synthetic"));
    }
    Recording {
        id,
        kind: taken.kind,
        title: title(&about, agent_id.as_deref(), taken, origin),
        session_id: about.name("session_id").or_else(|| about.name("sessionId")),
        agent_id,
        user_id: about.name("user_id").or_else(|| about.name("actorId")),
        service: about.name("serviceSlug"),
        device: device(&about, taken),
        status: status(format, &about),
        tags: tags(format, members),
        started_at: start,
        ended_at: Some(end),
        duration_ms: end.since(start),
        event_count: taken.events,
        flagged: false,
        details: clean::redacted(details),
    }
}

/// Why a document asks for a person's look, where it does.
pub(super) fn flag_of(members: &Map<String, Value>) -> Option<String> {
    let reason = members.get("flag_reason").and_then(Value::as_str);
    let flagged = members.get("flagged_for_review") == Some(&Value::Bool(true));
    let reason =
        reason.map(|reason| clean::line(reason, limits::TEXT_CHARS)).filter(|reason| !reason.is_empty());
    flagged.then(|| reason.unwrap_or_else(|| "flagged where it was recorded".to_owned()))
}

/// What a document says: its own members, and those of an exported session's `metadata`.
struct About<'m> {
    members: &'m Map<String, Value>,
    summary: Option<&'m Map<String, Value>>,
}

impl<'m> About<'m> {
    fn new(members: &'m Map<String, Value>) -> Self {
        Self { members, summary: members.get("metadata").and_then(Value::as_object) }
    }

    fn get(&self, key: &str) -> Option<&'m Value> {
        self.members.get(key).or_else(|| self.summary?.get(key))
    }

    fn text(&self, key: &str) -> Option<&'m str> {
        self.get(key)?.as_str().filter(|text| !text.trim().is_empty())
    }

    fn agent_name(&self) -> Option<&'m str> {
        self.get("recording_metadata")?.get("agent_name")?.as_str().filter(|name| !name.trim().is_empty())
    }

    fn name(&self, key: &str) -> Option<String> {
        name_in(self.members, key).or_else(|| name_in(self.summary?, key))
    }

    fn time(&self, keys: [&str; 2]) -> Option<Timestamp> {
        let maps = [Some(self.members), self.summary];
        let found =
            keys.iter().flat_map(|key| maps.iter().flatten().map(|map| time(map, key).ok().flatten()));
        found.flatten().next()
    }

    /// From time 0 to the end: the declared start and end where they hold the events and are near them.
    fn span(&self, events: Option<(Timestamp, Timestamp)>) -> (Timestamp, Timestamp) {
        let start = self.time(["started_at", "startedAt"]);
        let end = self.time(["stopped_at", "endedAt"]);
        let Some((first, last)) = events else {
            let start = start.or(end).unwrap_or_default();
            return (start, end.unwrap_or(start).max(start));
        };
        let start = start.filter(|start| (0..=NEAR_MS).contains(&first.since(*start))).unwrap_or(first);
        let end = end.filter(|end| (0..=NEAR_MS).contains(&end.since(last))).unwrap_or(last);
        (start, end)
    }

    /// All that stands nowhere else, under the names of the wire.
    fn details(&self) -> Map<String, Value> {
        let (mut details, mut left_out) = (Map::new(), Vec::new());
        for (key, value) in self.summary.into_iter().flatten().chain(self.members) {
            if MADE_OF.contains(&key.as_str()) || value.is_null() {
                continue;
            }
            if value.to_string().len() > MAX_DETAIL_BYTES {
                left_out.push(Value::from(key.as_str()));
            } else {
                details.insert(key.clone(), value.clone());
            }
        }
        if !left_out.is_empty() {
            details.insert("left_out".to_owned(), Value::Array(left_out));
        }
        if let Some(status) = self.text("status") {
            details.insert("recorded_status".to_owned(), Value::from(status));
        }
        details
    }
}

/// The member `key` as a name: one line of text, or a number.
fn name_in(members: &Map<String, Value>, key: &str) -> Option<String> {
    let name = match members.get(key)? {
        Value::String(text) => clean::line(text, NAME_CHARS),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    Some(name).filter(|name| !name.is_empty())
}

/// One line that tells a recording from its neighbours.
fn title<D>(about: &About<'_>, agent_id: Option<&str>, taken: &Taken<D>, origin: &Origin) -> String {
    // The reason alone is the same for most runs of a back end.
    let reason = about.text("reason").map(|reason| {
        let agent = about.agent_name().or(agent_id);
        agent.map_or_else(|| reason.to_owned(), |agent| format!("{agent}: {reason}"))
    });
    let spoken = [
        taken.place.name.as_deref(),
        reason.as_deref(),
        about.text("title"),
        taken.said.as_deref(),
        taken.web.page_title.as_deref(),
        taken.web.url(),
        about.text("entryPage"),
        Some(origin.stem()),
    ];
    let found = spoken.into_iter().flatten().find_map(clean::title);
    found.unwrap_or_else(|| "Imported recording".to_owned())
}

fn device<D>(about: &About<'_>, taken: &Taken<D>) -> Option<String> {
    if taken.kind != Kind::Web {
        return None;
    }
    let declared = match about.get("deviceType") {
        Some(Value::String(word)) => Some(DeviceType::from_word(word)),
        Some(Value::Number(number)) => number.as_i64().map(DeviceType::from_number),
        _ => None,
    };
    let known = |device: &DeviceType| device.number() != 0;
    let device = declared.filter(known).or_else(|| taken.web.device(about.text("userAgent")));
    device.map(|device| device.word().to_owned())
}

/// How it ended. What is imported does not grow any more, whatever it said when it was written.
fn status(format: Format, about: &About<'_>) -> Status {
    match format {
        Format::AgentRecording => match about.text("status").and_then(|word| word.parse().ok()) {
            None | Some(Status::Recording) => Status::Completed,
            Some(status) => status,
        },
        Format::ToolCalls => {
            let reward = about.get("reward").and_then(Value::as_f64);
            if reward == Some(0.0) { Status::Failed } else { Status::Completed }
        }
        Format::Rrweb => {
            let word = about.text("status").unwrap_or_default();
            let broke = ["error", "aborted", "failed"].iter().any(|other| other.eq_ignore_ascii_case(word));
            match SessionStatus::from_word(word) {
                SessionStatus::Ended if broke => Status::Failed,
                _ if word.eq_ignore_ascii_case("cancelled") => Status::Cancelled,
                _ => Status::Completed,
            }
        }
        Format::Atif => Status::Completed,
    }
}

fn tags(format: Format, members: &Map<String, Value>) -> Vec<String> {
    let given = members.get("tags").and_then(Value::as_array);
    let given = given.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned);
    let of = |prefix: &str, key: &str| name_in(members, key).map(|value| format!("{prefix}:{value}"));
    let made = match format {
        Format::ToolCalls => vec![of("task", "task_id"), of("trial", "trial"), of("reward", "reward")],
        _ => Vec::new(),
    };
    let mut tags: Vec<String> = Vec::new();
    for tag in given.chain(made.into_iter().flatten()).take(limits::TAGS) {
        let tag = clean::line(&tag, limits::TAG_CHARS - 1);
        if !tag.is_empty() && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}
