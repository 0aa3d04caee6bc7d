//! Carries the protocol: a thread that reads lines, one that writes them, and the talk between.

use std::io::{BufRead, Read as _, Write};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::time::Duration;

use crate::PlayerError;
use crate::protocol::{Do, MAX_LINE, Opening, Talk, Told};

/// Lines that wait for the other side.
const WAITING: usize = 64;
const LAST_WORDS: Duration = Duration::from_secs(1);

/// What came in.
enum Heard {
    Line(String),
    Overlong,
}

/// The console at the other end of two pipes.
pub struct Sidecar {
    talk: Talk,
    heard: Receiver<Heard>,
    says: Option<SyncSender<Told>>,
    /// Ends when all that was said is written.
    written: Receiver<()>,
    is_gone: bool,
}

/// What a window must do next for its console.
#[derive(Debug, PartialEq)]
pub enum Next {
    Do(Do),
    /// Nothing now.
    Nothing,
    /// The console ended without a word.
    Gone,
}

impl Sidecar {
    /// Reads and writes on threads of its own; `on_heard` is called after each line: a window repaints.
    ///
    /// # Errors
    ///
    /// [`PlayerError::Thread`].
    pub fn start(
        input: impl BufRead + Send + 'static,
        output: impl Write + Send + 'static,
        on_heard: impl Fn() + Send + 'static,
    ) -> Result<Self, PlayerError> {
        let (send, heard) = sync_channel(WAITING);
        let (says, told) = sync_channel(WAITING);
        let (writes, written) = sync_channel(0);
        thread("listens to the console", move || listen(input, &send, &on_heard))?;
        thread("answers the console", move || {
            answer(output, &told);
            drop::<SyncSender<()>>(writes);
        })?;
        Ok(Self { talk: Talk::default(), heard, says: Some(says), written, is_gone: false })
    }

    /// Waits for what is to be opened.
    ///
    /// # Errors
    ///
    /// [`PlayerError::Refused`] for another version, [`PlayerError::NobodyThere`] where it ended or closed first.
    pub fn await_opening(&mut self) -> Result<Opening, PlayerError> {
        while let Ok(heard) = self.heard.recv() {
            match self.turn(heard) {
                Some(Do::Open(opening)) => return Ok(*opening),
                Some(Do::Refuse(_)) => return Err(PlayerError::Refused),
                Some(Do::Close) => return Err(PlayerError::NobodyThere),
                Some(Do::Answer(_) | Do::Seek(_) | Do::TellState) | None => {}
            }
        }
        Err(PlayerError::NobodyThere)
    }

    /// What was heard since, one by one. Answers of the talk itself have been given.
    pub fn hear(&mut self) -> Next {
        loop {
            match self.heard.try_recv() {
                Ok(heard) => match self.turn(heard) {
                    Some(Do::Answer(_)) | None => {}
                    Some(todo) => return Next::Do(todo),
                },
                Err(TryRecvError::Empty) => return Next::Nothing,
                Err(TryRecvError::Disconnected) if self.is_gone => return Next::Nothing,
                Err(TryRecvError::Disconnected) => {
                    self.is_gone = true;
                    return Next::Gone;
                }
            }
        }
    }

    /// Says so without waiting; `false` where nobody takes it.
    #[must_use]
    pub fn tell(&self, told: Told) -> bool {
        let is_taken = self.says.as_ref().is_some_and(|says| says.try_send(told).is_ok());
        is_taken && !self.is_gone
    }

    fn turn(&mut self, heard: Heard) -> Option<Do> {
        let todo = match heard {
            Heard::Line(line) => self.talk.hear(&line)?,
            Heard::Overlong => Do::Answer(self.talk.overlong()),
        };
        if let Do::Answer(told) | Do::Refuse(told) = &todo {
            // Who does not listen to answers gets none.
            let _is_taken = self.tell(told.clone());
        }
        Some(todo)
    }
}

impl Drop for Sidecar {
    fn drop(&mut self) {
        self.says = None;
        // The last words are waited for, but not for ever: a console that does not read must not keep a window.
        let _ended = self.written.recv_timeout(LAST_WORDS);
    }
}

