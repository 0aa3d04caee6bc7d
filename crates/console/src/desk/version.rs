//! The version of what is computed from recordings and kept beside them.

/// In which everything here is kept: timelines, insights, facts, numbers, keyframes, pieces of heatmaps.
///
/// **Raise it with every change to what is kept**, to its shape or to what it says. What an earlier build kept counts for
/// nothing from then on: it is computed anew, in the background, and at once where a recording is opened.
pub const DERIVED: u32 = 1;

#[cfg(test)]
mod tests {
    use hindsight_contract::heatmap::HeatmapAsk;
    use hindsight_domain::{BlobHash, RecordingId};
    use hindsight_vault::{PageFilter, PagePart, Vault};

    use super::DERIVED;
    use crate::MomentsAsk;
    use crate::desk::heat::tests::{Bed, page};
    use crate::desk::packed::unpack;
    use crate::desk::shape;

    /// What an earlier build kept: of a shape that this one does not know, or of one that it takes for its own.
    fn keep_as_an_earlier_build(vault: &Vault, id: &RecordingId) {
        let earlier = vault.clone().deriving(DERIVED - 1);
        let kept = [
            ("track", b"{\"duration_ms\":1}".to_vec()),
            ("pulse", b"pulse".to_vec()),
            ("insight", b"{\"moments\":[]}".to_vec()),
            ("facts", b"facts".to_vec()),
            ("numbers", b"{\"clicks\":9}".to_vec()),
            ("activity", b"[9]".to_vec()),
            ("keyframes", b"[7]".to_vec()),
        ];
        let grid = PagePart {
            page: "shop.example/cart/:id".into(),
            width: "desktop".into(),
            name: "click".into(),
            weight: 1_000,
            data: b"a grid of another shape".to_vec(),
        };
        earlier.keep_derived_with_pages(id, 1, &kept, Some(&[grid])).unwrap();
    }

    #[tokio::test]
    async fn what_an_earlier_build_computed_is_computed_anew_when_a_recording_is_opened() {
        let bed = Bed::new();
        let console = &bed.console;
        let fresh = bed.import(&page(0));
        let json = |id: RecordingId| async move {
            let track = console.track(&id, None).await.unwrap();
            let finer = console.track(&id, Some(1_000)).await.unwrap();
            let facts = console.facts(&id).await.unwrap();
            let moments = console.moments(&id, MomentsAsk::default()).await.unwrap().list.items;
            let moments: Vec<_> = moments.into_iter().map(|m| (m.at_ms, m.kind, m.label)).collect();
            (track, finer, facts, moments, console.insight(&id).await.unwrap().summary)
        };
        let expected = json(fresh).await;
        for was_read_by_both in [false, true] {
            let id = bed.import(&page(0));
            if was_read_by_both {
                shape::compute(&console.vault, &id).unwrap();
            }
            keep_as_an_earlier_build(&console.vault, &id);
            assert_eq!(json(id.clone()).await, expected);
            let window = console.window_bytes(&id, 3_000, true).await.unwrap();
            assert!(String::from_utf8(window).unwrap().contains("Pay now"));
        }
    }

    #[tokio::test]
    async fn what_an_earlier_build_computed_is_computed_anew_in_the_background() {
        let bed = Bed::new();
        let console = &bed.console;
        let ids = [bed.import(&page(0)), bed.import(&page(1))];
        assert_eq!(console.index_shapes().await.unwrap(), 2);
        assert_eq!(console.index_shapes().await.unwrap(), 0);
        ids.iter().for_each(|id| keep_as_an_earlier_build(&console.vault, id));
        assert_eq!(
            console.vault.pages("click", &PageFilter::default(), 9).unwrap(),
            [],
            "nothing of it counts"
        );

        assert_eq!(console.index_shapes().await.unwrap(), 2);
        assert_eq!(console.index_shapes().await.unwrap(), 0, "once");
        let earlier = console.vault.clone().deriving(DERIVED - 1);
        assert_eq!(earlier.derived(&ids[0], "track").unwrap(), None, "what was stale is gone");
        assert_eq!(earlier.pages("click", &PageFilter::default(), 9).unwrap(), []);
        let ask = HeatmapAsk { layer: "click".into(), ..HeatmapAsk::default() };
        let heat = console.heatmap(ask, None, None).await.unwrap();
        assert_eq!(heat.recordings, 2);
    }

    #[test]
    fn what_is_kept_of_a_recording_is_what_this_version_says() {
        let bed = Bed::new();
        let id = bed.import(&page(0));
        let vault = &bed.console.vault;
        shape::compute(vault, &id).unwrap();
        let kept = ["track", "pulse", "insight", "facts", "numbers", "activity", "keyframes"].map(|name| {
            let stored = vault.derived(&id, name).unwrap().unwrap();
            let plain = unpack(&id, name, &stored).unwrap_or(stored);
            format!("{name} {}", &BlobHash::of(&plain).as_str()[..12])
        });
        let of_version_1 = [
            "track 9d9b51375c1d",
            "pulse 7f140a42f83e",
            "insight a23fd61103c8",
            "facts 45358fbff1ec",
            "numbers d7104ba6ee46",
            "activity 8565ebb1a7f7",
            "keyframes 4f53cda18c2b",
        ];
        let raise = "where this differs, raise DERIVED, so that what earlier builds kept is computed anew";
        assert_eq!((DERIVED, kept), (1, of_version_1.map(str::to_owned)), "{raise}");
    }
}
