//! What can go wrong between a console and its server, each situation by its own name.

use std::fmt;
use std::time::Duration;

use hindsight_contract::error::ErrorBody;
use hindsight_domain::RecordingId;
use hindsight_vault::VaultError;

/// Why a call or a sync did not do it. Nothing that was acknowledged before is lost by any of them.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    // Before anything travels.
    /// The address cannot be a server's.
    #[error("`{given}` is not the address of a server: {reason}")]
    BadAddress {
        /// As it was given, cut to a readable length.
        given: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// `http://` to another machine: everybody on the way could read the token.
    #[error(
        "{server} would get your token unencrypted, readable by everybody on the way: use https://. Nothing was sent"
    )]
    Cleartext {
        /// Which server.
        server: String,
    },
    /// The HTTP client could not be made.
    #[error("the network client could not be set up: {detail}")]
    Setup {
        /// What it said.
        detail: String,
    },
    /// Another process of this vault syncs, and went on doing so.
    #[error("another Hindsight process is syncing this vault; it takes along what waits here")]
    AnotherSyncs,
    /// It was cancelled. What had come is kept, the next sync goes on from there.
    #[error("cancelled; what had come is kept, the next sync goes on from there")]
    Cancelled,

    // On the way.
    /// No connection, or one that broke or fell silent.
    #[error(
        "{server} cannot be reached: {cause}. Nothing is lost: everything here works on, and what you did waits in the outbox for the next sync"
    )]
    Offline {
        /// Which server.
        server: String,
        /// How it showed.
        cause: OfflineCause,
    },
    /// The server's certificate does not prove that it is the server.
    #[error(
        "{server} did not prove that it is the server ({cause}). Nothing was sent to it and nothing is lost. Tell whoever runs the server or this network; Hindsight does not go on past a wrong certificate"
    )]
    Certificate {
        /// Which server.
        server: String,
        /// What is wrong with the certificate.
        cause: String,
    },
    /// The token is unknown, expired or revoked.
    #[error(
        "{server} does not accept your sign-in any more ({reason}). Nothing is lost: sign in again, and what waits in the outbox is sent"
    )]
    SignedOut {
        /// Which server.
        server: String,
        /// What it said.
        reason: String,
    },
    /// A token that was never good there, or is no more, at a sign-in.
    #[error("{server} does not know this token: it is mistyped, expired or revoked")]
    UnknownToken {
        /// Which server.
        server: String,
    },
    /// Too many sign-ins in a short time.
    #[error("{server} takes no more sign-ins for now{}", .wait.map(|wait| format!(": try again in {} s", wait.as_secs())).unwrap_or_default())]
    TooManySignIns {
        /// Which server.
        server: String,
        /// How long it asked to wait.
        wait: Option<Duration>,
    },
    /// The user or the password is wrong.
    #[error("{server} does not know this user with this password")]
    WrongPassword {
        /// Which server.
        server: String,
    },
    /// The role does not allow it.
    #[error("{server} does not allow this: {reason}")]
    Forbidden {
        /// Which server.
        server: String,
        /// What it said.
        reason: String,
    },
    /// The server failed, or cannot take it now.
    #[error(
        "{server} failed (status {status}{}). Nothing is lost: it is tried again with the next sync{}",
        .detail.as_ref().map(|d| format!(": {d}")).unwrap_or_default(),
        .request_id.as_ref().map(|id| format!("; its log has the cause under request {id}")).unwrap_or_default()
    )]
    ServerFault {
        /// Which server.
        server: String,
        /// The HTTP status.
        status: u16,
        /// What it said.
        detail: Option<String>,
        /// What names the request in its log.
        request_id: Option<String>,
        /// When it asked to be tried again.
        retry_after: Option<Duration>,
    },
    /// Something else answers: a captive portal, a proxy, another server.
    #[error(
        "what answers at {server} is not a Hindsight server ({found}): a sign-in page of this network, a proxy, or a wrong address. Nothing is lost"
    )]
    NotHindsight {
        /// Which server.
        server: String,
        /// What was found instead.
        found: String,
    },
    /// The answer points elsewhere.
    #[error(
        "{server} points to {to}; your token was not taken there. If that is the server's new address, sign in to it"
    )]
    Redirected {
        /// Which server.
        server: String,
        /// Where it points.
        to: String,
    },
    /// The address leads to another store than the one that was signed in to.
    #[error("{server} is not the server that you signed in to: its store is another one. Sign in again")]
    OtherServer {
        /// Which server.
        server: String,
    },
    /// The cursor belongs to another history.
    #[error("{server} does not know how far this vault had read: it is read again from the start")]
    EpochChanged {
        /// Which server.
        server: String,
    },
    /// The server understood and refuses.
    #[error("{server} refused: {}", .body.message)]
    Refused {
        /// Which server.
        server: String,
        /// Why.
        body: Box<ErrorBody>,
    },
    /// An answer that the contract does not allow.
    #[error("{server} answered what makes no sense ({detail}). Nothing of it was taken")]
    Protocol {
        /// Which server.
        server: String,
        /// What.
        detail: String,
    },
    /// An answer over its limit.
    #[error("{server} answered with more than {limit_bytes} bytes; nothing of it was taken")]
    TooLarge {
        /// Which server.
        server: String,
        /// What is taken at most.
        limit_bytes: u64,
    },
    /// The WebSocket upgrade does not pass.
    #[error("a WebSocket to {server} does not pass: {cause}")]
    NoUpgrade {
        /// Which server.
        server: String,
        /// Where it failed.
        cause: UpgradeCause,
    },

    // At home.
    /// The disk is full.
    #[error(
        "the disk is full: {segments} pieces ({bytes} bytes) are not downloaded. What is here is whole; free some space and sync again"
    )]
    DiskFull {
        /// Segments that are missing still.
        segments: u64,
        /// Their bytes.
        bytes: u64,
    },
    /// The recording is not one that can be uploaded.
    #[error("{recording_id} cannot be uploaded: {reason}")]
    NotUploadable {
        /// Which.
        recording_id: RecordingId,
        /// Why.
        reason: &'static str,
    },
    /// A thread of ours ended by a panic.
    #[error("a part of the sync failed unexpectedly; what was stored is whole")]
    Broken,
    /// The vault did not take it.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

