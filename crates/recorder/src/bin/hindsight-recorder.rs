//! `hindsight-recorder`: records the screen, a process of its own.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};
use hindsight_domain::{Clock, Timestamp};
use hindsight_recorder::settings::{Quality, Scale};
use hindsight_recorder::source::SystemStopwatch;
use hindsight_recorder::target::Choice;
use hindsight_recorder::{
    ConnectionInfo, Mode, Mp4Films, Recorder, RecorderError, Settings, Surroundings, SystemDisk,
    SystemScreens, preview_cleanup, storage_info,
};

#[derive(Parser)]
#[command(name = "hindsight-recorder", version, about = "Records the local screen")]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Record until it is stopped, or for a time
    Record(Record),
    /// Say which monitors and windows there are
    ListSources(Json),
    /// Say what recordings take up
    Storage(Place),
    /// Delete what the limits no longer allow
    Cleanup(Cleanup),
}

impl Verb {
    fn json(&self) -> bool {
        let json = match self {
            Self::Record(record) => &record.place.json,
            Self::ListSources(json) => json,
            Self::Storage(place) => &place.json,
            Self::Cleanup(cleanup) => &cleanup.place.json,
        };
        json.json
    }
}

#[derive(Args)]
struct Json {
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
struct Place {
    /// The folder of the recordings [default: RECORDING_OUTPUT_DIR]
    #[arg(long)]
    out: Option<PathBuf>,
    #[command(flatten)]
    json: Json,
}

#[derive(Args)]
struct Cleanup {
    #[command(flatten)]
    place: Place,
    /// Only say what would go
    #[arg(long)]
    dry_run: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum ModeWord {
    #[value(name = "rdp_window")]
    RdpWindow,
    #[value(name = "full_screen")]
    FullScreen,
    #[value(name = "active_window")]
    ActiveWindow,
}

#[derive(Args)]
struct Record {
    /// What is in the picture [default: RECORDING_MODE]
    #[arg(long)]
    mode: Option<ModeWord>,
    /// One monitor, by its name
    #[arg(long, conflicts_with = "mode")]
    monitor: Option<String>,
    /// Frames per second at most, 1–60 [default: RECORDING_FPS]
    #[arg(long)]
    fps: Option<u32>,
    /// 0–51, lower is better [default: RECORDING_QUALITY]
    #[arg(long)]
    quality: Option<u32>,
    /// 0.1–2.0 of the screen's pixels along each side [default: RECORDING_RESOLUTION_SCALE]
    #[arg(long)]
    scale: Option<f64>,
    /// Stop after so many seconds
    #[arg(long)]
    seconds: Option<u64>,
    /// The id of the session
    #[arg(long, default_value = "local")]
    session: String,
    /// The name of the connection
    #[arg(long, default_value = "")]
    name: String,
    #[command(flatten)]
    place: Place,
}

struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the binary is where the time of day comes in")]
    fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Timestamp::clamp_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

fn main() -> ExitCode {
    // Colours would stand within the lines that others parse.
    let is_read_by_a_person = std::io::stderr().is_terminal();
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(is_read_by_a_person)
        .with_target(false)
        .init();
    let Arguments { verb } = Arguments::parse();
    let is_for_programs = verb.json();
    let done = match verb {
        Verb::Record(arguments) => record(&arguments),
        Verb::ListSources(json) => list(&json),
        Verb::Storage(place) => storage(&place),
        Verb::Cleanup(arguments) => clean_up(&arguments),
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            tracing::error!("{error:#}");
            if is_for_programs {
                let failure = serde_json::json!({ "code": "recorder", "message": format!("{error:#}") });
                // Where it cannot be printed there is nobody left to tell.
                let _closed = print(&serde_json::json!({ "error": failure }).to_string());
            }
            ExitCode::FAILURE
        }
    }
}

fn settings(place: &Place) -> anyhow::Result<Settings> {
    let mut settings = Settings::from_env(std::env::vars())?;
    if let Some(out) = &place.out {
        settings.output_dir = Some(out.clone());
    }
    Ok(settings)
}

fn open(settings: Settings) -> Result<Recorder, RecorderError> {
    let around = Surroundings {
        clock: Arc::new(SystemClock),
        stopwatch: Arc::new(SystemStopwatch::start()),
        disk: Arc::new(SystemDisk),
        screens: Arc::new(SystemScreens::default()),
        films: Arc::new(Mp4Films),
    };
    Recorder::initialize(settings, around)
}

fn record(arguments: &Record) -> anyhow::Result<ExitCode> {
    let mut settings = settings(&arguments.place)?;
    if let Some(mode) = arguments.mode {
        settings.mode = match mode {
            ModeWord::RdpWindow => Mode::RdpWindow,
            ModeWord::FullScreen => Mode::FullScreen,
            ModeWord::ActiveWindow => Mode::ActiveWindow,
        };
    }
    settings.fps = arguments.fps.unwrap_or(settings.fps);
    settings.quality = arguments.quality.map_or(Ok(settings.quality), Quality::new)?;
    settings.resolution_scale = arguments.scale.map_or(Ok(settings.resolution_scale), Scale::new)?;
    let recorder = open(settings)?;
    let (stop, stopped) = sync_channel(1);
    ctrlc::set_handler(move || _ = stop.try_send(()))?;
    let connection = ConnectionInfo { name: arguments.name.clone(), ..ConnectionInfo::default() };
    let id = arguments.session.as_str();
    match &arguments.monitor {
        Some(name) => recorder.start_recording_of(Choice::Monitor(name.clone()), id, connection)?,
        None => recorder.start_session_recording(id, connection)?,
    };
    // A recording that ends by itself is seen within a second.
    let mut left = arguments.seconds;
    while left != Some(0) && recorder.is_recording(Some(id)) {
        match stopped.recv_timeout(Duration::from_secs(1)) {
            Ok(()) | Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => left = left.map(|left| left - 1),
        }
        if let Err(error) = recorder.tend() {
            tracing::error!("recordings could not be cleaned up: {error}");
        }
    }
    let status = recorder.stop_session_recording(Some(id))?;
    if arguments.place.json.json {
        print(&serde_json::to_string(&status)?)?;
    }
    Ok(if status.failure.is_some() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn list(json: &Json) -> anyhow::Result<ExitCode> {
    let (monitors, desktop) = SystemScreens::default().list()?;
    if json.json {
        let windows = &desktop.windows;
        print(
            &serde_json::json!({ "monitors": monitors, "windows": windows, "active": desktop.active })
                .to_string(),
        )?;
        return Ok(ExitCode::SUCCESS);
    }
    for monitor in monitors {
        let rect = monitor.rect;
        print(&format!(
            "monitor  {}  {}×{} at {},{}",
            monitor.name, rect.width, rect.height, rect.x, rect.y
        ))?;
    }
    for window in desktop.windows {
        print(&format!("window   {}  {}  {}", window.id.0, window.class, window.title.escape_debug()))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn storage(place: &Place) -> anyhow::Result<ExitCode> {
    let info = storage_info(&settings(place)?, &SystemDisk)?;
    print(&if place.json.json {
        serde_json::to_string(&info)?
    } else {
        format!(
            "{} recordings, {:.2} of {:.2} GB ({:.0} %)",
            info.recordings, info.total_size_gb, info.max_total_size_gb, info.size_usage_percent
        )
    })?;
    Ok(ExitCode::SUCCESS)
}

fn clean_up(arguments: &Cleanup) -> anyhow::Result<ExitCode> {
    let settings = settings(&arguments.place)?;
    let (word, names, bytes, failed) = if arguments.dry_run {
        let plan = preview_cleanup(&settings, SystemClock.now())?;
        let names: Vec<_> = plan.drop.iter().map(|(one, _)| one.key.clone()).collect();
        ("would go", names, plan.freed_bytes(), false)
    } else {
        let done = open(settings)?.perform_cleanup()?;
        for (path, cause) in &done.failed {
            tracing::error!("{} could not be deleted: {cause}", path.display());
        }
        ("deleted", done.deleted, done.freed_bytes, !done.failed.is_empty())
    };
    if arguments.place.json.json {
        print(&serde_json::json!({ "items": names, "total": names.len(), "bytes": bytes }).to_string())?;
    } else {
        for name in &names {
            print(&format!("{word}  {name}"))?;
        }
        print(&format!("{} recordings, {:.2} GB", names.len(), bytes as f64 / 1e9))?;
    }
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn print(line: &str) -> std::io::Result<()> {
    writeln!(std::io::stdout(), "{line}")
}
