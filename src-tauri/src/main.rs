//! The binary `hindsight-desktop`: the console in a window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, bail};
use hindsight_console::{KNOWN_VAULTS, KnownVaults, Place};
use hindsight_domain::{Chance, Clock, Timestamp};
use tauri::Manager as _;

/// The machine's clock.
struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the composition root")]
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::clamp_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// The system's randomness.
struct SystemChance;

impl Chance for SystemChance {
    fn fill(&self, bytes: &mut [u8]) {
        // Without randomness there is no key worth having: better no program than a weak one.
        #[expect(clippy::expect_used, reason = "nothing can be made safe without it")]
        getrandom::fill(bytes).expect("the system gives random bytes");
    }
}

fn main() -> Result<()> {
    let filter = tracing_subscriber::EnvFilter::try_from_env("HINDSIGHT_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("error"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).without_time().init();

    let place = Place {
        dir: vault_dir()?,
        known: dirs::config_dir().map(|dir| KnownVaults::in_file(dir.join(KNOWN_VAULTS))),
        begin_anew: false,
        passphrase: std::env::var("HINDSIGHT_PASSPHRASE").ok().map(Into::into),
        clock: Arc::new(SystemClock),
        chance: Arc::new(SystemChance),
    };
    let mut context = hindsight_desktop::context();
    if let Some(vault) = hindsight_desktop::vault_name(&place.dir, usual_dir().as_deref()) {
        // One window for each vault: with the same name, a second vault would only raise the window of the first.
        context.config_mut().identifier.push_str(&vault);
    }
    hindsight_desktop::build(tauri::Builder::default())
        .plugin(tauri_plugin_single_instance::init(|app, _, _| hindsight_desktop::raise(app)))
        .plugin(tauri_plugin_window_state::Builder::new().build())
        .setup(move |app| {
            let desktop = hindsight_desktop::desktop(app.handle(), place);
            app.manage(desktop.clone());
            hindsight_desktop::show(app.handle(), &desktop)?;
            // The window is there at once; the vault opens beside it.
            tauri::async_runtime::spawn(async move { desktop.open().await });
            Ok(())
        })
        .build(context)
        .context("the window could not be built")?
        .run(|app, event| {
            if let tauri::RunEvent::Exit = event {
                app.state::<hindsight_console::Desktop>().end();
            }
        });
    Ok(())
}

fn usual_dir() -> Option<PathBuf> {
    dirs::data_dir().map(|data| data.join("hindsight"))
}

/// `--data DIR`, or the platform's data directory.
fn vault_dir() -> Result<PathBuf> {
    let mut words = std::env::args_os().skip(1);
    match (words.next(), words.next()) {
        (Some(name), Some(dir)) if name == "--data" => Ok(dir.into()),
        (None, _) => usual_dir().context("this system has no data directory: use --data DIR"),
        (Some(word), _) => bail!("`{}` is not known: hindsight-desktop [--data DIR]", word.to_string_lossy()),
    }
}
