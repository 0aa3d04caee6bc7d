//! Batches of events: each event counts once, however often and in whatever company it is sent.
//!
//! A browser numbers the events of its session. The same range again is a repetition, whatever is in it. Of a range
//! that lies over others, because a browser that heard no reply sent the events again together with later ones, an
//! event is a repetition where one of the same number was the same: another one under a number that was used is
//! kept, since a page that was loaded anew may count from 0 again.

use hindsight_domain::{RecordingId, Timestamp};
use ring::digest as sha;
use rusqlite::params;

use super::{PageSeen, add, count_events, detail, events_changed, goes_on, open, see};
use crate::store::recordings::{self, Stored};
use crate::store::segments::{self, StagedSegment};
use crate::store::{StoreError, Tx};

/// The beginning of an event's SHA-256: tells it from others of the same number.
pub type Digest = [u8; 8];

/// The digest of an event's JSON.
pub fn digest(json: &str) -> Digest {
    let mut digest = Digest::default();
    digest.copy_from_slice(&sha::digest(&sha::SHA256, json.as_bytes()).as_ref()[..8]);
    digest
}

/// The numbers of a batch's events, as the browser counts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// Of the first event.
    pub first: u64,
    /// Of the last.
    pub last: u64,
}

/// What a batch of events adds to its session.
#[derive(Debug, Default)]
pub struct Batch {
    /// Ready.
    pub staged: Vec<StagedSegment>,
    /// One of each event that was sent, in its order.
    pub digests: Vec<Digest>,
    /// Which of them are repetitions, and not among the staged. Empty for none.
    pub repeated: Vec<bool>,
    /// How many events are staged.
    pub events: u64,
    /// Clicks and taps among them.
    pub clicks: u64,
    /// Times of the earliest and the latest.
    pub span_ms: Option<(i64, i64)>,
    /// Pages that they show.
    pub pages: Vec<PageSeen>,
}

/// What came of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It stands.
    New,
    /// Its range came before, or all of its events did.
    Repeated,
    /// Nothing was done yet: these of its events came before. The others are to be staged and sent again.
    Partly(Vec<bool>),
}

/// Takes a batch of events.
pub fn events(tx: &Tx<'_>, id: &RecordingId, numbers: Numbers, batch: Batch) -> Result<Taken, StoreError> {
    let began_ms = batch.span_ms.map_or(tx.now().millis(), |(earliest_ms, _)| earliest_ms);
    let mut stored = open(tx, id, Timestamp::clamp_millis(began_ms))?;
    if batch.digests.is_empty() {
        recordings::heard(tx, stored.pk)?;
        return Ok(Taken::New);
    }
    if is_known(tx, &stored, numbers)? {
        recordings::heard(tx, stored.pk)?;
        return Ok(Taken::Repeated);
    }
    let repeated = repeated(tx, &stored, numbers.first, &batch.digests)?;
    let is_staged = |at: usize| !batch.repeated.get(at).copied().unwrap_or(false);
    if repeated.iter().enumerate().any(|(at, repeated)| *repeated && is_staged(at)) {
        return Ok(Taken::Partly(repeated));
    }
    remember(tx, &stored, numbers, &batch.digests)?;
    let Some((earliest_ms, latest_ms)) = batch.span_ms else {
        recordings::heard(tx, stored.pk)?;
        return Ok(Taken::Repeated);
    };
    segments::append_staged(tx, stored.pk, batch.staged)?;
    count_events(tx, &mut stored, batch.events, latest_ms)?;
    add(&mut stored.recording.details, detail::CLICKS, batch.clicks);
    for page in &batch.pages {
        let is_new = tx
            .conn()
            .prepare_cached("INSERT OR IGNORE INTO recorded_pages (recording, path) VALUES (?1, ?2)")?
            .execute(params![stored.pk, page.path])?;
        add(&mut stored.recording.details, detail::RECORDED_PAGES, is_new as u64);
        see(&mut stored.recording, page, "recorded");
    }
    goes_on(&mut stored, earliest_ms);
    events_changed(tx, &stored)?;
    recordings::update(tx, &stored)?;
    Ok(Taken::New)
}

fn is_known(tx: &Tx<'_>, stored: &Stored, numbers: Numbers) -> Result<bool, StoreError> {
    let mut find = tx
        .conn()
        .prepare_cached("SELECT 1 FROM batches WHERE recording = ?1 AND first = ?2 AND last = ?3")?;
    Ok(find.exists(params![stored.pk, numbers.first, numbers.last])?)
}

/// Which events stand already under their number.
fn repeated(tx: &Tx<'_>, stored: &Stored, first: u64, digests: &[Digest]) -> Result<Vec<bool>, StoreError> {
    // No batch that begins further back than the longest is long reaches up to here.
    let mut find = tx.conn().prepare_cached(
        "SELECT first, digests FROM batches WHERE recording = ?1 AND first < ?2 + ?3 AND first + events > ?2
             AND first > ?2 - (SELECT max(events) FROM batches WHERE recording = ?1)",
    )?;
    let rows = find.query_map(params![stored.pk, first, digests.len()], |row| {
        Ok((row.get::<_, u64>(0)?, row.get::<_, Vec<u8>>(1)?))
    })?;
    let mut repeated = vec![false; digests.len()];
    for row in rows {
        let (other, known) = row?;
        let known = known.as_chunks::<{ size_of::<Digest>() }>().0;
        // One of the two begins within the other.
        let ours = usize::try_from(other.saturating_sub(first)).unwrap_or(usize::MAX);
        let theirs = usize::try_from(first.saturating_sub(other)).unwrap_or(usize::MAX);
        let pairs = digests.iter().zip(&mut repeated).skip(ours).zip(known.iter().skip(theirs));
        for ((digest, repeated), known) in pairs {
            *repeated |= digest == known;
        }
    }
    Ok(repeated)
}

fn remember(tx: &Tx<'_>, stored: &Stored, numbers: Numbers, digests: &[Digest]) -> Result<(), StoreError> {
    tx.conn()
        .prepare_cached(
            "INSERT INTO batches (recording, first, last, events, digests) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![stored.pk, numbers.first, numbers.last, digests.len(), digests.as_flattened()])?;
    Ok(())
}
