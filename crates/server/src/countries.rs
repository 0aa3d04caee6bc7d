//! Which country an address is in, by a database on this machine. The address goes nowhere and is not kept.

use std::net::IpAddr;
use std::path::Path;

use maxminddb::{MaxMindDbError, Reader, geoip2};

/// A MaxMind database in memory.
pub struct Countries(Reader<Vec<u8>>);

impl Countries {
    /// Reads a database.
    pub fn open(path: &Path) -> Result<Self, MaxMindDbError> {
        Reader::open_readfile(path).map(Self)
    }

    /// Two letters, where the database knows them.
    pub fn of(&self, address: IpAddr) -> Option<String> {
        let found = self.0.lookup(address).ok()?.decode::<geoip2::Country<'_>>().ok()??;
        found.country.iso_code.map(ToOwned::to_owned)
    }
}
