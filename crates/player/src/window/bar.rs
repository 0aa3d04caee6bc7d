//! The buttons, and where the film stands in words.

use eframe::egui::{Align, Layout, RichText, Ui};

use super::act::Act;
use super::theme;
use crate::playhead::{Command, Playhead, Way};

pub(super) struct Bar<'a> {
    pub(super) head: &'a Playhead,
    /// Time code and frame number of what is on the screen.
    pub(super) place: &'a str,
    /// The moment or note at this time.
    pub(super) moment: Option<&'a str>,
    pub(super) has_moments: bool,
    /// Whether there is one, and whether it is shown.
    pub(super) heat: Option<bool>,
    pub(super) has_sound: bool,
}

impl Bar<'_> {
    pub(super) fn draw(&self, ui: &mut Ui) -> Vec<Act> {
        let mut acts = Vec::new();
        ui.horizontal_wrapped(|ui| {
            let mut button = |ui: &mut Ui, name: &str, key: &str, act: Act| {
                if ui.button(name).on_hover_text(key).clicked() {
                    acts.push(act);
                }
            };
            let play = if self.head.is_playing() { "Pause" } else { "Play" };
            button(ui, play, "Space", Act::Play(Command::Toggle));
            button(ui, "Frame back", ",", Act::Play(Command::Step(Way::Back)));
            button(ui, "Frame on", ".", Act::Play(Command::Step(Way::On)));
            if self.has_moments {
                button(ui, "Previous moment", "[", Act::Play(Command::Mark(Way::Back)));
                button(ui, "Next moment", "]", Act::Play(Command::Mark(Way::On)));
            }
            button(ui, "Slower", "-", Act::Play(Command::Slower));
            ui.label(format!("{} ×", self.head.speed().times()));
            button(ui, "Faster", "+", Act::Play(Command::Faster));
            let mut skips = self.head.skips_unchanged();
            if ui.checkbox(&mut skips, "Skip unchanged").on_hover_text("s").changed() {
                acts.push(Act::Play(Command::ToggleSkip));
            }
            if let Some(mut is_shown) = self.heat
                && ui.checkbox(&mut is_shown, "Heatmap").on_hover_text("h").changed()
            {
                acts.push(Act::Heat);
            }
            self.draw_rest(ui, &mut acts);
        });
        acts
    }

    fn draw_rest(&self, ui: &mut Ui, acts: &mut Vec<Act>) {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            for (name, key, act) in [("Keys", "?", Act::Keys), ("Note…", "n", Act::Note)] {
                if ui.button(name).on_hover_text(key).clicked() {
                    acts.push(act);
                }
            }
            ui.label(RichText::new(self.place).monospace());
            if self.has_sound {
                ui.label(RichText::new("no sound").color(theme::INK_2)).on_hover_text(
                    "This film has sound, which this player does not play. It is kept in the file.",
                );
            }
            if let Some(moment) = self.moment {
                ui.label(RichText::new(moment).color(theme::MARK));
            }
        });
    }
}
