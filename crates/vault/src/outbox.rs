//! The outbox: what waits to go up, in the order in which it must go.
//!
//! **Invariant:** a row is never deleted while its recording is here; a sent one stays for a server that is
//! restored from an older backup.

use std::collections::HashSet;

use hindsight_contract::error::ErrorCode;
use hindsight_contract::sync::{MUTATIONS_PER_REQUEST, MutationResult, Outcome};
use hindsight_contract::view::{Delivery, Items, OutboxItem, OutboxState};
use hindsight_domain::{BlobHash, Mutation, MutationId, MutationKind, RecordingId, Review, Role, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};

use crate::row::{count, json, word};
use crate::sending::{Waiting, plan};
use crate::{NOBODY, Result, Vault, VaultError, account, reviews, uploads};

/// A server that forgets a recording's segments over and over is not asked for ever.
const UPLOADS_OF_ONE_RECORDING: i64 = 5;
/// Bytes of the mutations of one request, but for a single one that is larger.
const BATCH_BYTES: usize = 1 << 20;

/// What a reason begins with that passes when the recording comes (again): see [`revive`].
const ERASED: &str = "its recording was erased from this laptop";
const NOT_THERE: &str = "the server does not have it";

/// What [`Vault::record_results`] took down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcomes {
    /// Mutations that the server took, competing ones included.
    pub sent: u64,
    /// Verdicts among them that stand beside others.
    pub competing: u64,
    /// Mutations that it refused.
    pub parked: u64,
}

impl Vault {
    /// What is not sent, in the order in which it will be.
    pub fn outbox(&self) -> Result<Items<OutboxItem>> {
        self.database().read(|c| {
            let mut select = c.prepare_cached(&format!(
                "SELECT id, kind, state, attempts, last_error, recording_id, at FROM outbox {UNSENT}"
            ))?;
            let items = select.query_and_then([], |row| {
                let state: String = row.get(2)?;
                Ok(OutboxItem {
                    id: row.get(0)?,
                    kind: row.get(1)?,
                    state: state_of(&state)?,
                    attempts: count(row, 3)?,
                    last_error: row.get(4)?,
                    recording_id: row.get::<_, String>(5)?.parse()?,
                    at: Timestamp::clamp_millis(row.get(6)?),
                })
            })?;
            Ok(Items::all(items.collect::<Result<_>>()?))
        })
    }

    /// The next mutations to send, marked as under way: `MUTATIONS_PER_REQUEST` at most. What waits for a parked
    /// one, for an upload or for another user is held back, the rest goes on. Those under way already (a reply
    /// was lost) are among them again.
    pub fn next_batch(&self) -> Result<Vec<Mutation>> {
        self.database().write(|tx| {
            let account = account::read(tx)?.filter(|a| a.signed_in).ok_or(VaultError::NotSignedIn)?;
            let waiting = waiting(tx, &account.user)?;
            let mut ready: HashSet<MutationId> =
                plan(&waiting).into_iter().take(MUTATIONS_PER_REQUEST).collect();
            let mut bytes = 0;
            let mut batch = Vec::new();
            let mut mark = tx.prepare_cached(
                "UPDATE outbox SET state = 'sending', attempts = attempts + 1 WHERE id = ?1",
            )?;
            for Waiting { mutation, .. } in waiting {
                if !ready.remove(&mutation.id) {
                    continue;
                }
                bytes += serde_json::to_vec(&mutation)?.len();
                if bytes > BATCH_BYTES && !batch.is_empty() {
                    break;
                }
                mark.execute([mutation.id.to_string()])?;
                batch.push(mutation);
            }
            Ok(batch)
        })
    }

    /// Takes down what the server said of mutations that were sent, and its witness of that.
    pub fn record_results(&self, results: &[MutationResult], witness: Option<&str>) -> Result<Outcomes> {
        self.database().write(|tx| {
            let server_id = account::read(tx)?.ok_or(VaultError::NotSignedIn)?.server_id;
            let mut outcomes = Outcomes::default();
            let mut refused: Vec<MutationKind> = Vec::new();
            for result in results {
                let Some(mutation) = mutation(tx, result.id)? else { continue };
                let id = mutation.kind.recording_id();
                match result.outcome {
                    Outcome::Applied | Outcome::Competing => {
                        taken(tx, &mutation, &server_id)?;
                        outcomes.sent += 1;
                        outcomes.competing += u64::from(result.outcome == Outcome::Competing);
                        if let Some(review_id) = &result.review_id {
                            reviews::add_name(tx, review_id, id)?;
                        }
                    }
                    Outcome::Rejected => {
                        let waits = refused.iter().any(|earlier| mutation.kind.waits_for(earlier));
                        let parked = !waits && refuse(tx, &mutation, result)?;
                        if waits {
                            queue(tx, result.id, None)?;
                        }
                        outcomes.parked += u64::from(parked);
                        refused.push(mutation.kind.clone());
                    }
                }
                reviews::project(tx, id, self.client_id())?;
            }
            tx.execute("UPDATE account SET witness = coalesce(?1, witness)", [witness])?;
            Ok(outcomes)
        })
    }

