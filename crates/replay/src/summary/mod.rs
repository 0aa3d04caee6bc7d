//! A summary of a recording in a few sentences, each linked to its time.
//!
//! **Invariant:** extractive. Sentences are fixed patterns filled with counts, times, and labels that the recording
//! itself gives (of moments, operations, pages without query and fragment). Nothing is concluded, nothing of what was
//! typed is quoted, and the same recording gives the same words.

mod agent;
mod screen;
mod web;
mod words;

use hindsight_domain::Recording;
use serde::{Deserialize, Serialize};

use crate::moments::web::Visit;
use crate::moments::{Moment, MomentKind, Moments, by_score};
use crate::run::Outline;
use crate::sketch::Idle;

/// Sentences of a summary at most.
pub const SENTENCES: usize = 6;

/// One sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// In plain English, with its full stop.
    pub text: String,
    /// What it is about, in ms from the recording's start; nothing where it is about the whole.
    pub at_ms: Option<i64>,
}

impl Sentence {
    fn new(at_ms: impl Into<Option<i64>>, text: String) -> Self {
        Self { text, at_ms: at_ms.into() }
    }
}

/// What a recording's kind has beside its moments.
#[derive(Clone, Copy, Debug)]
pub enum Told<'t> {
    /// A web session: its pages and inputs, and its idle stretches.
    Web { visit: &'t Visit, idle: &'t [Idle] },
    /// An agent run: its shape.
    Agent(&'t Outline),
    /// A screen recording.
    Screen,
}

/// Summarises a recording.
pub fn of(recording: &Recording, moments: &Moments, told: Told<'_>) -> Vec<Sentence> {
    let mut sentences = match told {
        Told::Web { visit, idle } => web::sentences(recording, moments, visit, idle),
        Told::Agent(outline) => agent::sentences(recording, moments, outline),
        Told::Screen => screen::sentences(recording, moments),
    };
    sentences.truncate(SENTENCES);
    sentences
}

/// The first moment of a kind that was kept.
fn first(moments: &Moments, kind: MomentKind) -> Option<&Moment> {
    moments.list.iter().filter(|moment| moment.kind == kind).min_by_key(|moment| moment.at_ms)
}

/// What people attached to the recording: how much, and the first words of what ranks highest.
pub fn attached(moments: &Moments) -> Option<Sentence> {
    let (flags, notes) = (moments.count(MomentKind::Flag), moments.count(MomentKind::Note));
    let parts: Vec<_> = [(flags, "flag"), (notes, "note")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, noun)| words::counted(count, noun))
        .collect();
    if parts.is_empty() {
        return None;
    }
    let is_attached = |moment: &&Moment| matches!(moment.kind, MomentKind::Flag | MomentKind::Note);
    let mut attached: Vec<_> = moments.list.iter().filter(is_attached).cloned().collect();
    by_score(&mut attached);
    let first = attached.first()?;
    let text = format!("It has {}: {}.", words::listed(&parts), words::quoted(&first.label));
    Some(Sentence::new(first.at_ms, text))
}

#[cfg(test)]
mod tests;
