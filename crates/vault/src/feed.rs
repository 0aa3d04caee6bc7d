//! Taking in the feed.

use hindsight_contract::sync::{Change, FeedPage, Gone, RecordingChange};
use hindsight_domain::{RecordingId, Timestamp};
use rusqlite::Connection;

use crate::recordings::NewRow;
use crate::texts::ToIndex;
use crate::{Result, Vault, VaultError, account, erasing, notes, outbox, recordings, reviews, segments};

/// What came of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageApplied {
    /// It was taken in.
    Applied {
        /// Entries in it.
        entries: u64,
        /// Recordings that were erased: tombstones, and at the end of a rebuild what was not listed again.
        erased: u64,
    },
    /// Its epoch is not ours: nothing was changed. See [`Vault::start_rebuild`].
    EpochChanged,
}

impl Vault {
    /// Takes in a page and its cursor, in one transaction. Journaled only where something is erased.
    pub fn apply_page(&self, page: &FeedPage) -> Result<PageApplied> {
        let now = self.now();
        let applied = self.database().write(|tx| {
            let account = account::read(tx)?.ok_or(VaultError::NotSignedIn)?;
            if account.epoch.as_ref().is_some_and(|epoch| *epoch != page.epoch) {
                return Ok(PageApplied::EpochChanged);
            }
            let mut intake = Intake {
                connection: tx,
                to_index: ToIndex::default(),
                generation: account::generation(tx)?,
                client_id: self.client_id(),
                user: &account.user,
                now,
            };
            let mut erased = 0;
            for entry in &page.entries {
                erased += intake.take(&entry.change)?;
            }
            let ends_rebuild = account.rebuilding && !page.more;
            if ends_rebuild {
                erased += intake.forget_older()?;
            }
            intake.to_index.index(tx)?;
            // Only the last page's cursor stands behind all that the server acknowledged.
            tx.execute(
                "UPDATE account SET cursor = ?1, epoch = ?2, rebuilding = rebuilding AND NOT ?3,
                    witness = CASE WHEN ?4 THEN witness END",
                (&page.next, &page.epoch, ends_rebuild, page.more),
            )?;
            Ok(PageApplied::Applied { entries: page.entries.len() as u64, erased })
        })?;
        match applied {
            PageApplied::Applied { erased: 1.., .. } => self.after_erasing()?,
            // Segments that a server replaced go too.
            PageApplied::Applied { .. } | PageApplied::EpochChanged => self.bury()?,
        }
        Ok(applied)
    }

    /// What this principal sees changed as a whole: begins from no cursor. At the last page (`more` is false) what
    /// came from the server and was not listed again is erased; blobs of what was listed stay. A rebuild that is cut
    /// goes on after a restart. For a server whose history is another one there is [`Vault::start_over`].
    pub fn start_rebuild(&self) -> Result<()> {
        self.database().write(|tx| {
            let before = account::read(tx)?.ok_or(VaultError::NotSignedIn)?;
            account::start_rebuild(tx)?;
            account::keep_proof(tx, before.proof())
        })
    }
}

struct Intake<'a> {
    connection: &'a Connection,
    to_index: ToIndex,
    generation: i64,
    client_id: &'a str,
    user: &'a str,
    now: Timestamp,
}

impl Intake<'_> {
    /// Takes in one entry; says how many recordings it erased.
    fn take(&mut self, change: &Change) -> Result<u64> {
        match change {
            Change::Recording(change) => self.recording(change).map(|()| 0),
            Change::Review(review) => {
                reviews::confirm(self.connection, review, self.generation, self.client_id).map(|()| 0)
            }
            Change::Note(note) => {
                notes::confirm(self.connection, note, self.generation, &mut self.to_index).map(|()| 0)
            }
            Change::Gone(gone) => self.gone(gone),
        }
    }

    fn recording(&mut self, change: &RecordingChange) -> Result<()> {
        let c = self.connection;
        let RecordingChange { recording, segment_count, segments } = change;
        let total = u64::from(*segment_count);
        let Some(known) = recordings::find(c, &recording.id)? else {
            let new = NewRow {
                local_only: false,
                generation: self.generation,
                segments: total,
                source: None,
                wrapped_key: None,
            };
            let n = recordings::insert(c, recording, &new, &mut self.to_index)?;
            for segment in segments {
                segments::insert(c, n, segment, None)?;
            }
            recordings::listed(c, n, segments)?;
            notes::index(c, n, &recording.id, &mut self.to_index)?;
            return self.revive(&recording.id);
        };
        recordings::update(c, &known, recording, total, self.generation, &mut self.to_index)?;
        // A server that was restored may list fewer than it once had.
        if known.listed > i64::from(*segment_count) || segments::differ(c, known.n, segments)? {
            self.to_index.index(c)?;
            segments::start_over(c, known.n)?;
        }
        segments::list(c, known.n, segments)?;
        recordings::recount(c, known.n)?;
        if known.generation < self.generation { self.revive(&recording.id) } else { Ok(()) }
    }

    /// Shows again, and sends again, what was parked because the recording was not there.
    fn revive(&mut self, id: &RecordingId) -> Result<()> {
        let Some(said) = outbox::revive(self.connection, id)? else { return Ok(()) };
        for (mutation, by) in &said {
            if let Some(note) = notes::of(mutation, by) {
                notes::add(self.connection, &note, &mut self.to_index)?;
            }
        }
        reviews::project(self.connection, id, self.client_id)
    }

    fn gone(&mut self, gone: &Gone) -> Result<u64> {
        match recordings::find(self.connection, &gone.recording_id)? {
            // What exists only here is nobody else's to erase.
            Some(known) if known.local_only => Ok(0),
            Some(_) => self.erase(&gone.recording_id, &gone.reason).map(|()| 1),
            None => Ok(0),
        }
    }

    /// Erases what the server gave in an earlier generation and did not list in this one.
    fn forget_older(&mut self) -> Result<u64> {
        let c = self.connection;
        self.to_index.index(c)?;
        let mut select = c.prepare("SELECT id FROM recordings WHERE local_only = 0 AND generation < ?1")?;
        let ids: Vec<String> =
            select.query_map([self.generation], |row| row.get(0))?.collect::<Result<_, _>>()?;
        for id in &ids {
            self.erase(&RecordingId::given(id)?, "the server does not show it to this user any more")?;
        }
        notes::forget_older(c, self.generation)?;
        reviews::forget_older(c, self.generation, self.client_id)?;
        Ok(ids.len() as u64)
    }

    fn erase(&mut self, id: &RecordingId, reason: &str) -> Result<()> {
        self.to_index.index(self.connection)?;
        erasing::erase(self.connection, id, reason, self.user, self.now)
    }
}
