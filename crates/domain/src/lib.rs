//! What a recording, flag, review, verdict and policy are, and the rules between them.
//!
//! **Invariant:** no IO, no clock, no randomness of its own. Time and chance come in through [`Clock`] and
//! [`Chance`], which the composition roots implement. Client and server agree because both run this code.

mod id;
mod journal;
mod mutation;
mod note;
mod policy;
mod recording;
pub mod retention;
mod review;
mod time;
mod verdict;

pub use id::{
    BlobHash, Chance, FlagId, IdError, MutationId, NoteId, RecordingId, ReviewId, VerdictId, uuid7,
};
pub use journal::{Entry, EntryHash, JournalError, canonical_json, verify_chain};
pub use mutation::{
    AgentEvent, Claim, GiveVerdict, Mutation, MutationKind, NewFlag, NewNote, NewRecording, Release,
};
pub use note::{Flag, FlagSource, Note};
pub use policy::{Policy, PolicyBreach, QuorumSeat, ReasonCode};
pub use recording::{
    ActorType, DeviceType, Kind, Media, Origin, Recording, Segment, Status, UnknownWord, limits,
};
pub use review::{
    Actor, Decision, LEASE_MS, Lease, Review, ReviewError, ReviewState, Severity, Standing, Transition,
    check_statement,
};
pub use time::{Clock, Timestamp, TimestampError};
pub use verdict::{Coverage, Role, Verdict, VerdictKind, VerdictStatement};