fn thread(what: &'static str, work: impl FnOnce() + Send + 'static) -> Result<(), PlayerError> {
    let name = what.split(' ').next().unwrap_or(what).to_owned();
    // Not joined: reading ends with the other side's pipe, which may outlive this window.
    std::thread::Builder::new()
        .name(name)
        .spawn(work)
        .map(drop)
        .map_err(|source| PlayerError::Thread { what, source })
}

fn listen(mut input: impl BufRead, send: &SyncSender<Heard>, on_heard: &dyn Fn()) {
    while let Some(heard) = read_line(&mut input) {
        let is_taken = send.send(heard).is_ok();
        on_heard();
        if !is_taken {
            return;
        }
    }
    on_heard();
}

/// `None` at the end, or where nothing can be read any more. Never holds more than [`MAX_LINE`].
fn read_line(input: &mut impl BufRead) -> Option<Heard> {
    let mut line = Vec::new();
    let count = input.take(MAX_LINE as u64 + 1).read_until(b'\n', &mut line).ok()?;
    if count == 0 {
        return None;
    }
    if line.last() != Some(&b'\n') && line.len() > MAX_LINE {
        skip_line(input)?;
        return Some(Heard::Overlong);
    }
    // What is no text is no JSON either, and is answered as such.
    Some(Heard::Line(String::from_utf8_lossy(&line).into_owned()))
}

fn skip_line(input: &mut impl BufRead) -> Option<()> {
    loop {
        let bytes = input.fill_buf().ok()?;
        if bytes.is_empty() {
            return Some(());
        }
        if let Some(end) = bytes.iter().position(|&byte| byte == b'\n') {
            input.consume(end + 1);
            return Some(());
        }
        let len = bytes.len();
        input.consume(len);
    }
}

fn answer(mut output: impl Write, told: &Receiver<Told>) {
    while let Ok(told) = told.recv() {
        let written = serde_json::to_writer(&mut output, &told)
            .map_err(std::io::Error::from)
            .and_then(|()| output.write_all(b"\n"))
            .and_then(|()| output.flush());
        // A closed pipe: `tell` says so from here on.
        if written.is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;
    use std::sync::{Arc, Mutex};

    use super::*;

    /// Notes what is written, and says when it is a line.
    struct Sink(SyncSender<String>, Arc<Mutex<Vec<u8>>>);

    impl Write for Sink {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.1.lock().expect("nobody panics").extend(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            let line = std::mem::take(&mut *self.1.lock().expect("nobody panics"));
            self.0.send(String::from_utf8(line).expect("JSON is text")).map_err(std::io::Error::other)
        }
    }

    fn rig(input: Vec<u8>) -> (Sidecar, Receiver<String>) {
        let (send, lines) = sync_channel(8);
        let sink = Sink(send, Arc::default());
        (Sidecar::start(Cursor::new(input), sink, || {}).expect("threads start"), lines)
    }

    #[test]
    fn a_line_too_long_is_left_out_and_the_next_one_heard() {
        let mut input = b"{\"type\":\"hello\",\"version\":1}\n".to_vec();
        input.extend(vec![b'x'; 3 * MAX_LINE]);
        input.extend(b"\n{\"type\":\"open\",\"source\":{\"file\":\"/f\"}}\n");
        let (mut sidecar, lines) = rig(input);
        let opening = sidecar.await_opening().expect("it is asked to open");
        assert_eq!(opening.path.to_str(), Some("/f"));
        assert!(lines.recv().expect("a greeting").contains(r#""type":"hello""#));
        assert!(lines.recv().expect("an answer").contains("left out"));
        let gone = loop {
            match sidecar.hear() {
                Next::Nothing => std::thread::yield_now(),
                other => break other,
            }
        };
        assert_eq!(gone, Next::Gone);
        assert!(!sidecar.tell(Told::Closed), "nobody is there to take a note");
    }

    #[test]
    fn another_version_ends_it_before_there_is_a_window() {
        let (mut sidecar, lines) = rig(b"{\"type\":\"hello\",\"version\":7}\n".to_vec());
        assert!(matches!(sidecar.await_opening(), Err(PlayerError::Refused)));
        assert!(lines.recv().expect("it is told why").contains("update the player"));
        let (mut nobody, _lines) = rig(Vec::new());
        assert!(matches!(nobody.await_opening(), Err(PlayerError::NobodyThere)));
    }
}
