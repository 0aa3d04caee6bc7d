use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;

const MB: u64 = 1_000_000;

fn now() -> Timestamp {
    "2026-11-26T12:00:00Z".parse().unwrap()
}

fn one(key: u32, age_days: i64, megabytes: u64, shield: Option<Shield>) -> Stored<u32> {
    Stored { key, bytes: megabytes * MB, since: now().plus(-age_days * DAY_MS - 1), shield }
}

fn dropped(plan: &Plan<u32>) -> Vec<(u32, Limit)> {
    plan.drop.iter().map(|(one, limit)| (one.key, *limit)).collect()
}

#[test]
fn what_is_too_old_goes_and_the_oldest_of_what_is_too_much() {
    let stored = vec![one(1, 5, 40, None), one(2, 6, 40, None), one(3, 40, 40, None), one(4, 1, 40, None)];
    let limits = Limits { max_age_ms: Some(days(30)), max_bytes: Some(90 * MB), stricter: None };
    let plan = plan(stored, &limits, now());
    assert_eq!(dropped(&plan), [(3, Limit::Age), (2, Limit::Size)]);
    assert_eq!((plan.bytes_before, plan.bytes_after, plan.freed_bytes()), (160 * MB, 80 * MB, 80 * MB));
}

#[test]
fn above_eighty_percent_a_week_is_the_age_limit() {
    let stored = |bytes| vec![one(1, 8, bytes, None), one(2, 6, 10, None)];
    let limits = Limits::of_store(30, 100 * MB);
    assert_eq!(dropped(&plan(stored(70), &limits, now())), [], "80 % is not above 80 %");
    assert_eq!(dropped(&plan(stored(71), &limits, now())), [(1, Limit::StricterAge)]);
}

#[test]
fn the_stricter_age_looks_at_what_the_age_limit_left() {
    let stored = vec![one(1, 31, 90, None), one(2, 8, 10, None)];
    assert_eq!(dropped(&plan(stored, &Limits::of_store(30, 100 * MB), now())), [(1, Limit::Age)]);
}

#[test]
fn what_is_shielded_stays_and_is_named() {
    for &shield in Shield::ALL {
        let plan = plan(vec![one(1, 400, 500, Some(shield))], &Limits::of_store(30, MB), now());
        assert_eq!(dropped(&plan), [], "{shield}");
        assert_eq!(
            plan.kept.iter().map(|(one, limit)| (one.shield, *limit)).collect::<Vec<_>>(),
            [(Some(shield), Limit::Age)]
        );
    }
}

#[test]
fn by_hand_only_what_was_asked_for_counts() {
    let stored = || vec![one(1, 8, 95, None), one(2, 3, 5, None)];
    assert_eq!(dropped(&plan(stored(), &Limits::by_age(3), now())), [(1, Limit::Age), (2, Limit::Age)]);
    assert_eq!(dropped(&plan(stored(), &Limits::by_age(9), now())), []);
    assert_eq!(dropped(&plan(stored(), &Limits::to_size(5 * MB), now())), [(1, Limit::Size)]);
    assert_eq!(dropped(&plan(stored(), &Limits::to_size(0), now())).len(), 2);
}

#[test]
fn a_recording_from_the_future_is_not_old() {
    let stored = vec![one(1, -4000, 5, None)];
    assert_eq!(dropped(&plan(stored, &Limits::by_age(0), now())), []);
}

fn stores() -> impl Strategy<Value = Vec<Stored<u32>>> {
    let shield = option::weighted(0.3, select(Shield::ALL));
    let row = (any::<i64>().prop_map(Timestamp::clamp_millis), 0..1_u64 << 50, shield);
    let near = (
        (0_i64..60).prop_map(|age| now().plus(-age * DAY_MS)),
        0..50 * MB,
        option::weighted(0.3, select(Shield::ALL)),
    );
    vec(prop_oneof![9 => near, 1 => row], 0..60).prop_map(|rows| {
        let stored = |(key, (since, bytes, shield))| Stored { key, bytes, since, shield };
        (0..).zip(rows).map(stored).collect()
    })
}

fn limits() -> impl Strategy<Value = Limits> {
    let stricter = (0_u8..=100, 0_i64..40)
        .prop_map(|(above_percent, age)| Stricter { above_percent, max_age_ms: age * DAY_MS });
    (option::of(0_i64..60), option::of(0..500 * MB), option::of(stricter)).prop_map(
        |(age, max_bytes, stricter)| Limits {
            max_age_ms: age.map(|days| days * DAY_MS),
            max_bytes,
            stricter,
        },
    )
}

proptest! {
    #[test]
    fn a_plan_never_takes_what_is_shielded_and_takes_the_oldest_first(stored in stores(), limits in limits()) {
        let plan = plan(stored.clone(), &limits, now());
        let gone: Vec<u32> = plan.drop.iter().map(|(one, _)| one.key).collect();
        prop_assert!(plan.drop.iter().all(|(one, _)| one.shield.is_none()));
        prop_assert!(plan.kept.iter().all(|(one, _)| one.shield.is_some()));
        prop_assert!(plan.drop.is_sorted_by_key(|(one, _)| one.since));
        // Whatever is free to go and older than something that goes, goes too.
        let newest_gone = plan.drop.iter().map(|(one, _)| one.since).max();
        for one in stored.iter().filter(|one| one.shield.is_none() && Some(one.since) < newest_gone) {
            prop_assert!(gone.contains(&one.key), "{one:?} is older than what goes");
        }
    }

    #[test]
    fn a_plan_reaches_the_limits_or_only_shielded_ones_stand_above_them(stored in stores(), limits in limits()) {
        let plan = plan(stored.clone(), &limits, now());
        let gone: Vec<u32> = plan.drop.iter().map(|(one, _)| one.key).collect();
        let stays: Vec<_> = stored.iter().filter(|one| !gone.contains(&one.key)).collect();
        if let Some(age) = limits.max_age_ms {
            prop_assert!(stays.iter().all(|one| one.shield.is_some() || now().since(one.since) <= age));
        }
        if let Some(max) = limits.max_bytes {
            prop_assert!(plan.bytes_after <= max || stays.iter().all(|one| one.shield.is_some()));
        }
        // And a second look at what is left finds nothing more to do.
        let left: Vec<_> = stays.into_iter().cloned().collect();
        prop_assert_eq!(super::plan(left, &limits, now()).drop, vec![]);
    }
}
