//! Instead of a film: what is wrong, and what to do.

use eframe::egui::{CentralPanel, Frame, RichText, Ui};

use super::theme;
use crate::PlayerError;

/// Returns whether to try again.
pub(super) fn draw(ui: &mut Ui, error: &PlayerError) -> bool {
    let frame = Frame::new().fill(theme::CANVAS).inner_margin(32.0);
    let drawn = CentralPanel::default().frame(frame).show(ui, |ui| {
        ui.heading(RichText::new("This film cannot be shown").color(theme::CRITICAL));
        ui.add_space(12.0);
        ui.label(error.to_string());
        ui.add_space(4.0);
        ui.label(RichText::new("The file was not changed.").color(theme::INK_2));
        ui.add_space(16.0);
        ui.button("Try again").clicked()
    });
    drawn.inner
}
