//! A note at a time, while it is written.

use eframe::egui::{Context, Id, Key, Modal, Modifiers, TextEdit};

use crate::time_code::time_code;

/// Longer ones are no notes.
const MOST_CHARS: usize = 10_000;

pub(super) struct Draft {
    pub(super) at_us: i64,
    pub(super) frame: usize,
    pub(super) text: String,
    has_begun: bool,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Writes,
    Keep,
    Discard,
}

impl Draft {
    pub(super) fn new(at_us: i64, frame: usize) -> Self {
        Self { at_us, frame, text: String::new(), has_begun: false }
    }

    pub(super) fn draw(&mut self, ctx: &Context) -> Outcome {
        let drawn = Modal::new(Id::unique("note")).show(ctx, |ui| {
            ui.set_width(420.0_f32.min(ui.ctx().content_rect().width() - 48.0));
            let title = ui.heading(format!("Note at {}", time_code(self.at_us)));
            ui.add_space(8.0);
            let edit = TextEdit::multiline(&mut self.text)
                .char_limit(MOST_CHARS)
                .desired_rows(3)
                .desired_width(f32::INFINITY);
            let written = ui.add(edit).labelled_by(title.id);
            if !std::mem::replace(&mut self.has_begun, true) {
                written.request_focus();
            }
            ui.add_space(8.0);
            let is_empty = self.text.trim().is_empty();
            ui.horizontal(|ui| {
                let keep = ui.add_enabled(!is_empty, eframe::egui::Button::new("Keep note"));
                let keep = keep.on_hover_text("Ctrl+Enter").clicked()
                    || (!is_empty && ui.input_mut(|i| i.consume_key(Modifiers::COMMAND, Key::Enter)));
                // A key hit in error must not cost what was written.
                let discard = ui.button("Discard").clicked()
                    || (is_empty && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape)));
                match (keep, discard) {
                    (true, _) => Outcome::Keep,
                    (false, true) => Outcome::Discard,
                    (false, false) => Outcome::Writes,
                }
            })
            .inner
        });
        drawn.inner
    }
}
