//! What the operator set.

/// Settings of a server, all within their ranges.
#[derive(Clone, Debug)]
pub struct Config {
    /// Whether agents may be recorded.
    pub recording_enabled: bool,
    /// Days that a stopped agent recording is kept.
    pub retention_days: u32,
    /// Minutes of silence after which a recording ends.
    pub idle_minutes: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self { recording_enabled: true, retention_days: 90, idle_minutes: 30 }
    }
}
