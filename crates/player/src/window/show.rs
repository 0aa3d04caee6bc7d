//! A film that is open: its playhead, its pictures, and what a person does with them.

use std::time::Duration;

use eframe::egui::{CentralPanel, Context, Frame, Panel, TextureHandle, TextureOptions, Ui};
use hindsight_replay::At;

use super::act::Act;
use super::bar::Bar;
use super::note::{Draft, Outcome};
use super::screen::Screen;
use super::scrubber::Scrubber;
use super::stage::Stage;
use super::thumbnails::Thumbnails;
use super::{heat, keys, overlays, theme};
use crate::PlayerError;
use crate::cover::Cover;
use crate::film::{Opened, Reel};
use crate::playhead::{Command, Frames, Playhead};
use crate::protocol::{Moment, Opening, State, Told};
use crate::sidecar::Sidecar;
use crate::sight::Sight;
use crate::time_code::time_code;

/// While playing, the title and the console need no more than this.
const TELL_EACH_S: f64 = 0.25;
/// A moment this near is the one that is looked at.
const AT_MOMENT_US: i64 = 500_000;

pub(super) struct Show {
    reel: Reel,
    head: Playhead,
    sight: Sight,
    screen: Screen,
    thumbnails: Thumbnails,
    moments: Vec<Moment>,
    covers: Vec<Cover>,
    heat: Option<TextureHandle>,
    shows_heat: bool,
    note: Option<Draft>,
    shows_keys: bool,
    message: Option<String>,
    has_console: bool,
    /// Where a person went must be decoded at once, though it plays.
    has_jumped: bool,
    drawn_at_s: Option<f64>,
    told_at_s: f64,
    told: Option<State>,
}

impl Show {
    pub(super) fn new(
        opened: Opened,
        opening: &Opening,
        has_console: bool,
        ctx: &Context,
    ) -> Result<Self, PlayerError> {
        let Opened { reel, film, thumbnails } = opened;
        let at_us = opening.at.map_or_else(|| reel.start_us(), |at| reel.place(at));
        let picture = opening.heat.as_deref().map(heat::read).transpose()?;
        let heat = picture.map(|picture| ctx.load_texture("heat", picture, TextureOptions::LINEAR));
        Ok(Self {
            head: Playhead::new(&reel, at_us),
            sight: Sight::default(),
            screen: Screen::start(film, ctx)?,
            thumbnails: Thumbnails::start(thumbnails, &reel, ctx)?,
            moments: opening.moments.clone(),
            covers: opening.hide.clone(),
            shows_heat: heat.is_some(),
            heat,
            note: None,
            shows_keys: false,
            message: reel.lacks(),
            has_console,
            has_jumped: false,
            drawn_at_s: None,
            told_at_s: f64::NEG_INFINITY,
            told: None,
            reel,
        })
    }

    pub(super) fn opened(&self) -> Told {
        let (width, height) = self.reel.size();
        Told::Opened { frames: self.reel.count(), duration_us: self.reel.end_us(), width, height }
    }

    /// What is on the screen, in words.
    pub(super) fn place(&self) -> String {
        let count = self.reel.count();
        let at = time_code(self.head.at_us());
        match self.shown() {
            Some(frame) => format!("{at}  frame {} of {count}", frame + 1),
            None => format!("{at}  decoding frame {} of {count}", self.head.frame() + 1),
        }
    }

    /// The frame on the screen, where it is the one of this time; while playing, the last one that came in time.
    fn shown(&self) -> Option<usize> {
        let shown = self.screen.on_screen().filter(|shown| shown.is_exact)?;
        (self.head.is_playing() || shown.frame == self.head.frame()).then_some(shown.frame)
    }

    pub(super) fn is_writing(&self) -> bool {
        self.note.is_some()
    }

    pub(super) fn keep_for_note(&mut self) {
        self.message =
            Some("The console asked to close this window; keep or discard the note first.".to_owned());
    }

    pub(super) fn console_is_gone(&mut self) {
        self.has_console = false;
        self.message = Some(
            "The console has ended. The film can still be watched; notes cannot be kept until it is opened again \
             from the console."
                .to_owned(),
        );
    }

    pub(super) fn seek(&mut self, at: At) {
        let at_us = self.reel.place(at);
        self.play(Command::SeekUs(at_us));
    }

    pub(super) fn tell_state_again(&mut self) {
        self.told = None;
    }

    /// Returns whether the window's title may follow now.
    pub(super) fn draw(&mut self, ui: &mut Ui, mut acts: Vec<Act>, sidecar: Option<&Sidecar>) -> bool {
        let ctx = ui.ctx().clone();
        let now_s = ctx.input(|input| input.time);
        if !self.is_writing() {
            let has_focus = ctx.memory(|memory| memory.focused().is_some());
            acts.extend(ctx.input_mut(|input| keys::take(&mut input.events, has_focus)));
        }
        let passed_us = self.drawn_at_s.map_or(0, |before| ((now_s - before) * 1e6) as i64);
        self.drawn_at_s = Some(now_s);
        self.head.tick(passed_us, &self.reel);
        for act in acts {
            self.act(act);
        }
        self.advance(&ctx);
        self.draw_panels(ui);
        self.draw_over(&ctx, sidecar);
        self.advance(&ctx);
        self.repaint_later(&ctx);
        self.tell(now_s, sidecar)
    }

