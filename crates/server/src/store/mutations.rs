//! Mutations: what consoles send, each carried out once.
//!
//! **Invariant:** a mutation's effect, its journal entry, its place in the feed and the row that says what came of
//! it are one transaction. Whoever sends it again gets that row, however long the trip was.
//!
//! **Invariant:** a mutation that is refused changes nothing and is not kept: it may be sent again. Every refusal
//! comes before the first write.

mod recording;
mod said;

use hindsight_contract::error::ErrorCode;
use hindsight_contract::sync::{MutationResult, Outcome};
use hindsight_domain::{
    Actor, BlobHash, Mutation, MutationId, MutationKind, ReviewError, ReviewId, Role, canonical_json,
};
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::{Value, json};

use super::{StoreError, Tx};

pub(crate) use recording::{check_blobs, is_here};

/// Who sends a mutation.
#[derive(Clone, Debug)]
pub(crate) struct Sender {
    /// The user.
    pub(crate) user: String,
    /// In which role.
    pub(crate) role: Role,
    /// From which console.
    pub(crate) client_id: String,
}

impl Sender {
    fn actor(&self) -> Actor<'_> {
        Actor { user: &self.user, role: self.role, client_id: &self.client_id }
    }
}

/// Why a mutation is refused, as its result says it.
#[derive(Clone, Debug)]
pub(crate) struct Refused {
    /// For programs.
    pub(crate) code: ErrorCode,
    /// For people.
    pub(crate) message: String,
    /// What the code's documentation promises.
    pub(crate) details: Option<Value>,
}

impl Refused {
    pub(crate) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), details: None }
    }

    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::ValidationError, message)
    }

    pub(crate) fn conflict(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Conflict, message)
    }

    /// Segments that are not here, or not for the sender.
    pub(crate) fn missing(hashes: &[BlobHash]) -> Self {
        Self {
            code: ErrorCode::SegmentsMissing,
            message: format!("{} of the recording's segments are not here: upload them first", hashes.len()),
            details: Some(json!({ "missing": hashes })),
        }
    }
}

impl From<ReviewError> for Refused {
    fn from(error: ReviewError) -> Self {
        let code = match &error {
            ReviewError::Forbidden { .. } => ErrorCode::PermissionDenied,
            ReviewError::ClaimedByOther { .. } | ReviewError::NotClaimable { .. } => ErrorCode::Conflict,
            ReviewError::NewerStatement { .. } | ReviewError::NoteTooLong { .. } | ReviewError::Policy(_) => {
                ErrorCode::ValidationError
            }
        };
        Self::new(code, error.to_string())
    }
}

/// Why a mutation is not carried out.
pub(crate) enum Stop {
    /// It cannot be.
    Refused(Refused),
    /// The store cannot, now.
    Store(StoreError),
}

impl From<Refused> for Stop {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<ReviewError> for Stop {
    fn from(error: ReviewError) -> Self {
        Self::Refused(error.into())
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound(message) => Refused::new(ErrorCode::NotFound, message).into(),
            StoreError::Conflict(message) => Refused::conflict(message).into(),
            StoreError::Forbidden(message) => Refused::new(ErrorCode::PermissionDenied, message).into(),
            StoreError::Invalid(message) => Refused::invalid(message).into(),
            error => Self::Store(error),
        }
    }
}

/// What a mutation did.
struct Effect {
    outcome: Outcome,
    review_id: Option<ReviewId>,
    /// What the journal says of it.
    record: Value,
}

/// A mutation with the digest that tells it from any other.
#[derive(Clone, Debug)]
pub(crate) struct Signed {
    pub(crate) mutation: Mutation,
    digest: BlobHash,
}

impl Signed {
    /// Takes the digest of a mutation: SHA-256 of its canonical JSON.
    pub(crate) fn new(mutation: Mutation) -> Result<Self, Refused> {
        let bytes = canonical_json(&mutation).map_err(|error| Refused::invalid(error.to_string()))?;
        Ok(Self { mutation, digest: BlobHash::of(&bytes) })
    }
}

/// What came of the mutation when it came before; `None` for a new one. Refused where its id came with another
/// content, or from another user.
pub(crate) fn known(
    connection: &Connection,
    sender: &Sender,
    signed: &Signed,
) -> Result<Option<MutationResult>, Stop> {
    let Some(row) = row(connection, signed.mutation.id)? else { return Ok(None) };
    if row.by_user != sender.user || row.digest != signed.digest.as_str() {
        return Err(Refused::conflict(format!(
            "{} was used for another mutation: this one needs an id of its own",
            signed.mutation.id
        ))
        .into());
    }
    let mut result: MutationResult = serde_json::from_str(&row.result)
        .map_err(|error| StoreError::damaged("a mutation's result", error))?;
    result.repeated = true;
    Ok(Some(result))
}

/// Carries a mutation out, or tells what came of it before.
pub(crate) fn take(tx: &Tx<'_>, sender: &Sender, signed: &Signed) -> Result<MutationResult, Stop> {
    if let Some(result) = known(tx.conn(), sender, signed)? {
        return Ok(result);
    }
    let mutation = &signed.mutation;
    let effect = match &mutation.kind {
        MutationKind::Recording(new) => recording::take(tx, sender, new)?,
        MutationKind::Flag(new) => said::flag(tx, sender, new, mutation.at)?,
        MutationKind::Note(new) => said::note(tx, sender, new, mutation.at)?,
        MutationKind::Claim(claim) => said::claim(tx, sender, claim)?,
        MutationKind::Release(release) => said::release(tx, sender, release)?,
        MutationKind::Verdict(give) => said::verdict(tx, sender, give, mutation.at)?,
    };
    let result = MutationResult {
        id: mutation.id,
        outcome: effect.outcome,
        repeated: false,
        review_id: effect.review_id,
        error: None,
    };
    let record = json!({
        "mutation_id": mutation.id,
        "client_id": sender.client_id,
        "at": mutation.at,
        "digest": signed.digest,
        "recording_id": mutation.kind.recording_id(),
        "outcome": effect.outcome,
        mutation.kind.word(): effect.record,
    });
    tx.journal(&sender.user, mutation.kind.word(), record)?;
    keep(tx, sender, signed, &result)?;
    Ok(result)
}

struct Row {
    by_user: String,
    digest: String,
    result: String,
}

fn row(connection: &Connection, id: MutationId) -> Result<Option<Row>, StoreError> {
    let row = connection
        .prepare_cached("SELECT by_user, digest, result FROM mutations WHERE id = ?1")?
        .query_row([id.to_string()], |row| {
            Ok(Row { by_user: row.get(0)?, digest: row.get(1)?, result: row.get(2)? })
        })
        .optional()?;
    Ok(row)
}

fn keep(tx: &Tx<'_>, sender: &Sender, signed: &Signed, result: &MutationResult) -> Result<(), StoreError> {
    let text =
        serde_json::to_string(result).map_err(|error| StoreError::damaged("a mutation's result", error))?;
    tx.conn()
        .prepare_cached(
            "INSERT INTO mutations (id, by_user, digest, result, at_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            signed.mutation.id.to_string(),
            sender.user,
            signed.digest.as_str(),
            text,
            tx.now().millis()
        ])?;
    Ok(())
}
