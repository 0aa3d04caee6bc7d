//! The picture, as large as fits or as near as a person looks.

use eframe::egui::{Color32, Id, Rect, Role, Sense, TextureHandle, Ui, WidgetInfo, pos2, vec2};

use super::theme;
use crate::sight::Sight;

pub(super) struct Stage<'a> {
    pub(super) sight: &'a mut Sight,
    pub(super) picture: Option<&'a TextureHandle>,
    pub(super) heat: Option<&'a TextureHandle>,
    /// Of the picture, in its own pixels.
    pub(super) size: (u32, u32),
    /// For those who do not see it.
    pub(super) name: &'a str,
    /// Why the picture is not the one of this time.
    pub(super) failure: Option<&'a str>,
}

impl Stage<'_> {
    pub(super) fn draw(self, ui: &mut Ui) {
        let room = ui.available_rect_before_wrap();
        let response = ui.interact(room, Id::unique("stage"), Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, self.name));
        let (picture, space) = ((self.size.0 as f32, self.size.1 as f32), (room.width(), room.height()));
        if response.dragged() {
            let by = response.drag_delta();
            self.sight.pan((by.x, by.y), picture, space);
        }
        if response.double_clicked() {
            *self.sight = Sight::default();
        }
        if let Some(pointer) = response.hover_pos() {
            let (scrolled, pinched) = ui.input(|input| (input.smooth_scroll_delta().y, input.zoom_delta()));
            let factor = pinched * (scrolled / 200.0).exp();
            if (factor - 1.0).abs() > f32::EPSILON {
                let point = (pointer.x - room.left(), pointer.y - room.top());
                self.sight.zoom_at(factor, point, picture, space);
            }
        }
        let placed = self.sight.placed(picture, space);
        let corner = pos2(room.left() + placed.left, room.top() + placed.top);
        let rect = Rect::from_min_size(corner, vec2(placed.width, placed.height));
        let painter = ui.painter().with_clip_rect(room);
        painter.rect_filled(room, 0.0, theme::CANVAS);
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        for texture in [self.picture, self.heat].into_iter().flatten() {
            painter.image(texture.id(), rect, whole, Color32::WHITE);
        }
        if let Some(failure) = self.failure {
            let place = Rect::from_center_size(room.center(), vec2((room.width() - 48.0).max(1.0), 80.0));
            ui.put(place, |ui: &mut Ui| {
                eframe::egui::Frame::popup(ui.style())
                    .show(ui, |ui| ui.colored_label(theme::CRITICAL, failure))
                    .response
            });
        }
    }
}
