//! A recording that was made at a console and comes to the server.

use hindsight_contract::sync::Outcome;
use hindsight_domain::{BlobHash, Media, NewRecording, Segment};
use rusqlite::Connection;
use serde_json::{Value, json};

use super::{Effect, Refused, Sender, Stop};
use crate::store::recordings::{self, Stored};
use crate::store::uploads::{self, UploadKey};
use crate::store::{StoreError, Tx, feed, segments};

/// What the server alone says of a recording: taken out of what a console sends.
const OURS: &[&str] =
    &["uploaded_by", "uploaded_at", "flag_reason", "flagged_by", "flagged_at", "expires_at", "storage_url"];
/// Segments that are read at once to be compared.
const COMPARED_AT_ONCE: u32 = 1_000;

/// Whether a recording of this id is here with the same content, so that its segments need no check.
pub(crate) fn is_here(connection: &Connection, new: &NewRecording) -> Result<bool, StoreError> {
    match recordings::get(connection, &new.recording.id)? {
        Some(stored) => is_same(connection, &stored, new),
        None => Ok(false),
    }
}

/// Takes the recording. The caller has checked its fields and what is in its segments.
pub(super) fn take(tx: &Tx<'_>, sender: &Sender, new: &NewRecording) -> Result<Effect, Stop> {
    let id = &new.recording.id;
    // Which segments: the mutation's digest binds them.
    let record = json!({ "kind": new.recording.kind, "segments": new.segments.len() });
    if let Some(stored) = recordings::get(tx.conn(), id)? {
        let sees = recordings::sees(&sender.user, sender.role, &stored);
        if !sees || !is_same(tx.conn(), &stored, new)? {
            return Err(Refused::conflict(format!("the server has another recording {id}")).into());
        }
        return Ok(Effect { outcome: Outcome::Applied, review_id: None, record });
    }
    if let Some(reason) = feed::why_gone(tx.conn(), id.as_str())? {
        return Err(Refused::conflict(format!("recording {id} was deleted at the server: {reason}")).into());
    }
    check_blobs(tx.conn(), sender, &new.segments)?;
    let mut recording = new.recording.clone();
    recording.flagged = false;
    for name in OURS {
        recording.details.shift_remove(*name);
    }
    recording.details.insert("uploaded_by".into(), Value::String(sender.user.clone()));
    recordings::insert_uploaded(tx, &recording, &new.segments, &sender.user)?;
    for segment in &new.segments {
        uploads::consume(tx, &UploadKey { user: sender.user.clone(), hash: segment.hash.clone() })?;
    }
    Ok(Effect { outcome: Outcome::Applied, review_id: None, record })
}

/// Refuses a recording whose blobs are not all the sender's, uploaded whole or of a recording that the sender sees, or
/// have other lengths than it says.
pub(crate) fn check_blobs(
    connection: &Connection,
    sender: &Sender,
    segments: &[Segment],
) -> Result<(), Stop> {
    let mut missing: Vec<BlobHash> = Vec::new();
    for segment in segments {
        let key = UploadKey { user: sender.user.clone(), hash: segment.hash.clone() };
        let length = match uploads::completed(connection, &key)? {
            Some(bytes) => Some(bytes),
            None => feed::visible_length(connection, &segment.hash, &sender.user, sender.role)?,
        };
        match length {
            None => missing.push(segment.hash.clone()),
            Some(bytes) if bytes != segment.bytes => {
                return Err(Refused::invalid(format!(
                    "segment {} has {bytes} bytes, not {}",
                    segment.index, segment.bytes
                ))
                .into());
            }
            Some(_) => {}
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    missing.sort();
    missing.dedup();
    Err(Refused::missing(&missing).into())
}

/// Whether the store's recording has the content that was sent: the same bytes in the same order.
fn is_same(connection: &Connection, stored: &Stored, new: &NewRecording) -> Result<bool, StoreError> {
    let counts = stored.tail_events == 0 && stored.segment_count as usize == new.segments.len();
    if !counts || stored.recording.kind != new.recording.kind {
        return Ok(false);
    }
    let content = |segment: &Segment| -> (Media, BlobHash) { (segment.media, segment.hash.clone()) };
    let mut compared = 0;
    while compared < new.segments.len() {
        let from = u32::try_from(compared).unwrap_or(u32::MAX);
        let page = segments::list(connection, &stored.recording.id, from, COMPARED_AT_ONCE)?;
        let sent = &new.segments[compared..];
        if page.is_empty()
            || page.len() > sent.len()
            || !page.iter().zip(sent).all(|(a, b)| content(a) == content(b))
        {
            return Ok(false);
        }
        compared += page.len();
    }
    Ok(true)
}
