//! Documents that hold all events of a recording: written piece by piece, in memory that does not grow.

use axum::body::{Body, Bytes};
use futures_util::stream;

use crate::store::timeline::Timeline;
use crate::store::{Store, StoreError};

struct Writing {
    store: Store,
    timeline: Option<Timeline>,
    /// What is still to be written before the next events.
    text: String,
    end: String,
    is_first: bool,
}

/// `before`, the events separated by commas, `after`.
///
/// A fault on the way cuts the connection, so that nobody takes a part for the whole.
pub(crate) fn document(store: Store, timeline: Timeline, before: String, after: String) -> Body {
    let writing = Writing { store, timeline: Some(timeline), text: before, end: after, is_first: true };
    Body::from_stream(stream::try_unfold(writing, |mut writing| async move {
        let Some(mut timeline) = writing.timeline.take() else { return Ok::<_, StoreError>(None) };
        let store = writing.store.clone();
        let read = writing.store.read(move |connection| {
            let events = timeline.step(connection, &store)?;
            Ok((timeline, events))
        });
        let (timeline, events) = read.await.inspect_err(|error| {
            tracing::error!(cause = %crate::error::chain(error), "a document was cut");
        })?;
        let mut piece = std::mem::take(&mut writing.text);
        match events {
            Some(events) => {
                for event in events {
                    if !std::mem::take(&mut writing.is_first) {
                        piece.push(',');
                    }
                    piece.push_str(&event);
                }
                writing.timeline = Some(timeline);
            }
            None => piece.push_str(&std::mem::take(&mut writing.end)),
        }
        Ok(Some((Bytes::from(piece), writing)))
    }))
}

/// Cuts a JSON object open at its end, so that a member can be written behind its others.
pub(crate) fn open_object(mut object: String) -> String {
    object.pop();
    if object.len() > 1 {
        object.push(',');
    }
    object
}
