//! `POST /sync/v1/mutations`.

use std::io::Read;

use axum::extract::{Extension, State};
use hindsight_contract::error::{ErrorBody, ErrorCode, ErrorEnvelope};
use hindsight_contract::sync::{MUTATIONS_PER_REQUEST, MutationResult, MutationResults, Outcome};
use hindsight_domain::{Kind, Media, Mutation, MutationId, MutationKind, NewRecording, Segment};
use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::task::spawn_blocking;

use super::described::PostMutations;
use super::feed::{other_history, read_cursor};
use super::{Shared, verify};
use crate::api::extract::JsonBody;
use crate::app::App;
use crate::auth::Principal;
use crate::error::{ApiError, chain};
use crate::store::mutations::{self, Refused, Sender, Signed, Stop};
use crate::store::{StoreError, blobs, feed};

/// Limit of a request's body: recordings list their segments.
const MUTATIONS_BYTES: usize = 16 << 20;
/// The longest name of a console, in characters.
const CLIENT_ID_CHARS: usize = 200;

/// [`PostMutations`](hindsight_contract::sync::PostMutations), with each mutation still to be read: one that cannot be does not stop the others.
#[derive(Deserialize)]
pub(crate) struct Posted {
    client_id: String,
    #[serde(default)]
    witness: Option<String>,
    mutations: Vec<Box<RawValue>>,
}

#[derive(Deserialize)]
struct Named {
    id: MutationId,
}

/// What people did at a console, each carried out once.
#[utoipa::path(
    post,
    path = "/sync/v1/mutations",
    tag = "sync",
    request_body = PostMutations,
    responses(
        (status = 200, body = MutationResults, description = "What came of them"),
        (status = 400, body = ErrorEnvelope, description = "Not what the call takes"),
        (status = 401, body = ErrorEnvelope, description = "No valid token"),
        (status = 409, body = ErrorEnvelope, description = "`EPOCH_CHANGED`: the witness belongs to another history"),
        (status = 413, body = ErrorEnvelope, description = "The body is over the limit"),
        (status = 415, body = ErrorEnvelope, description = "The body is not JSON"),
        (status = 503, body = ErrorEnvelope, description = "The store cannot take writes now"),
    ),
    security(("bearer" = []))
)]
pub(crate) async fn post(
    State(app): State<App>,
    Extension(shared): Extension<Shared>,
    principal: Principal,
    JsonBody(posted): JsonBody<Posted, MUTATIONS_BYTES>,
) -> Result<axum::Json<MutationResults>, ApiError> {
    let named = check(&posted)?;
    // A history is restored between two runs of a server, never within one: what holds now holds for this call.
    if let Some(witness) = posted.witness.as_deref().map(read_cursor).transpose()?
        && !app.store.read(move |connection| feed::goes_through(connection, &witness)).await?
    {
        return Err(other_history());
    }
    let sender = Sender { user: principal.user, role: principal.role, client_id: posted.client_id };
    let mut results = Vec::with_capacity(named.len());
    for (id, json) in named.into_iter().zip(&posted.mutations) {
        match carry_out(&app, &shared, &sender, json).await {
            Ok(result) => results.push(result),
            Err(Stop::Refused(refused)) => results.push(rejected(&app, id, refused)),
            Err(Stop::Store(error)) if is_of_this_one(&error) => {
                tracing::error!(cause = %chain(&error), mutation = %id, "a mutation failed");
                let message =
                    "the server failed at this mutation; the cause is in its log under the mutation's id";
                results.push(rejected(&app, id, Refused::new(ErrorCode::InternalError, message)));
            }
            Err(Stop::Store(error)) if results.is_empty() => return Err(error.into()),
            Err(Stop::Store(error)) => {
                tracing::warn!(cause = %chain(&error), "the store stopped in the middle of a request");
                break;
            }
        }
    }
    let witness = if results.iter().any(|result| result.outcome != Outcome::Rejected) {
        let cursor =
            app.store.read(|connection| feed::cursor_at(connection, feed::head(connection)?)).await?;
        Some(cursor.to_string())
    } else {
        None
    };
    Ok(axum::Json(MutationResults { results, witness }))
}

