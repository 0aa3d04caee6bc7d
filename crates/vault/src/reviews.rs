//! Reviews: what the server confirmed, and on top of it what waits in the outbox.
//!
//! **Invariant:** a row's projection is its confirmed state with [`Review::overlay`] of each pending mutation in
//! the outbox's order; it is made anew in the transaction that changes either.

use hindsight_contract::view::Items;
use hindsight_domain::{RecordingId, Review, ReviewId, ReviewState};

use crate::{Result, Vault};

/// Which reviews.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QueueFilter {
    /// What is not closed.
    #[default]
    Unclosed,
    /// All.
    All,
    /// Those in one state.
    State(ReviewState),
}

impl Vault {
    /// Reviews as this console sees them: the most severe first, then the oldest.
    pub fn queue(&self, filter: QueueFilter) -> Result<Items<Review>> {
        let _ = filter;
        todo!()
    }

    /// The review by its id or by any that it ever had, or [`VaultError::NoReview`](crate::VaultError::NoReview).
    pub fn review(&self, id: &ReviewId) -> Result<Review> {
        let _ = id;
        todo!()
    }

    /// The review of a recording.
    pub fn review_of(&self, id: &RecordingId) -> Result<Option<Review>> {
        let _ = id;
        todo!()
    }
}
