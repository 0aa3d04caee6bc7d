//! What the server's results mean for the mutations that were sent together.

use hindsight_contract::error::ErrorCode;
use hindsight_contract::sync::{MutationResult, Outcome};
use hindsight_domain::{BlobHash, Mutation, MutationId, MutationKind};

/// What becomes of a batch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settled {
    /// To take down: applied, competing, or refused for good.
    pub record: Vec<MutationResult>,
    /// To send again later: what they wait for did not get through.
    pub again: Vec<MutationId>,
    /// Blobs that the server turned out not to have.
    pub missing: Vec<BlobHash>,
    /// Whether the server cannot go on now.
    pub stop: bool,
}

/// Sorts the results of `batch`, one each in order, perhaps fewer.
///
/// A refused mutation parks, also one that the server fails at ([`ErrorCode::InternalError`]): the others go on. One that was refused only because what it waits for was refused before it in the same
/// batch is not to blame: it waits.
pub fn settle(batch: &[Mutation], results: Vec<MutationResult>) -> Settled {
    let mut settled = Settled::default();
    let mut failed: Vec<&MutationKind> = Vec::new();
    for (mutation, result) in batch.iter().zip(results) {
        if result.outcome != Outcome::Rejected {
            settled.record.push(result);
            continue;
        }
        let waits = failed.iter().any(|earlier| mutation.kind.waits_for(earlier));
        failed.push(&mutation.kind);
        match result.error.as_ref().map(|error| error.code) {
            Some(ErrorCode::SegmentsMissing) => {
                settled.missing.extend(missing_of(&mutation.kind, &result));
                settled.again.push(mutation.id);
            }
            Some(ErrorCode::StoreUnavailable | ErrorCode::RateLimitExceeded) => {
                settled.stop = true;
                settled.again.push(mutation.id);
            }
            _ if waits => settled.again.push(mutation.id),
            _ => settled.record.push(result),
        }
    }
    settled
}

/// The blobs that the server named, as far as they are the recording's; all of them where it named none.
fn missing_of(kind: &MutationKind, result: &MutationResult) -> Vec<BlobHash> {
    let MutationKind::Recording(new) = kind else { return Vec::new() };
    let named = result.error.as_ref().and_then(|error| error.details.as_ref()?.get("missing")?.as_array());
    let is_named = |hash: &BlobHash| {
        named.is_none_or(|named| named.iter().any(|text| text.as_str() == Some(hash.as_str())))
    };
    let all = || new.segments.iter().map(|segment| segment.hash.clone());
    let missing: Vec<_> = all().filter(is_named).collect();
    if missing.is_empty() { all().collect() } else { missing }
}

/// How many of these mutations, from the first on, fit into a request of `limit_bytes`; at least one.
pub fn fitting(mutations: &[Mutation], limit_bytes: usize) -> usize {
    let mut bytes = 0;
    let fits = mutations.iter().take_while(|mutation| {
        bytes += serde_json::to_vec(mutation).map_or(0, |json| json.len() + 1);
        bytes <= limit_bytes
    });
    fits.count().max(1).min(mutations.len())
}

#[cfg(test)]
mod tests {
    use hindsight_contract::error::ErrorBody;
    use hindsight_domain::{Chance, Claim, NewFlag, NewNote, RecordingId, ReviewId, Severity, Timestamp};

    use super::*;

    struct Count(std::sync::atomic::AtomicU8);
    impl Chance for Count {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
        }
    }

    fn at() -> Timestamp {
        Timestamp::clamp_millis(1_772_366_400_000)
    }

    fn mutations(kinds: Vec<MutationKind>) -> Vec<Mutation> {
        let chance = Count(0.into());
        kinds
            .into_iter()
            .map(|kind| Mutation { id: MutationId::new(at(), &chance), at: at(), kind })
            .collect()
    }

    fn flag(review: &str) -> MutationKind {
        MutationKind::Flag(NewFlag {
            flag_id: "f".parse().unwrap(),
            recording_id: recording(review),
            review_id: review.parse().unwrap(),
            reason: "odd".into(),
            severity: Severity::Medium,
            at_ms: None,
            seen_version: 0,
        })
    }

    fn claim(review: &str) -> MutationKind {
        let review_id: ReviewId = review.parse().unwrap();
        MutationKind::Claim(Claim { recording_id: recording(review), review_id, base_version: 0 })
    }

    fn note(review: &str, text: &str) -> MutationKind {
        MutationKind::Note(NewNote {
            note_id: "n".parse().unwrap(),
            recording_id: recording(review),
            at_ms: 0,
            text: text.into(),
        })
    }

    fn recording(review: &str) -> RecordingId {
        RecordingId::given(&format!("of-{review}")).unwrap()
    }

    fn result(mutation: &Mutation, refused: Option<ErrorCode>) -> MutationResult {
        let error = |code| ErrorBody { code, message: "no".into(), details: None, timestamp: at() };
        MutationResult {
            id: mutation.id,
            outcome: if refused.is_some() { Outcome::Rejected } else { Outcome::Applied },
            repeated: false,
            review_id: None,
            error: refused.map(error),
        }
    }

    /// Each mutation's letter: `r`ecorded, `a`gain, `-` neither.
    fn fates(batch: &[Mutation], refused: &[Option<ErrorCode>]) -> String {
        let results = batch.iter().zip(refused).map(|(m, code)| result(m, *code)).collect();
        let settled = settle(batch, results);
        let fate = |m: &Mutation| {
            if settled.record.iter().any(|r| r.id == m.id) {
                'r'
            } else if settled.again.contains(&m.id) {
                'a'
            } else {
                '-'
            }
        };
        batch.iter().map(fate).collect()
    }

    #[test]
    fn what_waits_for_a_refused_one_is_not_refused_itself() {
        use ErrorCode::{NotFound, ValidationError};
        let batch = mutations(vec![flag("one"), claim("one"), flag("two"), claim("one"), note("one", "x")]);
        let refused = [Some(ValidationError), Some(NotFound), None, Some(NotFound), None];
        assert_eq!(fates(&batch, &refused), "rarar");
    }

    #[test]
    fn one_refused_for_its_own_sake_parks_although_another_did_before() {
        let batch = mutations(vec![flag("one"), claim("two")]);
        assert_eq!(fates(&batch, &[Some(ErrorCode::ValidationError), Some(ErrorCode::Conflict)]), "rr");
    }

    #[test]
    fn a_server_that_cannot_go_on_parks_nothing() {
        let batch = mutations(vec![flag("one"), flag("two")]);
        assert_eq!(fates(&batch, &[None, Some(ErrorCode::StoreUnavailable)]), "ra");
        assert_eq!(fates(&batch, &[None]), "r-", "fewer results: the rest is under way still");
    }

    #[test]
    fn a_request_is_filled_up_to_its_limit_and_never_empty() {
        let batch = mutations((0..10).map(|_| note("one", &"x".repeat(1_000))).collect());
        let one = serde_json::to_vec(&batch[0]).unwrap().len() + 1;
        for (limit, count) in [(0, 1), (one, 1), (3 * one, 3), (3 * one + 1, 3), (100 * one, 10)] {
            assert_eq!(fitting(&batch, limit), count, "{limit}");
        }
        assert_eq!(fitting(&[], 10), 0);
    }
}
