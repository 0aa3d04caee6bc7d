//! Where a server is, and whether a token may travel there.

use std::fmt;

use url::{Host, Url};

use crate::SyncError;

/// Whether `http://` may lead to another machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cleartext {
    /// Only to this machine: nothing leaves it.
    #[default]
    LoopbackOnly,
    /// Anywhere. The token can be read on the way; somebody must have asked for this.
    Allowed,
}

/// A server's address: `https://host[:port][/path]`, without credentials, query and fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerAddress {
    url: Url,
}

impl ServerAddress {
    /// Reads an address as a person gives it.
    ///
    /// # Errors
    ///
    /// [`SyncError::BadAddress`], and [`SyncError::Cleartext`] for `http://` to another machine.
    pub fn parse(given: &str, cleartext: Cleartext) -> Result<Self, SyncError> {
        let bad = |reason| SyncError::BadAddress { given: shown(given), reason };
        let mut url =
            Url::parse(given.trim()).map_err(|_| bad("write it as https://host or https://host:port"))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(bad("it must begin with https:// or http://"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(bad("leave user and password out of it"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(bad("leave out what stands behind ? or #"));
        }
        let path = format!("{}/", url.path().trim_end_matches('/'));
        url.set_path(&path);
        let address = Self { url };
        if address.url.scheme() == "http" && !address.is_loopback() && cleartext == Cleartext::LoopbackOnly {
            return Err(SyncError::Cleartext { server: address.to_string() });
        }
        Ok(address)
    }

    /// Whether it is this machine.
    pub fn is_loopback(&self) -> bool {
        match self.url.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
    }

    /// The address of a call: `segments` are escaped, so an id can never lead to another path.
    pub(crate) fn call(&self, segments: &[&str]) -> Url {
        let mut url = self.url.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments);
        }
        url
    }
}

impl fmt::Display for ServerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.url.as_str().trim_end_matches('/'))
    }
}

/// What was given, short and without a password that may stand in it.
fn shown(given: &str) -> String {
    let behind = given.rsplit_once('@').map_or(given, |(_, host)| host);
    behind.chars().filter(|c| !c.is_control()).take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(given: &str) -> Result<ServerAddress, SyncError> {
        ServerAddress::parse(given, Cleartext::LoopbackOnly)
    }

    #[test]
    fn an_address_is_kept_without_its_last_slash() {
        for (given, kept) in [
            ("https://Hindsight.example/", "https://hindsight.example"),
            (" https://h.example:8443 ", "https://h.example:8443"),
            ("https://h.example/under/here//", "https://h.example/under/here"),
            ("http://127.0.0.1:4000", "http://127.0.0.1:4000"),
            ("http://[::1]:4000", "http://[::1]:4000"),
            ("http://localhost:1", "http://localhost:1"),
        ] {
            assert_eq!(parse(given).unwrap().to_string(), kept, "{given}");
        }
    }

    #[test]
    fn a_token_does_not_travel_in_the_clear_unless_somebody_asked_for_it() {
        for given in ["http://h.example", "http://10.0.0.1:80", "http://localhost.example", "http://[::2]"] {
            assert!(matches!(parse(given), Err(SyncError::Cleartext { .. })), "{given}");
            assert!(ServerAddress::parse(given, Cleartext::Allowed).is_ok(), "{given}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused_and_its_password_is_not_repeated() {
        for given in
            ["", "h.example", "ftp://h", "https://", "https://ann:pw@h", "https://h?a", "https://h#a"]
        {
            let error = parse(given).unwrap_err();
            assert!(matches!(error, SyncError::BadAddress { .. }), "{given}: {error}");
            assert!(!error.to_string().contains("pw"), "{error}");
        }
    }

    #[test]
    fn an_id_cannot_lead_to_another_path() {
        let address = parse("https://h.example/under").unwrap();
        let url = address.call(&["sync", "v1", "recordings", "a/../b?c#d e", "segments"]);
        assert_eq!(
            url.as_str(),
            "https://h.example/under/sync/v1/recordings/a%2F..%2Fb%3Fc%23d%20e/segments"
        );
    }
}
