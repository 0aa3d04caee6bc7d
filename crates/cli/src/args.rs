//! The command line, as CONTRACT fixes it: verbs, flags and what they take.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};
use hindsight_console::RecordingOrder;
use hindsight_domain::{Kind, RecordingId, ReviewId, ReviewState, Severity, Status, Timestamp, VerdictKind};

/// Review recordings of web sessions, AI agents and screens, with or without a network.
#[derive(Debug, Parser)]
#[command(name = "hindsight", version, propagate_version = true, max_term_width = 100)]
pub(crate) struct Cli {
    /// Print one JSON document on stdout, and nothing else there
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// The vault's folder [default: the platform's data directory]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// Make a new vault also where one was opened before and is gone
    #[arg(long, global = true)]
    pub(crate) begin_anew: bool,
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Sign in at a server, with a token or with user and password from standard input
    Login(Login),
    /// Forget the token; recordings and what waits in the outbox stay
    Logout,
    /// Send what waits, fetch what is new, and download recordings for offline use
    Sync(Sync),
    /// Import recordings from files: rrweb, exported sessions, agent runs, trajectories
    Import(Import),
    /// Send a local recording to the server, then what was flagged, noted or decided about it
    Upload {
        /// The recording
        id: RecordingId,
    },
    /// List recordings
    List(List),
    /// Show one recording
    Show {
        /// The recording
        id: RecordingId,
    },
    /// Search all text in all downloaded and imported recordings
    Search(Search),
    /// Print a part of a recording as a player loads it
    Window {
        /// The recording
        id: RecordingId,
        /// Where: 83s, 1:23, 50%, or an RFC 3339 time
        #[arg(long)]
        at: String,
    },
    /// Flag a recording, so that it is reviewed
    Flag(Flag),
    /// List reviews; without --state those that are not closed
    Queue {
        /// One state, or `all`
        #[arg(long, value_parser = queue_state)]
        state: Option<QueueState>,
    },
    /// Take a review, so that others see that it is being worked on
    Claim {
        /// The review
        review: ReviewId,
    },
    /// Give a claimed review back; a supervisor may revoke another's claim
    Release {
        /// The review
        review: ReviewId,
    },
    /// Decide a review
    Verdict(Verdict),
    /// Pin a note to a time of a recording
    Note {
        /// The recording
        id: RecordingId,
        /// Where: 83s, 1:23, 50%, or an RFC 3339 time
        #[arg(long)]
        at: String,
        /// The note
        text: String,
    },
    /// List a recording's notes
    Notes {
        /// The recording
        id: RecordingId,
    },
    /// List the times of a recording that are worth looking at
    Moments {
        /// The recording
        id: RecordingId,
        /// The most telling first, instead of by time
        #[arg(long)]
        best: bool,
        /// Only of this kind: error, failed_operation, rage_click, dead_click, console_error, …
        #[arg(long)]
        kind: Option<String>,
        /// Of the other recordings of its session too, on this recording's clock
        #[arg(long)]
        session: bool,
    },
    /// Show when something happened in a recording, and where nothing did
    Timeline {
        /// The recording
        id: RecordingId,
        /// Seconds without anything that a person or agent did that make a gap
        #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(i64).range(1..=31_536_000))]
        idle: i64,
    },
    /// List what a web session told beside its picture: console, errors, addresses and titles
    Facts {
        /// The recording
        id: RecordingId,
    },
    /// Tell a recording in a few sentences
    Summary {
        /// The recording
        id: RecordingId,
    },
    /// Show where people clicked, of one recording or of all of a page that are here
    Heatmap(Box<crate::heat::Heatmap>),
    /// Show many recordings in numbers: what this laptop lists, or all at the server
    Stats(Stats),
    /// List what waits to be sent
    Outbox {
        /// Put what was refused back in line first
        #[arg(long)]
        retry: bool,
    },
    /// Check keychain, vault, server, clock, space and settings, and say what to do
    Doctor,
    /// Start the server that lies beside this program; takes what `hindsight-server` takes
    #[command(disable_help_flag = true)]
    Serve {
        /// Passed on as they are
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<std::ffi::OsString>,
    },
    /// Watch a film of a screen in the player that lies beside this program
    Player {
        /// The film; it is only read
        file: PathBuf,
        /// Where to begin: 83s, 1:23, 50%, or an RFC 3339 time
        #[arg(long)]
        at: Option<String>,
    },
    /// Record the screen into files, until Ctrl-C; also: list-sources, storage, cleanup [--dry-run]
    #[command(disable_help_flag = true)]
    Record {
        /// What `hindsight-recorder` takes: --mode, --monitor, --fps, --seconds, --out, …; --help lists it
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<std::ffi::OsString>,
    },
    /// Print completions for a shell
    Completions {
        /// bash, zsh, fish, elvish or powershell
        shell: clap_complete::Shell,
    },
    /// Write man pages, one for each verb, into a folder
    Man {
        /// The folder
        dir: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Login {
    /// The server, for example https://hindsight.example.org
    pub(crate) url: String,
    /// Read a token from standard input
    #[arg(long, conflicts_with_all = ["user", "password_stdin"], required_unless_present = "user")]
    pub(crate) token_stdin: bool,
    /// Sign in as this user
    #[arg(long, value_name = "NAME", requires = "password_stdin")]
    pub(crate) user: Option<String>,
    /// Read the user's password from standard input
    #[arg(long, requires = "user")]
    pub(crate) password_stdin: bool,
    /// Allow a server without TLS that is not on this machine: the token then travels in the clear
    #[arg(long)]
    pub(crate) allow_plain_http: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Sync {
    /// What to keep for offline use: all, none, flagged, or ids separated by commas
    #[arg(long, value_name = "all|none|flagged|ID,…", default_value = "flagged")]
    pub(crate) download: String,
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The files
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Only this kind
    #[arg(long, value_name = "web|agent|screen")]
    pub(crate) kind: Option<Kind>,
    /// Only what is or was in the queue
    #[arg(long)]
    pub(crate) flagged: bool,
    /// Only what is here for offline use
    #[arg(long)]
    pub(crate) cached: bool,
    /// Only this agent's
    #[arg(long)]
    pub(crate) agent: Option<String>,
    /// Only this status
    #[arg(long, value_name = "recording|completed|failed|cancelled")]
    pub(crate) status: Option<Status>,
    /// Only with this tag
    #[arg(long)]
    pub(crate) tag: Option<String>,
    /// Only this service's
    #[arg(long)]
    pub(crate) service: Option<String>,
    /// Only this device's
    #[arg(long)]
    pub(crate) device: Option<String>,
    /// Only of this session
    #[arg(long)]
    pub(crate) session: Option<String>,
    /// Only what started then or later
    #[arg(long, value_name = "TIME")]
    pub(crate) from: Option<Timestamp>,
    /// Only what started before
    #[arg(long, value_name = "TIME")]
    pub(crate) to: Option<Timestamp>,
    /// In this order
    #[arg(long, value_name = "ORDER", default_value = "newest", value_parser = order())]
    pub(crate) sort: RecordingOrder,
    /// At most so many
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(0..=100_000))]
    pub(crate) limit: u32,
    /// Leave out the first so many
    #[arg(long, default_value_t = 0)]
    pub(crate) offset: u32,
}

#[derive(Debug, Args)]
pub(crate) struct Search {
    /// Words that must all occur; "a phrase" in quotes; the last word may be unfinished
    pub(crate) text: String,
    /// At most so many hits
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(0..=10_000))]
    pub(crate) limit: u32,
    /// Leave out the first so many
    #[arg(long, default_value_t = 0)]
    pub(crate) offset: u32,
}