/// How it showed that the server cannot be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OfflineCause {
    /// Nothing listens there.
    Refused,
    /// The name leads nowhere.
    UnknownHost,
    /// No way there; what the system said.
    Unreachable(String),
    /// No connection within this time.
    NoConnection(Duration),
    /// A connection, and then nothing for this time.
    Silent(Duration),
    /// The connection broke.
    Cut,
}

impl fmt::Display for OfflineCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused => f.write_str("nothing listens there"),
            Self::UnknownHost => f.write_str("its name is not known in this network"),
            Self::Unreachable(detail) => write!(f, "there is no way to it ({detail})"),
            Self::NoConnection(after) => write!(f, "no connection within {} s", after.as_secs_f32()),
            Self::Silent(after) => write!(f, "it said nothing for {} s", after.as_secs_f32()),
            Self::Cut => f.write_str("the connection broke"),
        }
    }
}

/// Where a WebSocket upgrade failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UpgradeCause {
    /// Something on the way answered as if no upgrade had been asked for.
    Stripped {
        /// The status of the answer.
        status: u16,
    },
    /// The server, or a proxy, refused with this status.
    Refused {
        /// The status of the answer.
        status: u16,
    },
    /// An upgrade that does not fit the request: a broken proxy.
    WrongAccept,
    /// It passed, and nothing came through.
    NothingThrough,
}

impl fmt::Display for UpgradeCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stripped { status } => write!(
                f,
                "a proxy on the way took the upgrade out of the request (status {status}); it must let `Connection: Upgrade` pass"
            ),
            Self::Refused { status } => write!(f, "the upgrade was refused (status {status})"),
            Self::WrongAccept => {
                f.write_str("the answer is not one to our request; a proxy on the way breaks it")
            }
            Self::NothingThrough => {
                f.write_str("the upgrade passed, but no frame comes through; a proxy holds them back")
            }
        }
    }
}

impl SyncError {
    /// Whether the same call may succeed a moment later without anybody doing something about it, on a connection
    /// that had been there.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Offline { cause, .. } => matches!(cause, OfflineCause::Cut | OfflineCause::Silent(_)),
            Self::ServerFault { .. } => true,
            Self::Vault(error) => error.is_transient(),
            _ => false,
        }
    }

    /// Whether the network or the server is in the way, rather than what was asked.
    pub fn is_offline(&self) -> bool {
        matches!(self, Self::Offline { .. })
    }

    /// When the server asked to be tried again.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::ServerFault { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}