    /// A batch did not get through: its mutations wait again, with what went wrong.
    pub fn batch_failed(&self, batch: &[MutationId], why: &str) -> Result<()> {
        self.database().write(|tx| {
            let mut update = tx.prepare_cached(
                "UPDATE outbox SET state = 'queued', last_error = ?2 WHERE id = ?1 AND state = 'sending'",
            )?;
            for id in batch {
                update.execute((id.to_string(), why))?;
            }
            Ok(())
        })
    }

    /// Parked mutations wait again: this one, or all. Says how many.
    pub fn retry_parked(&self, which: Option<MutationId>) -> Result<u64> {
        self.database().write(|tx| {
            let retry = "UPDATE outbox SET state = 'queued' WHERE state = 'parked'";
            let Some(id) = which else { return Ok(tx.execute(retry, [])? as u64) };
            if !has(tx, id)? {
                return Err(VaultError::NoMutation(id));
            }
            Ok(tx.execute(&format!("{retry} AND id = ?1"), [id.to_string()])? as u64)
        })
    }

    /// How many are parked.
    pub fn parked_count(&self) -> Result<u64> {
        self.database().read(|c| {
            let mut select =
                c.prepare_cached("SELECT count(*) FROM outbox WHERE state <> 'sent' AND state = 'parked'")?;
            Ok(select.query_row([], |row| count(row, 0))?)
        })
    }

    /// The server's history is another one: it was restored from a backup. Puts all that it ever took back into the
    /// outbox, and begins the feed from no cursor. Recordings that were uploaded from here count as local again until
    /// the feed lists them. Says how many mutations there are.
    pub fn start_over(&self) -> Result<u64> {
        self.database().write(|tx| {
            let server_id = account::read(tx)?.ok_or(VaultError::NotSignedIn)?.server_id;
            let mut select = tx.prepare(
                "SELECT DISTINCT recording_id FROM outbox WHERE state = 'sent' AND server_id = ?1",
            )?;
            let ids: Vec<String> =
                select.query_map([&server_id], |row| row.get(0))?.collect::<Result<_, _>>()?;
            tx.execute(
                "UPDATE recordings SET local_only = 1 WHERE id IN
                    (SELECT recording_id FROM outbox WHERE state = 'sent' AND server_id = ?1 AND kind = 'recording')",
                [&server_id],
            )?;
            let requeued = tx.execute(
                "UPDATE outbox SET state = 'queued', settled = 0, last_error = NULL
                 WHERE state = 'sent' AND server_id = ?1",
                [&server_id],
            )?;
            tx.execute("DELETE FROM uploads", [])?;
            account::start_rebuild(tx)?;
            for id in ids {
                reviews::project(tx, &RecordingId::given(&id)?, self.client_id())?;
            }
            Ok(requeued as u64)
        })
    }

    /// Whether a mutation was sent; `None` for one that was not made here.
    pub fn delivery(&self, id: MutationId) -> Result<Option<Delivery>> {
        self.database().read(|c| {
            let mut select = c.prepare_cached("SELECT state = 'sent' FROM outbox WHERE id = ?1")?;
            let sent: Option<bool> = select.query_row([id.to_string()], |row| row.get(0)).optional()?;
            Ok(sent.map(|sent| if sent { Delivery::Sent } else { Delivery::Queued }))
        })
    }
}

/// What is not sent, in order: what was made first goes first, but a recording goes before all that is said of it.
const UNSENT: &str = "WHERE state <> 'sent' ORDER BY place, kind <> 'recording', seq";

pub(crate) fn has(connection: &Connection, id: MutationId) -> Result<bool> {
    let mut select = connection.prepare_cached("SELECT 1 FROM outbox WHERE id = ?1")?;
    Ok(select.exists([id.to_string()])?)
}