    /// Brings what is shown to where the playhead stands.
    fn advance(&mut self, ctx: &Context) {
        let smoothly = self.head.is_playing() && !self.has_jumped;
        let wanted = self.head.wanted(&self.reel);
        self.screen.want(wanted, smoothly);
        self.has_jumped = false;
        if self.screen.fetch(ctx, &self.covers) {
            self.screen.want(wanted, smoothly);
        }
        self.thumbnails.fetch(ctx, &self.covers, self.screen.is_waiting());
    }

    fn draw_panels(&mut self, ui: &mut Ui) {
        let mut acts = Vec::new();
        let place = self.place();
        let at_us = self.head.at_us();
        Panel::bottom("controls").frame(Frame::new().fill(theme::SURFACE).inner_margin(8.0)).show(ui, |ui| {
            let scrubber = Scrubber {
                thumbnails: &self.thumbnails,
                moments: &self.moments,
                start_us: self.reel.start_us(),
                end_us: self.reel.end_us(),
                at_us,
            };
            if let Some(at_us) = scrubber.draw(ui) {
                acts.push(Act::Play(Command::SeekUs(at_us)));
            }
            ui.add_space(4.0);
            let near = self.moments.iter().min_by_key(|moment| moment.at_us.abs_diff(at_us));
            let moment = near.filter(|moment| moment.at_us.abs_diff(at_us) <= AT_MOMENT_US.unsigned_abs());
            let bar = Bar {
                head: &self.head,
                place: &place,
                moment: moment.map(|moment| moment.label.as_str()),
                has_moments: !self.moments.is_empty(),
                heat: self.heat.as_ref().map(|_| self.shows_heat),
                has_sound: self.reel.has_sound(),
            };
            acts.extend(bar.draw(ui));
        });
        CentralPanel::default().frame(Frame::new().fill(theme::CANVAS)).show(ui, |ui| {
            let stage = Stage {
                sight: &mut self.sight,
                picture: self.screen.texture(),
                heat: self.heat.as_ref().filter(|_| self.shows_heat),
                size: self.screen.size(),
                name: &format!("Picture at {place}"),
                failure: self.screen.failure(),
            };
            stage.draw(ui);
        });
        for act in acts {
            self.act(act);
        }
    }

    fn draw_over(&mut self, ctx: &Context, sidecar: Option<&Sidecar>) {
        if self.shows_keys {
            self.shows_keys = overlays::keys(ctx);
        }
        match self.note.as_mut().map(|note| note.draw(ctx)) {
            Some(Outcome::Keep) => self.hand_over_note(sidecar),
            Some(Outcome::Discard) => self.note = None,
            Some(Outcome::Writes) | None => {}
        }
        if let Some(message) = &self.message
            && !overlays::message(ctx, message)
        {
            self.message = None;
        }
    }

    fn act(&mut self, act: Act) {
        match act {
            Act::Play(command) => self.play(command),
            Act::Closer => self.sight.closer(),
            Act::Farther => self.sight.farther(),
            Act::Whole => self.sight = Sight::default(),
            Act::Heat => self.shows_heat = !self.shows_heat,
            Act::Note => self.begin_note(),
            Act::Keys => self.shows_keys = !self.shows_keys,
            Act::Dismiss if self.shows_keys => self.shows_keys = false,
            Act::Dismiss => self.message = None,
        }
    }

    fn play(&mut self, command: Command) {
        let marks: Vec<i64> = self.moments.iter().map(|moment| moment.at_us).collect();
        self.head.apply(command, &self.reel, &marks);
        self.has_jumped = true;
    }

    fn begin_note(&mut self) {
        if !self.has_console {
            self.message = Some(
                "A film that was opened as a file has nowhere to keep a note: import it, and open it from the console."
                    .to_owned(),
            );
            return;
        }
        self.play(Command::Pause);
        self.note = Some(Draft::new(self.head.at_us(), self.head.frame()));
    }

    fn hand_over_note(&mut self, sidecar: Option<&Sidecar>) {
        let Some(note) = self.note.take() else { return };
        let text = note.text.trim().to_owned();
        let told = Told::Note { at_us: note.at_us, frame: note.frame, text: text.clone() };
        if sidecar.is_some_and(|sidecar| sidecar.tell(told)) {
            let place = self.moments.partition_point(|moment| moment.at_us <= note.at_us);
            self.moments.insert(place, Moment { at_us: note.at_us, label: text });
        } else {
            self.message = Some(
                "The console did not take the note; it is still here. Try again, or copy it.".to_owned(),
            );
            self.note = Some(note);
        }
    }

    fn tell(&mut self, now_s: f64, sidecar: Option<&Sidecar>) -> bool {
        if self.head.is_playing() && now_s - self.told_at_s < TELL_EACH_S {
            return false;
        }
        let state = State {
            at_us: self.head.at_us(),
            frame: self.shown(),
            is_playing: self.head.is_playing(),
            speed: self.head.speed().times(),
        };
        if self.told != Some(state) {
            self.told_at_s = now_s;
            // Not taken, it is told again at the next change.
            self.told = sidecar.is_none_or(|sidecar| sidecar.tell(Told::State(state))).then_some(state);
        }
        true
    }

    fn repaint_later(&self, ctx: &Context) {
        if let Some(us) = self.head.next_change_us(&self.reel) {
            // The time line moves though the picture stands.
            let us = u64::try_from(us).unwrap_or_default().clamp(8_000, 100_000);
            ctx.request_repaint_after(Duration::from_micros(us));
        }
    }
}
