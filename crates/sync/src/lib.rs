//! What comes down from the server and what goes up: a pure plan, then transport.
//!
//! **Invariant:** the only crate of the console that knows reqwest and tokio-tungstenite. What is to be done is
//! decided in [`plan`] by pure functions; [`Remote`] and the engine carry it out.
//!
//! **Invariant:** nothing is taken from a server that was not checked: blobs against their hash, results against
//! what was sent, every answer against a limit.

mod address;
mod client;
mod engine;
mod error;
mod follow;
pub mod plan;
mod ws;

pub use address::{Cleartext, ServerAddress};
pub use client::{
    BatchReader, BlobStream, NumbersQuery, Parcel, Patience, Remote, RemoteOptions, ServerNumbers, TimedPage,
    Token, Way,
};
pub use engine::{
    FAULTS_KEPT, Fault, FaultCause, Indexer, Phase, Progress, Pushed, Synced, Trip, Wanted, push_once, sync,
    upload,
};
pub use error::{OfflineCause, SyncError, UpgradeCause};
pub use follow::{Connection, follow};
pub use ws::WebSocket;
