//! In which order segments come down, and which of them together.

use std::collections::HashMap;

use hindsight_contract::sync::{BATCH_BYTES, BATCH_HASHES};
use hindsight_domain::RecordingId;
use hindsight_vault::MissingSegment;

/// A segment up to this size travels with others; a larger one by itself, so that it can be resumed inside.
pub const BATCHED_BYTES: u64 = 512 << 10;

/// What is looked at now, and what will be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// What plays now.
    pub playing: Option<RecordingId>,
    /// Recordings of the review queue, the most pressing first.
    pub queue: Vec<RecordingId>,
}

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Small segments together.
    Batch(Vec<MissingSegment>),
    /// A large one by itself.
    Single(MissingSegment),
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    Playing,
    Queue,
    Rest,
}

/// Orders `missing`: what plays, then the queue in its order, then the rest as it came; and makes requests of it.
///
/// No request mixes these three, none is larger than the server would answer at once.
pub fn steps(missing: Vec<MissingSegment>, standing: &Standing) -> Vec<Step> {
    let ranks: HashMap<_, _> = standing.queue.iter().enumerate().map(|(rank, id)| (id, rank)).collect();
    let place = |segment: &MissingSegment| {
        if standing.playing.as_ref() == Some(&segment.recording_id) {
            (Class::Playing, 0)
        } else {
            ranks.get(&segment.recording_id).map_or((Class::Rest, 0), |rank| (Class::Queue, *rank))
        }
    };
    let mut placed: Vec<_> = missing.into_iter().map(|segment| (place(&segment), segment)).collect();
    placed.sort_by_key(|(place, _)| *place);

    let mut plan = Plan::default();
    for ((class, _), segment) in placed {
        plan.add(class, segment);
    }
    plan.steps
}

#[derive(Default)]
struct Plan {
    steps: Vec<Step>,
    /// The batch that takes more: its step, class and bytes.
    open: Option<(usize, Class, u64)>,
}

impl Plan {
    fn add(&mut self, class: Class, missing: MissingSegment) {
        let bytes = missing.segment.bytes;
        if bytes > BATCHED_BYTES {
            self.steps.push(Step::Single(missing));
            return;
        }
        if let Some((step, open, filled)) = &mut self.open
            && let Some(Step::Batch(batch)) = self.steps.get_mut(*step)
            && *open == class
            && batch.len() < BATCH_HASHES
            && *filled + bytes <= BATCH_BYTES
        {
            *filled += bytes;
            batch.push(missing);
            return;
        }
        self.open = Some((self.steps.len(), class, bytes));
        self.steps.push(Step::Batch(vec![missing]));
    }
}

#[cfg(test)]
mod tests {
    use hindsight_domain::{BlobHash, Media, Segment, Timestamp};
    use proptest::prelude::*;

    use super::*;

    fn missing(recording: &str, index: u32, bytes: u64) -> MissingSegment {
        let at = Timestamp::clamp_millis(0);
        MissingSegment {
            recording_id: RecordingId::given(recording).unwrap(),
            segment: Segment {
                index,
                media: Media::Events,
                hash: BlobHash::of(format!("{recording} {index}").as_bytes()),
                bytes,
                events: 1,
                from: at,
                to: at,
                keyframes_ms: Vec::new(),
            },
        }
    }

    fn told(steps: &[Step]) -> Vec<String> {
        let name = |m: &MissingSegment| format!("{}{}", m.recording_id, m.segment.index);
        let tell = |step: &Step| match step {
            Step::Batch(batch) => batch.iter().map(name).collect::<Vec<_>>().join("+"),
            Step::Single(one) => format!("!{}", name(one)),
        };
        steps.iter().map(tell).collect()
    }

    fn standing(playing: Option<&str>, queue: &[&str]) -> Standing {
        let id = |text: &str| RecordingId::given(text).unwrap();
        Standing { playing: playing.map(id), queue: queue.iter().map(|text| id(text)).collect() }
    }

    #[test]
    fn what_plays_comes_first_then_the_queue_then_the_rest() {
        let all = vec![
            missing("a", 0, 1),
            missing("b", 0, 1),
            missing("c", 0, 1),
            missing("d", 0, 1),
            missing("b", 1, 1),
        ];
        let steps = steps(all, &standing(Some("d"), &["c", "b"]));
        assert_eq!(told(&steps), ["d0", "c0+b0+b1", "a0"]);
    }

    #[test]
    fn large_segments_go_by_themselves_and_do_not_split_batches() {
        let large = BATCHED_BYTES + 1;
        let all =
            vec![missing("a", 0, 1), missing("a", 1, large), missing("a", 2, 1), missing("b", 0, large)];
        assert_eq!(told(&steps(all, &Standing::default())), ["a0+a2", "!a1", "!b0"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn every_segment_is_asked_for_once_within_the_bounds(
            sizes in prop::collection::vec(0u64..3 * BATCHED_BYTES, 0..2_500),
            queue in prop::collection::vec(0usize..50, 0..10),
        ) {
            let all: Vec<_> =
                sizes.iter().zip(0..).map(|(bytes, n)| missing(&format!("r{}", n % 50), n, *bytes)).collect();
            let queue: Vec<_> = queue.iter().map(|n| format!("r{n}")).collect();
            let queue: Vec<_> = queue.iter().map(String::as_str).collect();
            let steps = steps(all.clone(), &standing(Some("r7"), &queue));
            let mut asked = Vec::new();
            for step in steps {
                match step {
                    Step::Single(one) => {
                        prop_assert!(one.segment.bytes > BATCHED_BYTES);
                        asked.push(one);
                    }
                    Step::Batch(batch) => {
                        prop_assert!(!batch.is_empty() && batch.len() <= BATCH_HASHES);
                        prop_assert!(batch.iter().map(|m| m.segment.bytes).sum::<u64>() <= BATCH_BYTES);
                        asked.extend(batch);
                    }
                }
            }
            let key = |m: &MissingSegment| m.segment.index;
            asked.sort_by_key(key);
            prop_assert_eq!(asked, all);
        }
    }
}
