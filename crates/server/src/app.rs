//! The server put together: its state, its routes, and how it starts and ends.

use std::future::Future;
use std::sync::Arc;

use axum::Router;
use axum::middleware;
use hindsight_contract::error::ErrorCode;
use hindsight_domain::{Chance, Clock, uuid7};
use tokio::net::TcpListener;

use crate::api;
use crate::config::Config;
use crate::error::{self, ApiError};
use crate::store::{Store, StoreError, feed};

/// What every handler has. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// What is known.
    pub store: Store,
    /// What was set.
    pub config: Arc<Config>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Random bytes.
    pub chance: Arc<dyn Chance>,
}

impl App {
    /// A server on an open store. Once per start: it marks the feed and sweeps what a crash left.
    pub async fn start(
        store: Store,
        config: Config,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
    ) -> Result<Self, StoreError> {
        store.sweep_blobs().await?;
        store.sweep_uploads().await?;
        store.write(feed::start).await?;
        Ok(Self { store, config: Arc::new(config), clock, chance })
    }

    pub(crate) fn new_request_id(&self) -> String {
        uuid7(self.clock.now(), &*self.chance).simple().to_string()
    }
}

/// All routes.
pub fn router(app: App) -> Router {
    Router::new()
        .merge(api::sync::routes())
        .fallback(async || ApiError::not_found("there is nothing at this path"))
        .method_not_allowed_fallback(async || {
            ApiError::new(ErrorCode::MethodNotAllowed, "this path does not take this method")
        })
        .layer(middleware::from_fn_with_state(app.clone(), error::render))
        .with_state(app)
}

/// Serves until `stop` resolves, then ends what runs and closes the store.
pub async fn serve(
    app: App,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let store = app.store.clone();
    axum::serve(listener, router(app)).with_graceful_shutdown(stop).await?;
    store.close().await;
    Ok(())
}
