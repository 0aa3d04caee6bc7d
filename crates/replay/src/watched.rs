//! How much of a recording was really watched.

/// Milliseconds within `0..=duration_ms` that lie in any of the stretches. Stretches may overlap, come in any order,
/// lie outside or be the wrong way round: those count for nothing.
pub fn watched_ms(mut stretches: Vec<(i64, i64)>, duration_ms: i64) -> u64 {
    stretches.sort_unstable();
    let mut watched = 0_u64;
    let mut seen_to = 0;
    for (from, to) in stretches {
        let from = from.max(seen_to);
        let to = to.min(duration_ms);
        if from < to {
            watched += (to - from).unsigned_abs();
            seen_to = to;
        }
    }
    watched
}

#[cfg(test)]
mod tests {
    use super::watched_ms;

    #[test]
    fn what_was_watched_twice_counts_once_and_what_is_outside_not_at_all() {
        for (stretches, duration, expected) in [
            (vec![], 100, 0),
            (vec![(10, 20), (15, 30)], 100, 20),
            (vec![(50, 60), (0, 100)], 100, 100),
            (vec![(-50, 10), (90, 500), (30, 20)], 100, 20),
            (vec![(i64::MIN, i64::MAX)], 100, 100),
            (vec![(0, 10)], 0, 0),
        ] {
            assert_eq!(watched_ms(stretches.clone(), duration), expected, "{stretches:?} of {duration}");
        }
    }
}