#[derive(Debug, Args)]
pub(crate) struct Flag {
    /// The recording
    pub(crate) id: RecordingId,
    /// Why it needs a human
    #[arg(long)]
    pub(crate) reason: String,
    /// How urgent it is
    #[arg(long, value_name = "low|medium|high|critical", default_value = "medium")]
    pub(crate) severity: Severity,
    /// Where: 83s, 1:23, 50%, or an RFC 3339 time
    #[arg(long)]
    pub(crate) at: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Verdict {
    /// The review
    pub(crate) review: ReviewId,
    /// What you decide
    #[arg(long, value_name = "approve|violation|needs_remediation|false_positive|inconclusive")]
    pub(crate) verdict: VerdictKind,
    /// A reason code of the policy
    #[arg(long, value_name = "CODE")]
    pub(crate) reason: String,
    /// In your words; the reason `other` needs it
    #[arg(long)]
    pub(crate) note: Option<String>,
}

/// What `queue --state` takes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum QueueState {
    All,
    One(ReviewState),
}

/// One of the library's orders, by its word.
fn order() -> impl TypedValueParser<Value = RecordingOrder> {
    let words = PossibleValuesParser::new(RecordingOrder::ALL.map(RecordingOrder::word));
    words.map(|word| {
        let named = RecordingOrder::ALL.into_iter().find(|order| order.word() == word);
        named.unwrap_or_default()
    })
}

