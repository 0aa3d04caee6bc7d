//! The command line of the binary: it serves, and it manages tokens and users.
//!
//! The administrative words open the same store as a running server does; SQLite lets both write.

mod admin;
mod output;
mod serve;

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Parser, Subcommand};
use hindsight_domain::Role;

use crate::config::{BadSetting, Config, Overrides};

/// Records what agents and browsers do, and syncs it with consoles.
#[derive(Debug, Parser)]
#[command(name = "hindsight-server", version)]
struct Cli {
    #[command(flatten)]
    common: Common,
    /// Where to listen; port 0 picks a free one [default: 127.0.0.1:8787]
    #[arg(long, value_name = "ADDR:PORT")]
    listen: Option<SocketAddr>,
    /// Allow settings that only a test server may have
    #[arg(long)]
    insecure_test: bool,
    #[command(subcommand)]
    word: Option<Word>,
}

#[derive(Clone, Debug, Args)]
struct Common {
    /// The folder of the store
    #[arg(long, value_name = "DIR", global = true)]
    data: Option<PathBuf>,
    /// Print JSON on stdout and nothing else there
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Word {
    /// Bearer tokens
    #[command(subcommand)]
    Token(TokenWord),
    /// Users who sign in with a password
    #[command(subcommand)]
    User(UserWord),
    /// Check that the journal hangs together
    Verify,
}

#[derive(Debug, Subcommand)]
enum TokenWord {
    /// Make a token; it is shown this once
    Create {
        /// Whom it stands for
        #[arg(long, value_name = "NAME")]
        user: String,
        /// What it allows: member, reviewer, supervisor or admin
        #[arg(long)]
        role: Role,
        /// It may record in another user's name
        #[arg(long)]
        service: bool,
        /// It ends after so many days
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=36_500))]
        expires_days: Option<u32>,
    },
    /// List all tokens, without their secrets
    List,
    /// End a token for good
    Revoke {
        /// As `token list` shows it
        id: String,
    },
}

#[derive(Debug, Subcommand)]
enum UserWord {
    /// Make a user; the password is read from standard input
    Add {
        /// The user
        name: String,
        /// What it may: member, reviewer, supervisor or admin
        #[arg(long)]
        role: Role,
        /// Read the password from standard input
        #[arg(long, required = true)]
        password_stdin: bool,
    },
    /// List all users
    List,
    /// Change what a user may
    Role {
        /// The user
        name: String,
        /// member, reviewer, supervisor or admin
        role: Role,
    },
    /// Give a user a new password, from standard input
    Password {
        /// The user
        name: String,
        /// Read the password from standard input
        #[arg(long, required = true)]
        password_stdin: bool,
    },
    /// Shut a user out, with all tokens
    Disable {
        /// The user
        name: String,
    },
    /// Let a user in again
    Enable {
        /// The user
        name: String,
    },
}

/// Runs the program. Exit codes: 0 done, 1 failed, 2 usage.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let _nowhere_to_print = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let json = cli.common.json;
    match act(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let is_usage = error.is::<BadSetting>();
            output::failure(json, if is_usage { "BAD_SETTING" } else { "FAILED" }, &error);
            ExitCode::from(if is_usage { 2 } else { 1 })
        }
    }
}

fn act(cli: Cli) -> anyhow::Result<()> {
    serve::log();
    let overrides =
        Overrides { listen: cli.listen, data: cli.common.data.clone(), insecure_test: cli.insecure_test };
    // For an administrative word the settings of serving do not matter, only where the store is.
    let overrides = match cli.word {
        Some(_) => Overrides { insecure_test: true, ..overrides },
        None => overrides,
    };
    let config = Config::read(&|name| std::env::var(name).ok(), overrides)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the system gives no threads to run on")?;
    runtime.block_on(async {
        match cli.word {
            None => serve::serve(config, cli.common.json).await,
            Some(word) => admin::act(&config, word, cli.common.json).await,
        }
    })
}
