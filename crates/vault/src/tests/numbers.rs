//! Recordings are told with what they count for, of one moment, within their range.

use serde_json::json;

use super::bed::{Bed, NOON, fetched, id, listed, page, recording, segment};
use crate::{Counted, CountedAsk};

const ASK: CountedAsk<'static> =
    CountedAsk { from: None, to: None, told: &["clicks", "pageViews"], derived: "numbers" };

fn told(bed: &Bed, ask: &CountedAsk<'_>) -> Vec<Counted> {
    let mut all = Vec::new();
    bed.vault.each_counted(ask, |counted| all.push(counted)).unwrap();
    all
}

#[test]
fn details_are_told_where_they_are_whole_numbers() {
    let bed = Bed::new().signed_in();
    let listing = ["r1", "r2", "r3"].into_iter().zip(0_i64..).map(|(name, n)| {
        let mut recording = recording(name, NOON + n * 1_000);
        recording.user_id = Some("ann".into());
        let details = [
            json!({ "clicks": 4, "pageViews": 1.5 }),
            json!({ "clicks": "4", "pageViews": [1] }),
            json!({ "clicks": u64::MAX }),
        ];
        recording.details = details[n as usize].as_object().unwrap().clone();
        listed(recording, &[segment(0, name.as_bytes())])
    });
    bed.vault.apply_page(&page(listing.collect())).unwrap();
    let all = told(&bed, &ASK);
    let counts: Vec<_> = all.iter().map(|one| one.told.clone()).collect();
    assert_eq!(counts, [vec![Some(4), None], vec![None, None], vec![Some(i64::MAX), None]]);
    assert!(all.iter().all(|one| one.user.as_deref() == Some("ann") && one.derived.is_none()));
    let at = |ms: i64| Some(hindsight_domain::Timestamp::clamp_millis(NOON + ms));
    let ranged = told(&bed, &CountedAsk { from: at(1_000), to: at(2_000), ..ASK });
    let begun: Vec<_> = ranged.iter().map(|one| one.started_at.millis()).collect();
    assert_eq!(begun, [NOON + 1_000], "from it on, and before its end");
}

#[test]
fn what_is_derived_is_told_until_it_is_stale() {
    let bed = Bed::new().signed_in();
    let two = [segment(0, b"one"), segment(1, b"two")];
    bed.vault.apply_page(&page(vec![listed(recording("r", NOON), &two)])).unwrap();
    bed.vault.store_batch(vec![fetched("r", b"one", &[])]).unwrap();
    let kept = [("numbers", b"kept".to_vec()), ("other", b"other".to_vec())];
    bed.vault.keep_derived(&id("r"), 1, &kept).unwrap();
    let derived = |bed: &Bed| told(bed, &ASK).remove(0).derived;
    assert_eq!(derived(&bed).as_deref(), Some(&b"kept"[..]));
    bed.vault.store_batch(vec![crate::Fetched { index: 1, ..fetched("r", b"two", &[]) }]).unwrap();
    assert_eq!(derived(&bed), None);
}
