//! What lies over the film for a while: the list of keys, and a message.

use eframe::egui::{Align2, Area, Context, Frame, Grid, Id, Key, Modal, Modifiers, RichText, Stroke, vec2};

use super::{keys, theme};

/// Returns whether it stays.
pub(super) fn keys(ctx: &Context) -> bool {
    let drawn = Modal::new(Id::unique("keys")).show(ctx, |ui| {
        ui.heading("Keys");
        ui.add_space(8.0);
        Grid::new("key list").num_columns(2).spacing([24.0, 4.0]).show(ui, |ui| {
            for row in keys::ROWS {
                ui.label(RichText::new(row.keys).monospace().color(theme::ACCENT));
                ui.label(row.label);
                ui.end_row();
            }
        });
        ui.add_space(8.0);
        let is_dismissed = ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape));
        !(ui.button("Close").clicked() || is_dismissed)
    });
    drawn.inner && !drawn.backdrop_response.clicked()
}

/// Returns whether it stays.
pub(super) fn message(ctx: &Context, text: &str) -> bool {
    let area = Area::new(Id::unique("message")).anchor(Align2::CENTER_TOP, vec2(0.0, 12.0));
    let drawn = area.show(ctx, |ui| {
        let frame = Frame::popup(ui.style()).stroke(Stroke::new(1.0, theme::MARK));
        frame
            .show(ui, |ui| {
                ui.set_max_width(560.0_f32.min(ui.ctx().content_rect().width() - 48.0));
                ui.horizontal_wrapped(|ui| {
                    ui.label(text);
                    ui.button("Dismiss").clicked()
                })
                .inner
            })
            .inner
    });
    !drawn.inner
}
