//! Each verb: one call of the console, printed as JSON or for a person.

use std::io::{IsTerminal, Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::CommandFactory;
use hindsight_console::{
    Answer, Console, ConsoleError, Credentials, KNOWN_VAULTS, KnownVaults, MomentsAsk, Page, Place,
    QueueFilter, ReadWatch, RecordingFilter, SignIn, Wanted, Watch,
};
use hindsight_contract::desk::{Facts, NumbersAsk, NumbersSource, Track};
use hindsight_contract::view::{CheckState, Delivery, Failure, Imported, Items};
use hindsight_domain::{RecordingId, Timestamp};
use serde::Serialize;
use thiserror::Error;
use tokio_util::sync::CancellationToken;

use crate::args::{Cli, Login, QueueState, Verb};
use crate::progress::Line;
use crate::{hints, sibling, tables};

/// Why a verb did not do what it was asked.
#[derive(Debug, Error)]
pub(crate) enum Trouble {
    #[error(transparent)]
    Console(#[from] ConsoleError),
    #[error("{what}")]
    Usage { what: String },
    #[error("{what}: {source}")]
    Io { what: &'static str, source: std::io::Error },
    #[error("the result cannot be written as JSON")]
    Json(#[from] serde_json::Error),
    #[error("there is no folder for application data on this system")]
    NoDataFolder,
    #[error("{} could not be started: {source}", program.display())]
    Sibling { program: PathBuf, source: std::io::Error },
}

impl Trouble {
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Console(error) => match error.answer() {
                Answer::Failed => 1,
                Answer::Usage => 2,
                Answer::OutOfReach => 3,
            },
            Self::Usage { .. } => 2,
            Self::Io { .. } | Self::Json(_) | Self::NoDataFolder | Self::Sibling { .. } => 1,
        }
    }
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        let plain = |code: &str, hint: Option<&str>| Self {
            code: code.to_owned(),
            message: trouble.to_string(),
            hint: hint.map(str::to_owned),
            details: None,
        };
        match &trouble {
            Trouble::Console(error) => hints::with_command(error.failure()),
            Trouble::Usage { .. } => plain("usage", None),
            Trouble::Io { .. } => plain("io", None),
            Trouble::Json(_) => plain("internal", None),
            Trouble::NoDataFolder => plain("no_data_folder", Some("Name one with --data DIR.")),
            Trouble::Sibling { .. } => {
                plain("io", Some("It belongs beside this program; install both in one folder."))
            }
        }
    }
}

/// Runs the verb and prints what came of it.
pub(crate) fn run(cli: Cli) -> Result<ExitCode, Trouble> {
    let json = cli.json;
    match cli.verb {
        Verb::Serve { arguments } => sibling::serve(arguments, json, cli.data),
        Verb::Player { file, at } => sibling::play(file, at),
        Verb::Record { arguments } => sibling::record(arguments, json, cli.data.as_deref()),
        Verb::Completions { shell } => {
            clap_complete::generate(shell, &mut Cli::command(), "hindsight", &mut std::io::stdout());
            Ok(ExitCode::SUCCESS)
        }
        Verb::Man { dir } => {
            let io = |source| Trouble::Io { what: "the man pages could not be written", source };
            std::fs::create_dir_all(&dir).map_err(io)?;
            clap_mangen::generate_to(Cli::command(), &dir).map_err(io)?;
            let done = serde_json::json!({ "ok": true });
            Out { json }.print(&done, |_| format!("Written to {}\n", dir.display()))?;
            Ok(ExitCode::SUCCESS)
        }
        verb => {
            let runtime =
                tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().map_err(
                    |source| Trouble::Io { what: "the program could not start its threads", source },
                )?;
            runtime.block_on(with_console(verb, Out { json }, place(cli.data, cli.begin_anew)?))
        }
    }
}

fn place(data: Option<PathBuf>, begin_anew: bool) -> Result<Place, Trouble> {
    Ok(Place {
        dir: data
            .or_else(|| dirs::data_dir().map(|dir| dir.join("hindsight")))
            .ok_or(Trouble::NoDataFolder)?,
        known: dirs::config_dir().map(|dir| KnownVaults::in_file(dir.join(KNOWN_VAULTS))),
        begin_anew,
        passphrase: std::env::var("HINDSIGHT_PASSPHRASE").ok().filter(|p| !p.is_empty()).map(Into::into),
        clock: Arc::new(SystemClock),
        chance: Arc::new(SystemChance),
    })
}

async fn with_console(verb: Verb, out: Out, place: Place) -> Result<ExitCode, Trouble> {
    if matches!(verb, Verb::Doctor) {
        // It must say what is wrong with a vault that does not open.
        let checks = hindsight_console::doctor(place).await;
        let failed = checks.items.iter().any(|check| check.state == CheckState::Fail);
        out.print(&checks, |checks| tables::checks(&checks.items))?;
        return Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS });
    }
    let console = Console::open(place).await?;
    let cancel = cancelled_by_signal();
    let line = Arc::new(Line::new(out.json));
    let drawn = line.clone();
    let progress: Watch = Arc::new(move |step| drawn.draw(step));
    let done = match verb {
        Verb::Login(login) => {
            let done = console.login(sign_in(login)?).await?;
            out.print(&done, |done| format!("Signed in as {} ({})\n", tables::plain(&done.user), done.role))
        }
        Verb::Logout => {
            console.logout().await?;
            out.print(&serde_json::json!({ "ok": true }), |_| "Signed out; recordings stay here\n".to_owned())
        }
        Verb::Sync(sync) => {
            let wanted = wanted(&sync.download)?;
            let report = console.sync(wanted, progress, cancel).await;
            line.clear();
            let synced = report?;
            tables::warn_of_faults(&synced);
            out.print(&synced.report, tables::synced)
        }
        Verb::Import(import) => {
            let drawn = line.clone();
            let read: ReadWatch = Arc::new(move |bytes, of| drawn.draw_share("importing", bytes, of));
            let brought = console.import(import.files, read, cancel).await;
            line.clear();
            return out.brought(brought);
        }
        Verb::Upload { id } => {
            let report = console.upload(&id, progress, cancel).await;
            line.clear();
            out.print(&report?, |done| format!("{} bytes sent\n", done.bytes))
        }
        Verb::List(list) => {
            let page = Page { limit: list.limit, offset: list.offset.into() };
            let filter = RecordingFilter {
                kind: list.kind,
                flagged: list.flagged.then_some(true),
                cached: list.cached.then_some(true),
                agent: list.agent,
                status: list.status,
                tag: list.tag,
                service: list.service,
                device: list.device,
                session: list.session,
                from: list.from,
                to: list.to,
                ..RecordingFilter::default()
            };
            let found = console.list(filter, list.sort, page).await?;
            out.print(&found, |found| tables::recordings(&found.items, found.total))
        }
        Verb::Show { id } => out.print(&console.shown(&id).await?, tables::shown),
        Verb::Search(search) => {
            let page = Page { limit: search.limit, offset: search.offset.into() };
            read_what_is_here(&console, &line, &cancel).await?;
            let found = console.search(&search.text, page).await?;
            out.print(&found, |found| tables::hits(&found.items, found.total))
        }
        Verb::Window { id, at } => {
            let window = console.window(&id, &at).await?;
            out.print(&window, |window| {
                let (from, to) = (tables::clock(window.from_ms), tables::clock(window.to_ms));
                let events =
                    window.events.iter().map(|e| tables::plain(e.get())).collect::<Vec<_>>().join("\n");
                format!("{from} to {to}, replayed from {}\n{events}\n", tables::clock(window.keyframe_ms))
            })
        }
        Verb::Flag(flag) => {
            let made = console.flag(&flag.id, &flag.reason, flag.severity, flag.at.as_deref()).await?;
            out.print(&made, |made| {
                format!("Flagged; the review is {}\n", tables::plain(made.review_id.as_str()))
            })
        }
        Verb::Queue { state } => {
            let filter = match state {
                None => QueueFilter::Unclosed,
                Some(QueueState::All) => QueueFilter::All,
                Some(QueueState::One(state)) => QueueFilter::State(state),
            };
            out.print(&console.queue(filter).await?, |found| tables::reviews(&found.items))
        }
        Verb::Claim { review } => {
            let made = console.claim(&review).await?;
            out.print(&made, |_| "Claimed\n".to_owned())
        }
        Verb::Release { review } => {
            let made = console.release(&review).await?;
            out.print(&made, |_| "Released\n".to_owned())
        }
        Verb::Verdict(given) => {
            let made =
                console.verdict(&given.review, given.verdict, &given.reason, given.note.as_deref()).await?;
            out.print(&made, |made| match made.state {
                Delivery::Queued => "Decided; it waits in the outbox\n".to_owned(),
                Delivery::Sent => "Decided; the server has it\n".to_owned(),
            })
        }
        Verb::Note { id, at, text } => {
            out.print(&console.note(&id, &at, &text).await?, |_| "Noted\n".to_owned())
        }
        Verb::Notes { id } => out.print(&console.notes(&id).await?, |notes| tables::notes(&notes.items)),
        Verb::Moments { id, best, kind, session } => {
            let ask = MomentsAsk { best_first: best, kind, with_session: session };
            out.print(&console.moments(&id, ask).await?, |found| tables::moments(&id, found))
        }
        Verb::Timeline { id, idle } => {
            let track = console.track(&id, Some(idle * 1_000)).await?;
            out.print(&serde_json::from_slice::<Track>(&track)?, tables::timeline)
        }
        Verb::Facts { id } => {
            let facts = console.facts(&id).await?;
            out.print(&serde_json::from_slice::<Facts>(&facts)?, tables::facts)
        }
        Verb::Summary { id } => {
            out.print(&console.summary(&id).await?, |summary| tables::summary(&summary.sentences))
        }
        Verb::Heatmap(asked) => crate::heat::run(&console, *asked, out).await,
        Verb::Stats(asked) => {
            let ask = NumbersAsk {
                source: if asked.server { NumbersSource::Server } else { NumbersSource::Here },
                from: asked.from,
                to: asked.to,
                service: asked.service,
            };
            if ask.source == NumbersSource::Here {
                read_what_is_here(&console, &line, &cancel).await?;
            }
            out.print(&console.numbers(ask).await?, tables::numbers)
        }
        Verb::Outbox { retry } => {
            if retry {
                console.retry_parked().await?;
            }
            out.print(&console.outbox().await?, |items| tables::outbox(&items.items))
        }
        Verb::Doctor
        | Verb::Serve { .. }
        | Verb::Player { .. }
        | Verb::Record { .. }
        | Verb::Completions { .. }
        | Verb::Man { .. } => Ok(()),
    };
    done.map(|()| ExitCode::SUCCESS)
}

