//! What of the outbox may go now: a pure plan.

use std::collections::HashMap;

use hindsight_domain::{Mutation, MutationId, MutationKind, RecordingId};

/// A mutation that is not sent, in the outbox's order.
#[derive(Clone, Debug)]
pub(crate) struct Waiting {
    pub(crate) mutation: Mutation,
    /// Whether it cannot go by itself: it is parked, or something outside the outbox is missing.
    pub(crate) held: bool,
}

/// Which of them may go, in order. What waits for one that may not go does not go either; the rest goes on.
pub(crate) fn plan(waiting: &[Waiting]) -> Vec<MutationId> {
    let mut stuck: HashMap<&RecordingId, Vec<&MutationKind>> = HashMap::new();
    let mut ready = Vec::new();
    for Waiting { mutation, held } in waiting {
        let before = stuck.entry(mutation.kind.recording_id()).or_default();
        if *held || before.iter().any(|earlier| mutation.kind.waits_for(earlier)) {
            before.push(&mutation.kind);
        } else {
            ready.push(mutation.id);
        }
    }
    ready
}
