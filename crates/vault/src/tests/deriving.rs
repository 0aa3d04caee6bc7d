//! What was computed from segments counts for nothing once it is stale, and goes with its recording.

use super::bed::{Bed, NOON, fetched, id, listed, page, recording, segment};

#[test]
fn what_is_derived_is_stale_once_more_segments_are_here() {
    let bed = Bed::new().signed_in();
    let two = [segment(0, b"one"), segment(1, b"two")];
    bed.vault.apply_page(&page(vec![listed(recording("r", NOON), &two)])).unwrap();
    bed.vault.store_batch(vec![fetched("r", b"one", &[])]).unwrap();
    bed.vault.keep_derived(&id("r"), 1, &[("track", b"of one".to_vec())]).unwrap();
    assert_eq!(bed.vault.derived(&id("r"), "track").unwrap().as_deref(), Some(&b"of one"[..]));
    assert_eq!(bed.vault.derived(&id("r"), "outline").unwrap(), None);
    assert!(bed.vault.without_derived("track", 10).unwrap().is_empty(), "it is not whole yet");

    let second = crate::Fetched { index: 1, ..fetched("r", b"two", &[]) };
    bed.vault.store_batch(vec![second]).unwrap();
    assert_eq!(bed.vault.derived(&id("r"), "track").unwrap(), None);
    assert_eq!(bed.vault.without_derived("track", 10).unwrap(), [id("r")]);
    bed.vault.keep_derived(&id("r"), 2, &[("track", b"of two".to_vec())]).unwrap();
    assert!(bed.vault.without_derived("track", 10).unwrap().is_empty());
}

#[test]
fn what_was_computed_from_other_segments_is_dropped_when_a_recording_is_read_again() {
    let bed = Bed::in_plain_text().signed_in();
    let two = [segment(0, b"one"), segment(1, b"two")];
    bed.vault.apply_page(&page(vec![listed(recording("r", NOON), &two)])).unwrap();
    bed.vault.store_batch(vec![fetched("r", b"one", &[])]).unwrap();
    let keep = |basis, name: &str, data: &str| {
        bed.vault.keep_derived(&id("r"), basis, &[(name, data.as_bytes().to_vec())]).unwrap();
    };
    keep(1, "keyframe:5", "stale-needle");
    bed.vault.store_batch(vec![crate::Fetched { index: 1, ..fetched("r", b"two", &[]) }]).unwrap();
    keep(1, "keyframe:6", "late-needle");
    keep(2, "keyframe:7", "fresh-needle");
    assert_eq!(bed.vault.derived(&id("r"), "keyframe:7").unwrap().as_deref(), Some(&b"fresh-needle"[..]));
    bed.vault.database().empty_log().unwrap();
    for (needle, files) in [("stale-needle", 0), ("late-needle", 0), ("fresh-needle", 1)] {
        assert_eq!(super::bed::files_with(bed.dir.path(), needle).len(), files, "{needle}");
    }
}

#[test]
fn what_is_derived_goes_with_its_recording() {
    let bed = Bed::in_plain_text().signed_in();
    bed.receive(&[("r", b"one")]);
    bed.vault.store_batch(vec![fetched("r", b"one", &[])]).unwrap();
    bed.vault.keep_derived(&id("r"), 1, &[("track", b"derived-needle".to_vec())]).unwrap();
    let gone = hindsight_contract::sync::Gone { recording_id: id("r"), reason: "deleted".into() };
    bed.vault.apply_page(&page(vec![hindsight_contract::sync::Change::Gone(gone)])).unwrap();
    assert!(super::bed::files_with(bed.dir.path(), "derived-needle").is_empty());
    bed.vault.keep_derived(&id("r"), 1, &[("track", b"late".to_vec())]).unwrap();
    assert_eq!(bed.vault.derived(&id("r"), "track").unwrap(), None);
}

#[test]
fn facets_count_what_there_is() {
    let bed = Bed::new().signed_in();
    bed.receive(&[("a", b"one"), ("b", b"two")]);
    bed.vault.store_batch(vec![fetched("a", b"one", &[])]).unwrap();
    let facets = bed.vault.facets().unwrap();
    assert_eq!((facets.total, facets.cached, facets.flagged, facets.local_only), (2, 1, 0, 0));
    let agents: Vec<_> = facets.agents.iter().map(|facet| (facet.value.as_str(), facet.total)).collect();
    assert_eq!(agents, [("refund-bot", 2)]);
    bed.flag(&id("a"));
    assert_eq!(bed.vault.facets().unwrap().flagged, 1);
}

#[test]
fn facets_tell_how_many_values_they_leave_out() {
    let bed = Bed::new().signed_in();
    let mut tagged = recording("r", NOON);
    tagged.tags = (0..203).map(|n| format!("tag {n:03}")).collect();
    bed.vault.apply_page(&page(vec![listed(tagged, &[segment(0, b"one")])])).unwrap();
    let facets = bed.vault.facets().unwrap();
    assert_eq!((facets.tags.len(), facets.unlisted.tags), (200, 3));
    assert_eq!((facets.agents.len(), facets.unlisted.agents), (1, 0));
}

#[test]
fn what_another_version_computed_counts_for_nothing_and_is_replaced() {
    let bed = Bed::in_plain_text().signed_in();
    bed.receive(&[("r", b"one")]);
    bed.vault.store_batch(vec![fetched("r", b"one", &[])]).unwrap();
    let (old, new) = (bed.vault.clone().deriving(3), bed.vault.clone().deriving(4));
    let ask = crate::CountedAsk { derived: "track", ..crate::CountedAsk::default() };
    let counted = |vault: &crate::Vault| {
        let mut counted = Vec::new();
        vault.each_counted(&ask, |one| counted.push(one.derived)).unwrap();
        counted.remove(0)
    };
    old.keep_derived(&id("r"), 1, &[("track", b"old-needle".to_vec()), ("gone", b"gone-needle".to_vec())])
        .unwrap();
    assert!(old.without_derived("track", 9).unwrap().is_empty());
    assert_eq!((new.derived(&id("r"), "track").unwrap(), counted(&new)), (None, None));
    assert_eq!(new.without_derived("track", 9).unwrap(), [id("r")]);

    new.keep_derived(&id("r"), 1, &[("track", b"new".to_vec())]).unwrap();
    assert_eq!(counted(&new).as_deref(), Some(&b"new"[..]));
    assert_eq!(old.derived(&id("r"), "track").unwrap(), None, "nor the other way around");
    bed.vault.database().empty_log().unwrap();
    for needle in ["old-needle", "gone-needle"] {
        assert!(super::bed::files_with(bed.dir.path(), needle).is_empty(), "{needle}");
    }
}
