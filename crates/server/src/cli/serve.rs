//! Serving, from the settings to the last request.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hindsight_seal::{KEY_LEN, Key};
use serde_json::json;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

use super::output;
use crate::app::{self, App};
use crate::config::Config;
use crate::countries::Countries;
use crate::store::{ServerLock, Store};
use crate::system::{SystemChance, SystemClock};

/// What is logged where `RUST_LOG` says nothing.
const USUAL_LOG: &str = "warn,hindsight_server=info";

/// Logs go to standard error.
pub(super) fn log() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(USUAL_LOG));
    let ansi = std::env::var_os("NO_COLOR").is_none() && std::io::IsTerminal::is_terminal(&std::io::stderr());
    let logging =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(ansi);
    // A second one in the same process is no harm.
    let _there_already = logging.try_init();
}

/// The store of these settings.
pub(super) fn open(config: &Config) -> anyhow::Result<Store> {
    let key = config.store_key_file.as_deref().map(read_key).transpose()?;
    Store::open(&config.data, key.as_ref(), Arc::new(SystemClock), Arc::new(SystemChance))
        .with_context(|| format!("the store in {} cannot be opened", config.data.display()))
}

/// A key's file holds 32 bytes: as they are, in hex or in base64.
fn read_key(path: &Path) -> anyhow::Result<Key> {
    let bytes = fs::read(path).with_context(|| format!("HINDSIGHT_STORE_KEY_FILE={}", path.display()))?;
    let text = std::str::from_utf8(&bytes).map(str::trim).unwrap_or_default();
    let key = if bytes.len() == KEY_LEN {
        bytes.clone()
    } else {
        hex::decode(text).or_else(|_| STANDARD.decode(text)).unwrap_or_default()
    };
    if key.len() != KEY_LEN {
        bail!(
            "HINDSIGHT_STORE_KEY_FILE={} holds no key: it must hold 32 random bytes, such as `openssl rand -hex 32` writes",
            path.display()
        );
    }
    Ok(Key::from_slice(&key)?)
}

/// Serves until TERM or INT.
pub(super) async fn serve(config: Config, json: bool) -> anyhow::Result<()> {
    let store = open(&config)?;
    // Held to the end: two servers on one folder would sweep each other's files.
    let _lock = ServerLock::take(&config.data)?;
    if let Err(error) = store.make_room().await {
        // Reading works on a full disk, and writing says so by itself.
        tracing::warn!(cause = %crate::error::chain(&error), "the store has no room to write");
    }
    let countries = match &config.geoip_db {
        Some(path) => Some(Countries::open(path).with_context(|| format!("GEOIP_DB={}", path.display()))?),
        None => None,
    };
    if config.governance_bypass {
        tracing::warn!(
            "EMERGENCY_GOVERNANCE_BYPASS is set: THIS IS A TEST SERVER, nothing on it counts as governed"
        );
        store.write(|tx| tx.journal("server", "governance_bypass", json!({ "insecure_test": true }))).await?;
    }
    let listener = TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("HINDSIGHT_LISTEN={} cannot be listened on", config.listen))?;
    let mut address = listener.local_addr()?;
    if !address.ip().is_loopback() {
        tracing::warn!(%address, "this address is open to the network: put a proxy with TLS in front of it");
    }
    if address.ip().is_unspecified() {
        address.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
    }
    let data = config.data.display().to_string();
    let mut app = App::start(store, config, Arc::new(SystemClock), Arc::new(SystemChance)).await?;
    if let Some(countries) = countries {
        app = app.with_countries(countries);
    }
    let stop = stop_signal()?;
    let url = format!("http://{address}");
    output::print(json, &json!({ "url": url }), &format!("Hindsight server on {url}, store in {data}"));
    app::serve(app, listener, stop).await?;
    tracing::info!("stopped; everything that was acknowledged is in the store");
    Ok(())
}

/// Resolves at TERM or INT.
#[cfg(unix)]
fn stop_signal() -> anyhow::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut term, mut int) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = term.recv() => {}
            _ = int.recv() => {}
        }
    })
}

/// Resolves at Ctrl-C.
#[cfg(not(unix))]
fn stop_signal() -> anyhow::Result<impl Future<Output = ()> + Send + 'static> {
    Ok(async {
        let _gone = tokio::signal::ctrl_c().await;
    })
}
