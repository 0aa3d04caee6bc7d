//! The vault: everything this laptop knows, in one encrypted SQLite file and its blobs.
//!
//! **Invariant:** the only crate of the console with SQL in it. Callers see domain types, never a
//! `rusqlite::Connection`.
//!
//! **Invariant:** every call is synchronous and may block; async callers use `spawn_blocking`.

mod account;
mod download;
mod draft;
mod error;
mod feed;
mod journal;
mod keychain;
mod leader;
mod listing;
mod mutations;
mod notes;
mod outbox;
mod recordings;
mod reviews;
mod search;
mod segments;
mod texts;
mod token;
mod unlock;
mod upkeep;
mod uploads;
mod vault;

pub use account::{Account, NOBODY, SignIn};
pub use download::{Landed, PartialBlob};
pub use draft::{Adopted, Draft, Import, SegmentWriter, Source, WrittenSegment};
pub use error::VaultError;
pub use feed::PageApplied;
pub use journal::JournalState;
pub use keychain::{KEYCHAIN_SERVICE, Keychain, KeychainError, MemoryKeychain, NoKeychain, OsKeychain};
pub use leader::{LeaderGuard, Watch};
pub use listing::{Page, RecordingFilter, RecordingOrder};
pub use outbox::Outcomes;
pub use reviews::QueueFilter;
pub use search::SEARCH_TOTAL_CAP;
pub use segments::{
    BatchStored, Fetched, MissingSegment, SegmentReader, SegmentState, UnlistedSegments, Want,
};
pub use texts::Text;
pub use unlock::{Slot, Unlock};
pub use upkeep::{Fault, StorageUse, Swept};
pub use uploads::PendingUpload;
pub use vault::Vault;

/// What calls of the vault give back.
pub type Result<T, E = VaultError> = std::result::Result<T, E>;
