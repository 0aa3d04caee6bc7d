//! What the operator set: read from the environment once, checked, and refused where it makes no sense.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use thiserror::Error;

/// Where a server listens when nothing is said: loopback only.
const DEFAULT_LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8787);

/// Settings of a server, all within their ranges.
#[derive(Clone)]
pub struct Config {
    /// Where it listens; port 0 picks a free one.
    pub listen: SocketAddr,
    /// The folder of the store.
    pub data: PathBuf,
    /// What clients call it, where that is not its address.
    pub public_url: Option<String>,
    /// The file of the key that the store is encrypted with: 64 hex digits.
    pub store_key_file: Option<PathBuf>,
    /// Origins whose pages may send sessions, with credentials.
    pub cors_origins: Vec<String>,
    /// What pages must show to send sessions.
    pub write_key: Option<String>,
    /// The header in which a trusted proxy says the visitor's country.
    pub country_header: Option<http::HeaderName>,
    /// The header in which a trusted proxy says the visitor's address; its last entry counts.
    pub address_header: Option<http::HeaderName>,
    /// A MaxMind database of countries.
    pub geoip_db: Option<PathBuf>,
    /// Requests per minute of one web session.
    pub session_rate: u32,
    /// Requests per minute of one address that sends web sessions.
    pub address_rate: u32,
    /// Attempts to sign in per minute, of one address and for one user.
    pub login_rate: u32,
    /// Whether agents may be recorded.
    pub recording_enabled: bool,
    /// Days that a stopped agent recording is kept.
    pub retention_days: u32,
    /// Minutes of silence after which a recording ends.
    pub idle_minutes: u32,
    /// Says that governance is bypassed. Only a test server takes it.
    pub governance_bypass: bool,
}

/// A setting that cannot be.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{name}={value} is refused: {allowed}")]
pub struct BadSetting {
    /// The variable.
    pub name: &'static str,
    /// What it was set to.
    pub value: String,
    /// What would be fine.
    pub allowed: String,
}

/// What the command line says over the environment.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// `--listen`.
    pub listen: Option<SocketAddr>,
    /// `--data`.
    pub data: Option<PathBuf>,
    /// `--insecure-test`.
    pub insecure_test: bool,
}

impl Config {
    /// Reads the settings; `variable` gives one of the environment. An empty variable counts as absent.
    pub fn read(variable: &dyn Fn(&str) -> Option<String>, overrides: Overrides) -> Result<Self, BadSetting> {
        let (read, defaults) = (Reader { variable }, Self::default());
        let listen = match overrides.listen {
            Some(listen) => listen,
            None => read
                .parsed("HINDSIGHT_LISTEN", "an address and a port, such as 127.0.0.1:8787")?
                .unwrap_or(defaults.listen),
        };
        let governance_bypass = read.boolean("EMERGENCY_GOVERNANCE_BYPASS", false)?;
        if governance_bypass && !overrides.insecure_test {
            return Err(BadSetting {
                name: "EMERGENCY_GOVERNANCE_BYPASS",
                value: "true".into(),
                allowed: "only a test server takes it, started with --insecure-test".into(),
            });
        }
        Ok(Self {
            listen,
            data: overrides
                .data
                .or_else(|| read.text("HINDSIGHT_DATA").map(PathBuf::from))
                .unwrap_or_else(|| default_data(variable)),
            public_url: read.url("HINDSIGHT_PUBLIC_URL")?,
            store_key_file: read.text("HINDSIGHT_STORE_KEY_FILE").map(PathBuf::from),
            cors_origins: read.origins("HINDSIGHT_CORS_ORIGINS")?,
            write_key: read.text("HINDSIGHT_WRITE_KEY"),
            country_header: read.parsed("HINDSIGHT_COUNTRY_HEADER", "the name of a header")?,
            address_header: read.parsed("HINDSIGHT_ADDRESS_HEADER", "the name of a header")?,
            geoip_db: read.text("GEOIP_DB").map(PathBuf::from),
            session_rate: read.number("HINDSIGHT_RATE_SESSION", defaults.session_rate, 1, 1_000_000)?,
            address_rate: read.number("HINDSIGHT_RATE_ADDRESS", defaults.address_rate, 1, 10_000_000)?,
            login_rate: read.number("HINDSIGHT_RATE_LOGIN", defaults.login_rate, 1, 10_000)?,
            recording_enabled: read.boolean("CANVAS_RECORDING_ENABLED", defaults.recording_enabled)?,
            retention_days: read.number("RECORDING_RETENTION_DAYS", defaults.retention_days, 1, 36_500)?,
            idle_minutes: read.number("RECORDING_IDLE_MINUTES", defaults.idle_minutes, 1, 10_080)?,
            governance_bypass,
        })
    }

