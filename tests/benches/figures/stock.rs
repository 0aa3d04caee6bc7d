//! A vault with many recordings in it, as a feed brings them.

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use hindsight_contract::sync::{Change, FeedEntry, FeedPage, Head, RecordingChange};
use hindsight_domain::{
    BlobHash, Chance, Clock, Kind, Media, Recording, RecordingId, Role, Segment, Status, Timestamp,
};
use hindsight_testkit::Seeded;
use hindsight_vault::{SignIn, Unlock, Vault};

use crate::field::RealClock;

/// When the first of them starts, in ms since 1970.
pub(crate) const START: i64 = 1_772_366_400_000;

/// A vault that is signed in to a server that only this bench plays.
pub(crate) struct Stock {
    pub(crate) vault: Vault,
    seq: u64,
}

pub(crate) fn open(dir: &Path, unlock: &Unlock) -> Result<Vault> {
    let chance: Arc<dyn Chance> = Arc::new(Seeded::new(RealClock.now().millis().unsigned_abs()));
    Ok(Vault::open_or_create(dir, unlock, Arc::new(RealClock), chance)?)
}

impl Stock {
    pub(crate) fn new(dir: &Path, unlock: &Unlock) -> Result<Self> {
        let vault = open(dir, unlock)?;
        vault.sign_in(&SignIn {
            server_url: "http://127.0.0.1:1".into(),
            user: "bench".into(),
            role: Role::Admin,
            server_id: "bench".into(),
        })?;
        Ok(Self { vault, seq: 0 })
    }

    /// Takes recordings in as a feed brings them, each with one segment of `events` events.
    pub(crate) fn recordings(
        &mut self,
        count: usize,
        events: impl Fn(usize) -> Vec<u8>,
    ) -> Result<Vec<RecordingId>> {
        let mut ids = Vec::with_capacity(count);
        for chunk in (0..count).collect::<Vec<_>>().chunks(1_000) {
            let entries: Vec<_> = chunk.iter().map(|&n| self.entry(n, &events(n))).collect::<Result<_>>()?;
            ids.extend(entries.iter().filter_map(|entry| match &entry.change {
                Change::Recording(change) => Some(change.recording.id.clone()),
                _ => None,
            }));
            let head = Head { seq: self.seq, at: RealClock.now(), checkpoint: None };
            let page = FeedPage {
                entries,
                next: format!("{}.bench", self.seq),
                more: true,
                head,
                epoch: "1".into(),
            };
            self.vault.apply_page(&page)?;
        }
        Ok(ids)
    }

    fn entry(&mut self, n: usize, bytes: &[u8]) -> Result<FeedEntry> {
        self.seq += 1;
        let started_at = Timestamp::clamp_millis(START + i64::try_from(n)? * 60_000);
        let segment = Segment {
            index: 0,
            media: Media::Events,
            hash: BlobHash::of(bytes),
            bytes: bytes.len().try_into()?,
            events: 100,
            from: started_at,
            to: started_at.plus(60_000),
            keyframes_ms: Vec::new(),
        };
        let recording = recording(n)?;
        let change = RecordingChange { recording, segment_count: 1, segments: vec![segment] };
        Ok(FeedEntry { seq: self.seq, change: Change::Recording(Box::new(change)) })
    }
}

/// The `n`th recording.
pub(crate) fn recording(n: usize) -> Result<Recording> {
    let started_at = Timestamp::clamp_millis(START + i64::try_from(n)? * 60_000);
    Ok(Recording {
        id: RecordingId::given(&format!("rec-{n:07}"))?,
        kind: if n.is_multiple_of(3) { Kind::Web } else { Kind::Agent },
        title: format!("Run {n} of the booking desk"),
        session_id: Some(format!("session-{}", n / 2)),
        agent_id: Some(format!("agent-{}", n % 40)),
        user_id: Some(format!("user-{}", n % 300)),
        service: Some(format!("service-{}", n % 7)),
        device: None,
        status: [Status::Completed, Status::Completed, Status::Failed, Status::Cancelled][n % 4],
        tags: vec![format!("tag-{}", n % 25), "autonomous".into()],
        started_at,
        ended_at: Some(started_at.plus(60_000)),
        duration_ms: 60_000,
        event_count: 100,
        flagged: n.is_multiple_of(10),
        details: serde_json::Map::new(),
    })
}
