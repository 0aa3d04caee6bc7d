//! Pieces of pages come and go with their recordings.

use std::collections::BTreeMap;

use hindsight_contract::sync::{Change, Gone};
use hindsight_domain::Timestamp;
use proptest::prelude::{Just, Strategy, prop_oneof};
use proptest::test_runner::{Config, TestRunner};

use super::bed::{Bed, NOON, fetched, files_with, id, listed, page, recording, segment};
use crate::{Fetched, PageFilter, PagePart, PageSum, Vault};

fn part(page: &str, weight: u64) -> PagePart {
    let data = weight.to_le_bytes().to_vec();
    PagePart { page: page.to_owned(), width: "laptop".to_owned(), name: "click".to_owned(), weight, data }
}

fn keep(vault: &Vault, name: &str, basis: u64, parts: &[PagePart]) {
    let none: [(&str, Vec<u8>); 0] = [];
    vault.keep_derived_with_pages(&id(name), basis, &none, Some(parts)).unwrap();
}

/// What the pieces of a page weigh together, as their bytes say.
fn sum(vault: &Vault, page: &str, filter: &PageFilter) -> u64 {
    let mut sum = 0;
    let mut add = |name: &str, data: &[u8]| {
        assert_eq!(name, "click");
        sum += u64::from_le_bytes(data.try_into().unwrap());
        Ok(())
    };
    vault.page_parts(page, "laptop", &["click", "rage"], filter, &mut add).unwrap();
    sum
}

fn gone(name: &str) -> Change {
    Change::Gone(Gone { recording_id: id(name), reason: "deleted".into() })
}

#[test]
fn pieces_are_filtered_by_what_their_recordings_are() {
    let bed = Bed::new().signed_in();
    let recordings = [("a", "shop", "USER", 0), ("b", "shop", "ADMIN", 1_000), ("c", "desk", "USER", 2_000)];
    let changes = recordings.map(|(name, service, actor, later)| {
        let mut recording = recording(name, NOON + later);
        recording.service = Some(service.to_owned());
        recording.details.insert("actorType".to_owned(), actor.into());
        listed(recording, &[segment(0, name.as_bytes())])
    });
    bed.vault.apply_page(&page(changes.to_vec())).unwrap();
    for (n, (name, ..)) in recordings.iter().enumerate() {
        bed.vault.store_batch(vec![fetched(name, name.as_bytes(), &[])]).unwrap();
        keep(&bed.vault, name, 1, &[part("/x", 10_u64.pow(n as u32)), part("/y", 7)]);
    }
    let all = PageFilter::default();
    let at = |ms| Some(Timestamp::clamp_millis(NOON + ms));
    let text = |text: &str| Some(text.to_owned());
    for (filter, expected) in [
        (all.clone(), 111),
        (PageFilter { service: text("shop"), ..all.clone() }, 11),
        (PageFilter { actor_type: text("USER"), ..all.clone() }, 101),
        (PageFilter { actor_type: text("USER"), service: text("desk"), ..all.clone() }, 100),
        (PageFilter { from: at(1_000), ..all.clone() }, 110),
        (PageFilter { to: at(1_000), ..all.clone() }, 1),
        (PageFilter { recording: Some(id("b")), ..all.clone() }, 10),
        (PageFilter { device: text("' OR 1 --"), ..all.clone() }, 0),
    ] {
        assert_eq!(sum(&bed.vault, "/x", &filter), expected, "{filter:?}");
    }
    let of =
        |page: &str, weight| PageSum { page: page.into(), width: "laptop".into(), recordings: 3, weight };
    assert_eq!(bed.vault.pages("click", &all, 9).unwrap(), [of("/x", 111), of("/y", 21)]);
    assert_eq!(bed.vault.pages("click", &all, 1).unwrap().len(), 1);
    assert_eq!(bed.vault.pages("rage", &all, 9).unwrap(), []);
    assert_eq!(sum(&bed.vault, "/nowhere", &all), 0);
    let latest = |filter: &PageFilter| bed.vault.latest_with("/x", "laptop", "click", filter).unwrap();
    assert_eq!(latest(&all), Some((id("c"), 100)));
    assert_eq!(latest(&PageFilter { service: text("shop"), ..all.clone() }), Some((id("b"), 10)));
    assert_eq!(latest(&PageFilter { service: text("none"), ..all.clone() }), None);
}

#[test]
fn pieces_of_fewer_segments_are_not_kept_and_an_erased_address_is_gone() {
    let bed = Bed::in_plain_text().signed_in();
    let two = [segment(0, b"one"), segment(1, b"two")];
    bed.vault.apply_page(&page(vec![listed(recording("r", NOON), &two)])).unwrap();
    bed.vault.store_batch(vec![fetched("r", b"one", &[])]).unwrap();
    let all = PageFilter::default();
    keep(&bed.vault, "r", 1, &[part("/needle-of-a-page", 5)]);
    assert_eq!(sum(&bed.vault, "/needle-of-a-page", &all), 5);
    bed.vault.store_batch(vec![Fetched { index: 1, ..fetched("r", b"two", &[]) }]).unwrap();
    assert_eq!(sum(&bed.vault, "/needle-of-a-page", &all), 0, "it was not computed from the second");
    keep(&bed.vault, "r", 1, &[part("/needle-of-a-page", 5)]);
    assert_eq!(sum(&bed.vault, "/needle-of-a-page", &all), 0, "nor is it kept late");
    keep(&bed.vault, "r", 2, &[part("/needle-of-a-page", 5)]);
    assert!(!files_with(bed.dir.path(), "needle-of-a-page").is_empty(), "it can be found where it is");
    bed.vault.apply_page(&page(vec![gone("r")])).unwrap();
    assert!(files_with(bed.dir.path(), "needle-of-a-page").is_empty());
}

