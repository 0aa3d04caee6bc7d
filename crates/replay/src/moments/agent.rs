//! Moments of an agent run.

use hindsight_domain::Recording;

use super::{Keep, MOMENTS, MomentKind, Moments};
use crate::Timeline;
use crate::run::{BarState, Line, Outline, Outliner, label_of};

/// Finds the moments of a run, and its [`Outline`] on the way.
pub struct Finder {
    outliner: Outliner,
    keep: Keep,
    timeline: Timeline,
}

impl Finder {
    /// For a run.
    pub fn new(recording: &Recording) -> Self {
        let timeline = Timeline::of(recording);
        Self { outliner: Outliner::new(timeline.start()), keep: Keep::new(timeline, MOMENTS), timeline }
    }

    /// Takes the next event.
    pub fn add(&mut self, line: &Line<'_>) {
        if line.event_type == "error" {
            let label = label_of(line);
            let label = if label.is_empty() { "Error" } else { &label };
            self.keep.add(self.timeline.offset_ms(line.timestamp), MomentKind::Error, label);
        }
        self.outliner.add(line);
    }

    /// What was found.
    pub fn finish(mut self) -> (Moments, Outline) {
        let outline = self.outliner.finish();
        for bar in outline.bars.iter().filter(|bar| bar.state == BarState::Failed && !bar.ended_by_error) {
            let label = if bar.label.is_empty() { "Operation failed" } else { &bar.label };
            self.keep.add(bar.to_ms, MomentKind::FailedOperation, label);
        }
        for request in &outline.requests {
            self.keep.add(request.at_ms, MomentKind::AgentRequest, &request.label);
            if let Some((_, at_ms, words)) = &request.answer {
                self.keep.add(*at_ms, MomentKind::Answer, words);
            }
        }
        (self.keep.finish(), outline)
    }
}