/// Reads what was downloaded and not read yet, so that it counts and what was on its screen is found. Stops where it is
/// asked to end.
async fn read_what_is_here(
    console: &Console,
    line: &Line,
    cancel: &CancellationToken,
) -> Result<(), Trouble> {
    let mut read = 0;
    loop {
        match console.index_shapes().await? {
            0 => break,
            _ if cancel.is_cancelled() => return Err(ConsoleError::Stopped.into()),
            more => read += u64::from(more),
        }
        line.draw_share("reading recordings:", read, None);
    }
    line.clear();
    Ok(())
}

/// Where results go.
#[derive(Clone, Copy)]
pub(crate) struct Out {
    json: bool,
}

/// What an import prints: the list, and what of it failed.
#[derive(Serialize)]
struct Brought {
    #[serde(flatten)]
    items: Items<Imported>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Failure>,
}

impl Out {
    fn brought(self, brought: hindsight_console::Brought) -> Result<ExitCode, Trouble> {
        let error = brought.failure().map(hints::with_command);
        let mut failed = brought.failed;
        if brought.imported.is_empty() && brought.untried.is_empty() && failed.len() == 1 {
            return Err(failed.remove(0).into());
        }
        let code = match failed.into_iter().next() {
            Some(first) => ExitCode::from(Trouble::from(first).exit_code()),
            None => ExitCode::SUCCESS,
        };
        if let Some(error) = &error {
            crate::tell_failure(error);
        }
        let document = Brought { items: Items::all(brought.imported), error };
        self.print(&document, |document| tables::imported(&document.items.items))?;
        Ok(code)
    }