    /// The same in milliseconds.
    pub fn idle_ms(&self) -> i64 {
        i64::from(self.idle_minutes) * 60_000
    }

    /// The same in milliseconds.
    pub fn retention_ms(&self) -> i64 {
        i64::from(self.retention_days) * 24 * 60 * 60 * 1000
    }
}

/// The folder of the store when nothing is said: in the user's data folder.
fn default_data(variable: &dyn Fn(&str) -> Option<String>) -> PathBuf {
    let named = |name: &str| variable(name).filter(|text| !text.is_empty()).map(PathBuf::from);
    named("XDG_DATA_HOME")
        .or_else(|| named("HOME").map(|home| home.join(".local/share")))
        .or_else(|| named("LOCALAPPDATA"))
        .unwrap_or_else(|| PathBuf::from("."))
        .join("hindsight-server")
}

struct Reader<'a> {
    variable: &'a dyn Fn(&str) -> Option<String>,
}

impl Reader<'_> {
    fn text(&self, name: &str) -> Option<String> {
        (self.variable)(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    fn parsed<T: std::str::FromStr>(
        &self,
        name: &'static str,
        allowed: &str,
    ) -> Result<Option<T>, BadSetting> {
        let Some(value) = self.text(name) else { return Ok(None) };
        match value.parse() {
            Ok(parsed) => Ok(Some(parsed)),
            Err(_) => Err(BadSetting { name, value, allowed: format!("it must be {allowed}") }),
        }
    }

    fn number(&self, name: &'static str, default: u32, min: u32, max: u32) -> Result<u32, BadSetting> {
        let allowed = format!("a whole number from {min} to {max}");
        let number = self.parsed(name, &allowed)?.unwrap_or(default);
        if (min..=max).contains(&number) {
            return Ok(number);
        }
        Err(BadSetting { name, value: number.to_string(), allowed: format!("it must be {allowed}") })
    }

    fn boolean(&self, name: &'static str, default: bool) -> Result<bool, BadSetting> {
        let Some(value) = self.text(name) else { return Ok(default) };
        match value.to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" | "on" => Ok(true),
            "false" | "0" | "no" | "off" => Ok(false),
            _ => Err(BadSetting { name, value, allowed: "it must be true or false".into() }),
        }
    }

    fn url(&self, name: &'static str) -> Result<Option<String>, BadSetting> {
        let Some(value) = self.text(name) else { return Ok(None) };
        let is_url = value.parse::<http::Uri>().is_ok_and(|uri| {
            matches!(uri.scheme_str(), Some("http" | "https"))
                && uri.host().is_some_and(|host| !host.is_empty())
        });
        if is_url {
            return Ok(Some(value.trim_end_matches('/').to_owned()));
        }
        Err(BadSetting {
            name,
            value,
            allowed: "it must be a URL that begins with http:// or https://".into(),
        })
    }

    fn origins(&self, name: &'static str) -> Result<Vec<String>, BadSetting> {
        let Some(value) = self.text(name) else { return Ok(Vec::new()) };
        let origins = value.split(',').map(|origin| origin.trim().trim_end_matches('/').to_owned());
        let origins = origins.filter(|origin| !origin.is_empty()).collect::<Vec<_>>();
        let is_origin = |origin: &String| {
            origin.parse::<http::Uri>().is_ok_and(|uri| {
                uri.scheme().is_some()
                    && uri.host().is_some()
                    && uri.path() == "/"
                    && !origin.contains(['*', '?'])
            })
        };
        if origins.iter().all(is_origin) {
            return Ok(origins);
        }
        Err(BadSetting {
            name,
            value,
            allowed: "it must be origins such as https://app.example.com, separated by commas; with credentials a * \
                      is not possible"
                .into(),
        })
    }
}

impl Default for Config {
    /// What holds when nothing is set.
    fn default() -> Self {
        Self {
            listen: DEFAULT_LISTEN,
            data: PathBuf::new(),
            public_url: None,
            store_key_file: None,
            cors_origins: Vec::new(),
            write_key: None,
            country_header: None,
            address_header: None,
            geoip_db: None,
            session_rate: 6_000,
            address_rate: 30_000,
            login_rate: 10,
            recording_enabled: true,
            retention_days: 90,
            idle_minutes: 30,
            governance_bypass: false,
        }
    }
}