/// Adds a mutation. A recording takes the place of the first that waits for it.
pub(crate) fn add(
    connection: &Connection,
    mutation: &Mutation,
    canonical: &[u8],
    user: &str,
    role: Role,
) -> Result<()> {
    let data = std::str::from_utf8(canonical).map_err(|e| VaultError::BadRow { what: e.to_string() })?;
    let id = mutation.kind.recording_id();
    let mut insert = connection.prepare_cached(
        "INSERT INTO outbox (id, kind, recording_id, place, state, user, role, at, data)
         VALUES (?1, ?2, ?3, 0, 'queued', ?4, ?5, ?6, ?7)",
    )?;
    insert.execute(params![
        mutation.id.to_string(),
        mutation.kind.word(),
        id.as_str(),
        user,
        role.word(),
        mutation.at.millis(),
        data
    ])?;
    let mut place = connection.prepare_cached(
        "UPDATE outbox SET place = min(seq, CASE kind WHEN 'recording' THEN
            coalesce((SELECT min(o.place) FROM outbox o
                      WHERE o.recording_id = ?2 AND o.state <> 'sent' AND o.seq <> outbox.seq), seq)
            ELSE seq END)
         WHERE seq = ?1",
    )?;
    place.execute((connection.last_insert_rowid(), id.as_str()))?;
    Ok(())
}

/// A mutation that is shown on top of what the server said, and who made it.
pub(crate) struct Pending {
    pub(crate) mutation: Mutation,
    pub(crate) user: String,
    pub(crate) role: Role,
}

/// What of a recording's mutations the server has not confirmed, in the order in which it was done. A claim or
/// release that was refused is none: the server knows who has the review.
pub(crate) fn pending_of(connection: &Connection, id: &RecordingId) -> Result<Vec<Pending>> {
    let mut select = connection.prepare_cached(
        "SELECT data, user, role FROM outbox
         WHERE recording_id = ?1 AND kind IN ('flag', 'claim', 'release', 'verdict')
            AND (state <> 'sent' OR settled = 0)
            AND (state <> 'parked' OR kind IN ('flag', 'verdict'))
         ORDER BY seq",
    )?;
    let pending = select.query_and_then([id.as_str()], |row| {
        Ok(Pending { mutation: json(row, 0)?, user: row.get(1)?, role: word(row, 2)? })
    })?;
    pending.collect()
}

/// Sent mutations whose effect `review` carries need no overlay any more. A claim or release leaves no trace of its
/// own: the first word of the server after it was sent settles it.
pub(crate) fn settle(connection: &Connection, review: &Review) -> Result<()> {
    let mut select = connection.prepare_cached(
        "SELECT seq, data FROM outbox WHERE recording_id = ?1 AND state = 'sent' AND settled = 0",
    )?;
    let sent: Vec<(i64, Mutation)> = select
        .query_and_then([review.recording_id.as_str()], |row| Ok((row.get(0)?, json(row, 1)?)))?
        .collect::<Result<_>>()?;
    let mut update = connection.prepare_cached("UPDATE outbox SET settled = 1 WHERE seq = ?1")?;
    for (seq, mutation) in sent {
        let settled = match &mutation.kind {
            MutationKind::Flag(new) => review.flags.iter().any(|flag| flag.id == new.flag_id),
            MutationKind::Verdict(give) => review.verdicts.iter().any(|v| v.id == give.verdict_id),
            _ => true,
        };
        if settled {
            update.execute([seq])?;
        }
    }
    Ok(())
}

/// What is not sent, in order. What cannot go by itself is held: parked, made by another user, said of a recording
/// that only this laptop knows and that nobody uploads, or a recording whose segments are not all up.
fn waiting(connection: &Connection, user: &str) -> Result<Vec<Waiting>> {
    let mut select = connection.prepare_cached(&format!(
        "SELECT data, state = 'parked' OR user NOT IN (?1, ?2)
            OR (kind <> 'recording'
                AND EXISTS (SELECT 1 FROM recordings r WHERE r.id = outbox.recording_id AND r.local_only = 1)
                AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.recording_id = outbox.recording_id
                    AND o.kind = 'recording' AND o.state <> 'sent'))
            OR (kind = 'recording' AND {})
         FROM outbox {UNSENT}",
        uploads::NOT_ALL_UP
    ))?;
    let waiting = select
        .query_and_then((user, NOBODY), |row| Ok(Waiting { mutation: json(row, 0)?, held: row.get(1)? }))?;
    waiting.collect()
}

