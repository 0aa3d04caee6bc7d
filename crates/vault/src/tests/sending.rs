use hindsight_domain::{
    Chance, Mutation, MutationId, MutationKind, NewRecording, Release, ReviewId, Timestamp,
};
use proptest::prelude::*;

use super::bed::{NOON, chance, flag_kind, id, recording, verdict_kind};
use crate::sending::{Waiting, plan};

/// One of a few mutations about a few recordings and reviews.
fn kind(what: u8, about: u8, chance: &dyn Chance) -> MutationKind {
    let now = Timestamp::clamp_millis(NOON);
    let recording_id = id(&format!("rec_{}", about % 3));
    let review_id = ReviewId::given(&format!("rev_{}_{}", about % 3, about % 2)).unwrap();
    match what % 4 {
        0 => MutationKind::Recording(Box::new(NewRecording {
            recording: recording(recording_id.as_str(), NOON),
            segments: Vec::new(),
        })),
        1 => flag_kind(&recording_id, &review_id, hindsight_domain::FlagId::new(now, chance)),
        2 => verdict_kind(&recording_id, &review_id, hindsight_domain::VerdictId::new(now, chance)),
        _ => MutationKind::Release(Release { review_id, recording_id }),
    }
}

proptest! {
    #[test]
    fn exactly_what_waits_for_nothing_stuck_goes_and_in_order(
        rows in prop::collection::vec((0u8..4, 0u8..6, prop::bool::weighted(0.2)), 0..24)
    ) {
        let chance = chance(1);
        let waiting: Vec<Waiting> = rows
            .into_iter()
            .map(|(what, about, held)| {
                let at = Timestamp::clamp_millis(NOON);
                let id = MutationId::new(at, &*chance);
                Waiting { mutation: Mutation { id, at, kind: kind(what, about, &*chance) }, held }
            })
            .collect();
        let ready = plan(&waiting);

        // By the definition: stuck is what is held, and what waits for an earlier one that is stuck.
        let mut stuck = vec![false; waiting.len()];
        for at in 0..waiting.len() {
            stuck[at] = waiting[at].held
                || (0..at).any(|before| {
                    stuck[before] && waiting[at].mutation.kind.waits_for(&waiting[before].mutation.kind)
                });
        }
        let expected: Vec<MutationId> = waiting
            .iter()
            .zip(&stuck)
            .filter(|(_, stuck)| !**stuck)
            .map(|(waiting, _)| waiting.mutation.id)
            .collect();
        prop_assert_eq!(ready, expected);
    }
}