/// The ids of the mutations, each of which gets a result.
fn check(posted: &Posted) -> Result<Vec<MutationId>, ApiError> {
    let chars = posted.client_id.chars().count();
    if !(1..=CLIENT_ID_CHARS).contains(&chars) {
        return Err(ApiError::invalid(format!(
            "`client_id` has {chars} characters; 1 to {CLIENT_ID_CHARS} are taken"
        )));
    }
    let count = posted.mutations.len();
    if count > MUTATIONS_PER_REQUEST {
        return Err(ApiError::invalid(format!(
            "a request has {MUTATIONS_PER_REQUEST} mutations at most, this one has {count}"
        )));
    }
    let name = |(index, json): (usize, &RawValue)| {
        serde_json::from_str::<Named>(json.get())
            .map(|named| named.id)
            .map_err(|error| ApiError::invalid(format!("mutation {index} has no id: {error}")))
    };
    posted.mutations.iter().map(AsRef::as_ref).enumerate().map(name).collect()
}

async fn carry_out(
    app: &App,
    shared: &Shared,
    sender: &Sender,
    json: &RawValue,
) -> Result<MutationResult, Stop> {
    let mutation: Mutation = serde_json::from_str(json.get()).map_err(|error| {
        Refused::invalid(format!("this is not a mutation that the server knows: {error}"))
    })?;
    let signed = Signed::new(mutation)?;
    if let MutationKind::Recording(new) = &signed.mutation.kind
        && let Some(result) = check_recording(app, shared, sender, &signed, new).await?
    {
        return Ok(result);
    }
    let sender = sender.clone();
    let done = app.store.write(move |tx| match mutations::take(tx, &sender, &signed) {
        Ok(result) => Ok(Ok(result)),
        Err(Stop::Refused(refused)) => Ok(Err(refused)),
        Err(Stop::Store(error)) => Err(error),
    });
    Ok(done.await??)
}

/// Checks a recording and reads all of its segments, outside of the writer. `Some` for one that came before.
async fn check_recording(
    app: &App,
    shared: &Shared,
    sender: &Sender,
    signed: &Signed,
    new: &NewRecording,
) -> Result<Option<MutationResult>, Stop> {
    let (from, asked, sent) = (sender.clone(), signed.clone(), new.clone());
    let known = app.store.read(move |connection| {
        Ok(match mutations::known(connection, &from, &asked) {
            Ok(None) => Ok((None, mutations::is_here(connection, &sent)?)),
            Ok(result) => Ok((result, true)),
            Err(stop) => Err(stop),
        })
    });
    let (result, is_here) = known.await??;
    if is_here {
        return Ok(result);
    }
    verify::fields(new)?;
    let (from, segments) = (sender.clone(), new.segments.clone());
    app.store.read(move |connection| Ok(mutations::check_blobs(connection, &from, &segments))).await??;
    // Inflating is the dearest thing that a client can ask for: it waits here, not in front of other people's calls.
    let _turn = shared.verifying.acquire().await.map_err(|_| StoreError::Closed)?;
    for segment in &new.segments {
        if segment.media == Media::Events {
            check_segment(app, new.recording.kind, segment.clone()).await?;
        }
    }
    Ok(None)
}

async fn check_segment(app: &App, kind: Kind, segment: Segment) -> Result<(), Stop> {
    let hash = segment.hash.clone();
    let found = app.store.read(move |connection| blobs::find(connection, &hash)).await?;
    let Some(found) = found else { return Err(Refused::missing(&[segment.hash]).into()) };
    let store = app.store.clone();
    let checked = spawn_blocking(move || -> Result<(), Stop> {
        let mut bytes = Vec::new();
        // No longer than its row says, which is what the segment says, which is within the limit.
        store
            .open_blob(found)?
            .take(segment.bytes)
            .read_to_end(&mut bytes)
            .map_err(StoreError::file(store.dir()))?;
        Ok(verify::segment(kind, &segment, &bytes)?)
    });
    checked.await.map_err(|_| StoreError::Panicked)?
}

/// Whether a fault lies in this mutation and what it meets in the store, so that others can go on.
fn is_of_this_one(error: &StoreError) -> bool {
    matches!(
        error,
        StoreError::Panicked | StoreError::Damaged { .. } | StoreError::Journal(_) | StoreError::Seal(_)
    )
}

fn rejected(app: &App, id: MutationId, refused: Refused) -> MutationResult {
    let error = ErrorBody {
        code: refused.code,
        message: refused.message,
        details: refused.details,
        timestamp: app.clock.now(),
    };
    MutationResult { id, outcome: Outcome::Rejected, repeated: false, review_id: None, error: Some(error) }
}