    pub(crate) fn print<T: Serialize>(
        self,
        value: &T,
        words: impl FnOnce(&T) -> String,
    ) -> Result<(), Trouble> {
        let mut text = if self.json { serde_json::to_string(value)? } else { words(value) };
        if self.json {
            text.push('\n');
        }
        match std::io::stdout().lock().write_all(text.as_bytes()) {
            // `hindsight … | head` has read what it wanted.
            Err(source) if source.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
            Err(source) => Err(Trouble::Io { what: "the result could not be written", source }),
            Ok(()) => Ok(()),
        }
    }
}

fn sign_in(login: Login) -> Result<SignIn, Trouble> {
    let secret = secret_from_stdin()?;
    let credentials = match login.user {
        Some(user) => Credentials::Password { user, password: secret.into() },
        None => Credentials::Token(secret.into()),
    };
    Ok(SignIn { url: login.url, credentials, allow_plain_http: login.allow_plain_http })
}

fn secret_from_stdin() -> Result<String, Trouble> {
    const MAX_SECRET_BYTES: u64 = 16 << 10;
    if std::io::stdin().is_terminal() {
        let _closed = writeln!(std::io::stderr(), "Type the secret, then Enter and Ctrl-D:");
    }
    let mut secret = String::new();
    std::io::stdin()
        .take(MAX_SECRET_BYTES)
        .read_to_string(&mut secret)
        .map_err(|source| Trouble::Io { what: "the secret could not be read from standard input", source })?;
    let secret = secret.trim_end_matches(['\r', '\n']).to_owned();
    if secret.is_empty() {
        return Err(Trouble::Usage {
            what: "standard input was empty: pipe the secret into this command".to_owned(),
        });
    }
    Ok(secret)
}

