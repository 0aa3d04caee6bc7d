//! An agent run: what was asked of it, its operations, errors, requests and their answers, how it ended.

use hindsight_domain::{Recording, Status};
use serde_json::Value;

use super::{Moments, Sentence, attached, words};
use crate::run::{BarState, Outline};

pub(super) fn sentences(recording: &Recording, moments: &Moments, outline: &Outline) -> Vec<Sentence> {
    let mut sentences = vec![opening(recording, outline)];
    sentences.extend(operations(outline));
    sentences.extend(errors(outline));
    sentences.extend(requests(outline));
    sentences.extend(attached(moments));
    sentences.push(ended(recording));
    sentences
}

/// Who ran, how long, and what was asked: by the first words of a person, else by the first operation.
fn opening(recording: &Recording, outline: &Outline) -> Sentence {
    let metadata = recording.details.get("recording_metadata");
    let name = metadata.and_then(|metadata| metadata.get("agent_name")?.as_str());
    let name = name.or(recording.agent_id.as_deref()).map(crate::moments::line);
    let by = name.filter(|name| !name.is_empty()).map(|name| format!(" by {name}")).unwrap_or_default();
    let length = words::span(recording.duration_ms);
    let answers =
        |row: u32| outline.requests.iter().any(|asked| asked.answer.as_ref().is_some_and(|a| a.0 == row));
    let asked = (0..).zip(&outline.type_of).find(|&(row, &of)| {
        outline.types.get(usize::from(of)).is_some_and(|of| of == "user_input") && !answers(row)
    });
    let asked = asked
        .and_then(|(row, _)| Some((*outline.at_ms.get(row as usize)?, outline.labels.get(row as usize)?)));
    match (asked, outline.bars.first()) {
        (Some((at_ms, label)), _) if !label.is_empty() => {
            let text = format!("An agent run of {length}{by}; it was asked {}.", words::quoted(label));
            Sentence::new(within(recording, at_ms), text)
        }
        (_, Some(bar)) if !bar.label.is_empty() => {
            let text = format!("An agent run of {length}{by}; it began with {}.", words::quoted(&bar.label));
            Sentence::new(within(recording, bar.from_ms), text)
        }
        _ => Sentence::new(None, format!("An agent run of {length}{by}.")),
    }
}

fn operations(outline: &Outline) -> Option<Sentence> {
    let count = |state: BarState| outline.bars.iter().filter(|bar| bar.state == state).count() as u64;
    let failed = outline.bars.iter().filter(|bar| bar.state == BarState::Failed).min_by_key(|bar| bar.to_ms);
    let at_ms = failed.map_or(outline.bars.first()?.from_ms, |bar| bar.to_ms);
    let which = failed.filter(|bar| !bar.label.is_empty());
    let which = which.map(|bar| format!(", first {}", words::quoted(&bar.label))).unwrap_or_default();
    let all = outline.bars.len() as u64;
    let states = [
        (BarState::Completed, "completed"),
        (BarState::Running, "did not end"),
        (BarState::Failed, "failed"),
    ];
    let ended: Vec<_> = states.into_iter().filter(|(state, _)| count(*state) > 0).collect();
    let text = match ended.as_slice() {
        [(_, word)] if all == 1 => {
            format!("Its one operation, {}, {word}.", words::quoted(&outline.bars.first()?.label))
        }
        [(_, word)] => format!("All {all} operations {word}{which}."),
        ended => {
            let parts: Vec<_> =
                ended.iter().map(|(state, word)| format!("{} {word}", count(*state))).collect();
            format!("Of {all} operations, {}{which}.", words::listed(&parts))
        }
    };
    Some(Sentence::new(at_ms.max(0), text))
}

fn errors(outline: &Outline) -> Option<Sentence> {
    let row = *outline.errors.first()?;
    let at_ms = *outline.at_ms.get(row as usize)?;
    let label = outline.labels.get(row as usize).filter(|label| !label.is_empty());
    let said = label.map(|label| format!(", first {}", words::quoted(label))).unwrap_or_default();
    let count = words::counted(outline.errors.len() as u64, "error");
    Some(Sentence::new(at_ms.max(0), format!("It met {count}{said}.")))
}

/// The last request decides how a run goes on, so that one is told.
fn requests(outline: &Outline) -> Option<Sentence> {
    let last = outline.requests.last()?;
    let asked = words::quoted(&last.label);
    let (answer, at_ms) = match &last.answer {
        Some((_, at_ms, words)) => {
            let after = words::span(at_ms.saturating_sub(last.at_ms));
            (format!("the answer after {after} was {}", words::quoted(words)), last.at_ms)
        }
        None => ("no answer came".to_owned(), last.at_ms),
    };
    let count = outline.requests.len() as u64;
    let text = if count == 1 {
        format!("It asked {asked}; {answer}.")
    } else {
        format!("It asked a person {}, last {asked}; {answer}.", words::times(count))
    };
    Some(Sentence::new(at_ms.max(0), text))
}

/// By its status, and what the back end or a person wrote about its end.
fn ended(recording: &Recording) -> Sentence {
    let how = match recording.status {
        Status::Recording => {
            return Sentence::new(within(recording, i64::MAX), "It is still running.".to_owned());
        }
        Status::Completed => "completed",
        Status::Failed => "failed",
        Status::Cancelled => "cancelled",
    };
    let summary = recording.details.get("summary").and_then(Value::as_str).map(crate::moments::line);
    let summary = summary.filter(|summary| !summary.is_empty());
    let said = summary.map(|summary| format!(": {}", words::quoted(&summary))).unwrap_or_default();
    Sentence::new(within(recording, i64::MAX), format!("It ended as {how}{said}."))
}

fn within(recording: &Recording, at_ms: i64) -> i64 {
    at_ms.clamp(0, recording.duration_ms.max(0))
}
