//! Times for runs that have none.
//!
//! A trajectory without times gets them one second apart from [`BASE`], so that importing it again gives the same
//! recording. Where only some elements have times, the others stand at the one before them, and those before the
//! first at the first: an order that is known is kept, a distance that is not known is not made up.

use hindsight_domain::{AgentEvent, Timestamp};

/// 2000-01-01T00:00:00Z: nobody takes it for the time of a real run.
pub(super) const BASE_MS: i64 = 946_684_800_000;
/// From one event to the next.
const STEP_MS: i64 = 1_000;
/// Events that wait for a first time; a run of more has none, as far as we care.
const MAX_WAITING: usize = 1_000;
/// The most that may wait, in bytes of their event's types and texts.
const MAX_WAITING_BYTES: usize = 8 << 20;

/// Gives times to elements as they come.
#[derive(Default)]
pub(super) struct Timing {
    waiting: Vec<AgentEvent>,
    waiting_bytes: usize,
    state: State,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum State {
    /// None had a time so far.
    #[default]
    Unknown,
    /// Some have; the last was this.
    Given(Timestamp),
    /// None had for so long that times are made up; the next is this.
    MadeUp(Timestamp),
}

impl Timing {
    /// The next element, and its own time where it has one. What comes back has its time and is to be taken now.
    pub(super) fn next(&mut self, mut event: AgentEvent, at: Option<Timestamp>) -> Vec<AgentEvent> {
        if let Some(at) = at {
            event.timestamp = at;
            self.state = State::Given(at);
            let mut ready = std::mem::take(&mut self.waiting);
            ready.iter_mut().for_each(|earlier| earlier.timestamp = at);
            ready.push(event);
            return ready;
        }
        match self.state {
            State::Given(last) => event.timestamp = last,
            State::MadeUp(next) => {
                event.timestamp = next;
                self.state = State::MadeUp(next.plus(STEP_MS));
            }
            State::Unknown => {
                self.waiting_bytes += size(&event);
                self.waiting.push(event);
                let full = self.waiting.len() > MAX_WAITING || self.waiting_bytes > MAX_WAITING_BYTES;
                return if full { self.rest() } else { Vec::new() };
            }
        }
        vec![event]
    }

    /// What waited in vain, at times that are made up.
    pub(super) fn rest(&mut self) -> Vec<AgentEvent> {
        let mut ready = std::mem::take(&mut self.waiting);
        let mut next = Timestamp::clamp_millis(BASE_MS);
        for event in &mut ready {
            event.timestamp = next;
            next = next.plus(STEP_MS);
        }
        if self.state == State::Unknown && !ready.is_empty() {
            self.state = State::MadeUp(next);
        }
        ready
    }

    /// Whether times were made up.
    pub(super) fn is_made_up(&self) -> bool {
        matches!(self.state, State::MadeUp(_))
    }
}

fn size(event: &AgentEvent) -> usize {
    // Roughly: what it takes as JSON.
    serde_json::to_string(event).map_or(0, |json| json.len())
}

#[cfg(test)]
mod tests {
    use serde_json::Map;

    use super::*;

    fn times(given: &[Option<i64>]) -> (Vec<i64>, bool) {
        let mut timing = Timing::default();
        let mut ready = Vec::new();
        for &at in given {
            let event =
                AgentEvent { timestamp: Timestamp::default(), event_type: "x".into(), data: Map::new() };
            ready.extend(timing.next(event, at.map(Timestamp::clamp_millis)));
        }
        ready.extend(timing.rest());
        (ready.iter().map(|event| event.timestamp.millis()).collect(), timing.is_made_up())
    }

    #[test]
    fn a_run_without_times_gets_them_a_second_apart_from_a_fixed_base() {
        assert_eq!(times(&[None, None, None]), (vec![BASE_MS, BASE_MS + 1_000, BASE_MS + 2_000], true));
        assert_eq!(Timestamp::clamp_millis(BASE_MS).to_string(), "2000-01-01T00:00:00.000Z");
    }

    #[test]
    fn where_some_have_times_the_others_stand_at_the_one_before_them() {
        assert_eq!(times(&[None, None, Some(5), None, Some(9), None]), (vec![5, 5, 5, 5, 9, 9], false));
        assert_eq!(times(&[Some(7), None, Some(3)]), (vec![7, 7, 3], false));
    }

    #[test]
    fn a_long_run_without_times_does_not_wait_for_ever() {
        let count = MAX_WAITING as i64 + 500;
        let (times, made_up) = times(&vec![None; MAX_WAITING + 500]);
        assert!(made_up && times.len() as i64 == count);
        assert_eq!(times.last(), Some(&(BASE_MS + (count - 1) * 1_000)), "a second apart, all the way");
    }
}