fn wanted(word: &str) -> Result<Wanted, Trouble> {
    Ok(match word {
        "all" => Wanted::All,
        "none" => Wanted::None,
        "flagged" => Wanted::Flagged,
        ids => Wanted::Ids(
            ids.split(',')
                .map(|id| id.trim().parse::<RecordingId>())
                .collect::<Result<_, _>>()
                .map_err(|error| Trouble::Usage { what: format!("--download {ids}: {error}") })?,
        ),
    })
}

/// The first Ctrl-C or TERM asks for an end that can be resumed; the second ends at once.
fn cancelled_by_signal() -> CancellationToken {
    let token = CancellationToken::new();
    let asked = token.clone();
    tokio::spawn(async move {
        if asked_to_end().await {
            asked.cancel();
        }
        if asked_to_end().await {
            #[expect(
                clippy::disallowed_methods,
                reason = "the user insists, and every state on disk is a whole one"
            )]
            std::process::exit(130);
        }
    });
    token
}

/// Waits for Ctrl-C or TERM; `false` where the system gives no signals.
#[cfg(unix)]
async fn asked_to_end() -> bool {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut term) = signal(SignalKind::terminate()) else { return tokio::signal::ctrl_c().await.is_ok() };
    tokio::select! {
        pressed = tokio::signal::ctrl_c() => pressed.is_ok(),
        asked = term.recv() => asked.is_some(),
    }
}

#[cfg(not(unix))]
async fn asked_to_end() -> bool {
    tokio::signal::ctrl_c().await.is_ok()
}

/// The machine's clock.
struct SystemClock;

impl hindsight_domain::Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is a composition root")]
    fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        Timestamp::clamp_millis(since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX)))
    }
}

/// The system's randomness.
struct SystemChance;

impl hindsight_domain::Chance for SystemChance {
    fn fill(&self, bytes: &mut [u8]) {
        // Without randomness no key and no id may be made; there is nothing to fall back to.
        #[expect(clippy::expect_used, reason = "a system without randomness cannot go on")]
        getrandom::fill(bytes).expect("the system has randomness");
    }
}
