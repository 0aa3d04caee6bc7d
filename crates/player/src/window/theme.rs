//! The console's dark colours: pictures are looked at in the dark.

use eframe::egui::{self, Color32, Stroke, Visuals};

pub(super) const CANVAS: Color32 = Color32::from_rgb(0x0f, 0x12, 0x14);
pub(super) const SURFACE: Color32 = Color32::from_rgb(0x16, 0x1a, 0x1d);
pub(super) const SUNKEN: Color32 = Color32::from_rgb(0x0b, 0x0e, 0x10);
pub(super) const INK: Color32 = Color32::from_rgb(0xe9, 0xed, 0xf0);
pub(super) const INK_2: Color32 = Color32::from_rgb(0xae, 0xb7, 0xbe);
pub(super) const ACCENT: Color32 = Color32::from_rgb(0x4f, 0xc2, 0xb2);
pub(super) const MARK: Color32 = Color32::from_rgb(0xe6, 0xc5, 0x5a);
pub(super) const CRITICAL: Color32 = Color32::from_rgb(0xff, 0x8a, 0x80);

pub(super) fn set(ctx: &egui::Context) {
    let mut visuals = Visuals::dark();
    visuals.panel_fill = SURFACE;
    visuals.window_fill = SURFACE;
    visuals.extreme_bg_color = SUNKEN;
    visuals.override_text_color = Some(INK);
    visuals.selection.bg_fill = Color32::from_rgb(0x16, 0x30, 0x2d);
    visuals.selection.stroke = Stroke::new(2.0, ACCENT);
    visuals.hyperlink_color = ACCENT;
    ctx.set_theme(egui::Theme::Dark);
    ctx.set_visuals_of(egui::Theme::Dark, visuals);
}