fn queue_state(word: &str) -> Result<QueueState, hindsight_domain::UnknownWord> {
    if word == "all" { Ok(QueueState::All) } else { word.parse().map(QueueState::One) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn what_the_contract_writes_is_understood() {
        for line in [
            "login http://127.0.0.1:1 --token-stdin",
            "login http://127.0.0.1:1 --user ann --password-stdin --json",
            "--json --data /d sync --download rec_1,rec_2",
            "sync",
            "import a.json b.json --json",
            "upload rec_1",
            "list --kind agent --flagged --agent a --status failed --tag t --from 2026-01-01 --to 2026-02-01T00:00:00Z --limit 5 --offset 2",
            "logout",
            "doctor --json",
            "show rec_1",
            "search hello",
            "window rec_1 --at 50%",
            "flag rec_1 --reason wrong --severity high --at 1:23",
            "queue",
            "queue --state all",
            "queue --state awaiting_countersign",
            "verdict rev_1 --verdict needs_remediation --reason other --note why",
            "note rec_1 --at 83s text",
            "notes rec_1",
            "outbox --json",
            "stats --from 2026-01-01 --to 2026-02-01 --service shop --json",
            "stats --server",
            "completions bash",
            "serve --listen 127.0.0.1:0 --data /d --json",
            "player film.mp4 --at 1:23",
        ] {
            let words = std::iter::once("hindsight").chain(line.split(' '));
            assert!(Cli::try_parse_from(words).is_ok(), "{line}");
        }
    }

    #[test]
    fn what_is_wrong_is_a_matter_of_usage() {
        for line in [
            "",
            "login http://127.0.0.1:1",
            "login http://127.0.0.1:1 --user ann",
            "flag rec_1",
            "flag rec_1 --reason x --severity urgent",
            "verdict rev_1 --verdict maybe --reason other",
            "queue --state done",
            "list --from yesterday",
            "import",
        ] {
            let words = std::iter::once("hindsight").chain(line.split(' ').filter(|w| !w.is_empty()));
            let error = Cli::try_parse_from(words).expect_err(line);
            assert_eq!(error.exit_code(), 2, "{line}");
        }
    }
}

/// Which numbers.
#[derive(Debug, Args)]
pub(crate) struct Stats {
    /// Ask the server, which counts everything, instead of this laptop
    #[arg(long)]
    pub(crate) server: bool,
    /// Only what began then or later
    #[arg(long, value_name = "TIME")]
    pub(crate) from: Option<Timestamp>,
    /// Only what began before
    #[arg(long, value_name = "TIME")]
    pub(crate) to: Option<Timestamp>,
    /// Only sessions of this service; agent recordings have none
    #[arg(long)]
    pub(crate) service: Option<String>,
}
