//! The TypeScript types of the window, from the shapes that Rust writes.

use hindsight_domain as domain;
use ts_rs::{Config, TS};

use crate::{desk, heatmap, view};

/// The module `ui/src/contract/generated.ts`.
pub fn module() -> String {
    // JSON has one sort of number, and none of ours is over 2^53.
    let cfg = Config::default().with_large_int("number");
    let mut module = String::from("// Made by `cargo xtask types` from the Rust contract. Do not edit.\n");
    macro_rules! write {
        ($($shape:ty),* $(,)?) => {$(
            module.push_str("\nexport ");
            module.push_str(&<$shape as TS>::decl(&cfg));
            module.push('\n');
        )*};
    }
    write!(
        domain::Kind,
        domain::Status,
        domain::Role,
        domain::Severity,
        domain::ReviewState,
        domain::Standing,
        domain::FlagSource,
        domain::VerdictKind,
        domain::Recording,
        domain::Lease,
        domain::Coverage,
        domain::Flag,
        domain::Note,
        domain::VerdictStatement,
        domain::Verdict,
        domain::Review,
        view::Items<u8>,
        view::SignedIn,
        view::Imported,
        view::Skipped,
        view::RecordingView,
        view::SearchHit,
        view::Made,
        view::FlagMade,
        view::Delivery,
        view::VerdictMade,
        view::OutboxState,
        view::OutboxItem,
        view::CheckState,
        view::Check,
        view::Failure,
        view::MomentView,
        view::SentenceView,
        view::LackView,
        heatmap::HeatmapAsk,
        heatmap::HeatmapFilter,
        heatmap::HeatmapStyle,
        heatmap::HeatmapView,
        heatmap::PageShown,
        heatmap::HotPlace,
        heatmap::HotElement,
        heatmap::HeatmapPage,
        heatmap::ScrollView,
        heatmap::ScrollBand,
        heatmap::HeatmapPicture,
        heatmap::LegendStep,
        heatmap::PageMeasure,
        heatmap::FrameMeasure,
        heatmap::GivenPicture,
        desk::DeskState,
        desk::VaultState,
        desk::VaultTrouble,
        desk::VaultLock,
        desk::AccountView,
        desk::Storage,
        desk::SignInAsk,
        desk::LibraryFilter,
        desk::LibraryOrder,
        desk::ListAsk,
        desk::LibraryRow,
        desk::FacetValue,
        desk::Facets,
        desk::Unlisted,
        desk::RecordingDetail,
        desk::Insight,
        desk::NumbersSource,
        desk::NumbersAsk,
        desk::Numbers,
        desk::SessionNumbers,
        desk::PageNumbers,
        desk::DayNumbers,
        desk::RunNumbers,
        desk::AgentNumbers,
        desk::ReadHere,
        desk::WindowHead,
        desk::Track,
        desk::Facts,
        desk::Fact,
        desk::FactKind,
        desk::Stretch,
        desk::Outline,
        desk::Bar,
        desk::BarState,
        desk::Ask,
        desk::RunEvent,
        desk::VerdictAsk,
        desk::FlagAsk,
        desk::ReasonView,
        desk::PolicyView,
        desk::JobView,
        desk::JobKind,
        desk::Heard,
    );
    module
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_windows_types_are_those_of_the_contract() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/src/contract/generated.ts");
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        assert!(committed == super::module(), "{path} is stale: cargo xtask types");
    }
}
