//! The vault: everything this laptop knows, in one encrypted SQLite file and its blobs.
//!
//! **Invariant:** the only crate of the console with SQL in it. Callers see domain types, never a
//! `rusqlite::Connection`.
//!
//! **Invariant:** every call is synchronous and may block; async callers use `spawn_blocking`.

mod account;
mod batch;
mod blob;
mod database;
mod derived;
mod download;
mod draft;
mod erasing;
mod error;
mod facets;
mod feed;
mod folder;
mod journal;
mod keychain;
mod keyfile;
mod known;
mod leader;
mod listing;
mod migrations;
mod mutations;
mod notes;
mod numbers;
mod outbox;
mod pages;
mod passphrase;
mod query;
mod recordings;
mod reviews;
mod row;
mod search;
mod segments;
mod sending;
mod spool;
#[cfg(test)]
mod tests;
mod texts;
mod token;
mod unlock;
mod upkeep;
mod uploads;
mod vault;
mod wanted;

pub use account::{Account, NOBODY, SignIn};
pub use batch::{BatchStored, Fetched};
pub use blob::SegmentReader;
pub use download::{Landed, PartialBlob};
pub use draft::{Adopted, Draft, Import, SegmentWriter, Source, WrittenSegment};
pub use error::VaultError;
pub use feed::PageApplied;
pub use folder::real as real_dir;
pub use journal::JournalState;
pub use keychain::{KEYCHAIN_SERVICE, Keychain, KeychainError, MemoryKeychain, NoKeychain, OsKeychain};
pub use known::KnownVaults;
pub use leader::{LeaderGuard, Watch};
pub use listing::{Page, RecordingFilter, RecordingOrder};
pub use numbers::{Counted, CountedAsk};
pub use outbox::Outcomes;
pub use pages::{PageFilter, PagePart, PageSum};
pub use passphrase::PassphraseCost;
pub use reviews::QueueFilter;
pub use search::SEARCH_TOTAL_CAP;
pub use segments::SegmentState;
pub use texts::Text;
pub use unlock::{Slot, Unlock};
pub use upkeep::{Fault, StorageUse, Swept};
pub use uploads::PendingUpload;
pub use vault::Vault;
pub use wanted::{MissingSegment, UnlistedSegments, Want};

/// What calls of the vault give back.
pub type Result<T, E = VaultError> = std::result::Result<T, E>;
