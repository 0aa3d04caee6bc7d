//! Reads a web session into what is kept of it for heatmaps.

use hindsight_domain::Recording;
use hindsight_rrweb::{event::Event, mirror::Mirror};

use super::{
    collected::Collected,
    layer::Layer,
    layout::{Measured, PageLayout},
    page::Rules,
    part::{self, Part, PartError},
    points::Collector,
};
use crate::moments::{MomentKind, Moments, RAGE_MS};

/// Fed event by event, in their order, each before the mirror applies it.
#[derive(Clone, Debug)]
pub struct Reader {
    collector: Collector,
    measured: Measured,
}

impl Reader {
    /// With what replays measured of the recording's pages; nothing where none did.
    pub fn new(measured: Measured) -> Self {
        Self { collector: Collector::new(Rules::default()), measured }
    }

    pub fn feed(&mut self, event: &Event<'_>, mirror: &Mirror) {
        let in_view = self.collector.in_view();
        let measured = in_view.and_then(|(page, bucket)| self.measured.page(page, bucket));
        self.collector.feed(event, &PageLayout { mirror, measured });
    }

    /// Ends the recording: its pieces, with the clicks marked that its moments are about.
    pub fn finish(self, recording: &Recording, moments: &Moments) -> Result<Vec<Part>, PartError> {
        let mut collected = self.collector.finish();
        mark(&mut collected, recording.started_at.millis(), moments);
        part::parts(&collected, &self.measured, recording.started_at.millis())
    }
}

/// Marks the clicks of rage and dead clicks.
fn mark(collected: &mut Collected, started_ms: i64, moments: &Moments) {
    for (layer, kind, length_ms) in
        [(Layer::Rage, MomentKind::RageClick, RAGE_MS), (Layer::Dead, MomentKind::DeadClick, 0)]
    {
        let of_kind = moments.list.iter().filter(|moment| moment.kind == kind);
        collected.mark(
            layer,
            of_kind.map(|moment| {
                let from_ms = started_ms.saturating_add(moment.at_ms);
                from_ms..=from_ms.saturating_add(length_ms)
            }),
        );
    }
}
