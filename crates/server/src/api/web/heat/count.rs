//! Reads one session into what a heatmap adds up.

use hindsight_domain::limits;
use hindsight_replay::heatmap::layout::Measured;
use hindsight_replay::heatmap::part::Part;
use hindsight_replay::heatmap::session::Reader;
use hindsight_replay::moments::web::Finder;
use hindsight_rrweb::event::Event;
use hindsight_rrweb::facts::facts;
use hindsight_rrweb::mirror::Mirror;

use crate::api::extract::off_the_loop;
use crate::app::App;
use crate::error::ApiError;
use crate::store::recordings::Stored;
use crate::store::timeline;

/// What reading a session keeps up.
struct Reading {
    reader: Reader,
    mirror: Mirror,
    finder: Finder,
}

impl Reading {
    fn feed(&mut self, json: &str) {
        // Agents' lines, and what is no event, are nothing that a heatmap has.
        let Ok(event) = Event::read(json, limits::EVENT_BYTES) else { return };
        self.finder.add(&event, facts(&event).ok().as_ref());
        self.reader.feed(&event, &self.mirror);
        self.mirror.apply(&event);
    }
}

/// The pieces of a session, with the bytes of its events taken off what may be read; `None` where they are more, or
/// where the session cannot be read.
pub(super) async fn count(
    app: &App,
    stored: Stored,
    bytes: &mut usize,
) -> Result<Option<Vec<Part>>, ApiError> {
    let recording = stored.recording;
    let mut reading = Reading {
        reader: Reader::new(Measured::default()),
        mirror: Mirror::new(),
        finder: Finder::new(&recording),
    };
    let id = recording.id.clone();
    let begun = app.store.read(move |connection| timeline::begin(connection, &id, None, None)).await;
    let Ok(mut timeline) = begun.inspect_err(unread) else { return Ok(None) };
    loop {
        let store = app.store.clone();
        let step = app.store.read(move |connection| {
            let events = timeline.step(connection, &store)?;
            Ok((timeline, events))
        });
        let (rest, events) = match step.await.inspect_err(unread) {
            Ok(step) => step,
            Err(_) => return Ok(None),
        };
        timeline = rest;
        let Some(events) = events else { break };
        let Some(left) = bytes.checked_sub(events.iter().map(String::len).sum()) else {
            *bytes = 0;
            return Ok(None);
        };
        *bytes = left;
        reading = off_the_loop(move || {
            events.iter().for_each(|json| reading.feed(json));
            Ok(reading)
        })
        .await?;
    }
    off_the_loop(move || {
        let (moments, _) = reading.finder.finish();
        let parts = reading.reader.finish(&recording, &moments);
        parts.map(Some).map_err(|error| ApiError::internal(&error))
    })
    .await
}

fn unread(error: &crate::store::StoreError) {
    tracing::warn!(cause = %crate::error::chain(error), "a session was left out of a heatmap");
}