#[derive(Clone, Debug)]
enum Step {
    /// Computes what a recording has on two pages.
    Derive(usize, u64, u64),
    Erase(usize),
    /// Comes back, with its segment or without.
    Come(usize, bool),
}

fn step() -> impl Strategy<Value = Step> {
    let n = 0..4_usize;
    prop_oneof![
        (n.clone(), 0..9_u64, 1..9_u64).prop_map(|(n, x, y)| Step::Derive(n, x, y)),
        n.clone().prop_map(Step::Erase),
        (n, prop_oneof![Just(true), Just(false)]).prop_map(|(n, whole)| Step::Come(n, whole)),
    ]
}

/// A vault for each case would be slow: one is used on and on, and begins each case with what the last one left.
#[test]
fn what_is_added_up_is_what_the_recordings_that_are_here_have() {
    const NAMES: [&str; 4] = ["a", "b", "c", "d"];
    let bed = Bed::new().signed_in();
    // What each recording that is here has on two pages, once it was computed; whether its segment is here.
    let model = std::cell::RefCell::new(BTreeMap::<usize, (bool, Option<[u64; 2]>)>::new());
    let mut runner = TestRunner::new(Config { cases: 24, failure_persistence: None, ..Config::default() });
    let check = |steps: Vec<Step>| {
        for step in steps {
            let mut model = model.borrow_mut();
            match step {
                Step::Derive(n, x, y) => {
                    let mut parts = vec![part("/y", y)];
                    // A page that is not visited any more has no piece.
                    parts.extend((x > 0).then(|| part("/x", x)));
                    keep(&bed.vault, NAMES[n], 1, &parts);
                    if let Some((true, has)) = model.get_mut(&n) {
                        *has = Some([x, y]);
                    }
                }
                Step::Erase(n) => {
                    bed.vault.apply_page(&page(vec![gone(NAMES[n])])).unwrap();
                    model.remove(&n);
                }
                Step::Come(n, whole) => {
                    bed.receive(&[(NAMES[n], NAMES[n].as_bytes())]);
                    let (is_whole, _) = model.entry(n).or_insert((false, None));
                    if whole && !*is_whole {
                        bed.vault.store_batch(vec![fetched(NAMES[n], NAMES[n].as_bytes(), &[])]).unwrap();
                        *is_whole = true;
                    }
                }
            }
            let has: Vec<_> = model.values().filter_map(|(_, has)| *has).collect();
            for (page, of) in [("/x", 0), ("/y", 1)] {
                let expected: u64 = has.iter().map(|has| has[of]).sum();
                proptest::prop_assert_eq!(sum(&bed.vault, page, &PageFilter::default()), expected);
                let listed = bed.vault.pages("click", &PageFilter::default(), 9).unwrap();
                let listed = listed.iter().find(|sum| sum.page == page);
                let of_page = has.iter().filter(|has| has[of] > 0).count() as u64;
                let listed = listed.map_or((0, 0), |sum| (sum.recordings, sum.weight));
                proptest::prop_assert_eq!(listed, (of_page, expected));
            }
        }
        Ok(())
    };
    runner.run(&proptest::collection::vec(step(), 1..12), check).unwrap();
}

#[test]
fn pieces_of_another_version_are_neither_summed_nor_listed_and_go_when_their_recording_is_read_again() {
    let bed = Bed::new().signed_in();
    bed.receive(&[("a", b"one"), ("b", b"two")]);
    bed.vault.store_batch(vec![fetched("a", b"one", &[]), fetched("b", b"two", &[])]).unwrap();
    let (old, new) = (bed.vault.clone().deriving(1), bed.vault.clone().deriving(2));
    let all = PageFilter::default();
    let listed = |vault: &Vault| vault.pages("click", &all, 9).unwrap();
    keep(&old, "a", 1, &[part("/", 5), part("/left", 1)]);
    keep(&new, "b", 1, &[part("/", 7)]);
    assert_eq!((sum(&old, "/", &all), sum(&new, "/", &all)), (5, 7));
    let of_b = PageSum { page: "/".into(), width: "laptop".into(), recordings: 1, weight: 7 };
    assert_eq!(listed(&new), [of_b]);
    assert_eq!(new.latest_with("/left", "laptop", "click", &all).unwrap(), None);
    keep(&new, "a", 1, &[part("/", 6)]);
    assert_eq!((sum(&old, "/", &all), sum(&new, "/", &all)), (0, 13));
    assert_eq!(listed(&old), []);
}
