//! The time line: thumbnails, moments, and where the film stands.

use eframe::egui::accesskit::{Action, ActionData};
use eframe::egui::{Color32, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::theme;
use super::thumbnails::{COUNT, Thumbnails};
use crate::playhead::STRIDE_US;
use crate::protocol::Moment;
use crate::time_code::time_code;

const PICTURES: f32 = 48.0;
const RAIL: f32 = 20.0;

pub(super) struct Scrubber<'a> {
    pub(super) thumbnails: &'a Thumbnails,
    pub(super) moments: &'a [Moment],
    pub(super) start_us: i64,
    pub(super) end_us: i64,
    pub(super) at_us: i64,
}

impl Scrubber<'_> {
    /// Returns where a person goes.
    pub(super) fn draw(&self, ui: &mut Ui) -> Option<i64> {
        let size = vec2(ui.available_width(), PICTURES + RAIL);
        let (rect, response) = ui.allocate_exact_size(size, Sense::click_and_drag());
        let seconds = |us: i64| us.saturating_sub(self.start_us) as f64 / 1e6;
        response.widget_info(|| WidgetInfo::slider(true, seconds(self.at_us), "Time"));
        ui.ctx().accesskit_node_builder(response.id, |node| {
            node.set_role(Role::Slider);
            node.set_min_numeric_value(0.0);
            node.set_max_numeric_value(seconds(self.end_us));
            node.set_numeric_value_step(STRIDE_US as f64 / 1e6);
            node.set_value(format!("{} of {}", time_code(self.at_us), time_code(self.end_us)));
            node.add_action(Action::SetValue);
            node.add_action(Action::Increment);
            node.add_action(Action::Decrement);
        });
        self.paint(ui, rect, response.has_focus());
        if let Some(pointer) = response.hover_pos() {
            let at = self.time(rect, pointer.x);
            let moment = self.moment_near(rect, pointer.x);
            response.clone().on_hover_ui_at_pointer(|ui| {
                ui.label(time_code(at));
                if let Some(moment) = moment {
                    ui.label(&moment.label);
                }
            });
        }
        let pointed = response.interact_pointer_pos().filter(|_| response.is_pointer_button_down_on());
        pointed.map(|pointer| self.time(rect, pointer.x)).or_else(|| self.asked_by_reader(ui, response.id))
    }

    fn asked_by_reader(&self, ui: &Ui, id: eframe::egui::Id) -> Option<i64> {
        ui.input(|input| {
            let set = input.accesskit_action_requests(id, Action::SetValue).find_map(|request| {
                let Some(ActionData::NumericValue(seconds)) = request.data else { return None };
                seconds.is_finite().then(|| self.start_us.saturating_add((seconds * 1e6) as i64))
            });
            let count = |action| input.num_accesskit_action_requests(id, action) as i64;
            let strides = count(Action::Increment) - count(Action::Decrement);
            set.or_else(|| (strides != 0).then(|| self.at_us.saturating_add(strides * STRIDE_US)))
        })
    }

    fn paint(&self, ui: &Ui, rect: Rect, has_focus: bool) {
        let painter = ui.painter();
        painter.rect_filled(rect, 0.0, theme::SUNKEN);
        let each = rect.width() / COUNT as f32;
        for place in 0..COUNT {
            let Some(texture) = self.thumbnails.get(place) else { continue };
            let cell = Rect::from_min_size(
                pos2(rect.left() + each * place as f32, rect.top()),
                vec2(each, PICTURES),
            );
            let size = texture.size_vec2();
            let fit = (cell.width() / size.x.max(1.0)).min(cell.height() / size.y.max(1.0));
            let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
            painter.image(
                texture.id(),
                Rect::from_center_size(cell.center(), size * fit),
                whole,
                Color32::WHITE,
            );
        }
        let rail = Rect::from_min_max(pos2(rect.left(), rect.top() + PICTURES), rect.max);
        painter.rect_filled(rail, 0.0, theme::SURFACE);
        let here = self.x(rect, self.at_us);
        painter.rect_filled(
            Rect::from_min_max(rail.min, pos2(here, rail.max.y)),
            0.0,
            Color32::from_rgb(0x16, 0x30, 0x2d),
        );
        for moment in self.moments {
            let x = self.x(rect, moment.at_us);
            painter.line_segment(
                [pos2(x, rail.top() + 4.0), pos2(x, rail.bottom() - 4.0)],
                Stroke::new(2.0, theme::MARK),
            );
        }
        painter.line_segment(
            [pos2(here, rect.top()), pos2(here, rect.bottom())],
            Stroke::new(2.0, theme::ACCENT),
        );
        if has_focus {
            painter.rect_stroke(rect, 0.0, Stroke::new(2.0, theme::ACCENT), StrokeKind::Inside);
        }
    }

    fn x(&self, rect: Rect, at_us: i64) -> f32 {
        let length = self.end_us.saturating_sub(self.start_us).max(1) as f64;
        let share = (at_us.saturating_sub(self.start_us) as f64 / length).clamp(0.0, 1.0);
        rect.left() + (f64::from(rect.width()) * share) as f32
    }

    fn time(&self, rect: Rect, x: f32) -> i64 {
        let share = f64::from((x - rect.left()) / rect.width().max(1.0)).clamp(0.0, 1.0);
        self.start_us.saturating_add((self.end_us.saturating_sub(self.start_us) as f64 * share) as i64)
    }

    fn moment_near(&self, rect: Rect, x: f32) -> Option<&Moment> {
        let apart = |moment: &Moment| (self.x(rect, moment.at_us) - x).abs();
        let nearest = self.moments.iter().min_by(|a, b| apart(a).total_cmp(&apart(b)));
        nearest.filter(|moment| apart(moment) <= 6.0)
    }
}
