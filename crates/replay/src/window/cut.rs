//! Where a window's events begin.

use hindsight_domain::{Kind, Timestamp};

use super::{line::Role, shelf::Kept};

/// The position in `events`, which are in order, of the first one that the window shows.
pub(super) fn beginning(kind: Kind, events: &[Kept], from: Timestamp) -> usize {
    let before = events.partition_point(|event| event.time <= from);
    match kind {
        Kind::Web => last_snapshot(events, before).unwrap_or(0),
        Kind::Agent | Kind::Screen => match before.checked_sub(1) {
            // All of its millisecond: events that were written together are read together.
            Some(last) => events.partition_point(|event| event.time < events[last].time),
            None => 0,
        },
    }
}

/// Where the last snapshot begins whose beginning is among the first `before` events.
fn last_snapshot(events: &[Kept], before: usize) -> Option<usize> {
    let begins = |position: usize| {
        let meta = position.checked_sub(1).filter(|&previous| events[previous].role == Role::Meta);
        meta.unwrap_or(position)
    };
    // One further: a Meta event at the asked time has its snapshot right after it.
    let snapshots = (0..events.len().min(before + 1)).rev().filter(|&p| events[p].role == Role::FullSnapshot);
    snapshots.map(begins).find(|&position| position < before)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: Kind, events: &[(i64, Role)], from: i64, expected: usize) {
        let kept = |(place, &(time, role)): (usize, &(i64, Role))| Kept {
            time: Timestamp::clamp_millis(time),
            place: (0, u32::try_from(place).unwrap()),
            role,
            json: "{}".into(),
        };
        let events: Vec<Kept> = events.iter().enumerate().map(kept).collect();
        assert_eq!(beginning(kind, &events, Timestamp::clamp_millis(from)), expected, "{kind} from {from}");
    }

    #[test]
    fn a_web_window_begins_at_the_meta_event_before_its_snapshot() {
        use Role::{FullSnapshot as Full, Meta, Other};
        let events = [(1, Other), (5, Other), (5, Meta), (6, Full), (7, Other), (9, Full), (9, Other)];
        check(Kind::Web, &events, 4, 0);
        check(Kind::Web, &events, 5, 2);
        check(Kind::Web, &events, 8, 2);
        check(Kind::Web, &events, 9, 5);
        check(Kind::Web, &events[..2], 9, 0);
        check(Kind::Web, &[], 9, 0);
    }

    #[test]
    fn an_agent_window_begins_with_the_last_event_and_those_of_its_millisecond() {
        let events = [(1, Role::Other), (3, Role::Other), (3, Role::Other), (8, Role::Other)];
        check(Kind::Agent, &events, 0, 0);
        check(Kind::Agent, &events, 2, 0);
        check(Kind::Agent, &events, 3, 1);
        check(Kind::Agent, &events, 7, 1);
        check(Kind::Agent, &events, 99, 3);
    }
}
