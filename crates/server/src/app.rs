//! The server put together: its state, its routes, and how it starts and ends.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::middleware;
use hindsight_contract::error::ErrorCode;
use hindsight_domain::{Chance, Clock, uuid7};
use http::{HeaderName, HeaderValue, Method, header};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tower_http::cors::CorsLayer;

use crate::api;
use crate::config::Config;
use crate::countries::Countries;
use crate::error::{self, ApiError, REQUEST_ID};
use crate::notices::Notices;
use crate::rate::Buckets;
use crate::store::{Store, StoreError, feed};
use crate::upkeep;

/// How long requests may go on after the server was told to stop.
const GRACE: Duration = Duration::from_secs(5);
/// Passwords that are checked at once.
const PASSWORD_CHECKS: usize = 2;
/// Heatmaps that are counted at once: each reads many sessions.
const HEATMAPS: usize = 1;

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
    /// Who is told when recordings start and end.
    pub notices: Notices,
    /// How often somebody may ask.
    pub limits: Arc<Limits>,
    /// Changes once, when the server stops: what waits for news ends.
    pub stopping: watch::Receiver<bool>,
    /// Where addresses are.
    pub(crate) countries: Option<Arc<Countries>>,
    stop: Arc<watch::Sender<bool>>,
}

/// How often somebody may ask.
pub struct Limits {
    /// Requests of one web session.
    pub sessions: Buckets,
    /// Requests of one address that sends web sessions.
    pub addresses: Buckets,
    /// Attempts to sign in.
    pub logins: Buckets,
    /// Passwords that are checked now.
    pub password_checks: Semaphore,
    /// Heatmaps that are counted now.
    pub heatmaps: Semaphore,
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
        let limits = Limits {
            sessions: Buckets::new(config.session_rate, 10),
            addresses: Buckets::new(config.address_rate, 100),
            logins: Buckets::new(config.login_rate, 10),
            password_checks: Semaphore::new(PASSWORD_CHECKS),
            heatmaps: Semaphore::new(HEATMAPS),
        };
        let (stop, stopping) = watch::channel(false);
        Ok(Self {
            store,
            config: Arc::new(config),
            clock,
            chance,
            notices: Notices::default(),
            limits: Arc::new(limits),
            stopping,
            countries: None,
            stop: Arc::new(stop),
        })
    }

    /// The same with a database of countries.
    #[must_use]
    pub fn with_countries(mut self, countries: Countries) -> Self {
        self.countries = Some(Arc::new(countries));
        self
    }

    pub(crate) fn new_request_id(&self) -> String {
        uuid7(self.clock.now(), &*self.chance).simple().to_string()
    }
}

/// All routes, with what surrounds them.
pub fn router(app: App) -> Router {
    let mut router = api::routes()
        .fallback(async || ApiError::not_found("there is nothing at this path"))
        .method_not_allowed_fallback(async || {
            ApiError::new(ErrorCode::MethodNotAllowed, "this path does not take this method")
        });
    if !app.config.cors_origins.is_empty() {
        router = router.layer(cors(&app.config.cors_origins));
    }
    router.layer(middleware::from_fn_with_state(app.clone(), error::render)).with_state(app)
}

/// Pages of the configured origins may ask, with credentials; for all others a browser refuses.
fn cors(origins: &[String]) -> CorsLayer {
    let origins = origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok());
    CorsLayer::new()
        .allow_origin(origins.collect::<Vec<_>>())
        .allow_credentials(true)
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::DELETE])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            HeaderName::from_static("x-write-key"),
            HeaderName::from_static("idempotency-key"),
        ])
        .expose_headers([REQUEST_ID, header::RETRY_AFTER, header::CONTENT_DISPOSITION])
        .max_age(Duration::from_secs(3600))
}

/// Serves until `stop` resolves, then gives what runs a few seconds to end, and closes the store.
pub async fn serve(
    app: App,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let (store, announce, mut stopping) = (app.store.clone(), Arc::clone(&app.stop), app.stopping.clone());
    let upkeep = tokio::spawn(upkeep::run(app.clone()));
    let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
    let ended = axum::serve(listener, service).with_graceful_shutdown(async move {
        stop.await;
        announce.send_replace(true);
    });
    let grace = async move {
        let _stopping_or_gone = stopping.changed().await;
        tokio::time::sleep(GRACE).await;
    };
    let served = tokio::select! {
        served = ended.into_future() => served,
        () = grace => {
            tracing::warn!("requests that did not end in time were cut");
            Ok(())
        }
    };
    upkeep.abort();
    store.close().await;
    served
}
