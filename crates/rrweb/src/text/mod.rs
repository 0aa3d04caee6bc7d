//! The text of a recording that a person may search for.
//!
//! What a reviewer could have seen or typed: addresses, text of pages, values of fields, console output,
//! custom events. Scripts, styles, hidden fields and passwords are left out, whatever the recorder did
//! about them.

mod appearing;
mod collapse;
mod leaves;
mod page;

use std::collections::HashSet;

use serde::Deserialize;
use serde_json::value::RawValue;

pub use appearing::Appearing;
pub(crate) use page::{FIELD_TAGS, HIDING_TAGS, LABEL_TYPES};

use crate::{
    event::{Event, Kind},
    json::{self, JsonError},
};

/// A longer text is split, at white space where there is some.
pub const MAX_TEXT_BYTES: usize = 64 << 10;

/// The plugin whose payloads are console lines, whatever its version.
const CONSOLE_PLUGIN: &str = "rrweb/console@";

/// Where a text stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// The address of a page.
    Url,
    /// Text of a page, alternative texts and labels included.
    Text,
    /// What stood in a form field.
    Input,
    Console,
    /// The tag and the payload's values of a custom event.
    Custom,
}

impl Field {
    /// The name in an index or a reply.
    pub fn name(self) -> &'static str {
        match self {
            Self::Url => "url",
            Self::Text => "text",
            Self::Input => "input",
            Self::Console => "console",
            Self::Custom => "custom",
        }
    }
}

/// A piece of text, white space collapsed, at most [`MAX_TEXT_BYTES`] long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    pub field: Field,
    pub text: String,
}

/// Reads the texts of a recording's events, which are to come in the order of the recording: what hides a
/// change of text (that it belongs to a script, a style or a password field) was told by events before it.
#[derive(Debug, Default)]
pub struct TextReader {
    /// Ids of nodes whose text is not for people.
    hidden: HashSet<i64>,
}

#[derive(Deserialize)]
struct Plugin<'j> {
    plugin: Option<String>,
    #[serde(borrow)]
    payload: Option<&'j RawValue>,
}

impl TextReader {
    pub fn new() -> Self {
        Self::default()
    }

    /// The texts of the next event.
    pub fn read(&mut self, event: &Event<'_>) -> Result<Vec<Text>, JsonError> {
        match event.kind {
            Kind::FullSnapshot => {
                self.hidden.clear();
                page::of_data(event.data(), &mut self.hidden)
            }
            Kind::Incremental => page::of_data(event.data(), &mut self.hidden),
            Kind::Meta => leaves::of_member(event.data(), Field::Url, "href"),
            Kind::Custom => leaves::of_all(event.data(), Field::Custom),
            Kind::Plugin => {
                // Only the name is looked at; a payload that is no console line is not even parsed.
                let plugin: Plugin<'_> = serde_json::from_str(event.data()).map_err(JsonError::Invalid)?;
                match (plugin.plugin, plugin.payload) {
                    (Some(name), Some(payload)) if name.starts_with(CONSOLE_PLUGIN) => {
                        leaves::of_console(payload.get())
                    }
                    _ => Ok(Vec::new()),
                }
            }
            Kind::DomContentLoaded | Kind::Load | Kind::Other(_) => Ok(Vec::new()),
        }
    }
}

/// Adds a text to what was found, in pieces if it is long, unless there is nothing in it to search for.
fn add(found: &mut Vec<Text>, field: Field, text: &str) {
    collapse::pieces(text, MAX_TEXT_BYTES, |text| found.push(Text { field, text }));
}

/// Runs `read` as [`json::with_text`] does, with an empty list each time.
fn collect(
    json: &str,
    mut read: impl FnMut(
        &mut serde_json::Deserializer<serde_json::de::StrRead<'_>>,
        &mut Vec<Text>,
    ) -> Result<(), serde_json::Error>,
) -> Result<Vec<Text>, JsonError> {
    json::with_text(json, |json| {
        let mut found = Vec::new();
        read(json, &mut found)?;
        Ok(found)
    })
}

#[cfg(test)]
mod tests;
