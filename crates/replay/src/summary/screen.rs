//! A screen recording: how long, what people attached, how it ended.

use hindsight_domain::{Recording, Status};

use super::{Moments, Sentence, attached, words};

pub(super) fn sentences(recording: &Recording, moments: &Moments) -> Vec<Sentence> {
    let length = words::span(recording.duration_ms);
    let mut sentences = vec![Sentence::new(None, format!("A screen recording of {length}."))];
    sentences.extend(attached(moments));
    let end = recording.duration_ms.max(0);
    match recording.status {
        Status::Recording => sentences.push(Sentence::new(end, "It is still growing.".to_owned())),
        Status::Failed => sentences.push(Sentence::new(end, "It ended by an error.".to_owned())),
        Status::Cancelled => sentences.push(Sentence::new(end, "A person ended it.".to_owned())),
        Status::Completed => {}
    }
    sentences
}
