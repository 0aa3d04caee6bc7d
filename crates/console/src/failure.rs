//! What went wrong, in words for a person and codes for programs.

use hindsight_contract::view::Failure;
use hindsight_domain::{RecordingId, ReviewError};
use hindsight_replay::AtError;
use hindsight_sync::SyncError;
use hindsight_vault::VaultError;
use thiserror::Error;

use crate::import::{ImportError, ImportFault};

/// Why a use case did not do it. What was acknowledged before stays.
#[derive(Debug, Error)]
pub enum ConsoleError {
    /// The vault.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The way to the server, or the server.
    #[error(transparent)]
    Sync(#[from] SyncError),
    /// A rule of reviews.
    #[error(transparent)]
    Review(#[from] ReviewError),
    /// A place in a recording.
    #[error(transparent)]
    At(#[from] AtError),
    /// An import.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// A segment that cannot be read.
    #[error("the recording {id} cannot be replayed: {detail}")]
    Unplayable {
        /// Which.
        id: RecordingId,
        /// What and where.
        detail: String,
    },
    /// Words are needed.
    #[error("{what} needs words")]
    Wordless {
        /// What.
        what: &'static str,
    },
    /// Too many words.
    #[error("{what} has {chars} characters; the limit is {limit}")]
    TooLong {
        /// What.
        what: &'static str,
        /// What came.
        chars: usize,
        /// What fits.
        limit: usize,
    },
    /// Not all that was wanted came.
    #[error("{count} segments did not come; the first: {first}")]
    Incomplete {
        /// How many.
        count: u64,
        /// What the first one said.
        first: String,
    },
    /// A word that is none of those that are known.
    #[error("`{given}` is no {what}: {known}")]
    Unknown {
        /// Of what kind.
        what: &'static str,
        /// The word.
        given: String,
        /// Those that are known.
        known: &'static str,
    },
    /// A file that could not be written.
    #[error("{} could not be written", .path.display())]
    Output {
        /// Where.
        path: std::path::PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A picture that could not be made.
    #[error("the picture could not be made: {detail}")]
    Painting {
        /// Why.
        detail: String,
    },
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    NotSignedIn,
    /// The program is ending.
    #[error("the program is ending; this was not done")]
    Stopped,
}

/// How a failure looks from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It did not work.
    Failed,
    /// It was asked wrongly.
    Usage,
    /// Nobody is signed in, or no network where one is needed.
    OutOfReach,
}

impl ConsoleError {
    /// A word that is none of those that are known; a long one is cut.
    pub(crate) fn unknown(what: &'static str, given: &str, known: &'static str) -> Self {
        Self::Unknown { what, given: given.chars().take(40).collect(), known }
    }

    /// How it looks from outside.
    pub fn answer(&self) -> Answer {
        match self {
            Self::Sync(error) => match error {
                SyncError::Offline { .. }
                | SyncError::SignedOut { .. }
                | SyncError::WrongPassword { .. }
                | SyncError::UnknownToken { .. }
                | SyncError::Certificate { .. }
                | SyncError::NotHindsight { .. }
                | SyncError::Vault(VaultError::NotSignedIn) => Answer::OutOfReach,
                SyncError::BadAddress { .. } => Answer::Usage,
                _ => Answer::Failed,
            },
            Self::NotSignedIn | Self::Vault(VaultError::NotSignedIn) => Answer::OutOfReach,
            Self::At(_) | Self::Wordless { .. } | Self::TooLong { .. } | Self::Unknown { .. } => {
                Answer::Usage
            }
            Self::Review(ReviewError::Policy(_) | ReviewError::NoteTooLong { .. }) => Answer::Usage,
            Self::Vault(_)
            | Self::Review(_)
            | Self::Import(_)
            | Self::Unplayable { .. }
            | Self::Incomplete { .. }
            | Self::Output { .. }
            | Self::Painting { .. }
            | Self::Stopped => Answer::Failed,
        }
    }

    /// The document that programs read.
    pub fn failure(&self) -> Failure {
        let (code, hint) = self.code_and_hint();
        Failure {
            code: code.to_owned(),
            message: self.with_causes(),
            hint: hint.map(str::to_owned),
            details: None,
        }
    }

    /// The message with those of its causes that it does not already hold.
    fn with_causes(&self) -> String {
        let mut message = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            let words = error.to_string();
            if !message.contains(&words) {
                message = format!("{message}: {words}");
            }
            cause = error.source();
        }
        message
    }

    fn code_and_hint(&self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::NotSignedIn | Self::Vault(VaultError::NotSignedIn) => (
                "not_signed_in",
                Some("Sign in: in the window under Settings, or by `hindsight login URL --token-stdin`."),
            ),
            Self::Sync(error) => sync_code(error),
            Self::Vault(error) => vault_code(error),
            Self::Review(ReviewError::Forbidden { .. }) => {
                ("forbidden", Some("Flag it instead, and somebody who may will decide."))
            }
            Self::Review(ReviewError::Policy(_)) => ("policy", None),
            Self::Review(_) => ("review", None),
            Self::At(_) => ("bad_time", None),
            Self::Import(ImportError { fault: ImportFault::Cancelled, .. }) => ("cancelled", None),
            Self::Import(_) => ("import", None),
            Self::Unplayable { .. } => (
                "unplayable",
                Some(
                    "The checks (in the window under Settings, or `hindsight doctor`) tell whether the vault is whole.",
                ),
            ),
            Self::Wordless { .. } | Self::TooLong { .. } => ("bad_text", None),
            Self::Incomplete { .. } => {
                ("incomplete", Some("Sync again: what is here stays, the rest is asked for."))
            }
            Self::Unknown { .. } => ("unknown_word", None),
            Self::Output { .. } => ("output", Some("Name a file in a folder that you may write to.")),
            Self::Painting { .. } => ("picture", None),
            Self::Stopped => ("stopped", None),
        }
    }
}

fn sync_code(error: &SyncError) -> (&'static str, Option<&'static str>) {
    match error {
        SyncError::Offline { .. } => (
            "offline",
            Some(
                "The checks (in the window under Settings, or `hindsight doctor`) look at the way to the server.",
            ),
        ),
        SyncError::SignedOut { .. } => (
            "signed_out",
            Some("Sign in again: in the window under Settings, or by `hindsight login URL --token-stdin`."),
        ),
        SyncError::WrongPassword { .. } => ("wrong_password", None),
        SyncError::UnknownToken { .. } => {
            ("unknown_token", Some("Ask for a new one: hindsight-server token create."))
        }
        SyncError::TooManySignIns { .. } => ("too_many_sign_ins", None),
        SyncError::Certificate { .. } => ("certificate", None),
        SyncError::Cleartext { .. } => (
            "cleartext",
            Some("--allow-plain-http lets it pass where the way is private, for example in a tunnel."),
        ),
        SyncError::BadAddress { .. } => ("bad_address", None),
        SyncError::NotHindsight { .. } => ("not_hindsight", None),
        SyncError::Redirected { .. } => ("redirected", None),
        SyncError::OtherServer { .. } => {
            ("other_server", Some("Sign out under Settings, then sign in to the server that you mean."))
        }
        SyncError::Forbidden { .. } => {
            ("forbidden", Some("Ask an administrator which role you have at the server."))
        }
        SyncError::ServerFault { .. } => (
            "server_fault",
            Some("It is tried again by itself. If it stays so, tell whoever runs the server."),
        ),
        SyncError::Refused { .. } => ("refused", None),
        SyncError::AnotherSyncs => ("another_syncs", None),
        SyncError::Cancelled => ("cancelled", None),
        SyncError::DiskFull { .. } => {
            ("disk_full", Some("Free some space on the vault's disk, then sync again."))
        }
        SyncError::Vault(error) => vault_code(error),
        _ => ("sync", None),
    }
}

fn vault_code(error: &VaultError) -> (&'static str, Option<&'static str>) {
    match error {
        VaultError::NoRecording(_) => {
            ("no_recording", Some("The library (`hindsight list`) shows what is here; a sync fetches news."))
        }
        VaultError::NoReview(_) => {
            ("no_review", Some("The queue (`hindsight queue --state all`) shows what is here."))
        }
        VaultError::NotCached { .. } => (
            "not_cached",
            Some("Make it available offline: in the library, or by `hindsight sync --download ID`."),
        ),
        VaultError::DiskFull => ("disk_full", None),
        VaultError::Busy => ("busy", None),
        VaultError::Newer { .. } => ("newer", None),
        VaultError::WrongPassphrase => ("wrong_passphrase", None),
        VaultError::PassphraseNeeded => ("passphrase_needed", None),
        VaultError::NoWayToLock { .. } => ("no_passphrase_yet", None),
        VaultError::KeychainLocked => ("keychain_locked", None),
        VaultError::Damaged { .. } => ("damaged", None),
        VaultError::NotWritable { .. } => ("not_writable", None),
        _ => ("vault", None),
    }
}
