//! What a session is about, as integrators tell it.

use serde::{Deserialize, Serialize};

/// The connection that a session belongs to. Written into the metadata as it was given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ConnectionInfo {
    /// The integrator's number for it.
    pub con_codigo: String,
    /// The other side's address.
    pub ip: String,
    /// What people call it.
    pub name: String,
    /// Who uses it.
    pub user: String,
    /// `RDP`, `VNC`, …
    pub connection_type: String,
}
