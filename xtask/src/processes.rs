//! Running other programs, and leaving none behind.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::sync::{Mutex, Once, PoisonError};

use anyhow::{Context, Result, bail};

/// Prints a line: what this program tells its user is its product.
#[macro_export]
macro_rules! say {
    ($($text:tt)*) => {{
        use std::io::Write as _;
        // A closed pipe is the reader's wish, not our failure.
        let _closed = writeln!(std::io::stdout(), $($text)*);
    }};
}

/// Makes the workspace the working directory, wherever the command was given.
pub(crate) fn enter_workspace() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask lies in the workspace")?;
    std::env::set_current_dir(root).with_context(|| format!("cannot enter {}", root.display()))
}

/// Where cargo puts what it builds.
pub(crate) fn target_dir() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from)
}

/// A program and its arguments, as one would type it.
pub(crate) fn command(line: &str) -> Command {
    let mut words = line.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words);
    command
}

/// Runs it to its end with the terminal's input and output; says what is run.
pub(crate) fn status(command: &mut Command) -> Result<ExitStatus> {
    say!("$ {}", shown(command));
    command.status().with_context(|| format!("cannot run {}", shown(command)))
}

/// As [`status`], and an error unless it ended well.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = status(command)?;
    if !status.success() {
        bail!("`{}` ended with {status}", shown(command));
    }
    Ok(())
}

/// Whether the program is there and answers.
pub(crate) fn answers(line: &str) -> bool {
    command(line).output().is_ok_and(|out| out.status.success())
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

static RUNNING: Mutex<Vec<Child>> = Mutex::new(Vec::new());
static HANDLER: Once = Once::new();

/// A child that ends with this program: when the guard is dropped, and on Ctrl-C, TERM or a panic.
pub(crate) struct Guard {
    id: u32,
}

impl Guard {
    /// Takes the child over.
    pub(crate) fn new(child: Child) -> Result<Self> {
        let mut failed = None;
        HANDLER.call_once(|| {
            let caught = ctrlc::set_handler(|| {
                end_all();
                #[expect(clippy::disallowed_methods, reason = "a signal handler has no main to return to")]
                std::process::exit(130);
            });
            failed = caught.err();
        });
        if let Some(error) = failed {
            return Err(error).context("cannot listen for Ctrl-C");
        }
        let id = child.id();
        running().push(child);
        Ok(Self { id })
    }

    /// Ends the child as an operator would, with TERM, and waits for it.
    pub(crate) fn stop(&self) {
        let mut running = running();
        if let Some(at) = running.iter().position(|child| child.id() == self.id) {
            let child = running.remove(at);
            drop(running);
            end(child);
        }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.stop();
    }
}

fn running() -> std::sync::MutexGuard<'static, Vec<Child>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

fn end_all() {
    let children = std::mem::take(&mut *running());
    children.into_iter().for_each(end);
}

fn end(mut child: Child) {
    let asked =
        cfg!(unix) && Command::new("kill").arg(child.id().to_string()).status().is_ok_and(|s| s.success());
    if !asked {
        // Already gone, or a system without TERM; `wait` below tells.
        let _gone = child.kill();
    }
    let _status = child.wait();
}
