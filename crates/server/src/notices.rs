//! Notifications on the WebSocket of agent recordings: told to those who see the recording, once it is durable.

use std::sync::Arc;

use hindsight_contract::agent::Notice;
use hindsight_domain::Role;
use serde_json::Value;
use tokio::sync::broadcast;

use crate::auth::Principal;
use crate::store::Tx;
use crate::store::recordings::Stored;

/// Notices that a slow listener may be behind before it misses some.
const BEHIND: usize = 256;

/// A notice, and who may hear it.
#[derive(Debug)]
pub struct Announcement {
    /// The JSON that travels.
    pub text: String,
    user_id: Option<String>,
    recorder: Option<String>,
    flagged: bool,
}

impl Announcement {
    /// Whether it is about a recording that the principal sees.
    pub fn is_for(&self, principal: &Principal) -> bool {
        let own =
            [&self.user_id, &self.recorder].into_iter().any(|who| who.as_deref() == Some(&principal.user));
        own || principal.role == Role::Admin || (self.flagged && principal.role.is_governance())
    }
}

/// Where notices are heard.
#[derive(Clone, Debug)]
pub struct Notices(broadcast::Sender<Arc<Announcement>>);

impl Default for Notices {
    fn default() -> Self {
        Self(broadcast::channel(BEHIND).0)
    }
}

impl Notices {
    /// Tells it once the job is durable.
    pub fn tell(&self, tx: &Tx<'_>, stored: &Stored, notice: &Notice) {
        let text = serde_json::to_value(notice).unwrap_or(Value::Null).to_string();
        let announcement = Arc::new(Announcement {
            text,
            user_id: stored.recording.user_id.clone(),
            recorder: stored.recorder.clone(),
            flagged: stored.recording.flagged,
        });
        let sender = self.0.clone();
        tx.after_commit(move || {
            // Nobody listens: nobody misses it.
            let _unheard = sender.send(announcement);
        });
    }

    /// Listens from now on.
    pub fn listen(&self) -> broadcast::Receiver<Arc<Announcement>> {
        self.0.subscribe()
    }
}
