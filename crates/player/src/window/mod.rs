//! The window: draws what the playhead says, and turns what a person does into its commands.
//!
//! **Invariant:** nothing here waits for a disk, a decoder or a console.

mod act;
mod bar;
mod failed;
mod heat;
mod keys;
mod note;
mod overlays;
mod screen;
mod scrubber;
mod show;
mod stage;
mod theme;
mod thumbnails;

use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};
use std::sync::{Arc, OnceLock};

use act::Act;
use eframe::egui::{self, CentralPanel, Context, Frame, Ui};
use show::Show;

use crate::PlayerError;
use crate::film::{self, Opened};
use crate::protocol::{Do, Opening, Told};
use crate::sidecar::{Next, Sidecar};

enum Phase {
    Opening(Receiver<Result<Opened, PlayerError>>),
    Showing(Box<Show>),
    Failed(PlayerError),
}

/// One window with one film.
pub struct Player {
    phase: Phase,
    opening: Opening,
    sidecar: Option<Sidecar>,
    /// Keys that were taken before the toolkit saw them.
    pending: Vec<Act>,
    titled: String,
}

impl Player {
    /// Begins to open the film; the window says so meanwhile. Where a `sidecar` is given, its console hears of it.
    #[must_use]
    pub fn new(opening: Opening, sidecar: Option<Sidecar>, ctx: &Context) -> Self {
        theme::set(ctx);
        Self { phase: begin(&opening, ctx), opening, sidecar, pending: Vec::new(), titled: String::new() }
    }

    /// What the window's title says: the frame that is on the screen, by its number from 1.
    #[must_use]
    pub fn title(&self) -> String {
        let name = self.opening.name.clone().unwrap_or_else(|| {
            self.opening.path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
        });
        let what = match &self.phase {
            Phase::Opening(_) => "opening".to_owned(),
            Phase::Failed(_) => "cannot be shown".to_owned(),
            Phase::Showing(show) => show.place(),
        };
        format!("{what} – {name} – Hindsight player")
    }

    /// One pass: takes what came, draws, and tells the console what changed.
    pub fn draw(&mut self, ui: &mut Ui) {
        self.open(ui.ctx());
        self.hear(ui.ctx());
        let pending = std::mem::take(&mut self.pending);
        let is_title_due = match &mut self.phase {
            Phase::Showing(show) => show.draw(ui, pending, self.sidecar.as_ref()),
            Phase::Failed(error) => {
                if failed::draw(ui, error) {
                    self.phase = begin(&self.opening, ui.ctx());
                }
                true
            }
            Phase::Opening(_) => {
                CentralPanel::default().frame(Frame::new().fill(theme::CANVAS)).show(ui, |ui| {
                    ui.centered_and_justified(|ui| {
                        ui.label(format!("Opening {}…", self.opening.path.display()))
                    });
                });
                true
            }
        };
        let title = self.title();
        if is_title_due && self.titled != title {
            ui.ctx().send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.titled = title;
        }
    }

    fn open(&mut self, ctx: &Context) {
        let Phase::Opening(opened) = &self.phase else { return };
        let opened = match opened.try_recv() {
            Ok(opened) => opened,
            Err(TryRecvError::Empty) => return,
            Err(TryRecvError::Disconnected) => Err(PlayerError::Thread {
                what: "opens the film",
                source: std::io::Error::other("it ended without an answer"),
            }),
        };
        let shown = opened.and_then(|opened| Show::new(opened, &self.opening, self.sidecar.is_some(), ctx));
        let told = match &shown {
            Ok(show) => show.opened(),
            Err(error) => Told::Failed { code: error.code(), message: error.to_string() },
        };
        if let Some(sidecar) = &self.sidecar {
            // A console that does not read learns it by asking for the state.
            let _is_taken = sidecar.tell(told);
        }
        self.phase = match shown {
            Ok(show) => Phase::Showing(Box::new(show)),
            Err(error) => Phase::Failed(error),
        };
    }

