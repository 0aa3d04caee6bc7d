//! What went wrong, in words for a person and codes for programs.

use hindsight_contract::desk::VaultTrouble;
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
    /// A file that could not be read.
    #[error("{} could not be read", .path.display())]
    Input {
        /// Which.
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
    /// A panic on the way.
    #[error("this broke off because of a fault in the program; what was stored before is kept")]
    Broke,
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
            | Self::Input { .. }
            | Self::Painting { .. }
            | Self::Broke
            | Self::Stopped => Answer::Failed,
        }
    }

    /// The document that programs read. Its hint says what to do and not where: whoever shows it knows that.
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
            Self::NotSignedIn | Self::Vault(VaultError::NotSignedIn) => {
                ("not_signed_in", Some("Sign in to your server."))
            }
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
            Self::Unplayable { .. } => ("unplayable", Some("The checks tell whether the vault is whole.")),
            Self::Wordless { .. } | Self::TooLong { .. } => ("bad_text", None),
            Self::Incomplete { .. } => {
                ("incomplete", Some("Sync again: what is here stays, the rest is asked for."))
            }
            Self::Unknown { .. } => ("unknown_word", None),
            Self::Output { .. } => ("output", Some("Name a file in a folder that you may write to.")),
            Self::Input { .. } => ("input", Some("Name a file that is there and that you may read.")),
            Self::Painting { .. } => ("picture", None),
            Self::Broke => (
                "broke",
                Some("Try again. If it breaks off again, what the program wrote to its log says where."),
            ),
            Self::Stopped => ("stopped", Some("Start it again.")),
        }
    }
}

fn sync_code(error: &SyncError) -> (&'static str, Option<&'static str>) {
    match error {
        SyncError::Offline { .. } => ("offline", Some("The checks look at the way to the server.")),
        SyncError::SignedOut { .. } => ("signed_out", Some("Sign in again.")),
        SyncError::WrongPassword { .. } => ("wrong_password", None),
        SyncError::UnknownToken { .. } => {
            ("unknown_token", Some("Ask whoever runs the server for a new one."))
        }
        SyncError::TooManySignIns { .. } => ("too_many_sign_ins", None),
        SyncError::Certificate { .. } => ("certificate", None),
        SyncError::Cleartext { .. } => {
            ("cleartext", Some("It can be let pass where the way is private, for example in a tunnel."))
        }
        SyncError::BadAddress { .. } => ("bad_address", None),
        SyncError::NotHindsight { .. } => ("not_hindsight", None),
        SyncError::Redirected { .. } => ("redirected", None),
        SyncError::OtherServer { .. } => {
            ("other_server", Some("Sign out, then sign in to the server that you mean."))
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
            ("no_recording", Some("The library shows what is here; a sync fetches news."))
        }
        VaultError::NoReview(_) => ("no_review", Some("The queue shows what is here, closed reviews too.")),
        VaultError::NotCached { .. } | VaultError::NotWhole(_) => {
            ("not_cached", Some("Make it available offline."))
        }
        VaultError::Gone { .. } | VaultError::KnownUnreadable { .. } => {
            (trouble(error).word(), Some("A new vault is begun only when it is asked for."))
        }
        _ => (trouble(error).word(), None),
    }
}

/// What a window shows instead of a vault that fails so.
fn trouble(error: &VaultError) -> VaultTrouble {
    match error {
        VaultError::DiskFull => VaultTrouble::DiskFull,
        VaultError::Busy => VaultTrouble::Busy,
        VaultError::Newer { .. } => VaultTrouble::Newer,
        VaultError::WrongPassphrase => VaultTrouble::WrongPassphrase,
        VaultError::PassphraseNeeded => VaultTrouble::PassphraseNeeded,
        VaultError::NoWayToLock { .. } => VaultTrouble::NoPassphraseYet,
        VaultError::KeychainLocked => VaultTrouble::KeychainLocked,
        VaultError::KeychainAbsent { .. } => VaultTrouble::KeychainAbsent,
        VaultError::KeyMissing { .. } => VaultTrouble::KeyMissing,
        VaultError::KeychainRefused { .. } => VaultTrouble::KeychainRefused,
        VaultError::File { .. } | VaultError::Unreachable(_) => VaultTrouble::Unreachable,
        VaultError::Gone { .. } | VaultError::KnownUnreadable { .. } => VaultTrouble::Gone,
        VaultError::Damaged { .. } => VaultTrouble::Damaged,
        VaultError::NotWritable { .. } => VaultTrouble::NotWritable,
        _ => VaultTrouble::Vault,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_fits_the_window_and_the_command_line_alike() {
        let id = RecordingId::given("rec_1").unwrap();
        let server = || "review.example".to_owned();
        for error in [
            ConsoleError::NotSignedIn,
            ConsoleError::Sync(SyncError::SignedOut { server: server(), reason: "expired".to_owned() }),
            ConsoleError::Sync(SyncError::UnknownToken { server: server() }),
            ConsoleError::Vault(VaultError::NoRecording(id.clone())),
            ConsoleError::Vault(VaultError::NotCached { recording_id: id.clone(), index: 0 }),
            ConsoleError::Unplayable { id, detail: "segment 1".to_owned() },
        ] {
            let hint = error.failure().hint.expect("there is something to do");
            for word in ["hindsight", "--", "`", "window", "Settings"] {
                assert!(!hint.contains(word), "{word} in {hint}");
            }
        }
    }

    #[test]
    fn a_vault_that_stays_closed_has_its_code() {
        for (error, trouble) in [
            (VaultError::PassphraseNeeded, VaultTrouble::PassphraseNeeded),
            (VaultError::Busy, VaultTrouble::Busy),
            (VaultError::KeychainAbsent { cause: "no bus".to_owned() }, VaultTrouble::KeychainAbsent),
            (VaultError::KeyMissing { account: "hindsight".to_owned() }, VaultTrouble::KeyMissing),
            (VaultError::KeychainRefused { cause: "denied".to_owned() }, VaultTrouble::KeychainRefused),
            (
                VaultError::File {
                    doing: "opened",
                    path: "vault.json".into(),
                    source: std::io::ErrorKind::NotFound.into(),
                },
                VaultTrouble::Unreachable,
            ),
            (VaultError::EmptyPassphrase, VaultTrouble::Vault),
        ] {
            let code = ConsoleError::Vault(error).failure().code;
            assert_eq!(code, trouble.word());
            assert_eq!(serde_json::to_value(trouble).unwrap(), code, "the word is the one on the wire");
        }
    }
}
