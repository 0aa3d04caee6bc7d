//! `/sync/v1`: the feed down, mutations and uploads up, blobs by hash.

use hindsight_domain::{
    BlobHash, Mutation, MutationId, Note, Recording, RecordingId, Review, ReviewId, Segment, Timestamp,
};
use serde::{Deserialize, Serialize};

use crate::error::ErrorBody;

/// Feed entries of one page at most.
pub const FEED_LIMIT: u32 = 1_000;
/// Seconds that a feed request may wait for news at most.
pub const FEED_WAIT_S: u32 = 60;
/// A recording with more segments than this has them listed by [`SegmentPage`] only.
pub const INLINE_SEGMENTS: usize = 8;
/// Segments of one [`SegmentPage`] at most.
pub const SEGMENT_PAGE: u32 = 1_000;
/// Mutations of one request at most.
pub const MUTATIONS_PER_REQUEST: usize = 200;
/// Hashes of one [`BlobBatch`] at most.
pub const BATCH_HASHES: usize = 1_000;
/// A batch's reply ends after the blob that reaches this many bytes; what is missing is asked for again.
pub const BATCH_BYTES: u64 = 8 << 20;
/// Bytes of one upload request at most.
pub const UPLOAD_CHUNK_BYTES: usize = 8 << 20;
/// The longest blob that may be uploaded, in bytes.
pub const BLOB_BYTES: u64 = 8 << 30;
/// The length in front of a blob of a batch's reply that says: not here, or not for you.
pub const BATCH_ABSENT: u32 = u32::MAX;
/// The header of an upload request that says where its bytes belong.
pub const UPLOAD_OFFSET: &str = "upload-offset";

/// `GET /sync/v1/feed?cursor&limit&wait`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct FeedQuery {
    /// Where the last page ended; absent for the beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// 1 to [`FEED_LIMIT`]; 500 without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// Seconds to wait where there is no news behind the cursor, 0 to [`FEED_WAIT_S`]. Without a cursor nobody
    /// waits: where nothing is yet, the reply is the cursor to wait with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait: Option<u32>,
    /// The `witness` of the last [`MutationResults`] that the feed was not read to its end after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness: Option<String>,
}

/// A page of the feed.
///
/// The feed is state, not history: each row appears once, at the position of its latest change. A page is whole
/// when `entries` is empty or `next` is the head; otherwise ask on from `next`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FeedPage {
    /// What changed after the cursor and is for this principal, oldest change first.
    pub entries: Vec<FeedEntry>,
    /// The cursor of the next request. Opaque: it also proves that client and server share a history.
    pub next: String,
    /// Whether more stands behind `next` already.
    pub more: bool,
    /// Where the server stands.
    pub head: Head,
    /// Changes when the principal's view changed as a whole (another role, another store). What a rebuild from
    /// no cursor does not list again is to be erased; blobs of what it lists stay.
    pub epoch: String,
}

/// Where the server stands.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Head {
    /// Position of the latest change.
    pub seq: u64,
    /// The server's clock.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: Timestamp,
    /// The custody log's checkpoint, where the server keeps one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checkpoint: Option<String>,
}

/// One row as it is now.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FeedEntry {
    /// Position of its latest change.
    pub seq: u64,
    /// The row.
    #[serde(flatten)]
    pub change: Change,
}

/// `{"kind": …, "body": {…}}` in JSON.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", content = "body", rename_all = "snake_case")]
pub enum Change {
    /// A recording as it is now.
    Recording(Box<RecordingChange>),
    /// A review with its flags and verdicts.
    Review(Box<Review>),
    /// A note.
    Note(Note),
    /// A recording that is no longer there, or no longer for this principal: erase it.
    Gone(Gone),
}

/// A recording in the feed.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecordingChange {
    /// Its data.
    pub recording: Recording,
    /// How many segments it has. Segments never change; a growing recording gets more.
    pub segment_count: u32,
    /// The first [`INLINE_SEGMENTS`] of them.
    pub segments: Vec<Segment>,
}

/// A tombstone.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Gone {
    /// Which one.
    pub recording_id: RecordingId,
    /// In words: deleted by an admin, expired, …
    pub reason: String,
}

/// `GET /sync/v1/recordings/{id}/segments?from`: up to [`SEGMENT_PAGE`] from index `from` on.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SegmentPage {
    /// In order of their index.
    pub segments: Vec<Segment>,
    /// How many the recording has.
    pub total: u32,
}

/// `POST /sync/v1/blobs/batch`: many small blobs in one reply.
///
/// The reply is `application/octet-stream`: for each hash in order a length (u32, little endian) and that many
/// bytes, or [`BATCH_ABSENT`] and none. It may end early (see [`BATCH_BYTES`]) but never inside a blob.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BlobBatch {
    /// 1 to [`BATCH_HASHES`] hashes.
    #[cfg_attr(feature = "openapi", schema(min_items = 1, max_items = 1000))]
    pub hashes: Vec<BlobHash>,
}

/// `POST /sync/v1/mutations`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PostMutations {
    /// The console that made them: random, made with its vault.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 200))]
    pub client_id: String,
    /// The `witness` of the last [`MutationResults`], or the feed's cursor where that came later. A server whose
    /// history does not go through it takes nothing and answers `EPOCH_CHANGED`: the witness of these results would
    /// otherwise hide that those before them are lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness: Option<String>,
    /// In the order in which they were made, up to [`MUTATIONS_PER_REQUEST`].
    #[cfg_attr(feature = "openapi", schema(max_items = 200))]
    pub mutations: Vec<Mutation>,
}

/// Its reply.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MutationResults {
    /// One each, in order; fewer where the server could not go on: send the rest again.
    pub results: Vec<MutationResult>,
    /// A cursor behind all of them. Keep it with the results, and send it along with what is asked next, until the
    /// feed was read to its end: a server that was restored from a backup without them, while the client's own
    /// cursor is older than that backup, answers `EPOCH_CHANGED` then instead of going on as if nothing were lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness: Option<String>,
}

/// What came of a mutation. For one that came before, what came of it then.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MutationResult {
    /// Which one.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "uuid"))]
    pub id: MutationId,
    /// What came of it.
    pub outcome: Outcome,
    /// Whether it had come before.
    pub repeated: bool,
    /// The review that it belongs to now, where it belongs to one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_id: Option<ReviewId>,
    /// Why it was rejected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorBody>,
}

/// What came of a mutation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It stands.
    Applied,
    /// It stands, as a verdict that competes with others.
    Competing,
    /// It was refused and changed nothing; it may be sent again.
    Rejected,
}

/// `POST /sync/v1/uploads`: announces a blob.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StartUpload {
    /// SHA-256 of its bytes.
    pub hash: BlobHash,
    /// How many, up to [`BLOB_BYTES`].
    #[serde(deserialize_with = "crate::web::whole")]
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 8_589_934_592_u64))]
    pub bytes: u64,
}

/// How far an upload is. Bytes go to `PATCH /sync/v1/uploads/{hash}` with the header [`UPLOAD_OFFSET`].
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UploadState {
    /// Which blob.
    pub hash: BlobHash,
    /// Where the next bytes belong: all before it are durable.
    pub offset: u64,
    /// Whether it is whole and verified.
    pub complete: bool,
}