    fn hear(&mut self, ctx: &Context) {
        let Some(sidecar) = &mut self.sidecar else { return };
        loop {
            match (sidecar.hear(), &mut self.phase) {
                (Next::Nothing, _) => return,
                (Next::Gone, Phase::Showing(show)) => show.console_is_gone(),
                (Next::Gone, _) => {}
                (Next::Do(Do::Seek(at)), Phase::Showing(show)) => show.seek(at),
                // It begins there once it is open.
                (Next::Do(Do::Seek(at)), _) => self.opening.at = Some(at),
                (Next::Do(Do::TellState), Phase::Showing(show)) => show.tell_state_again(),
                (Next::Do(Do::TellState), Phase::Failed(error)) => {
                    let _is_taken =
                        sidecar.tell(Told::Failed { code: error.code(), message: error.to_string() });
                }
                (Next::Do(Do::TellState), Phase::Opening(_)) => {}
                (Next::Do(Do::Close), phase) => match phase {
                    // What was begun to be written is not thrown away from afar.
                    Phase::Showing(show) if show.is_writing() => show.keep_for_note(),
                    _ => ctx.send_viewport_cmd(egui::ViewportCommand::Close),
                },
                (Next::Do(Do::Open(_) | Do::Refuse(_) | Do::Answer(_)), _) => {}
            }
        }
    }
}

fn begin(opening: &Opening, ctx: &Context) -> Phase {
    let (send, opened) = sync_channel(1);
    let (path, ctx) = (opening.path.clone(), ctx.clone());
    let work = move || {
        // Nobody takes it where the window was closed meanwhile.
        let _closed = send.send(film::open(&path));
        ctx.request_repaint();
    };
    match std::thread::Builder::new().name("open".to_owned()).spawn(work) {
        Ok(_) => Phase::Opening(opened),
        Err(source) => Phase::Failed(PlayerError::Thread { what: "opens the film", source }),
    }
}

impl eframe::App for Player {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.draw(ui);
    }

    /// Keys of the film are taken before the toolkit moves the focus by its arrows.
    fn raw_input_hook(&mut self, ctx: &Context, input: &mut egui::RawInput) {
        if let Phase::Showing(show) = &self.phase
            && !show.is_writing()
        {
            let has_focus = ctx.memory(|memory| memory.focused().is_some());
            self.pending.extend(keys::take(&mut input.events, has_focus));
        }
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        if let Some(sidecar) = &self.sidecar {
            let _is_taken = sidecar.tell(Told::Closed);
        }
    }
}

/// Wakes the window, once there is one, from a thread that has something for it.
#[derive(Clone, Default)]
pub struct Wake(Arc<OnceLock<Context>>);

impl Wake {
    pub fn call(&self) {
        if let Some(ctx) = self.0.get() {
            ctx.request_repaint();
        }
    }
}

/// Opens the window and stays until it is closed.
///
/// # Errors
///
/// [`PlayerError::NoWindow`].
pub fn run(opening: Opening, sidecar: Option<Sidecar>, wake: &Wake) -> Result<(), PlayerError> {
    let viewport = egui::ViewportBuilder::default()
        .with_title("Hindsight player")
        .with_app_id("hindsight-player")
        .with_inner_size([1280.0, 800.0])
        .with_min_inner_size([480.0, 320.0]);
    let options = eframe::NativeOptions { viewport, ..eframe::NativeOptions::default() };
    let wake = wake.clone();
    let begin = move |ctx: &Context| {
        // The first window is the only one.
        let _first = wake.0.set(ctx.clone());
        Player::new(opening, sidecar, ctx)
    };
    eframe::run_native("hindsight-player", options, Box::new(|cc| Ok(Box::new(begin(&cc.egui_ctx)))))
        .map_err(|error| PlayerError::NoWindow { reason: error.to_string() })
}
