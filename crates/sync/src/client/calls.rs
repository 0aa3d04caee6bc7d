//! The calls that answer with one JSON document.

use std::time::Duration;

use hindsight_contract::auth::{LoginReply, LoginRequest, WhoAmI};
use hindsight_contract::heatmap::{HeatmapQuery, HeatmapReply};
use hindsight_contract::sync::{
    FeedPage, FeedQuery, MutationResults, PostMutations, SegmentPage, StartUpload, UploadState,
};
use hindsight_domain::{BlobHash, Mutation, RecordingId};
use reqwest::Method;
use tokio::time::Instant;

use super::Remote;
use crate::SyncError;

/// A page of the feed: up to a thousand recordings with their details, or reviews with their flags.
const PAGE_BYTES: u64 = 64 << 20;
/// All other documents.
const DOCUMENT_BYTES: u64 = 4 << 20;

/// A server reads all segments of a new recording before it answers.
const MUTATIONS_PATIENCE: u32 = 4;
/// A server reads many sessions for one heatmap.
const HEATMAP_PATIENCE: u32 = 4;

/// A page of the feed, and when it was written by this machine's stopwatch.
#[derive(Debug)]
pub struct TimedPage {
    /// The page.
    pub page: FeedPage,
    /// The middle of the call where it did not wait for news, else its end: the best guess at `head.at`.
    pub written: Instant,
}

impl Remote {
    /// Trades a user's password for a token.
    ///
    /// # Errors
    ///
    /// [`SyncError::WrongPassword`], and what every call can meet.
    pub async fn login(&self, user: &str, password: &str) -> Result<LoginReply, SyncError> {
        let body = LoginRequest { user: user.to_owned(), password: password.to_owned() };
        let call = self.client.request(Method::POST, self.address.call(&["auth", "login"])).json(&body);
        match self.ask(call).await {
            Ok(reply) => reply.json(DOCUMENT_BYTES).await,
            Err(SyncError::SignedOut { server, .. }) => Err(SyncError::WrongPassword { server }),
            Err(SyncError::ServerFault { server, status: 429, retry_after: wait, .. }) => {
                Err(SyncError::TooManySignIns { server, wait })
            }
            Err(error) => Err(error),
        }
    }

    /// The same for a token that nobody has signed in with yet.
    ///
    /// # Errors
    ///
    /// [`SyncError::UnknownToken`], and what every call can meet.
    pub async fn whose(&self) -> Result<WhoAmI, SyncError> {
        match self.whoami().await {
            Err(SyncError::SignedOut { server, .. }) => Err(SyncError::UnknownToken { server }),
            answer => answer,
        }
    }

    /// Whose token it is, and which server answers.
    pub async fn whoami(&self) -> Result<WhoAmI, SyncError> {
        self.ask(self.request(Method::GET, &["sync", "v1", "whoami"])).await?.json(DOCUMENT_BYTES).await
    }

    /// A page of the feed. With `wait` the answer may take that long.
    ///
    /// # Errors
    ///
    /// [`SyncError::EpochChanged`] where the cursor belongs to another history, [`SyncError::TooLarge`] where a
    /// smaller limit helps.
    pub async fn feed(&self, query: &FeedQuery) -> Result<TimedPage, SyncError> {
        let mut url = self.address.call(&["sync", "v1", "feed"]);
        let numbers = [("limit", query.limit), ("wait", query.wait)];
        url.query_pairs_mut()
            .extend_pairs(query.cursor.iter().map(|cursor| ("cursor", cursor)))
            .extend_pairs(query.witness.iter().map(|witness| ("witness", witness)))
            .extend_pairs(numbers.iter().filter_map(|(name, number)| Some((name, (*number)?.to_string()))));
        let call = self.signed(self.client.get(url));
        let wait = Duration::from_secs(query.wait.unwrap_or(0).into());
        let asked = Instant::now();
        let answer = self.patience.answer(&self.server(), self.patience.answer + wait, call.send()).await?;
        let answered = Instant::now();
        let page = self.reply(answer)?.checked().await?.json(PAGE_BYTES).await?;
        let written = if wait.is_zero() { asked + (answered - asked) / 2 } else { answered };
        Ok(TimedPage { page, written })
    }

    /// Segments of a recording from index `from` on.
    pub async fn segments(&self, id: &RecordingId, from: u32) -> Result<SegmentPage, SyncError> {
        let mut url = self.address.call(&["sync", "v1", "recordings", id.as_str(), "segments"]);
        url.query_pairs_mut().append_pair("from", &from.to_string());
        let page: SegmentPage = self.ask(self.signed(self.client.get(url))).await?.json(PAGE_BYTES).await?;
        if page.segments.iter().zip(from..).any(|(segment, due)| segment.index != due) {
            return Err(self.protocol(format!("the segments of {id} are not in order")));
        }
        Ok(page)
    }

    /// What the server counted for a heatmap. It reads for that: the answer may take longer than others.
    pub async fn heatmap(&self, query: &HeatmapQuery) -> Result<HeatmapReply, SyncError> {
        let mut url = self.address.call(&["recordings", "sessions", "heatmap"]);
        let pairs = [
            ("path", &query.path),
            ("layer", &query.layer),
            ("width", &query.width),
            ("serviceSlug", &query.service_slug),
            ("deviceType", &query.device_type),
            ("actorType", &query.actor_type),
            ("startDate", &query.start_date),
            ("endDate", &query.end_date),
        ];
        let given = pairs.iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
        url.query_pairs_mut().extend_pairs(given);
        let call = self.signed(self.client.get(url));
        let at_most = self.patience.answer * HEATMAP_PATIENCE;
        let answer = self.patience.answer(&self.server(), at_most, call.send()).await?;
        self.reply(answer)?.checked().await?.json(PAGE_BYTES).await
    }

    /// Sends mutations, in order.
    ///
    /// # Errors
    ///
    /// [`SyncError::EpochChanged`] where `witness` belongs to another history: none of them was taken.
    pub async fn mutations(
        &self,
        client_id: &str,
        witness: Option<&str>,
        mutations: &[Mutation],
    ) -> Result<MutationResults, SyncError> {
        let body = PostMutations {
            client_id: client_id.to_owned(),
            witness: witness.map(str::to_owned),
            mutations: mutations.to_vec(),
        };
        let call = self.request(Method::POST, &["sync", "v1", "mutations"]).json(&body);
        let at_most = self.patience.answer * MUTATIONS_PATIENCE;
        let answer = self.patience.answer(&self.server(), at_most, call.send()).await?;
        let results: MutationResults = self.reply(answer)?.checked().await?.json(DOCUMENT_BYTES).await?;
        let fits = results.results.len() <= mutations.len()
            && results.results.iter().zip(mutations).all(|(result, mutation)| result.id == mutation.id);
        if fits { Ok(results) } else { Err(self.protocol("its results are not those of what was sent")) }
    }

    /// Announces a blob, and says how far its upload is. Announcing it again is how its state is asked for.
    pub async fn start_upload(&self, hash: &BlobHash, bytes: u64) -> Result<UploadState, SyncError> {
        let body = StartUpload { hash: hash.clone(), bytes };
        let call = self.request(Method::POST, &["sync", "v1", "uploads"]).json(&body);
        self.ask(call).await?.json(DOCUMENT_BYTES).await
    }
}
