//! Notes: those that the server has, and those that wait in the outbox.

use hindsight_contract::view::Items;
use hindsight_domain::{Note, RecordingId};

use crate::{Result, Vault};

impl Vault {
    /// The notes of a recording, by their place in it.
    pub fn notes(&self, id: &RecordingId) -> Result<Items<Note>> {
        let _ = id;
        todo!()
    }
}