fn mutation(connection: &Connection, id: MutationId) -> Result<Option<Mutation>> {
    let mut select = connection.prepare_cached("SELECT data FROM outbox WHERE id = ?1")?;
    select.query_row([id.to_string()], |row| Ok(json(row, 0))).optional()?.transpose()
}

/// The server has it.
fn taken(connection: &Connection, mutation: &Mutation, server_id: &str) -> Result<()> {
    let mut update = connection.prepare_cached(
        "UPDATE outbox SET state = 'sent', last_error = NULL, server_id = ?2 WHERE id = ?1",
    )?;
    update.execute((mutation.id.to_string(), server_id))?;
    if let MutationKind::Recording(new) = &mutation.kind {
        let mut update = connection
            .prepare_cached("UPDATE recordings SET local_only = 0, generation = ?2 WHERE id = ?1")?;
        update.execute((new.recording.id.as_str(), account::generation(connection)?))?;
    }
    Ok(())
}

/// The server refused it: it is parked with the reason, but for segments that can be sent once more. Says whether it
/// is parked.
fn refuse(connection: &Connection, mutation: &Mutation, result: &MutationResult) -> Result<bool> {
    let why = match &result.error {
        Some(error) if error.code == ErrorCode::NotFound => format!("{NOT_THERE}: {}", error.message),
        Some(error) => error.message.clone(),
        None => "the server refused it and gave no reason".to_owned(),
    };
    let missing = result.error.as_ref().filter(|error| error.code == ErrorCode::SegmentsMissing);
    if let Some(error) = missing
        && attempts(connection, mutation.id)? < UPLOADS_OF_ONE_RECORDING
    {
        let listed = error.details.as_ref().and_then(|details| details["missing"].as_array());
        let hashes: Vec<BlobHash> =
            listed.into_iter().flatten().filter_map(|hash| hash.as_str()?.parse().ok()).collect();
        uploads::forget(connection, &hashes)?;
        queue(connection, mutation.id, Some(&why))?;
        return Ok(false);
    }
    let mut update =
        connection.prepare_cached("UPDATE outbox SET state = 'parked', last_error = ?2 WHERE id = ?1")?;
    update.execute((mutation.id.to_string(), why))?;
    Ok(true)
}

/// What was not sent about a recording that is erased stays, parked.
pub(crate) fn park_of_erased(connection: &Connection, id: &RecordingId, reason: &str) -> Result<()> {
    let mut park = connection.prepare_cached(
        "UPDATE outbox SET state = 'parked', last_error = ?2 WHERE recording_id = ?1 AND state <> 'sent'",
    )?;
    park.execute((id.as_str(), format!("{ERASED}: {reason}")))?;
    Ok(())
}

/// The server lists a recording that it did not list before: what was parked because it was not there waits again.
/// Gives back the notes among it with who wrote them; `None` where there was nothing.
pub(crate) fn revive(connection: &Connection, id: &RecordingId) -> Result<Option<Vec<(Mutation, String)>>> {
    let mut update = connection.prepare_cached(
        "UPDATE outbox SET state = 'queued' WHERE recording_id = ?1 AND state = 'parked'
            AND (last_error GLOB ?2 || '*' OR last_error GLOB ?3 || '*')",
    )?;
    if update.execute((id.as_str(), ERASED, NOT_THERE))? == 0 {
        return Ok(None);
    }
    let mut select = connection.prepare_cached(
        "SELECT data, user FROM outbox WHERE recording_id = ?1 AND state <> 'sent' AND kind = 'note' ORDER BY seq",
    )?;
    let notes = select.query_and_then([id.as_str()], |row| Ok((json(row, 0)?, row.get(1)?)))?;
    notes.collect::<Result<_>>().map(Some)
}

fn attempts(connection: &Connection, id: MutationId) -> Result<i64> {
    let mut select = connection.prepare_cached("SELECT attempts FROM outbox WHERE id = ?1")?;
    Ok(select.query_row([id.to_string()], |row| row.get(0))?)
}

fn queue(connection: &Connection, id: MutationId, why: Option<&str>) -> Result<()> {
    let mut update =
        connection.prepare_cached("UPDATE outbox SET state = 'queued', last_error = ?2 WHERE id = ?1")?;
    update.execute((id.to_string(), why))?;
    Ok(())
}

fn state_of(word: &str) -> Result<OutboxState> {
    match word {
        "queued" => Ok(OutboxState::Queued),
        "sending" => Ok(OutboxState::Sending),
        "parked" => Ok(OutboxState::Parked),
        other => Err(VaultError::BadRow { what: format!("outbox state `{other}`") }),
    }
}
