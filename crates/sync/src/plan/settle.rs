//! What the server's results mean for the mutations that were sent together.

use hindsight_contract::error::ErrorCode;
use hindsight_contract::sync::MutationResult;

/// What becomes of a batch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settled {
    /// To take down: applied, competing, or refused. The first of the batch, in order; the others wait again.
    pub record: Vec<MutationResult>,
    /// Whether a recording's segments turned out not to be there: they have to go up again.
    pub segments_missing: bool,
    /// Whether the server cannot go on now.
    pub stop: bool,
}

/// Sorts the results of a batch.
///
/// A refused mutation parks, also one that the server fails at ([`ErrorCode::InternalError`]): the others go on. But
/// where the server says that it cannot take anything now, this one is not to blame, nor what comes after it.
pub fn settle(mut results: Vec<MutationResult>) -> Settled {
    let busy = |code| matches!(code, ErrorCode::StoreUnavailable | ErrorCode::RateLimitExceeded);
    let stop = results.iter().position(|result| code(result).is_some_and(busy));
    results.truncate(stop.unwrap_or(results.len()));
    let segments_missing = results.iter().any(|result| code(result) == Some(ErrorCode::SegmentsMissing));
    Settled { record: results, segments_missing, stop: stop.is_some() }
}

fn code(result: &MutationResult) -> Option<ErrorCode> {
    result.error.as_ref().map(|error| error.code)
}

#[cfg(test)]
mod tests {
    use hindsight_contract::error::ErrorBody;
    use hindsight_contract::sync::Outcome;
    use hindsight_domain::{MutationId, Timestamp};

    use super::*;

    fn results(refused: &[Option<ErrorCode>]) -> Vec<MutationResult> {
        let at = Timestamp::clamp_millis(0);
        let error = |code| ErrorBody { code, message: "no".into(), details: None, timestamp: at };
        let result = |(n, code): (usize, &Option<ErrorCode>)| MutationResult {
            id: format!("01890a5d-ac96-774b-bcce-{n:012}").parse::<MutationId>().unwrap(),
            outcome: if code.is_some() { Outcome::Rejected } else { Outcome::Applied },
            repeated: false,
            review_id: None,
            error: code.map(error),
        };
        refused.iter().enumerate().map(result).collect()
    }

    #[test]
    fn results_are_taken_up_to_where_the_server_cannot_go_on() {
        use ErrorCode::{Conflict, InternalError, RateLimitExceeded, SegmentsMissing, StoreUnavailable};
        for (refused, taken, segments_missing, stop) in [
            (vec![], 0, false, false),
            (vec![None, Some(Conflict), None], 3, false, false),
            (vec![None, Some(InternalError), None], 3, false, false),
            (vec![Some(SegmentsMissing), None], 2, true, false),
            (vec![None, Some(StoreUnavailable), None], 1, false, true),
            (vec![Some(RateLimitExceeded), Some(SegmentsMissing)], 0, false, true),
        ] {
            let results = results(&refused);
            let settled = settle(results.clone());
            assert_eq!(
                settled,
                Settled { record: results[..taken].to_vec(), segments_missing, stop },
                "{refused:?}"
            );
        }
    }
}
