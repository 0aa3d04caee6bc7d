//! Texts: what the search finds, and where.

use std::borrow::Cow;

use hindsight_domain::RecordingId;

use crate::{Result, Vault};

/// A text at a time of a recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Offset in ms from the recording's start.
    pub at_ms: i64,
    /// In what it stands: `text`, `input`, `url`, `console`, `custom`, `payload`, … `title` (the recording's) and
    /// `note` are indexed by the vault itself.
    pub field: Cow<'static, str>,
    /// The text.
    pub text: String,
}

impl Vault {
    /// Adds texts of a recording to the search.
    pub fn index_texts(&self, id: &RecordingId, texts: impl IntoIterator<Item = Text>) -> Result<()> {
        let _ = (id, texts.into_iter().count());
        todo!()
    }

    /// Takes all texts of a recording out of the search, but for its title and notes.
    pub fn drop_texts(&self, id: &RecordingId) -> Result<()> {
        let _ = id;
        todo!()
    }
}
