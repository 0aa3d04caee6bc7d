//! Records a session for five seconds, as an integrator would:
//! `cargo run -p hindsight-recorder --example session -- FOLDER`.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use hindsight_domain::{Clock, Timestamp};
use hindsight_recorder::source::SystemStopwatch;
use hindsight_recorder::{
    ConnectionInfo, Mode, Mp4Films, Recorder, Settings, Surroundings, SystemDisk, SystemScreens,
};

struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the composition root is where the time of day comes in")]
    fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Timestamp::clamp_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

fn main() -> anyhow::Result<()> {
    let mut settings = Settings::from_env(std::env::vars())?;
    settings.output_dir = Some(std::env::args_os().nth(1).context("name a folder")?.into());
    settings.mode = Mode::FullScreen;
    let recorder = Recorder::initialize(
        settings,
        Surroundings {
            clock: Arc::new(SystemClock),
            stopwatch: Arc::new(SystemStopwatch::start()),
            disk: Arc::new(SystemDisk),
            screens: Arc::new(SystemScreens::default()),
            films: Arc::new(Mp4Films),
        },
    )?;
    let connection = ConnectionInfo {
        con_codigo: "17".into(),
        ip: "10.0.0.7".into(),
        name: "Payroll".into(),
        user: "ann".into(),
        connection_type: "RDP".into(),
    };
    recorder.start_session_recording("example", connection)?;
    std::thread::sleep(Duration::from_secs(5));
    let ended = recorder.stop_session_recording(Some("example"))?;
    for stem in ended.files {
        recorder.set_hold(&stem, false)?;
    }
    recorder.perform_cleanup()?;
    recorder.shutdown();
    Ok(())
}
